"""The matrix as a page of the documentation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.access import Permission, Role
from tests.access.matrix.laws import LAWS, expected
from tests.access.matrix.line import Route
from tests.access.matrix.routes import ROUTES

PAGE: Final = Path(__file__).parents[3] / "docs" / "scope-matrix.md"
_HEAD: Final = """# Who may do what, and where

Written by `python -m tests.access.matrix --write` from the permissions (`app/access/rules.py`) and
the laws of the doors (`tests/access/matrix`). A test refuses a page that is not fresh, a door that
is missing, and an answer of the service that says otherwise. Not to be edited by hand.

Every door is asked by every role from the target's own unit, a sibling, the units above and below,
another province, by another payment agent, with no token and with stale ones (signed out, run out,
office ended, account closed: each kind of one role); who lacks the permission is asked at home and
from one other place in turn. Who has no good token gets 401, who lacks the permission 403, who
stands outside 404; and no answer tells a name, a number or a text of a place that is not theirs.
An empty cell is 403 from everywhere; otherwise it says how far the role reaches:

| mark | let in |
|---|---|
"""


def page(permissions: Mapping[str, Permission | None]) -> str:
    """The whole page, from the permission that each door names."""
    laws = "".join(f"| {law.mark} | {law.told} |\n" for law in LAWS)
    roles = " | ".join(role.replace("_", " ") for role in Role)
    head = f"| door | permission | {roles} |\n|---|---|{'---|' * len(Role)}\n"
    lines = "".join(_line(route, permissions.get(route.door)) for route in ROUTES)
    return f"{_HEAD}{laws}\n{head}{lines}"


def _line(route: Route, permission: Permission | None) -> str:
    marks = (_mark(route, permission, role) for role in Role)
    return f"| `{route.door}` | {permission or ''} | {' | '.join(marks)} |\n"


def _mark(route: Route, permission: Permission | None, role: Role) -> str:
    word = expected(route.law, permission, role, "above")
    return "" if word == "forbidden" else route.law.mark
