"""Does the service's own table equal the report of 2020, and was every planted fault caught?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.client import Client
from app.demo.rows import is_oddly_spelt
from app.demo.stage import Stage
from app.demo.truth import (
    COUNCIL,
    INTAKE,
    OWN_WORD,
    REFERENCE,
    REFERENCE_TOTAL_RATE,
    Fault,
    Spot,
)

Fate = tuple[str, tuple[str, ...]]
"""What became of a row: its stage ("approved", "refused", …, "faulty") and the reasons given."""


@dataclass
class Outcome:
    """What the demonstration ends with; `ok` only when every figure and every fault agrees."""

    table: list[dict[str, Any]]
    faults: dict[str, Any]
    seconds: dict[str, float]
    differences: list[str] = field(default_factory=list)
    sheet: list[dict[str, str]] = field(default_factory=list)
    all_groups: list[dict[str, Any]] = field(default_factory=list)
    """The same table on the last day, with the groups that were decided after the report."""

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.differences

    def kinds(self) -> list[tuple[str, int, int]]:
        """Every kind of dirt in Vietnamese: how many were planted, and how many caught."""
        found = self.faults.get("by_reason", {}).values()
        return [(one["vi"], one["planted"], one["caught"]) for one in found]

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "table": self.table, "all_groups": self.all_groups, "faults": self.faults,
            "seconds": self.seconds, "ok": self.ok, "differences": self.differences,
        }  # fmt: skip


def table_differences(
    table: list[dict[str, Any]], approved: Mapping[str, int], paid: Mapping[str, int], *, full: bool
) -> list[str]:
    """The cells that are not the expected ones; at full size the rates too."""
    rows = {row["group"]: row for row in table}
    differences: list[str] = []

    def compare(group: str, cell: str, wanted: object) -> None:
        found = rows.get(group, {}).get(cell)
        if found != wanted:
            differences.append(f"{group}.{cell}: {found} ≠ {wanted}")

    for line in REFERENCE:
        compare(line.group, "approved_people", approved[line.group])
        compare(line.group, "paid_people", paid[line.group])
        compare(line.group, "approved_dong", approved[line.group] * line.amount_dong)
        compare(line.group, "paid_dong", paid[line.group] * line.amount_dong)
        if full:
            compare(line.group, "rate_people", _printed(line.printed_rate))
    compare("total", "approved_people", sum(approved.values()))
    compare("total", "paid_people", sum(paid.values()))
    total = sum(paid[line.group] * line.amount_dong for line in REFERENCE)
    compare("total", "paid_dong", total)
    if full:
        compare("total", "rate_people_truncated", _printed(REFERENCE_TOTAL_RATE))
    return differences


def _printed(rate: str) -> str:
    """'trên 91,83 %' -> '91.83'."""
    return rate.removeprefix("trên ").removesuffix(" %").replace(",", ".")


async def fates(stage: Stage, reader: Client) -> dict[Spot, Fate]:
    """What became of every row that was not approved, over all lists."""
    found: dict[Spot, Fate] = {}

    async def one(number: str) -> None:
        key = stage.keys[int(number)]
        async for row in reader.rows(int(number), "not_approved"):
            reasons = [problem["code"] for problem in row.problems or []]
            reasons += [row.reason_code] if row.reason_code else []
            found[Spot(key, row.row_number)] = (row.stage or "faulty", tuple(reasons))

    await stage.each("kiểm tra kết quả", [str(number) for number in stage.keys], one)
    return found


def judge_watches(stage: Stage) -> None:
    """The councils were told of the very old, of officers' relatives, of a shared account."""
    for watch in stage.truth.watches:
        if watch.finding:
            told = (watch.spot, watch.finding) in stage.shown
            stage.tally.tell(watch.kind, told, watch.spot)
    accounts = [spot for spot, code in stage.shown if code == "SAME_ACCOUNT"]
    stage.tally.tell("SAME_ACCOUNT", len(accounts) == _SHARING_ACCOUNT, accounts)


_SHARING_ACCOUNT = 2


def judge_faults(stage: Stage, found: dict[Spot, Fate]) -> tuple[dict[str, Any], list[str]]:
    """Every planted fault caught for its own reason, and no clean person lost."""
    tally, explained = stage.tally, set[Spot]()
    for fault in stage.truth.faults:
        spot = _caught(fault, found)
        if spot is not None:
            explained.add(spot)
        tally.tell(fault.kind, spot is not None and _was_told(stage, fault), fault[1:3])
    lost = [spot for spot in found if spot not in explained]
    _judge_spellings(stage, found)
    faults = {
        "planted": sum(tally.planted.values()),
        "caught": sum(tally.caught.values()),
        "clean_lost": len(lost),
        "by_reason": tally.as_json(),
    }
    return faults, tally.missed + [
        f"mất người hợp lệ: {spot.list_key} dòng {spot.row}: {found[spot]}" for spot in lost
    ]


def _was_told(stage: Stage, fault: Fault) -> bool:
    """What must have been said of a row besides its end."""
    wanted = _TOLD.get(fault.kind)
    spots = {Spot(fault.list_key, fault.row)}
    if fault.either and fault.partner_key and fault.partner_row:
        spots.add(Spot(fault.partner_key, fault.partner_row))
    return wanted is None or any((spot, wanted) in stage.shown for spot in spots)


_TOLD = {"CLAIMED_ELSEWHERE": "CLAIMED_ELSEWHERE", "BOTH_NUMBERS": "DUPLICATE"}
"""Kinds whose end alone does not show that the service knew why."""


def _judge_spellings(stage: Stage, found: dict[Spot, Fate]) -> None:
    """No row is faulty because its office writes the commune in a way of its own."""
    for key, numbers in stage.province.row_numbers.items():
        if key.form != "05":
            continue
        for place, row in enumerate(numbers, 1):
            spot = Spot(key, row)
            if is_oddly_spelt(place) and spot not in stage.unknown_communes:
                _, reasons = found.get(spot, ("approved", ()))
                stage.tally.tell("ODD_COMMUNE_SPELLING", "COMMUNE_UNKNOWN" not in reasons, spot)


def _caught(fault: Fault, found: dict[Spot, Fate]) -> Spot | None:
    """The row that was stopped for one of the fault's reasons; of an either-or pair exactly one."""
    own = Spot(fault.list_key, fault.row)
    spots = [own]
    if fault.partner_key is not None and fault.partner_row is not None:
        partner = Spot(fault.partner_key, fault.partner_row)
        if fault.either:
            spots.append(partner)
        elif partner in found:
            return None
    stopped = [spot for spot in spots if spot in found]
    if len(stopped) != 1:
        return None
    stage, reasons = found[stopped[0]]
    if stage not in _ENDS[fault.stage]:
        return None
    if fault.stage == OWN_WORD:
        return stopped[0]
    return stopped[0] if reasons and set(reasons) <= set(fault.expected) else None


_ENDS = {INTAKE: {"faulty"}, COUNCIL: {"refused", "superseded"}, OWN_WORD: {"declined"}}
