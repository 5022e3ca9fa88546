"""A crowd of invented people: the n-th is always the same, so that nobody needs to be kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from app.demo.names import GIVENS, MIDDLES, SURNAMES
from app.intake.forms import FORMS
from app.intake.layout import write_workbook

COMMUNE, COMMUNE_NAME = "42.436.18070.", "phường Trần Phú"
LIST_DAY = date(2020, 4, 27)
_FIRST_DAY = date(1930, 1, 1)
_DAYS = (date(2000, 12, 31) - _FIRST_DAY).days
_HAMLETS = 12
_HOUSEHOLD = 4
_CATEGORIES = (("Người khuyết tật nặng", 540_000), ("Người khuyết tật đặc biệt nặng", 675_000))
_RELATIONS = ("Chủ hộ", "Con", "Con", "Cháu")
RATES = {"07": 500_000, "08": 250_000}


class Invented(NamedTuple):
    """A person nobody is; the number is a CMND of 9 digits or a CCCD of 12."""

    number: int
    full_name: str
    name_key: str
    birth: date
    sex: str
    id_number: str
    only_year: bool = False
    """Whether a list tells only the year of birth."""

    @property
    def cmnd(self) -> str | None:
        """The number of nine digits."""
        return self.id_number if len(self.id_number) == 9 else None

    @property
    def cccd(self) -> str | None:
        """The number of twelve digits."""
        return self.id_number if len(self.id_number) == 12 else None


def person(number: int) -> Invented:
    """The n-th person, named as often as Vietnamese people are, with a number of their own."""
    luck = int.from_bytes(blake2b(number.to_bytes(8, "big"), digest_size=16).digest(), "big")
    luck, sex = luck >> 1, "MF"[luck & 1]
    luck, born = divmod(luck, _DAYS)
    luck, one = divmod(luck, len(SURNAMES))
    luck, two = divmod(luck, len(MIDDLES[sex]))
    luck, three = divmod(luck, len(GIVENS[sex]))
    name = (SURNAMES[one], MIDDLES[sex][two], GIVENS[sex][three])
    birth = _FIRST_DAY + timedelta(born)
    return Invented(
        number, " ".join([part[0] for part in name]), " ".join([part[1] for part in name]),
        birth, sex, _id_number(number, birth.year, sex, citizen=luck % 8 == 0),
    )  # fmt: skip


def _id_number(number: int, year: int, sex: str, *, citizen: bool) -> str:
    if not citizen:
        return f"{180_000_000 + number:09d}"
    province, serial = divmod(number, 1_000_000)
    return f"{42 - 2 * province:03d}{(year >= 2000) * 2 + (sex == 'F')}{year % 100:02d}{serial:06d}"


def people(first: int, count: int) -> Iterator[Invented]:
    """That many people from the n-th on."""
    return map(person, range(first, first + count))


def cells(form: str, place: int, one: Invented, head: Invented) -> list[Any]:
    """One row of a list, in the order of the form's columns; `head` of the household."""
    category, allowance = _CATEGORIES[place % len(_CATEGORIES)]
    household, turn = divmod(place, _HOUSEHOLD)
    told = {
        "stt": place + 1, "full_name": one.full_name,
        "birth": f"{one.birth:%Y}" if one.only_year else f"{one.birth:%d/%m/%Y}",
        "sex": "Nam" if one.sex == "M" else "Nữ",
        "id_number": one.id_number, "hamlet": f"Tổ dân phố {household % _HAMLETS + 1}",
        "address": f"Số {place % 400 + 1} đường Hà Huy Tập", "category": category,
        "allowance_dong": allowance, "household_head": head.full_name,
        "household_number": f"{head.number}", "relation": _RELATIONS[turn], "months": 3,
        "amount_dong": 3 * RATES[form], "note": None,
    }  # fmt: skip
    return [told[field] for field in FORMS[form].fields]


def rows(form: str, listed: Iterable[Invented]) -> list[list[Any]]:
    """A list of these people, four to a household."""
    filled, head = [], None
    for place, one in enumerate(listed):
        head = one if head is None or place % _HOUSEHOLD == 0 else head
        filled.append(cells(form, place, one, head))
    return filled


def office_workbook(form: str, filled: Sequence[Sequence[Any]], file: Path) -> bytes:
    """The list on its official form, title, signatures and all; its bytes."""
    write_workbook(
        FORMS[form], filled, unit_name=f"UBND {COMMUNE_NAME}",
        parent_name="UBND thành phố Hà Tĩnh", day=LIST_DAY, out=file,
    )  # fmt: skip
    return file.read_bytes()


def plain_workbook(columns: Sequence[str], filled: Sequence[Sequence[Any]], file: Path) -> None:
    """The same rows under one line of column names, as a tool that knows no forms wants them."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([columns, *filled]):
        sheet.write_row(at, 0, row)
    book.close()


def parts(whole: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """The same in lists of at most that many."""
    while part := list(islice(whole, size)):
        yield part
