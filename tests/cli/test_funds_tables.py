"""`ansinh funds`: what the tables say, and what a machine reads."""

import json
from datetime import date

import pytest

from app.cli import funds as commands
from app.funds.schemas import Balance, FundShares, GroupShareShown, SourceShareShown

BALANCE = Balance(
    id=1, code="NSDP", name="Ngân sách tỉnh", level="province", given_by=None,
    allotted_dong=1_234_567, advanced_dong=500, settlement_dong=-250, available_dong=750,
    committed_dong=0, sent_dong=0, paid_dong=1_000, recovered_dong=0,
)  # fmt: skip
_GROUP = GroupShareShown(
    group_code="HN", group_vi="Hộ nghèo", central_percent=50, citation="QĐ", mark="C",
    spent_dong=4_001, central_dong=2_000, own_dong=2_001,
)  # fmt: skip
_SOURCE = SourceShareShown(
    id=1, code="NSDP", name="Ngân sách tỉnh", level="province", spent_dong=4_001,
    carries_dong=2_001, advanced_dong=2_000, settled_dong=1_250, remaining_dong=750,
)  # fmt: skip
SHARES = FundShares(
    as_of=date(2020, 6, 1), province_class="class_2", rounding="cut", rounding_vi="Cắt xuống.",
    spent_dong=4_001, central_dong=2_000, own_dong=2_001, central_spent_dong=0,
    central_settled_dong=1_250, central_remaining_dong=750, groups=[_GROUP], sources=[_SOURCE],
)  # fmt: skip


@pytest.fixture(autouse=True)
def _answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def balances(_server: str | None, _as_of: date | None) -> list[Balance]:
        return [BALANCE]

    async def shares(_server: str | None, _as_of: date | None) -> FundShares:
        return SHARES

    monkeypatch.setattr(commands, "_balances", balances)
    monkeypatch.setattr(commands, "_shares", shares)


def test_balances_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    commands.balances()
    told = capsys.readouterr().out
    assert "NSDP" in told
    assert "1.234.567" in told
    assert "-250" in told
    commands.balances(as_json=True)
    assert json.loads(capsys.readouterr().out) == [BALANCE.model_dump(mode="json")]


def test_shares_as_tables_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    commands.shares()
    told = capsys.readouterr().out
    (group,) = (line for line in told.splitlines() if "Hộ nghèo" in line)
    (source,) = (line for line in told.splitlines() if "NSDP" in line)
    assert "01/06/2020" in told
    assert all(part in group for part in ("50", "4.001", "2.000", "2.001"))
    assert all(part in source for part in ("4.001", "2.001", "1.250", "750"))
    assert "Cắt xuống." in told
    commands.shares(as_json=True)
    assert json.loads(capsys.readouterr().out)["central_remaining_dong"] == 750
