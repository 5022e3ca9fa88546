"""The doors of statements: JSON is strict, CSV files say the same thing."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import httpx
import pytest
import xlsxwriter
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from app.access import Actor, guards
from app.core.errors import Refused
from app.core.web import install_problems
from app.reconciliation.files import XLSX, csv_rows, order_in
from app.reconciliation.routes import router
from app.reconciliation.rules import StatementUnreadable, content_digest
from tests.intake import zoo
from tests.money_rows import POST, approved, orders_of, released, run_on, stand_still

HEADER = {"number": "1", "made_on": date(2020, 5, 5)}
CSV = "text/csv; charset=utf-8"


@pytest.fixture
async def agent(house: str) -> AsyncIterator[httpx.AsyncClient]:
    await stand_still(house)
    app = FastAPI()
    install_problems(app)
    app.include_router(router, prefix="/api/v1")

    async def post_office() -> Actor:
        return POST

    app.dependency_overrides[guards._actor] = post_office
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house/api/v1") as client:
        yield client
    await run_on(house)


def _line(**other: Any) -> dict[str, Any]:
    told = {"reference": "AS4200001234504", "amount_dong": 750_000, "result": "paid"}
    return {**told, "done_on": "2020-05-05", **other}


@pytest.mark.parametrize(
    ("lines", "pointer"),
    [
        pytest.param([_line(amount_dong="5")], "#/lines/0/amount_dong", id="text for money"),
        pytest.param([_line(amount_dong=False)], "#/lines/0/amount_dong", id="false for money"),
        pytest.param([_line(amount_dong=5.0)], "#/lines/0/amount_dong", id="fraction for money"),
        pytest.param([_line(amount_dong=0)], "#/lines/0/amount_dong", id="nothing"),
        pytest.param([_line(amount_dong=-5)], "#/lines/0/amount_dong", id="less than nothing"),
        pytest.param([_line(), _line(extra=1)], "#/lines/1/extra", id="unknown field"),
        pytest.param([_line(result="sent")], "#/lines/0/result", id="unknown result"),
        pytest.param([_line(done_on="5/5/2020")], "#/lines/0/done_on", id="another date"),
        pytest.param([_line(reference="A" * 41)], "#/lines/0/reference", id="long reference"),
        pytest.param([_line(reference="A\u200b")], "#/lines/0/reference", id="hidden character"),
        pytest.param([_line(reason="x\u202e")], "#/lines/0/reason", id="turned around"),
        pytest.param([], "#/lines", id="no line"),
    ],
)
async def test_look_alikes_are_refused_where_they_stand(
    agent: httpx.AsyncClient, lines: list[Any], pointer: str
) -> None:
    body = {"number": "shape", "made_on": "2020-05-05", "lines": lines}
    answer = await agent.post("/statements", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("money", ["1e6", "NaN", "1" + "0" * 30])
async def test_numbers_that_only_look_like_money_are_refused(
    agent: httpx.AsyncClient, money: str
) -> None:
    body = (
        '{"number": "n", "made_on": "2020-05-05", "lines": [{"reference": "A", "amount_dong": '
        + money
        + ', "result": "paid", "done_on": "2020-05-05"}]}'
    )
    headers = {"content-type": "application/json"}
    answer = await agent.post("/statements", content=body, headers=headers)
    assert answer.status_code == 422


async def test_a_file_and_json_are_one_statement(agent: httpx.AsyncClient, house: str) -> None:
    orders = await orders_of(await released(await approved(house, 3)))
    lines = [_line(reference=order.reference) for order in orders]
    body = {"number": "both ways", "made_on": "2020-05-05", "lines": lines}
    first = await agent.post("/statements", json=body)
    assert first.status_code == 201, first.text
    assert first.json()["verdicts"]["paid"] == {"count": 3, "total_dong": 2_250_000}
    rows = "".join(f"{order.reference};750000;Đã chi;05/05/2020;\r\n" for order in orders)
    content = f"\ufeffMã lệnh chi;Số tiền (đồng);Kết quả;Ngày chi;Lý do\r\n{rows}".encode()
    query = {"number": "both ways", "made_on": "2020-05-05"}
    headers = {"content-type": CSV}
    again = await agent.post("/statements/file", params=query, content=content, headers=headers)
    assert again.status_code == 201, again.text
    assert again.json() == first.json()
    shown = await agent.get(f"/statements/{first.json()['id']}")
    assert shown.json() == first.json()
    page = await agent.get(f"/statements/{first.json()['id']}/lines", params={"limit": 2})
    assert [one["verdict"] for one in page.json()["items"]] == ["paid", "paid"]
    assert page.json()["next_after"] == 2
    none = await agent.get(f"/statements/{first.json()['id']}/lines", params={"verdict": "unknown"})
    assert none.json() == {"items": [], "next_after": None}


async def test_a_workbook_says_the_same(house: str) -> None:
    """Titles above the headings, Excel's own numbers and days: the order of the CSV."""
    book = BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "BẢNG KÊ CHI TRẢ")
        sheet.write_row(2, 0, ["STT", "Mã lệnh chi", "Số tiền (đồng)", "Kết quả", "Ngày chi"])
        sheet.write_row(3, 0, [1, "AS42-1", 750_000, "Đã chi"])
        sheet.write_datetime(3, 4, datetime(2020, 5, 5), day)  # noqa: DTZ001 - Excel has no zones
    text = "Mã lệnh chi,Số tiền (đồng),Kết quả,Ngày chi\nAS42-1,750000,Đã chi,05/05/2020\n"
    told = await order_in(HEADER, XLSX, book.getvalue(), 10)
    assert told == await order_in(HEADER, CSV, text.encode(), 10)


async def test_a_workbook_that_is_a_bomb_is_refused() -> None:
    with pytest.raises(Refused):
        await order_in(HEADER, XLSX, zoo.ratio_bomb(), 10)


async def test_what_is_not_ours_is_not_found(agent: httpx.AsyncClient) -> None:
    for path in (f"/statements/{2**40}", f"/statements/{2**40}/lines"):
        assert (await agent.get(path)).status_code == 404
    assert (await agent.get("/statements/0")).status_code == 422


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        pytest.param(b"", CSV, 422, id="empty"),
        pytest.param(b"reference,result\r\nA,paid\r\n", CSV, 422, id="missing columns"),
        pytest.param(b"reference,reference,amount_dong,result,done_on\r\n", CSV, 422, id="twice"),
        pytest.param(b"reference,amount_dong,result,done_on\r\n", CSV, 422, id="no line"),
        pytest.param(b"\xff\xfe\x00", CSV, 422, id="not UTF-8"),
        pytest.param(b"reference\x00", CSV, 422, id="NUL"),
        pytest.param(b'"reference', CSV, 422, id="open quotes"),
        pytest.param(
            b"reference,amount_dong,result,done_on\r\nA,1,paid,2020-05-05,more\r\n",
            CSV, 422, id="long row",
        ),
        pytest.param(
            b"reference,amount_dong,result,done_on\r\nA,1.500.000,paid,2020-05-05\r\n",
            CSV, 422, id="grouped money",
        ),
        pytest.param(b"PK", "application/pdf", 415, id="another kind"),
        pytest.param(b"reference", "", 415, id="no kind"),
    ],
)  # fmt: skip
async def test_files_that_cannot_be_read_are_refused(
    agent: httpx.AsyncClient, content: bytes, media_type: str, status: int
) -> None:
    answer = await agent.post(
        "/statements/file",
        params={"number": "file", "made_on": "2020-05-05"},
        content=content,
        headers={"content-type": media_type},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        rows = list(csv_rows(content))
    except StatementUnreadable:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


async def test_the_row_at_fault_is_named() -> None:
    content = b"reference,amount_dong,result,done_on\nA,1,paid,2020-05-05\nB,x,paid,31/02/2020\n"
    with pytest.raises(StatementUnreadable) as refused:
        await order_in(HEADER, "text/csv", content, 10)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    assert [error["pointer"] for error in errors] == ["#/lines/1/amount_dong", "#/lines/1/done_on"]


def test_the_fingerprint_tells_every_field_apart() -> None:
    day = date(2020, 5, 5)
    base = {"reference": "A", "amount_dong": 1, "result": "paid", "done_on": day, "reason": None}
    others = [
        {**base, "reference": "B"}, {**base, "amount_dong": 11}, {**base, "result": "failed"},
        {**base, "done_on": date(2020, 5, 4)}, {**base, "reason": "x"},
    ]  # fmt: skip
    digests = {content_digest(day, [one]) for one in (base, *others)}
    digests |= {content_digest(day, [base, base]), content_digest(date(2020, 5, 4), [base])}
    assert len(digests) == 8
    assert content_digest(day, [base]) == content_digest(day, [{**base, "reason": ""}])
