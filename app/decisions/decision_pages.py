"""Pages of decisions: which there are, one as signed and in force, its papers and its proofs."""

from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Request, Response
from fastapi import Path as InPath

from app import policy
from app.access import Actor, Desk, Permission, Reading, Revealing, allow
from app.core import clock
from app.core.html import Wrong
from app.core.money import words_of
from app.core.settings import settings
from app.core.web import PaperForm, following
from app.core.web.page import page_doors
from app.decisions import batch_reading, in_force, queries
from app.decisions import decision_reading as reading
from app.decisions.batch_sheet import added, in_fours
from app.decisions.decision_reading import Wanted
from app.decisions.merkle import sides_of
from app.decisions.paper_routes import Area, decision_answer
from app.decisions.words import ADJUSTMENTS, DONE, KINDS

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50
_NO_LINE = Wrong("ho_so", "Số hồ sơ", "quyết định này không có hồ sơ mang số đó")


class Asked(NamedTuple):
    """What narrows the list of decisions, as the address says it."""

    wanted: Wanted
    before: int | None
    query: str


async def _asked(
    huyen: Annotated[str, Query(pattern=r"^([0-9]{2}\.([0-9]{3}\.)?)?$")] = "",
    nhom: Annotated[str, Query(pattern=r"^[A-Z0-9_]{0,40}$")] = "",
    nam: Annotated[str, Query(pattern=r"^([0-9]{4})?$")] = "",
    truoc: Annotated[int | None, Query(ge=1)] = None,
) -> Asked:
    wanted = Wanted(huyen, nhom, int(nam) if nam else None)
    return Asked(wanted, truoc, f"huyen={huyen}&nhom={nhom}&nam={nam}")


@router.get("/quyet-dinh")
async def decisions(
    actor: Reader, session: Reading, desk: Desk, asked: Annotated[Asked, Depends(_asked)]
) -> str:
    """Decisions of the territory, the newest first, with the totals of what is looked for."""
    rows = await reading.decisions_before(session, asked.wanted, asked.before, _ROWS)
    places = await batch_reading.places(session)
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    return desk.show(
        _HERE / "decisions.html", rows=rows, places=places, asked=asked, kinds=KINDS,
        totals=await reading.totals_of(session, asked.wanted), next=following(rows, _ROWS),
        districts=batch_reading.districts(places, actor.unit_path),
        groups=[(str(rule.code), rule.vi) for rule in rules.groups],
    )  # fmt: skip


@router.get("/quyet-dinh/{decision_id}")
async def decision(
    actor: Reader,
    session: Reading,
    desk: Desk,
    decision_id: Number,
    xong: Annotated[str, Query(max_length=20)] = "",
) -> str:
    """One decision as it was signed, the later ones on it, and what of it is in force."""
    signed = await queries.decision_of(session, decision_id)
    stands = await in_force.decision_in_force(session, decision_id)
    sums = await reading.in_force_sums(session, decision_id)
    rules = policy.policy_at(signed.signed_on, settings().policy_overrides)
    return desk.show(
        _HERE / "decision.html", signed=signed, stands=stands, done=DONE.get(xong, ""),
        named=await reading.named_in(session, signed), kinds=KINDS, adjustments=ADJUSTMENTS,
        groups=added(sums, 0), areas=added(sums, 1), words=words_of(signed.total_dong),
        words_in_force=words_of(stands.in_force_total_dong), root=in_fours(stands.root),
        root_in_force=in_fours(stands.in_force_root), places=await batch_reading.places(session),
        group_names={str(rule.code): rule.vi for rule in rules.groups},
        policy_called=policy.edition_called(signed.policy_version),
    )  # fmt: skip


@router.get("/quyet-dinh/{decision_id}/quyet-dinh.{form}", operation_id="readDecisionPaper")
async def paper(
    actor: Reader,
    session: Revealing,
    request: Request,
    decision_id: Number,
    form: PaperForm,
    dia_ban: Area = None,
) -> Response:
    """The decision with its list, or the annex of one area."""
    return await decision_answer(session, actor, request, (decision_id, form, dia_ban))


@router.get("/quyet-dinh/{decision_id}/chung-minh")
async def proof(
    actor: Reader,
    session: Reading,
    desk: Desk,
    decision_id: Number,
    ho_so: Annotated[str, Query(pattern=r"^[0-9]{0,18}$")] = "",
) -> str:
    """That a line stands in a decision as signed: its leaf and the way to the root, in words."""
    signed = await queries.decision_of(session, decision_id)
    name = await reading.signed_line(session, decision_id, int(ho_so)) if ho_so else None
    found = await queries.proof_of(session, decision_id, int(ho_so)) if name else None
    sides = sides_of(found.place, found.case_count) if found else []
    return desk.show(
        _HERE / "proof.html", signed=signed, proof=found, number=ho_so, name=name,
        called=policy.group_called,
        way=list(zip(found.path, sides, strict=True)) if found else [],
        missing=[_NO_LINE] if ho_so and not name else [],
    )  # fmt: skip


@router.get("/quyet-dinh/{decision_id}/sua-doi/{adjustment_id}")
async def changes(
    actor: Reader,
    session: Reading,
    desk: Desk,
    decision_id: Number,
    adjustment_id: Number,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> str:
    """The lines that a later decision changed, by dossier."""
    signed = await queries.decision_of(session, decision_id)
    later = await in_force.adjustments_of(session, decision_id)
    rows = await in_force.changed_lines_after(session, decision_id, adjustment_id, sau, _ROWS)
    rules = policy.policy_at(signed.signed_on, settings().policy_overrides)
    return desk.show(
        _HERE / "changes.html", signed=signed, rows=rows, after=sau, adjustments=ADJUSTMENTS,
        one=next(one for one in later if one.id == adjustment_id),
        reasons=dict(policy.reasons_in_words(rules)),
        next=following(rows, _ROWS, "dossier_id"),
    )  # fmt: skip
