"""Who was refused and stands refused: why, by whom, and whether they were told in writing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy, register
from app.core.settings import settings
from app.decisions.tables import RefusalNoticeGiven
from app.documents.schemas import ReportSection
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierHistory
from app.reports import seen
from app.reports.kinds.frame import (
    SUM_VI,
    TOTAL_VI,
    count,
    day,
    dong,
    sheet_with_total,
    sum_down,
    text,
)
from app.reports.report import Ask, Report
from app.sheets import Row, Sheet

_OUTSIDE_VI: Final = "Ngoài phạm vi chính sách"
_UNFIT_VI: Final = "Không đủ điều kiện"
_UNKNOWN_VI: Final = "Lý do không có trong chính sách"
SUMS: Final = (
    text("kind", "Loại", "Không đủ điều kiện, hoặc ngoài phạm vi chính sách."),
    text("reason", "Lý do", "Lời của chính sách đang áp dụng vào ngày từ chối."),
    text("place", "Địa bàn", "Huyện, thị xã, thành phố nơi người nộp cư trú."),
    count("dossiers", "Số hồ sơ", "Số hồ sơ bị từ chối và chưa được mở lại."),
    dong("dong", "Số tiền đề nghị (đồng)", "Số tiền mà các hồ sơ đó đề nghị."),
)  # fmt: skip
LIST: Final = (
    text("dossier", "Mã hồ sơ", "Số hồ sơ trong hệ thống."),
    text("name", "Họ và tên", "Họ và tên như trong danh sách."),
    text("identity", "Số giấy tờ", "Số định danh hoặc CMND, chỉ hiện ba chữ số cuối."),
    text("commune", "Xã, phường, thị trấn", "Nơi người nộp cư trú."),
    text("district", "Huyện, thị xã, thành phố", "Nơi người nộp cư trú."),
    text("group", "Nhóm đối tượng", "Nhóm được đề nghị."),
    text("kind", "Loại", "Không đủ điều kiện, hoặc ngoài phạm vi chính sách."),
    text("reason", "Lý do", "Lời của chính sách đang áp dụng vào ngày từ chối."),
    text("article", "Căn cứ", "Điều khoản và văn bản quy định điều kiện đó."),
    text("step", "Bị từ chối ở bước", "Bước giải quyết mà hồ sơ bị từ chối."),
    day("refused_on", "Ngày từ chối", "Ngày hồ sơ bị từ chối."),
    text("notice", "Số thông báo", "Số thông báo từ chối đã trao; trống là chưa trao."),
    day("given_on", "Ngày trao", "Ngày trao thông báo cho người nộp."),
    dong("dong", "Số tiền đề nghị (đồng)", "Số tiền mà hồ sơ đề nghị."),
)  # fmt: skip


class Why(NamedTuple):
    """A reason as the policy of the day of refusal said it."""

    code: str
    kind: str
    words: str
    article: str


class Case(NamedTuple):
    """A refused dossier."""

    row: Any
    why: Why


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The sums by reason and district, and the list."""
    cases = await cases_of(session, ask)
    names = await seen.place_names(session, ask.area[:3])
    groups = seen.group_names(ask)
    return Report(
        ask=ask, subject="hồ sơ không đủ điều kiện hỗ trợ và lý do",
        sections=(ReportSection(sheets=(sums_of(cases, names),)),),
        annexes=(
            ReportSection(
                heading="Phụ lục. Danh sách hồ sơ bị từ chối",
                sheets=(_list(cases, names, groups),),
            ),
        ),
    )  # fmt: skip


async def cases_of(session: AsyncSession, ask: Ask) -> list[Case]:
    """Dossiers whose last step up to the day was a refusal, by place and number."""
    step, notice = DossierHistory, RefusalNoticeGiven
    ever = (
        select(step.dossier_id)
        .where(
            dossiers.ended_at(Stage.REFUSED), seen.happened(step.at, ask),
            seen.inside(step.area_path, ask.area),
        )
        .distinct()
        .subquery("ever")
    )  # fmt: skip
    last = (
        select(step)
        .join(ever, ever.c.dossier_id == step.dossier_id)
        .where(seen.happened(step.at, ask))
        .ext(distinct_on(step.dossier_id))
        .order_by(step.dossier_id, step.version.desc())
        .subquery("last")
    )
    its_notice = and_(
        notice.dossier_id == last.c.dossier_id, notice.version == last.c.version,
        notice.given_on <= ask.as_of, seen.known(notice.recorded_at, ask),
    )  # fmt: skip
    query = (
        select(
            last.c.dossier_id, last.c.from_stage, last.c.reason_code, last.c.area_path,
            seen.day_of(last.c.at).label("refused_on"), Dossier.full_name, Dossier.group_code,
            Dossier.amount_dong, register.masked(Dossier.id_number).label("identity"),
            notice.number, notice.given_on,
        )
        .join(Dossier, Dossier.id == last.c.dossier_id)
        .outerjoin(notice, its_notice)
        .where(last.c.to_stage == Stage.REFUSED)
        .order_by(last.c.area_path, last.c.dossier_id)
    )  # fmt: skip
    return [
        Case(row, _why(row.reason_code, row.refused_on)) for row in await session.execute(query)
    ]


def _why(code: str | None, on: date) -> Why:
    reason = policy.policy_at(on, settings().policy_overrides).refusal_reasons.get(code or "")
    if reason is None:
        return Why(code or "", _UNKNOWN_VI, code or "", "")
    cited = reason.source.citation
    article = cited.document if cited.article == "?" else f"Điều {cited.article} {cited.document}"
    kind = _OUTSIDE_VI if reason.kind == "outside" else _UNFIT_VI
    return Why(reason.code, kind, reason.vi, article)


def sums_of(cases: Iterable[Case], names: Mapping[str, str]) -> Sheet:
    """By reason and district, with the sums of every reason and of all."""
    found: dict[Why, dict[str, list[Case]]] = {}
    for one in cases:
        found.setdefault(one.why, {}).setdefault(one.row.area_path[:7], []).append(one)
    rows: list[Row] = []
    sums: list[Row] = []
    for why in sorted(found, key=lambda one: (one.kind, one.code, one.words)):
        key = _key(why, sums)
        own = [
            _item(f"{key}/{path}", why, names.get(path, path), several)
            for path, several in sorted(found[why].items())
        ]
        sums.append(_sum(key, (why.kind, why.words, SUM_VI), own))
        rows += [*own, sums[-1]]
    whole = _sum("total", (TOTAL_VI, None, None), sums, 2)
    return Sheet(
        key="refused_by_reason", title="Hồ sơ bị từ chối theo lý do và địa bàn", columns=SUMS,
        rows=(*rows, whole),
        note="Hồ sơ được mở lại sau khi bị từ chối không còn tính ở đây.",
    )  # fmt: skip


def _key(why: Why, before: Sequence[Row]) -> str:
    """The code of a reason; with a number where another policy said the same code otherwise."""
    others = sum(row.key.split("@")[0] == why.code for row in before)
    return f"{why.code}@{others + 1}" if others else why.code


def _item(key: str, why: Why, place: str, cases: Sequence[Case]) -> Row:
    money = sum(one.row.amount_dong for one in cases)
    cells = {"kind": why.kind, "reason": why.words, "place": place}
    return Row(key=key, cells={**cells, "dossiers": len(cases), "dong": money})


def _sum(
    key: str, words: tuple[str | None, str | None, str | None], rows: Sequence[Row], level: int = 1
) -> Row:
    named = dict(zip(("kind", "reason", "place"), words, strict=True))
    sums = {name: sum_down(rows, name) for name in ("dossiers", "dong")}
    return Row(key=key, cells={**named, **sums}, level=level, sum_of=tuple(row.key for row in rows))


def _list(cases: Iterable[Case], names: Mapping[str, str], groups: Mapping[str, str]) -> Sheet:
    rows = [
        Row(
            key=str(one.row.dossier_id),
            cells={
                "dossier": str(one.row.dossier_id), "name": one.row.full_name,
                "identity": one.row.identity,
                "commune": names.get(one.row.area_path, one.row.area_path),
                "district": names.get(one.row.area_path[:7], one.row.area_path[:7]),
                "group": groups.get(one.row.group_code, one.row.group_code),
                "kind": one.why.kind, "reason": one.why.words, "article": one.why.article,
                "step": _step_vi(one.row.from_stage), "refused_on": one.row.refused_on,
                "notice": one.row.number, "given_on": one.row.given_on,
                "dong": one.row.amount_dong,
            },
        )
        for one in cases
    ]  # fmt: skip
    return sheet_with_total("refused", "Hồ sơ bị từ chối", LIST, rows)


def _step_vi(stage: str | None) -> str | None:
    return dossiers.VIETNAMESE[Stage(stage)] if stage else None
