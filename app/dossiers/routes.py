"""Doors of dossiers: lists, claims, histories, batches."""

from typing import Annotated

from fastapi import Query

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.money import words_of
from app.core.web import Cursor, Doors, PageSize, after
from app.dossiers import commands, declinations, queries, reopenings
from app.dossiers.rules import Stage
from app.dossiers.schemas import (
    BatchMade,
    BatchOrder,
    BatchShown,
    DeclinationMade,
    DeclinationOrder,
    DeclinationRevoked,
    DossierDetail,
    DossierPage,
    DossierShown,
    GroupSum,
    ListPage,
    ListShown,
    Reopenable,
    ReopenablePage,
    Reopened,
    ReopeningOrder,
    RevocationOrder,
    StepTaken,
)

router = Doors(tags=["dossiers"])
ListReader = Annotated[Actor, allow(Permission.READ_LIST)]
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]


@router.get("/lists", operation_id="readLists")
async def read_lists(
    actor: ListReader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    state: Annotated[str | None, Query(max_length=20)] = None,
    list_id: Annotated[list[int] | None, Query(max_length=200)] = None,
) -> ListPage:
    """Lists of the territory by number; narrow by state or by numbers."""
    rows = await queries.lists_after(session, last, limit, state, list_id or ())
    return ListPage(
        items=[ListShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/lists/{list_id}", operation_id="readList")
async def read_list(actor: ListReader, session: Reading, list_id: int) -> ListShown:
    """One list: its state and its numbers."""
    return ListShown.model_validate(dict(await queries.list_shown(session, list_id)))


@router.get("/lists/{list_id}/dossiers", operation_id="readDossiers")
async def read_dossiers(
    actor: Reader,
    session: Reading,
    list_id: int,
    last: Cursor = 0,
    limit: PageSize = 100,
    stage: Stage | None = None,
) -> DossierPage:
    """Dossiers of a list, identities masked."""
    rows = await queries.dossiers_after(session, list_id, last, limit, stage)
    return DossierPage(
        items=[DossierShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.get("/dossiers/{dossier_id}", operation_id="readDossier")
async def read_dossier(actor: Reader, session: Reading, dossier_id: int) -> DossierDetail:
    """One dossier, identity masked; who won over it, and what was set against money paid."""
    shown = await queries.dossier_shown(session, dossier_id)
    more = await queries.outcome_of(session, dossier_id, shown["stage"])
    return DossierDetail.model_validate(shown | more)


@router.get("/dossiers/{dossier_id}/history", operation_id="readDossierHistory")
async def read_history(actor: Reader, session: Reading, dossier_id: int) -> list[StepTaken]:
    """Every step of a dossier: who, when, from, to, why."""
    await queries.dossier_shown(session, dossier_id)
    steps = await queries.history_of(session, dossier_id)
    return [StepTaken.model_validate(dict(step)) for step in steps]


Clerk = Annotated[Actor, allow(Permission.RECORD_DECLINATION)]


@router.post("/dossiers/{dossier_id}/declination", status_code=201, operation_id="declineDossier")
async def decline(
    actor: Clerk, session: Writing, dossier_id: int, order: DeclinationOrder
) -> DeclinationMade:
    """Record a person's own statement that they do not take the support; one at a time."""
    number = await declinations.decline(session, actor, dossier_id, order)
    return DeclinationMade(id=number, stage=Stage.DECLINED)


@router.post("/dossiers/{dossier_id}/declination/revocation", operation_id="revokeDeclination")
async def revoke_declination(
    actor: Clerk, session: Writing, dossier_id: int, order: RevocationOrder
) -> DeclinationRevoked:
    """The person takes the statement back; the dossier stands again where it stood.

    After its list was decided it returns to its maker's desk instead, to be handed in again.
    """
    stage = await declinations.revoke(session, actor, dossier_id, order)
    return DeclinationRevoked(stage=stage)


@router.get("/reopenings", operation_id="readReopenings")
async def read_reopenings(
    actor: Reader,
    session: Reading,
    policy: Annotated[str, Query(max_length=20)],
    last: Cursor = 0,
    limit: PageSize = 100,
) -> ReopenablePage:
    """Refused dossiers that fit an amendment in force, without names."""
    found = await reopenings.reopenable_after(session, policy, last, limit)
    rows = [Reopenable.model_validate(row) for row in found]
    full = len(rows) == limit
    return ReopenablePage(items=rows, next_after=rows[-1].dossier_id if full else None)


@router.post("/dossiers/{dossier_id}/reopening", operation_id="reopenDossier")
async def reopen(
    actor: Annotated[Actor, allow(Permission.SUBMIT_LIST)],
    session: Writing,
    dossier_id: int,
    order: ReopeningOrder,
) -> Reopened:
    """A refused dossier that an amendment took in returns to its maker, to be handed in again."""
    return Reopened(stage=await reopenings.reopen(session, dossier_id, order))


@router.post("/batches", status_code=201, operation_id="openBatch")
async def open_batch(
    actor: Annotated[Actor, allow(Permission.MAKE_BATCH)], session: Writing, order: BatchOrder
) -> BatchMade:
    """Gather submitted lists for one decision under a submission paper."""
    lists = await queries.lock_lists(session, order.list_ids, "submitted")
    numbers = [one.id for one in lists]
    return BatchMade(id=await commands.open_batch(session, actor, numbers, order.paper_number))


@router.get("/batches/{batch_id}", operation_id="readBatch")
async def read_batch(
    actor: Annotated[Actor, allow(Permission.READ_BATCH)], session: Reading, batch_id: int
) -> BatchShown:
    """What a decision would approve now: count, total in figures and words, root."""
    batch = await queries.batch_of(session, batch_id)
    lists = await queries.lists_in(session, batch_id)
    held = await queries.holding(session, lists)
    sums = await queries.group_sums(session, lists)
    return BatchShown(
        id=batch.id,
        paper_number=batch.paper_number,
        state=batch.state,
        list_ids=lists,
        case_count=held.case_count,
        total_dong=held.total_dong,
        total_words=words_of(held.total_dong),
        root=held.root.hex(),
        groups=[GroupSum.model_validate(dict(one)) for one in sums],
        unappraised=held.unappraised,
        held=held.held,
    )
