"""The table's pages of decisions, money and reports: asked by a browser, with its session."""

import json
from typing import Any, Final
from urllib.parse import urlencode

from tests.access.matrix.laws import (
    DELEGATING,
    LISTING,
    NATION_WIDE,
    NO_AGENTS_LISTING,
    OWN,
    OWN_LEVEL,
    OWN_SYSTEM,
    POLICY_KEPT,
    POLICY_LISTING,
    POLICY_NAMED,
    PROVINCE_LISTING,
    PROVINCE_WIDE,
    SIGNING,
    TERRITORY,
    WAIVING,
)
from tests.access.matrix.line import page
from tests.access.matrix.named import Ground
from tests.builders import AGENT, COMMUNE, DECISION_DAY, DISTRICT, PROVINCE
from tests.programmes import a_document, a_programme

_DAY: Final = str(DECISION_DAY)


def _word(number: str) -> dict[str, Any]:
    return {"number": number, "signed_on": _DAY, "reason": "Thử"}


def _signature(ground: Ground) -> dict[str, Any]:
    seen = ground.fact["batch"]
    return {
        "number": "ma-tran/21", "signed_on": _DAY, "expected_count": seen.case_count,
        "expected_total_dong": seen.total_dong, "expected_root": seen.root,
        "source_id": ground["source"], "agent_code": AGENT,
    }  # fmt: skip


def _refusal(ground: Ground) -> dict[str, Any]:
    return {
        "number": "ma-tran/22", "signed_on": _DAY, "reason_code": "NOT_ELIGIBLE",
        "expected_count": ground.fact["batch"].case_count,
    }  # fmt: skip


def _chosen(ground: Ground) -> str:
    return f"ho_so={ground['line']}"


def _removal(ground: Ground) -> dict[str, Any]:
    line = ground["line"]
    told = {"ho_so": line, f"act-{line}": "remove", f"reason_code-{line}": "NOT_ELIGIBLE"}
    return _later(ground, "ma-tran/23") | told


def _revocation(ground: Ground) -> dict[str, Any]:
    return _later(ground, "ma-tran/24") | {"reason_code": "NOT_ELIGIBLE"}


def _later(ground: Ground, number: str) -> dict[str, Any]:
    return _word(number) | {"expected_root": ground.fact["root signed"]}


_DECISIONS: Final = (
    page("GET /dot", LISTING, DISTRICT),
    page("GET /dot/moi", LISTING, DISTRICT, shows=False),
    page("POST /dot/moi", TERRITORY, DISTRICT,
         body=lambda g: {"list_ids": g["confirming"], "paper_number": "ma-tran"}),
    page("GET /dot/{batch_id}", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("GET /dot/{batch_id}/nguoi", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("POST /dot/{batch_id}/nguoi", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("GET /dot/{batch_id}/to-trinh.{form}", TERRITORY, DISTRICT, batch_id="batch batched",
         form="=docx"),
    page("GET /dot/{batch_id}/phe-duyet", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("POST /dot/{batch_id}/phe-duyet", SIGNING, DISTRICT, batch_id="batch batched",
         body=_signature),
    page("GET /dot/{batch_id}/tu-choi", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("POST /dot/{batch_id}/tu-choi", SIGNING, DISTRICT, batch_id="batch batched",
         body=_refusal),
    page("GET /dot/{batch_id}/tam-dung", TERRITORY, DISTRICT, batch_id="batch batched"),
    page("POST /dot/{batch_id}/tam-dung", SIGNING, DISTRICT, batch_id="batch batched",
         body=_word("ma-tran/25")),
    page("GET /dot/{batch_id}/tiep-tuc", TERRITORY, DISTRICT, batch_id="batch stopped"),
    page("POST /dot/{batch_id}/tiep-tuc", SIGNING, DISTRICT, batch_id="batch stopped",
         body=_word("ma-tran/26")),
    page("GET /quyet-dinh", LISTING, DISTRICT),
    page("GET /quyet-dinh/{decision_id}", TERRITORY, DISTRICT, decision_id="decision signed"),
    page("GET /quyet-dinh/{decision_id}/quyet-dinh.{form}", TERRITORY, DISTRICT,
         decision_id="decision signed", form="=docx"),
    page("GET /quyet-dinh/{decision_id}/chung-minh", TERRITORY, DISTRICT,
         decision_id="decision signed", query=_chosen),
    page("GET /quyet-dinh/{decision_id}/sua-doi/{adjustment_id}", TERRITORY, DISTRICT,
         decision_id="decision paid", adjustment_id="adjustment"),
    page("GET /quyet-dinh/thong-bao", LISTING),
    page("GET /quyet-dinh/thong-bao/{dossier_id}.{form}", TERRITORY, dossier_id="refused",
         form="=docx"),
    page("GET /quyet-dinh/thong-bao/{dossier_id}", TERRITORY, dossier_id="refused"),
    page("POST /quyet-dinh/thong-bao/{dossier_id}", TERRITORY, dossier_id="refused",
         body={"number": "ma-tran/27", "given_on": _DAY}),
    page("GET /quyet-dinh/uy-quyen", PROVINCE_LISTING, PROVINCE, shows=False),
    page("POST /quyet-dinh/uy-quyen", DELEGATING, PROVINCE, body={
        "document_number": "ma-tran/28", "officer_id": 1, "area_path": DISTRICT,
        "valid_from": "2020-04-24", "valid_to": "2020-06-30",
    }),
    page("GET /quyet-dinh/{decision_id}/dieu-chinh", TERRITORY, DISTRICT,
         decision_id="decision signed"),
    page("POST /quyet-dinh/{decision_id}/dieu-chinh", TERRITORY, DISTRICT,
         decision_id="decision signed", body=lambda g: {"tim": g["line"]}),
    page("GET /quyet-dinh/{decision_id}/dieu-chinh/soan", TERRITORY, DISTRICT,
         decision_id="decision signed", query=_chosen),
    page("POST /quyet-dinh/{decision_id}/dieu-chinh/soan", SIGNING, DISTRICT,
         decision_id="decision signed", body=_removal, query=_chosen),
    page("GET /quyet-dinh/{decision_id}/dieu-chinh/ky", TERRITORY, DISTRICT,
         decision_id="decision signed", query=_chosen),
    page("POST /quyet-dinh/{decision_id}/dieu-chinh/ky", SIGNING, DISTRICT,
         decision_id="decision signed", body=_removal, query=_chosen),
    page("GET /quyet-dinh/{decision_id}/thu-hoi", TERRITORY, DISTRICT,
         decision_id="decision signed"),
    page("POST /quyet-dinh/{decision_id}/thu-hoi", SIGNING, DISTRICT,
         decision_id="decision signed", body=_revocation),
)  # fmt: skip

_DOCUMENT: Final = a_document(a_programme(), code="NQ-MA-TRAN-2")

_POLICY: Final = (
    page("GET /chinh-sach", NATION_WIDE),
    page("GET /chinh-sach/nhom/{code}", NATION_WIDE, code="=BTXH"),
    page("GET /chinh-sach/cho-xac-nhan", NATION_WIDE),
    page("GET /chinh-sach/van-ban", POLICY_LISTING, PROVINCE),
    page("GET /chinh-sach/van-ban/nhap", NATION_WIDE, PROVINCE),
    page("POST /chinh-sach/van-ban/nhap", POLICY_NAMED, PROVINCE,
         body={"cach": "tep", "tep": ("van-ban.json", json.dumps(_DOCUMENT).encode())}),
    page("GET /chinh-sach/van-ban/{enactment_id}", PROVINCE_WIDE, PROVINCE,
         enactment_id="enactment"),
    page("GET /chinh-sach/van-ban/{enactment_id}/phe-duyet", PROVINCE_WIDE, PROVINCE,
         enactment_id="enactment"),
    page("POST /chinh-sach/van-ban/{enactment_id}/phe-duyet", POLICY_KEPT, PROVINCE,
         enactment_id="enactment"),
)  # fmt: skip


def _release(ground: Ground) -> dict[str, Any]:
    count, dong = ground.fact["unsent"]
    return {"expected_orders": count, "expected_dong": dong}


_RUNS: Final = (
    page("GET /chi-tra", LISTING),
    page("GET /chi-tra/giao", TERRITORY, query=lambda g: f"dot={g['run']}"),
    page("POST /chi-tra/giao", TERRITORY, query=lambda g: f"dot={g['run']}", body=_release),
    page("GET /chi-tra/lenh/{order_id}/huy", TERRITORY, order_id="unsent order"),
    page("POST /chi-tra/lenh/{order_id}/huy", TERRITORY, order_id="unsent order",
         body={"reason": "Thử"}),
    page("GET /chi-tra/lenh/{order_id}/lap-lai", TERRITORY, order_id="order"),
    page("POST /chi-tra/lenh/{order_id}/lap-lai", TERRITORY, order_id="order"),
    page("GET /chi-tra/chi-lai", LISTING, shows=False),
    page("POST /chi-tra/chi-lai", OWN),
    page("GET /chi-tra/{run_id}", TERRITORY, run_id="sent run"),
    page("GET /chi-tra/{run_id}/nguoi-nhan", TERRITORY, run_id="sent run"),
    page("GET /chi-tra/{run_id}/chi-lai", TERRITORY, run_id="sent run"),
    page("POST /chi-tra/{run_id}/chi-lai", TERRITORY, run_id="sent run"),
    page("GET /chi-tra/{run_id}/dong", TERRITORY, run_id="sent run"),
    page("POST /chi-tra/{run_id}/dong", TERRITORY, run_id="sent run"),
    page("GET /ho-so/{dossier_id}/nguoi-nhan-thay", TERRITORY, dossier_id="line"),
    page("POST /ho-so/{dossier_id}/nguoi-nhan-thay", TERRITORY, dossier_id="line",
         body={"way": "home", "reason": "Thử"}),
    page("GET /ho-so/{dossier_id}/nguoi-nhan-thay/thoi", TERRITORY, dossier_id="line"),
    page("POST /ho-so/{dossier_id}/nguoi-nhan-thay/thoi", TERRITORY, dossier_id="line"),
    page("GET /lenh-chi", LISTING, PROVINCE),
    page("POST /lenh-chi", OWN, PROVINCE, body={"limit": "1"}, halts="no order waits"),
    page("GET /lenh-chi/{lease_id}", TERRITORY, PROVINCE, lease_id="lease"),
    page("POST /lenh-chi/{lease_id}", OWN_SYSTEM, PROVINCE, lease_id="lease"),
    page("GET /lenh-chi/{lease_id}/lenh.csv", TERRITORY, PROVINCE, lease_id="lease"),
    page("GET /lenh-chi/{lease_id}/lenh.xlsx", TERRITORY, PROVINCE, lease_id="lease"),
    page("GET /lenh-chi/{lease_id}/lenh.xml", TERRITORY, PROVINCE, lease_id="lease"),
)  # fmt: skip


def _moved(number: str) -> dict[str, Any]:
    return {"amount_dong": "1", "document_number": number, "booked_on": _DAY}


def _settlement(ground: Ground) -> dict[str, Any]:
    return _moved("ma-tran/31") | {
        "from_source_id": ground["source"], "to_source_id": ground["central source"],
        "beyond_because": "Thử",
    }  # fmt: skip


_FUNDS: Final = (
    page("GET /kinh-phi", PROVINCE_LISTING, PROVINCE),
    page("GET /kinh-phi/phan-chia", PROVINCE_LISTING, PROVINCE, query="ngay=31/12/2020"),
    page("GET /kinh-phi/moi", NATION_WIDE, PROVINCE),
    page("POST /kinh-phi/moi", OWN, PROVINCE,
         body={"code": "MA-TRAN", "name": "Thử", "level": "province"}),
    page("GET /kinh-phi/quyet-toan", PROVINCE_LISTING, PROVINCE),
    page("POST /kinh-phi/quyet-toan", PROVINCE_WIDE, PROVINCE, body=_settlement),
    page("GET /kinh-phi/{source_id}", PROVINCE_WIDE, PROVINCE, source_id="source"),
    page("GET /kinh-phi/{source_id}/cap", PROVINCE_WIDE, PROVINCE, source_id="source"),
    page("POST /kinh-phi/{source_id}/cap", PROVINCE_WIDE, PROVINCE, source_id="source",
         body=_moved("ma-tran/32")),
    page("GET /kinh-phi/{source_id}/tam-ung", PROVINCE_WIDE, PROVINCE, source_id="source"),
    page("POST /kinh-phi/{source_id}/tam-ung", PROVINCE_WIDE, PROVINCE, source_id="source",
         body=_moved("ma-tran/33")),
    page("GET /kinh-phi/{source_id}/nop-tra", PROVINCE_WIDE, PROVINCE, source_id="source"),
    page("POST /kinh-phi/{source_id}/nop-tra", PROVINCE_WIDE, PROVINCE, source_id="source",
         body=_moved("ma-tran/34")),
)  # fmt: skip


def _statement(ground: Ground) -> dict[str, Any]:
    line = f"{ground.fact['reference']},1500000,paid,{_DAY}"
    content = f"reference,amount_dong,result,done_on\r\n{line}\r\n".encode()
    return {
        "number": "ma-tran-3", "made_on": _DAY, "mode": "lenient",
        "tep": ("bang-ke.csv", content),
    }  # fmt: skip


_RECONCILIATION: Final = (
    page("GET /doi-soat", LISTING, PROVINCE),
    page("GET /doi-soat/khac-biet", LISTING,
         query=lambda g: urlencode({"quyet_dinh": g["decision paid"]})),
    page("GET /doi-soat/ngay", NO_AGENTS_LISTING, PROVINCE),
    page("GET /doi-soat/chi-bo-sung", LISTING, shows=False,
         query=lambda g: f"dot_chi={g['sent run']}"),
    page("POST /doi-soat/chi-bo-sung", OWN,
         body=lambda g: {"dot_chi": g["sent run"], "so_lenh": "1"}),
    page("GET /nop-bang-ke", NATION_WIDE, PROVINCE),
    page("POST /nop-bang-ke", OWN, PROVINCE, body=_statement),
    page("GET /doi-soat/bang-ke/{statement_id}", TERRITORY, PROVINCE, statement_id="statement"),
    page("GET /doi-soat/ngoai-le", LISTING, PROVINCE),
    page("GET /doi-soat/ngoai-le/{statement_id}/{line_number}", TERRITORY, PROVINCE,
         statement_id="statement", line_number="open line"),
    page("POST /doi-soat/ngoai-le/{statement_id}/{line_number}", TERRITORY, PROVINCE,
         statement_id="statement", line_number="open line",
         body={"resolution": "dismiss", "words": "Thử"}),
    page("GET /doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y", TERRITORY, PROVINCE,
         statement_id="statement", line_number="=3"),
    page("POST /doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y", TERRITORY, PROVINCE,
         statement_id="statement", line_number="=3",
         body=lambda g: {"de_nghi": g["settlement"]}),
    page("GET /doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y", TERRITORY, PROVINCE,
         statement_id="statement", line_number="=4"),
    page("POST /doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y", TERRITORY, PROVINCE,
         statement_id="statement", line_number="=4",
         body=lambda g: {"de_nghi": g["other settlement"]}),
)  # fmt: skip


def _plan(ground: Ground) -> dict[str, Any]:
    return {
        "paper_number": "ma-tran/41", "agreed_on": _DAY, "ngay-1": "30/6/2020",
        "tien-1": ground.fact["left of the case"],
    }  # fmt: skip


def _waiver(ground: Ground) -> dict[str, Any]:
    return _word("ma-tran/42") | {"con_lai": ground.fact["left of the case"]}


def _signed(ground: Ground) -> dict[str, Any]:
    return {
        "paper_number": "ma-tran/43", "signed_on": _DAY, "signer": "payee",
        "orders": f"{ground.fact['reference']} 1.000.000",
    }  # fmt: skip


_RECOVERIES: Final = (
    page("GET /thu-hoi", LISTING),
    page("GET /thu-hoi/dieu-chinh", LISTING, shows=False),
    page("GET /thu-hoi/{case_id}", TERRITORY, case_id="case"),
    page("GET /thu-hoi/{case_id}/thoa-thuan", TERRITORY, case_id="case"),
    page("POST /thu-hoi/{case_id}/thoa-thuan", TERRITORY, case_id="case", body=_plan),
    page("GET /thu-hoi/{case_id}/bien-lai", TERRITORY, case_id="case"),
    page("POST /thu-hoi/{case_id}/bien-lai", TERRITORY, case_id="case", body={
        "amount_dong": "2.000", "received_on": _DAY, "receipt_number": "ma-tran/44",
        "from": "household",
    }),
    page("GET /thu-hoi/{case_id}/bien-lai/{entry_id}/huy", TERRITORY, case_id="case",
         entry_id="money back"),
    page("POST /thu-hoi/{case_id}/bien-lai/{entry_id}/huy", TERRITORY, case_id="case",
         entry_id="money back", body={"reason": "Ghi nhầm"}),
    page("GET /thu-hoi/{case_id}/mien", TERRITORY, case_id="case"),
    page("POST /thu-hoi/{case_id}/mien", WAIVING, DISTRICT, case_id="case", body=_waiver),
    page("GET /chua-nhan", LISTING),
    page("GET /chua-nhan/tong", LISTING, shows=False),
    page("GET /chua-nhan/ky-thieu", LISTING, shows=False),
    page("GET /chua-nhan/chua-ky", LISTING, shows=False),
    page("GET /chua-nhan/ky-nhan", NATION_WIDE),
    page("POST /chua-nhan/ky-nhan", OWN, body=_signed),
)  # fmt: skip

_AREA: Final = f"tinh_den={_DAY}&dia_ban={COMMUNE}"
_TABLE: Final = ("bang.csv", "Nhóm,Số người\r\nBTXH,1\r\n".encode())
_REPORTS: Final = (
    page("GET /bao-phu", LISTING, DISTRICT, query="theo=xa"),
    page("GET /bao-phu/bang.{form}", LISTING, DISTRICT, form="=csv", query="theo=xa"),
    page("GET /bao-phu/ban-do", LISTING, shows=False),
    page("GET /bao-phu/pheu", TERRITORY, query=_AREA),
    page("GET /bao-phu/dien-bien", TERRITORY, query=_AREA),
    page("GET /tre-han", LISTING),
    page("GET /tre-han/don-doc.{form}", LISTING, form="=docx"),
    page("GET /tre-han/don-doc", LISTING),
    page("POST /tre-han/don-doc", OWN, body={"number": "ma-tran/51", "dated": _DAY}),
    page("GET /bao-cao/bao-toan", LISTING, shows=False),
    page("GET /bao-cao/bao-toan/tinh-lai", LISTING, shows=False),
    page("GET /bao-cao/kiem-bang", NATION_WIDE),
    page("POST /bao-cao/kiem-bang", NATION_WIDE, body={"tep": _TABLE}),
    page("GET /bao-cao/da-phat-hanh", LISTING),
    page("GET /bao-cao/da-phat-hanh/{report_id}", TERRITORY, report_id="issued report"),
    page("GET /bao-cao/da-phat-hanh/{report_id}/so-sanh", TERRITORY, report_id="issued report"),
    page("GET /bao-cao/da-phat-hanh/{report_id}/tep.{form}", TERRITORY,
         report_id="issued report", form="=docx"),
    page("GET /bao-cao/da-phat-hanh/{report_id}/bang/{key}.{form}", TERRITORY,
         report_id="issued report", key="=by_group", form="=csv"),
    page("GET /bao-cao", OWN),
    page("GET /bao-cao/{slug}", TERRITORY, slug="=bao-cao-nhanh", query=_AREA),
    page("GET /bao-cao/{slug}/toan-van", TERRITORY, slug="=bao-cao-nhanh", query=_AREA),
    page("GET /bao-cao/{slug}/tai-ve.{form}", TERRITORY, slug="=bao-cao-nhanh", form="=docx",
         query=_AREA),
    page("GET /bao-cao/{slug}/bang/{key}.{form}", TERRITORY, slug="=bao-cao-nhanh",
         key="=by_group", form="=csv", query=_AREA),
    page("GET /bao-cao/{slug}/phat-hanh", TERRITORY, slug="=bao-cao-nhanh", query=_AREA),
    page("POST /bao-cao/{slug}/phat-hanh", TERRITORY, slug="=bao-cao-nhanh", body={
        "as_of": _DAY, "area": COMMUNE, "number": "ma-tran/52", "dated": _DAY,
        "expected_sha256": "0" * 64,
    }),
)  # fmt: skip

_TIME: Final = (
    page("GET /lich", PROVINCE_LISTING, PROVINCE, query="nam=2021"),
    page("GET /lich/doi-ngay", NATION_WIDE, PROVINCE),
    page("POST /lich/doi-ngay", OWN_LEVEL, PROVINCE, body={
        "day": "11/6/2020", "loai": "nghi", "reason": "Bão", "document_number": "3/UBND",
        "buoc": "ghi",
    }),
)  # fmt: skip

PAGES_B: Final = (
    *_DECISIONS, *_POLICY, *_RUNS, *_FUNDS, *_RECONCILIATION, *_RECOVERIES, *_REPORTS, *_TIME,
)  # fmt: skip
