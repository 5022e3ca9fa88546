"""The doors of statements: JSON is strict, CSV files say the same thing."""

from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
import pytest
import xlsxwriter
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.access import Actor, Role, guards
from app.core.web import install_problems
from app.reconciliation import commands, files
from app.reconciliation.files import XLSX
from app.reconciliation.routes import router
from app.reconciliation.rules import Form, Mode, StatementUnreadable
from tests.intake import zoo
from tests.money_rows import (
    FINANCE,
    POST,
    TODAY,
    acting,
    approved,
    leased,
    orders_of,
    run_on,
    stand_still,
)

CSV = "text/csv; charset=utf-8"
FILE = {"number": "file", "made_on": "2020-05-05", "mode": "lenient"}
HEADINGS = b"reference,amount_dong,result,done_on\n"


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
    body = {"number": "shape", "made_on": "2020-05-05", "mode": "lenient", "lines": lines}
    answer = await agent.post("/statements", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("money", ["1e6", "NaN", "1" + "0" * 30])
async def test_numbers_that_only_look_like_money_are_refused(
    agent: httpx.AsyncClient, money: str
) -> None:
    body = (
        '{"number": "n", "made_on": "2020-05-05", "mode": "lenient", "lines": '
        '[{"reference": "A", "amount_dong": '
        + money
        + ', "result": "paid", "done_on": "2020-05-05"}]}'
    )
    headers = {"content-type": "application/json"}
    answer = await agent.post("/statements", content=body, headers=headers)
    assert answer.status_code == 422


async def test_a_file_and_json_are_one_statement(agent: httpx.AsyncClient, house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 3)))
    lines = [_line(reference=order.reference) for order in orders]
    body = {"number": "both ways", "made_on": "2020-05-05", "mode": "lenient", "lines": lines}
    first = await agent.post("/statements", json=body)
    assert first.status_code == 201, first.text
    assert first.json()["verdicts"]["paid"] == {"count": 3, "total_dong": 2_250_000}
    rows = "".join(f"{order.reference};750000;Đã chi;05/05/2020;\r\n" for order in orders)
    content = f"\ufeffMã lệnh chi;Số tiền (đồng);Kết quả;Ngày chi;Lý do\r\n{rows}".encode()
    query = {"number": "both ways", "made_on": "2020-05-05", "mode": "lenient"}
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


async def test_a_workbook_says_the_same(agent: httpx.AsyncClient, house: str) -> None:
    """Titles above the headings, Excel's own numbers and days: the statement of the CSV."""
    (order,) = await orders_of(await leased(await approved(house, 1)))
    book = BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "BẢNG KÊ CHI TRẢ")
        sheet.write_row(2, 0, ["STT", "Mã lệnh chi", "Số tiền (đồng)", "Kết quả", "Ngày chi"])
        sheet.write_row(3, 0, [1, order.reference, 750_000, "Đã chi"])
        sheet.write_datetime(3, 4, datetime(2020, 5, 5), day)  # noqa: DTZ001 - Excel has no zones
    head = "Mã lệnh chi,Số tiền (đồng),Kết quả,Ngày chi\n"
    rows = f"{head}{order.reference},750000,Đã chi,05/05/2020\n"
    answers = [
        await agent.post(
            "/statements/file", params={**FILE, "number": "workbook"}, content=content,
            headers={"content-type": kind},
        )
        for kind, content in ((XLSX, book.getvalue()), (CSV, rows.encode()))
    ]  # fmt: skip
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["verdicts"]["paid"] == {"count": 1, "total_dong": 750_000}
    assert answers[0].json()["format"] == "xlsx"


async def staged(content: bytes, limit: int = 10) -> Any:
    """A file judged as far as its lines stand on the stage; nothing is kept."""
    came = commands.Came(Form.CSV, Mode.LENIENT, content)
    async with acting(POST) as session:
        return await commands.receive_file(session, POST, came, files.Head("staged", TODAY))


async def test_a_workbook_that_is_a_bomb_is_refused(agent: httpx.AsyncClient) -> None:
    answer = await agent.post(
        "/statements/file", params=FILE, content=zoo.ratio_bomb(), headers={"content-type": XLSX}
    )
    assert answer.status_code in {413, 422}


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
        params=FILE,
        content=content,
        headers={"content-type": media_type},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@given(st.binary(max_size=60))
def test_no_bytes_break_the_headings(content: bytes) -> None:
    try:
        columns, separator, begin = files._headings(content, 0)
    except StatementUnreadable:
        return
    assert columns
    assert separator in {",", ";"}
    assert begin > 0


@pytest.mark.parametrize(
    ("rows", "pointers"),
    [
        pytest.param(b"A,1,paid,2020-05-05\nB,x,paid,31/02/2020\n",
                     ["#/lines/1/amount_dong", "#/lines/1/done_on"], id="money and day"),
        pytest.param(b"A,0,paid,2020-05-05\n", ["#/lines/0/amount_dong"], id="nothing"),
        pytest.param(b"A,-5,paid,2020-05-05\n", ["#/lines/0/amount_dong"], id="less than nothing"),
        pytest.param(b"A,1e3,paid,2020-05-05\n", ["#/lines/0/amount_dong"], id="a float"),
        pytest.param(b"A,9999999999999999,paid,2020-05-05\n", ["#/lines/0/amount_dong"], id="big"),
        pytest.param(b"A,1,sent,2020-05-05\n", ["#/lines/0/result"], id="unknown result"),
        pytest.param(b"A,1,paid,today\n", ["#/lines/0/done_on"], id="a word for a day"),
        pytest.param(b"A,1,paid,\n", ["#/lines/0/done_on"], id="no day"),
        pytest.param(b"A B,1,paid,2020-05-05\n", ["#/lines/0/reference"], id="space inside"),
        pytest.param(b"\n".join([b"A" * 41 + b",1,paid,2020-05-05"] * 2),
                     ["#/lines/0/reference", "#/lines/1/reference"], id="long reference"),
        pytest.param(b"A,1,paid,2020-05-05\nB,1,paid\n", ["#/lines/1"], id="short row"),
        pytest.param(b"A,1,paid,2020-05-05\nB,1,paid,2020-05-05,x\n", ["#/lines/1"], id="long"),
        pytest.param(b"A,1,paid,2020-05-05\n\xff,1,paid,2020-05-05\n", ["#/lines/1"], id="bytes"),
        pytest.param(b"A,1,paid,2020-05-05\n\\.\nB,1,paid,2020-05-05\n", ["#/lines/1"],
                     id="a mark that would end the copy"),
    ],
)  # fmt: skip
async def test_the_line_at_fault_is_named_and_never_quoted(
    house: str, rows: bytes, pointers: list[str]
) -> None:
    await stand_still(house)
    with pytest.raises(StatementUnreadable) as refused:
        await staged(HEADINGS + rows)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    assert [error["pointer"] for error in errors] == pointers
    await run_on(house)


async def test_a_thousand_lines_are_named_and_all_are_counted(house: str) -> None:
    await stand_still(house)
    with pytest.raises(StatementUnreadable) as refused:
        await staged(HEADINGS + b"A,x,paid,2020-05-05\n" * 1500)
    assert refused.value.facts["reason"] == "1500 lines"
    assert len(refused.value.facts["errors"]) == 1000  # type: ignore[arg-type]
    await run_on(house)


async def test_guarded_cells_blank_rows_and_columns_of_others_are_read(house: str) -> None:
    await stand_still(house)
    (order,) = await orders_of(await leased(await approved(house, 1)))
    rows = (
        f"\ufeffSTT;Mã lệnh chi;Họ tên;Số tiền;Kết quả;Ngày chi;Mã lý do;Lý do\r\n"
        f'1; {order.reference} ;"A; ""B""";0750000;Không chi được;5/5/2020;dead;\'=x\r\n'
        ";;;;;;;\r\n\r\n"
    )
    answer = await staged(rows.encode())
    assert answer.line_count == 1
    async with acting(POST) as session:
        query = "select reason, reason_code from order_outcome where order_id = :id"
        assert tuple((await session.execute(text(query), {"id": order.id})).one()) == ("=x", "dead")
    await run_on(house)


async def test_the_original_is_kept_before_anything_is_judged(house: str) -> None:
    await stand_still(house)
    content = HEADINGS + b"NOBODY,1,paid,2020-05-05\n"
    came = commands.Came(Form.CSV, Mode.LENIENT, content)
    async with acting(POST) as session:
        answer = await commands.receive_file(session, POST, came, files.Head("raw", TODAY))
    async with acting(FINANCE) as session:
        query = (
            "select d.content, d.sha256, s.sha256 from statement s"
            " join document d on d.id = s.document_id where s.id = :id"
        )
        kept = (await session.execute(text(query), {"id": answer.id})).one()
        waiting = "select verdict from statement_exception where statement_id = :id"
        assert list(await session.scalars(text(waiting), {"id": answer.id})) == ["unknown"]
    assert tuple(kept) == (content, sha256(content).digest(), sha256(content).digest())
    stranger = Actor(1, 9, 1, Role.PAYMENT_AGENT, "42.", "NHCSXH")
    async with acting(stranger) as session:
        query = "select count(*) from document where sha256 = :seal"
        assert await session.scalar(text(query), {"seal": sha256(content).digest()}) == 0
    await run_on(house)
