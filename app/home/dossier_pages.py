"""Pages of one dossier and of one person: everything that happened, and who looked."""

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath

from app import audit, dossiers, policy, register
from app.access import Actor, Desk, Desktop, Permission, Reading, Revealing, allow
from app.audit import Seen, Window
from app.core import clock
from app.core.money import words_of
from app.core.settings import settings
from app.core.text import tidy
from app.core.web.page import Posted, page_doors
from app.dossiers import Stage
from app.home import events, queries, telling
from app.home.event_columns import Whose

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_LEAST_REASON, _MOST_REASON = 5, 300
_LOOKS = 50


@router.get("/ho-so/{dossier_id}")
async def dossier(actor: Reader, session: Reading, desk: Desk, dossier_id: Number) -> str:
    """One dossier: whose, how much, where it stands, and everything that happened to it."""
    found = await queries.dossier_of(session, dossier_id)
    whose = Whose(dossier_id, found["list_id"], found["row_number"])
    happened = await events.happened_to(session, actor, whose)
    seats = await audit.seats_of(session, [one["officer_id"] for one in happened])
    units = await queries.units_called(session, sorted({one["place"] or "" for one in happened}))
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    own = policy.policy_at(
        found["compiled_on"] or date(2020, 6, 1), settings().policy_overrides,
        found["policy_revision"],
    )  # fmt: skip
    stage = Stage(found["stage"])
    return desk.show(
        _HERE / "dossier.html", one=found, words=words_of(found["amount_dong"]),
        group=own.group(found["group_code"]), birth=telling.birth_of(found),
        stage=dossiers.VIETNAMESE[stage], kind=_KIND.get(stage, "heed"),
        road=telling.road_of(own, found), story=telling.story_of(happened, rules, seats, units),
        may=actor.may, permissions=Permission, declinable=stage in _DECLINABLE,
    )  # fmt: skip


_KIND = {
    Stage.APPROVED: "good", Stage.REFUSED: "wrong", Stage.REVOKED: "wrong",
    Stage.WITHDRAWN: "quiet", Stage.DECLINED: "quiet", Stage.SUPERSEDED: "quiet",
}  # fmt: skip
_DECLINABLE = {
    Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE, Stage.AT_DISTRICT,
    Stage.AT_PROVINCE, Stage.DECLINED,
}  # fmt: skip


@router.get("/ho-so/{dossier_id}/so-dinh-danh")
async def ask_number(actor: Reader, session: Reading, desk: Desk, dossier_id: Number) -> str:
    """Why somebody wants to see the identity number of a dossier."""
    found = await queries.dossier_of(session, dossier_id)
    return desk.show(_HERE / "number.html", one=found, number=None, reason="")


@router.post("/ho-so/{dossier_id}/so-dinh-danh", operation_id="readIdNumber")
async def show_number(
    actor: Reader, posted: Posted, session: Revealing, desk: Desk, dossier_id: Number
) -> str:
    """The identity number, once, for a reason that is kept with who looked."""
    reason = tidy(posted.get("ly_do", ""))
    if not _LEAST_REASON <= len(reason) <= _MOST_REASON:
        raise posted.wrong("ly_do", "ghi rõ vì sao cần xem, từ 5 đến 300 ký tự")
    found = await queries.dossier_of(session, dossier_id)
    person, number = await queries.id_number_of(session, dossier_id)
    await audit.viewed(session, actor, Seen("dossier", dossier_id, 1), [person], reason)
    return desk.show(_HERE / "number.html", one=found, number=number or "", reason=reason)


@router.get("/ho-so/{dossier_id}/ai-da-xem")
async def viewers(
    actor: Annotated[Actor, allow(Permission.READ_HISTORY)],
    session: Reading,
    desk: Desk,
    dossier_id: Number,
) -> str:
    """Who saw the numbers of a dossier's person in clear."""
    found = await queries.dossier_of(session, dossier_id)
    return await _viewers_page(session, desk, found["person_id"], f"/ho-so/{dossier_id}")


@router.get("/nguoi/{person_id}")
async def person(
    actor: Annotated[Actor, allow(Permission.READ_IDENTITY)],
    session: Reading,
    desk: Desk,
    person_id: Number,
) -> str:
    """One person of the territory: households, dossiers, and what was ruled on who they are."""
    found = await register.person_shown(session, person_id)
    people = [person_id, *found["merged_from"], *filter(None, [found["merged_into"]])]
    rows = await queries.dossiers_of_person(session, people)
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    seats = await audit.seats_of(session, [one.ruled_by for one in found["rulings"]])
    units = await queries.units_called(
        session, [found["area_path"], *(one.area_path for one in found["households"])]
    )
    return desk.show(
        _HERE / "person.html", one=found, rows=rows, seats=seats, units=units,
        stages=dossiers.VIETNAMESE, birth=telling.birth_of(found), ruled=_RULED,
        groups=rules.group,
    )  # fmt: skip


_RULED = {
    "same": "là một người", "different": "là hai người khác nhau", "undone": "bỏ kết luận trước"
}  # fmt: skip


async def _viewers_page(session: Reading, desk: Desktop, person_id: int | None, back: str) -> str:
    people = await register.numbers_of(session, person_id) if person_id else []
    rows = await audit.viewers_of(session, people, 0, _LOOKS, Window()) if people else []
    seats = await audit.seats_of(session, [row["officer_id"] for row in rows])
    told = [
        row | {"seat": seats.get(row["officer_id"]), "words": audit.act_told(row["act"])}
        for row in rows
    ]
    return desk.show(_HERE / "viewers.html", rows=told, back=back)
