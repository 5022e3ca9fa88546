"""The table's third part: pages of access, people, lists and dossiers."""

from typing import Final
from urllib.parse import urlencode

from tests.access.matrix.council_page_routes import COUNCIL_PAGES
from tests.access.matrix.laws import (
    CONFIRMING_LISTING,
    GRANTING,
    LISTING,
    NATION_WIDE,
    OFFICE,
    ON_THE_WAY_IN,
    OWN,
    OWN_LEVEL,
    PUBLIC,
    SIGNED_IN,
    TERRITORY,
)
from tests.access.matrix.line import page
from tests.builders import COMMUNE, DISTRICT, a_row, a_workbook

_DAY: Final = "4/5/2020"
_BY_DOCUMENT: Final = {"document_number": "ma-tran/21", "reason": "Thử"}
_APPOINTMENT: Final = {
    "role": "commune_officer", "unit_path": COMMUNE, "document_number": "ma-tran/22",
    "valid_from": _DAY,
}  # fmt: skip
_NEW_PERSON: Final = {"user_name": "ma-tran-trang", "full_name": "Trần Văn Mới"} | _APPOINTMENT
_FILE: Final = ("danh-sach.xlsx", a_workbook("07", [a_row()]))
_CONFIRMED: Final = {
    "document_number": "12/XN", "said_on": "27/4/2020", "expected": "1", "buoc": "gui",
}  # fmt: skip


_ACCESS: Final = (
    page("GET /dang-nhap", PUBLIC),
    page("POST /dang-nhap", PUBLIC, body={"ten": "x" * 1000, "mat-khau": "x"}),
    page("GET /dang-nhap/ma", ON_THE_WAY_IN),
    page("POST /dang-nhap/ma", ON_THE_WAY_IN, body={"ma-6-so": "123456"}),
    page("GET /dang-nhap/thiet-lap", ON_THE_WAY_IN),
    page("POST /dang-nhap/thiet-lap", ON_THE_WAY_IN, body={"ma-6-so": "123456"}),
    page("GET /dang-nhap/chuc-danh", ON_THE_WAY_IN),
    page("POST /dang-nhap/chuc-danh", ON_THE_WAY_IN, body={"chuc-danh": "1"}),
    page("POST /dang-xuat", PUBLIC),
    page("GET /ngon-ngu/{language}", PUBLIC, language="=en"),
    page("GET /v/{mark}", PUBLIC, mark="mark"),
    page("GET /phien", SIGNED_IN),
    page("POST /phien", SIGNED_IN, body={"viec": "khac"}),
    page("GET /phien/mat-khau", SIGNED_IN),
    page("POST /phien/mat-khau", SIGNED_IN, body={
        "mat-khau-cu": "x", "mat-khau-moi": "y", "mat-khau-lai": "z",
    }, halts="a password changed in earnest would end the sessions asked with later"),
    page("GET /phien/ung-dung", SIGNED_IN),
    page("POST /phien/ung-dung", SIGNED_IN),
    page("GET /phien/ung-dung/moi", SIGNED_IN),
    page("POST /phien/ung-dung/moi", SIGNED_IN, body={"ma-6-so": "123456"}),
    page("GET /quan-tri", LISTING, query=lambda g: urlencode({"tim": g.fact["clerk's name"]})),
    page("GET /quan-tri/nguoi-moi", OWN),
    page("POST /quan-tri/nguoi-moi", GRANTING, body=_NEW_PERSON),
    page("GET /quan-tri/{officer_id}", TERRITORY, officer_id="clerk"),
    page("GET /quan-tri/{officer_id}/bo-nhiem", TERRITORY, officer_id="clerk"),
    page("POST /quan-tri/{officer_id}/bo-nhiem", TERRITORY, officer_id="clerk",
         body=_APPOINTMENT),
    page("GET /quan-tri/{officer_id}/chuc-danh/{appointment_id}", TERRITORY, officer_id="clerk",
         appointment_id="clerk's office"),
    page("POST /quan-tri/{officer_id}/chuc-danh/{appointment_id}", TERRITORY, officer_id="clerk",
         appointment_id="clerk's office", body=_BY_DOCUMENT | {"last_day": "31/12/2020"}),
    page("GET /quan-tri/{officer_id}/dong/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account"),
    page("POST /quan-tri/{officer_id}/dong/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account", body=_BY_DOCUMENT),
    page("GET /quan-tri/{officer_id}/mo/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account"),
    page("POST /quan-tri/{officer_id}/mo/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account", body=_BY_DOCUMENT),
    page("GET /quan-tri/{officer_id}/cap-lai/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account"),
    page("POST /quan-tri/{officer_id}/cap-lai/{account_id}", TERRITORY, officer_id="clerk",
         account_id="clerk's account", body=_BY_DOCUMENT),
)  # fmt: skip

_PEOPLE: Final = (
    page("GET /", SIGNED_IN),
    page("GET /phim-tat", SIGNED_IN),
    page("GET /ho-so/{dossier_id}", TERRITORY, dossier_id="claimed"),
    page("GET /ho-so/{dossier_id}/so-dinh-danh", TERRITORY, dossier_id="claimed"),
    page("POST /ho-so/{dossier_id}/so-dinh-danh", TERRITORY, dossier_id="claimed",
         body={"ly_do": "Đối chiếu"}),
    page("GET /ho-so/{dossier_id}/ai-da-xem", TERRITORY, dossier_id="claimed"),
    page("GET /nguoi/{person_id}", TERRITORY, person_id="person"),
    page("GET /tra-cuu", NATION_WIDE),
    page("POST /tra-cuu", LISTING, body=lambda g: {"name": g.fact["claimant"]}),
    page("GET /tra-cuu/da-huong", NATION_WIDE),
    page("POST /tra-cuu/da-huong", OWN, body={"id_number": "042075999998"}),
    page("GET /trung-nguoi", LISTING),
    page("GET /trung-nguoi/{pair_id}", TERRITORY, pair_id="pair"),
    page("POST /trung-nguoi/{pair_id}", TERRITORY, pair_id="pair", body={
        "ruling": "different", "because": "Đã đối chiếu.", "expected_ruling_count": "0",
    }),
    page("GET /trung-nguoi/{pair_id}/huy", TERRITORY, pair_id="ruled pair"),
    page("POST /trung-nguoi/{pair_id}/huy", TERRITORY, pair_id="ruled pair",
         body={"because": "Nhầm."}),
    page("GET /ho-so/{dossier_id}/tu-choi", TERRITORY, dossier_id="claimed"),
    page("POST /ho-so/{dossier_id}/tu-choi", TERRITORY, dossier_id="claimed", body={
        "statement": "Tôi không nhận.", "witness": "Bà Tám", "stated_at": "26/4/2020",
    }),
    page("GET /ho-so/{dossier_id}/nhan-lai", TERRITORY, dossier_id="declined"),
    page("POST /ho-so/{dossier_id}/nhan-lai", TERRITORY, dossier_id="declined",
         body={"revocation": "Xin nhận."}),
    page("GET /mo-lai", LISTING, query="van_ban=QD32", shows=False),
    page("GET /ho-so/{dossier_id}/mo-lai", TERRITORY, dossier_id="refused",
         query="van_ban=QD32"),
    page("POST /ho-so/{dossier_id}/mo-lai", TERRITORY, dossier_id="refused",
         body={"policy": "QD32", "reason": "Rà soát"}),
    page("GET /nhat-ky", LISTING, query=lambda g: urlencode({"tim": f"danh sách {g['draft']}"})),
    page("GET /nhat-ky/xem-so", LISTING, query=lambda g: urlencode({"can_bo": g["clerk"]})),
    page("GET /nhat-ky/niem-phong", NATION_WIDE),
)  # fmt: skip

_LISTS: Final = (
    page("GET /danh-sach", LISTING),
    page("GET /danh-sach/{list_id}", TERRITORY, list_id="draft"),
    page("GET /danh-sach/{list_id}/ho-so", TERRITORY, list_id="handed in"),
    page("GET /danh-sach/{list_id}/nop", TERRITORY, list_id="draft"),
    page("POST /danh-sach/{list_id}/nop", OFFICE, list_id="draft", body={"expected": "2"}),
    page("GET /danh-sach/{list_id}/rut", TERRITORY, list_id="draft"),
    page("POST /danh-sach/{list_id}/rut", OFFICE, list_id="draft"),
    page("GET /danh-sach/{list_id}/dung", TERRITORY, list_id="unread"),
    page("POST /danh-sach/{list_id}/dung", OFFICE, list_id="unread"),
    page("GET /danh-sach/{list_id}/phong-chu", TERRITORY, list_id="draft"),
    page("POST /danh-sach/{list_id}/phong-chu", OFFICE, list_id="draft",
         body={"encoding": "tcvn3"}),
    page("GET /danh-sach/{list_id}/danh-dau", TERRITORY, list_id="marked"),
    page("POST /danh-sach/{list_id}/danh-dau", TERRITORY, list_id="marked"),
    page("GET /danh-sach/{list_id}/danh-dau.xlsx", TERRITORY, list_id="marked"),
    page("GET /danh-sach/{list_id}/tep-goc", TERRITORY, list_id="draft"),
    page("GET /danh-sach/{list_id}/cac-ban", TERRITORY, list_id="draft"),
    page("GET /danh-sach/{list_id}/lien-quan", TERRITORY, list_id="handed in"),
    page("POST /danh-sach/{list_id}/lien-quan", TERRITORY, list_id="handed in",
         body={"words": "Thử"}),
    page("GET /nop-danh-sach", OWN),
    page("POST /nop-danh-sach", OWN_LEVEL, body={"form": "07", "file": _FILE}),
    page("GET /nop-danh-sach/mau/{form}.xlsx", NATION_WIDE, form="=07"),
    page("GET /nop-danh-sach/{list_id}", TERRITORY, list_id="draft"),
    page("POST /nop-danh-sach/{list_id}", OFFICE, list_id="draft", body={"file": _FILE}),
    page("GET /nop-danh-sach/cot", OWN, query="mau=07"),
    page("POST /nop-danh-sach/cot", OWN, body={"form": "07", "file": _FILE}),
    page("GET /nop-ho-so", NATION_WIDE),
    page("GET /nop-ho-so/{form}", NATION_WIDE, form="=03"),
    page("POST /nop-ho-so/{form}", OWN_LEVEL, form="=03", body={
        "full_name": "Trần Văn Lạ", "birth": "12/03/1975", "sex": "Nam",
        "id_number": "042075999999", "hamlet": "Tổ 4", "address": "Ngõ 12", "buoc": "gui",
        "permanent_address": "Phường Trần Phú", "income_before_dong": "3.000.000",
        "job_before": "May", "contract_ended_on": "05/04/2020",
    }),
    page("GET /nop-ho-so/{form}/{list_id}", TERRITORY, form="=03", list_id="late list"),
    page("GET /xac-nhan", CONFIRMING_LISTING, DISTRICT),
    page("GET /xac-nhan/{list_id}", TERRITORY, DISTRICT, list_id="confirming"),
    page("POST /xac-nhan/{list_id}", TERRITORY, DISTRICT, list_id="confirming",
         body=_CONFIRMED),
    page("GET /khoan-vay", LISTING, DISTRICT),
    page("GET /khoan-vay/{list_id}", TERRITORY, DISTRICT, list_id="with the bank"),
    page("POST /khoan-vay/{list_id}", TERRITORY, DISTRICT, list_id="with the bank",
         body=_CONFIRMED),
)  # fmt: skip

PAGES_A: Final = (*_ACCESS, *_PEOPLE, *_LISTS, *COUNCIL_PAGES)
