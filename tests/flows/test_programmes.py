"""Programmes and later decisions come as data: entered, approved, walked to the money, no code."""

import json
from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import policy
from app.access import Role
from app.client.lists import JSON
from app.client.transport import Problem
from app.core import db
from app.dossiers import Rival, winner_of
from app.dossiers.rules import Stage
from app.intake.forms import KNOWN
from app.intake.marking import mark_file
from app.intake.markings import order_of, packed_marks
from app.intake.reading import reader
from app.policy.known import forget
from app.policy.programmes import LIST_FIELDS
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    DISTRICT_DAY,
    LIST_DAY,
    OTHER_DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    PROVINCE_DAY,
    Officer,
    Town,
    a_batch,
    a_cccd,
    a_name,
    a_row,
    a_town,
    an_order,
    dossiers_of,
    enrolled,
    heard,
    ordered,
    read_now,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import a_house_of_its_own, owning, scalar, set_clock
from tests.programmes import (
    CAP,
    GROUP,
    SCHOOLS,
    SOURCE,
    a_decision,
    a_document,
    a_programme,
    a_teacher,
)

_numbers = iter(range(10**6))
_EMPLOYER = {
    "employer_name": "Trường mầm non tư thục Hoa Sen", "tax_code": "0100233488",
    "address": "Phường Nam Hà, thành phố Hà Tĩnh",
}  # fmt: skip


@pytest.fixture(scope="module")
async def own(house: str) -> AsyncIterator[str]:
    """A database of its own: what is enacted here is law nowhere else."""
    async with a_house_of_its_own(house) as url:
        forget()
        yield url
        forget()


@pytest.fixture(scope="module")
async def town(own: str) -> AsyncIterator[Town]:
    """Everybody in office there."""
    async with a_town(own) as made:
        yield made


@pytest.fixture(autouse=True)
async def morning(own: str) -> None:
    """Every test begins on the day of the lists."""
    await set_clock(own, LIST_DAY)


@pytest.fixture(scope="module")
async def keepers(town: Town) -> list[Officer]:
    """Two people of the nation's office that keeps the policy."""
    return await enrolled((Role.POLICY_KEEPER, ""), (Role.POLICY_KEEPER, ""))


@pytest.fixture(scope="module")
async def programme(town: Town) -> int:
    """The programme of province 42, entered by the department, approved by the Chairman."""
    entered = await (await town.at(PROVINCE, "baocao")).enter_enactment(a_document(a_programme()))
    assert entered.revision is None
    before = await town.raw(town.officer(DISTRICT), "GET", "/templates")
    assert GROUP not in {one["code"] for one in before.json()}
    approved = await (await town.at(PROVINCE, "chutich")).approve_enactment(entered.id)
    assert approved.revision is not None
    return approved.id


async def teachers(
    town: Town, *told: dict[str, Any], path: str = DISTRICT, good: int | None = None
) -> tuple[int, list[dict[str, Any]]]:
    """A list of the programme, read; its number and the faulty rows."""
    body = {"head": _EMPLOYER, "rows": list(told)}
    officer = await town.at(path)
    received = await officer.receive_list(
        GROUP, json.dumps(body).encode(), f"{next(_numbers)}.json", media_type=JSON
    )
    await read_now(received.id, path)
    faults = [row.model_dump() async for row in officer.rows(received.id, "faulty")]
    assert (await officer.list_of(received.id)).good_count == (
        len(told) if good is None else good
    ), faults
    return received.id, faults


async def a_fund(town: Town, code: str, level: str = "province") -> int:
    treasurer = await town.at(PROVINCE, "taichinh")
    source = await treasurer.add_source(code, "Ngân sách tỉnh cho chương trình", level)
    await treasurer.allot(source, 10**10, "15/QĐ-STC", LIST_DAY)
    return source


def test_the_columns_a_programme_may_name_are_those_the_forms_have() -> None:
    assert {field: column.kind for field, column in KNOWN.items()} == dict(LIST_FIELDS)


async def test_a_provinces_programme_goes_from_its_document_to_the_payment_order(
    own: str, town: Town, programme: int
) -> None:
    """The first seed's example: contributions of those whom the national policy leaves out."""
    number, _ = await teachers(
        town, a_teacher(1), a_teacher(2, workplace_kind=SCHOOLS[2], amount_dong=CAP)
    )
    maker = await town.at(DISTRICT)
    await maker.submit_list(number, 2)
    assert set(await stages_of(number)) == {Stage.CONFIRMING}
    await confirmed(town, number, 2)
    await set_clock(own, DISTRICT_DAY)
    await heard(town, [number], DISTRICT)
    await set_clock(own, PROVINCE_DAY)
    await heard(town, [number], PROVINCE)
    await set_clock(own, DECISION_DAY)
    batch = await a_batch(town, [number])
    chairman = town.officer(PROVINCE, "chutich")
    wrong = await a_fund(town, "NST-KHAC")
    refused = await town.raw(
        chairman, "POST", f"/batches/{batch}/approval",
        json=(await an_order(town, batch, wrong)).model_dump(mode="json"),
    )  # fmt: skip
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/wrong-source")
    source = await a_fund(town, SOURCE)
    signed = await (await town.at(PROVINCE, "chutich")).approve(
        batch, await an_order(town, batch, source)
    )
    assert (signed.case_count, signed.total_dong) == (2, 3_510_000 + CAP)
    await ordered(signed)
    orders = await scalar(
        own, "select array_agg(amount_dong order by amount_dong) from payout_order"
        " where group_code = :g", g=GROUP,
    )  # fmt: skip
    assert orders == [3_510_000, CAP]
    committed = "select sum(amount_dong) from journal_entry where source_id = :s and account = :a"
    assert await scalar(own, committed, s=source, a="committed") == signed.total_dong
    table = await (await town.at(PROVINCE, "baocao")).coverage(f"{DECISION_DAY}")
    row = next(one for one in table["rows"] if one["group"] == GROUP)
    assert (row["approved_people"], row["approved_dong"]) == (2, 3_510_000 + CAP)


async def test_a_sum_over_the_cap_is_refused_by_row_with_words(town: Town, programme: int) -> None:
    _, faults = await teachers(
        town, a_teacher(11), a_teacher(12, amount_dong=CAP + 1), a_teacher(13, months=4), good=1
    )
    words = [one["vi"] for row in faults for one in row["problems"]]
    assert words == [
        "Dòng 2, cột “Tiền đóng BHXH bắt buộc 3 tháng (đồng)”: số tiền vượt mức tối đa của chương"
        " trình (đang ghi “4000001”); cần số đồng nguyên, không quá 4.000.000 đồng một người.",
        "Dòng 3, cột “Số tháng hỗ trợ”: số tháng không đúng (đang ghi “4”); cần số nguyên từ 1"
        " đến 3.",
    ]


async def test_the_programmes_own_conditions_warn_and_its_columns_are_asked(
    town: Town, programme: int
) -> None:
    number, faults = await teachers(
        town, a_teacher(21, workplace_kind=SCHOOLS[3]), a_teacher(22, job_lost_on="01/06/2020"),
        a_teacher(23, workplace_kind=None), a_teacher(24, workplace_kind="Chợ"), good=2,
    )  # fmt: skip
    assert [row["problems"][0]["code"] for row in faults] == ["CHOICE_UNKNOWN"] * 2
    officer = await town.at(DISTRICT)
    warned = {
        row.row_number: [one["code"] for one in row.warnings or ()]
        async for row in officer.rows(number)
    }
    assert warned[1] == [f"CONDITION_{GROUP}_WORKPLACE"]
    assert warned[2] == [f"CONDITION_{GROUP}_LOST"]


async def test_its_list_has_a_template_in_excel_and_comes_back_through_it(
    town: Town, programme: int
) -> None:
    told = (await town.raw(town.officer(DISTRICT), "GET", "/templates")).json()
    mine = next(one for one in told if one["code"] == GROUP)
    assert [one["field"] for one in mine["columns"]][-4:-1] == [
        "job_lost_on", "months", "amount_dong",
    ]  # fmt: skip
    file = await town.raw(town.officer(DISTRICT), "GET", f"/templates/{GROUP}.xlsx")
    assert file.status_code == 200, file.text
    book = openpyxl.load_workbook(BytesIO(file.content))
    sheet, row = book.worksheets[0], a_teacher(31)
    (top,) = (cell.row for line in sheet.iter_rows() for cell in line if cell.value == "Họ và tên")
    headers = {cell.value: cell.column for cell in sheet[top]}
    for column in mine["columns"]:
        if row.get(column["field"]) is not None:
            sheet.cell(top + 2, headers[column["header"]], row[column["field"]])
    for place, fact in enumerate(("employer_name", "tax_code", "address")):
        label = next(one["header"] for one in mine["head"] if one["field"] == fact)
        cell = next(
            cell for line in sheet.iter_rows() for cell in line
            if isinstance(cell.value, str) and cell.value.rstrip(": …").startswith(label)
        )  # fmt: skip
        sheet.cell(cell.row, cell.column, f"{label}: {list(_EMPLOYER.values())[place]}")
    out = BytesIO()
    book.save(out)
    officer = await town.at(DISTRICT)
    received = await officer.receive_list(GROUP, out.getvalue(), "giao-vien.xlsx")
    await read_now(received.id, DISTRICT)
    found = await officer.list_of(received.id)
    faults = [row async for row in officer.rows(received.id, "faulty")]
    assert (found.state, found.good_count) == ("read", 1), (found.problem, faults)


async def test_another_province_does_not_have_it(town: Town, programme: int) -> None:
    stranger = town.officer(OTHER_DISTRICT)
    told = (await town.raw(stranger, "GET", "/templates")).json()
    assert GROUP not in {one["code"] for one in told}
    file = await town.raw(stranger, "GET", f"/templates/{GROUP}.xlsx")
    body = json.dumps({"head": _EMPLOYER, "rows": [a_teacher(41)]}).encode()
    sent = await town.raw(
        stranger, "POST", f"/lists?form={GROUP}", content=body, headers={"Content-Type": JSON}
    )
    for answer in (file, sent):
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not-offered")
    shown = await (await town.at(OTHER_PROVINCE, "baocao")).enactments()
    assert [one for one in shown if one.province_code == "42"] == []


async def test_nobody_else_enters_or_approves_a_provinces_document(town: Town) -> None:
    document = a_document(a_programme(code="HT_KHAC"), code="NQ-KHAC")
    asked = {"json": document}
    wrong = {
        "not-your-policy": await town.raw(
            town.officer(OTHER_PROVINCE, "baocao"), "POST", "/policy/enactments", **asked
        ),
        "forbidden": await town.raw(town.officer(DISTRICT), "POST", "/policy/enactments", **asked),
    }
    entered = await (await town.at(PROVINCE, "baocao")).enter_enactment(document)
    door = f"/policy/enactments/{entered.id}/approval"
    wrong["not-found"] = await town.raw(town.officer(OTHER_PROVINCE, "chutich"), "POST", door)
    for kind, answer in wrong.items():
        assert answer.json()["type"] == f"/problems/{kind}", answer.text
    assert policy.programme_of("HT_KHAC") is None


async def test_one_person_does_not_put_a_document_in_force(
    own: str, town: Town, keepers: list[Officer]
) -> None:
    document = a_decision(("posting.days", 3), code="QD-MOT-NGUOI", effective_from="2020-05-01")
    entered = await (await town.as_(keepers[0])).enter_enactment(document)
    door = f"/policy/enactments/{entered.id}/approval"
    answer = await town.raw(keepers[0], "POST", door)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/two-people-needed")
    query = text(
        "update nation.enactment set revision = 99, approved_by = entered_by,"
        " approved_at = now() where id = :id"
    )
    async with owning(own) as session:
        await session.execute(text("set local role house_app"))
        with pytest.raises(DBAPIError, match="ck_enactment_two_people"):
            await session.execute(query, {"id": entered.id})


async def test_control_a_document_in_force_is_written_once(own: str, programme: int) -> None:
    query = text("update nation.enactment set revision = 99 where id = :id")
    async with owning(own) as session:
        with pytest.raises(DBAPIError, match="written once"):
            await session.execute(query, {"id": programme})


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"code": "BTXH"}, "BTXH"),
        ({"columns": [{"field": "salary"}]}, None),
        ({"columns": [{"field": "full_name"}]}, None),
        ({"columns": []}, None),
        ({"fund": {"level": "nowhere"}}, None),
        ({"road": {"commune": {}}}, None),
        ({"amount": {"kind": "stated", "cap_dong": 0, "months_cap": 3}}, None),
    ],
)  # fmt: skip
async def test_a_document_that_does_not_fit_is_refused_whole(
    town: Town, wrong: dict[str, Any], where: str | None
) -> None:
    document = a_document(a_programme(**wrong), code=f"NQ-SAI-{next(_numbers)}")
    answer = await town.raw(
        town.officer(PROVINCE, "baocao"), "POST", "/policy/enactments", json=document
    )
    kind = "enactment-wrong" if where else "invalid-input"
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}"), answer.text


async def test_a_later_decision_as_data_holds_for_later_lists_alone(
    own: str, town: Town, keepers: list[Officer]
) -> None:
    """A fictional decision doubles a rate, widens a condition and shortens the posting."""
    early = await submitted(town, "07", rows("07", 1))
    document = a_decision(
        ("groups.BTXH.monthly_rate", 1_000_000), ("posting.days", 1),
        ("conditions.EMPLOYER_KIND.allowed", ["enterprise", "cooperative"]),
        ("outside.OUTSIDE_COOPERATIVE.reopened_by", "QD-THU-2020"),
    )  # fmt: skip
    entered = await (await town.as_(keepers[0])).enter_enactment(document)
    await (await town.as_(keepers[1])).approve_enactment(entered.id)
    await set_clock(own, date(2020, 4, 29))
    later = [row | {"amount_dong": 3_000_000} for row in rows("07", 1)]
    late = await submitted(town, "07", later)
    old = await submitted(town, "07", [*rows("07", 1), *later])
    assert (old.good_count, old.faulty_count) == (1, 1)
    versions = "select policy_version from dossier_list where id = :l"
    assert await scalar(own, versions, l=early.id) == "QD15"
    assert await scalar(own, versions, l=late.id) == "QD-THU-2020"
    officer = await town.at(COMMUNE)
    days = {}
    for one in (early, late):
        posting = await officer.post_lists([one.id], "Trụ sở UBND phường", "Bảng tin")
        days[one.id] = (posting.ends_on - posting.starts_on).days
    assert days[early.id] == days[late.id] + 1
    rules = policy.policy_at(date(2020, 4, 29))
    assert rules.version.citation == "Quyết định thử nghiệm của Thủ tướng Chính phủ"
    assert rules.outside_policy_reasons.keys() == policy.policy_at(
        LIST_DAY
    ).outside_policy_reasons.keys() - {"OUTSIDE_COOPERATIVE"}
    assert len(await dossiers_of(early.id)) == 1


async def test_a_decision_may_not_change_what_the_law_does_not_know(
    town: Town, keepers: list[Officer]
) -> None:
    for change in (("groups.BTXH.colour", "red"), ("posting.days", 0), ("posting.days", "ba")):
        document = a_decision(change, code=f"QD-SAI-{next(_numbers)}")
        answer = await town.raw(keepers[0], "POST", "/policy/enactments", json=document)
        assert answer.json()["type"] == "/problems/enactment-wrong", answer.text
        assert change[0] in answer.json()["detail"]


async def test_a_faulty_list_of_a_programme_comes_back_marked(town: Town, programme: int) -> None:
    number, _ = await teachers(town, a_teacher(51), a_teacher(52, amount_dong=CAP + 5), good=1)
    officer = town.officer(DISTRICT)
    async with db.transaction(officer.actor.standing) as session:
        order = await order_of(session, number, 1)
        assert order is not None
        packed = await packed_marks(session, number, 1)
    marked = await reader().run(mark_file, order.content, packed, order.task)
    sheet = openpyxl.load_workbook(BytesIO(marked)).worksheets[0]
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert any("vượt mức tối đa của chương trình" in one for one in texts)


@pytest.fixture(scope="module")
async def villages(town: Town) -> None:
    """Two programmes handed in by communes: a fixed sum, and so much a month that competes."""
    common: dict[str, Any] = {
        "compiled_by": "commune", "handed_in_at": "commune", "employer_above": False,
        "columns": [{"field": "hamlet", "required": False}], "conditions": [],
        "fund": {"level": "province"},
    }  # fmt: skip
    road = {"commune": {"posted": True, "working_days": 5}}
    fixed = a_programme(
        code="HT_QUATET", amount={"kind": "fixed", "dong": 400_000}, road=road, **common
    )
    monthly = a_programme(
        code="HT_VESO", amount={"kind": "monthly", "dong": 300_000, "months_cap": 6},
        road={"commune": {"posted": False}}, beside="competes", **common,
    )  # fmt: skip
    document = a_document(fixed, monthly, code="NQ-HAI-CHUONG-TRINH")
    entered = await (await town.at(PROVINCE, "baocao")).enter_enactment(document)
    await (await town.at(PROVINCE, "chutich")).approve_enactment(entered.id)


async def a_villagers_list(town: Town, group: str, *told: dict[str, Any]) -> tuple[int, int]:
    """A list of a commune's programme, read: its number and how many rows are good."""
    base = {"full_name": "", "birth": "12/03/1985", "sex": "Nữ", "id_number": None}
    people = [base | {"full_name": a_name(), "id_number": a_cccd(year=1985)} | one for one in told]
    officer = await town.at(COMMUNE)
    received = await officer.receive_list(
        group, json.dumps({"rows": people}).encode(), f"{next(_numbers)}.json", media_type=JSON
    )
    await read_now(received.id, COMMUNE)
    return received.id, (await officer.list_of(received.id)).good_count or 0


async def test_a_fixed_sum_needs_no_column_and_takes_no_other(
    own: str, town: Town, villages: None
) -> None:
    number, good = await a_villagers_list(
        town, "HT_QUATET", {}, {"amount_dong": 400_000}, {"amount_dong": 500_000}
    )
    assert good == 2
    await (await town.at(COMMUNE)).submit_list(number, 2)
    assert set(await stages_of(number)) == {Stage.SUBMITTED}  # waits for its posting
    sums = "select array_agg(amount_dong) from dossier where list_id = :l"
    assert await scalar(own, sums, l=number) == [400_000, 400_000]


async def test_so_much_a_month_up_to_its_own_cap(own: str, town: Town, villages: None) -> None:
    number, good = await a_villagers_list(
        town, "HT_VESO", {"months": 6, "amount_dong": 1_800_000},
        {"months": 7, "amount_dong": 2_100_000}, {"months": 2, "amount_dong": 900_000},
    )  # fmt: skip
    assert good == 1
    await (await town.at(COMMUNE)).submit_list(number, 1)
    assert set(await stages_of(number)) == {Stage.AT_COMMUNE}  # no posting on this road


def rival(group: str, amount: int, number: int) -> Rival:
    return Rival(number, 1, group, amount, "42", f"42.436.{number}", "open")


async def test_what_a_programme_is_beside_a_national_benefit_is_data(
    programme: int, villages: None
) -> None:
    """One gives way to a lower national benefit, the other wins where it is the higher."""
    rules = policy.policy_at(LIST_DAY)
    national = rival("HN", 750_000, 1)
    for group, wins in ((GROUP, False), ("HT_VESO", True)):
        beside = rival(group, 1_800_000, 2)
        for claims in ([national, beside], [beside, national]):
            found = winner_of(rules, claims)
            assert found is not None
            assert (found.group_code == group) is wins


async def confirmed(town: Town, list_id: int, seen: int) -> None:
    """The social insurance states that it knows everybody on the list."""
    (insurer,) = await enrolled((Role.INSURANCE_OFFICER, DISTRICT))
    said = {
        "document_number": "12/BHXH", "said_on": f"{LIST_DAY}", "expected": seen, "exceptions": [],
    }  # fmt: skip
    answer = await town.raw(insurer, "POST", f"/lists/{list_id}/confirmations", json=said)
    assert answer.status_code == 201, answer.text


async def test_who_has_a_national_benefit_gives_way_in_the_provinces_programme(
    own: str, town: Town, programme: int
) -> None:
    """The same teacher on a protection list: 1,500,000 of the nation before 3,510,000 of ours."""
    person = a_row("07")
    await submitted(town, "07", [person])
    same = {name: person[name] for name in ("full_name", "birth", "sex", "id_number")}
    number, _ = await teachers(town, a_teacher(71, **same), a_teacher(72))
    await (await town.at(DISTRICT)).submit_list(number, 2)
    await confirmed(town, number, 2)
    await set_clock(own, DISTRICT_DAY)
    await heard(town, [number], DISTRICT)
    assert await stages_of(number) == [Stage.SUPERSEDED, Stage.AT_PROVINCE]


async def test_a_national_decision_may_add_a_programme_for_every_province(
    town: Town, keepers: list[Officer]
) -> None:
    everywhere = a_programme(code="QG_GIAOVIEN")
    document = a_document(everywhere, code="QD-QUOC-GIA", province=None)
    entered = await (await town.as_(keepers[0])).enter_enactment(document)
    await (await town.as_(keepers[1])).approve_enactment(entered.id)
    for path in (DISTRICT, OTHER_DISTRICT):
        told = (await town.raw(town.officer(path), "GET", "/templates")).json()
        assert "QG_GIAOVIEN" in {one["code"] for one in told}
    shown = await town.raw(
        town.officer(OTHER_DISTRICT), "GET", f"/policy/groups/QG_GIAOVIEN?on={LIST_DAY}"
    )
    rule = shown.json()
    assert (rule["amount_cap"], rule["province"], rule["monthly_rate"]) == (CAP, None, None)
    assert [step["code"] for step in rule["road"]] == [
        "CONFIRM", "DISTRICT", "PROVINCE", "CHAIRMAN",
    ]  # fmt: skip


async def test_a_programme_said_anew_holds_for_later_lists_alone(
    own: str, town: Town, programme: int
) -> None:
    """A second resolution lowers the cap and drops the confirmation; the first list keeps both."""
    first, _ = await teachers(town, a_teacher(61, amount_dong=CAP))
    anew = a_programme(
        amount={"kind": "stated", "cap_dong": 1_000_000, "months_cap": 3},
        road={"district": {"working_days": 2}},
    )
    entered = await (await town.at(PROVINCE, "baocao")).enter_enactment(
        a_document(anew, code="NQ-HDND-42-SUA")
    )
    await (await town.at(PROVINCE, "chutich")).approve_enactment(entered.id)
    second, faults = await teachers(
        town, a_teacher(62, amount_dong=1_000_000), a_teacher(63, amount_dong=CAP), good=1
    )
    assert len(faults) == 1
    maker = await town.at(DISTRICT)
    over = a_document(anew | {"lists_until": "2020-04-26"}, code="NQ-HDND-42-DONG")
    closing = await (await town.at(PROVINCE, "baocao")).enter_enactment(over)
    await (await town.at(PROVINCE, "chutich")).approve_enactment(closing.id)
    late = json.dumps({"head": _EMPLOYER, "rows": [a_teacher(64)]}).encode()
    with pytest.raises(Problem, match="not-offered"):
        await maker.receive_list(GROUP, late, "muon.json", media_type=JSON)
    for number in (first, second):
        await maker.submit_list(number, 1)
    assert set(await stages_of(first)) == {Stage.CONFIRMING}
    assert set(await stages_of(second)) == {Stage.AT_DISTRICT}
