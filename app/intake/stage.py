"""The stage of a list: its checked rows with the keys of their people, before they are entered."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from operator import itemgetter
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from app import register
from app.core.digests import keyed_digest
from app.core.staging import TEMPORARY
from app.core.text import fold
from app.intake.reader import STAGED, StagedRow, Summary

_UUID = UUID(as_uuid=False)
_KEYS = ("k_cccd", "k_cmnd", "k_insurance", "k_name_birth", "k_name_year", "k_account", "k_holder")

STAGE: Final = Table(
    "staged_row",
    MetaData(),
    Column("row_number", Integer),
    Column("digest", _UUID),
    Column("full_name", Text),
    Column("name_key", Text),
    Column("birth_date", Date),
    Column("birth_year", SmallInteger),
    Column("sex", Text),
    Column("cmnd", Text),
    Column("cccd", Text),
    Column("insurance_number", Text),
    Column("phone", Text),
    Column("tax_code", Text),
    Column("employer_name", Text),
    Column("commune_code", Text),
    Column("hamlet", Text),
    Column("category", Text),
    Column("household_head", Text),
    Column("household_number", Text),
    Column("relation", Text),
    Column("months", SmallInteger),
    Column("amount_dong", BigInteger),
    Column("account_number", Text),
    Column("account_name", Text),
    Column("bank", Text),
    Column("note", Text),
    Column("facts", JSONB),
    Column("problems", JSONB),
    Column("warnings", JSONB),
    *(Column(name, _UUID) for name in _KEYS),
    Column("flags", SmallInteger),
    Column("mark", _UUID),
    Column("hamlet_key", Text),
    Column("area_path", Text(collation="C")),
    Column("good", Boolean),
    # What the list's earlier version and the register say, filled in on the stage.
    Column("entry", Integer),
    Column("change", Text),
    Column("act", Text),
    Column("dossier_id", BigInteger),
    Column("person_id", BigInteger),
    Column("household_id", BigInteger),
    Column("business_id", BigInteger),
    **TEMPORARY,
)

COPIED: Final = (
    *STAGED, *_KEYS, "flags", "mark", "hamlet_key", "area_path", "good", "entry", "change", "act",
)  # fmt: skip
"""What is copied: a first version's rows are all new entries; a later one's are matched."""
CHOSEN_BY: Final = ("row_number", "entry", "good", "change", "act", *_KEYS[:3])
"""What statements choose and join the rows by."""
_AT = {name: place for place, name in enumerate(STAGED)}
_person = itemgetter(
    *(
        _AT[name]
        for name in (
            "name_key", "birth_date", "birth_year", "sex", "cmnd", "cccd", "insurance_number",
        )
    )
)  # fmt: skip


def keyed(unit_path: str, paths: Mapping[str, str]) -> Callable[[StagedRow], StagedRow]:
    """Adds to a row from the child what must not be known there: digests, and where it lies."""
    commune, hamlet, number = _AT["commune_code"], _AT["hamlet"], _AT["account_number"]
    holder, problems, tax_code = _AT["account_name"], _AT["problems"], _AT["tax_code"]
    first = _AT["row_number"]

    def add(row: StagedRow) -> StagedRow:
        area = paths.get(row[commune], unit_path)
        account = row[number]
        keys = register.keys_of(register.Known._make((*_person(row), area)))
        good = row[problems] is None
        return (
            *row, *keys[:5],
            keyed_digest("account", account) if account else None,
            keyed_digest("holder", fold(row[holder] or "")) if account else None,
            keys.flags, keys.strongest or _by_tax_code(row[tax_code]), fold(row[hamlet] or ""),
            area, good, row[first], "added", "make" if good else None,
        )  # fmt: skip

    return add


def _by_tax_code(code: str | None) -> str | None:
    return keyed_digest("tax", code) if code else None


class Incoming:
    """The parts of a list as records for the stage; afterwards `summary` is known."""

    def __init__(
        self,
        parts: AsyncIterable[list[StagedRow] | Summary],
        unit_path: str,
        paths: Mapping[str, str],
    ) -> None:
        self._parts, self._add = parts, keyed(unit_path, paths)
        self.summary: Summary | None = None
        self.rows = 0
        self.phase = "reading"

    async def records(self) -> AsyncIterator[StagedRow]:
        """Row by row, as many as the database takes."""
        async for part in self._parts:
            if isinstance(part, Summary):
                self.summary = part
                continue
            for row in part:
                yield self._add(row)
            self.rows += len(part)
