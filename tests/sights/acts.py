"""The pages of single acts, and those behind a page of the gallery: tests look at every one."""

from typing import Final

from sqlalchemy import text

from app.access import Role
from app.core.owner import owner_transaction
from tests.grounds import enter
from tests.sights.seats import Seat
from tests.sights.sights import PROVINCE, Sight

_COMMUNE, _DISTRICT = "42.436.18070.", "42.436."

_NUMBERS: Final = {
    "handed_in": "select max(list_id) from dossier_stage where stage = 'submitted'",
    "officer": "select max(officer_id) from nation.account where not machine",
    "account": (
        "select id from nation.account where officer_id ="
        " (select max(officer_id) from nation.account where not machine)"
    ),
    "office": (
        "select id from nation.appointment where officer_id ="
        " (select max(officer_id) from nation.account where not machine)"
    ),
    "application": "select max(id) from dossier_list where form = '03'",
    "misread": "select max(id) from dossier_list where faulty_count > 0",
    "read": "select max(id) from dossier_list where state = 'read'",
    "unconfirmed": "select max(id) from dossier_list where form = '01'",
    "loan": (
        "select max(id) from dossier_list l where form = '12' and state = 'submitted'"
        " and not exists (select from loan_answer a where a.list_id = l.id)"
    ),
    "told": "select min(statement_id) from exception_settlement where state = 'proposed'",
    "line": (
        "select min(line_number) from exception_settlement where state = 'proposed' and"
        " statement_id = (select min(statement_id) from exception_settlement"
        " where state = 'proposed')"
    ),
    "entry": (
        "select min(id) from recovery_entry where kind = 'receipt' and case_id ="
        " (select min(id) from recovery_case)"
    ),
    "unsent": (
        "select min(o.id) from payout_order o join payout_run r on r.id = o.run_id"
        " where r.state = 'prepared'"
    ),
    "unpaid": "select min(order_id) from order_outcome where kind <> 'paid'",
    "paid_run": "select max(id) from payout_run where state <> 'prepared'",
    "arranged": "select min(dossier_id) from payee_arrangement where ended_at is null",
    "stopped": "select max(batch_id) from suspension",
    "refused": "select min(dossier_id) from dossier_stage where stage = 'refused'",
    "changed": "select min(decision_id) from decision_adjustment",
    "change": "select min(id) from decision_adjustment",
    "decided_line": (
        "select min(dossier_id) from line_in_force where decision_id ="
        " (select min(id) from decision)"
    ),
    "enactment": "select max(id) from nation.enactment where approved_at is null",
    "declined": "select min(dossier_id) from declination where revoked_at is null",
    "young": "select max(dossier_id) from dossier_stage where stage = 'submitted'",
    "pair": "select min(id) from candidate_pair",
    "ruled": (
        "select min(p.id) from candidate_pair p join identity_ruling r"
        " on (r.person_a, r.person_b) = (p.person_a, p.person_b)"
    ),
    "heard_dossier": "select max(d.id) from dossier d join sitting_list l using (list_id)"
    " where l.sitting_id = (select max(id) from sitting where closed_at is null)",
    "finding": "select min(code) from finding where sitting_id ="
    " (select max(id) from sitting where closed_at is null)",
    "alert": "select max(id) from list_alert where raised_in is not null",
    "alerted": "select raised_in from list_alert where id ="
    " (select max(id) from list_alert where raised_in is not null)",
    "returning": "select min(sitting_id) from opinion where verdict = 'returned'",
    "returned": "select min(d.list_id) from opinion o join dossier d on d.id = o.dossier_id"
    " where o.verdict = 'returned'",
    "question": "select min(id) from sitting_question where answered_at is null",
    "objected": "select min(posting_id) from objection",
    "objection": "select min(id) from objection",
    "sampled": "select min(dossier_id) from sample_line where sample_id ="
    " (select min(id) from inspection_sample)",
    "holding": "select min(complaint_id) from complaint_event where hold_id is not null",
    "mark": "select encode(mark, 'hex') from nation.issued_paper limit 1",
}
"""What an address here names beside what those of the gallery name."""


async def more_found_in(owner_url: str) -> dict[str, str]:
    """The numbers that a province has for the names in these addresses."""
    async with owner_transaction(owner_url) as session:
        await enter(session, PROVINCE)
        numbers = {name: await session.scalar(text(query)) for name, query in _NUMBERS.items()}
    return {name: str(number) for name, number in numbers.items() if number is not None}


_CLERK: Final = Seat(Role.COMMUNE_OFFICER, _COMMUNE)
_SECRETARY: Final = Seat(Role.COUNCIL_SECRETARY, _COMMUNE)
_DISTRICT_CLERK: Final = Seat(Role.DISTRICT_OFFICER, _DISTRICT)
_UNION: Final = Seat(Role.UNION_OFFICER, _DISTRICT)
_BANK: Final = Seat(Role.BANK_OFFICER, _DISTRICT)
_CHAIRMAN: Final = Seat(Role.CHAIRMAN, PROVINCE)
_TREASURER: Final = Seat(Role.FINANCE_OFFICER, PROVINCE)
_REPORTER: Final = Seat(Role.DEPARTMENT_REPORTER, PROVINCE)
_INSPECTOR: Final = Seat(Role.INSPECTOR, PROVINCE)
_AUDITOR: Final = Seat(Role.AUDITOR, PROVINCE)
_ADMINISTRATOR: Final = Seat(Role.ADMINISTRATOR, PROVINCE)
_KEEPER: Final = Seat(Role.POLICY_KEEPER, PROVINCE)

_BY_SEAT: Final = {
    _CLERK: (
        "/phien/mat-khau", "/phien/ung-dung", "/nop-ho-so/03/{application}", "/tre-han/don-doc",
        "/thu-hoi/{case}/thoa-thuan", "/thu-hoi/{case}/bien-lai",
        "/thu-hoi/{case}/bien-lai/{entry}/huy", "/ho-so/{arranged}/nguoi-nhan-thay",
        "/ho-so/{arranged}/nguoi-nhan-thay/thoi", "/chua-nhan/ky-nhan",
        "/quyet-dinh/thong-bao/{refused}", "/ho-so/{young}/tu-choi", "/ho-so/{declined}/nhan-lai",
        "/mo-lai", "/ho-so/{refused}/mo-lai", "/trung-nguoi/{pair}", "/trung-nguoi/{ruled}/huy",
        "/tra-cuu/da-huong", "/danh-sach/{read}/nop", "/danh-sach/{read}/dung",
        "/danh-sach/{handed_in}/rut", "/danh-sach/{misread}/phong-chu",
        "/danh-sach/{misread}/danh-dau", "/nop-danh-sach/cot", "/nop-danh-sach/{misread}",
        "/van-ban-phien-hop", "/phien-hop/{returning}/van-ban",
        "/phien-hop/{returning}/to-trinh", "/phien-hop/{returning}/phieu-tra-lai/{returned}",
        "/cau-hoi/{question}", "/niem-yet/moi", "/niem-yet/{posting}/ket-thuc",
        "/niem-yet/{posting}/y-kien", "/niem-yet/{objected}/y-kien/{objection}",
        "/niem-yet/{posting}/thong-bao", "/ho-so/{dossier}/so-dinh-danh",
        "/danh-sach/{handed_in}/lien-quan", "/don-thu/moi", "/don-thu/{complaint}/chuyen",
        "/don-thu/{complaint}/gia-han", "/don-thu/{complaint}/tra-loi",
    ),
    _SECRETARY: (
        "/phien-hop/moi", "/phien-hop/{sitting}", "/phien-hop/{sitting}/ho-so/{heard_dossier}",
        "/phien-hop/{sitting}/phat-hien/{finding}", "/phien-hop/{alerted}/canh-bao/{alert}",
        "/phien-hop/{sitting}/xem-lai", "/phien-hop/{sitting}/kiem-tra",
        "/phien-hop/{sitting}/bieu-quyet", "/phien-hop/{returning}/bien-ban",
    ),
    _DISTRICT_CLERK: ("/dot/moi", "/don-thu/{complaint}/giu"),
    _UNION: ("/xac-nhan", "/xac-nhan/{unconfirmed}"),
    _BANK: ("/khoan-vay", "/khoan-vay/{loan}"),
    _CHAIRMAN: (
        "/thu-hoi/{case}/mien", "/dot/{batch}/nguoi", "/dot/{batch}/tu-choi",
        "/dot/{batch}/tam-dung", "/dot/{stopped}/tiep-tuc", "/quyet-dinh/{decision}/chung-minh",
        "/quyet-dinh/{changed}/sua-doi/{change}",
        "/quyet-dinh/{decision}/dieu-chinh/soan?ho_so={decided_line}",
        "/quyet-dinh/{decision}/thu-hoi",
    ),
    _TREASURER: (
        "/doi-soat/ngay", "/doi-soat/chi-bo-sung", "/doi-soat/ngoai-le/{told}/{line}",
        "/doi-soat/ngoai-le/{told}/{line}/dong-y", "/doi-soat/ngoai-le/{told}/{line}/khong-dong-y",
        "/thu-hoi/dieu-chinh", "/chi-tra/giao?dot={run}", "/chi-tra/lenh/{unsent}/huy",
        "/chi-tra/lenh/{unpaid}/lap-lai", "/chi-tra/chi-lai", "/chi-tra/{run}/nguoi-nhan",
        "/chi-tra/{paid_run}/chi-lai", "/chi-tra/{paid_run}/dong", "/chua-nhan/tong",
        "/chua-nhan/ky-thieu",
        "/chua-nhan/chua-ky", "/kinh-phi/phan-chia", "/kinh-phi/moi", "/kinh-phi/quyet-toan",
        "/kinh-phi/{source}/cap", "/kinh-phi/{source}/tam-ung", "/kinh-phi/{source}/nop-tra",
    ),
    _REPORTER: (
        "/bao-cao/da-phat-hanh/{report}/so-sanh", "/bao-cao/bao-cao-nhanh/phat-hanh",
        "/bao-cao/bao-cao-nhanh/toan-van", "/bao-cao/bao-toan/tinh-lai",
        "/lich/doi-ngay", "/chinh-sach/van-ban/nhap", "/don-thu/{holding}/thoi-giu",
    ),
    _INSPECTOR: (
        "/don-thu/{complaint}/nguoi-gui", "/mau-kiem-tra/moi", "/mau-kiem-tra/{sample}/{sampled}",
    ),
    _AUDITOR: ("/ho-so/{dossier}/ai-da-xem",),
    _ADMINISTRATOR: (
        "/quan-tri/nguoi-moi", "/quan-tri/{officer}", "/quan-tri/{officer}/bo-nhiem",
        "/quan-tri/{officer}/chuc-danh/{office}", "/quan-tri/{officer}/dong/{account}",
        "/quan-tri/{officer}/mo/{account}", "/quan-tri/{officer}/cap-lai/{account}",
    ),
    _KEEPER: (
        "/chinh-sach/nhom/HN", "/chinh-sach/cho-xac-nhan", "/chinh-sach/van-ban/{enactment}",
        "/chinh-sach/van-ban/{enactment}/phe-duyet",
    ),
}  # fmt: skip

ACTS: Final = tuple(
    Sight(address, seat, address) for seat, places in _BY_SEAT.items() for address in places
)
"""One sight of every page that the gallery has no picture of."""
