"""Does the service's own table equal the report of 2020, and was every planted fault caught?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.client import Client
from app.demo.stage import Stage
from app.demo.truth import REFERENCE, REFERENCE_TOTAL_RATE, Fault, ListKey, Spot

INTAKE = "INTAKE"
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

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "table": self.table, "faults": self.faults, "seconds": self.seconds, "ok": self.ok,
            "differences": self.differences,
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


def judge_faults(stage: Stage, found: dict[Spot, Fate]) -> tuple[dict[str, Any], list[str]]:
    """Every planted fault caught for its own reason, and no clean person lost."""
    missed: list[str] = []
    caught: Counter[str] = Counter()
    explained: set[Spot] = set()
    for fault in stage.truth.faults:
        spot = _caught(fault, found)
        if spot is None:
            missed.append(f"{fault.kind} {fault.list_key} dòng {fault.row} không bị phát hiện đúng")
        else:
            caught[fault.kind] += 1
            explained.add(spot)
    lost = [spot for spot in found if spot not in explained]
    missed += [f"mất người hợp lệ: {spot.list_key} dòng {spot.row}" for spot in lost]
    planted = Counter(fault.kind for fault in stage.truth.faults)
    faults = {
        "planted": sum(planted.values()),
        "caught": sum(caught.values()),
        "clean_lost": len(lost),
        "by_reason": {
            kind: {"planted": planted[kind], "caught": caught[kind]} for kind in sorted(planted)
        },
    }
    return faults, missed


def _caught(fault: Fault, found: dict[Spot, Fate]) -> Spot | None:
    """The row that was stopped for one of the fault's reasons; of an either-or pair exactly one."""
    own = Spot(fault.list_key, fault.row)
    spots = [own]
    if fault.partner_key is not None and fault.partner_row is not None:
        partner = Spot(ListKey(*fault.partner_key), fault.partner_row)
        if fault.either:
            spots.append(partner)
        elif partner in found:
            return None
    stopped = [spot for spot in spots if spot in found]
    if len(stopped) != 1:
        return None
    stage, reasons = found[stopped[0]]
    expected_stage = stage == "faulty" if fault.stage == INTAKE else stage in _ENDS
    if expected_stage and reasons and set(reasons) <= set(fault.expected):
        return stopped[0]
    return None


_ENDS = {"refused", "superseded"}
