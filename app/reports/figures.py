"""The figures of the department's papers as frozen values: what words and pictures are made of.

People are persons, households or workers as their group counts them; money is whole đồng.
"""

from dataclasses import dataclass
from datetime import date

from app.reports.report import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Approved and paid of one group, one place, or all."""

    key: str
    """Code of the group or path of the place."""
    name: str
    unit: str = "person"
    """Of a group: what one of its people is in the law."""
    approved_people: int = 0
    paid_people: int = 0
    approved_dong: int = 0
    paid_dong: int = 0

    @property
    def unpaid_people(self) -> int:
        """Approved and not paid anything yet."""
        return self.approved_people - self.paid_people

    @property
    def unpaid_dong(self) -> int:
        """Approved and not paid yet (đồng)."""
        return self.approved_dong - self.paid_dong

    def reaches(self, percent: int) -> bool:
        """Whether so many percent of the people are paid; nothing approved reaches nothing."""
        return 0 < self.approved_people * percent <= self.paid_people * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What is not paid for one reason: people who received nothing, and đồng of all."""

    reason: str
    name: str
    group: str | None = None
    """Of one group only."""
    people: int
    dong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickFigures:
    """A quick report: all, by group, by district (of a district: by commune), what remains."""

    ask: Ask
    area_name: str
    total: Progress
    groups: tuple[Progress, ...]
    places: tuple[Progress, ...]
    remaining_by_group: tuple[Remaining, ...]
    """By reason, then by group."""

    @property
    def remaining(self) -> tuple[Remaining, ...]:
        """By reason, of all groups."""
        found: dict[str, Remaining] = {}
        for one in self.remaining_by_group:
            before = found.get(one.reason, Remaining(reason="", name="", people=0, dong=0))
            found[one.reason] = Remaining(
                reason=one.reason, name=one.name, people=before.people + one.people,
                dong=before.dong + one.dong,
            )  # fmt: skip
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One kind of act that was done: how often, and its money where it has any (đồng)."""

    key: str
    name: str
    count: int
    dong: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A district, and when it had paid so many percent of its people, and all of them."""

    place: Progress
    mostly_on: date | None
    """The first day by which the policy's share of those now approved was paid."""
    wholly_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideReason:
    """Dossiers refused because the policy does not reach them."""

    code: str
    name: str
    reopened_by: str | None
    dossiers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateOffice:
    """Dossiers that wait at an office beyond their day."""

    key: str
    """Its level, district and commune by their codes: "commune/436/18070"."""
    office: str
    bands: tuple[int, int, int, int]
    """Late by 1 to 2, 3 to 5, 6 to 10 and more than 10 working days."""
    oldest_due_on: date
    days_late: int
    """Working days after that day, up to the day of the report."""

    @property
    def dossiers(self) -> int:
        """All of them."""
        return sum(self.bands)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMoney:
    """Where the money of a source stands (đồng).

    allotted + advanced + settled = left + committed + sent + paid + recovered; `paid_out_dong` is
    what went out to people in all: paid + returned by banks + recovered.
    """

    code: str
    name: str
    level: str
    allotted_dong: int
    advanced_dong: int
    settled_dong: int
    left_dong: int
    committed_dong: int
    sent_dong: int
    paid_dong: int
    recovered_dong: int
    paid_out_dong: int
    returned_dong: int
    came_back_dong: int
    """What came back from people, whether or not it was given on since."""
    given_back_dong: int

    @property
    def given_dong(self) -> int:
        """What the source was given, less what it gave back."""
        return self.allotted_dong + self.advanced_dong + self.settled_dong

    @property
    def stands_dong(self) -> int:
        """The same money by where it stands."""
        ours = self.left_dong + self.committed_dong + self.sent_dong
        return ours + self.paid_dong + self.recovered_dong


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYearFigures:
    """The programme's section of the half-year report: steering, results, difficulties."""

    quick: QuickFigures
    steering: tuple[Tally, ...]
    finished: tuple[Finished, ...]
    finished_percent: int
    """From which share of people paid a district has "basically finished" (policy)."""
    outside: tuple[OutsideReason, ...]
    late: tuple[LateOffice, ...]
    sources: tuple[SourceMoney, ...]
    """All sources; none where the report is of a part of a province."""
    waiting_dong: int
    """Asked for by dossiers that lie before the province and are not decided."""

    @property
    def basically_finished(self) -> tuple[Finished, ...]:
        """The districts that have basically finished."""
        return tuple(one for one in self.finished if one.place.reaches(self.finished_percent))

    @property
    def short_dong(self) -> int:
        """What is asked for and no source has left; 0 where nobody knows the sources."""
        left = sum(one.left_dong for one in self.sources)
        return max(self.waiting_dong - left, 0) if self.sources else 0
