"""Who in a list may be a double, and whether a compilation agrees with the lists it sums up."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Select,
    SmallInteger,
    String,
    Text,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app import register
from app.dossiers.tables import Dossier, DossierList, DossierStage, PersonClaim
from app.intake.queries import Waiting
from app.intake.stage import STAGE
from app.intake.tables import RowDoubt

_S = STAGE.c
_ELSEWHERE = "CLAIMED_ELSEWHERE"

VIETNAMESE = {
    "CLAIMED_HERE": "người này đã có hồ sơ khác trong địa bàn của đơn vị",
    _ELSEWHERE: "người này đã được lập hồ sơ ở nơi khác",
    "LIKELY_SAME": "có người khác rất giống (họ tên, ngày sinh, giấy tờ), cần xác định",
}


def _claimed() -> Select[Any]:
    """Good rows whose person has another claim or draft; elsewhere only the fact is told."""
    own = select(Dossier.id).where(Dossier.id == PersonClaim.dossier_id)
    return (
        select(
            _S.row_number,
            case((own.exists(), "CLAIMED_HERE"), else_=_ELSEWHERE).label("code"),
        )
        .join(PersonClaim, PersonClaim.person_id == _S.person_id)
        .where(_S.good, PersonClaim.state.in_(["open", "live"]))
    )


def _not_own(list_id: int) -> Any:
    return ~exists().where(Dossier.id == PersonClaim.dossier_id, Dossier.list_id == list_id)


def _drafted(list_id: int) -> Select[Any]:
    return (
        select(_S.row_number, literal("CLAIMED_HERE", String()).label("code"))
        .join(Dossier, Dossier.person_id == _S.person_id)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(_S.good, Dossier.list_id != list_id, DossierStage.stage == "draft")
    )


def _likely(list_id: int) -> Select[Any]:
    entry = func.doubtful_entries(literal(list_id, BigInteger())).table_valued("entry")
    return select(_S.row_number, literal("LIKELY_SAME", String()).label("code")).join(
        entry, entry.c.entry == _S.entry
    )


async def find(session: AsyncSession, waiting: Waiting, officer_id: int) -> int:
    """Write down why rows may be doubles; answers how many rows.

    How often somebody was told that a person is claimed elsewhere is counted against a daily cap;
    beyond it the row stays silent, and the councils find it all the same.
    """
    list_id = waiting.list_id
    found = union(_claimed().where(_not_own(list_id)), _drafted(list_id), _likely(list_id)).cte(
        "found"
    )
    openly = select(found.c.row_number, found.c.code).where(found.c.code != _ELSEWHERE)
    written = _written(waiting, openly).cte("written")
    elsewhere = select(func.count()).where(found.c.code == _ELSEWHERE)
    hits = await session.scalar(elsewhere.add_cte(written)) or 0
    if hits:
        rows = await session.scalar(select(func.count()).select_from(STAGE)) or 0
        told = await register.may_tell(session, officer_id, rows, hits)
        await session.execute(_written(waiting, _claimed_elsewhere(list_id).limit(told)))
    doubtful = select(func.count(RowDoubt.row_number.distinct())).where(
        RowDoubt.list_id == list_id, RowDoubt.version == waiting.version
    )
    return await session.scalar(doubtful) or 0


def _claimed_elsewhere(list_id: int) -> Select[Any]:
    found = _claimed().where(_not_own(list_id)).subquery("claimed")
    return (
        select(found.c.row_number, found.c.code)
        .where(found.c.code == _ELSEWHERE)
        .distinct()
        .order_by(found.c.row_number)
    )


def _written(waiting: Waiting, doubts: Select[Any]) -> Insert:
    one = doubts.subquery("doubt")
    return insert(RowDoubt).from_select(
        ["list_id", "version", "area_path", "row_number", "code"],
        select(
            literal(waiting.list_id, BigInteger()), literal(waiting.version, SmallInteger()),
            literal(waiting.unit_path, Text()), one.c.row_number, one.c.code,
        ),
    )  # fmt: skip


_BELOW = {"06": "05", "14": "12"}


async def compare_with_lists_below(session: AsyncSession, waiting: Waiting) -> None:
    """Rows of a compilation that no list below it bears out are faulty, and say so."""
    if waiting.form == "10":
        await _compare_summary(session, waiting)
        return
    borne_out = exists().where(
        Dossier.list_id == DossierList.id,
        DossierList.form == _BELOW[waiting.form],
        Dossier.amount_dong == _S.amount_dong,
        func.coalesce(Dossier.id_number, Dossier.insurance_number, "")
        == func.coalesce(_S.cccd, _S.cmnd, _S.insurance_number, ""),
        Dossier.full_name == _S.full_name,
    )
    await _refuse_rows(
        session, ~borne_out, "NOT_IN_LISTS", "full_name", "Họ và tên",
        "người có trong danh sách cấp dưới đã nộp, cùng số tiền",
        "không có trong danh sách cấp dưới với đúng giấy tờ và số tiền này",
    )  # fmt: skip


async def _compare_summary(session: AsyncSession, waiting: Waiting) -> None:
    """Form 10: members and money of a hamlet are those of the lists 08 and 09 of the commune."""
    for form, members, money, name in (
        ("08", "poor_members", "poor_dong", "Số khẩu hộ nghèo"),
        ("09", "near_poor_members", "near_poor_dong", "Số khẩu hộ cận nghèo"),
    ):
        of_hamlet = (
            DossierList.form == form, DossierList.unit_path == waiting.unit_path,
            DossierStage.stage != "withdrawn", func.lower(Dossier.hamlet) == func.lower(_S.hamlet),
        )  # fmt: skip
        differs = or_(
            _summed(func.count(), of_hamlet) != cast(_S.facts[members].astext, BigInteger),
            _summed(func.coalesce(func.sum(Dossier.amount_dong), 0), of_hamlet)
            != cast(_S.facts[money].astext, BigInteger),
        )
        await _refuse_rows(
            session, differs, "NOT_IN_LISTS", members, name,
            f"số khẩu và số tiền của thôn trong Mẫu số {form} đã nộp",
            "khác với danh sách chi tiết đã nộp",
        )  # fmt: skip


def _summed(what: Any, where: tuple[ColumnElement[bool], ...]) -> Any:
    return (
        select(what)
        .select_from(Dossier)
        .join(DossierList, DossierList.id == Dossier.list_id)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(*where)
        .correlate(STAGE)
        .scalar_subquery()
    )


async def _refuse_rows(  # noqa: PLR0913 - the words of one fault
    session: AsyncSession, where: Any, code: str, field: str, column: str, wanted: str, reason: str
) -> None:
    sentence = func.format(
        literal("Dòng %s, cột “%s”: %s; cần %s.", Text()), _S.row_number, literal(column, Text()),
        literal(reason, Text()), literal(wanted, Text()),
    )  # fmt: skip
    fault = func.jsonb_build_array(
        func.jsonb_build_object(
            literal("code", Text()), literal(code, Text()), literal("field", Text()),
            literal(field, Text()), literal("column", Text()), literal(column, Text()),
            literal("found", Text()), literal("", Text()), literal("wanted", Text()),
            literal(wanted, Text()), literal("vi", Text()), sentence,
        )
    )  # fmt: skip
    empty = literal([], JSONB())
    await session.execute(
        update(STAGE)
        .where(_S.good | _S.problems.is_not(None), where)
        .values(good=False, problems=func.coalesce(_S.problems, empty).op("||")(fault))
    )
