"""Drafts from a staged list: made, corrected in place, taken back; in sets, never row by row.

`staged` is a temporary table with the checked rows, their `entry` in the list and their person;
`act` says what is to be done with the dossier of the entry: make, correct, revive, withdraw.
"""

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Table,
    Text,
    case,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import refuse_as
from app.core.errors import Refused
from app.dossiers.rules import Stage
from app.dossiers.tables import Dossier, DossierStage


class ChangedAfterDraft(Refused):
    """A dossier already handed in is not rewritten; it must be returned first."""

    vi = "Hồ sơ đã nộp không được sửa; muốn sửa phải được trả lại trước."


refuse_as("ck_dossier_changed_at_draft", ChangedAfterDraft)

_COLUMNS = (
    "person_id", "household_id", "months", "amount_dong", "full_name", "birth_date",
    "birth_year", "sex", "hamlet", "category", "note", "insurance_number", "phone",
    "account_number", "account_name", "bank", "tax_code", "business_id", "facts",
)  # fmt: skip


async def decide_acts(session: AsyncSession, staged: Table, before: Table) -> None:
    """Say for each row of a corrected list what is to become of its entry's dossier.

    `before` holds the entries as they stood, with dossier, person and stage. Changed rows whose
    dossier has already been handed in are `locked`: it stays as it is.
    """
    at, changed = before.c.stage, staged.c.change != "same"
    beyond = at.not_in([Stage.DRAFT, Stage.WITHDRAWN])
    await session.execute(update(staged).where(staged.c.good).values(act="make"))
    await session.execute(
        update(staged)
        .where(before.c.entry == staged.c.entry, before.c.dossier_id.is_not(None))
        .values(
            dossier_id=before.c.dossier_id,
            person_id=before.c.person_id,
            change=case((beyond & changed, "locked"), else_=staged.c.change),
            act=case(
                (staged.c.good & (at == Stage.WITHDRAWN), "revive"),
                (staged.c.good & (at == Stage.DRAFT) & changed, "correct"),
                (~staged.c.good & (at == Stage.DRAFT), "withdraw"),
                else_=null(),
            ),
        )
    )


async def forget_moved(session: AsyncSession, staged: Table, before: Table) -> None:
    """A row that now names another commune is another entry: a dossier does not change place."""
    await session.execute(
        update(staged)
        .where(before.c.entry == staged.c.entry, before.c.area_path != staged.c.area_path)
        .values(entry=null())
    )


async def apply_stage(
    session: AsyncSession, list_id: int, group_code: str, staged: Table, *, first: bool
) -> None:
    """Do to the drafts of a list what its staged rows ask; the first version only makes some."""
    if not first:
        for act, from_, to in _MOVES:
            asked = select(staged.c.dossier_id).where(staged.c.act == act)
            await _move(session, list_id, asked, from_, to)
        await _correct(session, staged)
    await _make(session, list_id, group_code, staged)


_MOVES = (
    ("withdraw", Stage.DRAFT, Stage.WITHDRAWN), ("revive", Stage.WITHDRAWN, Stage.DRAFT),
)  # fmt: skip


async def take_back(session: AsyncSession, list_id: int, drafts: Select[tuple[int]]) -> None:
    """Withdraw these drafts of a list."""
    await _move(session, list_id, drafts, Stage.DRAFT, Stage.WITHDRAWN)


async def _make(session: AsyncSession, list_id: int, group_code: str, staged: Table) -> None:
    number = func.nextval("nation.dossier_number")
    given = select(
        number, literal(list_id, BigInteger()), literal(group_code, Text()), staged.c.entry,
        func.coalesce(staged.c.cccd, staged.c.cmnd), staged.c.area_path,
        *(staged.c[name] for name in _COLUMNS),
    ).where(staged.c.act == "make")  # fmt: skip
    columns = ["id", "list_id", "group_code", "row_number", "id_number", "area_path", *_COLUMNS]
    made = (
        insert(Dossier)
        .from_select(columns, given)
        .returning(Dossier.id, Dossier.list_id, Dossier.area_path)
        .cte("made")
    )
    await session.execute(
        insert(DossierStage).from_select(
            ["dossier_id", "list_id", "stage", "version", "area_path"],
            select(
                made.c.id, made.c.list_id, literal(Stage.DRAFT, Text()), literal(1, Integer()),
                made.c.area_path,
            ),
        )
    )  # fmt: skip


async def _correct(session: AsyncSession, staged: Table) -> None:
    """Rewrite the drafts whose rows changed; the database refuses to rewrite anything else."""
    await session.execute(
        update(Dossier)
        .where(
            Dossier.id == staged.c.dossier_id, staged.c.act.in_(["correct", "revive"])
        )
        .values(
            {
                "id_number": func.coalesce(staged.c.cccd, staged.c.cmnd),
                **{name: staged.c[name] for name in _COLUMNS},
            }
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


async def _move(
    session: AsyncSession, list_id: int, wanted: Select[tuple[int]], from_: Stage, to: Stage
) -> None:
    await session.execute(
        update(DossierStage)
        .where(
            DossierStage.list_id == list_id, DossierStage.stage == from_,
            DossierStage.dossier_id.in_(wanted),
        )
        .values(stage=to, because="corrected list", reason_code=None)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
