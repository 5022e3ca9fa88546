"""Trails for the tests: rows by the thousand, a sealer, an export, and a superuser's hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.commands import Sealed, seal
from app.audit.export import trail_lines
from app.core import db
from app.core.owner import owner_transaction
from tests.grounds import enter

PROVINCE = db.Standing("42.", 1, 7)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_HISTORY = """
insert into dossier_history (dossier_id, version, from_stage, to_stage, at, account_id, officer_id,
                             because, reason_code, area_path, told)
select :first + n, 1, null, 'draft', nation.house_now(), 1, 7, 'thử "nghiệm" \\ ' || n, null,
       '42.436.18070.', nation.trail_now()
  from generate_series(1, :count) as n
"""


@asynccontextmanager
async def superuser(url: str) -> AsyncIterator[AsyncSession]:
    """The hand that no right and no trigger holds back; what it does stays."""
    async with owner_transaction(url) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await enter(session, "42.")
        yield session


async def write_history(url: str, first: int, count: int) -> None:
    """So many steps of dossiers that are nowhere else, in one transaction."""
    async with superuser(url) as session:
        await session.execute(text(_HISTORY), {"first": first, "count": count})


async def sealed(key: Ed25519PrivateKey = KEY) -> Sealed:
    """One pass of the sealer over province 42."""
    async with db.transaction(db.Standing("42.")) as session:
        found = await seal(session, key)
    assert found is not None
    return found


async def exported() -> list[str]:
    """The export of province 42, line by line."""
    whole = "".join([part async for part in trail_lines(PROVINCE)])
    return whole.splitlines(keepends=True)


async def saved(folder: Path) -> Path:
    """The export of province 42 as a file."""
    file = folder / "trail.jsonl"
    file.write_text("".join(await exported()), encoding="utf-8")
    return file


async def asked(url: str, query: str, **values: Any) -> Any:
    """One value, asked by the owner in province 42."""
    async with superuser(url) as session:
        return await session.scalar(text(query), values)
