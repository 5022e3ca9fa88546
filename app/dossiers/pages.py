"""Pages of dossiers: the lists of the territory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from app import admin_units, policy
from app.access import Actor, Desk, Permission, Reading, allow
from app.core import clock
from app.core.settings import settings
from app.core.text import fold
from app.core.web import following
from app.core.web.forms import whole_in
from app.core.web.page import page_doors
from app.dossiers import queries
from app.dossiers.queries import Narrowed
from app.dossiers.words import LIST_STATES, form_name

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_LIST)]
Short = Annotated[str, Query(max_length=100)]
Key = Annotated[int | None, Query(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


@router.get("/danh-sach")
async def lists(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    desk: Desk,
    truoc: Key = None,
    trang_thai: Short = "",
    mau: Short = "",
    noi: Short = "",
    so: Short = "",
) -> str:
    """The lists of the territory, the newest first; narrowed by state, form, office and number."""
    number = (whole_in(so) or 0) if so.strip() else None
    offices = await _offices(session, actor, noi) if noi.strip() else None
    wanted = Narrowed(number, trang_thai, mau, offices, truoc)
    rows = await queries.lists_before(session, wanted, _ROWS)
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    for row in rows:
        row["named"] = form_name(rules, row["form"])
    kept = {"mau": mau, "noi": noi, "so": so}
    return desk.show(
        _HERE / "lists.html", rows=rows, states=LIST_STATES, state=trang_thai, before=truoc,
        forms=[(code, f"{code} · {form_name(rules, code)}") for code in rules.forms],
        own_only=admin_units.level_of(actor.unit_path) == "commune", asked=kept,
        query=urlencode({name: text for name, text in kept.items() if text}),
        makes=actor.may(Permission.SUBMIT_LIST), next=following(rows, _ROWS),
    )  # fmt: skip


async def _offices(session: Reading, actor: Actor, words: str) -> Sequence[str]:
    """The offices of units whose name has these words, and of all that lies inside them."""
    units = await admin_units.units_inside(session, actor.unit_path)
    if actor.unit_path:
        code = admin_units.code_of(actor.unit_path)
        units.append(await admin_units.unit_at(session, code, clock.today(session)))
    meant = tuple(unit["path"] for unit in units if fold(words) in _key(unit))
    return [unit["path"] for unit in units if meant and unit["path"].startswith(meant)]


def _key(unit: dict[str, Any]) -> str:
    return fold(f"{unit['kind']} {unit['name']}")
