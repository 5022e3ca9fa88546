"""The conformance kit: the same bytes, read by the service's own readers, judged as it judges."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app import payouts, reconciliation
from app.cli.commands import program
from app.kit import check, write_kit
from app.kit.judging import SETTLING, Ledger, NumberReused
from app.kit.samples import asked_back, leases, statements
from app.kit.writing import told
from app.payouts import is_reference
from app.reconciliation import StatementOrder
from app.reconciliation.rules import OPEN, StatementNumberReused, Verdict
from tests.money_rows import (
    FINANCE,
    POST,
    acting,
    approved,
    leased,
    orders_of,
    owning,
    run_on,
    stand_still,
)


def kit_in(folder: Path) -> dict[str, bytes]:
    write_kit(folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_the_kit_is_the_same_bytes_whenever_it_is_written(tmp_path: Path) -> None:
    first, second = kit_in(tmp_path / "a"), kit_in(tmp_path / "b")
    assert first == second
    assert {"README.md", "expected.json", "bang-ke/1-lan-dau.csv"} <= set(first)
    assert kit_in(tmp_path / "a") == first


def test_its_orders_are_of_no_province_and_show_every_way() -> None:
    lines = [line for lease in leases() for line in lease.lines]
    assert all(is_reference(line.reference) for line in lines)
    assert {line.reference[:4] for line in lines} == {"AS00"}
    assert {line.way for line in lines} == {"counter", "home", "proxy", "centre", "transfer"}
    assert len({line.reference for line in lines}) == len(lines) == 12


@pytest.mark.parametrize("sample", statements(), ids=lambda one: one.file)
async def test_every_format_of_a_statement_says_the_same(tmp_path: Path, sample: Any) -> None:
    found = {
        ending: await check(tmp_path / f"x.{ending}", content, sample.number, sample.made_on)
        for ending, content in told(sample).items()
    }
    orders = [one.order for one in found.values()]
    assert all(order == orders[0] for order in orders)
    assert len(orders[0].lines) == len(sample.lines)


def test_a_message_is_written_where_it_can_say_every_result() -> None:
    by_file = {
        one.file: {form for form in told(one) if form.endswith("xml")} for one in statements()
    }
    assert by_file["5-luot-hai"] == {"pain002.xml", "camt054.xml"}
    assert by_file["7-den-muon"] == {"pain002.xml"}
    assert by_file["6-tra-lai"] == {"camt054.xml"}
    assert by_file["1-lan-dau"] == by_file["8-mot-phan"] == set()


def test_what_is_expected_shows_every_verdict(tmp_path: Path) -> None:
    expected = json.loads(kit_in(tmp_path)["expected.json"])
    by_file = {one["file"]: one for one in expected["statements"]}
    assert by_file["1-lan-dau"]["lines"] == by_file["2-gui-lai"]["lines"]
    assert by_file["4-trung-so"]["refused"] == "statement-number-reused"
    assert by_file["5-luot-hai"]["verdicts"] == {"paid": 2}
    shown = {verdict for one in by_file.values() for verdict in one.get("verdicts", ())}
    assert shown == {str(one) for one in (*SETTLING, *OPEN)} - {"not_yours"} | {"duplicate"}
    assert {one["state"] for one in expected["orders"]} == {
        "paid",
        "returned",
        "partial",
        "cancelled",
        "failed",
    }
    assert len(expected["asked_back"]) == 2


def test_settling_is_what_the_service_settles() -> None:
    assert set(SETTLING) == set(reconciliation.Verdict) - {*OPEN, Verdict.DUPLICATE}


@pytest.fixture
async def still(house: str) -> AsyncIterator[str]:
    await stand_still(house)
    yield house
    await run_on(house)


async def test_the_service_gives_the_verdicts_that_the_kit_expects(still: str) -> None:
    """The same orders in the service's own books, and the same statements sent to it."""
    for lease in leases():
        await stand_still(still, lease.head.made_at)
        await _take(still, sorted(lease.lines, key=lambda one: one.reference))
    ledger = Ledger()
    for sample in statements():
        await stand_still(still, datetime(2020, 5, sample.made_on.day, 5, tzinfo=UTC))
        body = {
            "number": sample.number, "made_on": sample.made_on, "mode": "lenient",
            "lines": list(sample.lines),
        }  # fmt: skip
        service_says = await _service_says(StatementOrder.model_validate(body))
        assert service_says == _judged(ledger, sample), sample.file


async def _take(house: str, lines: list[Any]) -> None:
    """Orders in the agent's hands that are those of a lease, asked back as they are."""
    orders = await orders_of(await leased(await approved(house, len(lines), amount=2_000_000)))
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        for order, line in zip(orders, lines, strict=True):
            await session.execute(
                text("update payout_order set reference = :ref, amount_dong = :sum where id = :id"),
                {"ref": line.reference, "sum": line.amount_dong, "id": order.id},
            )
    async with acting(FINANCE) as session:
        for order, line in zip(orders, lines, strict=True):
            if line.reference in asked_back():
                await payouts.cancel(session, FINANCE, order.id, "Người hưởng đã chết")


def _judged(ledger: Ledger, sample: Any) -> Any:
    try:
        return [str(one) for one in ledger.judge(sample.number, sample.made_on, sample.lines)]
    except NumberReused:
        return "refused"


async def _service_says(order: StatementOrder) -> Any:
    try:
        async with acting(POST) as session:
            shown = await reconciliation.receive_statement(session, POST, order)
            query = text(
                "select verdict from statement_line where statement_id = :id order by line_number"
            )
            return list(await session.scalars(query, {"id": shown.id}))
    except StatementNumberReused:
        return "refused"


def test_the_command_line_checks_a_file(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(program, ["kit", "write", str(tmp_path), "--json"]).exit_code == 0
    clean = runner.invoke(
        program, ["kit", "check", str(tmp_path / "bang-ke" / "5-luot-hai.csv"), "--json"]
    )
    assert clean.exit_code == 0
    assert json.loads(clean.stdout)["clean"] is True
    message = runner.invoke(
        program, ["kit", "check", str(tmp_path / "bang-ke" / "6-tra-lai.camt054.xml"), "--json"]
    )
    told_by = json.loads(message.stdout)
    assert (message.exit_code, told_by["number"]) == (1, "KIT-4")
    assert [line["verdict"] for line in told_by["lines"]] == ["returned", "paid", "duplicate"]
    faulty = runner.invoke(
        program, ["kit", "check", str(tmp_path / "bang-ke" / "1-lan-dau.xlsx"), "--json"]
    )
    assert faulty.exit_code == 1
    verdicts = [line["verdict"] for line in json.loads(faulty.stdout)["lines"]]
    assert verdicts[-3:] == ["duplicate", "unknown", "wrong_amount"]
    assert date(2020, 5, 7) > statements()[0].made_on
