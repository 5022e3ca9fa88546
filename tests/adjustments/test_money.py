"""A later decision, and where its money goes by where each payment stands; with controls."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from app import funds, payouts, reports
from app.core.errors import Refused
from app.decisions.rules import (
    AlreadyRevoked,
    ChangedTooEarly,
    DecisionChanged,
    LinesUnfit,
    NotApproved,
    NumberTaken,
    PaymentUnderWay,
    SignedTooEarly,
)
from app.payouts.rules import OrderCancelled
from tests.adjustments.lines import (
    FINANCE,
    HERE,
    PROVINCE,
    REPORTER,
    adjusted,
    correction,
    lines_of,
    removal,
    reported,
    revoked,
    seen,
    standing,
)
from tests.grounds import statements
from tests.money_rows import (
    TODAY,
    acting,
    funded,
    leased,
    orders_of,
    owning,
    prepared,
    released,
    runs_of,
    stand_still,
    taken,
    told_in,
)

pytestmark = pytest.mark.usefixtures("still")


async def one(url: str, query: str, **values: Any) -> Any:
    async with owning(url, PROVINCE) as session:
        return await session.scalar(text(query), values)


async def held(source_id: int) -> tuple[int, ...]:
    """What a source holds: available, committed, sent, paid (đồng)."""
    async with acting(FINANCE) as session:
        (found,) = [row for row in await funds.balances(session) if row.id == source_id]
    return (found.available_dong, found.committed_dong, found.sent_dong, found.paid_dong)


async def closes() -> bool:
    async with acting(REPORTER) as session:
        return (await reports.conservation(session)).closes


async def run_of(url: str, adjustment_id: int) -> int:
    return int(
        await one(url, "select id from payout_run where adjustment_id = :a", a=adjustment_id)
    )


async def let_go(run_id: int) -> None:
    async with acting(FINANCE) as session:
        await payouts.release(session, FINANCE, run_id)


async def coverage(as_of: date = TODAY, known_on: date | None = None) -> tuple[Any, ...]:
    """Approved and paid people, approved and paid đồng."""
    async with acting(REPORTER) as session:
        row = (await reports.coverage_at(session, as_of, known_on)).rows[-1]
    return row.approved_people, row.paid_people, row.approved_dong, row.paid_dong


async def test_not_ordered_yet_the_lines_just_leave(house: str) -> None:
    made = await standing(house, 3)
    first, second, _ = await lines_of(house, made.decision_id)
    later = await adjusted(made.decision_id, [removal(first), correction(second, months=1)])
    assert (later.line_count, later.freed_dong, later.added_dong, later.owed_dong) == (
        2, 1_250_000, 0, 0,
    )  # fmt: skip
    assert (later.case_count, later.total_dong) == (2, 1_000_000)
    assert await held(made.source_id) == (1_250_000, 1_000_000, 0, 0)
    assert await coverage() == (2, 0, 1_000_000, 0)
    assert await closes()
    stage = "select stage || ' ' || reason_code from dossier_stage where dossier_id = :d"
    assert await one(house, stage, d=first) == "revoked NOT_ELIGIBLE"
    claim = "select state from nation.person_claim where dossier_id = :d"
    assert [await one(house, claim, d=d) for d in (first, second)] == ["closed", "live"]
    orders = await orders_of(await prepared_here(made), HERE)
    assert sorted(order.amount_dong for order in orders) == [250_000, 750_000]
    assert await closes()


async def prepared_here(made: Any) -> int:
    return await prepared(made, path=HERE)


async def test_ordered_and_not_sent_the_orders_are_cancelled_in_the_same_act(house: str) -> None:
    made = await standing(house, 3)
    run_id = await prepared_here(made)
    first, second, third = await lines_of(house, made.decision_id)
    later = await adjusted(
        made.decision_id,
        [removal(first), correction(second, "PAYEE_WRONG", payee_name="Nguyễn Thị Đúng")],
    )
    live = [order for order in await orders_of(run_id, HERE) if order.live]
    assert [order.dossier_id for order in live] == [third]
    again = await run_of(house, later.id)
    (new,) = await orders_of(again, HERE)
    assert (new.dossier_id, new.amount_dong, new.live) == (second, 750_000, True)
    payee = await one(house, "select payee_name from payout_order where id = :o", o=new.id)
    assert payee == "Nguyễn Thị Đúng"
    assert await held(made.source_id) == (750_000, 1_500_000, 0, 0)
    assert await closes()
    await let_go(run_id)
    await let_go(again)
    assert await held(made.source_id) == (750_000, 0, 1_500_000, 0)
    told = [
        await told_in(await taken(number, path=HERE), who=FINANCE) for number in (run_id, again)
    ]
    assert [one.count(b"\r\n") - 1 for one in told] == [1, 1]
    assert "Nguyễn Thị Đúng" in told[1].decode()
    await reported(run_id, ["paid"])
    await reported(again, ["paid"])
    assert await held(made.source_id) == (750_000, 0, 0, 1_500_000)
    assert await coverage() == (2, 2, 1_500_000, 1_500_000)
    assert await closes()


async def test_what_is_with_the_payer_makes_the_act_wait(house: str) -> None:
    made = await standing(house, 3)
    run_id = await leased(made, path=HERE)
    await reported(run_id, ["", "paid", "failed"])
    with pytest.raises(PaymentUnderWay) as refusal:
        await revoked(made.decision_id)
    assert refusal.value.facts == {"count": 1, "total": "750.000"}
    assert await held(made.source_id) == (0, 750_000, 750_000, 750_000)
    assert await one(house, "select count(*) from decision_adjustment") == 0


async def test_paid_lines_open_recoveries(house: str) -> None:
    made = await standing(house, 4)
    await reported(await released(made, path=HERE), ["paid", "paid", "failed", "paid"])
    first, second, third, _ = await lines_of(house, made.decision_id)
    later = await adjusted(
        made.decision_id, [removal(first), correction(second, months=1), removal(third)]
    )
    assert (later.freed_dong, later.owed_dong) == (750_000, 750_000 + 500_000)
    cases = (
        "select string_agg(owed_dong || ' ' || whole, ', ' order by dossier_id) from recovery_case"
    )
    assert await one(house, cases) == "750000 true, 500000 false"
    assert await held(made.source_id) == (750_000, 0, 0, 2_250_000)
    assert await coverage() == (2, 2, 1_000_000, 1_000_000)
    assert await closes()
    with pytest.raises(LinesUnfit) as refusal:
        await adjusted(made.decision_id, [correction(second, months=2)])
    assert [error["code"] for error in refusal.value.facts["errors"]] == ["IN_RECOVERY"]  # type: ignore[attr-defined]
    again = await adjusted(made.decision_id, [removal(second)])
    assert (again.freed_dong, again.owed_dong) == (0, 250_000)
    assert await coverage() == (1, 1, 750_000, 750_000)
    assert await closes()


async def test_what_was_released_and_not_taken_follows_like_what_was_not_sent(house: str) -> None:
    made = await standing(house, 3)
    run_id = await released(made, path=HERE)
    first, second, third = await lines_of(house, made.decision_id)
    assert await held(made.source_id) == (0, 0, 2_250_000, 0)
    later = await adjusted(made.decision_id, [removal(first), correction(second, months=2)])
    assert (later.freed_dong, later.owed_dong) == (1_000_000, 0)
    assert [one.dossier_id for one in await orders_of(run_id, HERE) if one.live] == [third]
    assert await held(made.source_id) == (1_000_000, 500_000, 750_000, 0)
    assert await closes()
    await let_go(await run_of(house, later.id))
    assert await held(made.source_id) == (1_000_000, 0, 1_250_000, 0)
    await revoked(made.decision_id)
    assert await held(made.source_id) == (2_250_000, 0, 0, 0)
    assert await closes()


async def test_a_failed_payment_goes_out_anew_to_the_corrected_payee(house: str) -> None:
    made = await standing(house, 1)
    run_id = await released(made, path=HERE)
    await reported(run_id, ["failed"])
    (line,) = await lines_of(house, made.decision_id)
    (failed,) = await orders_of(run_id, HERE)
    later = await adjusted(
        made.decision_id, [correction(line, "PAYEE_WRONG", payee_name="Nguyễn Thị Đúng")]
    )
    assert (later.freed_dong, later.added_dong) == (0, 0)
    with pytest.raises(OrderCancelled):
        async with acting(FINANCE) as session:
            await payouts.reissue(session, FINANCE, failed.id)
    assert await held(made.source_id) == (0, 750_000, 0, 0)
    again = await run_of(house, later.id)
    await let_go(again)
    told = await told_in(await taken(again, path=HERE), who=FINANCE)
    assert "Nguyễn Thị Đúng" in told.decode()
    await reported(again, ["paid"])
    assert await held(made.source_id) == (0, 0, 0, 750_000)
    assert await closes()


async def test_months_paid_stay_and_the_rest_follows_the_correction(house: str) -> None:
    made = await standing(house, 1, group="NLD_TAMHOAN", months=3, amount=5_400_000)
    await released(made, path=HERE)
    runs = await runs_of(made, path=HERE)
    for run_id, word in zip(runs, ("paid", "failed", "failed"), strict=True):
        await reported(run_id, [word])
    (line,) = await lines_of(house, made.decision_id)
    later = await adjusted(made.decision_id, [correction(line, months=2)])
    assert (later.freed_dong, later.owed_dong, later.total_dong) == (1_800_000, 0, 3_600_000)
    (order,) = await orders_of(await run_of(house, later.id), HERE)
    assert (order.first_month, order.amount_dong) == (date(2020, 5, 1), 1_800_000)
    assert await held(made.source_id) == (1_800_000, 1_800_000, 0, 1_800_000)
    assert await closes()


async def test_more_is_bound_only_where_there_is_money(house: str) -> None:
    source = await funded(1_000_000, FINANCE, date(2020, 4, 27))
    made = await standing(house, 2, months=2, amount=500_000, source_id=source)
    await reported(await released(made, path=HERE), ["paid", "paid"])
    first, second = await lines_of(house, made.decision_id)
    with pytest.raises(funds.FundsShort):
        await adjusted(made.decision_id, [correction(first, months=3)])
    swap = [correction(first, months=3), removal(second)]
    with pytest.raises(funds.FundsShort):  # what was paid does not come back by a word
        await adjusted(made.decision_id, swap)
    other = await funded(2_000_000, FINANCE, date(2020, 4, 27))
    rich = await standing(house, 2, months=2, amount=500_000, source_id=other)
    await reported(await released(rich, path=HERE), ["paid", "paid"])
    first, second = await lines_of(house, rich.decision_id)
    later = await adjusted(rich.decision_id, [correction(first, months=3)])
    (order,) = await orders_of(await run_of(house, later.id), HERE)
    assert (order.first_month, order.amount_dong) == (date(2020, 5, 1), 250_000)
    assert await held(other) == (750_000, 250_000, 0, 1_000_000)
    assert await closes()


async def test_a_whole_decision_is_revoked_once(house: str) -> None:
    made = await standing(house, 3)
    run_id = await prepared_here(made)
    later = await revoked(made.decision_id)
    assert (later.kind, later.case_count, later.total_dong) == ("revoked", 0, 0)
    assert await held(made.source_id) == (2_250_000, 0, 0, 0)
    assert await coverage() == (0, 0, 0, 0)
    await let_go(run_id)
    assert await held(made.source_id) == (2_250_000, 0, 0, 0)
    assert await closes()
    with pytest.raises(AlreadyRevoked):
        await revoked(made.decision_id)
    unordered = await standing(house, 2)
    await revoked(unordered.decision_id)
    async with acting(FINANCE) as session:
        assert await payouts.prepare_orders(session, unordered.decision_id, "BUUDIEN") == 0
    assert await closes()


async def test_reports_before_the_adjusting_day_stay_as_they_were(house: str) -> None:
    await stand_still(house, datetime(2020, 4, 28, 5, tzinfo=UTC))
    made = await standing(house, 3, signed_on=date(2020, 4, 28))
    await reported(await released(made, path=HERE), ["paid"] * 3, date(2020, 4, 28))
    before = await coverage(date(2020, 4, 30))
    assert before == (3, 3, 2_250_000, 2_250_000)
    await stand_still(house, datetime(2020, 5, 6, 5, tzinfo=UTC))
    first, *_ = await lines_of(house, made.decision_id)
    await adjusted(made.decision_id, [removal(first)], date(2020, 5, 4))
    assert await coverage(date(2020, 4, 30)) == before
    assert await coverage(date(2020, 5, 4)) == (2, 2, 1_500_000, 1_500_000)
    assert await coverage(date(2020, 5, 4), known_on=date(2020, 5, 5)) == before


async def test_an_act_costs_the_same_for_any_length(house: str) -> None:
    costs = []
    for people in (3, 60):
        made = await standing(house, people)
        await prepared_here(made)
        first, *others = await lines_of(house, made.decision_id)
        with statements() as sent:
            await adjusted(
                made.decision_id,
                [correction(first, months=2), *(removal(other) for other in others[1:])],
            )
            await revoked(made.decision_id)
        costs.append(len(sent))
    assert costs[0] == costs[1]


# --- refusals -----------------------------------------------------------------------------------


async def faults(decision_id: int, *lines: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(LinesUnfit) as refusal:
        await adjusted(decision_id, lines)
    errors: Any = refusal.value.facts["errors"]
    return [(error["pointer"], error["code"]) for error in errors]


async def test_every_unfit_line_is_named_with_its_own_words(house: str) -> None:
    made, other = await standing(house, 6), await standing(house, 1)
    one, two, three, four, five, six = await lines_of(house, made.decision_id)
    (strange,) = await lines_of(house, other.decision_id)
    await adjusted(made.decision_id, [removal(one)])
    found = await faults(
        made.decision_id, removal(strange), removal(one), removal(two), removal(two),
        removal(three, "BECAUSE"), correction(three, "NOT_ELIGIBLE", months=1),
        correction(four, months=4), correction(five, amount_dong=750_001),
        correction(six, months=3), correction(six + 10**6, months=3),
    )  # fmt: skip
    assert found == [
        ("#/lines/0", "UNKNOWN_LINE"), ("#/lines/1", "ALREADY_REMOVED"),
        ("#/lines/2", "LINE_TWICE"), ("#/lines/3", "LINE_TWICE"),
        ("#/lines/4", "LINE_TWICE"), ("#/lines/5", "LINE_TWICE"),
        ("#/lines/6", "ABOVE_POLICY"), ("#/lines/7", "ABOVE_POLICY"),
        ("#/lines/8", "NOTHING_CHANGES"), ("#/lines/9", "UNKNOWN_LINE"),
    ]  # fmt: skip
    assert await faults(made.decision_id, removal(two, "BECAUSE")) == [
        ("#/lines/0", "REASON_UNKNOWN")
    ]
    for account in ({"account_number": "0123456789"}, {"account_name": "X"}, {"bank": "X"}):
        assert await faults(made.decision_id, correction(two, **account)) == [
            ("#/lines/0", "ACCOUNT_CHANGED")
        ]
    assert await held(made.source_id) == (750_000, 3_750_000, 0, 0)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"expected_root": "0" * 64}, DecisionChanged),
        ({"signed_on": date(2020, 5, 6)}, SignedTooEarly),
        ({"signed_on": date(2020, 4, 26)}, ChangedTooEarly),
        ({"number": "taken"}, NumberTaken),
    ],
)
async def test_a_signature_that_cannot_be(
    house: str, changes: dict[str, Any], why: type[Refused]
) -> None:
    made = await standing(house, 2)
    first, second = await lines_of(house, made.decision_id)
    await adjusted(made.decision_id, [correction(first, months=2)], number="taken")
    with pytest.raises(why):
        await adjusted(made.decision_id, [removal(second)], **changes)
    with pytest.raises(why):
        await revoked(made.decision_id, **changes)


async def test_whoever_saw_what_stood_before_looks_again(house: str) -> None:
    made = await standing(house, 2)
    first, second = await lines_of(house, made.decision_id)
    before = await seen(made.decision_id)
    await adjusted(made.decision_id, [removal(first)])
    with pytest.raises(DecisionChanged) as refusal:
        await adjusted(made.decision_id, [removal(second)], expected_root=before)
    assert refusal.value.facts == {"count": 1, "total": "750.000"}


async def test_a_refusal_has_no_lines_to_change(house: str) -> None:
    made = await standing(house, 1)
    async with owning(house, PROVINCE) as session:
        number = await session.scalar(
            text(
                "insert into batch (paper_number, state, made_by, area_path)"
                " values ('9/TTr', 'refused', 1, :a) returning id"
            ),
            {"a": HERE},
        )
        refused = await session.scalar(
            text(
                "insert into decision (batch_id, kind, number, signed_on, signer_id, case_count,"
                " total_dong, root, policy_version, area_path) values (:b, 'refused', 'no',"
                " '2020-05-01', 1, 1, 750000, sha256(''), 'QD15', :a) returning id"
            ),
            {"b": number, "a": HERE},
        )
    (line,) = await lines_of(house, made.decision_id)
    with pytest.raises(NotApproved):
        await adjusted(refused or 0, [removal(line)])
