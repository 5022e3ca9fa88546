"""What the demonstration needs first: a server, a database of its own, a key, and no rival."""

import fcntl
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from app import access
from app.access import Role
from app.access.schemas import NewAppointment, NewOfficer
from app.cli.database import build, checked_url
from app.core.db import SERVICE_ROLE
from app.core.embedded import ensure_server
from app.core.errors import Refused
from app.core.owner import owner_transaction
from app.core.schema import ROOT
from app.core.settings import settings

DATABASE = "ansinh_demo"
PROVINCE = "42"
TOKEN_MINUTES = 720
_SYLLABLES = [
    "bau", "buoi", "cam", "chanh", "dao", "dua", "gac", "hong", "khe", "luu", "man", "mang", "mit",
    "nhan", "nho", "quyt", "tao", "thom", "vai", "xoai",
]  # fmt: skip
_LOCK = 42_154_2021
"""Any number, the same everywhere: two demonstrations cannot share one database server."""


class DemoRunning(Refused):
    """Another demonstration is using {what}; stop it first."""

    vi: ClassVar[str] = "Một lần chạy thử khác đang dùng {what}; hãy dừng nó trước."


@dataclass(frozen=True)
class Wish:
    """What the caller asked for."""

    host: str
    port: int
    scale: float
    serve: bool
    as_json: bool

    @property
    def address(self) -> str:
        """Where this machine reaches the service."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104 - compared
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@dataclass(frozen=True)
class House:
    """Where the demonstration's data live, and how the service's processes find them."""

    folder: Path
    url: URL
    service_url: URL | None

    def environment(self) -> dict[str, str]:
        """What the children are told; nothing of another installation's settings may reach them."""
        told = {
            "ANSINH_ENVIRONMENT": "demo",
            "ANSINH_CLOCK_CONTROL": "true",
            "ANSINH_TOKEN_MINUTES": str(TOKEN_MINUTES),
            "ANSINH_IDENTITY_KEY": kept_key(self.folder / "demo.key"),
            "ANSINH_DATA_FOLDER": str(self.folder),
            "ANSINH_LOG_LEVEL": "INFO",
            "DATABASE_URL": _spelled(self.url),
            "PYTHONPATH": os.pathsep.join(
                (str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")]))
            ),
        }
        if self.service_url is not None:
            told["ANSINH_SERVICE_DATABASE_URL"] = _spelled(self.service_url)
        return told


@contextmanager
def demo_house() -> Iterator[House]:
    """The folder, locked, and a server: the real one, or ours, which stops at the end."""
    folder = settings().data_folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with _only_demo_of(folder):
        if chosen := settings().database_url:
            url = make_url(checked_url("DATABASE_URL", chosen))
            yield House(folder, url.set(database=DATABASE), _service_url())
            return
        with ensure_server(folder / "postgresql") as server:
            url = make_url(server.url(database=DATABASE))
            yield House(folder, url, url.set(username=SERVICE_ROLE))


def _service_url() -> URL | None:
    """The service's own login, pointed at the demonstration's database and at no other."""
    chosen = settings().service_database_url
    if not chosen:
        return None
    return make_url(checked_url("ANSINH_SERVICE_DATABASE_URL", chosen)).set(database=DATABASE)


@contextmanager
def _only_demo_of(folder: Path) -> Iterator[None]:
    """One demonstration a folder; the kernel frees the lock of a killed one."""
    lock = os.open(folder / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(lock, folder)
        yield
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DemoRunning(what=folder) from None


@asynccontextmanager
async def fresh_database(house: House) -> AsyncIterator[str]:
    """The demonstration's database made anew, migrated; gives the administrator's enrolment code.

    While it is entered, no other demonstration can take the same server.
    """
    beside = _database_beside()
    engine = create_async_engine(
        house.url.set(database=beside), isolation_level="AUTOCOMMIT", poolclass=NullPool,
        hide_parameters=True,
    )  # fmt: skip
    try:
        async with engine.connect() as connection:
            await _make_anew(connection)
            await build(_spelled(house.url), (PROVINCE,))
            yield await _first_administrator(_spelled(house.url))
    finally:
        await engine.dispose()


def _database_beside() -> str:
    """A database to be connected to while ours is dropped and made."""
    chosen = settings().database_url
    name = make_url(chosen).database if chosen else None
    return name if name and name != DATABASE else "postgres"


async def _make_anew(connection: AsyncConnection) -> None:
    free = await connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": _LOCK})
    if not free:
        raise DemoRunning(what=f"máy chủ có cơ sở dữ liệu {DATABASE}")
    await connection.execute(text(f"drop database if exists {DATABASE} with (force)"))
    await connection.execute(text(f"create database {DATABASE} encoding 'UTF8' template template0"))


async def _first_administrator(url: str) -> str:
    appointment = NewAppointment(
        role=Role.ADMINISTRATOR, unit_path="", document_number="01/QĐ-LĐTBXH",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    administrator = NewOfficer(
        user_name="quantri", full_name="Quản Trị Viên", appointment=appointment
    )
    async with owner_transaction(url) as session:
        made = await access.enrol_officers(session, None, [administrator])
    return made[0].enrolment_code


async def ready_accounts(house: House, sheet: list[dict[str, str]]) -> list[dict[str, str]]:
    """The sheet with a new password and the key of a second factor for everyone on it."""
    os.environ["ANSINH_IDENTITY_KEY"] = house.environment()["ANSINH_IDENTITY_KEY"]
    settings.cache_clear()  # keys are sealed as the service of this demonstration opens them
    secrets_of = {row["user_name"]: _password() for row in sheet}
    async with owner_transaction(_spelled(house.url)) as session:
        keys = await access.make_ready(session, secrets_of)
    return [
        {**row, "password": secrets_of[row["user_name"]], "key": keys[row["user_name"]]}
        for row in sheet
    ]


def _password() -> str:
    """Easy to type, and new with every demonstration."""
    words = [secrets.choice(_SYLLABLES) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10**4):04d}"])


def kept_key(file: Path) -> str:
    """The demonstration's random key, made once and readable by its owner alone."""
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if key := file.read_text().strip():
            return key
        file.unlink()  # a killed run left it empty
        return kept_key(file)
    with open(made, "w") as output:
        output.write(key := secrets.token_urlsafe(48))
    return key


def _spelled(url: URL) -> str:
    return url.render_as_string(hide_password=False)
