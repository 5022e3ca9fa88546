"""Shapes of people."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.shapes import AreaPathText, Line, Order
from app.core.text import fold, tidy


@dataclass(frozen=True, slots=True)
class Claimant:
    """A person as a list tells of them; `area_path` is the commune's ("42.436.18070.")."""

    full_name: str
    name_key: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    id_kind: str | None
    id_number: str | None
    area_path: str


class DeathReport(Order):
    """One death; `birth_date`, or only `birth_year` where no more is known."""

    full_name: Line
    birth_date: date | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1880, le=2100)] | None = None
    sex: Literal["M", "F"] | None = None
    id_number: Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")] | None = None
    area_path: AreaPathText
    died_on: date

    def as_claimant(self) -> Claimant:
        """The same person in the shape that keys are made from."""
        name = tidy(self.full_name)
        kind = {9: "CMND", 12: "CCCD"}.get(len(self.id_number or ""))
        year = self.birth_date.year if self.birth_date else self.birth_year
        return Claimant(
            name, fold(name), self.birth_date, year, self.sex, kind, self.id_number, self.area_path
        )


class DeathList(Order):
    """Deaths reported by the competent office under one document."""

    document_number: Line
    deaths: Annotated[list[DeathReport], Field(min_length=1, max_length=5000)]
