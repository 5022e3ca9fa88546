"""Every line has a leaf, every decision a root; the database keeps both true, a proof shows it."""

import hashlib

import pytest
from sqlalchemy import text

from app.audit.verify_trail import merkle_root
from app.client import Problem
from app.decisions.merkle import leaf_of, path_of, verify
from tests.builders import COMMUNE, PROVINCE, Town, a_source, an_order, ordered
from tests.decisions.shelf import carry, list_of, ready, signing
from tests.decisions.test_signatures import DECISION, FROZEN, LINES, LIVE, bear_the_part
from tests.grounds import become_service, owning, raw_service, refused, scalar

LINE_LEAF = "ck_decision_line_leaf"
PAYEE = "ck_payout_order_payee"
NAMED = (
    "dossier_id, person_id, l.group_code, l.months, l.amount_dong, full_name, id_number, hamlet,"
    " account_number, account_name, bank, l.area_path"
)


@pytest.fixture(scope="module", autouse=True)
async def _carried(house: str, town: Town) -> None:
    await carry(house, town)


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 33])
def test_every_line_is_proved_and_nothing_else_is(count: int) -> None:
    given = leaves(count)
    root = merkle_root(given)
    for place, leaf in enumerate(given):
        path = path_of(given, place)
        assert verify(leaf, place, count, path, root)
        assert not verify(leaf, place, count, path, given[0][::-1])
        assert not verify(leaf[::-1], place, count, path, root)
        assert not verify(leaf, place, count, [*path, leaf], root)
        assert not verify(leaf, place, count, path[:-1], root) or not path
        if count > 1:
            assert not verify(leaf, (place + 1) % count, count, path, root)
    assert not verify(given[0], count, count, [], root)
    assert not verify(given[0], -1, count, path_of(given, 0), root)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 199, 200, 201, 2_039])
async def test_the_database_makes_the_same_root(house: str, count: int) -> None:
    given = leaves(count)
    asked = "select coalesce(nation.merkle_root(:leaves), sha256(''))"
    made = await scalar(house, asked, leaves=b"".join(given) or None)
    assert made == merkle_root(given)


async def test_a_line_is_proved_against_what_was_signed(house: str, town: Town) -> None:
    """The leaf made again from the dossier, the way up, the root on the signed paper."""
    batch_id = await ready(house, town)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    chairman = await town.at(PROVINCE, "chutich")
    query = (
        f"select array[{NAMED.replace(',', '::text,')}::text] from decision_line l"
        " join dossier d on d.id = l.dossier_id where decision_id = :d order by dossier_id"
    )
    async with owning(house) as session:
        rows = list(await session.scalars(text(query), {"d": made.id}))
    assert len(rows) == 3
    for place, row in enumerate(rows):
        proof = await chairman.line_proof(made.id, int(row[0]))
        whole = [int(row[0]), int(row[1]), row[2], int(row[3]), int(row[4]), *row[5:]]
        assert leaf_of(whole).hex() == proof.leaf
        path = [bytes.fromhex(one) for one in proof.path]
        root = bytes.fromhex(made.root)
        assert (proof.place, proof.case_count, proof.root) == (place, 3, made.root)
        assert verify(leaf_of(whole), proof.place, proof.case_count, path, root)
        richer = leaf_of([*whole[:4], whole[4] + 1, *whole[5:]])
        assert not verify(richer, proof.place, proof.case_count, path, root)


async def test_no_proof_of_what_is_not_in_it_nor_for_who_may_not_see_it(
    house: str, town: Town
) -> None:
    batch_id = await ready(house, town, 1)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    line = await scalar(
        house, "select dossier_id from decision_line where decision_id = :d", d=made.id
    )
    chairman, commune = await town.at(PROVINCE, "chutich"), await town.at(COMMUNE)
    with pytest.raises(Problem) as missing:
        await chairman.line_proof(made.id, line + 1)
    assert missing.value.status == 404
    with pytest.raises(Problem) as barred:
        await commune.line_proof(made.id, line)
    assert barred.value.status == 403


# --- the database itself ------------------------------------------------------------------------


async def test_a_root_over_other_lines_is_refused(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    facts = {"b": batch_id, "s": await a_source(town), "count": 3, "total": 4_500_000}
    list_id = await list_of(house, batch_id)
    other = DECISION.replace("months", "cast(months - 1 as smallint)")
    for statement, why in ((other, FROZEN), (DECISION, None)):
        async with raw_service(house) as session:
            await session.execute(text(LIVE), {"l": list_id})
            await session.execute(text(statement), {**facts, "l": list_id, "n": "raw/root"})
            await bear_the_part(session, "raw/root", list_id)
            assert await refused(session, LINES, n="raw/root", l=list_id, limit=3) == why


@pytest.mark.parametrize(
    "changed",
    [
        ("d.months, d.amount_dong,", "cast(d.months - 1 as smallint), d.amount_dong,"),
        ("d.amount_dong, x", "d.amount_dong * 1, x"),
        ("line_leaf(d.id, person_id", "line_leaf(d.id, person_id + 1"),
        ("full_name", "upper(full_name)"),
        ("id_number", "'042000000000'"),
        ("account_number", "'0110001'"),
    ],
)
async def test_a_line_or_leaf_that_is_not_the_dossiers_is_refused(
    house: str, town: Town, changed: tuple[str, str]
) -> None:
    batch_id = await ready(house, town, 1)
    facts = {"b": batch_id, "s": await a_source(town), "count": 1, "total": 1_500_000}
    list_id = await list_of(house, batch_id)
    false = LINES.replace(*changed)
    assert false != LINES
    why = None if "* 1" in changed[1] else LINE_LEAF
    async with raw_service(house) as session:
        await session.execute(text(LIVE), {"l": list_id})
        await session.execute(text(DECISION), {**facts, "l": list_id, "n": "raw/leaf"})
        await bear_the_part(session, "raw/leaf", list_id)
        assert await refused(session, false, n="raw/leaf", l=list_id, limit=1) == why


ORDER = (
    "insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong,"
    " agent_code, group_code, payee_name, payee_id_number, payee_hamlet, area_path)"
    " select nextval('nation.order_number'), 'AS-' || id, run_id, dossier_id,"
    " first_month, 1, agent_code, group_code, payee_name, payee_id_number, payee_hamlet,"
    " area_path from payout_order where dossier_id = :d limit 1"
)
MAKE_ROOM = "update payout_order set live = false where dossier_id = :d"


@pytest.mark.parametrize("told", [None, "payee_name", "payee_id_number", "payee_hamlet"])
async def test_an_order_pays_only_who_was_approved(
    house: str, town: Town, told: str | None
) -> None:
    batch_id = await ready(house, town, 1)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    await ordered(made)
    line = await scalar(
        house, "select dossier_id from decision_line where decision_id = :d", d=made.id
    )
    head, tail = ORDER.split(" select ")
    false = f"{head} select {tail.replace(told, chr(39) + 'khác' + chr(39), 1)}" if told else ORDER
    async with raw_service(house) as session:
        await session.execute(text(MAKE_ROOM), {"d": line})
        assert await refused(session, false, d=line) == (PAYEE if told else None)
    async with owning(house) as session:
        await session.execute(text("drop trigger check_payout_orders on payout_order"))
        await become_service(session)
        await session.execute(text(MAKE_ROOM), {"d": line})
        assert await refused(session, false, d=line) is None
