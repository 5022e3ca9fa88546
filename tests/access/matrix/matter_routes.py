"""The table's second part: papers, supervision, later decisions, calendar, policy, the bank."""

from typing import Any, Final

from tests.access.matrix.laws import (
    LISTING,
    NATION_WIDE,
    OFFICE,
    OWN,
    OWN_LEVEL,
    POLICY_KEPT,
    POLICY_LISTING,
    POLICY_NAMED,
    PROVINCE_LISTING,
    SIGNING,
    TERRITORY,
    WAIVING,
)
from tests.access.matrix.line import door
from tests.access.matrix.named import Ground
from tests.builders import COMMUNE, DECISION_DAY, DISTRICT, LIST_DAY, PROVINCE
from tests.programmes import a_document, a_programme

_DAY: Final = str(DECISION_DAY)
_NUMBER: Final = {"number": "ma-tran/6", "dated": _DAY}
_WORDS: Final = {"words": "Thử"}


def _complaint(ground: Ground) -> dict[str, Any]:
    return {
        "kind": "press", "dossier_id": ground["claimed"], "words": "Không đúng đối tượng.",
        "means": "báo", "received_on": str(LIST_DAY),
    }  # fmt: skip


def _later(ground: Ground, number: str) -> dict[str, Any]:
    return {
        "number": number, "signed_on": _DAY, "reason": "Rà soát",
        "expected_root": ground.fact["root signed"],
    }  # fmt: skip


def _adjustment(ground: Ground) -> dict[str, Any]:
    line = {"dossier_id": ground["line"], "act": "remove", "reason_code": "NOT_ELIGIBLE"}
    return _later(ground, "ma-tran/7") | {"lines": [line]}


def _revocation(ground: Ground) -> dict[str, Any]:
    return _later(ground, "ma-tran/8") | {"reason_code": "NOT_ELIGIBLE"}


def _plan(ground: Ground) -> dict[str, Any]:
    part = {"due_on": "2020-06-30", "amount_dong": ground.fact["left of the case"]}
    return {"paper_number": "ma-tran/11", "agreed_on": _DAY, "instalments": [part]}


def _signed(ground: Ground) -> dict[str, Any]:
    line = {
        "reference": ground.fact["reference"], "amount_dong": 1_000_000, "signed_on": _DAY,
        "signer": "payee", "paper_number": "ma-tran/13",
    }  # fmt: skip
    return {"lines": [line]}


_RECEIPT: Final = {
    "amount_dong": 2000, "received_on": _DAY, "receipt_number": "ma-tran/12", "from": "household",
}  # fmt: skip

_PAPERS: Final = (
    door("GET /postings/{posting_id}/notice.{form}", TERRITORY, posting_id="posting",
         form="=docx"),
    door("POST /postings/{posting_id}/notice", OFFICE, posting_id="posting", body=_NUMBER),
    door("GET /sittings/{sitting_id}/submission.{form}", TERRITORY, sitting_id="asking sitting",
         form="=docx"),
    door("POST /sittings/{sitting_id}/submission", OFFICE, sitting_id="asking sitting",
         body=_NUMBER),
    door("GET /sittings/{sitting_id}/minutes.{form}", TERRITORY, sitting_id="closed sitting",
         form="=docx"),
    door("POST /sittings/{sitting_id}/minutes", OFFICE, sitting_id="closed sitting",
         body=_NUMBER),
    door("GET /sittings/{sitting_id}/return-slips/{list_id}.{form}", TERRITORY,
         sitting_id="asking sitting", list_id="list asked about", form="=docx"),
    door("POST /sittings/{sitting_id}/return-slips/{list_id}", OFFICE,
         sitting_id="asking sitting", list_id="list asked about", body=_NUMBER),
    door("GET /batches/{batch_id}/submission.{form}", TERRITORY, DISTRICT,
         batch_id="batch batched", form="=docx"),
    door("GET /decisions/{decision_id}/decision.{form}", TERRITORY, DISTRICT,
         decision_id="decision signed", form="=docx"),
    door("GET /reports/reminder.{form}", LISTING, form="=docx"),
    door("POST /reports/reminder", OWN, body=_NUMBER),
)  # fmt: skip

_SUPERVISION: Final = (
    door("POST /complaints", TERRITORY, body=_complaint),
    door("GET /complaints", LISTING, query="limit=1000"),
    door("GET /complaints/summary", LISTING),
    door("GET /complaints/{complaint_id}", TERRITORY, complaint_id="complaint"),
    door("GET /complaints/{complaint_id}/sender", TERRITORY, complaint_id="complaint"),
    door("POST /complaints/{complaint_id}/forwarding", OFFICE, complaint_id="complaint",
         body=_WORDS | {"office_path": DISTRICT}),
    door("POST /complaints/{complaint_id}/extension", OFFICE, complaint_id="complaint",
         body=_WORDS),
    door("POST /complaints/{complaint_id}/answer", OFFICE, complaint_id="complaint",
         body=_WORDS | {"document_number": "1/TB", "document_on": _DAY, "outcome": "rejected"}),
    door("POST /complaints/{complaint_id}/hold", TERRITORY, complaint_id="complaint", body=_WORDS),
    door("POST /complaints/{complaint_id}/release", TERRITORY, complaint_id="holding complaint",
         body=_WORDS),
    door("GET /holds", LISTING, query="limit=1000"),
    door("POST /lists/{list_id}/interests", TERRITORY, list_id="handed in", body=_WORDS),
    door("GET /lists/{list_id}/interests", TERRITORY, list_id="handed in"),
    door("POST /decisions/{decision_id}/samples", TERRITORY, DISTRICT,
         decision_id="decision signed",
         body={"seed": "xo-so-ma-tran", "seed_source": "Xổ số", "size": 1}),
    door("GET /decisions/{decision_id}/samples", TERRITORY, DISTRICT,
         decision_id="decision signed"),
    door("GET /decisions/{decision_id}/leaves", TERRITORY, DISTRICT,
         decision_id="decision signed"),
    door("GET /samples/{sample_id}", TERRITORY, DISTRICT, sample_id="sample"),
    door("POST /samples/{sample_id}/lines/{dossier_id}/result", TERRITORY, DISTRICT,
         sample_id="sample", dossier_id="line",
         body=_WORDS | {"result": "in_order", "seen_on": _DAY}),
)  # fmt: skip

_LATER: Final = (
    door("POST /decisions/{decision_id}/adjustments", SIGNING, DISTRICT,
         decision_id="decision signed", body=_adjustment),
    door("POST /decisions/{decision_id}/revocation", SIGNING, DISTRICT,
         decision_id="decision signed", body=_revocation),
    door("GET /decisions/{decision_id}/adjustments", TERRITORY, DISTRICT,
         decision_id="decision paid"),
    door("GET /decisions/{decision_id}/adjustments/{adjustment_id}/lines", TERRITORY, DISTRICT,
         decision_id="decision paid", adjustment_id="adjustment"),
    door("GET /decisions/{decision_id}/adjustments/{adjustment_id}/lines/{dossier_id}/proof",
         TERRITORY, DISTRICT, decision_id="decision paid", adjustment_id="adjustment",
         dossier_id="paid line"),
    door("GET /recovery-cases", LISTING, query="limit=1000"),
    door("GET /recovery-cases/{case_id}", TERRITORY, case_id="case"),
    door("POST /recovery-cases/{case_id}/plan", TERRITORY, case_id="case", body=_plan),
    door("POST /recovery-cases/{case_id}/receipts", TERRITORY, case_id="case", body=_RECEIPT),
    door("POST /recovery-cases/{case_id}/receipts/{entry_id}/reversal", TERRITORY,
         case_id="case", entry_id="money back", body={"reason": "Ghi nhầm"}),
    door("POST /recovery-cases/{case_id}/waiver", WAIVING, DISTRICT, case_id="case",
         body={"number": "ma-tran/14", "signed_on": _DAY, "reason": "Hộ khó khăn"}),
    door("GET /benefit-adjustments", LISTING, query="limit=1000", shows=False),
    door("POST /payment-receipts", OWN, body=_signed),
    door("GET /payment-receipts/shortfalls", LISTING, query="limit=1000", shows=False),
    door("GET /payment-receipts/missing", LISTING),
    door("GET /not-received", LISTING, query="limit=1000"),
)  # fmt: skip

_TIME: Final = (
    door("GET /calendar", PROVINCE_LISTING, PROVINCE, query="year=2021"),
    door("POST /calendar/changes", OWN_LEVEL, PROVINCE, body={
        "day": "2020-06-10", "is_working": False, "reason": "Bão", "document_number": "2/UBND",
    }),
    door("GET /reports/overdue", LISTING),
    door("GET /reports/escalations", LISTING, query="over=0"),
    door("GET /reports/on-time", LISTING, query="from=2020-01-01&to=2020-12-31&by=district",
         shows=False),
)  # fmt: skip

_ISSUED_AREA: Final = f"as_of={_DAY}&area={COMMUNE}"
_ISSUED: Final = (
    door("GET /reports/kinds", NATION_WIDE),
    door("GET /reports/{kind}/preview.{form}", TERRITORY, query=_ISSUED_AREA, kind="=quick",
         form="=json"),
    door("GET /reports/{kind}/tables/{key}.{form}", TERRITORY, query=_ISSUED_AREA, kind="=quick",
         key="=by_group", form="=csv"),
    door("POST /reports/issued", TERRITORY, body={
        "kind": "quick", "as_of": _DAY, "area": COMMUNE, "number": "ma-tran/15", "dated": _DAY,
        "expected_sha256": "0" * 64,
    }),
    door("GET /reports/issued", LISTING, query="limit=1000"),
    door("GET /reports/issued/{report_id}", TERRITORY, report_id="issued report"),
    door("GET /reports/issued/{report_id}/paper.{form}", TERRITORY, report_id="issued report",
         form="=docx"),
    door("GET /reports/issued/{report_id}/tables/{key}.{form}", TERRITORY,
         report_id="issued report", key="=by_group", form="=csv"),
    door("GET /reports/issued/{report_id}/comparison", TERRITORY, report_id="issued report"),
)  # fmt: skip

_POLICY: Final = (
    door("POST /policy/enactments", POLICY_NAMED, PROVINCE,
         body=a_document(a_programme(), code="NQ-MA-TRAN")),
    door("GET /policy/enactments", POLICY_LISTING, PROVINCE),
    door("POST /policy/enactments/{enactment_id}/approval", POLICY_KEPT, PROVINCE,
         enactment_id="enactment"),
    door("POST /lists/{list_id}/loan-answers", TERRITORY, DISTRICT, list_id="with the bank",
         body={"document_number": "1/NHCS", "said_on": _DAY, "expected": 1}),
    door("GET /lists/{list_id}/loan-answers", TERRITORY, DISTRICT, list_id="lent"),
    door("GET /loans/waiting", LISTING, DISTRICT, query="limit=1000"),
)  # fmt: skip

MATTERS: Final = (*_PAPERS, *_SUPERVISION, *_LATER, *_TIME, *_ISSUED, *_POLICY)
