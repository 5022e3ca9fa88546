"""An export's columns are named once, proposed by the service, and remembered for the office."""

from typing import Any

import httpx
import pytest

from app.core import db
from app.intake import mappings
from app.intake.csv_cells import CSV, csv_text
from app.intake.mapping import headers_mark
from tests.builders import COMMUNE, PROVINCE, SIBLING, Town, read_now
from tests.grounds import scalar
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

HEADERS = ["MAHS", "HOTENDT", "NTNS", "GT", "SOCMT", "LOAIDT", "SOTHANG", "SOTIEN"]
COLUMNS = {
    "HOTENDT": "full_name", "NTNS": "birth", "GT": "sex", "SOCMT": "id_number",
    "LOAIDT": "category", "SOTHANG": "months", "SOTIEN": "amount_dong",
}  # fmt: skip


def an_order(**changes: Any) -> dict[str, Any]:
    """What an office says of its protection software's export."""
    told = {"form": "07", "name": "Phần mềm bảo trợ", "headers": HEADERS, "columns": COLUMNS}
    return told | changes


def an_export(*headers: str, names: tuple[str, ...] = ("Trần Thị Ánh",)) -> bytes:
    """The export as CSV."""
    rows = [["1", name, "1950", "Nữ", "", "Người cao tuổi", 3, 1_500_000] for name in names]
    return "".join(csv_text([headers or HEADERS, *rows])).encode()


async def name(
    town: Town, order: dict[str, Any], path: str = COMMUNE, query: str = ""
) -> httpx.Response:
    return await town.raw(town.officer(path), "POST", f"/column-mappings{query}", json=order)


async def proposal(town: Town, content: bytes, path: str = COMMUNE) -> httpx.Response:
    return await town.raw(
        town.officer(path), "POST", "/column-mappings/proposal?form=07", content=content,
        headers={"Content-Type": CSV},
    )  # fmt: skip


async def test_a_mapping_is_named_once_and_known_by_its_headers(house: str, town: Town) -> None:
    first = await name(town, an_order())
    assert first.status_code == 201, first.text
    assert first.json()["columns"] == COLUMNS
    again = await name(town, an_order(name="Tên mới", headers=HEADERS[::-1]))
    assert (again.json()["id"], again.json()["name"]) == (first.json()["id"], "Tên mới")
    shown = await town.raw(town.officer(COMMUNE), "GET", "/column-mappings?form=07")
    names = [one["name"] for one in shown.json()]
    assert (names.count("Tên mới"), names.count(first.json()["name"])) == (1, 0)
    other = await town.raw(town.officer(COMMUNE), "GET", "/column-mappings?form=08")
    assert other.json() == []


async def test_a_mapping_is_the_offices_own(house: str, town: Town) -> None:
    number = (await name(town, an_order(headers=[*HEADERS, "RIENG"]))).json()["id"]
    shown = await town.raw(town.officer(SIBLING), "GET", "/column-mappings")
    assert number not in [one["id"] for one in shown.json()]
    mark = headers_mark([*HEADERS, "RIENG"])
    async with db.transaction(db.Standing(PROVINCE)) as session:
        own = await mappings.mapping_for(session, COMMUNE, "07", mark)
        others = await mappings.mapping_for(session, SIBLING, "07", mark)
    assert own is not None
    assert own.id == number
    assert others is None


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"columns": COLUMNS | {"KHONGCO": "note"}}, "#/columns/KHONGCO", "HEADER_UNKNOWN"),
        ({"columns": COLUMNS | {"MAHS": "khong_co"}}, "#/columns/MAHS", "FIELD_UNKNOWN"),
        ({"columns": COLUMNS | {"MAHS": "birth"}}, "#/columns/MAHS", "FIELD_TWICE"),
        ({"constants": {"luong": "1"}}, "#/constants/luong", "FIELD_UNKNOWN"),
        ({"constants": {"sex": "Nữ"}}, "#/constants/sex", "FIELD_TWICE"),
        ({"columns": {"HOTENDT": "full_name"}}, "#/columns", "FIELD_MISSING"),
    ],
)
async def test_a_mapping_that_cannot_be_used_is_refused_where_it_is_wrong(
    house: str, town: Town, changes: dict[str, Any], pointer: str, code: str
) -> None:
    before = await scalar(house, "select count(*) from column_mapping")
    answer = await name(town, an_order(**changes))
    assert answer.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert await scalar(house, "select count(*) from column_mapping") == before


async def test_what_the_export_lacks_may_be_said_once_for_all(house: str, town: Town) -> None:
    columns = {header: field for header, field in COLUMNS.items() if field != "category"}
    headers = [header for header in HEADERS if header != "LOAIDT"]
    told = an_order(headers=headers, columns=columns)
    assert (await name(town, told)).status_code == 422
    told["constants"] = {"category": "Người cao tuổi"}
    assert (await name(town, told)).status_code == 201


async def test_a_rehearsal_remembers_nothing(house: str, town: Town) -> None:
    before = await scalar(house, "select count(*) from column_mapping")
    answer = await name(town, an_order(headers=[*HEADERS, "THU"]), query="?dry_run=true")
    assert answer.status_code == 201
    assert await scalar(house, "select count(*) from column_mapping") == before


async def test_the_service_proposes_what_headers_mean(house: str, town: Town) -> None:
    headers = [*HEADERS[:-1], "TIENHOTRO"]
    answer = await proposal(town, an_export(*headers))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["headers"] == headers
    assert found["proposal"]["HOTENDT"] == "full_name"
    assert found["proposal"]["SOCMT"] == "id_number"
    assert "MAHS" not in found["proposal"]
    assert found["known_mapping_id"] is None
    needed = [one["field"] for one in found["fields"] if one["required"]]
    assert {"full_name", "birth", "sex"} <= set(needed)
    assert "Ánh" not in answer.text, "nothing of a person is told back"


async def test_headers_named_before_are_known_again(house: str, town: Town) -> None:
    number = (await name(town, an_order())).json()["id"]
    assert (await proposal(town, an_export())).json()["known_mapping_id"] == number
    assert (await proposal(town, an_export(), SIBLING)).json()["known_mapping_id"] is None
    marked = an_export(*HEADERS).replace(b'"SOTIEN"', '"SOTIEN";"Lỗi"'.encode())
    found = (await proposal(town, marked)).json()
    assert found["known_mapping_id"] == number, "a marked file has the headers it had"
    assert "Lỗi" not in found["headers"]


async def test_an_official_header_needs_no_mapping(house: str, town: Town) -> None:
    official = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Số CMND", "Đối tượng", "Số tháng",
                "Số tiền"]  # fmt: skip
    answer = await proposal(town, an_export(*official))
    assert answer.json()["proposal"]["Số tiền"] == "amount_dong"


@pytest.mark.parametrize("content", [b"", b"\x00", b"khong;phai\n1;2\n"])
async def test_what_is_no_list_gets_no_proposal(house: str, town: Town, content: bytes) -> None:
    assert (await proposal(town, content)).status_code == 422


async def test_a_list_is_read_by_the_mapping_that_the_office_remembers(
    house: str, town: Town
) -> None:
    content = an_export(names=("Trần Thị Bốn", "Trần Thị Năm"))
    await name(town, an_order())
    answer = await town.raw(
        town.officer(COMMUNE), "POST", "/lists?form=07", content=content,
        headers={"Content-Type": CSV},
    )  # fmt: skip
    assert answer.status_code == 202, answer.text
    await read_now(answer.json()["id"])
    found = await (await town.at(COMMUNE)).list_of(answer.json()["id"])
    assert (found.row_count, found.good_count) == (2, 2)
    refused = await town.raw(
        town.officer(SIBLING), "POST", "/lists?form=07", content=content,
        headers={"Content-Type": CSV},
    )  # fmt: skip
    assert refused.status_code == 422, "another office has named nothing"


async def test_who_names_no_columns_is_refused(house: str, town: Town) -> None:
    officer = town.officer(COMMUNE, "thuky")
    answer = await town.raw(officer, "POST", "/column-mappings", json=an_order())
    assert answer.status_code == 403
