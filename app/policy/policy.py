"""The policy in force: a frozen value that says what is due, to whom, by which road, until when."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.money import Dong

from .claims import Claim
from .eligibility import Condition, Eligibility, Finding, found, outcome_of, sorted_by_outcome
from .rules import (
    Benefit,
    Form,
    GivenPerPerson,
    Group,
    GroupRule,
    Job,
    Loan,
    LoanTermsMissing,
    MonthsOutOfRange,
    NotComparable,
    Precedence,
    ProvinceClassUnknown,
    Reason,
    Step,
    UnknownPolicyTerm,
    Version,
    WrongClaim,
    claim_of,
)
from .terms import Mark, Provision
from .working_days import Calendar, add_months, whole_months


def _one(table: Container[str], code: str, what: str, what_vi: str) -> None:
    if code not in table:
        raise UnknownPolicyTerm(what=what, what_vi=what_vi, code=code)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """The policy in force: a frozen value. Money is whole đồng, limits are working days."""

    version: Version
    fingerprint: str
    provisions: Mapping[str, Provision]
    by_code: Mapping[str, GroupRule]
    refusal_reasons: Mapping[str, Reason]
    forms: Mapping[str, Form]
    jobs: Mapping[str, Job]
    loan: Loan
    precedence: Precedence
    near_poor_lines: Mapping[str, Dong]
    calendar: Calendar
    quorums: Mapping[str, int]
    votes: Mapping[str, int]
    posting_length: int
    complaint_days: int
    complaint_extension: int
    pay_by_days: int
    finished_percent: int
    part_month: str
    central_percents: Mapping[str, int]
    provinces_by_class: Mapping[str, tuple[str, ...]]
    fund_sources: tuple[str, ...]

    # --- groups ---------------------------------------------------------------------------------

    @property
    def groups(self) -> tuple[GroupRule, ...]:
        """The payable groups: the nine in the order of the law, then those that came as data."""
        return tuple(self.by_code.values())

    @property
    def unconfirmed(self) -> tuple[Provision, ...]:
        """Every value that still waits for somebody with the official text."""
        values = self.provisions.values()
        return tuple(one for one in values if one.source.mark is not Mark.CONFIRMED)

    def group(self, code: Group | str) -> GroupRule:
        """The rule of one payable group."""
        _one(self.by_code, code, "group", "nhóm đối tượng")
        return self.by_code[code]

    def form(self, code: str) -> Form:
        """The form of a number, "01" to "14"."""
        _one(self.forms, code, "form", "mẫu")
        return self.forms[code]

    # --- money ----------------------------------------------------------------------------------

    def check_months(self, group: Group, months: int) -> None:
        """Refuse what is no whole number of months from 1 to the cap of the group."""
        cap = self.group(group).months_cap
        if type(months) is not int or not 1 <= months <= cap:
            raise MonthsOutOfRange(group=group, cap=cap, months=months)

    def amount_for(
        self, group: Group, *, months: int, zone: int | None = None, percent: int | None = None
    ) -> Dong:
        """Rate times months in whole đồng; the loan per worker, a percentage of the zone's wage."""
        self.check_months(group, months)
        rule = self.group(group)
        if rule.amount_cap is not None:
            raise GivenPerPerson(group=group)
        rate = rule.monthly_rate
        return Dong((self._loan_a_month(zone, percent) if rate is None else rate) * months)

    def _loan_a_month(self, zone: int | None, percent: int | None) -> int:
        cap = self.loan.wage_percent_cap
        share = cap if percent is None else percent
        if zone is None or zone not in self.loan.minimum_wage or not 1 <= share <= cap:
            raise LoanTermsMissing(zone=zone, percent=share, cap=cap)
        return self.loan.minimum_wage[zone] * share // 100

    def months_left(self, group: Group, months_before: int) -> int:
        """Months still open to a person in a group, across lists and batches."""
        return max(self.group(group).months_cap - months_before, 0)

    def months_due(self, group: Group, first: date, last: date) -> int:
        """Months of a real stop (both days counted) that fall into the window, up to the cap."""
        rule = self.group(group)
        first, last = max(first, rule.first_day), min(last, rule.last_day)
        months = whole_months(first, last)
        if self.part_month == "count":
            months += add_months(first, months) <= last
        return min(months, rule.months_cap)

    # --- one benefit, the highest ---------------------------------------------------------------

    def highest_benefit(self, benefits: Iterable[Benefit]) -> Benefit:
        """The benefit a person keeps out of several, whatever the order in which they came."""
        offered = list(benefits)
        for benefit in offered:
            if benefit.group not in self.precedence.competing:
                raise NotComparable(group=benefit.group)
        displaced = {low for one in offered for low in self.precedence.displaces.get(one.group, ())}
        return max((one for one in offered if one.group not in displaced), key=self._height)

    def higher_benefit(self, one: Benefit, other: Benefit) -> Benefit:
        """The higher of two benefits, by total payable or monthly level as the policy says."""
        return self.highest_benefit((one, other))

    def _height(self, benefit: Benefit) -> tuple[int, int, int]:
        total = self.amount_for(benefit.group, months=benefit.months)
        level = total // benefit.months
        first, then = (total, level) if self.precedence.compared_by == "total" else (level, total)
        return first, then, -self.precedence.ties.index(benefit.group)

    # --- eligibility ----------------------------------------------------------------------------

    def eligibility(self, group: Group, claim: Claim) -> Eligibility:
        """What every condition in force says of a claim: met, failed or unknown."""
        wanted = claim_of(group)
        if type(claim) is not wanted:
            raise WrongClaim(group=group, wanted=wanted.__name__, given=type(claim).__name__)
        conditions = [one for one in self.group(group).conditions if one.in_force]
        return sorted_by_outcome([self._finding(condition, claim) for condition in conditions])

    def _finding(self, condition: Condition, claim: Claim) -> Finding:
        outcome = outcome_of(condition, claim)
        if condition.code == "EMPLOYER_KIND" and outcome == "failed":
            employer = getattr(claim, "employer", None)
            for reason in self.outside_policy_reasons.values():
                if employer in reason.employers:
                    return Finding(reason.code, outcome, reason.vi, reason.en, reason.source)
        return found(condition, outcome)

    @property
    def outside_policy_reasons(self) -> Mapping[str, Reason]:
        """Reasons that a claim lies outside the policy; those since reopened are left out."""
        return {
            code: reason
            for code, reason in self.refusal_reasons.items()
            if reason.kind == "outside" and reason.reopened_by is None
        }

    def near_poor_line(self, area: str) -> Dong:
        """The near-poor line in đồng per person and month, rural or urban."""
        _one(self.near_poor_lines, area, "area", "khu vực")
        return self.near_poor_lines[area]

    # --- roads and days -------------------------------------------------------------------------

    def road(self, group: Group) -> tuple[Step, ...]:
        """The steps of a group in order, from the compiled list to the signature or the bank."""
        return self.group(group).road

    def step(self, group: Group, code: str) -> Step:
        """One step of a group's road."""
        steps = {step.code: step for step in self.road(group)}
        _one(steps, code, f"step of {group}", f"bước của nhóm {group}")
        return steps[code]

    def steps_at(self, group: Group, stage: str) -> tuple[Step, ...]:
        """The steps whose clock runs while a claim stands at a stage."""
        return tuple(step for step in self.road(group) if stage in step.at)

    def confirming_step(self, group: Group) -> Step | None:
        """The step at which third parties state what they know, if the road has one."""
        return next((step for step in self.road(group) if step.level == "confirming"), None)

    def passes_commune(self, group: Group) -> bool:
        """Whether a commune's council sits on the group's road."""
        return any("at_commune" in step.at for step in self.road(group))

    def groups_confirmed_by(self, body: str) -> tuple[Group, ...]:
        """The groups on whose road a body is asked, or heard where it exists."""
        steps = {rule.code: self.confirming_step(rule.code) for rule in self.groups}
        return tuple(
            code
            for code, step in steps.items()
            if step is not None and body in (*step.bodies, *step.bodies_if_any)
        )

    def waits_at(self, group: Group) -> str:
        """The stage at which a claim just handed in waits: where the road's first step goes on.

        Posting is an act of its own, so what must be posted waits as it was handed in.
        """
        first = next(step for step in self.road(group) if "submitted" in step.at)
        after = first.at[first.at.index("submitted") + 1 :]
        return "submitted" if self.group(group).posted or not after else after[0]

    def due_date(self, started_on: date, working_days: int) -> date:
        """The day on which a limit of so many working days ends."""
        return self.calendar.due_date(started_on, working_days)

    def due_date_of(self, group: Group, step: str, started_on: date) -> date | None:
        """The due date of a step, or None while nobody knows its limit."""
        limit = self.step(group, step).working_days
        return None if limit is None else self.due_date(started_on, limit)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day."""
        return self.calendar.is_working_day(day)

    def working_days_between(self, earlier: date, later: date) -> int:
        """Working days after one day up to and with another; negative the other way round."""
        return self.calendar.working_days_between(earlier, later)

    # --- councils, postings, funds --------------------------------------------------------------

    def quorum(self, level: str) -> int:
        """Members that must be present for a council of a level to sit."""
        _one(self.quorums, level, "council level", "cấp hội đồng")
        return self.quorums[level]

    def votes_needed(self, level: str) -> int:
        """Members' votes that close a sitting of a level; 0 where its secretary closes it."""
        _one(self.votes, level, "council level", "cấp hội đồng")
        return self.votes[level]

    def posting_days(self, group: Group) -> int:
        """Calendar days for which a list of the group is posted; 0 when its road has no posting."""
        return self.posting_length if self.group(group).posted else 0

    def central_percent(self, province_class: str) -> int:
        """The share of the money, in %, that the central budget carries for a class of province."""
        _one(self.central_percents, province_class, "province class", "loại tỉnh")
        return self.central_percents[province_class]

    def class_of(self, province: str) -> str:
        """The class of a province by its two digits; raises ProvinceClassUnknown."""
        found = [code for code, held in self.provinces_by_class.items() if province in held]
        if len(found) != 1:
            raise ProvinceClassUnknown(province=province, count=len(found))
        return found[0]

    def central_share(self, group: Group | str | None, province: str) -> tuple[int, Provision]:
        """The % of what a group costs a province that the central budget carries, and its source.

        What a province adds for people of its own is its own; a group nobody named counts as the
        law's.
        """
        code = self.class_of(province)
        told = self.provisions[f"funds.central_percent.{code}"]
        if group in self.by_code and self.by_code[str(group)].province is not None:
            return 0, told
        return self.central_percent(code), told
