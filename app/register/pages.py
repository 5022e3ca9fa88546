"""Pages of the register: pairs of people who may be one, and whether somebody is claimed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import admin_units
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.register import lookups, queries, rulings
from app.register.schemas import LookUpOrder, RulingOrder, UndoingOrder

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_IDENTITY)]
Judge = Annotated[Actor, allow(Permission.RULE_ON_IDENTITY)]
Asker = Annotated[Actor, allow(Permission.LOOK_UP_PERSON)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50

STATES = {
    "open": ("Chờ kết luận", "heed"),
    "same": ("Là một người", "good"),
    "different": ("Là hai người", ""),
    "replaced": ("Đã thay bằng cặp khác", "quiet"),
}
RULINGS = {"same": "Là một người", "different": "Là hai người", "undone": "Hủy kết luận trước"}
ANSWERS = {
    "FREE": ("Chưa có hồ sơ nào đang xét hoặc đã duyệt cho người này.", "good"),
    "CLAIMED_HERE": ("Người này đã có hồ sơ trong địa bàn của đơn vị.", "heed"),
    "CLAIMED_ELSEWHERE": ("Người này đã có hồ sơ ở nơi khác.", "heed"),
}


@router.get("/trung-nguoi")
async def pairs(
    actor: Reader,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    tat_ca: Annotated[str, Query(max_length=1)] = "",
) -> str:
    """Pairs of people of the territory who may be one; those that wait, or all."""
    rows = await queries.pairs_after(session, sau, _ROWS, history=bool(tat_ca))
    return desk.show(
        _HERE / "pairs.html", rows=rows, after=sau, all=bool(tat_ca), states=STATES,
        reasons=queries.REASONS, next=following(rows, _ROWS, "pair_id"),
    )  # fmt: skip


@router.get("/trung-nguoi/{pair_id}")
async def pair(
    actor: Reader, session: Reading, desk: Desk, pair_id: Number,
    xong: Annotated[str, Query(max_length=20)] = "",
) -> str:  # fmt: skip
    """Two people side by side, why they may be one, and what was ruled on them."""
    row = await queries.pair_of(session, pair_id)
    both = (row["person_a"], row["person_b"])
    words: Sequence[Any] = (await queries.rulings_on(session, [both]))[both]
    lines = [*_compared(row), await _places(session, row)]
    return desk.show(
        _HERE / "pair.html", one=row, lines=lines, words=words, done=xong,
        states=STATES, rulings=RULINGS, reasons=queries.REASONS,
        judges=actor.may(Permission.RULE_ON_IDENTITY),
        undoable=bool(words) and words[-1].ruling != "undone" and row["state"] != "replaced",
    )  # fmt: skip


def _compared(row: dict[str, Any]) -> list[tuple[str, Any, Any, str]]:
    """What is known of the two, fact by fact: name of the fact, of each, and its kind."""
    facts = (
        ("Họ và tên", "full_name", "words"), ("Ngày sinh", "birth_date", "day"),
        ("Năm sinh", "birth_year", "words"), ("Giới tính", "sex", "sex"),
        ("Số CCCD", "cccd", "words"), ("Số CMND", "cmnd", "words"),
        ("Số sổ bảo hiểm", "insurance_number", "words"),
    )  # fmt: skip
    return [(label, row[f"one_{name}"], row[f"other_{name}"], kind) for label, name, kind in facts]


async def _places(session: Reading, row: dict[str, Any]) -> tuple[str, Any, Any, str]:
    """The communes in which the two are known."""
    here, there = [await _place(session, row[f"{side}_area_path"]) for side in ("one", "other")]
    return "Nơi ở", here, there, "words"


async def _place(session: Reading, path: str) -> str | None:
    if not path:
        return None
    unit = await admin_units.unit_at(session, admin_units.code_of(path), clock.today(session))
    return f"{unit['kind']} {unit['name']}"


@router.post("/trung-nguoi/{pair_id}", operation_id="ruleOnPair")
async def rule(
    actor: Judge, posted: Posted, session: Writing, response: Response, pair_id: Number
) -> str:
    """The officer's word: one and the same, or different, and why."""
    await rulings.rule(session, actor, pair_id, filled(RulingOrder, posted))
    return see(response, f"/trung-nguoi/{pair_id}?xong=ket-luan")


@router.get("/trung-nguoi/{pair_id}/huy")
async def before_undoing(actor: Judge, session: Reading, desk: Desk, pair_id: Number) -> str:
    """The page of the pair, where the ruling that stands is taken back."""
    return await pair(actor, session, desk, pair_id)


@router.post("/trung-nguoi/{pair_id}/huy", operation_id="undoRuling")
async def undo(
    actor: Judge, posted: Posted, session: Writing, response: Response, pair_id: Number
) -> str:
    """Take back the ruling that stands; both stay in the history."""
    await rulings.undo(session, actor, pair_id, filled(UndoingOrder, posted))
    return see(response, f"/trung-nguoi/{pair_id}?xong=huy")


# --- whether somebody is claimed already --------------------------------------------------------


@router.get("/tra-cuu/da-huong")
async def question(actor: Asker, desk: Desk) -> str:
    """Whom to ask for: one number, or name, birth date and sex."""
    return desk.show(_HERE / "look_up.html", answer=None)


@router.post("/tra-cuu/da-huong", operation_id="lookUpPerson")
async def look_up(actor: Asker, posted: Posted, desk: Desk) -> str:
    """Whether somebody is claimed, here or elsewhere: never who, where or for what."""
    order = filled(LookUpOrder, posted)
    answer = await lookups.asked(actor, order)
    return desk.show(_HERE / "look_up.html", answer=ANSWERS[answer.code])
