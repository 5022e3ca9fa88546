"""Making dossiers, moving them, and keeping the nation told of their claims; in sets."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.bulk import THIS_TRANSACTION, rows_of
from app.core.db import Standing, refuse_as, standing_of
from app.core.jobs import enqueue
from app.dossiers.queries import free_of, held_among
from app.dossiers.rivals import provinces_waiting_on
from app.dossiers.rules import (
    ONWARD,
    RECUSED,
    AlreadyInBatch,
    AlreadyReceived,
    AlreadySupported,
    AlreadyTookAnotherPart,
    OnHold,
    OwnCase,
    Recused,
    Stage,
    StepUnknown,
)
from app.dossiers.tables import (
    Batch,
    BatchList,
    Dossier,
    DossierList,
    DossierStage,
    PartTaken,
    PersonClaim,
)
from app.register.tables import PersonKey

REINSTATE: Final = "dossiers.reinstate"
refuse_as("ck_dossier_history_step", StepUnknown)
refuse_as("uq_person_claim_live", AlreadySupported)
refuse_as("uq_dossier_list_file", AlreadyReceived)
refuse_as("uq_batch_list_undecided", AlreadyInBatch)
for _key in (
    "pk_part_taken", "fk_sitting_seat_part", "fk_decision_list_part", "fk_confirmation_part",
    "fk_sitting_list_part", "fk_opinion_part", "fk_list_alert_part", "fk_suspension_part",
):  # fmt: skip
    refuse_as(_key, AlreadyTookAnotherPart)
refuse_as("ck_part_taken_own_case", OwnCase)
for _key in ("ck_dossier_stage_not_held", "ck_decision_line_not_held"):
    refuse_as(_key, OnHold)


async def enter_list(session: AsyncSession, **facts: Any) -> int:
    """Enter a list that has just been handed in, at `received`; answers its number."""
    entered = DossierList(state="received", **facts)
    session.add(entered)
    await session.flush()
    return entered.id


async def settle_list(
    session: AsyncSession, list_id: int, from_state: str, to_state: str, **facts: Any
) -> bool:
    """Bring a list from one state to the next; False when somebody else was quicker."""
    done = await session.execute(
        update(DossierList)
        .where(DossierList.id == list_id, DossierList.state == from_state)
        .values(state=to_state, **facts)
        .returning(DossierList.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _among(lists: Sequence[int]) -> ColumnElement[bool]:
    wanted = literal(list(lists), ARRAY(BigInteger()))
    return DossierStage.list_id == func.any(wanted)


async def move(  # noqa: PLR0913 - the act's whole sentence: whom, from, to, why
    session: AsyncSession,
    lists: Sequence[int],
    from_stage: Stage,
    to_stage: Stage,
    *,
    because: str,
    where: ColumnElement[bool] | None = None,
    reasons: Subquery | None = None,
) -> int:
    """Move every dossier of these lists that stands at `from_stage`; answers how many moved.

    `where` narrows the set; `reasons` (dossier_id, reason_code) gives each its reason. A council's
    favour and a signature leave out what is held. The history and the check against the table of
    steps are the database's.
    """
    statement = (
        update(DossierStage)
        .where(_among(lists), DossierStage.stage == from_stage)
        .values(stage=to_stage, because=because, reason_code=None)
        .execution_options(synchronize_session=False)
    )
    if where is not None:
        statement = statement.where(where)
    if (from_stage, to_stage) in ONWARD:
        statement = statement.where(free_of(await held_among(session, lists)))
    if reasons is not None:
        statement = statement.where(DossierStage.dossier_id == reasons.c.dossier_id).values(
            reason_code=reasons.c.reason_code
        )
    return touched(await session.execute(statement))


def touched(result: Any) -> int:
    """How many rows a statement changed."""
    assert isinstance(result, CursorResult)
    return result.rowcount


async def open_claims(session: AsyncSession, lists: Sequence[int]) -> None:
    """Tell the nation that these dossiers are under way; a claim once closed opens again."""
    province = literal(standing_of(session).province, Text())
    tie_break = Dossier.area_path + func.lpad(cast(Dossier.row_number, Text()), 7, "0")
    person = _person_now()
    claims = (
        select(
            province, Dossier.id, person, func.nullif(Dossier.person_id, person),
            Dossier.group_code, Dossier.amount_dong, tie_break, literal("open", Text()),
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(_among(lists), DossierStage.stage == Stage.SUBMITTED)
    )  # fmt: skip
    columns = [
        "province_code", "dossier_id", "person_id", "entered_as", "group_code", "amount_dong",
        "tie_break", "state",
    ]  # fmt: skip
    statement = upsert(PersonClaim).from_select(columns, claims)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[PersonClaim.dossier_id],
            set_={"state": "open", "told": THIS_TRANSACTION},
        )
    )


def _person_now() -> Any:
    """Who a dossier's person is by now: the one whom a merger put them into, if any did."""
    merged = exists().where(PersonKey.entered_as == Dossier.person_id)
    people = func.merged_people().table_valued("person_id", "kept_id")
    kept = select(people.c.kept_id).where(people.c.person_id == Dossier.person_id).scalar_subquery()
    return case((merged, func.coalesce(kept, Dossier.person_id)), else_=Dossier.person_id)


async def set_claims(session: AsyncSession, lists: Sequence[int], stage: Stage, state: str) -> int:
    """Bring the claims of these lists' dossiers at `stage` to open, live or closed.

    Making a second claim of one person live breaks `uq_person_claim_live`: AlreadySupported.
    Whoever gave way to a claim that closes comes back, by a job.
    """
    told: dict[str, Any] = {} if state == "closed" else {"told": THIS_TRANSACTION}
    statement = (
        update(PersonClaim)
        .where(
            and_(
                PersonClaim.dossier_id == DossierStage.dossier_id,
                PersonClaim.state != state,
                _among(lists),
                DossierStage.stage == stage,
            )
        )
        .values({"state": state} | told)
        .execution_options(synchronize_session=False)
    )
    if state != "closed":
        return touched(await session.execute(statement))
    ended = list(await session.scalars(statement.returning(PersonClaim.dossier_id)))
    if ended:
        await wake_outdone(session, ended)
    return len(ended)


async def wake_outdone(session: AsyncSession, fallen: Sequence[int]) -> None:
    """Ask that whoever gave way to these dossiers, whose claims have ended, be looked at again.

    In the name of their province: the acting officer may not see them.
    """
    for province in await provinces_waiting_on(session, fallen):
        await enqueue(session, REINSTATE, {"fallen": list(fallen)}, Standing(f"{province}."))


async def take_part(
    session: AsyncSession, lists: Sequence[int], officers: Sequence[int], part: str
) -> None:
    """Each of these people takes this part in each of these lists; raises AlreadyTookAnotherPart.

    The key (list, person) is for ever; taking the same part again is allowed. Raises Recused
    too, and OwnCase.
    """
    pairs = [(list_id, officer) for list_id in lists for officer in officers]
    given = rows_of(
        list_id=(BigInteger(), [pair[0] for pair in pairs]),
        officer_id=(BigInteger(), [pair[1] for pair in pairs]),
    )
    chosen = select(
        given.c.list_id, given.c.officer_id, literal(part, Text()), DossierList.unit_path
    ).join(DossierList, DossierList.id == given.c.list_id)
    columns = ["list_id", "officer_id", "part", "area_path"]
    await session.execute(upsert(PartTaken).from_select(columns, chosen).on_conflict_do_nothing())
    held = await session.scalar(
        select(func.count())
        .select_from(PartTaken)
        .join(
            given,
            (PartTaken.list_id == given.c.list_id) & (PartTaken.officer_id == given.c.officer_id),
        )
        .where(PartTaken.part == part)
    )
    if held == len(pairs):
        return
    recused = exists().where(
        PartTaken.list_id == given.c.list_id,
        PartTaken.officer_id == given.c.officer_id,
        PartTaken.part == RECUSED,
    )
    raise Recused if await session.scalar(select(recused)) else AlreadyTookAnotherPart


async def open_batch(
    session: AsyncSession, actor: Actor, lists: Sequence[int], paper_number: str
) -> int:
    """Gather lists for one decision under a submission paper; raises AlreadyInBatch."""
    made = await session.execute(
        insert(Batch)
        .values(
            paper_number=paper_number, state="open", made_by=actor.officer_id,
            area_path=actor.unit_path,
        )
        .returning(Batch.id)
    )  # fmt: skip
    batch_id = made.scalar_one()
    given = rows_of(list_id=(BigInteger(), list(lists)))
    await session.execute(
        insert(BatchList).from_select(
            ["batch_id", "list_id", "undecided", "area_path"],
            select(
                literal(batch_id, BigInteger()), given.c.list_id, literal(True),
                literal(actor.unit_path, Text()),
            ),
        )
    )  # fmt: skip
    return batch_id


async def close_batch(session: AsyncSession, batch_id: int, state: str) -> None:
    """The batch is decided; its lists may travel again with what is left of them."""
    await session.execute(update(Batch).where(Batch.id == batch_id).values(state=state))
    await session.execute(
        update(BatchList).where(BatchList.batch_id == batch_id).values(undecided=False)
    )
