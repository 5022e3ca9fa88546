"""One application over HTTP: judged field by field, kept whole or not at all."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access import Role
from app.intake import applications
from app.intake.forms import FORMS as FORM_COLUMNS
from tests.builders import COMMUNE, DISTRICT, Row, Town, a_cccd, a_name, enrolled, read_now
from tests.grounds import scalar
from tests.town import logged, morning, town

from .test_routes import kept, located

__all__ = ["logged", "morning", "town"]

FORMS = ("02", "03", "04")


def an_application(form: str = "03", **changes: Any) -> Row:
    """One clean application, by field; nobody twice."""
    person: Row = {
        "full_name": a_name(), "birth": "12/03/1975", "sex": "Nữ", "id_number": a_cccd(),
        "hamlet": "Tổ dân phố 4", "address": "Ngõ 12 đường Nguyễn Huy Tự",
    }  # fmt: skip
    worker = {
        "permanent_address": "Phường Trần Phú, thành phố Hà Tĩnh", "income_before_dong": 3_000_000,
    }  # fmt: skip
    own: dict[str, Row] = {
        "02": {
            "business_place": "Số 5 đường Phan Đình Phùng", "trade": "Quán ăn",
            "tax_code": "0100109106", "suspended_from": "01/04/2020",
            "suspended_to": "30/06/2020", "phone": "0912345678",
        },
        "03": worker | {"job_before": "Công nhân may", "contract_ended_on": "05/04/2020"},
        "04": worker | {
            "job": "Bán lẻ vé số lưu động", "workplace": "Quanh chợ Hà Tĩnh",
            "income_now_dong": 0, "job_lost_on": "01/04/2020",
        },
    }  # fmt: skip
    return person | own[form] | changes


async def enter(
    town: Town, form: str, fields: Any, *, path: str = COMMUNE, query: str = "", **headers: str
) -> httpx.Response:
    """The answer of the door."""
    return await town.raw(
        town.officer(path), "POST", f"/applications/{form}{query}", json=fields, headers=headers
    )


@pytest.mark.parametrize("form", FORMS)
async def test_a_good_application_becomes_a_draft_of_the_commune(town: Town, form: str) -> None:
    answer = await enter(town, form, an_application(form))
    assert answer.status_code == 202, answer.text
    received = answer.json()
    assert received["form"] == form
    assert received["amount_dong"] == received["months"] * 1_000_000 > 0
    assert answer.headers["location"] == f"/api/v1/lists/{received['list_id']}/reading"
    await read_now(received["list_id"], COMMUNE)
    officer = await town.at(COMMUNE)
    found = await officer.list_of(received["list_id"])
    assert (found.state, found.row_count, found.good_count) == ("read", 1, 1)
    assert found.total_dong == received["amount_dong"]
    (row,) = [one async for one in officer.rows(found.id)]
    assert row.stage == "draft"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth", "31/02/1975"),
        ("id_number", "12345"),
        ("full_name", "Ngu‮yễn"),
        ("contract_ended_on", "hôm qua"),
        ("phone", "12"),
    ],
)
async def test_a_faulty_field_is_told_where_and_nothing_is_kept(
    house: str, town: Town, field: str, value: str
) -> None:
    before = await kept(house)
    body = located(await enter(town, "03", an_application("03", **{field: value})))
    assert f"#/{field}" in [one["pointer"] for one in body["errors"]], body
    assert all(one["message"] and "Dòng" not in one["message"] for one in body["errors"])
    assert await kept(house) == before


async def test_every_fault_is_told_at_once(town: Town) -> None:
    wrong = an_application("03", birth="31/02/1975", id_number="12345", sex="Không rõ", phone=12)
    body = located(await enter(town, "03", wrong | {"full_name": None, "nickname": "Tý"}))
    pointers = [one["pointer"] for one in body["errors"]]
    wanted = {"birth", "id_number", "sex", "phone", "full_name", "nickname"}
    assert {f"#/{name}" for name in wanted} <= set(pointers)
    assert len(pointers) == len(set(pointers))
    words = " ".join(one["message"] for one in body["errors"])
    assert not [said for said in ("Dòng", "cột", "ô định dạng", "đang ghi") if said in words]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"nickname": "Tý"}, "#/nickname"),
        ({"full_name": None}, "#/full_name"),
        ({"income_before_dong": "ba triệu"}, "#/income_before_dong"),
        ({"income_before_dong": -1}, "#/income_before_dong"),
        ({"address": "x" * 2001}, "#/address"),
    ],
)
async def test_a_misshapen_field_is_told_where(
    house: str, town: Town, changes: Row, pointer: str
) -> None:
    before = await kept(house)
    body = located(await enter(town, "03", an_application("03") | changes))
    assert [one["pointer"] for one in body["errors"]] == [pointer]
    assert await kept(house) == before


async def test_the_same_application_twice_is_the_same_list(town: Town) -> None:
    fields = an_application("04")
    first = (await enter(town, "04", fields)).json()
    turned = dict(reversed(list(fields.items())))
    assert (await enter(town, "04", turned)).json()["list_id"] == first["list_id"]
    other = an_application("04")
    assert (await enter(town, "04", other)).json()["list_id"] != first["list_id"]


async def test_a_repeated_key_gets_the_first_answer(house: str, town: Town) -> None:
    fields, key = an_application("02"), {"Idempotency-Key": f"đơn-{a_name()}".encode().hex()}
    first = await enter(town, "02", fields, **key)
    before = await kept(house)
    again = await enter(town, "02", fields, **key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert await kept(house) == before


async def test_a_rehearsal_answers_and_keeps_nothing(house: str, town: Town) -> None:
    before = await kept(house)
    answer = await enter(town, "03", an_application("03"), query="?dry_run=true")
    assert answer.status_code == 202
    assert await kept(house) == before


async def test_only_the_commune_enters_applications(town: Town) -> None:
    body = located(await enter(town, "03", an_application("03"), path=DISTRICT), 403)
    assert body["type"] == "/problems/wrong-office"
    (auditor,) = await enrolled((Role.AUDITOR, "42."))
    answer = await town.raw(auditor, "POST", "/applications/03", json=an_application("03"))
    assert answer.status_code == 403


@pytest.mark.parametrize("form", ["01", "08", "05", "xx"])
async def test_other_forms_are_not_entered_one_by_one(town: Town, form: str) -> None:
    assert (await enter(town, form, {})).status_code == 422


async def test_the_kept_bytes_are_the_application(house: str, town: Town) -> None:
    fields = an_application("03", ethnicity=None)
    list_id = (await enter(town, "03", fields)).json()["list_id"]
    officer = await town.at(COMMUNE)
    sent = json.loads(await officer.original_file(list_id))
    assert sent == {"rows": [{k: v for k, v in fields.items() if v is not None}]}
    seal = "select encode(sha256(content), 'hex') = encode(d.sha256, 'hex') from document d"
    query = f"{seal} join dossier_list l on l.document_id = d.id where l.id = :id"
    assert await scalar(house, query, id=list_id)


VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=40) | st.sampled_from(
    ["12/03/1975", "1975", "Nữ", "042175000123", "184123456", "0912345678", "0100109106"]
)  # fmt: skip


@given(st.sampled_from(FORMS), st.data())
@settings(max_examples=150, deadline=None)
async def test_any_fields_are_judged_and_never_a_bug(form: str, data: st.DataObject) -> None:
    names = st.sampled_from([*FORM_COLUMNS[form].fields, "lạ", "a/b~c"])
    fields = data.draw(st.dictionaries(names, VALUES, max_size=12))
    session = SimpleNamespace(info={"now": datetime(2020, 4, 27, tzinfo=UTC)})
    actor = SimpleNamespace(unit_path=COMMUNE)
    try:
        judged = await applications.judge(session, actor, form, fields)  # type: ignore[arg-type]
    except json.JSONDecodeError:
        assert any("\x00" in str(v) or _surrogate(str(v)) for v in fields.values())
        return
    pointers = [one["pointer"] for one in judged.faults]
    assert "#/full_name" in pointers or fields.get("full_name")
    assert judged.faults or judged.amount_dong == judged.months * 1_000_000 > 0


def _surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
