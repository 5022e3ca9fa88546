"""What `ansinh doctor` looks at: each finding is true or comes with what to do."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from sqlalchemy import text

from app.cli.frame import print_json
from app.cli.words import day, number
from app.core.db import (
    NATION,
    NOBODY,
    SERVICE_ROLE,
    Standing,
    dispose,
    enter,
    schema_of,
    transaction,
)
from app.core.owner import owner_transaction

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_OLDEST = 15
_SHORTEST_KEY = 32
_LONGEST_WAIT_SECONDS = 300
_UPGRADE = "chạy: ansinh db upgrade"


class Finding(NamedTuple):
    """One line of the diagnosis; `todo` says what to do when it is not ok."""

    name: str
    ok: bool
    said: str
    todo: str = ""


def show(findings: Sequence[Finding], as_json: bool) -> None:
    """One line a finding, or one object for a machine."""
    if as_json:
        print_json(
            {"ok": all(one.ok for one in findings), "findings": [one._asdict() for one in findings]}
        )
        return
    for one in findings:
        verdict = "ok  " if one.ok else "FAIL"
        typer.echo(f"{verdict}  {one.name}: {one.said}")
        if not one.ok:
            typer.echo(f"      → {one.todo}")


async def everything(url: str) -> list[Finding]:
    """Every finding; what cannot be looked at is a finding of its own."""
    findings = settings_findings()
    found = await database_findings(url)
    findings += found
    if not all(one.ok for one in found):
        return findings
    try:
        for look in (_service_role, _row_security, _queue):
            findings += await _looked(look, url)
        for code in await _provinces(url):
            findings += await _looked(_conservation, url, code)
            findings += await _looked(_claims, url, code)
            findings += await _looked(_standing, url, code)
            findings += await _looked(_coverage, url, code)
            findings += await _looked(_reports, url, code)
    finally:
        await dispose()
    return findings


async def _looked(look: Callable[..., Awaitable[Iterable[Finding]]], *asked: str) -> list[Finding]:
    """A look that fails is a finding, and the others go on."""
    from app.cli.errors import explained

    try:
        return list(await look(*asked))
    except Exception as error:  # whatever a look dies of is what the operator must be told
        name = look.__name__.strip("_").replace("_", " ")
        return [Finding(name, False, explained(error)[1], "xem nhật ký của cơ sở dữ liệu")]


def settings_findings() -> list[Finding]:
    """The settings of this process."""
    from app.core.settings import settings

    chosen = settings()
    key = len(chosen.identity_key.get_secret_value())
    safe_clock = not chosen.clock_control or chosen.environment != "production"
    overrides = chosen.policy_overrides
    return [
        Finding(
            "khóa định danh", key >= _SHORTEST_KEY,
            f"ANSINH_IDENTITY_KEY dài {key} ký tự" if key else "ANSINH_IDENTITY_KEY chưa đặt",
            f"đặt khóa ngẫu nhiên từ {_SHORTEST_KEY} ký tự; không đổi khóa khi đã có dữ liệu",
        ),
        Finding(
            "đồng hồ", safe_clock,
            f"môi trường {chosen.environment}, "
            + ("điều khiển được" if chosen.clock_control else "chạy thật"),
            "bỏ ANSINH_CLOCK_CONTROL ở môi trường production",
        ),
        Finding(
            "tệp ghi đè chính sách", overrides is None or overrides.is_file(),
            str(overrides) if overrides else "không dùng",
            "sửa ANSINH_POLICY_OVERRIDES cho đúng tệp, hoặc bỏ đi",
        ),
    ]  # fmt: skip


async def database_findings(url: str) -> list[Finding]:
    """Reachable, new enough, and every schema at the newest revision."""
    from app.cli.errors import explained

    try:
        async with owner_transaction(url) as session:
            version = int(await _one(session, "select current_setting('server_version_num')"))
            encoding = await _one(session, "select current_setting('server_encoding')")
            built = await _one(session, "select to_regclass('nation.province') is not null")
    except Exception as error:  # no server, no login, no such database: each is the finding
        todo = "kiểm tra DATABASE_URL và máy chủ PostgreSQL"
        return [Finding("cơ sở dữ liệu", False, explained(error)[1], todo)]
    major = version // 10_000
    findings = [
        Finding(
            "cơ sở dữ liệu", major >= _OLDEST and encoding == "UTF8",
            f"PostgreSQL {major}, {encoding}", f"cần PostgreSQL từ bản {_OLDEST}, mã hóa UTF8",
        )
    ]  # fmt: skip
    if not built:
        return [*findings, Finding("bản nâng cấp", False, "chưa khởi tạo", _UPGRADE)]
    return findings + await _looked(_migrations, url)


async def _migrations(url: str) -> list[Finding]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from app.core.schema import ROOT

    head = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()
    findings = []
    for schema in (NATION, *map(schema_of, await _provinces(url))):
        async with owner_transaction(url) as session:
            known = await _one(session, f"select to_regclass('{schema}.alembic_version')")
            found = known and await _one(session, f"select version_num from {known}")  # noqa: S608 - a name of ours
        said = str(found) if found else "chưa khởi tạo"
        findings.append(Finding(f"bản nâng cấp của {schema}", found == head, said, _UPGRADE))
    return findings


async def _provinces(url: str) -> list[str]:
    async with owner_transaction(url) as session:
        found = await session.scalars(text("select code from nation.province order by 1"))
        return [str(code) for code in found]


_ROLE = """
    select current_user as name, rolsuper, rolbypassrls,
           (select count(*) from pg_class where relowner = r.oid)
           + (select count(*) from pg_namespace where nspowner = r.oid)
           + (select count(*) from pg_proc where proowner = r.oid) as owned
      from pg_roles r where rolname = current_user
"""


async def _service_role(url: str) -> list[Finding]:
    """As the service itself comes in."""
    async with transaction(NOBODY) as session:
        role = (await session.execute(text(_ROLE))).one()
    free = not (role.owned or role.rolsuper or role.rolbypassrls)
    said = f"{role.name}, sở hữu {role.owned} đối tượng"
    said += ", là superuser" if role.rolsuper else ""
    said += ", có BYPASSRLS" if role.rolbypassrls else ""
    todo = f"cho dịch vụ đăng nhập bằng vai trò {SERVICE_ROLE} (ANSINH_SERVICE_DATABASE_URL)"
    return [Finding("vai trò của dịch vụ", free, said, todo)]


_BARE = """
    select format('%I.%I', n.nspname, c.relname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname ~ '^p[0-9]{2}$'
       and exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
                      and a.attname in ('area_path', 'unit_path'))
       and not (c.relrowsecurity and c.relforcerowsecurity
                and exists (select from pg_policy p where p.polrelid = c.oid))
     order by 1
"""


async def _row_security(url: str) -> list[Finding]:
    """Every table of a province that tells whose territory a row is must be guarded by it."""
    async with owner_transaction(url) as session:
        bare = [str(name) for name in await session.scalars(text(_BARE))]
    said = f"tắt ở {', '.join(bare)}" if bare else "bật ở mọi bảng có địa bàn"
    return [Finding("bảo mật theo dòng", not bare, said, "khôi phục chính sách như bản nâng cấp")]


_QUEUE = """
    select count(*) filter (where status = 'queued') as waiting,
           count(*) filter (where status in ('exception', 'failed')) as held,
           coalesce(extract(epoch from now() - min(execute_after)
                            filter (where status = 'queued' and execute_after <= now())), 0)::bigint
               as seconds
      from nation.pgqueuer
"""


async def _queue(url: str) -> list[Finding]:
    async with owner_transaction(url) as session:
        row = (await session.execute(text(_QUEUE))).one()
    return [
        Finding(
            "hàng đợi", row.seconds <= _LONGEST_WAIT_SECONDS,
            f"{row.waiting} việc chờ, lâu nhất {row.seconds} giây", "chạy: ansinh worker",
        ),
        Finding(
            "việc hỏng", row.held == 0, f"{row.held} việc bị giữ lại",
            "xem nhật ký của worker, sửa nguyên nhân, rồi cho chạy lại",
        ),
    ]  # fmt: skip


_MONEY = """
    select (select count(*) from (select journal_id from journal_entry group by journal_id
                                  having sum(amount_dong) <> 0) j) as unbalanced,
           (select count(*) from (select source_id, account from journal_entry
                                   where account not in
                                         ('allotment', 'advance', 'settlement', 'claimed')
                                   group by source_id, account
                                  having sum(amount_dong) < 0) a) as below_zero,
           (select coalesce(sum(amount_dong), 0) from journal_entry
             where account = 'settlement')::bigint as unsettled,
           (select count(*) from (select distinct on (source_id, account) * from account_checkpoint
                                   order by source_id, account, up_to_journal desc) c
             where amount_dong <> (select coalesce(sum(e.amount_dong), 0) from journal_entry e
                                    where e.source_id = c.source_id and e.account = c.account
                                      and e.journal_id <= c.up_to_journal)) as miscounted,
           coalesce((select sum(amount_dong) from journal_entry
                      where account in ('committed', 'sent', 'paid')), 0)::bigint
               + back.amount as promised,
           coalesce((select sum(total_dong) from decision where kind = 'approved'), 0)::bigint
               + coalesce((select sum(added_dong - freed_dong) from decision_adjustment), 0)::bigint
               as decided,
           coalesce((select sum(amount_dong) from journal_entry where account = 'paid'), 0)::bigint
               + back.amount as booked,
           coalesce((select sum(given) from (
                         select case when bool_or(kind = 'returned') then 0 else
                                    max(amount_dong) filter (where kind in ('paid', 'partial')) end
                             as given from order_outcome group by order_id) o), 0)::bigint as paid
      from (select coalesce(sum(amount_dong), 0)::bigint as amount from recovery_entry
             where journal_id is not null) back
"""


async def _conservation(url: str, province: str) -> list[Finding]:
    """Journals sum to zero; decided = committed + sent + paid; paid in the books = by agents."""
    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        row = (await session.execute(text(_MONEY))).one()
    closes = not (row.unbalanced or row.below_zero or row.unsettled or row.miscounted)
    closes = closes and row.promised == row.decided and row.booked == row.paid
    said = f"quyết định {number(row.decided)} đồng, trong sổ {number(row.promised)} đồng; "
    said += f"đã chi {number(row.paid)} đồng, trong sổ {number(row.booked)} đồng"
    todo = "dừng chi trả và đối chiếu: ansinh report conservation"
    return [Finding(f"bảo toàn tiền, tỉnh {province}", closes, said, todo)]


_LIVE = """
    select (select count(*) from dossier_stage where stage = 'approved') as approved,
           (select count(*) from nation.person_claim
             where state = 'live' and province_code = :province) as live
"""


async def _claims(url: str, province: str) -> list[Finding]:
    """Whoever is approved has exactly one live claim."""
    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        row = (await session.execute(text(_LIVE), {"province": province})).one()
    said = f"{number(row.approved)} hồ sơ đã duyệt, {number(row.live)} quyền lợi đang hưởng"
    todo = "đối chiếu hồ sơ đã duyệt với nation.person_claim"
    return [Finding(f"quyền lợi, tỉnh {province}", row.approved == row.live, said, todo)]


async def _standing(url: str, province: str) -> list[Finding]:
    """What is kept of who waits where is what the stages of the dossiers come to."""
    from app import clocks

    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        wrong = await clocks.miscounted(session)
    said = f"{number(wrong)} chỗ đếm lệch"
    todo = f"chạy: ansinh db recount-standing {province}"
    return [Finding(f"hồ sơ đang chờ, tỉnh {province}", not wrong, said, todo)]


_UNFOLDED = """
    select count(*) as deltas, min(known_on) as oldest from nation.coverage_delta
     where area_path >= :path and area_path < :path || '~'
"""


async def _coverage(url: str, province: str) -> list[Finding]:
    """What is kept for tables of coverage is what the facts come to, cell by cell."""
    from app import coverage

    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        differing = await coverage.differing(session, province)
        row = (await session.execute(text(_UNFOLDED), {"path": f"{province}."})).one()
    said = f"{number(differing)} ô lệch; {number(row.deltas)} dòng chưa gộp"
    said += f", cũ nhất từ {day(row.oldest)}" if row.oldest else ""
    todo = f"chạy: ansinh db recount-coverage {province}"
    return [Finding(f"số liệu chi trả (tỷ lệ), tỉnh {province}", not differing, said, todo)]


async def _reports(url: str, province: str) -> list[Finding]:
    """Every issued report and its files are what was sealed."""
    from app import reports

    async with owner_transaction(url) as session:
        await enter(session, Standing(f"{province}."))
        broken = await reports.broken_seals(session)
    said = f"{number(len(broken))} báo cáo không còn đúng như khi ký"
    said += f": {', '.join(broken)}" if broken else ""
    todo = "lấy lại tệp từ bản sao lưu; ai sửa thì xem nhật ký của cơ sở dữ liệu"
    return [Finding(f"báo cáo đã ký, tỉnh {province}", not broken, said, todo)]


async def _one(session: "AsyncSession", query: str) -> Any:
    return await session.scalar(text(query))
