"""Every move there is, in any order: the rules, the books, and the database that guards them."""

from collections.abc import AsyncIterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import funds
from app.core.errors import Refused
from app.funds import queries
from app.funds.rules import (
    ACCOUNTS_VI,
    GIVEN,
    MOVES_VI,
    ROADS,
    SUSPENSE_MOVES,
    WAYS_IN,
    Account,
    AccountOverdrawn,
    Booking,
    FundsShort,
    GivenBackTooMuch,
    MoreGivenBack,
    Move,
    SettlementOpen,
    SuspenseApart,
    check_cover,
)
from tests.money_rows import FINANCE, acting, count_statements, funded, owning, run_on, stand_still

MONEY = [move for move in Move if move not in SUSPENSE_MOVES]
ONE_SIDED = (Move.OWE, Move.SETTLE)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def books_of(house: str, source_id: int) -> dict[str, int]:
    """What every account of a source holds (đồng), read past the service."""
    query = (
        "select account, sum(amount_dong)::bigint from journal_entry where source_id = :id"
        " group by account"
    )
    async with owning(house) as session:
        found = await session.execute(text(query), {"id": source_id})
        return {account: total for account, total in found if total}


async def put_into_books(*bookings: Booking) -> None:
    async with acting(FINANCE) as session:
        await funds.book(session, 7, list(bookings))


def test_every_move_has_a_road_and_a_name() -> None:
    assert set(ROADS) == set(MOVES_VI) == set(Move)
    assert set(ACCOUNTS_VI) == set(Account)
    assert len({*MOVES_VI.values()}) == len(Move)
    assert all(origin != target for origin, target in ROADS.values())


def test_what_is_paid_comes_back_by_two_roads_only() -> None:
    back = {move for move, (origin, _) in ROADS.items() if origin is Account.PAID}
    assert back == {Move.RECOVER, Move.RETURN_PAID}
    out = {move for move, (origin, _) in ROADS.items() if origin is Account.RECOVERED}
    # Or back to what is paid, when a receipt was a mistake.
    assert {ROADS[move][1] for move in out - {Move.UNDO_RECOVERY}} == set(GIVEN)


@given(st.lists(st.tuples(st.sampled_from(MONEY), st.integers(1, 100)), max_size=40))
def test_no_order_of_moves_takes_an_account_where_it_may_not_be(
    moves: list[tuple[Move, int]],
) -> None:
    standing: dict[tuple[int, Account], int] = {}
    for move, amount in moves:
        try:
            check_cover([Booking(1, move, amount, "x")], standing)
        except (FundsShort, GivenBackTooMuch):
            continue
        for account, sign in zip(ROADS[move], (-1, 1), strict=True):
            standing[1, account] = standing.get((1, account), 0) + sign * amount
    held = {account: standing.get((1, account), 0) for account in Account}
    given_ = -held[Account.ALLOTMENT] - held[Account.ADVANCE] - held[Account.SETTLEMENT]
    assert sum(held.values()) == 0
    assert all(amount >= 0 for account, amount in held.items() if account not in WAYS_IN)
    assert all(held[account] <= 0 for account in GIVEN)
    assert given_ == sum(amount for account, amount in held.items() if account not in WAYS_IN)


@given(st.lists(st.tuples(st.sampled_from(MONEY), st.integers(1, 100)), max_size=12))
def test_moves_together_are_judged_as_one_after_another(moves: list[tuple[Move, int]]) -> None:
    together = [Booking(1, move, amount, "x") for move, amount in moves]
    standing: dict[tuple[int, Account], int] = {}
    refused = None
    for one in together:
        try:
            check_cover([one], standing)
        except (FundsShort, GivenBackTooMuch) as error:
            refused = type(error)
            break
        for account, sign in zip(ROADS[one.move], (-1, 1), strict=True):
            standing[1, account] = standing.get((1, account), 0) + sign * one.amount_dong
    if refused:
        with pytest.raises(refused):
            check_cover(together, {})
    else:
        check_cover(together, {})


@pytest.mark.parametrize("seed", range(3))
async def test_the_database_says_what_the_rules_say(
    house: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Random acts with the look taken away: what the rules would refuse, the database refuses."""
    random, source = Random(seed), await funded(500)
    moves = [move for move in MONEY if move not in ONE_SIDED]
    standing = {(source, Account.ALLOTMENT): -500, (source, Account.AVAILABLE): 500}
    monkeypatch.setattr("app.funds.commands.check_cover", lambda *_: None)
    seen = set()
    for _ in range(40):
        one = Booking(source, random.choice(moves), random.choice((60, 100, 600)), "x")
        expected: type[Refused] | None = None
        try:
            check_cover([one], standing)
        except FundsShort:
            expected = AccountOverdrawn
        except GivenBackTooMuch:
            expected = MoreGivenBack
        seen.add(expected)
        if expected:
            with pytest.raises((AccountOverdrawn, MoreGivenBack)):
                await put_into_books(one)
            continue
        await put_into_books(one)
        for account, sign in zip(ROADS[one.move], (-1, 1), strict=True):
            held = standing.get((source, account), 0) + sign * one.amount_dong
            standing[source, account] = held
    assert len(seen) > 1
    told = {str(account): held for (_, account), held in standing.items() if held}
    assert await books_of(house, source) == told


async def test_control_without_its_trigger_more_goes_back_than_was_given(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await funded(100)
    await put_into_books(Booking(source, Move.ADVANCE, 100, "1/TƯ"))
    too_much = Booking(source, Move.GIVE_BACK, 150, "2/TƯ")
    with pytest.raises(GivenBackTooMuch):
        await put_into_books(too_much)
    monkeypatch.setattr("app.funds.commands.check_cover", lambda *_: None)
    with pytest.raises(MoreGivenBack):
        await put_into_books(too_much)
    async with owning(house) as session:
        await session.execute(text("alter table journal_entry disable trigger check_accounts"))
    try:
        await put_into_books(too_much)
    finally:
        async with owning(house) as session:
            await session.execute(text("alter table journal_entry enable trigger check_accounts"))
    assert (await books_of(house, source))["allotment"] == 50
    await put_into_books(Booking(source, Move.ALLOT, 100, "3/TƯ"))


async def test_one_leg_of_a_settlement_does_not_pass_the_commit(house: str) -> None:
    source = await funded(100)
    for move in ONE_SIDED:
        with pytest.raises(SettlementOpen):
            await put_into_books(Booking(source, move, 10, "1/QT"))
    assert await books_of(house, source) == {"allotment": -100, "available": 100}


async def test_control_without_its_trigger_money_appears_from_a_settlement(house: str) -> None:
    source = await funded(100)
    async with owning(house) as session:
        off = "alter table journal_entry disable trigger check_settlements_sum"
        await session.execute(text(off))
    try:
        await put_into_books(Booking(source, Move.SETTLE, 10, "1/QT"))
        assert (await books_of(house, source))["available"] == 110
        await put_into_books(Booking(source, Move.OWE, 10, "1/QT"))
    finally:
        async with owning(house) as session:
            await session.execute(text(off.replace("disable", "enable")))


async def test_suspense_is_a_book_of_its_own(house: str) -> None:
    source = await funded(100)
    async with acting(FINANCE) as session:
        book = await funds.suspense_of(session, "THUNGHIEM")
        assert await funds.suspense_of(session, "THUNGHIEM") == book
        assert book not in {one.id for one in await funds.balances(session)}
    await put_into_books(Booking(book, Move.SUSPEND, 30, "BK-1"))
    await put_into_books(Booking(book, Move.CLEAR, 10, "BK-1/GQ"))
    with pytest.raises(FundsShort):
        await put_into_books(Booking(book, Move.CLEAR, 21, "BK-1/GQ"))
    assert await books_of(house, book) == {"claimed": -20, "suspense": 20}
    for one in (
        *(Booking(source, move, 1, "x") for move in SUSPENSE_MOVES[:1]),
        *(Booking(book, move, 1, "x") for move in (Move.ALLOT, Move.ADVANCE, Move.SETTLE)),
    ):
        with pytest.raises(SuspenseApart):
            await put_into_books(one)
    await put_into_books(Booking(book, Move.CLEAR, 20, "BK-1/GQ"))


async def test_no_leg_of_suspense_enters_a_source_by_another_kind() -> None:
    source = await funded(100)
    legs = (
        "with one as (insert into journal (source_id, kind, document_number, booked_on)"
        " values (:id, 'allotment', 'x', '2020-05-05') returning id, source_id)"
        " insert into journal_entry (journal_id, account, source_id, amount_dong)"
        " select id, account, source_id, amount from one,"
        " (values ('claimed', -5), ('suspense', 5)) as leg (account, amount)"
    )
    with pytest.raises(SuspenseApart):
        async with acting(FINANCE) as session:
            await session.execute(text(legs), {"id": source})


@pytest.mark.parametrize(
    ("code", "level"), [("TREO-XYZ", "province"), ("XYZ", "suspense")], ids=["code", "level"]
)
async def test_the_code_of_suspense_is_for_suspense_alone(code: str, level: str) -> None:
    add = text("insert into fund_source (code, name, level) values (:code, 'x', :level)")
    with pytest.raises(SuspenseApart):
        async with acting(FINANCE) as session:
            await session.execute(add, {"code": code, "level": level})


async def test_a_kind_nobody_knows_is_refused() -> None:
    source = await funded(100)
    add = (
        "insert into journal (source_id, kind, document_number, booked_on)"
        " values (:id, 'gift', 'x', '2020-05-05')"
    )
    with pytest.raises(Exception, match="ck_journal_kind"):
        async with acting(FINANCE) as session:
            await session.execute(text(add), {"id": source})


@pytest.mark.parametrize("size", [1, 500])
async def test_any_number_of_bookings_is_three_statements(size: int) -> None:
    source = await funded(size * 10)
    moves = [Booking(source, Move.COMMIT, 10, f"{at}/QĐ") for at in range(size)]
    async with acting(FINANCE) as session:
        seen = await count_statements(session)
        made = await funds.book(session, 7, moves)
        assert len(seen) == 3
    assert len(set(made)) == size


_CHECKPOINTS = """
select count(distinct up_to_journal), count(*) filter (where amount_dong is distinct from (
         select sum(e.amount_dong) from journal_entry e where e.source_id = c.source_id
            and e.account = c.account and e.journal_id <= c.up_to_journal))
  from account_checkpoint c where source_id = :source
"""
_RECOUNT = """
select account, sum(amount_dong)::bigint from journal_entry where source_id = :source
 group by account order by account
"""
_STANDING = """
select account, amount_dong, newer
  from nation.standing(current_schema(), array[cast(:source as bigint)], null) order by account
"""


async def test_a_long_history_is_counted_once(house: str) -> None:
    source = await funded(10_000)
    for _ in range(6):
        moves = [Booking(source, Move.COMMIT, 1, f"{at}/QĐ") for at in range(100)]
        await put_into_books(*moves)
    async with acting(FINANCE) as session:
        checkpoints, wrong = (await session.execute(text(_CHECKPOINTS), {"source": source})).one()
        recounted = (await session.execute(text(_RECOUNT), {"source": source})).all()
        standing = (await session.execute(text(_STANDING), {"source": source})).all()
        held = await queries.standing(session, [source])
    assert (checkpoints, wrong) == (2, 0)
    assert [(account, amount) for account, amount, _ in standing] == recounted
    assert sum(newer for *_, newer in standing) <= 700
    assert held[source, Account.COMMITTED] == 600


_EARLY = """
insert into journal (source_id, kind, document_number, booked_on)
values (:source, 'commitment', '1/QĐ', '2020-05-05') returning id
"""
_LEGS = """
insert into journal_entry (journal_id, account, source_id, amount_dong)
values (:early, 'available', :source, -1), (:early, 'committed', :source, 1)
"""


async def test_nothing_is_entered_before_a_checkpoint(house: str) -> None:
    """Its number was drawn early, its legs came late: they would be counted by nobody."""
    source = await funded(1_000)
    async with acting(FINANCE) as session:
        early = await session.scalar(text(_EARLY), {"source": source})
        for _ in range(4):
            moves = [Booking(source, Move.COMMIT, 1, f"{at}/QĐ") for at in range(100)]
            await funds.book(session, 7, moves)
        with pytest.raises(DBAPIError, match="older than what was counted already"):
            async with session.begin_nested():
                await session.execute(text(_LEGS), {"early": early, "source": source})
        await session.rollback()
    wrong = text("insert into account_checkpoint values (:source, 1, 'available', 9)")
    with pytest.raises(DBAPIError, match="permission denied"):
        async with acting(FINANCE) as session:
            await session.execute(wrong, {"source": source})
