"""`ansinh db`: building and checking the database, as its owner."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import signature
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from app.cli.codes import OK, REFUSED, UNREACHABLE
from app.cli.frame import Json, act, folder, note, print_json
from app.core.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

db = folder("Cơ sở dữ liệu: khởi tạo, nâng cấp, kiểm tra.")
DRIVER = "postgresql+asyncpg"


class NoDatabase(Refused):
    """DATABASE_URL is not set: name a PostgreSQL (15 or newer), or run the demonstration."""

    status: ClassVar[int] = 503
    vi: ClassVar[str] = (
        "chưa có DATABASE_URL: hãy đặt địa chỉ PostgreSQL (từ bản 15), hoặc chạy: ansinh demo"
    )


class WrongDriver(Refused):
    """{name} must begin with postgresql+asyncpg://."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "{name} phải bắt đầu bằng postgresql+asyncpg://"


class WrongUrlOption(Refused):
    """{name} has an option the driver does not know: {option}; for TLS write ssl=require."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = (
        "{name} có tham số trình điều khiển không biết: {option}; để dùng TLS hãy viết ssl=require"
    )


def checked_url(name: str, url: str) -> str:
    """An address the service can use, never repeated; raises WrongDriver, WrongUrlOption."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise WrongDriver(name=name) from None
    if parts.drivername != DRIVER:
        raise WrongDriver(name=name)
    for option in sorted(set(parts.query) - _url_options()):
        raise WrongUrlOption(name=name, option=option)
    return url


def _url_options() -> set[str]:
    from asyncpg import connect

    ours = {"prepared_statement_cache_size", "prepared_statement_name_func"}  # of SQLAlchemy
    return {*signature(connect).parameters, *ours}


def owner_url() -> str:
    """The database of this installation, as the owner of its tables; raises NoDatabase."""
    from app.core.settings import settings

    url = settings().database_url
    if not url:
        raise NoDatabase()
    return checked_url("DATABASE_URL", url)


async def build(url: str, provinces: tuple[str, ...]) -> list[str]:
    """Migrate nation and provinces, load the country's units, open the provinces."""
    from app import admin_units, audit
    from app.core.owner import owner_transaction
    from app.core.schema import upgrade

    schemas = await upgrade(url, provinces)
    async with owner_transaction(url) as session:
        await admin_units.load_units(session)
        for code in provinces:
            await admin_units.open_province(session, code)
        await admin_units.analyze(session)
        await audit.follow_trail(session)
    return schemas


@act(db, "upgrade", "Tạo hoặc nâng cấp lược đồ chung và của từng tỉnh; nạp đơn vị hành chính.")
def upgrade(
    province: Annotated[
        list[str] | None,
        typer.Option(metavar="MÃ", help="Mã tỉnh cần mở thêm, ví dụ 42; có thể lặp lại."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring the database to the newest revision."""
    provinces = tuple(province or ())
    _refuse_unknown(provinces)
    schemas = asyncio.run(build(owner_url(), provinces))
    if as_json:
        print_json({"schemas": schemas})
    else:
        note(f"Đã nâng cấp: {', '.join(schemas)}.")


def _refuse_unknown(provinces: tuple[str, ...]) -> None:
    from app.admin_units.commands import units_of_2020

    known = {unit["code"] for unit in units_of_2020() if unit["level"] == "province"}
    for code in provinces:
        if code not in known:
            raise typer.BadParameter(f"không có tỉnh mã {code}", param_hint="--province")


@act(db, "check", "Kiểm tra kết nối, phiên bản PostgreSQL và bản nâng cấp của từng lược đồ.")
def check(as_json: Json = False) -> int:
    """Whether the database is one this program can work with."""
    from app.cli.diagnosis import database_findings, show

    findings = asyncio.run(database_findings(owner_url()))
    show(findings, as_json)
    if all(one.ok for one in findings):
        return OK
    return REFUSED if findings[0].ok else UNREACHABLE


@act(db, "recount-coverage", "Đếm lại số liệu đã duyệt, đã chi của một tỉnh từ hồ sơ gốc.")
def recount_coverage(
    province: Annotated[str, typer.Argument(metavar="MÃ", help="Mã tỉnh, ví dụ 42.")],
    as_json: Json = False,
) -> None:
    """Count what tables of coverage are made of anew; meanwhile no payment is entered."""
    from app import coverage

    _refuse_unknown((province,))
    written = asyncio.run(_recounted(owner_url(), province, coverage.recount))
    if as_json:
        print_json({"province": province, "deltas": written})
    else:
        note(f"Đã đếm lại tỉnh {province}: {written} dòng số liệu.")


@act(db, "recount-standing", "Đếm lại hồ sơ đang chờ ở từng bước của một tỉnh từ hồ sơ gốc.")
def recount_standing(
    province: Annotated[str, typer.Argument(metavar="MÃ", help="Mã tỉnh, ví dụ 42.")],
    as_json: Json = False,
) -> None:
    """Count anew which dossiers wait where; meanwhile none of the province moves."""
    from app import clocks

    _refuse_unknown((province,))
    counted = asyncio.run(_recounted(owner_url(), province, clocks.recount))
    if as_json:
        print_json({"province": province, "places": counted})
    else:
        note(f"Đã đếm lại tỉnh {province}: {counted} chỗ có hồ sơ chờ.")


async def _recounted(
    url: str, province: str, recount: Callable[["AsyncSession", str], Awaitable[int]]
) -> int:
    from app import admin_units
    from app.core.db import Standing, enter
    from app.core.errors import ProvinceNotOpen
    from app.core.owner import owner_transaction

    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        if province not in await admin_units.open_provinces(session):
            raise ProvinceNotOpen
        return await recount(session, province)
