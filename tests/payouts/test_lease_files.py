"""The files of a lease: frozen, the same bytes, text cells, and sheets that can be signed."""

import csv
import io
from collections.abc import AsyncIterator
from io import StringIO

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.errors import NotFound
from app.core.money import words_of
from app.payouts import hand_payment, lease_files
from app.payouts.instructions import HEADINGS
from app.payouts.rules import guarded_cell, unguarded_cell
from tests.money_rows import (
    BANK,
    FINANCE,
    LEAF,
    POST,
    Approved,
    acting,
    approved,
    lease_file,
    owning,
    released,
    run_on,
    stand_still,
    taken,
    told_in,
)

KINDS = ("csv", "xlsx", "xml")


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def taken_of(decision: Approved) -> int:
    return await taken(await released(decision))


def rows_in(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_lease_gives_the_same_bytes_whenever_and_whoever_asks(house: str) -> None:
    lease_id = await taken_of(await approved(house, 3))
    for kind in KINDS:
        first, second = await lease_file(lease_id, kind, FINANCE), await lease_file(lease_id, kind)
        assert first.sha256 == second.sha256
        assert first.content.read() == second.content.read()
        first.content.close()
        second.content.close()
    rows = rows_in(await told_in(lease_id))
    assert rows[0] == list(HEADINGS)
    assert rows[1][2:] == [
        "Nguyễn Thị 1", "042000000001", "Thôn 1", "Phường Trần Phú", "Thành phố Hà Tĩnh", "HN",
        "04/2020", "750000", "Tại điểm chi", "", "", "", "", "", "",
    ]  # fmt: skip


async def test_a_long_lease_is_made_in_the_child_with_the_same_bytes(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease_id = await taken_of(await approved(house, 4))
    in_a_thread = [await told_in(lease_id, kind) for kind in KINDS]
    monkeypatch.setattr(lease_files, "_SHORT", 3)
    assert [await told_in(lease_id, kind) for kind in KINDS] == in_a_thread
    lease_files.close_maker()


async def test_a_stranger_gets_no_file(house: str) -> None:
    lease_id = await taken_of(await approved(house, 1))
    with pytest.raises(NotFound):
        await lease_file(lease_id, who=BANK)


async def test_what_is_with_its_agent_is_arranged_no_more(house: str) -> None:
    decision = await approved(house, 2)
    lease_id = await taken_of(decision)
    before = await told_in(lease_id)
    with pytest.raises(DBAPIError, match="is with its agent"):
        await arrange(house, decision, "proxy")
    assert await told_in(lease_id) == before
    later = await approved(house, 2)
    await arrange(house, later, "proxy")
    (_, first, second) = rows_in(await told_in(await taken_of(later)))
    assert first[10:14] == ["Người nhận thay", "Lê Văn Thay", "042099000001", "12/UQ"]
    assert second[10:14] == ["Tại điểm chi", "", "", ""]


async def arrange(house: str, decision: Approved, way: str) -> None:
    """The first person of a decision is paid in another way."""
    async with owning(house) as session:
        await session.execute(
            text(
                "insert into payee_arrangement (dossier_id, way, receiver_name,"
                " receiver_id_number, paper_number, reason, recorded_by, area_path)"
                " select min(dossier_id), :way, 'Lê Văn Thay', '042099000001', '12/UQ',"
                " 'Ốm nặng', 1, min(area_path) from decision_line where decision_id = :id"
            ),
            {"way": way, "id": decision.decision_id},
        )


async def rewritten(house: str, decision: Approved, **columns: str) -> None:
    """The dossiers of a decision say otherwise, and were approved so."""
    told = ", ".join(f"{name} = :{name}" for name in columns)
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text(
                f"update dossier set {told} where id in"
                " (select dossier_id from decision_line where decision_id = :id)"
            ),
            {"id": decision.decision_id, **columns},
        )
        await session.execute(
            text(
                f"update decision_line set leaf = (select {LEAF} from dossier"
                " where id = dossier_id) where decision_id = :id"
            ),
            {"id": decision.decision_id},
        )


async def test_no_name_becomes_a_formula(house: str) -> None:
    decision = await approved(house, 1)
    await rewritten(house, decision, full_name='=HYPERLINK("x")', hamlet="@x;=1")
    lease_id = await taken_of(decision)
    (_, row) = rows_in(await told_in(lease_id))
    assert (row[2], row[4]) == ('\'=HYPERLINK("x")', "'@x;'=1")
    assert unguarded_cell(row[2]) == '=HYPERLINK("x")' != guarded_cell(row[2])
    sheet = openpyxl.load_workbook(io.BytesIO(await told_in(lease_id, "xlsx"))).worksheets[0]
    cell = sheet["C10"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


async def test_an_approved_account_is_paid_by_transfer(house: str) -> None:
    decision = await approved(house, 2, banked=1)
    await arrange(house, decision, "home")
    run_id = await released(decision)
    bank_run = await released(decision, "NHCSXH")
    (_, row) = rows_in(await told_in(await taken(bank_run, "NHCSXH")))
    assert row[10] == "Chuyển khoản"
    assert row[11:14] == ["", "", ""]
    assert all(row[14:])
    (_, cash) = rows_in(await told_in(await taken(run_id)))
    assert (cash[10], cash[14:]) == ("Tại điểm chi", ["", "", ""])


async def test_a_lease_is_listed_by_commune_with_sums_in_words(house: str) -> None:
    decisions = [
        await approved(house, 2),
        await approved(house, 3, area="42.446.18673."),
    ]
    runs = [await released(one) for one in decisions]
    lease_id = await taken(runs[1])
    book = openpyxl.load_workbook(io.BytesIO(await told_in(lease_id, "xlsx", POST)))
    assert book.sheetnames == ["001 Thị trấn Cẩm Xuyên", hand_payment.TOTALS]
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[9]] == [name for name, _ in hand_payment.COLUMNS]
    assert [sheet.cell(row, 9).value for row in range(10, 14)] == [750_000] * 3 + [2_250_000]
    assert sheet["A14"].value == f"Bằng chữ: {words_of(2_250_000)}."
    told = {cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    assert {
        "NGƯỜI LẬP BIỂU", "ĐƠN VỊ CHI TRẢ", "XÁC NHẬN CỦA UBND THỊ TRẤN CẨM XUYÊN",
        "DANH SÁCH CHI TRẢ, KÝ NHẬN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    } <= told  # fmt: skip
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == "$9:$9"
    totals = book.worksheets[-1]
    assert [cell.value for cell in totals[10]] == [
        1, "Huyện Cẩm Xuyên", "Thị trấn Cẩm Xuyên", 3, 2_250_000,
    ]  # fmt: skip


async def test_the_agent_has_the_guard_of_its_own_rows(house: str) -> None:
    lease_id = await taken_of(await approved(house, 2))
    query = text("select count(*) from lease_order where lease_id = :id")
    async with acting(BANK) as session:
        assert await session.scalar(query, {"id": lease_id}) == 0
    async with acting(POST) as session:
        assert await session.scalar(query, {"id": lease_id}) == 2
