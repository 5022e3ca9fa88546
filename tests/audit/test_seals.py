"""The sealer: everything that is over and nothing that is not, in one gapless row, signed."""

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import TextClause, text

from app.audit import jobs
from app.audit.commands import seal
from app.audit.rules import TrailSetBack, public_of
from app.audit.seal_key import SealKeyUnfit, kept_seal_key
from app.audit.verify_trail import read_note, verify
from app.core import db
from app.core.owner import owner_transaction
from app.core.settings import settings
from tests.grounds import a_house_of_its_own, raw_service, refused

from .trails import KEY, asked, exported, sealed, superuser, write_history

SIZE = "select coalesce(max(first_seq + row_count - 1), 0) from seal_block"


@pytest.fixture(scope="module", autouse=True)
async def own_house(house: str) -> AsyncIterator[str]:
    async with a_house_of_its_own(house) as url:
        yield url


async def test_what_is_written_is_sealed_once_and_verifies(own_house: str) -> None:
    await write_history(own_house, 1_000, 5_000)
    before = await asked(own_house, SIZE)
    first = await sealed()
    assert (first.rows, first.size) == (5_000, before + 5_000)
    again = await sealed()
    assert (again.rows, again.size, again.note) == (0, first.size, None)
    blocks = "select count(*) from seal_block where row_count > 4096"
    assert await asked(own_house, blocks) == 0
    found = verify(await exported(), [public_of(KEY)])
    assert (found.findings, found.size, found.rows) == ([], first.size, first.size)
    assert first.note is not None
    assert read_note(first.note).size == first.size


async def test_a_late_committer_is_never_skipped(own_house: str) -> None:
    """Who began first commits last: the sealer waits for it, and then takes everything."""
    await sealed()
    before = await asked(own_house, SIZE)
    async with superuser(own_house) as slow:
        await slow.execute(_step(1))
        await write_history(own_house, 700_000, 3)
        waiting = await sealed()
        assert (waiting.rows, waiting.size) == (0, before)
    done = await sealed()
    assert (done.rows, done.size) == (4, before + 4)
    told = "select array_agg(dossier_id order by told, dossier_id) from dossier_history where told >= (select min(told) from dossier_history where dossier_id = 1)"  # noqa: E501
    assert await asked(own_house, told) == [1, 700_001, 700_002, 700_003]
    assert verify(await exported(), [public_of(KEY)]).findings == []


async def test_control_a_sealer_that_takes_all_it_sees_skips_the_late_one(own_house: str) -> None:
    """Without the wait for what is still open, the late row lies before the seal, and outside."""
    async with owner_transaction(own_house) as session:
        source = str(await session.scalar(text(_SOURCE)))
        careless = source.replace("pg_snapshot_xmin(", "pg_snapshot_xmax(")
        assert careless != source
        await session.execute(text(careless.replace(":", "\\:")))
    try:
        async with superuser(own_house) as slow:
            await slow.execute(_step(2))
            await write_history(own_house, 800_000, 3)
            assert (await sealed()).rows == 3
        assert (await sealed()).rows == 0
        codes = {one.code for one in verify(await exported(), [public_of(KEY)]).findings}
        assert "ROW_INSERTED" in codes
    finally:
        async with owner_transaction(own_house) as session:
            await session.execute(text(source.replace(":", "\\:")))
        async with superuser(own_house) as session:
            await session.execute(text("delete from dossier_history where dossier_id = 2"))
    assert verify(await exported(), [public_of(KEY)]).findings == []


async def test_many_writers_and_two_sealers_leave_one_gapless_trail(own_house: str) -> None:
    before = await asked(own_house, SIZE)

    async def write(number: int) -> None:
        await asyncio.sleep(0.002 * (number % 7))
        await write_history(own_house, 10_000 + 10 * number, 3)

    async def close() -> None:
        for _ in range(20):
            async with db.transaction(db.Standing("42.")) as session:
                await seal(session, KEY)

    await asyncio.gather(close(), close(), *(write(number) for number in range(40)))
    await sealed()
    assert await asked(own_house, SIZE) == before + 120
    assert verify(await exported(), [public_of(KEY)]).findings == []


async def test_one_sealer_at_a_time(own_house: str) -> None:
    async with db.transaction(db.Standing("42.")) as first:
        assert await seal(first, KEY) is not None
        async with db.transaction(db.Standing("42.")) as second:
            assert await seal(second, KEY) is None
        async with db.transaction(db.Standing("40.")) as other:
            assert await seal(other, KEY) is not None


async def test_the_service_writes_no_seal_and_no_trail_by_its_own_hand(own_house: str) -> None:
    async with raw_service(own_house) as session:
        for table in (
            "seal_block", "seal_note", "access_log", "seen_set", "seen_person", "change_log",
            "dossier_history",
        ):  # fmt: skip
            assert await refused(session, f"insert into {table} default values") == "42501"
        bad = "select nation.keep_note(E'ansinh/42\\n1\\nabcd\\n', 'x')"
        assert await refused(session, bad) == "23503"
        assert await refused(session, "select nation.follow_trail()") == "42501"
    async with raw_service(own_house, "42.436.") as session:
        assert await refused(session, "select * from nation.seal_trail()") == "42501"


async def test_after_a_dump_was_loaded_elsewhere_the_trail_goes_on(own_house: str) -> None:
    """Transactions then count anew, far below: nothing is sealed until the owner follows."""
    await sealed()
    await set_base(own_house, -1_000_000)
    try:
        with pytest.raises(TrailSetBack):
            await sealed()
        async with owner_transaction(own_house) as session:
            await session.execute(text("select nation.follow_trail()"))
        await write_history(own_house, 20_000, 3)
        assert (await sealed()).rows == 3
        assert verify(await exported(), [public_of(KEY)]).findings == []
    finally:
        async with owner_transaction(own_house) as session:
            await session.execute(text("select nation.follow_trail()"))


async def set_base(url: str, base: int) -> None:
    async with owner_transaction(url) as session:
        await session.execute(text("update nation.trail_base set base = :base"), {"base": base})


async def test_the_job_makes_its_key_seals_and_writes_the_note_outside(
    own_house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSINH_SEAL_KEY_FILE", str(tmp_path / "keys" / "seal.key"))
    monkeypatch.setenv("ANSINH_SEAL_FOLDER", str(tmp_path / "notes"))
    settings.cache_clear()
    try:
        await write_history(own_house, 30_000, 2)
        passed = await jobs.seal_everywhere()
        assert (passed["42"] and passed["42"].rows, set(passed)) == (2, {"40", "42"})
        stop = asyncio.Event()
        sealing = asyncio.create_task(jobs.keep_sealing(stop))
        await write_history(own_house, 30_100, 2)
        await asyncio.sleep(0.1)
        stop.set()
        await sealing
        await jobs.seal_everywhere()
    finally:
        settings.cache_clear()
    key = tmp_path / "keys" / "seal.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = (tmp_path / "keys" / "seal.key.pub").read_text().strip()
    assert public == public_of(kept_seal_key(key))
    outside = (tmp_path / "notes" / "42.notes").read_text()
    assert outside.count("— ansinh ") >= 2
    found = verify(await exported(), [public, public_of(KEY)])
    assert found.findings == []
    key.chmod(0o644)
    with pytest.raises(SealKeyUnfit):
        kept_seal_key(key)


async def test_many_steps_are_sealed_in_seconds(own_house: str) -> None:
    await sealed()
    count = 20_000
    await write_history(own_house, 1_000_000, count)
    began = asyncio.get_running_loop().time()
    assert (await sealed()).rows == count
    assert asyncio.get_running_loop().time() - began < 5


async def test_rows_from_before_the_seals_are_sealed_too(own_house: str) -> None:
    """Nobody told by which transaction: they count as the oldest, in a house not yet sealed."""
    async with owner_transaction(own_house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text(
                "insert into p40.change_log (subject, subject_id, to_state, at, area_path, told)"
                " select 'batch', n, 'open', now(), '40.', 0 from generate_series(1, 3) as n"
            )
        )
    async with db.transaction(db.Standing("40.")) as session:
        found = await seal(session, KEY)
    assert found is not None
    assert found.rows == 3


_SOURCE = "select pg_get_functiondef('nation.seal_trail()'::regprocedure)"


def _step(number: int) -> TextClause:
    return text(
        "insert into dossier_history (dossier_id, version, to_stage, at, area_path, told)"
        f" values ({number}, 1, 'draft', nation.house_now(), '42.436.', nation.trail_now())"
    )
