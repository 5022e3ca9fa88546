"""The cast of the demonstration: invented officers of every office, and how they sign in."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.access import Role
from app.access.schemas import NewAppointment, NewOfficer
from app.client import Client
from app.demo.areas import Areas

PROVINCE_PATH = "42."
AGENT = "BUUDIEN"
BANK = "NHCSXH"
TRANSFERS = "NHTM"
"""The commercial bank that pays to accounts."""
COUNCIL_SIZE = 3
_SINCE = date(2020, 4, 1)
_SEATED = (Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)
_GUEST = "-xem"
_BODIES = {
    "congdoan": Role.UNION_OFFICER, "bhxh": Role.INSURANCE_OFFICER, "thue": Role.TAX_OFFICER,
    "chutich": Role.CHAIRMAN,
}  # fmt: skip
"""Who else works in a district: bodies that confirm, and a chairman who signs when empowered."""
_GIVEN = "An Bình Chi Dũng Giang Hà Hiếu Hòa Hùng Khánh Lan Linh Long Mai Minh Nam Nga Ngọc Phúc"
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương"
_MIDDLE = "Văn Thị Đức Thanh Minh Quang Thu Ngọc Hữu Xuân"


def invented_name(number: int) -> str:
    """A name for the n-th officer; any likeness is chance."""
    family, middle, given = _FAMILY.split(), _MIDDLE.split(), _GIVEN.split()
    return " ".join(
        (
            family[number % len(family)],
            middle[number // 7 % len(middle)],
            given[number // 3 % len(given)],
        )
    )


@dataclass
class Office:
    """The people of one unit: who makes lists, who keeps the council's minutes, who sits.

    `codes` and `numbers` are by seat.
    """

    path: str
    codes: dict[str, str] = field(default_factory=dict)
    council: list[int] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


class Cast:
    """Everyone who acts, each as a natural person with one appointment; signed in when needed."""

    def __init__(self, api: Client, areas: Areas) -> None:
        self.api = api
        self.areas = areas
        district_of = areas.district_of()
        self.communes = {
            code: f"{PROVINCE_PATH}{district}.{code}." for code, district in district_of.items()
        }
        self.districts = {
            district: f"{PROVINCE_PATH}{district}." for district in set(district_of.values())
        }
        self.offices: dict[str, Office] = {}
        self.names: dict[str, str] = {}
        """What everyone is called, by user name."""
        self._signed_in: dict[tuple[str, str], Client] = {}
        self._doors: dict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def enrol(self) -> None:
        """Record everyone in one act; their one-use codes come back."""
        officers: list[NewOfficer] = []
        for path, prefix, maker in self._units():
            officers += self._unit_people(path, prefix, maker)
        officers += self._province_people()
        officers += self._guests()
        officers = [
            one.model_copy(update={"full_name": invented_name(number)})
            for number, one in enumerate(officers)
        ]
        self.names = {one.user_name: one.full_name for one in officers}
        for start in range(0, len(officers), 2000):
            part = officers[start : start + 2000]
            for one, enrolled in zip(part, await self.api.enrol(part), strict=True):
                office = self.offices.setdefault(
                    one.appointment.unit_path, Office(one.appointment.unit_path)
                )
                seat = one.user_name.rsplit(".", 1)[-1]
                office.codes[seat] = enrolled.enrolment_code
                office.numbers[seat] = enrolled.officer_id
                if one.appointment.role in _SEATED and not seat.endswith(_GUEST):
                    office.council.append(enrolled.officer_id)

    def _guests(self) -> list[NewOfficer]:
        """Officers who have no part in the play: for whoever comes to look afterwards."""
        return [
            _officer(f"{path}{seat}{_GUEST}", role, path, agent)
            for path, seat, role, agent, _ in self._seats()
        ]

    def _seats(self) -> list[tuple[str, str, Role, str | None, str]]:
        commune = min(self.communes.values())
        return [
            (commune, "canbo", Role.COMMUNE_OFFICER, None, "Cán bộ xã"),
            (commune, "thuky", Role.COUNCIL_SECRETARY, None, "Thư ký hội đồng xã"),
            (PROVINCE_PATH, "thuky", Role.COUNCIL_SECRETARY, None, "Thư ký tổ thẩm định tỉnh"),
            (PROVINCE_PATH, "chutich", Role.CHAIRMAN, None, "Chủ tịch UBND tỉnh"),
            (PROVINCE_PATH, "taichinh", Role.FINANCE_OFFICER, None, "Cán bộ tài chính"),
            (PROVINCE_PATH, "buudien", Role.PAYMENT_AGENT, AGENT, "Đơn vị chi trả (bưu điện)"),
            (PROVINCE_PATH, "baocao", Role.DEPARTMENT_REPORTER, None, "Cán bộ báo cáo của Sở"),
            (PROVINCE_PATH, "kiemtra", Role.AUDITOR, None, "Kiểm tra, giám sát"),
            (PROVINCE_PATH, "quantri", Role.ADMINISTRATOR, None, "Quản trị"),
        ]

    def sheet(self) -> list[dict[str, str]]:
        """Who may sit down at the pages: one guest of each kind, by user name."""
        named = [
            (f"{path}{seat}{_GUEST}", path, label) for path, seat, _, _, label in self._seats()
        ]
        return [
            {
                "role": label,
                "full_name": self.names[user_name],
                "unit": self.areas.names.get(path.split(".")[-2], "Tỉnh Hà Tĩnh"),
                "user_name": user_name,
            }
            for user_name, path, label in named
        ]

    def _units(self) -> Iterable[tuple[str, str, Role]]:
        for code, path in sorted(self.communes.items()):
            yield path, f"xa.{code}", Role.COMMUNE_OFFICER
        for code, path in sorted(self.districts.items()):
            yield path, f"huyen.{code}", Role.DISTRICT_OFFICER

    def _unit_people(self, path: str, prefix: str, maker: Role) -> list[NewOfficer]:
        bodies = _BODIES if maker is Role.DISTRICT_OFFICER else {}
        return [
            _officer(f"{prefix}.canbo", maker, path),
            *_council(prefix, path),
            *(_officer(f"{prefix}.{seat}", role, path) for seat, role in bodies.items()),
        ]

    def _province_people(self) -> list[NewOfficer]:
        return [
            *_council("tinh", PROVINCE_PATH),
            _officer("tinh.chutich", Role.CHAIRMAN, PROVINCE_PATH),
            _officer("tinh.taichinh", Role.FINANCE_OFFICER, PROVINCE_PATH),
            _officer("tinh.baocao", Role.DEPARTMENT_REPORTER, PROVINCE_PATH),
            _officer("tinh.kiemtra", Role.AUDITOR, PROVINCE_PATH),
            _officer("tinh.mttq", Role.INSPECTOR, PROVINCE_PATH),
            _officer("tinh.hotich", Role.CONFIRMING_BODY, PROVINCE_PATH),
            _officer("tinh.buudien", Role.PAYMENT_AGENT, PROVINCE_PATH, AGENT),
            _officer("tinh.nganhang", Role.PAYMENT_AGENT, PROVINCE_PATH, TRANSFERS),
            _officer("tinh.nhcsxh", Role.PAYMENT_AGENT, PROVINCE_PATH, BANK),
        ]

    async def as_officer(self, path: str, seat: str) -> Client:
        """The service as the holder of a seat ("canbo", "thuky", "chutich", …) of a unit."""
        async with self._doors[path, seat]:
            known = self._signed_in.get((path, seat))
            if known is None:
                known = self.api.shared()
                await known.sign_in(enrolment_code=self.offices[path].codes[seat])
                self._signed_in[path, seat] = known
            return known


def _officer(user_name: str, role: Role, path: str, agent: str | None = None) -> NewOfficer:
    appointment = NewAppointment(
        role=role, unit_path=path, document_number="01/QĐ-UBND", valid_from=_SINCE,
        agent_code=agent,
    )  # fmt: skip
    return NewOfficer(user_name=user_name, full_name="—", appointment=appointment)


def _council(prefix: str, path: str) -> list[NewOfficer]:
    members = [
        _officer(f"{prefix}.uyvien{seat}", Role.COUNCIL_MEMBER, path)
        for seat in range(1, COUNCIL_SIZE)
    ]
    return [_officer(f"{prefix}.thuky", Role.COUNCIL_SECRETARY, path), *members]
