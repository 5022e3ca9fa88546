"""Who issues a paper: the office of a territory, its letterhead and its signature."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units
from app.documents.schemas import Letterhead, Signer

_COMMITTEE = "Ủy ban nhân dân"
_DEPARTMENT = "Sở Lao động - Thương binh và Xã hội"


@dataclass(frozen=True, slots=True)
class Office:
    """An office that issues papers, in its territory and under the office above."""

    path: str
    unit: str
    """The territory as sentences name it: "phường Trần Phú"."""
    name: str
    """"Ủy ban nhân dân phường Trần Phú"."""
    superior: str | None
    place: str
    symbol: str
    """What stands behind the kind of paper in its number: "UBND"."""
    signer: Signer

    def letterhead(self, kind: str, number: str | None, dated: date | None) -> Letterhead:
        """The head of a paper of a kind ("TB"; "" for a letter); a draft has no number or day."""
        return Letterhead(
            superior=self.superior, issuer=self.name, place=self.place, number=number,
            symbol="-".join(one for one in (kind, self.symbol) if one), dated=dated,
        )  # fmt: skip


async def offices_at(session: AsyncSession, path: str, day: date) -> list[Office]:
    """The People's Committee of a territory and those above it up to the province's, on a day.

    Raises NotFound.
    """
    codes = path.rstrip(".").split(".")
    units = [await admin_units.unit_at(session, code, day) for code in codes]
    found = []
    for depth, unit in enumerate(units):
        above = _committee(units[depth - 1]) if depth else None
        found.append(
            Office(
                path=".".join(codes[: depth + 1]) + ".", unit=_named(unit), name=_committee(unit),
                superior=above, place=_place(unit), symbol="UBND",
                signer=Signer(authority=(f"TM. {_COMMITTEE}",), title="Chủ tịch"),
            )
        )  # fmt: skip
    return found[::-1]


async def issuer_at(session: AsyncSession, path: str, day: date) -> Office:
    """Who prepares papers of a territory: its People's Committee; for a province its department."""
    own = (await offices_at(session, path, day))[0]
    return department_under(own) if admin_units.level_of(path) == "province" else own


def department_under(province: Office) -> Office:
    """The department that runs the programme for a province."""
    return Office(
        path=province.path, unit=province.unit, name=f"{_DEPARTMENT} {province.unit}",
        superior=province.name, place=province.place, symbol="SLĐTBXH",
        signer=Signer(title="Giám đốc"),
    )  # fmt: skip


async def communes_of(session: AsyncSession, path: str, day: date) -> dict[str, str]:
    """Path -> "phường Trần Phú" for every commune of a territory; of a province with its district.

    Raises NotFound.
    """
    if admin_units.level_of(path) == "commune":
        return {path: _named(await admin_units.unit_at(session, admin_units.code_of(path), day))}
    names = {one["path"]: _named(one) for one in await admin_units.units_inside(session, path)}
    communes = [one for one in names if admin_units.level_of(one) == "commune"]
    if admin_units.level_of(path) == "district":
        return {one: names[one] for one in communes}
    return {one: f"{names[one]}, {names[admin_units.district_of(one)]}" for one in communes}


def _named(unit: dict[str, Any]) -> str:
    return f"{unit['kind'].lower()} {unit['name']}"


def _committee(unit: dict[str, Any]) -> str:
    return f"{_COMMITTEE} {_named(unit)}"


def _place(unit: dict[str, Any]) -> str:
    """The name as it stands before the day; one that is a number keeps its kind."""
    return f"{unit['kind']} {unit['name']}" if unit["name"].isdigit() else str(unit["name"])
