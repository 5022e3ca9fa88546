"""Whatever a superuser does to the sealed trail is found, offline, by whoever holds the key's half.

The hand works as superuser with all triggers off. One hundred tampers are drawn by a seed; each is
made in a transaction, exported as it then stands, verified, and undone.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import verify_trail
from app.audit.export import lines_of
from app.audit.rules import public_of, signed_note
from app.audit.verify_trail import Verifier, verify
from tests.grounds import a_house_of_its_own

from .trails import KEY, asked, sealed, superuser, write_history

Dice = random.Random
Tamper = Callable[[AsyncSession, Dice], Awaitable[None]]
SEED, TAMPERS = 42, 100
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
_CHANGES = """
insert into change_log (subject, subject_id, from_state, to_state, at, account_id, officer_id,
                        because, area_path, told)
select 'batch', n, 'open', 'approved', nation.house_now(), 1, 7, 'approveBatch', '42.436.',
       nation.trail_now() from generate_series(1, 60) as n
"""
_LOOK = (
    "select set_config('app.account_id', '1', true), set_config('app.officer_id', '7', true),"
    " set_config('app.because', 'readListFile', true),"
    " nation.note_view('dossier_list', n, 1, 3, 1, array[n, n + 1, n + 2])"
    " from generate_series(1, 20) as n"
)


@pytest.fixture(scope="module", autouse=True)
async def trail(house: str) -> AsyncIterator[tuple[str, str]]:
    """A house with a trail of three kinds sealed in three passes; its last note, kept outside."""
    async with a_house_of_its_own(house) as url:
        note: str | None = ""
        for first in (1_000, 2_000, 3_000):
            await write_history(url, first, 60)
            async with superuser(url) as session:
                await session.execute(text(_CHANGES))
                await session.execute(text(_LOOK))
            note = (await sealed()).note
        yield url, note or ""


async def verdict(session: AsyncSession, *outside: str) -> Verifier:
    """What the verifier says of the trail as this transaction sees it."""
    session.expire_all()
    whole = "".join([part async for part in lines_of(session, "42")])
    return verify(whole.splitlines(keepends=True), [public_of(KEY)], outside)


TABLES = {"dossier_history": "dossier_id", "change_log": "id", "access_log": "id"}
FIELDS = {
    "dossier_history": (
        "because = because || '.'", "to_stage = 'approved'", "officer_id = 8", "account_id = null",
        "at = at - interval '1 second'", "area_path = '42.436.18073.'", "reason_code = 'R1'",
        "told = told - 1", "dossier_id = dossier_id + 500000", "from_stage = ''",
    ),
    "change_log": (
        "to_state = 'refused'", "officer_id = officer_id + 1", "because = null",
        "subject_id = subject_id + 1", "at = at + interval '1 microsecond'", "told = told + 1",
        "from_state = null", "area_path = '40.1.'",
    ),
    "access_log": (
        "officer_id = 8", "about_id = about_id + 1", "shown = 1", "appointment_id = 2",
        "at = at - interval '1 day'", "act = 'readLists'", "about_version = null",
        "set_id = set_id % 20 + 1",
    ),
}  # fmt: skip


async def _some(session: AsyncSession, dice: Dice, table: str, how_many: int = 1) -> list[int]:
    found = await session.scalars(text(f"select {TABLES[table]} from {table} order by 1"))
    return dice.sample(list(found), how_many)


async def change_a_field(session: AsyncSession, dice: Dice) -> None:
    table = dice.choice(list(TABLES))
    (number,) = await _some(session, dice, table)
    change = dice.choice(FIELDS[table])
    await session.execute(
        text(f"update {table} set {change} where {TABLES[table]} = :n"), {"n": number}
    )


async def delete_rows(session: AsyncSession, dice: Dice) -> None:
    table = dice.choice(list(TABLES))
    gone = await _some(session, dice, table, dice.choice((1, 2, 7)))
    await session.execute(text(f"delete from {table} where {TABLES[table]} = any(:n)"), {"n": gone})


async def insert_a_row(session: AsyncSession, dice: Dice) -> None:
    """As if it had been written then: before the seal, at any place, also the very last."""
    any_row = text("select told from dossier_history order by dossier_id offset :k limit 1")
    told = await session.scalar(any_row, {"k": dice.randrange(180)})
    upto = int(await session.scalar(text("select max(upto) from seal_block")) or 0)
    await session.execute(
        text(
            "insert into dossier_history (dossier_id, version, to_stage, at, area_path, told)"
            " values (:n, 1, 'approved', nation.house_now(), '42.436.', :told)"
        ),
        {"n": dice.randrange(10**6, 10**7), "told": dice.choice((told, upto - 1, 0))},
    )


async def put_in_another_order(session: AsyncSession, dice: Dice) -> None:
    one, other = await _some(session, dice, "dossier_history", 2)
    await session.execute(
        text(
            "update dossier_history h set at = o.at - interval '1 hour' * :k, because = o.because"
            " from dossier_history o where (h.dossier_id, o.dossier_id) in ((:a, :b), (:b, :a))"
        ),
        {"a": one, "b": other, "k": dice.choice((0, 0, 1))},
    )


async def cut_the_tail(session: AsyncSession, dice: Dice) -> None:
    """Rows alone; with their blocks; or with the notes too, a past that was once true."""
    last = dice.choice((2, 3))
    told = await session.scalar(
        text("select upto from seal_block where number = :last - 1"), {"last": last}
    )
    for table in TABLES:
        await session.execute(text(f"delete from {table} where told >= :t"), {"t": told})
    for table, column in (("seal_block", "number"), ("seal_note", "block"))[
        : dice.choice((0, 1, 2))
    ]:
        await session.execute(text(f"delete from {table} where {column} >= :l"), {"l": last})


async def rebuild_a_row(session: AsyncSession, dice: Dice) -> None:
    (number,) = await _some(session, dice, "dossier_history")
    await session.execute(
        text(
            "with old as (delete from dossier_history where dossier_id = :n returning *)"
            " insert into dossier_history select dossier_id, version, from_stage, 'refused', at,"
            " account_id, officer_id, because, reason_code, area_path, told from old"
        ),
        {"n": number},
    )


async def change_a_block(session: AsyncSession, dice: Dice) -> None:
    change = dice.choice(
        (
            "leaves = set_byte(leaves, 40, (get_byte(leaves, 40) + 1) % 256)",
            "root = set_byte(root, 0, (get_byte(root, 0) + 1) % 256)",
            "head = sha256(head)", "upto = upto - 1", "upto = upto + 1",
            "first_seq = first_seq + 1", "row_count = row_count - 1", "leaves = substr(leaves, 33)",
        )
    )  # fmt: skip
    await session.execute(
        text(f"update seal_block set {change} where number = :n"), {"n": dice.randint(1, 3)}
    )


async def change_a_set(session: AsyncSession, dice: Dice) -> None:
    await session.execute(
        text(
            dice.choice(
                (
                    "delete from seen_person where set_id = :n and person_id > 2",
                    "update seen_person set person_id = person_id + 900 where set_id = :n",
                    "insert into seen_person values (777, :n, '42.')",
                    "update seen_set set digest = sha256(digest) where id = :n",
                    "delete from seen_set where id = :n",
                )
            )
        ),
        {"n": dice.randint(3, 18)},
    )


async def change_a_note(session: AsyncSession, dice: Dice) -> None:
    change = dice.choice(
        ("note = replace(note, 'ansinh/42', 'ansinh/40')", "note = replace(note, '+00:00', '')",
         "note = ''", "note = replace(note, '— ansinh ', '— ansinh A')")
    )  # fmt: skip
    await session.execute(
        text(f"update seal_note set {change} where block = :n"), {"n": dice.randint(1, 3)}
    )


async def rebuild_the_chain(session: AsyncSession, dice: Dice) -> None:
    """Change a row and seal everything anew, as the sealer would; but the key is elsewhere."""
    await change_a_field(session, dice)
    old = list(await session.scalars(text("select note from seal_note order by block")))
    await session.execute(text("delete from seal_note"))
    await session.execute(text("delete from seal_block"))
    # The transaction that tampers is still open, but what it changed was told long ago.
    size, head = (await session.execute(text("select size, head from nation.seal_trail()"))).one()
    kept = dice.choice(("none", "old", "forged"))
    note = signed_note(FORGER, "ansinh/42", size, head, datetime(2020, 5, 1, tzinfo=UTC))
    if kept != "none":
        await session.execute(
            text(
                "insert into seal_note (block, note, signer, area_path) values (1, :n, :s, '42.')"
            ),
            {"n": old[-1] if kept == "old" else note, "s": public_of(FORGER)},
        )


TAMPER: tuple[Tamper, ...] = (
    change_a_field, change_a_field, change_a_field, delete_rows, delete_rows, insert_a_row,
    put_in_another_order, cut_the_tail, rebuild_a_row, change_a_block, change_a_set, change_a_note,
    rebuild_the_chain,
)  # fmt: skip


async def test_untouched_it_is_whole(trail: tuple[str, str]) -> None:
    async with superuser(trail[0]) as session:
        found = await verdict(session, trail[1])
    assert (found.found, found.rows, found.notes) == (0, 3 * 140, 3)


async def test_one_hundred_tampers_are_all_found(trail: tuple[str, str]) -> None:
    dice, made, missed = random.Random(SEED), Counter[str](), []
    for number in range(TAMPERS):
        tamper = TAMPER[number] if number < len(TAMPER) else dice.choice(TAMPER)
        async with superuser(trail[0]) as session:
            await tamper(session, dice)
            found = await verdict(session, trail[1])
            await session.rollback()
        made[tamper.__name__] += 1
        if not found.found:
            missed.append(f"{number}: {tamper.__name__}")
    assert missed == []
    assert (sum(made.values()), len(made)) == (TAMPERS, len(set(TAMPER)))


@pytest.mark.parametrize(
    ("change", "code", "seq", "words"),
    [
        ("update dossier_history set officer_id = 9 where dossier_id = 1005", "ROW_CHANGED", 5,
         "Dòng 5 đã bị sửa sau khi khóa: lịch sử hồ sơ 1005, lần 1."),
        ("delete from dossier_history where dossier_id = 1010", "ROW_MISSING", 10,
         "Dòng 10 đã bị xóa sau khi khóa."),
        ("insert into dossier_history select 500, 1, from_stage, to_stage, at, account_id,"
         " officer_id, because, reason_code, area_path, told from dossier_history"
         " where dossier_id = 1001", "ROW_INSERTED", 0,
         "Sau dòng 0 có dòng chèn thêm: lịch sử hồ sơ 500, lần 1."),
        ("update seal_block set leaves = substr(leaves, 33) where number = 2", "BLOCK_GAP", 141,
         "Khối 2: số thứ tự không nối tiếp dòng 140."),
    ],
)  # fmt: skip
async def test_it_is_said_what_is_wrong_and_where(
    trail: tuple[str, str], change: str, code: str, seq: int, words: str
) -> None:
    async with superuser(trail[0]) as session:
        await session.execute(text(change))
        found = await verdict(session, trail[1])
        await session.rollback()
    first = found.findings[0]
    assert (first.code, first.seq, first.vi) == (code, seq, words)


async def test_control_what_is_not_sealed_can_be_changed_unseen(trail: tuple[str, str]) -> None:
    """The blind window: until the sealer passes, a superuser's word is as good as any."""
    await write_history(trail[0], 9_000, 5)
    async with superuser(trail[0]) as session:
        await session.execute(
            text("update dossier_history set officer_id = 9 where dossier_id > 9000")
        )
        found = await verdict(session, trail[1])
        await session.rollback()
    async with superuser(trail[0]) as session:
        await session.execute(text("delete from dossier_history where dossier_id > 9000"))
    assert found.found == 0


async def _found_in_a_forged_chain(url: str, note: str) -> set[str]:
    async with superuser(url) as session:
        await session.execute(text("update change_log set officer_id = 9 where id = 5"))
        await session.execute(text("delete from seal_note"))
        await session.execute(text("delete from seal_block"))
        size, head = (
            await session.execute(text("select size, head from nation.seal_trail()"))
        ).one()
        forged = signed_note(FORGER, "ansinh/42", size, head, datetime(2020, 5, 1, tzinfo=UTC))
        await session.execute(
            text(
                "insert into seal_note (block, note, signer, area_path) values (1, :n, :s, '42.')"
            ),
            {"n": forged, "s": public_of(FORGER)},
        )
        found = await verdict(session, *([note] if note else []))
        await session.rollback()
    return {one.code for one in found.findings}


async def test_control_without_looking_at_signatures_a_forged_chain_passes(
    trail: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, note = trail
    assert await _found_in_a_forged_chain(url, note) == {"NOTE_SIGNATURE", "REWRITTEN"}
    monkeypatch.setattr(verify_trail, "is_signed", lambda *_: True)
    assert await _found_in_a_forged_chain(url, "") == set()
    assert await _found_in_a_forged_chain(url, note) == {"REWRITTEN"}


async def test_control_without_a_note_kept_outside_a_cut_tail_passes(
    trail: tuple[str, str],
) -> None:
    """Rows, blocks and notes all go: what is left was once the whole truth."""
    async with superuser(trail[0]) as session:
        upto = await session.scalar(text("select upto from seal_block where number = 2"))
        for table in TABLES:
            await session.execute(text(f"delete from {table} where told >= :u"), {"u": upto})
        await session.execute(text("delete from seal_note where block = 3"))
        await session.execute(text("delete from seal_block where number = 3"))
        alone, beside = await verdict(session), await verdict(session, trail[1])
        await session.rollback()
    assert alone.found == 0
    assert [one.code for one in beside.findings] == ["TAIL_CUT"]


async def test_control_without_comparing_rows_a_changed_row_passes(
    trail: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = text("update dossier_history set officer_id = 9 where dossier_id = 1005")
    for blind, least in ((False, 1), (True, 0)):
        if blind:
            monkeypatch.setattr(Verifier, "_row", lambda self, *_: self._wanted.popleft())
        async with superuser(trail[0]) as session:
            await session.execute(change)
            assert (await verdict(session, trail[1])).found >= least
            found = (await verdict(session, trail[1])).findings
            await session.rollback()
        assert [one.code for one in found if one.code == "ROW_CHANGED"] == ["ROW_CHANGED"] * least


async def test_the_trail_holds_no_name_and_no_number(trail: tuple[str, str]) -> None:
    columns = await asked(
        trail[0],
        "select string_agg(column_name, ' ') from information_schema.columns where table_schema ="
        " 'p42' and table_name in ('access_log', 'seen_set', 'seen_person', 'dossier_history')",
    )
    assert not {"full_name", "id_number", "cccd", "cmnd"} & set(str(columns).split())
