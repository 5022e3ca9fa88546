"""What the columns of a table from outside hold, told by the words over them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.text import fold
from app.sheets.rules import Kind

PEOPLE, DONG, RATE, MONTHS = "people", "dong", "rate", "months"
KINDS: Final = {PEOPLE: Kind.COUNT, DONG: Kind.DONG, RATE: Kind.RATE, MONTHS: Kind.COUNT}
_NO_MONEY: Final = re.compile(r"\b(lao|hop|hoat|cong|hoi) dong\b|\buu tien\b|\bcong ty\b")
_STATES: Final = (
    ("unpaid", r"chua (chi|nhan|tra|ho tro|cap|giai ngan)|con (lai|phai)|unpaid"),
    ("refused", r"khong du dieu kien|tu choi|khong (duoc )?(phe )?duyet|bi loai|refused"),
    ("returned", r"chuyen tra|hoan tra|tra lai|thu hoi|returned|recovered"),
    ("proposed", r"de nghi|de xuat|proposed"),
    ("paid", r"da (thuc )?(chi|nhan|tra|ho tro|cap|giai ngan)|paid"),
    ("approved", r"duyet|ke hoach|du toan|duoc huong|thuoc dien|approved"),
    ("paid", r"chi tra|thuc hien|giai ngan"),
)  # fmt: skip
_STT: Final = re.compile(r"(so )?(stt|tt)|so thu tu|no")
_NAMES: Final = re.compile(
    r"nhom|doi tuong|huyen|thi xa|thanh pho|tinh|xa\b|phuong|dia (ban|phuong)|don vi(?! tinh)"
    r"|noi dung|chi tieu|ten\b|dien giai|group|district|commune|province|name|area"
)
_RATE: Final = re.compile(r"ty le|ti le|%|\brate\b")
_MONTHS: Final = re.compile(r"thang (nguoi|ho tro)|nguoi thang|luot thang|so thang|\bmonths\b")
_UNIT_MONTHS: Final = re.compile(r"thang nguoi|nguoi thang|luot thang|tong so thang|[a-z] months")
_PRICE: Final = re.compile(r"muc (ho tro|chi|huong|tro cap)|dinh muc|don gia|muc/|^muc$")
_MONEY: Final = re.compile(r"\b(tien|kinh phi|dong|vnd|so chi)\b|\b(trieu|ty) dong\b")
_PEOPLE: Final = re.compile(
    r"\b(nguoi|doi tuong|so luong|so ho|ho kinh doanh|lao dong|truong hop|luot|people|persons)\b"
)
_CUT: Final = re.compile(r"truncated|\btren\b")
_TOTAL: Final = re.compile(r"\b(tong|cong|chung)\b|\btotal\b")
_UNITS: Final = (
    (10**9, r"\b(ty|ti) (dong|vnd)\b|\(\s*(ty|ti)\s*\)"),
    (10**6, r"\b(trieu|tr) ?(dong|vnd|d)\b|\(\s*(trieu|tr)\s*\)|1 000 000 ?(dong|d)\b"),
    (1000, r"\b(nghin|ngan) (dong|vnd)\b|\b1 000 ?(dong|d)\b|\b1000 ?(dong|d)\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head understood: its words, what is measured, at which stage, for whom."""

    text: str
    measure: str | None = None
    """One of people, dong, rate, months; None for a column of words."""
    state: str = ""
    group: str | None = None
    unit: int = 1
    """đồng that 1 in the column stands for."""
    cut: bool = False
    is_total: bool = False
    """Over groups that stand side by side."""
    is_months_each: bool = False
    is_price: bool = False
    is_number: bool = False
    """Of rows: STT."""
    of_money: bool = False
    """Of a rate: its head speaks of money."""

    @property
    def understood(self) -> bool:
        """Whether its words say what it measures, or at which stage."""
        return self.measure is not None or bool(self.state)

    @property
    def key(self) -> str:
        """The key of the column, before twins are told apart."""
        measure = "price" if self.is_price else self.measure or "text"
        if self.measure == RATE:
            measure = "rate_dong" if self.of_money else "rate_people"
        state = "" if self.measure == RATE else self.state
        group = (self.group or "").lower()
        return "_".join(part for part in (state, measure, group) if part)


def unit_in(text: str) -> int | None:
    """The unit of money that a text names: 1_000_000 for "(triệu đồng)"."""
    words = fold(text)
    return next((unit for unit, pattern in _UNITS if re.search(pattern, words)), None)


def group_in(text: str, words: Mapping[str, str]) -> str | None:
    """The group that a text names by its code or its words; None for none, or several."""
    said = f" {spelled_out(fold(text))} "
    found = {}
    for phrase in sorted(words, key=len, reverse=True):
        if f" {phrase} " in said:
            found[words[phrase]] = phrase
            said = said.replace(f" {phrase} ", " | ")
    return next(iter(found)) if len(found) == 1 else None


def spelled_out(folded: str) -> str:
    """Folded words with the abbreviations of the trade written out."""
    return " ".join(
        _ABBREVIATIONS.get(word, word) for word in re.split(r"[\s/()]+", folded) if word
    )


_ABBREVIATIONS: Final = {
    "hdld": "hop dong lao dong", "nld": "nguoi lao dong", "nsdld": "nguoi su dung lao dong",
    "btxh": "bao tro xa hoi", "ncc": "nguoi co cong", "hkd": "ho kinh doanh", "bhxh":
    "bao hiem xa hoi",
}  # fmt: skip


def is_stt(text: str) -> bool:
    """Whether a head is that of row numbers."""
    return bool(_STT.fullmatch(fold(text)))


def names_rows(text: str) -> bool:
    """Whether a head is that of the names of rows: groups, places, contents."""
    return bool(_NAMES.search(fold(text)))


def head_of(text: str, words: Mapping[str, str]) -> Head:
    """A head understood as far as its words go; `measure` None where they name nothing measured."""
    folded = fold(text)
    bare = _NO_MONEY.sub(" ", folded)
    state = next((name for name, pattern in _STATES if re.search(pattern, bare)), "")
    price = bool(_PRICE.search(bare))
    months = not price and bool(_MONTHS.search(bare))
    money = price or bool(_MONEY.search(bare)) or unit_in(text) is not None
    rate = not price and bool(_RATE.search(folded)) and not _names_counts(bare)
    people = bool(_PEOPLE.search(folded))
    if rate:
        measure: str | None = RATE
    elif months and not re.search(r"\btien\b|kinh phi", bare):
        measure = MONTHS
    elif money and not (people and not re.search(r"\btien\b|kinh phi|\bdong\b|vnd", bare)):
        measure = DONG
    else:
        measure = PEOPLE if people else None
    return Head(
        text=text, measure=measure, state=state, group=group_in(text, words),
        unit=unit_in(text) or 1, cut=bool(_CUT.search(folded)), is_price=price,
        is_total=bool(_TOTAL.search(folded)), of_money=money,
        is_months_each=measure == MONTHS and not _UNIT_MONTHS.search(bare),
    )  # fmt: skip


def _names_counts(bare: str) -> bool:
    """A head such as "Số người (tỷ lệ %)" would hold both: it is read as the count."""
    return bool(re.match(r"so (nguoi|luong|tien)", bare))


def joined(texts: Sequence[str]) -> str:
    """Heads one under the other as one, each text once."""
    return " - ".join(dict.fromkeys(text for text in texts if text))
