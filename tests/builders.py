"""A town of officers, lists of invented people, and the real acts that carry them along.

Everything goes through the service's own API (no socket) or the real job; nothing is faked. People
and identity numbers are new with every row, so that nobody is like anybody unless a test says so.
"""

import dataclasses
import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

import httpx
from sqlalchemy import text

from app import access, admin_units
from app.access import Actor, Role
from app.access.schemas import NewAgent, NewAppointment, NewOfficer
from app.appraisal.rules import Verdict
from app.appraisal.schemas import Closing, OpinionLine, SittingShown
from app.client import Client
from app.core import db
from app.core.digests import secret_digest
from app.decisions.schemas import ApprovalOrder, DecisionShown
from app.dossiers.rules import Stage
from app.dossiers.schemas import ListShown
from app.intake.forms import FORMS
from app.intake.jobs import read_list
from app.intake.layout import write_workbook
from app.payouts.jobs import prepare_orders
from app.postings.schemas import PostingShown
from tests.grounds import set_clock
from tests.service import the_service

PROVINCE, DISTRICT, COMMUNE, SIBLING = "42.", "42.436.", "42.436.18070.", "42.436.18073."
FAR_DISTRICT, FAR_COMMUNE = "42.437.", "42.437.18115."
OTHER_PROVINCE, OTHER_DISTRICT, OTHER_COMMUNE = "40.", "40.412.", "40.412.16663."
COMMUNES = (COMMUNE, SIBLING, FAR_COMMUNE, OTHER_COMMUNE)
DISTRICTS = (DISTRICT, FAR_DISTRICT, OTHER_DISTRICT)
AGENT = "BUUDIEN"
GROUPS = {"05": "NCC", "07": "BTXH", "08": "HN", "09": "HCN"}
RATES = {"05": 500_000, "07": 500_000, "08": 250_000, "09": 250_000}

LIST_DAY = date(2020, 4, 27)
POSTING_OVER = date(2020, 5, 4)
DISTRICT_DAY = date(2020, 5, 5)
PROVINCE_DAY = date(2020, 5, 6)
DECISION_DAY = date(2020, 5, 7)

_numbers = count(1)
# No two are alike by three letters: a name that nobody has is near nobody's either.
_SYLLABLES = (
    "Bình Chi Dung Giang Khánh Phúc Quý Sơn Uyên Trường Nguyệt Thảo Kiều Xuân Ngọc Hoài Gấm"
)
_WORDS = _SYLLABLES.split()

Row = dict[str, Any]


# --- people and lists ---------------------------------------------------------------------------


def a_name() -> str:
    """A name that nobody else has."""
    number, words = next(_numbers) + len(_WORDS) ** 3, []
    while number:
        number, place = divmod(number, len(_WORDS))
        words.append(_WORDS[place])
    return "Trần " + " ".join(words)


def a_cccd(sex: str = "F", year: int = 1975, province: str = "042") -> str:
    """A new citizen number that agrees with sex and year."""
    century = (year // 100 - 19) * 2 + (sex == "F")
    return f"{province}{century}{year % 100:02d}{next(_numbers):06d}"


def a_cmnd() -> str:
    """A new nine-digit number."""
    return f"18{next(_numbers):07d}"


def a_row(form: str = "07", **changes: Any) -> Row:
    """One clean person on a form, by field; nobody twice."""
    row: Row = {
        "stt": None, "full_name": a_name(), "birth": "12/03/1975", "sex": "Nữ",
        "id_number": a_cccd(), "commune": "Phường Trần Phú", "hamlet": "Thôn Đông",
        "address": None, "category": "Người khuyết tật nặng", "allowance_dong": 540_000,
        "household_head": "Trần Văn Ân", "household_number": str(next(_numbers)),
        "relation": "Vợ", "months": 3, "amount_dong": 3 * RATES[form], "note": None,
    }  # fmt: skip
    return row | changes


def as_form(form: str, row: Row) -> Row:
    """The same person on another form, with that form's amount."""
    return row | {"amount_dong": 3 * RATES[form]}


def rows(form: str, how_many: int) -> list[Row]:
    """That many clean people."""
    return [a_row(form) for _ in range(how_many)]


def a_workbook(form: str, people: Sequence[Row], **options: Any) -> bytes:
    """The official form, filled in."""
    out = BytesIO()
    cells = [[row[field] for field in FORMS[form].fields] for row in people]
    told = {"unit_name": "UBND phường Trần Phú", "parent_name": "UBND thành phố Hà Tĩnh"} | options
    write_workbook(FORMS[form], cells, day=LIST_DAY, out=out, **told)
    return out.getvalue()


def as_json_rows(form: str, people: Sequence[Row]) -> list[Row]:
    """The same people as the JSON of a list."""
    fields = set(FORMS[form].fields) - {"stt"}
    return [
        {name: value for name, value in row.items() if name in fields and value is not None}
        for row in people
    ]


# --- officers -----------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Officer:
    """A natural person in one office, with an account and the code that opens it."""

    officer_id: int
    account_id: int
    appointment_id: int
    user_name: str
    code: str
    role: Role
    unit_path: str
    agent: str | None = None

    @property
    def actor(self) -> Actor:
        """The same person for acts called without HTTP."""
        return Actor(
            self.account_id, self.officer_id, self.appointment_id, self.role, self.unit_path,
            self.agent,
        )  # fmt: skip


async def enrolled(*wanted: tuple[Role, str], agent: str = AGENT) -> list[Officer]:
    """People enrolled the way the operator does, in one act."""
    agents = [agent if role is Role.PAYMENT_AGENT else None for role, _ in wanted]
    officers = [
        NewOfficer(
            user_name=f"an-sinh-{os.getpid()}-{next(_numbers)}",
            full_name=a_name(),
            id_number=a_cccd(province="001"),
            appointment=NewAppointment(
                role=role, unit_path=path, document_number="01/QĐ-UBND",
                valid_from=date(2020, 1, 1), agent_code=own_agent,
            ),
        )
        for (role, path), own_agent in zip(wanted, agents, strict=True)
    ]  # fmt: skip
    async with db.transaction(db.NOBODY) as session:
        made = await access.enrol_officers(session, None, officers)
        query = "select officer_id, id from nation.appointment where officer_id = any(:people)"
        found = await session.execute(text(query), {"people": [one.officer_id for one in made]})
        appointments = {row.officer_id: row.id for row in found}
    return [
        Officer(
            one.officer_id, one.account_id, appointments[one.officer_id], one.user_name,
            one.enrolment_code, role, path, own_agent,
        )
        for one, (role, path), own_agent in zip(made, wanted, agents, strict=True)
    ]  # fmt: skip


async def another_account(person: Officer, role: Role, path: str) -> Officer:
    """The same natural person in a second office, with a second account for it."""
    user_name, code = f"{person.user_name}-{next(_numbers)}", secrets.token_urlsafe(32)
    async with db.transaction(db.NOBODY) as session:
        whose = {"officer": person.officer_id, "name": user_name, "role": str(role), "path": path}
        account = await session.scalar(text(_SECOND_ACCOUNT), whose)
        appointment = await session.scalar(text(_SECOND_OFFICE), whose)
        opened = {"digest": secret_digest(code), "account": account}
        await session.execute(text(_SECOND_CODE), opened)
    assert isinstance(account, int)
    assert isinstance(appointment, int)
    return dataclasses.replace(
        person, account_id=account, appointment_id=appointment, user_name=user_name, code=code,
        role=role, unit_path=path,
    )  # fmt: skip


_SECOND_ACCOUNT = (
    "insert into nation.account (officer_id, user_name) values (:officer, :name) returning id"
)
_SECOND_OFFICE = (
    "insert into nation.appointment (officer_id, role, unit_path, valid_from, document_number)"
    " values (:officer, :role, :path, '2020-01-01', '02/QĐ-UBND') returning id"
)
_SECOND_CODE = (
    "insert into nation.enrolment (digest, account_id, expires_at)"
    " values (:digest, :account, now() + interval '1 day')"
)


class Town:
    """Everybody in office in two communes of a district, one of another, and province 40."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.api = Client("http://an-sinh", transport=transport)
        self.offices: dict[tuple[str, str], Officer] = {}
        self.councils: dict[str, list[int]] = {}
        self._signed_in: dict[int, Client] = {}

    async def fill(self) -> None:
        """Enrol everybody in one act."""
        async with db.transaction(db.NOBODY) as session:
            await access.add_agents(session, [NewAgent(code=AGENT, name="Bưu điện tỉnh")])
        seats = list(_seats())
        made = await enrolled(*((role, path) for path, _, role in seats))
        for (path, seat, role), officer in zip(seats, made, strict=True):
            self.offices[path, seat] = officer
            if role in (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY):
                self.councils.setdefault(path, []).append(officer.officer_id)

    def officer(self, path: str, seat: str = "canbo") -> Officer:
        """Who holds a seat ("canbo", "thuky", "uyvien1", "chutich", …) of a unit."""
        return self.offices[path, seat]

    async def at(self, path: str, seat: str = "canbo") -> Client:
        """The service as the holder of a seat."""
        return await self.as_(self.offices[path, seat])

    async def as_(self, officer: Officer) -> Client:
        """The service as this officer."""
        known = self._signed_in.get(officer.account_id)
        if known is None:
            known = self.api.shared()
            chosen = {"enrolment_code": officer.code, "appointment_id": officer.appointment_id}
            answer = await known.send("POST", "/tokens", json=chosen)
            known.token = answer.json()["token"]
            self._signed_in[officer.account_id] = known
        return known

    async def raw(
        self, officer: Officer, method: str, path: str, **arguments: Any
    ) -> httpx.Response:
        """One request of this officer, whatever the answer; no key unless one is given."""
        token = (await self.as_(officer)).token
        headers = {"Authorization": f"Bearer {token}"} | arguments.pop("headers", {})
        return await self.api.http.request(method, path, headers=headers, **arguments)


def _seats() -> Iterator[tuple[str, str, Role]]:
    for path in (*COMMUNES, *DISTRICTS, PROVINCE, OTHER_PROVINCE):
        level = admin_units.level_of(path)
        if level != "province":
            maker = Role.COMMUNE_OFFICER if level == "commune" else Role.DISTRICT_OFFICER
            yield path, "canbo", maker
        yield path, "thuky", Role.COUNCIL_SECRETARY
        for number in range(1, 4):
            yield path, f"uyvien{number}", Role.COUNCIL_MEMBER
    for path in (PROVINCE, OTHER_PROVINCE):
        yield path, "chutich", Role.CHAIRMAN
        yield path, "taichinh", Role.FINANCE_OFFICER
        yield path, "baocao", Role.DEPARTMENT_REPORTER
        yield path, "kiemtra", Role.AUDITOR
        yield path, "hotich", Role.CONFIRMING_BODY
        yield path, "buudien", Role.PAYMENT_AGENT
    yield "", "quantri", Role.ADMINISTRATOR


@asynccontextmanager
async def a_town(owner_url: str) -> AsyncIterator[Town]:
    """A town over the real service, the clock at the day of the lists."""
    transport = httpx.ASGITransport(the_service(), raise_app_exceptions=False)
    town = Town(transport)
    await set_clock(owner_url, LIST_DAY)
    await town.fill()
    async with town.api:
        yield town
    await set_clock(owner_url, None)


# --- acts ---------------------------------------------------------------------------------------


async def read_now(list_id: int, path: str = PROVINCE) -> None:
    """The job that reads a list, here and now."""
    await read_list(db.Standing(path), {"list_id": list_id})


async def a_list(
    town: Town, form: str, people: Sequence[Row], path: str = COMMUNE, seat: str = "canbo"
) -> ListShown:
    """A list handed in as a file by its office and read."""
    officer = await town.at(path, seat)
    office = f"UBND phường Trần Phú, tờ {next(_numbers)}"  # no two files are the same bytes
    received = await officer.receive_list(form, a_workbook(form, people, unit_name=office))
    await read_now(received.id, path)
    return await officer.list_of(received.id)


async def submitted(town: Town, form: str, people: Sequence[Row], path: str = COMMUNE) -> ListShown:
    """A list read and handed in as claims."""
    found = await a_list(town, form, people, path)
    officer = await town.at(path)
    await officer.submit_list(found.id, found.good_count or 0)
    return await officer.list_of(found.id)


async def posted(town: Town, list_ids: Sequence[int], path: str = COMMUNE) -> PostingShown:
    """Lists shown to the community."""
    officer = await town.at(path)
    return await officer.post_lists(list_ids, "Trụ sở UBND phường", "Bảng tin")


async def hearing(town: Town, list_ids: Sequence[int], path: str) -> SittingShown:
    """A sitting of the council of a unit, open, with its whole council present."""
    secretary = await town.at(path, "thuky")
    return await secretary.open_sitting(list_ids, town.councils[path])


async def heard(
    town: Town,
    list_ids: Sequence[int],
    path: str,
    words: Mapping[str, OpinionLine | None] | None = None,
) -> Closing:
    """A whole sitting: findings answered as the service suggests, or by code as `words` says."""
    sitting = await hearing(town, list_ids, path)
    secretary = await town.at(path, "thuky")
    said: dict[int, OpinionLine] = {}
    for finding in await secretary.findings(sitting.id):
        chosen = (words or {}).get(finding.code)
        word = (
            chosen.model_copy(update={"dossier_id": finding.dossier_id})
            if chosen
            else OpinionLine(
                dossier_id=finding.dossier_id, verdict=finding.suggested_verdict,
                reason_code=finding.suggested_reason,
            )
        )  # fmt: skip
        earlier = said.get(finding.dossier_id)
        if earlier is None or earlier.verdict is Verdict.FAVOURABLE:
            said[finding.dossier_id] = word
    if said:
        await secretary.record_opinions(sitting.id, sitting.expected, list(said.values()))
    return await secretary.close_sitting(sitting.id, sitting.expected)


def two_people() -> OpinionLine:
    """The council's word on namesakes."""
    return OpinionLine(
        dossier_id=1, verdict=Verdict.FAVOURABLE, answer="Đã đối chiếu: hai người khác nhau."
    )


async def a_source(town: Town, amount: int = 10**12, path: str = PROVINCE) -> int:
    """A new source of money with an allotment (đồng)."""
    treasurer = await town.at(path, "taichinh")
    source = await treasurer.add_source(f"NS-{next(_numbers)}", "Ngân sách tỉnh", "province")
    await treasurer.allot(source, amount, "15/QĐ-STC", LIST_DAY)
    return source


async def an_order(
    town: Town, batch_id: int, source: int, path: str = PROVINCE, **changes: Any
) -> ApprovalOrder:
    """The signature over exactly what the batch holds now; or something else, by `changes`."""
    batch = await (await town.at(path, "chutich")).batch(batch_id)
    seen = {
        "number": f"{next(_numbers)}/QĐ-UBND", "signed_on": DECISION_DAY,
        "expected_count": batch.case_count, "expected_total_dong": batch.total_dong,
        "expected_root": batch.root, "source_id": source, "agent_code": AGENT,
    }  # fmt: skip
    return ApprovalOrder.model_validate(seen | changes)


async def a_batch(town: Town, list_ids: Sequence[int], district: str = DISTRICT) -> int:
    """Lists gathered by the district for one decision."""
    officer = await town.at(district)
    return await officer.open_batch(list_ids, f"{next(_numbers)}/TTr-UBND")


async def decided(
    town: Town, list_ids: Sequence[int], district: str = DISTRICT, source: int | None = None
) -> DecisionShown:
    """A decision over lists, on the day of decisions."""
    province = f"{district[:2]}."
    source = source or await a_source(town, path=province)
    batch_id = await a_batch(town, list_ids, district)
    chairman = await town.at(province, "chutich")
    return await chairman.approve(batch_id, await an_order(town, batch_id, source, province))


async def ordered(decision: DecisionShown, province: str = PROVINCE) -> None:
    """The job that makes the orders of a decision, here and now."""
    facts = {"decision_id": decision.id, "agent_code": AGENT}
    await prepare_orders(db.Standing(province), facts)


ROAD = (
    Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE, Stage.AT_DISTRICT,
    Stage.AT_PROVINCE, Stage.APPROVED,
)  # fmt: skip
"""The stages of a posted group in order."""


async def advance(
    town: Town,
    owner_url: str,
    list_ids: Sequence[int],
    upto: Stage,
    *,
    path: str = COMMUNE,
    since: Stage = Stage.SUBMITTED,
) -> None:
    """Carry lists of one commune that stand at `since` to a stage, by the acts and on their days.

    AT_PROVINCE is before the provincial team has sat; APPROVED is after its sitting and decision.
    """
    district = admin_units.district_of(path)
    province = f"{path[:2]}."
    for stage in ROAD[ROAD.index(since) + 1 : ROAD.index(upto) + 1]:
        before = ROAD[ROAD.index(stage) - 1]
        lists = [one for one in list_ids if before in await stages_of(one, province)]
        if stage is Stage.POSTED:
            await set_clock(owner_url, LIST_DAY)
            await posted(town, lists, path)
        elif stage is Stage.AT_COMMUNE:
            await set_clock(owner_url, POSTING_OVER)
            await close_postings(town, lists, path)
        elif stage is Stage.AT_DISTRICT:
            await heard(town, lists, path)
        elif stage is Stage.AT_PROVINCE:
            await set_clock(owner_url, DISTRICT_DAY)
            await heard(town, lists, district)
        elif stage is Stage.APPROVED:
            await set_clock(owner_url, PROVINCE_DAY)
            await heard(town, lists, province)
            await set_clock(owner_url, DECISION_DAY)
            await decided(town, lists, district)


async def close_postings(town: Town, list_ids: Sequence[int], path: str = COMMUNE) -> None:
    """Close every posting in which these lists are shown."""
    async with db.transaction(town.officer(path).actor.standing) as session:
        query = text(
            "select distinct posting_id from posting_list where showing and list_id = any(:l)"
        )
        showing = list(await session.scalars(query, {"l": list(list_ids)}))
    officer = await town.at(path)
    for posting in showing:
        await officer.close_posting(posting)


async def at_stage(
    town: Town,
    owner_url: str,
    stage: Stage,
    people: Sequence[Row] | int = 3,
    *,
    form: str = "07",
    path: str = COMMUNE,
) -> ListShown:
    """A list of one commune, carried to a stage by the real acts."""
    await set_clock(owner_url, LIST_DAY)
    given = rows(form, people) if isinstance(people, int) else people
    if stage is Stage.DRAFT:
        return await a_list(town, form, given, path)
    found = await submitted(town, form, given, path)
    await advance(town, owner_url, [found.id], stage, path=path)
    return found


async def stages_of(list_id: int, path: str = PROVINCE) -> list[str]:
    """Where the dossiers of a list stand, in the order of its rows."""
    async with db.transaction(db.Standing(path)) as session:
        query = (
            "select s.stage from dossier_stage s join dossier d on d.id = s.dossier_id"
            " where s.list_id = :id order by d.row_number"
        )
        return list(await session.scalars(text(query), {"id": list_id}))


async def dossiers_of(list_id: int, path: str = PROVINCE) -> list[int]:
    """The numbers of the dossiers of a list, in the order of its rows."""
    async with db.transaction(db.Standing(path)) as session:
        query = "select id from dossier where list_id = :id order by row_number"
        return list(await session.scalars(text(query), {"id": list_id}))
