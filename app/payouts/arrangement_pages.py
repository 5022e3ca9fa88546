"""Pages of how one person is paid where not at the counter: at home, by proxy, by the centre."""

from pathlib import Path
from typing import Annotated, Final

from fastapi import Query, Response

from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core.html import Wrong
from app.core.web.forms import Form, FormWrong, filled
from app.core.web.page import Posted, page_doors, see
from app.payouts import arranging, queries
from app.payouts.schemas import ArrangementOrder
from app.payouts.words import WAYS

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Arranger = Annotated[Actor, allow(Permission.ARRANGE_PAYEE)]
_HERE = Path(__file__).parent / "templates"
_NEEDED: Final = {
    "home": (),
    "proxy": ("receiver_name", "receiver_id_number", "paper_number"),
    "centre": ("receiver_name", "paper_number"),
}
_OPTIONAL: Final = ("receiver_name", "receiver_id_number", "paper_number")


def _address(dossier_id: int) -> str:
    return f"/ho-so/{dossier_id}/nguoi-nhan-thay"


@router.get("/ho-so/{dossier_id}/nguoi-nhan-thay")
async def arrangement(
    actor: Reader, session: Reading, desk: Desk, dossier_id: int,
    xong: Annotated[str, Query(max_length=20)] = "",
) -> str:  # fmt: skip
    """How a person is paid, and another way to be recorded."""
    return desk.show(
        _HERE / "arrangement.html", person=await queries.payee_of(session, dossier_id),
        standing=await queries.standing_arrangement(session, dossier_id), ways=WAYS,
        address=_address(dossier_id), done=xong, may=actor.may(Permission.ARRANGE_PAYEE),
    )  # fmt: skip


@router.post("/ho-so/{dossier_id}/nguoi-nhan-thay", operation_id="arrangePayee")
async def arrange(
    actor: Arranger, posted: Posted, session: Writing, response: Response, dossier_id: int
) -> str:
    """Let a person be paid so from now on; what stood before ends."""
    way = posted.get("way", "")
    if way not in _NEEDED:
        raise posted.wrong("way", "chưa chọn")
    needed = _NEEDED[way]
    empty = [name for name in needed if not posted.get(name, "").strip()]
    if empty:
        raise FormWrong(Wrong(name, "", "chưa điền") for name in empty)
    told = Form((n, t) for n, t in posted.pairs if n in needed or n not in _OPTIONAL)
    await arranging.arrange(session, actor, dossier_id, filled(ArrangementOrder, told))
    return see(response, f"{_address(dossier_id)}?xong=ghi")


@router.get("/ho-so/{dossier_id}/nguoi-nhan-thay/thoi")
async def ask_end(actor: Arranger, session: Reading, desk: Desk, dossier_id: int) -> str:
    """The arrangement that stands, before it ends."""
    return desk.show(
        _HERE / "arrangement_end.html", person=await queries.payee_of(session, dossier_id),
        standing=await queries.arrangement_of(session, dossier_id), ways=WAYS,
        address=_address(dossier_id),
    )  # fmt: skip


@router.post("/ho-so/{dossier_id}/nguoi-nhan-thay/thoi", operation_id="endPayeeArrangement")
async def end(
    actor: Arranger, posted: Posted, session: Writing, response: Response, dossier_id: int
) -> str:
    """Let a person be paid at the counter again."""
    await arranging.end_arrangement(session, actor, dossier_id)
    return see(response, f"{_address(dossier_id)}?xong=thoi")
