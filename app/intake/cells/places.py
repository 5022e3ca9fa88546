"""Communes and districts as offices write them: names, old names, codes, and shared names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from app.core.text import fold
from app.intake.cells.faults import Fault, shown_text
from app.intake.cells.words import read_words

_COMMUNE_KIND = re.compile(r"^(?:xa|phuong|thi tran) (?=.)")
_DISTRICT_KIND = re.compile(r"^(?:huyen|thi xa|thanh pho|quan) (?=.)")
_SHORT_COMMUNE = re.compile(r"^(x|p|tt) (?=.)")
_SHORT_DISTRICT = re.compile(r"^(h|tx|tp|q) (?=.)")
_IN_FULL = {
    "x": "xa ", "p": "phuong ", "tt": "thi tran ",
    "h": "huyen ", "tx": "thi xa ", "tp": "thanh pho ", "q": "quan ",
}  # fmt: skip
_URBAN = re.compile("^(?:phuong|thi tran) ")
_RURAL = re.compile("^xa ")
_CODE_DIGITS = 5

_key = lru_cache(maxsize=4_096)(fold)


def commune_index(communes: Mapping[str, str]) -> dict[str, str]:
    """Names of communes -> codes, made findable with and without "xã", "phường", "thị trấn".

    Without its kind a name that two communes share finds neither; a code finds itself.
    """
    return _index(communes, _COMMUNE_KIND)[0]


def _index(names: Mapping[str, str], kind: re.Pattern[str]) -> tuple[dict[str, str], set[str]]:
    index = {fold(name): code for name, code in names.items()}
    bare: dict[str, set[str]] = {}
    for name, code in index.items():
        bare.setdefault(kind.sub("", name), set()).add(code)
    shared = {name for name, codes in bare.items() if len(codes) > 1}
    index |= {name: min(codes) for name, codes in bare.items() if len(codes) == 1 and name}
    for name in shared:
        index.pop(name, None)
    return index | {code: code for code in names.values()}, shared


@dataclass(frozen=True)
class Places:
    """Names of communes and districts -> codes; `district_of` maps a commune to its district.

    The same commune name may stand in two districts: `twins` maps it to all its codes.
    """

    communes: Mapping[str, str]
    districts: Mapping[str, str] = field(default_factory=dict)
    district_of: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _communes(self) -> tuple[dict[str, str], set[str]]:
        return _index(self.communes, _COMMUNE_KIND)

    @cached_property
    def _districts(self) -> tuple[dict[str, str], set[str]]:
        return _index(self.districts, _DISTRICT_KIND)

    @cached_property
    def _twins(self) -> dict[str, tuple[str, ...]]:
        return {fold(name): codes for name, codes in self.twins.items()}

    @cached_property
    def _areas(self) -> dict[str, str | None]:
        """Code -> urban or rural, by the kind in the commune's name; None where names disagree."""
        areas: dict[str, str | None] = {}
        for name, code in self._communes[0].items():
            kind = "urban" if _URBAN.match(name) else "rural" if _RURAL.match(name) else None
            if kind is not None:
                areas[code] = kind if areas.get(code, kind) == kind else None
        return areas

    def area_of(self, code: str | None) -> str | None:
        """Whether a commune is rural or urban; None when its names do not say."""
        return self._areas.get(code or "")

    def read_commune(self, cell: object, district: str | None, faults: list[Fault]) -> str | None:
        """The code of a commune by name, old name or code; within the district, when known."""
        text = read_words("commune", cell, faults) or ""
        code = self._commune(text, district)
        if code is None:
            reason, wanted = self._unknown_commune(_key(text))
            faults.append(Fault("commune", "COMMUNE_UNKNOWN", shown_text(text), wanted, reason))
        return code

    def _commune(self, text: str, district: str | None) -> str | None:
        index = self._communes[0]
        whole = _key(text)
        first = _key(text.split(",")[0]) if "," in text else whole
        for key in (whole, first):
            full = _SHORT_COMMUNE.sub(_kind_in_full, key)
            for twin in self._twins.get(full) or self._twins.get(key) or ():
                if district is not None and self.district_of.get(twin) == district:
                    return twin
            code = index.get(key) or index.get(full) or index.get(key.zfill(_CODE_DIGITS))
            if code is not None:
                return code
        return None

    def _unknown_commune(self, key: str) -> tuple[str, str]:
        if key in self._communes[1] or key in self._twins:
            return (
                "có nhiều xã, phường, thị trấn cùng tên này",
                "tên kèm “xã”, “phường”, “thị trấn”",
            )
        return "không có xã này", "tên xã, phường, thị trấn của huyện"

    def read_district(self, cell: object, faults: list[Fault]) -> str | None:
        """The code of a district; a name that two districts share is said to be ambiguous.

        Where no districts are known the words are kept as they are.
        """
        text = read_words("district", cell, faults) or ""
        if not text or not self.districts:
            return text or None
        index, shared = self._districts
        key = _key(text)
        code = index.get(key) or index.get(_SHORT_DISTRICT.sub(_kind_in_full, key))
        if code is None:
            reason, wanted = "không có huyện này", "tên huyện, thị xã, thành phố của tỉnh"
            if key in shared:
                reason = f"có hai nơi cùng tên {text[:40]}"
                wanted = f"“Huyện {text[:40]}” hoặc “Thị xã {text[:40]}”"
            faults.append(Fault("district", "DISTRICT_UNKNOWN", shown_text(text), wanted, reason))
        return code


def _kind_in_full(short: re.Match[str]) -> str:
    return _IN_FULL[short[1]]
