"""Approved and paid money by what is kept ready: sums over few rows, however many orders there are.

The coverage counts say what stands approved and what was paid; the papers say what was signed,
added, freed and called back; the books say the same by source. What is called back and still owed
is no longer counted as paid and yet lies with people: both together are what reached them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Subquery, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage, funds
from app.core.db import standing_of
from app.coverage import Cell
from app.decisions.tables import Decision, DecisionAdjustment
from app.funds.schemas import Balance
from app.recoveries.tables import RecoveryCase, RecoveryEntry
from app.reports.conservation import conservation, given_back
from app.reports.schemas import Conservation

_TRIES: Final = 3
_EVER: Final = date(9999, 12, 1)
"""Books and papers know no last day, so the counts are read without one too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMoney:
    """One decision (đồng): what was signed, what reached people, what must come back."""

    decision_id: int
    number: str
    signed_on: date
    source_id: int
    approved_dong: int
    """What was signed and what later decisions added."""
    freed_dong: int
    called_back_dong: int
    lines_dong: int
    """What its lines give now, as counted with each of them."""
    paid_dong: int
    to_recover_dong: int

    @property
    def unpaid_dong(self) -> int:
        """Approved, and not with the people."""
        return self.approved_dong - self.paid_dong

    @property
    def closes(self) -> bool:
        """Whether papers and lines say the same."""
        return self.approved_dong - self.freed_dong - self.called_back_dong == self.lines_dong


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBook:
    """What a source has booked, beside what its decisions were counted to come to (đồng)."""

    source: str
    """By its name."""
    account: str
    """"paid", or "all" that is bound: committed, sent, paid and recovered."""
    booked_dong: int
    counted_dong: int

    @property
    def closes(self) -> bool:
        """Whether both say the same."""
        return self.booked_dong == self.counted_dong


class Kept(NamedTuple):
    """Every decision of the territory in order of number, and the books of a whole province."""

    decisions: list[KeptMoney]
    books: list[KeptBook]

    @property
    def closes(self) -> bool:
        """Whether papers, counts and books say the same."""
        return all(one.closes for one in self.decisions) and all(one.closes for one in self.books)

    def total(self, name: str) -> int:
        """One amount of all decisions."""
        return sum(getattr(one, name) for one in self.decisions)


class Recounted(NamedTuple):
    """Every order counted anew, and the decisions of which another amount was kept."""

    found: Conservation
    differing: list[KeptMoney] | None
    """None where new facts came in while it was counted, so that nobody can tell."""


async def kept(session: AsyncSession) -> Kept:
    """Approved and paid of every decision of the territory; the books of a whole province.

    It takes several statements: what does not close because a fact came in between is read again.
    """
    for _ in range(_TRIES):
        found = await _read(session)
        if found.closes:
            break
    return found


async def _read(session: AsyncSession) -> Kept:
    cells = await coverage.counted(session, _EVER, None, ("decision",))
    counted = {cell.place[0]: cell for cell in cells}
    none = Cell(("",))
    found = [_money(row, counted.get(str(row.id), none)) for row in await _papers(session)]
    whole = standing_of(session).scope.count(".") == 1
    return Kept(found, await _books(session, found) if whole else [])


async def recounted(session: AsyncSession) -> Recounted:
    """Where every approved đồng stands, counted anew from every order: slow."""
    for _ in range(_TRIES):
        before = await kept(session)
        found = await conservation(session)
        if await kept(session) == before:
            return Recounted(found, _differing(before, found))
    return Recounted(found, None)


def _differing(before: Kept, found: Conservation) -> list[KeptMoney]:
    names = ("approved_dong", "lines_dong", "paid_dong", "to_recover_dong")
    anew = {one.decision_id: one for one in found.decisions}
    return [
        one for one in before.decisions
        if any(getattr(one, name) != getattr(anew[one.decision_id], name) for name in names)
    ]  # fmt: skip


async def _papers(session: AsyncSession) -> Sequence[Any]:
    """Approving decisions with what later ones changed, and what is still owed back."""
    later, back = _later(), _owed()
    query = (
        select(
            Decision.id, Decision.number, Decision.signed_on, Decision.source_id,
            _whole(Decision.total_dong + func.coalesce(later.c.added, 0)).label("approved_dong"),
            _whole(func.coalesce(later.c.freed, 0)).label("freed_dong"),
            _whole(func.coalesce(later.c.owed, 0)).label("called_back_dong"),
            _whole(func.coalesce(back.c.left, 0)).label("to_recover_dong"),
        )
        .outerjoin(later, later.c.decision_id == Decision.id)
        .outerjoin(back, back.c.decision_id == Decision.id)
        .where(Decision.kind == "approved")
        .order_by(Decision.id)
    )  # fmt: skip
    return (await session.execute(query)).all()


def _whole(amount: Any) -> Any:
    return cast(amount, BigInteger)


def _later() -> Subquery:
    one = DecisionAdjustment
    sums = {"added": one.added_dong, "freed": one.freed_dong, "owed": one.owed_dong}
    told = [func.sum(amount).label(name) for name, amount in sums.items()]
    return select(one.decision_id, *told).group_by(one.decision_id).subquery("later")


def _owed() -> Subquery:
    case, entry = RecoveryCase, RecoveryEntry
    settled = (
        select(entry.case_id, func.sum(entry.amount_dong).label("dong"))
        .group_by(entry.case_id)
        .subquery("settled")
    )
    left = func.sum(case.owed_dong - func.coalesce(settled.c.dong, 0)).label("left")
    return (
        select(case.decision_id, left)
        .outerjoin(settled, settled.c.case_id == case.id)
        .group_by(case.decision_id)
        .subquery("owed")
    )


def _money(row: Any, counted: Cell) -> KeptMoney:
    return KeptMoney(
        decision_id=row.id, number=row.number, signed_on=row.signed_on, source_id=row.source_id,
        approved_dong=row.approved_dong, freed_dong=row.freed_dong,
        called_back_dong=row.called_back_dong, lines_dong=counted.approved_dong,
        paid_dong=counted.paid_dong + row.to_recover_dong, to_recover_dong=row.to_recover_dong,
    )  # fmt: skip


async def _books(session: AsyncSession, decisions: Sequence[KeptMoney]) -> list[KeptBook]:
    gone = await given_back(session)
    return [
        book
        for balance in await funds.balances(session)
        for book in _book(balance, gone, [o for o in decisions if o.source_id == balance.id])
    ]


def _book(
    balance: Balance, gone: Mapping[int, int], decisions: Sequence[KeptMoney]
) -> tuple[KeptBook, KeptBook]:
    bound = balance.committed_dong + balance.sent_dong + balance.paid_dong + balance.recovered_dong
    paid = KeptBook(
        source=balance.name, account="paid", booked_dong=balance.paid_dong,
        counted_dong=sum(one.paid_dong for one in decisions),
    )  # fmt: skip
    whole = KeptBook(
        source=balance.name, account="all", booked_dong=bound + gone.get(balance.id, 0),
        counted_dong=sum(one.approved_dong - one.freed_dong for one in decisions),
    )  # fmt: skip
    return paid, whole
