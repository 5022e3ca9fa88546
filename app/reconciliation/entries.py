"""What a statement leaves behind: its lines, the new facts of orders, and what is still open."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Text,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
)

from app.access import Actor
from app.reconciliation.rules import OPEN, SETTLING, Mode, Verdict
from app.reconciliation.tables import OrderOutcome, StatementException, StatementLine

_V: Final = Verdict


STATEMENT: Final = bindparam("of_statement", type_=BigInteger())
AGENT: Final = bindparam("of_agent", type_=Text())
AREA: Final = bindparam("of_area", type_=Text())
TODAY: Final = bindparam("of_day", type_=Date())
"""What differs from one statement to the next; all else is put together once."""


class Whose(NamedTuple):
    """The statement that is judged, and in whose name."""

    statement_id: int
    mode: Mode
    actor: Actor
    today: date

    def told(self) -> dict[str, Any]:
        """The values of the binds above."""
        return {
            "of_statement": self.statement_id, "of_agent": self.actor.agent,
            "of_area": self.actor.unit_path, "of_day": self.today,
        }  # fmt: skip


def is_of(rows: Any, *kinds: Verdict) -> ColumnElement[bool]:
    """Whether a line tells one of these kinds."""
    return or_(*(rows.c.kind == str(kind) for kind in kinds))


def judged_as(rows: CTE, verdicts: Sequence[Verdict]) -> ColumnElement[bool]:
    """Whether a line has one of these verdicts."""
    return rows.c.verdict.in_([str(verdict) for verdict in verdicts])


_TOLD: Final = (
    "line_number", "reference", "amount_dong", "result", "done_on", "reason", "reason_code",
    "verdict", "order_id",
)  # fmt: skip


def lines_of(judged: CTE) -> CTE:
    """Every line as it was told, with its verdict."""
    chosen = select(*(judged.c[name] for name in _TOLD), STATEMENT, AGENT, AREA).order_by(
        judged.c.line_number
    )
    names = [*_TOLD, "statement_id", "agent_code", "area_path"]
    return insert(StatementLine).from_select(names, chosen).cte("lines")


_FACT: Final = (
    "order_id", "kind", "done_on", "amount_dong", "group_code", "dossier_id", "reason",
    "line_number", "area_path",
)  # fmt: skip


def facts_of(judged: CTE) -> CTE:
    """The new facts, by order, so that the index of the key is filled from one end."""
    line = judged.c
    coded = case((is_of(judged, _V.FAILED, _V.RETURNED), line.reason_code))
    moment = select(func.nation.house_now()).scalar_subquery()
    chosen = (
        select(*(line[name] for name in _FACT), coded, STATEMENT, AGENT, moment)
        .where(judged_as(judged, SETTLING))
        .order_by(line.order_id)
    )
    names = [*_FACT, "reason_code", "statement_id", "agent_code", "recorded_at"]
    return insert(OrderOutcome).from_select(names, chosen).cte("facts")


def exceptions_of(judged: CTE) -> CTE:
    """The lines that wait to be settled by hand."""
    line = judged.c
    names = ["line_number", "verdict", "order_id", "amount_dong"]
    chosen = select(*(line[name] for name in names), STATEMENT, AGENT, AREA).where(
        judged_as(judged, OPEN)
    )
    return (
        insert(StatementException)
        .from_select([*names, "statement_id", "agent_code", "area_path"], chosen)
        .cte("exceptions")
    )
