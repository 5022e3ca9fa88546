"""Shapes of reports; money in whole đồng, rates as text with two places ("97.60")."""

from datetime import date

from pydantic import BaseModel


class CoverageRow(BaseModel):
    """Approved and paid; keys by which the table is not divided are left out, sums say "total"."""

    policy_group: str | None = None
    """Number of the policy group, "3" for the poor and the near poor."""
    group: str | None = None
    province: str | None = None
    province_name: str | None = None
    district: str | None = None
    district_name: str | None = None
    commune: str | None = None
    commune_name: str | None = None
    month: str | None = None
    """Calendar month in which it happened, "2020-05"; such a row has no rate."""
    decision: str | None = None
    decision_name: str | None = None
    """Its number, where the reader may see the decision."""
    agent: str | None = None
    """To whom the decision gave the line to pay."""
    agent_name: str | None = None
    source: str | None = None
    source_name: str | None = None
    approved_people: int
    approved_months: int
    """Months that the people are approved for."""
    paid_people: int
    approved_dong: int
    paid_dong: int
    rate_people: str | None
    """Half up; nothing when nothing was approved."""
    rate_dong: str | None
    rate_people_truncated: str | None
    """Cut, as a printed "trên x %" is."""
    rate_dong_truncated: str | None


class Coverage(BaseModel):
    """Coverage as of a day: its rows end with the total; `margins` are the sums across and down.

    Where the table is long, total and margins come with the last page.
    """

    as_of: date
    known_on: date | None
    by: list[str]
    rows: list[CoverageRow]
    margins: list[CoverageRow]
    next_after: str | None = None
    """Where this page ends; none: there is no other."""


class DecisionMoney(BaseModel):
    """Where the money of one decision stands (đồng): approved = the eight places summed.

    Approved is what was signed and what later decisions added. `released_dong` is the part of what
    is to send that its agent may take; `freed_dong` the part of what is cancelled that went back to
    its source; `called_back_dong` what later decisions call back, `to_recover_dong` what of all
    recoveries is still owed: both stand within what is paid.
    """

    decision_id: int
    number: str
    signed_on: date
    signed_dong: int
    added_dong: int
    approved_dong: int
    lines_dong: int
    to_send_dong: int
    leased_dong: int
    sent_dong: int
    paid_dong: int
    failed_dong: int
    returned_dong: int
    cancelled_dong: int
    recovered_dong: int
    released_dong: int
    freed_dong: int
    called_back_dong: int
    to_recover_dong: int
    closes: bool


class AccountMoney(BaseModel):
    """What is booked on an account of a source, beside what the orders say it must be."""

    source_id: int
    code: str
    account: str
    booked_dong: int
    wanted_dong: int
    closes: bool


class Conservation(BaseModel):
    """Whether every approved đồng is in exactly one place; accounts only for a whole province."""

    closes: bool
    decisions: list[DecisionMoney]
    accounts: list[AccountMoney]


class WaitingRow(BaseModel):
    """Dossiers of one list at one stage: since when, due when, and whether that day has passed.

    The oldest of them counts. Without a known limit there is no due date, and `late` is unknown.
    """

    list_id: int
    form: str
    group: str
    unit_path: str
    stage: str
    step: str | None
    dossiers: int
    since: date
    due_on: date | None
    late: bool | None


class OutsideRow(BaseModel):
    """Dossiers of one district that were refused for one reason outside the policy."""

    reason_code: str
    reason: str
    reopened_by: str | None
    """The amendment that has since taken such claims in."""
    district: str
    dossiers: int


class OverdueRow(BaseModel):
    """Dossiers that are late at one office, by working days after their due date."""

    level: str
    district: str | None
    district_name: str | None
    commune: str | None
    commune_name: str | None
    days_1_2: int
    days_3_5: int
    days_6_10: int
    days_over_10: int
    dossiers: int
    oldest_due_on: date


class Escalation(BaseModel):
    """One list whose step is late at one office; days are working days."""

    list_id: int
    group: str
    step: str
    level: str
    district: str | None
    district_name: str | None
    commune: str | None
    commune_name: str | None
    dossiers: int
    since: date
    due_on: date
    late_days: int


class OnTimeRow(BaseModel):
    """Dossiers whose step was done: judged = on_time + late; the others are counted apart."""

    key: str
    judged: int
    on_time: int
    late: int
    most_days_late: int
    """Working days."""
    returned: int
    stopped: int
    """Withdrawn or declined by the person."""
    without_limit: int
    rate: str | None
    """As published, half up: "99,98 %"; nothing when nothing was judged."""
    printed: str | None
    """ "4.310/4.311 = 99,98 %"."""


class OnTime(BaseModel):
    """On-time rates of the steps done in a span of days, both ends counted."""

    from_day: date
    to_day: date
    by: str
    rows: list[OnTimeRow]
    total: OnTimeRow
