"""Who carries what: shares by class, what sources advanced for one another, how they settle."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app import funds
from app.access import Role
from app.core.errors import BadInput, NotFound
from app.funds import queries
from app.funds.rules import BeyondOwed, Booking, FundsShort, Move, SettlementOpen
from app.funds.schemas import AllotmentOrder, FundShares, NewSource, ReturnOrder, SettlementOrder
from app.funds.shares import Payer, Spent, apportioned, cut_to_whole, shares_of
from app.policy import ProvinceClassUnknown
from tests.grounds import a_house_of_its_own
from tests.money_rows import FINANCE, TODAY, acting, actor, run_on, stand_still

LEVELS = ("central", "province", "district", "other")
SPENT = st.builds(
    Spent,
    source_id=st.integers(0, 4),
    group_code=st.sampled_from(["HN", "NCC", None]),
    central_percent=st.sampled_from([0, 30, 50, 70]),
    amount_dong=st.integers(-999, 10**7),
)


@given(
    st.lists(SPENT, max_size=12),
    st.lists(st.sampled_from(LEVELS), min_size=5, max_size=5),
    st.lists(st.integers(-(10**6), 10**6), min_size=5, max_size=5),
)
def test_parts_sum_to_the_whole_whatever_was_spent(
    spent: list[Spent], levels: list[str], settled: list[int]
) -> None:
    settled[4] = -sum(settled[:4])
    payers = [Payer(at, level, settled[at]) for at, level in enumerate(levels)]
    found = shares_of(spent, payers)
    exact = sum(one.amount_dong * one.central_percent for one in spent)
    assert found.spent_dong == sum(one.amount_dong for one in spent)
    assert found.central_dong == exact // 100
    assert sum(one.spent_dong for one in found.groups) == found.spent_dong
    assert sum(one.central_dong for one in found.groups) == found.central_dong
    assert all(
        abs(one.central_dong * 100 - one.spent_dong * one.central_percent) < 100
        for one in found.groups
    )
    if len({level == "central" for level in levels}) == 2:
        assert sum(one.carries_dong for one in found.sources) == found.spent_dong
        assert sum(one.remaining_dong for one in found.sources) == 0


def test_less_than_a_dong_stays_with_the_province() -> None:
    found = shares_of(
        [Spent(2, "HN", 50, 1), Spent(2, "NCC", 50, 2), Spent(2, "BTXH", 50, 2)],
        [Payer(1, "central", 0), Payer(2, "province", 0)],
    )
    assert (found.central_dong, found.spent_dong) == (2, 5)
    assert [one.own_dong for one in found.groups] == [1, 1, 1]
    assert [one.remaining_dong for one in found.sources] == [-2, 2]


def test_what_the_central_budget_spent_itself_counts_first() -> None:
    """It carries 70 of 100: 90 of its own money went out, so the other is to pay it 20."""
    found = shares_of(
        [Spent(1, "HN", 70, 90), Spent(2, "HN", 70, 10)],
        [Payer(1, "central", 0), Payer(2, "province", 0)],
    )
    assert [one.advanced_dong for one in found.sources] == [20, -20]
    assert (found.owed(2, 1), found.owed(1, 2), found.owed(2, 2), found.owed(2, 9)) == (20, 0, 0, 0)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), max_size=8))
def test_a_sum_is_divided_without_rest(total: int, weights: list[int]) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == (total if weights else 0)
    whole = sum(weights)
    if whole:
        pairs = zip(parts, weights, strict=True)
        assert all(abs(part * whole - total * weight) < whole for part, weight in pairs)


@given(st.lists(st.integers(-(10**6), 10**9), max_size=8))
def test_control_rounding_each_part_by_itself_would_not_sum(hundredths: list[int]) -> None:
    assert sum(cut_to_whole(hundredths)) == sum(hundredths) // 100
    by_itself = [round(one / 100) for one in (150, 150, 150)]
    assert sum(by_itself) != 450 // 100


@pytest.fixture(scope="module")
async def house(house: str) -> AsyncIterator[str]:
    """A database of its own: the shares are over everything that a province ever spent."""
    async with a_house_of_its_own(house) as url:
        await stand_still(url)
        yield url
        await run_on(url)


async def a_source(code: str, level: str) -> int:
    """A source with an allotment of 10.000 đồng, named with who gives it."""
    async with acting(FINANCE) as session:
        order = NewSource.model_validate(
            {"code": code, "name": code, "level": level, "given_by": f"Bên cấp {code}"}
        )
        made = await funds.add_source(session, FINANCE, order)
        given_ = AllotmentOrder(amount_dong=10_000, document_number="1/CK", booked_on=TODAY)
        await funds.allot(session, FINANCE, made, given_)
    return made


async def spend(source_id: int, **groups: int) -> None:
    """Money (đồng) goes its whole road, to people of these groups."""
    total = sum(groups.values())
    async with acting(FINANCE) as session:
        roads = [Booking(source_id, one, total, "1/QĐ") for one in (Move.COMMIT, Move.RELEASE)]
        paid = [
            Booking(source_id, Move.PAY, dong, "BK", None, group) for group, dong in groups.items()
        ]
        await funds.book(session, 7, [*roads, *paid])


def an_order(
    from_source: int, to_source: int, amount: int, why: str | None = None
) -> SettlementOrder:
    return SettlementOrder(
        amount_dong=amount, document_number="9/QT", booked_on=TODAY,
        from_source_id=from_source, to_source_id=to_source, beyond_because=why,
    )  # fmt: skip


async def settle(order: SettlementOrder) -> int:
    async with acting(FINANCE) as session:
        return await funds.settle(session, FINANCE, order)


async def told(as_of: date = TODAY) -> FundShares:
    async with acting(FINANCE) as session:
        return await queries.shares_shown(session, as_of)


def remaining(found: FundShares) -> dict[str, int]:
    assert sum(one.remaining_dong for one in found.sources) == 0
    return {one.code: one.remaining_dong for one in found.sources}


async def test_sources_settle_what_they_advanced_for_one_another(house: str) -> None:
    central, province = await a_source("TW", "central"), await a_source("TINH", "province")
    district, lottery = await a_source("HUYEN", "district"), await a_source("XSKT", "other")
    await spend(province, HN=1001, NCC=500)
    await spend(district, HN=300)
    found = await told()
    assert (found.province_class, found.spent_dong, found.central_dong) == ("class_2", 1801, 900)
    assert {one.group_code: (one.spent_dong, one.central_dong) for one in found.groups} == {
        "HN": (1301, 650), "NCC": (500, 250),
    }  # fmt: skip
    assert all(one.mark == "C" and "15/2020" in one.citation for one in found.groups)
    assert remaining(found) == {"TW": -900, "TINH": 750, "HUYEN": 150, "XSKT": 0}
    assert (await told(date(2020, 5, 4))).spent_dong == 0

    with pytest.raises(BeyondOwed) as refused:
        await settle(an_order(central, province, 751))
    assert refused.value.facts == {"owed": "750", "wanted": "751"}
    for one in (an_order(province, central, 1), an_order(lottery, district, 1)):
        with pytest.raises(BeyondOwed):
            await settle(one)

    # Many at once: what is owed is paid once.
    tries = (settle(an_order(central, province, 750)) for _ in range(6))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, int) for one in done) == 1
    assert sum(isinstance(one, BeyondOwed) for one in done) == 5
    found = await told()
    assert remaining(found) == {"TW": -150, "TINH": 0, "HUYEN": 150, "XSKT": 0}
    assert (found.central_settled_dong, found.central_remaining_dong) == (750, 150)

    # Money that comes back from people comes back to whoever carried it.
    async with acting(FINANCE) as session:
        back = Booking(province, Move.RECOVER, 101, "3/TH", None, "HN")
        await funds.book(session, 7, [back])
    assert remaining(await told()) == {"TW": -100, "TINH": -50, "HUYEN": 150, "XSKT": 0}
    await settle(an_order(province, district, 50))
    beyond = await settle(an_order(central, district, 160, "cấp trước phần còn lại"))
    async with acting(FINANCE) as session:
        rows = await queries.settlements_after(session, 0, 10)
        balances = {one.code: one for one in await funds.balances(session)}
        paged = await queries.settlements_after(session, rows[-1].id - 1, 1)
    assert [(one.id, one.beyond_because) for one in rows][-1] == (beyond, "cấp trước phần còn lại")
    assert [one.beyond_because for one in rows[:-1]] == [None, None]
    assert [one.id for one in paged] == [beyond]
    assert {code: one.settlement_dong for code, one in balances.items()} == {
        "TW": -910, "TINH": 700, "HUYEN": 210, "XSKT": 0,
    }  # fmt: skip
    assert balances["XSKT"].given_by == "Bên cấp XSKT"
    for held in balances.values():
        came = held.allotted_dong + held.advanced_dong + held.settlement_dong
        stands = held.available_dong + held.committed_dong + held.sent_dong
        assert came == stands + held.paid_dong + held.recovered_dong
    with pytest.raises(FundsShort):
        await settle(an_order(central, district, 10_000, "quá số có"))


async def test_who_settles_with_whom(house: str) -> None:
    one, other = await a_source("MOT", "province"), await a_source("HAI", "district")
    with pytest.raises(BadInput):
        await settle(an_order(one, one, 1))
    with pytest.raises(NotFound):
        await settle(an_order(one, 2**40, 1))
    later = an_order(one, other, 1, "x").model_copy(update={"booked_on": date(2020, 5, 6)})
    with pytest.raises(BadInput):
        await settle(later)
    async with acting(FINANCE) as session:
        book = await funds.suspense_of(session, "NHCSXH")
    with pytest.raises(NotFound):
        await settle(an_order(one, book, 1, "x"))


_SAYS_MORE = """
insert into fund_settlement (from_source_id, to_source_id, amount_dong, document_number, booked_on,
                             owed_journal_id, received_journal_id)
values (:a, :b, 6, 'x', '2020-05-05', :owed, :received)
"""


async def test_a_settlement_says_what_its_journals_say(house: str) -> None:
    one, other = await a_source("BA", "province"), await a_source("BON", "district")

    async def say_more() -> None:
        async with acting(FINANCE) as session:
            pair = [Booking(one, Move.OWE, 5, "x"), Booking(other, Move.SETTLE, 5, "x")]
            owed, received = await funds.book(session, 7, pair)
            journals = {"owed": owed, "received": received}
            await session.execute(text(_SAYS_MORE), {"a": one, "b": other, **journals})

    with pytest.raises(SettlementOpen):
        await say_more()


async def test_advances_are_repaid_and_recovered_money_goes_back(house: str) -> None:
    source = await a_source("TAMUNG", "province")
    by = {"document_number": "7/TƯ", "booked_on": TODAY}
    async with acting(FINANCE) as session:
        given_ = AllotmentOrder.model_validate({"amount_dong": 500, **by})
        await funds.advance(session, FINANCE, source, given_)
    await spend(source, HN=10_100)
    async with acting(FINANCE) as session:
        await funds.book(session, 7, [Booking(source, Move.RECOVER, 90, "TH", None, "HN")])
    for dong, out_of, against in (
        (300, "unused", "advance"), (50, "unused", "allotment"),
        (60, "recovered", "advance"), (30, "recovered", "allotment"),
    ):  # fmt: skip
        order = {"amount_dong": dong, "out_of": out_of, "against": against, **by}
        async with acting(FINANCE) as session:
            await funds.give_back(session, FINANCE, source, ReturnOrder.model_validate(order))
    async with acting(FINANCE) as session:
        (one,) = [one for one in await funds.balances(session) if one.id == source]
        journals = await queries.journals_after(session, source, 0, 3)
        rest = await queries.journals_after(session, source, journals[-1].id, 100)
        with pytest.raises(NotFound):
            await queries.journals_after(session, 2**40, 0, 1)
    assert (one.allotted_dong, one.advanced_dong, one.available_dong) == (9_920, 140, 50)
    assert (one.paid_dong, one.recovered_dong) == (10_010, 0)
    assert [len(journals), len(rest)] == [3, 7]
    last = rest[-1]
    assert (last.kind, last.kind_vi) == ("recovered_given_back", "nộp trả tiền thu hồi")
    assert (last.document_number, last.booked_on, last.recorded_by) == ("7/TƯ", TODAY, 7)
    assert [(leg.account, leg.amount_dong) for leg in last.legs] == [
        ("recovered", -30), ("allotment", 30),
    ]  # fmt: skip


async def test_control_without_the_locks_what_is_owed_is_paid_more_than_once(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race as above; each looks at what is owed before anybody has paid."""

    async def look_past(*_: object) -> None:
        await asyncio.sleep(0)

    province = await a_source("TINH-2", "province")
    await spend(province, HN=1000)
    async with acting(FINANCE) as session:
        known = [one.id for one in await funds.balances(session) if one.code == "TW"]
    central = known[0] if known else await a_source("TW", "central")
    async with acting(FINANCE) as session:
        owed = (await funds.shares(session, TODAY)).owed(central, province)
    assert owed > 400
    monkeypatch.setattr("app.funds.commands.hold", look_past)
    tries = (settle(an_order(central, province, owed)) for _ in range(6))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, int) for one in done) > 1


async def test_where_the_class_is_not_known_the_share_is_refused(house: str) -> None:
    elsewhere = actor(Role.FINANCE_OFFICER, "40.")
    async with acting(elsewhere) as session:
        with pytest.raises(ProvinceClassUnknown):
            await queries.shares_shown(session, TODAY)


def test_suspense_is_no_name_for_a_source() -> None:
    with pytest.raises(ValueError, match="TREO-"):
        NewSource(code="TREO-X", name="x", level="other")
