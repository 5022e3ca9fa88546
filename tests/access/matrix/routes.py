"""The table: every door, the law it follows, its target, and a request good enough to get there."""

from typing import Any, Final

from app.access.machine_schemas import FORM
from app.intake.csv_cells import CSV, csv_text
from app.intake.forms import FORMS
from tests.access.matrix.laws import (
    ASKED,
    ASKED_LISTING,
    CHAIRED,
    CONFIRMING_LISTING,
    DELEGATING,
    GRANTED_LISTING,
    GRANTING,
    LISTING,
    NATION_WIDE,
    OFFICE,
    OWN,
    OWN_LEVEL,
    OWN_PAPERS,
    OWN_SYSTEM,
    PROVINCE_LISTING,
    PROVINCE_WIDE,
    PUBLIC,
    SEAL,
    SIGNED_IN,
    SIGNING,
    TERRITORY,
    VOTING,
)
from tests.access.matrix.line import door
from tests.access.matrix.machines import KEY, another_system
from tests.access.matrix.matter_routes import MATTERS
from tests.access.matrix.money_page_routes import PAGES_B
from tests.access.matrix.named import Ground
from tests.access.matrix.page_routes import PAGES_A
from tests.builders import (
    AGENT,
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    a_row,
    as_json_rows,
)

_DAY: Final = str(DECISION_DAY)
_AGENT: Final = f"={AGENT}"
_PERSON: Final = {
    "full_name": "Trần Văn Lạ", "birth_date": "1950-01-02", "sex": "M", "area_path": COMMUNE,
}  # fmt: skip
_ROWS: Final = {"rows": as_json_rows("07", [a_row()])}
_MAPPING: Final = {
    "form": "07", "name": "Phần mềm", "headers": ["TEN", "NS", "GT", "SO", "LOAI", "THANG", "TIEN"],
    "columns": {
        "TEN": "full_name", "NS": "birth", "GT": "sex", "SO": "id_number", "LOAI": "category",
        "THANG": "months", "TIEN": "amount_dong",
    },
}  # fmt: skip
_DEATH: Final = {
    "full_name": "Trần Văn Lạ", "birth": "02/01/1950", "sex": "Nam", "id_number": "042050999997",
    "commune": "Phường Trần Phú", "died_on": "02/03/2020",
}  # fmt: skip
_DEATHS: Final = FORMS["bao-tu"].columns
_HEADERS: Final = "".join(csv_text([[one.header for one in FORMS["07"].columns]]))
_NOTICES: Final = "".join(
    csv_text([[one.header for one in _DEATHS], [_DEATH.get(one.field) for one in _DEATHS]])
)
_OFFICER: Final = {
    "user_name": "ma-tran-moi", "full_name": "Trần Văn Mới",
    "appointment": {
        "role": "commune_officer", "unit_path": COMMUNE, "document_number": "1/QĐ",
        "valid_from": "2020-01-01",
    },
}  # fmt: skip
_QUESTION: Final = {"kind": "allowance", "group": "BTXH", "day": "2020-05-04"}
_STATED: Final = {"statement": "Tôi không nhận.", "witness": "Bà Tám", "stated_at":
                  "2020-04-26T09:00:00+00:00"}  # fmt: skip
_APPLICATION: Final = {
    "full_name": "Trần Văn Lạ", "birth": "12/03/1975", "sex": "Nam", "id_number": "042075999999",
    "hamlet": "Tổ 4", "address": "Ngõ 12", "permanent_address": "Phường Trần Phú",
    "income_before_dong": 3_000_000, "job_before": "May", "contract_ended_on": "05/04/2020",
}  # fmt: skip


def _word(number: str) -> dict[str, str]:
    return {"number": number, "signed_on": _DAY, "reason": "Thử"}


def _signature(ground: Ground) -> dict[str, Any]:
    seen = ground.fact["batch"]
    return {
        "number": "ma-tran/1", "signed_on": _DAY, "expected_count": seen.case_count,
        "expected_total_dong": seen.total_dong, "expected_root": seen.root,
        "source_id": ground["source"], "agent_code": AGENT,
    }  # fmt: skip


def _refusal(ground: Ground) -> dict[str, Any]:
    return {
        "number": "ma-tran/2", "signed_on": _DAY, "reason_code": "NOT_ELIGIBLE",
        "expected_count": ground.fact["batch"].case_count,
    }  # fmt: skip


def _delegation(ground: Ground) -> dict[str, Any]:
    return {
        "document_number": "ma-tran/3", "officer_id": 1, "area_path": DISTRICT,
        "valid_from": "2020-04-24", "valid_to": "2020-06-30",
    }  # fmt: skip


def _centre(ground: Ground) -> dict[str, Any]:
    return {
        "dossier_ids": [ground["line"]], "centre_name": "Trung tâm", "list_number": "1",
        "reason": "Thử",
    }  # fmt: skip


def _statement(ground: Ground) -> dict[str, Any]:
    line = {
        "reference": ground.fact["reference"], "amount_dong": 1_500_000, "result": "paid",
        "done_on": _DAY,
    }  # fmt: skip
    return {"number": "ma-tran", "made_on": _DAY, "mode": "lenient", "lines": [line]}


def _settlement(ground: Ground) -> dict[str, Any]:
    return {
        "from_source_id": ground["source"], "to_source_id": ground["central source"],
        "amount_dong": 1, "document_number": "4", "booked_on": _DAY, "beyond_because": "Thử",
    }  # fmt: skip


def _statement_file(ground: Ground) -> str:
    line = f"{ground.fact['reference']},1500000,paid,{_DAY}"
    return f"reference,amount_dong,result,done_on\r\n{line}\r\n"


_LISTS: Final = (
    door("GET /lists", LISTING, query="limit=1000"),
    door("POST /lists", OWN_LEVEL, body=_ROWS, query="form=07"),
    door("GET /lists/{list_id}", TERRITORY, list_id="draft"),
    door("GET /lists/{list_id}/rows", TERRITORY, list_id="draft"),
    door("GET /lists/{list_id}/file", TERRITORY, list_id="draft"),
    door("GET /lists/{list_id}/dossiers", LISTING, list_id="draft"),
    door("GET /lists/{list_id}/reading", TERRITORY, list_id="draft"),
    door("GET /lists/{list_id}/reading/events", TERRITORY, list_id="draft"),
    door("DELETE /lists/{list_id}/reading", OFFICE, list_id="unread"),
    door("GET /lists/{list_id}/versions", TERRITORY, list_id="draft"),
    door("POST /lists/{list_id}/versions", OFFICE, list_id="draft", body=_ROWS),
    door("GET /lists/{list_id}/changes", TERRITORY, list_id="draft",
         query="from_version=1&to_version=1"),
    door("POST /lists/{list_id}/conversion", OFFICE, list_id="draft", body={"encoding": "tcvn3"}),
    door("POST /lists/{list_id}/submission", OFFICE, list_id="draft", body={"expected": 2}),
    door("POST /lists/{list_id}/withdrawal", OFFICE, list_id="draft"),
    door("POST /lists/{list_id}/marking", TERRITORY, list_id="marked"),
    door("GET /lists/{list_id}/marked.xlsx", TERRITORY, list_id="marked"),
    door("POST /lists/{list_id}/confirmations", TERRITORY, DISTRICT, list_id="confirming",
         body={"document_number": "12/XN", "said_on": "2020-04-27", "expected": 1}),
    door("GET /lists/{list_id}/confirmations", TERRITORY, DISTRICT, list_id="confirming"),
    door("GET /confirmations/waiting", CONFIRMING_LISTING, DISTRICT),
    door("POST /applications/{form}", OWN_LEVEL, form="=03", body=_APPLICATION),
    door("GET /templates", NATION_WIDE),
    door("GET /templates/{form}.xlsx", NATION_WIDE, form="=07"),
    door("GET /column-mappings", OWN_PAPERS),
    door("POST /column-mappings", OWN, body=_MAPPING),
    door("POST /column-mappings/proposal", OWN, query="form=07", body=_HEADERS,
         media_type=CSV),
)  # fmt: skip

_PEOPLE: Final = (
    door("POST /deaths", NATION_WIDE, body={
        "document_number": "1/KT", "deaths": [_PERSON | {"died_on": "2020-03-01"}],
    }),
    door("POST /notices", NATION_WIDE, body={
        "matter": "moved", "document_number": "1/CĐ", "people": [_PERSON | {"since": "2020-03-01"}],
    }),
    door("POST /notices/file", NATION_WIDE, DISTRICT, body=_NOTICES, media_type=CSV,
         query="matter=died&document_number=1"),
    door("POST /staff-relatives", NATION_WIDE, body={"relatives": [_PERSON]}),
    door("GET /identity/pairs", LISTING, query="limit=1000"),
    door("POST /identity/pairs/{pair_id}/ruling", TERRITORY, pair_id="pair", body={
        "ruling": "different", "because": "Đã đối chiếu.", "expected_ruling_count": 0,
    }),
    door("POST /identity/pairs/{pair_id}/undoing", TERRITORY, pair_id="ruled pair",
         body={"because": "Nhầm."}),
    door("GET /persons/{person_id}", TERRITORY, person_id="person"),
    door("GET /persons/{person_id}/viewers", TERRITORY, person_id="person"),
    door("POST /person-lookups", OWN, body={"id_number": "042075999998"}),
)  # fmt: skip

_DOSSIERS: Final = (
    door("GET /dossiers/{dossier_id}", TERRITORY, dossier_id="claimed"),
    door("GET /dossiers/{dossier_id}/history", TERRITORY, dossier_id="claimed"),
    door("POST /dossiers/{dossier_id}/declination", TERRITORY, dossier_id="claimed", body=_STATED),
    door("POST /dossiers/{dossier_id}/declination/revocation", TERRITORY, dossier_id="declined",
         body={"revocation": "Xin nhận."}),
    door("POST /dossiers/{dossier_id}/reopening", TERRITORY, dossier_id="refused",
         body={"policy": "QD32", "reason": "Rà soát"}),
    door("GET /reopenings", LISTING, query="policy=QD32", shows=False),
    door("POST /dossiers/{dossier_id}/refusal-notice", TERRITORY, dossier_id="refused",
         body={"number": "1/TB", "given_on": _DAY}),
    door("GET /dossiers/{dossier_id}/refusal-notice.{form}", TERRITORY, dossier_id="refused",
         form="=docx"),
    door("GET /dossiers/{dossier_id}/opinions", TERRITORY, dossier_id="refused"),
    door("GET /refusals/unanswered", LISTING, query="limit=1000"),
)  # fmt: skip

_COUNCILS: Final = (
    door("POST /postings", TERRITORY, body=lambda g: {
        "list_ids": [g["handed in"]], "place": "Trụ sở", "means": "Bảng tin",
    }),
    door("GET /postings", LISTING, query="limit=1000"),
    door("GET /postings/{posting_id}", TERRITORY, posting_id="posting"),
    door("GET /postings/{posting_id}/objections", TERRITORY, posting_id="posting"),
    door("POST /postings/{posting_id}/closing", TERRITORY, posting_id="posting"),
    door("POST /postings/{posting_id}/objections", TERRITORY, posting_id="posting",
         body=lambda g: {"list_id": g["shown"], "text": "Không đúng", "received_on": _DAY}),
    door("POST /objections/{objection_id}/answer", TERRITORY, objection_id="objection",
         body={"answer": "Đã xem."}),
    door("POST /sittings", TERRITORY,
         body=lambda g: {"list_ids": [g["list heard"]], "present": g.fact["council"]}),
    door("GET /sittings/{sitting_id}", TERRITORY, sitting_id="sitting"),
    door("GET /sittings/{sitting_id}/findings", TERRITORY, sitting_id="sitting"),
    door("GET /sittings/{sitting_id}/alerts", TERRITORY, sitting_id="sitting"),
    door("POST /sittings/{sitting_id}/alerts/{alert_id}/answer", OFFICE, sitting_id="sitting",
         alert_id="alert", body={"answer": "Đã kiểm tra."}),
    door("POST /sittings/{sitting_id}/opinions", OFFICE, sitting_id="sitting",
         body={"expected": 2}),
    door("GET /sittings/{sitting_id}/opinions", TERRITORY, sitting_id="asking sitting"),
    door("POST /sittings/{sitting_id}/votes", VOTING, sitting_id="sitting",
         body={"expected": 2, "record": "0" * 64}),
    door("POST /sittings/{sitting_id}/closing", CHAIRED, sitting_id="sitting",
         body={"expected": 2}),
    door("GET /sittings/{sitting_id}/questions", TERRITORY, sitting_id="asking sitting"),
    door("GET /questions/waiting", ASKED_LISTING, query="limit=1000"),
    door("POST /questions/{question_id}/answer", ASKED, question_id="question",
         body={"answer": "Còn cư trú."}),
)  # fmt: skip

_DECISIONS: Final = (
    door("POST /batches", TERRITORY, DISTRICT, body=lambda g: {
        "list_ids": [g["confirming"]], "paper_number": "ma-tran",
    }),
    door("GET /batches/{batch_id}", TERRITORY, DISTRICT, batch_id="batch batched"),
    door("POST /batches/{batch_id}/approval", SIGNING, DISTRICT, batch_id="batch batched",
         body=_signature),
    door("POST /batches/{batch_id}/refusal", SIGNING, DISTRICT, batch_id="batch batched",
         body=_refusal),
    door("POST /batches/{batch_id}/suspension", SIGNING, DISTRICT, batch_id="batch batched",
         body=_word("ma-tran/4")),
    door("POST /batches/{batch_id}/resumption", SIGNING, DISTRICT, batch_id="batch stopped",
         body=_word("ma-tran/5")),
    door("GET /batches/{batch_id}/suspensions", TERRITORY, DISTRICT, batch_id="batch stopped"),
    door("GET /decisions", LISTING, DISTRICT, query="limit=1000"),
    door("GET /decisions/{decision_id}", TERRITORY, DISTRICT, decision_id="decision signed"),
    door("GET /decisions/{decision_id}/lines/{dossier_id}/proof", TERRITORY, DISTRICT,
         decision_id="decision signed", dossier_id="line"),
    door("POST /delegations", DELEGATING, PROVINCE, body=_delegation),
)  # fmt: skip

_MONEY: Final = (
    door("GET /fund-sources", PROVINCE_LISTING, PROVINCE),
    door("POST /fund-sources", OWN, PROVINCE,
         body={"code": "MA-TRAN", "name": "Thử", "level": "province"}),
    door("POST /fund-sources/{source_id}/allotments", PROVINCE_WIDE, PROVINCE, source_id="source",
         body={"amount_dong": 1, "document_number": "1", "booked_on": _DAY}),
    door("POST /fund-sources/{source_id}/advances", PROVINCE_WIDE, PROVINCE, source_id="source",
         body={"amount_dong": 1, "document_number": "2", "booked_on": _DAY}),
    door("POST /fund-sources/{source_id}/returns", PROVINCE_WIDE, PROVINCE, source_id="source",
         body={"amount_dong": 1, "document_number": "3", "booked_on": _DAY}),
    door("GET /fund-sources/{source_id}/journals", PROVINCE_WIDE, PROVINCE, source_id="source"),
    door("GET /fund-shares", PROVINCE_LISTING, PROVINCE),
    door("POST /fund-settlements", PROVINCE_WIDE, PROVINCE, body=_settlement),
    door("GET /fund-settlements", PROVINCE_LISTING, PROVINCE),
    door("GET /payout-runs/{run_id}/notifications", TERRITORY, run_id="sent run"),
    door("POST /payout-leases", OWN, PROVINCE, body={"limit": 1}),
    door("GET /payout-leases", LISTING, PROVINCE, query="limit=1000"),
    door("GET /payout-leases/{lease_id}", TERRITORY, PROVINCE, lease_id="lease"),
    door("GET /payout-leases/{lease_id}/orders", TERRITORY, PROVINCE, lease_id="lease"),
    door("POST /payout-leases/{lease_id}/acknowledgement", OWN_SYSTEM, PROVINCE,
         lease_id="lease"),
    door("GET /payout-leases/{lease_id}/instruction.csv", TERRITORY, PROVINCE, lease_id="lease"),
    door("GET /payout-leases/{lease_id}/instruction.xlsx", TERRITORY, PROVINCE, lease_id="lease"),
    door("GET /payout-leases/{lease_id}/instruction.xml", TERRITORY, PROVINCE, lease_id="lease"),
    door("GET /payout-runs", LISTING, query="limit=1000"),
    door("GET /payout-runs/{run_id}", TERRITORY, run_id="sent run"),
    door("POST /payout-runs/{run_id}/release", TERRITORY, run_id="run"),
    door("POST /payout-runs/release", TERRITORY, body=lambda ground: {"run_ids": [ground["run"]]}),
    door("POST /payout-runs/follow-up", OWN,
         body=lambda ground: {"run_ids": [ground["sent run"]]}),
    door("GET /payout-runs/{run_id}/orders", TERRITORY, run_id="sent run"),
    door("POST /payout-orders/{order_id}/reissue", TERRITORY, order_id="order"),
    door("GET /payout-orders/cancellations", LISTING, query="limit=1000", shows=False),
    door("POST /payout-orders/{order_id}/cancellation", TERRITORY, order_id="unsent order",
         body={"reason": "Thử"}),
    door("GET /dossiers/{dossier_id}/payee-arrangement", TERRITORY, dossier_id="line"),
    door("POST /dossiers/{dossier_id}/payee-arrangement", TERRITORY, dossier_id="line",
         body={"way": "home", "reason": "Thử"}),
    door("DELETE /dossiers/{dossier_id}/payee-arrangement", TERRITORY, dossier_id="line"),
    door("POST /payee-arrangements", TERRITORY, body=_centre),
    door("POST /statements", OWN, PROVINCE, body=_statement),
    door("POST /statements/file", OWN, PROVINCE,
         query=f"number=ma-tran-2&made_on={_DAY}&mode=lenient",
         body=_statement_file, media_type=CSV),
    door("GET /reconciliation/bridge", LISTING, shows=False),
    door("GET /reconciliation/days", LISTING, PROVINCE, shows=False),
    door("GET /reconciliation/orders", LISTING, query="limit=1000"),
    door("POST /payout-runs/{run_id}/closing", TERRITORY, run_id="sent run"),
    door("GET /statement-exceptions", LISTING, PROVINCE),
    door("POST /statements/{statement_id}/lines/{line_number}/settlement", TERRITORY, PROVINCE,
         statement_id="statement", line_number="open line",
         body={"resolution": "dismiss", "words": "Thử"}),
    door("POST /exception-settlements/{settlement_id}/confirmation", TERRITORY, PROVINCE,
         settlement_id="settlement"),
    door("POST /exception-settlements/{settlement_id}/rejection", TERRITORY, PROVINCE,
         settlement_id="other settlement"),
    door("GET /statements/{statement_id}", TERRITORY, PROVINCE, statement_id="statement"),
    door("GET /statements/{statement_id}/lines", TERRITORY, PROVINCE, statement_id="statement"),
)  # fmt: skip

_WATCH: Final = (
    door("GET /reports/coverage", LISTING, query="as_of=2020-06-01&by=commune"),
    door("GET /reports/conservation", LISTING, DISTRICT),
    door("GET /reports/waiting", LISTING),
    door("GET /reports/outside-policy", LISTING, query="first=2020-01-01&last=2020-12-31"),
    door("GET /changes", LISTING, query="limit=1000"),
    door("GET /audit/views", LISTING, query="limit=1000"),
    door("GET /audit/checkpoint", SEAL, PROVINCE),
    door("GET /audit/trail.jsonl", OWN_LEVEL, PROVINCE, shows=False),
)  # fmt: skip

_HOUSE: Final = (
    door("POST /tokens", PUBLIC, body={"user_name": 1}),
    door("POST /tokens/machine", PUBLIC, body="grant_type=password", media_type=FORM),
    door("DELETE /tokens/current", SIGNED_IN),
    door("GET /me", SIGNED_IN),
    door("POST /officers", GRANTING, body={"officers": [_OFFICER]}),
    door("POST /payment-agents", NATION_WIDE, body=[{"code": "MA-TRAN", "name": "Thử"}]),
    door("POST /payment-agents/{code}/systems", GRANTING, PROVINCE, code=_AGENT,
         body=another_system),
    door("GET /payment-agents/{code}/systems", GRANTED_LISTING, PROVINCE, code=_AGENT),
    door("POST /payment-agents/{code}/systems/{account_id}/keys", GRANTING, PROVINCE, code=_AGENT,
         account_id="system", body=KEY),
    door("DELETE /payment-agents/{code}/systems/{account_id}/keys/{kid}", GRANTING, PROVINCE,
         code=_AGENT, account_id="system", kid="kid"),
    door("GET /clock", SIGNED_IN),
    door("PUT /clock", NATION_WIDE, body={"now": "2020-05-07T01:00:00+00:00"}),
    door("GET /admin-units", PUBLIC),
    door("GET /policy", PUBLIC, query="on=2020-05-04"),
    door("GET /policy/groups/{group}", PUBLIC, group="=BTXH", query="on=2020-05-04"),
    door("POST /policy/eligibility", PUBLIC, body=_QUESTION),
    door("GET /policy/due-date", PUBLIC,
         query="group=BTXH&step=district&started_on=2020-05-04"),
    door("GET /healthz", PUBLIC),
    door("GET /readyz", PUBLIC),
)  # fmt: skip

ROUTES: Final = (
    *_LISTS, *_PEOPLE, *_DOSSIERS, *_COUNCILS, *_DECISIONS, *_MONEY, *_WATCH,
    *MATTERS, *_HOUSE, *PAGES_A, *PAGES_B,
)  # fmt: skip
