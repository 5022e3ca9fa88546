"""The benchmark: the main job's stages beside a raw COPY of the same rows, in the same run.

Machines are noisy, so each stage is told as a ratio: its rows a second over those of asyncpg's
COPY of the very rows it wrote into an unlogged table without index, the limit of the database.
"""

import asyncio
import io
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import make_url

from app.core.embedded import ensure_server
from app.core.schema import ROOT
from app.core.settings import settings

DATABASE = "ansinh_demo"


class Measured(NamedTuple):
    """A stage: which of the demonstration's clocks it adds up, and the rows it wrote."""

    name: str
    clocks: tuple[str, ...]
    rows: str
    """A query for the rows of the stage, as the limit copies them."""


STAGES = (
    Measured(
        "intake: upload, read, check, register, draft, submit, post",
        ("nộp danh sách", "đọc, kiểm tra, niêm yết"),
        "select * from p42.dossier",
    ),
    Measured(
        "commune councils",
        ("thẩm định cấp xã",),
        "select * from p42.dossier_history where from_stage = 'at_commune'",
    ),
    Measured(
        "district councils",
        ("thẩm định cấp huyện",),
        "select * from p42.dossier_history where from_stage = 'at_district'",
    ),
    Measured(
        "provincial team",
        ("thẩm định cấp tỉnh",),
        "select * from p42.dossier_history where to_stage = 'at_province'"
        " and from_stage = 'at_province'",
    ),
    Measured("decisions", ("quyết định phê duyệt",), "select * from p42.decision_line"),
    Measured(
        "orders and instruction files",
        ("lệnh chi", "bưu điện nhận lệnh"),
        "select * from p42.payout_order",
    ),
    Measured("statements", ("đối soát",), "select * from p42.statement_line"),
)


def played(arguments: Sequence[str]) -> dict[str, Any]:
    """Run the main job as its user does and read its JSON."""
    command = [sys.executable, "-P", "-m", "app.cli", "demo", "--json", "--no-serve", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def limits(dsn: str) -> dict[str, tuple[int, float]]:
    """Stage -> how many rows it wrote, and the seconds a raw COPY of them takes (best of three)."""
    connection = await asyncpg.connect(dsn)
    try:
        return {stage.name: await _limit(connection, stage.rows) for stage in STAGES}
    finally:
        await connection.close()


async def _limit(connection: Any, query: str) -> tuple[int, float]:
    rows: int = await connection.fetchval(f"select count(*) from ({query}) as told")
    content = io.BytesIO()
    await connection.copy_from_query(query, output=content, format="binary")
    await connection.execute("drop table if exists public.bench_limit")
    await connection.execute(f"create unlogged table public.bench_limit as {query} limit 0")
    seconds = []
    for _ in range(3):
        await connection.execute("truncate public.bench_limit")
        content.seek(0)
        start = time.perf_counter()
        await connection.copy_to_table(
            "bench_limit", schema_name="public", source=content, format="binary"
        )
        seconds.append(time.perf_counter() - start)
    await connection.execute("drop table public.bench_limit")
    return rows, min(seconds)


def sheet(clocks: Mapping[str, float], copied: Mapping[str, tuple[int, float]]) -> str:
    """The table as Markdown: rows, seconds, rows a second, the limit's, and the ratio."""
    lines = [
        "| stage | rows | seconds | rows/s | raw COPY rows/s | ratio |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for stage in STAGES:
        rows, limit = copied[stage.name]
        seconds = sum(clocks.get(clock, 0.0) for clock in stage.clocks)
        rate, best = rows / seconds, rows / limit
        lines.append(
            f"| {stage.name} | {rows:,} | {seconds:.1f} | {rate:,.0f} | {best:,.0f} "
            f"| {rate / best:.3f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Play, copy, compare; exit status 1 when the main job itself was not right."""
    start = time.perf_counter()
    result = played(arguments)
    whole = time.perf_counter() - start
    chosen = settings().database_url
    if chosen:
        url = make_url(chosen).set(database=DATABASE, drivername="postgresql")
        copied = asyncio.run(limits(url.render_as_string(hide_password=False)))
    else:
        with ensure_server(settings().data_folder.resolve() / "postgresql") as server:
            url = make_url(server.url(database=DATABASE)).set(drivername="postgresql")
            copied = asyncio.run(limits(url.render_as_string(hide_password=False)))
    told = sys.stdout.write
    told(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n")
    told(sheet(result["seconds"], copied) + "\n\n")
    clocks = ", ".join(f"{name} {spent:.1f}" for name, spent in result["seconds"].items())
    told(f"whole command {whole:.0f} s; stages (s): {clocks}\n")
    told(f"peak memory (MiB): {result.get('peak_mib')}; ok: {result['ok']}\n")
    return 0 if result["ok"] else 1
