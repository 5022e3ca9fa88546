"""What the rows of one list are checked against, drafted once per list from plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from app import policy
from app.core.text import fold
from app.intake.cells import Fault, Places, read_choice, read_phone, read_tax_code, read_words
from app.intake.forms import Form, HeadField, form_of
from app.policy import Enacted, Group, GroupRule, Policy

_ZONES = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NEEDED_HEAD = frozenset({"employer_name", "tax_code"})


@dataclass(frozen=True)
class PolicyFacts:
    """Which policy judges a list: the day of the rules, and what corrects or adds to them."""

    day: date
    overrides: Path | None = None
    enacted: tuple[Enacted, ...] = ()
    """The policy documents that count for the list, for a process that may not know them."""

    @property
    def revision(self) -> int:
        """The number of the last of those documents."""
        return self.enacted[-1].revision if self.enacted else 0

    def policy(self) -> Policy:
        """The policy itself; drafted once per process."""
        policy.learn(self.enacted)
        return policy.policy_at(self.day, self.overrides, self.revision)


@dataclass(frozen=True, eq=False)
class Frame:
    """What the rows of one list are checked against; `head` are the checked facts above the table.

    `legacy` names columns in an old font that nobody has agreed to convert: field -> encoding.
    """

    form: Form
    day: date
    places: Places
    own_commune: str | None
    policy: Policy
    head: dict[str, Any] = field(default_factory=dict)
    head_faults: tuple[Fault, ...] = ()
    legacy: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def rule(self) -> GroupRule | None:
        """The rule of the form's group; a notice has none."""
        return self.policy.group(self.form.group) if self.form.group else None

    @cached_property
    def rate(self) -> int:
        """Đồng a month; 0 where the group has no fixed rate."""
        return int(self.rule.monthly_rate or 0) if self.rule else 0

    @cached_property
    def zone(self) -> int | None:
        """The zone of regional minimum wages that the head names."""
        return _ZONES.get(str(self.head.get("zone")))

    def rate_of(self, group: Group) -> int:
        """Đồng a month of another group, for the summary of two of them."""
        return int(self.policy.group(group).monthly_rate or 0)


def frame_of(
    form_code: str,
    day: date,
    communes: Mapping[str, str] | Places,
    own_commune: str | None,
    policy_facts: PolicyFacts,
    head: Mapping[str, object],
) -> Frame:
    """The frame of one list: names of communes -> codes, the policy, and the facts above the table.

    `own_commune` is the office's own when a commune hands the list in.
    """
    form = form_of(form_code, policy_facts.revision)
    places = communes if isinstance(communes, Places) else Places(communes)
    faults: list[Fault] = []
    said = {one.field: _read_head(one, head.get(one.field), faults) for one in form.head}
    for one in form.head:
        if one.field in _NEEDED_HEAD and not head.get(one.field):
            wanted, reason = one.label.lower(), f"thiếu {one.label.lower()}"
            faults.append(Fault(one.field, "EMPLOYER_MISSING", "", wanted, reason))
    known = {name: value for name, value in said.items() if value is not None}
    return Frame(form, day, places, own_commune, policy_facts.policy(), known, tuple(faults))


def _read_head(one: HeadField, cell: object, faults: list[Fault]) -> str | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if one.kind == "tax_code":
        return read_tax_code(cell, faults)
    if one.kind == "phone":
        return read_phone(cell, faults)
    if one.kind == "choice":
        choices = {fold(said): choice for choice in one.choices for said in _zone_said(choice)}
        return read_choice(one.field, cell, choices, ", ".join(one.choices), faults)
    return read_words(one.field, cell, faults)


def _zone_said(zone: str) -> tuple[str, ...]:
    return (zone, f"Vùng {zone}", str(_ZONES.get(zone, zone)), f"Vùng {_ZONES.get(zone, zone)}")
