"""What is true of the demonstration province: the figures to reach, and what must be found out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

GROUPS = ("NCC", "BTXH", "HN", "HCN")
FORM_OF_GROUP = {"NCC": "05", "BTXH": "07", "HN": "08", "HCN": "09"}
GROUP_OF_FORM = {form: group for group, form in FORM_OF_GROUP.items()}
MONTHS = 3


class ReferenceRow(NamedTuple):
    """One line of the department's report of 01/06/2020; money in đồng, rates as printed."""

    group: str
    approved_people: int
    paid_people: int
    amount_dong: int
    printed_rate: str

    @property
    def approved_dong(self) -> int:
        """Money approved, in đồng."""
        return self.approved_people * self.amount_dong

    @property
    def paid_dong(self) -> int:
        """Money paid, in đồng."""
        return self.paid_people * self.amount_dong


REFERENCE_DAY = date(2020, 6, 1)
REFERENCE = (
    ReferenceRow("NCC", 38_038, 37_125, 1_500_000, "97,60 %"),
    ReferenceRow("BTXH", 53_452, 52_025, 1_500_000, "97,33 %"),
    ReferenceRow("HN", 24_125, 20_895, 750_000, "86,61 %"),
    ReferenceRow("HCN", 57_979, 49_381, 750_000, "85,17 %"),
)
REFERENCE_TOTAL_RATE = "trên 91,83 %"
AMOUNTS = {row.group: row.amount_dong for row in REFERENCE}


class ListKey(NamedTuple):
    """A list: its form and the unit that compiled it (a district for form 05, else a commune).

    An office that hands in one form in several files numbers their parts.
    """

    form: str
    area_code: str
    part: int = 1


INTAKE, COUNCIL, OWN_WORD = "INTAKE", "COUNCIL", "OWN_WORD"


class Fault(NamedTuple):
    """A planted fault: where it stands, and for which reasons it must not be paid.

    `stage` is INTAKE (the row is faulty), COUNCIL (the dossier is refused or superseded for one
    of `expected`, led there by the finding) or OWN_WORD (the person declines). With `either` one
    of the row and its partner, no matter which, is approved and the other is refused; else the
    partner is always approved.
    """

    kind: str
    list_key: ListKey
    row: int
    stage: str
    expected: tuple[str, ...]
    finding: str | None = None
    partner_key: ListKey | None = None
    partner_row: int | None = None
    either: bool = False


class Spot(NamedTuple):
    """A row of a list, by its number in the sheet."""

    list_key: ListKey
    row: int


class Watch(NamedTuple):
    """A sound row of which a council must be told something before it favours it."""

    kind: str
    spot: Spot
    finding: str


class RuledPair(NamedTuple):
    """Two rows whose people an officer declares the same, or different, or first one then not."""

    kind: str
    one: Spot
    other: Spot
    name_key: str
    communes: tuple[str, ...]


class ListTruth(NamedTuple):
    """How many data rows a list has, and how many of them become dossiers."""

    list_key: ListKey
    rows: int
    good_rows: int


class Notice(NamedTuple):
    """A line of a list of who died, or of who moved away; births as dd/mm/yyyy or yyyy."""

    full_name: str
    birth: str
    sex: str
    id_number: str | None
    commune_code: str
    since: str
    document: str


class Quota(NamedTuple):
    """How many orders of a district and group an agent's statement of a day reports as paid."""

    district: str
    group: str
    day: date
    paid: int


class Correction(NamedTuple):
    """What the first version of a list had otherwise: indices of data rows of the right one.

    One row was faulty, one stood in another hamlet, one was missing, and a stranger stood there.
    """

    faulty: int
    moved: int
    missing: int
    hamlet: str


class Dressing(NamedTuple):
    """What the files of some lists look like, and which lists have a story of their own."""

    dresses: Mapping[ListKey, str]
    mojibake: ListKey
    corrected: ListKey
    correction: Correction
    sent_twice: ListKey
    marked: ListKey


class Portion(NamedTuple, Generic[T]):
    """Orders with one outcome, PAID or why not, in the statement of one day."""

    day: date
    outcome: str
    orders: list[T]


DistrictGroup = tuple[str, str]


class Standing(NamedTuple):
    """The approved of a district and group.

    Of a person listed in two districts either may be approved, so by so many the approved of
    each may turn out fewer or more; no quota may ask for more than exist in any case.
    """

    approved: int
    may_leave: int = 0
    may_arrive: int = 0


@dataclass(frozen=True)
class Truth:
    """All the driver and the final check need to know; small, and picklable."""

    seed: int
    scale: float
    lists: tuple[ListTruth, ...]
    faults: tuple[Fault, ...]
    namesakes: tuple[tuple[Spot, Spot], ...]
    deaths: tuple[Notice, ...]
    moves: tuple[Notice, ...]
    watches: tuple[Watch, ...]
    rulings: tuple[RuledPair, ...]
    dressing: Dressing
    unpaid: frozenset[str]
    """Identity numbers of payees whose first order cannot be paid."""
    approved: Mapping[str, int]
    paid: Mapping[str, int]
    standings: Mapping[DistrictGroup, Standing]
    quotas: tuple[Quota, ...]


FAST_DISTRICTS = ("436", "445", "441")
LATE_DISTRICT = "444"
"""Its first commune hands in after the fast districts have been decided."""
FAST_DAY = date(2020, 4, 29)
FAST_SHARE = 0.985
STATEMENT_DAYS = tuple(
    date(2020, month, day) for month, day in ((5, 8), (5, 13), (5, 19), (5, 25), (5, 29), (6, 1))
)
PAID = "PAID"
UNPAID_MIX = (("ABSENT", 5), ("NOT_YET_COME", 3), ("WRONG_DETAILS", 2))
UNPAID_CODES = {"ABSENT": "absent", "NOT_YET_COME": "absent", "WRONG_DETAILS": "wrong_details"}
"""As an agent's statement tells them."""
UNPAID_VI = {
    "ABSENT": "Người hưởng vắng mặt tại địa phương",
    "NOT_YET_COME": "Người hưởng chưa đến nhận",
    "WRONG_DETAILS": "Sai thông tin người hưởng",
}


def shares(total: int, weights: Sequence[float], floor: int = 0) -> list[int]:
    """Whole parts of a total by weight, largest remainder first, each at least the floor."""
    spread = total - floor * len(weights)
    if spread < 0:
        raise ValueError(f"{total} cannot give {floor} to each of {len(weights)}")
    whole = sum(weights) or 1.0
    exact = [spread * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: spread - sum(parts)]:
        parts[index] += 1
    return [part + floor for part in parts]


def payment_quotas(
    standings: Mapping[DistrictGroup, Standing], paid: Mapping[str, int]
) -> tuple[Quota, ...]:
    """The statements that make exactly the paid people of each group by the reference day."""
    districts = sorted({district for district, _ in standings})
    return tuple(
        Quota(district, group, day, count)
        for group in GROUPS
        for district, total in _paid_of(group, districts, standings, paid[group]).items()
        for day, count in _by_day(districts.index(district), district, total)
    )


def _paid_of(
    group: str,
    districts: Sequence[str],
    standings: Mapping[DistrictGroup, Standing],
    paid: int,
) -> dict[str, int]:
    """How many each district pays in all: the unpaid are shared out, so no ceiling is passed."""
    of = {district: standings[district, group] for district in districts}
    unpaid = {
        district: max(of[district].may_leave, of[district].approved - _basically_all(of[district]))
        for district in FAST_DISTRICTS
    }
    slow = [district for district in districts if district not in FAST_DISTRICTS]
    rest = sum(standing.approved for standing in of.values()) - paid - sum(unpaid.values())
    rest -= sum(of[district].may_leave for district in slow)
    weights = [
        of[district].approved * (0.75 + 0.05 * (7 * i % 11)) for i, district in enumerate(slow)
    ]
    for district, part in zip(slow, shares(rest, weights), strict=True):
        unpaid[district] = of[district].may_leave + part
    return {district: of[district].approved - unpaid[district] for district in districts}


def _basically_all(standing: Standing) -> int:
    return ceil((standing.approved + standing.may_arrive) * FAST_SHARE)


def _by_day(position: int, district: str, total: int) -> Iterator[tuple[date, int]]:
    if district in FAST_DISTRICTS:
        yield FAST_DAY, total
        return
    count = 3 + position % 3
    days = STATEMENT_DAYS[position % 2 :: 2] if count == 3 else STATEMENT_DAYS[-count:]
    parts = shares(total, [5 - abs(i - 1) for i in range(count)])
    yield from ((day, part) for day, part in zip(days, parts, strict=True) if part)


def portions(
    quotas: Sequence[Quota], all_orders: Sequence[T], held: Collection[T] = ()
) -> list[Portion[T]]:
    """Share out the orders of one district and group, sorted by reference.

    `quotas` are those of this district and group; orders `held` cannot be paid in any case. Who
    else is not paid stands evenly among the others; all are reported, with a reason, on the last
    day.
    """
    paid = sum(quota.paid for quota in quotas)
    orders = [order for order in all_orders if order not in held]
    unpaid = len(orders) - paid
    if unpaid < 0:
        raise ValueError(f"{paid} are to be paid, but there are only {len(orders)} orders")
    count = len(orders) or 1
    is_left = [(i + 1) * unpaid // count > i * unpaid // count for i in range(len(orders))]
    due = iter(order for order, left in zip(orders, is_left, strict=True) if not left)
    result = [
        Portion(quota.day, PAID, [next(due) for _ in range(quota.paid)])
        for quota in sorted(quotas, key=lambda quota: quota.day)
    ]
    left_over = [order for order, left in zip(orders, is_left, strict=True) if left]
    waiting = iter([*left_over, *(order for order in all_orders if order in held)])
    last = max((quota.day for quota in quotas), default=REFERENCE_DAY)
    for (reason, _), part in zip(
        UNPAID_MIX,
        shares(len(all_orders) - paid, [weight for _, weight in UNPAID_MIX]),
        strict=True,
    ):
        if part:
            result.append(Portion(last, reason, [next(waiting) for _ in range(part)]))
    return result
