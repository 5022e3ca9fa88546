"""No number leaves in clear unseen: a door that shows one keeps who looks, or does not build.

A response model may carry an identity or account number only masked, by its type, or through a
door that opens its transaction with `Revealing`; a file may hold anything, so it is the same.
"""

import inspect
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.access import Actor, Permission, Reading, Revealing, allow
from app.access.guards import _revealing
from app.core.shapes import MaskedNumber
from app.core.web import Door

from .plan import none
from .test_doors import calls, doors_of, names, rooms_doors

NUMBER = re.compile(
    r"(^|_)(id_number|identity|identity_number|cccd|cmnd|insurance_number|account_number|passport)"
    r"(s?$|_(clear|full|raw))"
)
FILES_WITHOUT_NUMBERS = {
    "GET /templates/{form}.xlsx": "an empty form",
    "GET /nop-danh-sach/mau/{form}.xlsx": "the same",
    "GET /audit/trail.jsonl": "the trail knows people by their number in the register alone",
    "GET /static/{name}": "the look of the pages",
    "GET /docs": "the documentation page",
    "GET /postings/{posting_id}/notice.{form}": "identities are masked before they are read",
    "GET /reports/coverage": "counts alone",
    "GET /bao-phu/bang.{form}": "counts alone",
    "GET /tre-han/don-doc.{form}": "offices and counts alone",
    "GET /reports/reminder.{form}": "offices and counts alone",
    "GET /sittings/{sitting_id}/return-slips/{list_id}.{form}": "names and reasons alone",
    "GET /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}.{form}": "names and reasons alone",
    "GET /niem-yet/{posting_id}/thong-bao.{form}": "identities are masked before they are read",
}
PAGES_WITHOUT_NUMBERS = {
    "GET /v/{mark}": "of a paper its office, number, day and sums; no person",
    "GET /dang-nhap": "the page where one comes in",
    "POST /dang-nhap": "this is where one comes in",
    "GET /dang-nhap/ma": "on the way in: no person but oneself",
    "POST /dang-nhap/ma": "on the way in: no person but oneself",
    "GET /dang-nhap/thiet-lap": "on the way in: no person but oneself",
    "POST /dang-nhap/thiet-lap": "on the way in: no person but oneself",
    "GET /dang-nhap/chuc-danh": "on the way in: one's own offices",
    "POST /dang-nhap/chuc-danh": "on the way in: one's own offices",
    "POST /dang-xuat": "leaving",
    "GET /phien": "one's own sessions",
    "POST /phien": "one's own sessions",
    "GET /phien/mat-khau": "an empty form",
    "POST /phien/mat-khau": "passwords are never shown",
    "GET /phien/ung-dung": "an empty form",
    "POST /phien/ung-dung": "leads on",
    "GET /phien/ung-dung/moi": "one's own key",
    "POST /phien/ung-dung/moi": "leads on",
    "GET /quan-tri": "officers by name and office; of identity numbers there are digests alone",
    "GET /quan-tri/nguoi-moi": "an empty form",
    "POST /quan-tri/nguoi-moi": "the new person's name and one-use code",
    "GET /quan-tri/{officer_id}": "an officer by name and office",
    "GET /quan-tri/{officer_id}/bo-nhiem": "an officer by name and office",
    "POST /quan-tri/{officer_id}/bo-nhiem": "leads on",
    "GET /quan-tri/{officer_id}/chuc-danh/{appointment_id}": "an officer by name and office",
    "POST /quan-tri/{officer_id}/chuc-danh/{appointment_id}": "leads on",
    "GET /quan-tri/{officer_id}/dong/{account_id}": "an officer by name and user name",
    "POST /quan-tri/{officer_id}/dong/{account_id}": "leads on",
    "GET /quan-tri/{officer_id}/mo/{account_id}": "an officer by name and user name",
    "POST /quan-tri/{officer_id}/mo/{account_id}": "leads on",
    "GET /quan-tri/{officer_id}/cap-lai/{account_id}": "an officer by name and user name",
    "POST /quan-tri/{officer_id}/cap-lai/{account_id}": "the officer's name and one-use code",
    "GET /ngon-ngu/{language}": "a preference of whoever looks",
    "GET /": "what waits, by office and number",
    "GET /phim-tat": "keys of the keyboard",
    "GET /ho-so/{dossier_id}": "numbers masked by the query",
    "GET /ho-so/{dossier_id}/so-dinh-danh": "asks for the reason; shows nothing yet",
    "GET /ho-so/{dossier_id}/ai-da-xem": "officers and moments",
    "GET /nguoi/{person_id}": "numbers masked by the query",
    "GET /don-thu": "complaints by number, words of the office",
    "GET /don-thu/moi": "an empty form",
    "POST /don-thu/moi": "what the officer typed a moment ago",
    "GET /don-thu/tam-giu": "what stands still, by number",
    "GET /don-thu/{complaint_id}": "what was brought, without its sender",
    "GET /don-thu/{complaint_id}/nguoi-gui": "a name for inspectors, as its JSON door gives it",
    "GET /don-thu/{complaint_id}/chuyen": "an empty form",
    "POST /don-thu/{complaint_id}/chuyen": "leads to the complaint",
    "GET /don-thu/{complaint_id}/gia-han": "an empty form",
    "POST /don-thu/{complaint_id}/gia-han": "leads to the complaint",
    "GET /don-thu/{complaint_id}/tra-loi": "an empty form",
    "POST /don-thu/{complaint_id}/tra-loi": "leads to the complaint",
    "GET /don-thu/{complaint_id}/giu": "an empty form",
    "POST /don-thu/{complaint_id}/giu": "leads to the complaint",
    "GET /don-thu/{complaint_id}/thoi-giu": "an empty form",
    "POST /don-thu/{complaint_id}/thoi-giu": "leads to the complaint",
    "GET /danh-sach/{list_id}/lien-quan": "who declared an interest, by office",
    "POST /danh-sach/{list_id}/lien-quan": "leads to the same page",
    "GET /mau-kiem-tra": "samples by number",
    "GET /mau-kiem-tra/moi": "an empty form",
    "POST /mau-kiem-tra/moi": "leads to the sample",
    "GET /mau-kiem-tra/{sample_id}": "dossiers by number, no person",
    "GET /mau-kiem-tra/{sample_id}/{dossier_id}": "an empty form",
    "POST /mau-kiem-tra/{sample_id}/{dossier_id}": "leads to the sample",
    "GET /nhat-ky": "changes by number of the thing, officers",
    "GET /nhat-ky/xem-so": "officers and moments",
    "GET /nhat-ky/niem-phong": "hashes and a signature",
    "GET /danh-sach": "lists by number and count",
    "GET /doi-soat": "sums of orders, statements by number and count",
    "GET /doi-soat/khac-biet": "orders by their reference, no person",
    "GET /doi-soat/ngay": "counts and sums of days",
    "GET /doi-soat/chi-bo-sung": "counts and sums of orders",
    "POST /doi-soat/chi-bo-sung": "leads to the new runs",
    "GET /nop-bang-ke": "an empty form",
    "POST /nop-bang-ke": "leads to the statement",
    "GET /doi-soat/bang-ke/{statement_id}": "orders by reference, as their agent told of them",
    "GET /doi-soat/ngoai-le": "lines of statements by reference, and officers by name",
    "GET /doi-soat/ngoai-le/{statement_id}/{line_number}": "the same, of one line",
    "POST /doi-soat/ngoai-le/{statement_id}/{line_number}": "leads back to the line",
    "GET /doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y": "the same, of one line",
    "POST /doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y": "leads back to the line",
    "GET /doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y": "the same, of one line",
    "POST /doi-soat/ngoai-le/{statement_id}/{line_number}/khong-dong-y": "leads back to the line",
    "GET /thu-hoi": "cases by number, place and sum",
    "GET /thu-hoi/dieu-chinh": "dossiers by number, and sums",
    "GET /thu-hoi/{case_id}": "a name for whoever reads dossiers, papers and sums",
    "GET /thu-hoi/{case_id}/thoa-thuan": "a form, and what is left of the case",
    "POST /thu-hoi/{case_id}/thoa-thuan": "leads back to the case",
    "GET /thu-hoi/{case_id}/bien-lai": "a form, and what is left of the case",
    "POST /thu-hoi/{case_id}/bien-lai": "leads back to the case",
    "GET /thu-hoi/{case_id}/bien-lai/{entry_id}/huy": "a receipt by its number and sum",
    "POST /thu-hoi/{case_id}/bien-lai/{entry_id}/huy": "leads back to the case",
    "GET /thu-hoi/{case_id}/mien": "a form, and what is left of the case",
    "POST /thu-hoi/{case_id}/mien": "leads back to the case",
    "GET /danh-sach/{list_id}": "names, and what is wrong with cells: numbers masked when judged",
    "GET /danh-sach/{list_id}/ho-so": "identity numbers are masked before they are read",
    "GET /danh-sach/{list_id}/nop": "counts alone",
    "POST /danh-sach/{list_id}/nop": "answers with another page's address",
    "GET /danh-sach/{list_id}/rut": "the number of the list",
    "POST /danh-sach/{list_id}/rut": "answers with another page's address",
    "GET /danh-sach/{list_id}/dung": "the number of the list",
    "POST /danh-sach/{list_id}/dung": "answers with another page's address",
    "GET /danh-sach/{list_id}/phong-chu": "texts in old fonts; digits are in no old font",
    "POST /danh-sach/{list_id}/phong-chu": "answers with another page's address",
    "GET /danh-sach/{list_id}/danh-dau": "whether a file is there",
    "POST /danh-sach/{list_id}/danh-dau": "answers with another page's address",
    "GET /danh-sach/{list_id}/cac-ban": "rows by number and verdict",
    "GET /nop-danh-sach": "names of forms",
    "POST /nop-danh-sach": "answers with another page's address",
    "GET /nop-danh-sach/{list_id}": "the number of the list",
    "POST /nop-danh-sach/{list_id}": "answers with another page's address",
    "GET /nop-danh-sach/cot": "names of columns",
    "POST /nop-danh-sach/cot": "headers of the file just sent, no row of it",
    "GET /tra-cuu": "identity numbers are masked before they are read",
    "POST /tra-cuu": "the same",
    "GET /tra-cuu/da-huong": "an empty form",
    "POST /tra-cuu/da-huong": "a code in words; of whom is not said",
    "GET /trung-nguoi": "numbers are masked before they are read",
    "GET /trung-nguoi/{pair_id}": "the same",
    "POST /trung-nguoi/{pair_id}": "answers with another page's address",
    "GET /trung-nguoi/{pair_id}/huy": "numbers are masked before they are read",
    "POST /trung-nguoi/{pair_id}/huy": "answers with another page's address",
    "GET /ho-so/{dossier_id}/tu-choi": "the name and the amount",
    "POST /ho-so/{dossier_id}/tu-choi": "answers with another page's address",
    "GET /ho-so/{dossier_id}/nhan-lai": "the name and the amount",
    "POST /ho-so/{dossier_id}/nhan-lai": "answers with another page's address",
    "GET /mo-lai": "dossiers by number, without names",
    "GET /ho-so/{dossier_id}/mo-lai": "the name and the amount",
    "POST /ho-so/{dossier_id}/mo-lai": "answers with another page's address",
    "GET /nop-ho-so": "names of forms",
    "GET /nop-ho-so/{form}": "an empty form",
    "POST /nop-ho-so/{form}": "what the officer typed a moment ago, from nowhere else",
    "GET /nop-ho-so/{form}/{list_id}": "the number of the list, no person",
    "GET /bao-phu": "counts alone",
    "GET /bao-phu/ban-do": "counts alone",
    "GET /bao-phu/pheu": "counts alone",
    "GET /bao-phu/dien-bien": "sums of money by day",
    "GET /tre-han": "offices, lists by number, counts",
    "GET /tre-han/don-doc": "offices, and the number of a paper",
    "POST /tre-han/don-doc": "the number of a paper",
    "GET /bao-cao": "names of kinds and areas",
    "GET /bao-cao/{slug}": "counts alone",
    "GET /bao-cao/{slug}/phat-hanh": "sums, and who may sign",
    "POST /bao-cao/{slug}/phat-hanh": "the number of the report",
    "GET /bao-cao/da-phat-hanh": "reports by number, with their sums",
    "GET /bao-cao/da-phat-hanh/{report_id}": "hashes, tables by name, sums",
    "GET /bao-cao/da-phat-hanh/{report_id}/so-sanh": "sums by group, and papers by number",
    "GET /bao-cao/bao-toan": "decisions by number, sums",
    "GET /bao-cao/bao-toan/tinh-lai": "decisions by number, sums",
    "GET /bao-cao/kiem-bang": "an empty form",
    "POST /bao-cao/kiem-bang": "what the officer's own file says",
    "GET /lich": "days",
    "GET /lich/doi-ngay": "an empty form",
    "POST /lich/doi-ngay": "a day, and steps by count",
    "GET /chi-tra": "runs by number, count and sum",
    "GET /chi-tra/giao": "runs by number, count and sum",
    "POST /chi-tra/giao": "the way to the run, or back",
    "GET /chi-tra/chi-lai": "how many runs are looked through",
    "POST /chi-tra/chi-lai": "the way to what was prepared",
    "GET /chi-tra/{run_id}": "identities are masked before they are read",
    "GET /chi-tra/{run_id}/chi-lai": "the number of the run",
    "POST /chi-tra/{run_id}/chi-lai": "the way to what was prepared",
    "GET /chi-tra/{run_id}/dong": "sums alone",
    "POST /chi-tra/{run_id}/dong": "sums alone",
    "GET /chi-tra/lenh/{order_id}/huy": "identities are masked before they are read",
    "POST /chi-tra/lenh/{order_id}/huy": "identities are masked before they are read",
    "GET /chi-tra/lenh/{order_id}/lap-lai": "identities are masked before they are read",
    "POST /chi-tra/lenh/{order_id}/lap-lai": "identities are masked before they are read",
    "GET /lenh-chi": "references and sums",
    "POST /lenh-chi": "the way to what was taken",
    "GET /lenh-chi/{lease_id}": "identities are masked before they are read",
    "POST /lenh-chi/{lease_id}": "the way back to the same page",
    "GET /ho-so/{dossier_id}/nguoi-nhan-thay": "identities are masked before they are read",
    "POST /ho-so/{dossier_id}/nguoi-nhan-thay": "what was typed a moment ago, the rest masked",
    "GET /ho-so/{dossier_id}/nguoi-nhan-thay/thoi": "identities are masked before they are read",
    "POST /ho-so/{dossier_id}/nguoi-nhan-thay/thoi": "the way back",
    "GET /chua-nhan": "references and sums",
    "GET /chua-nhan/tong": "counts and sums",
    "GET /chua-nhan/ky-thieu": "references and sums",
    "GET /chua-nhan/chua-ky": "counts and sums",
    "GET /chua-nhan/ky-nhan": "an empty form",
    "POST /chua-nhan/ky-nhan": "what was typed a moment ago, from nowhere else",
    "GET /kinh-phi": "sums of sources",
    "GET /kinh-phi/phan-chia": "sums of sources and groups",
    "GET /kinh-phi/moi": "an empty form",
    "POST /kinh-phi/moi": "what was typed a moment ago, from nowhere else",
    "GET /kinh-phi/quyet-toan": "sums of sources",
    "POST /kinh-phi/quyet-toan": "sums of sources",
    "GET /kinh-phi/{source_id}": "sums of sources",
    "GET /kinh-phi/{source_id}/cap": "sums of sources",
    "GET /kinh-phi/{source_id}/tam-ung": "sums of sources",
    "GET /kinh-phi/{source_id}/nop-tra": "sums of sources",
    "POST /kinh-phi/{source_id}/cap": "sums of sources",
    "POST /kinh-phi/{source_id}/tam-ung": "sums of sources",
    "POST /kinh-phi/{source_id}/nop-tra": "sums of sources",
    "GET /dot": "batches by number, office and sum",
    "GET /dot/moi": "lists by number, office and sum",
    "POST /dot/moi": "leads to the batch, shows nothing",
    "GET /dot/{batch_id}": "identities are masked before they are read",
    "GET /dot/{batch_id}/nguoi": "the same",
    "GET /dot/{batch_id}/phe-duyet": "sums by group; no person",
    "POST /dot/{batch_id}/phe-duyet": "leads to the decision, shows nothing",
    "GET /dot/{batch_id}/tu-choi": "sums; no person",
    "POST /dot/{batch_id}/tu-choi": "leads to the decision, shows nothing",
    "GET /dot/{batch_id}/tam-dung": "a form about a whole batch",
    "POST /dot/{batch_id}/tam-dung": "leads to the batch, shows nothing",
    "GET /dot/{batch_id}/tiep-tuc": "a form about a whole batch",
    "POST /dot/{batch_id}/tiep-tuc": "leads to the batch, shows nothing",
    "GET /quyet-dinh": "decisions by number and sum",
    "GET /quyet-dinh/{decision_id}": "sums by group and place; its signer by name",
    "GET /quyet-dinh/{decision_id}/chung-minh": "hashes; the person by name",
    "GET /quyet-dinh/{decision_id}/sua-doi/{adjustment_id}": "dossiers by number, sums",
    "GET /quyet-dinh/thong-bao": "dossiers by number",
    "GET /quyet-dinh/thong-bao/{dossier_id}": "name and address; no number is read",
    "POST /quyet-dinh/thong-bao/{dossier_id}": "leads to the list, shows nothing",
    "GET /quyet-dinh/uy-quyen": "people in office, by name",
    "POST /quyet-dinh/uy-quyen": "leads to the list, shows nothing",
    "GET /quyet-dinh/{decision_id}/dieu-chinh": "an empty search",
    "POST /quyet-dinh/{decision_id}/dieu-chinh": "lines by name and dossier; no number is read",
    "GET /quyet-dinh/{decision_id}/dieu-chinh/soan": "the same",
    "POST /quyet-dinh/{decision_id}/dieu-chinh/soan": "the same, and what was typed just now",
    "GET /quyet-dinh/{decision_id}/dieu-chinh/ky": "what the signer typed a moment ago",
    "POST /quyet-dinh/{decision_id}/dieu-chinh/ky": "leads to the decision, shows nothing",
    "GET /quyet-dinh/{decision_id}/thu-hoi": "sums; no person",
    "POST /quyet-dinh/{decision_id}/thu-hoi": "leads to the decision, shows nothing",
    "GET /chinh-sach": "the policy of a day",
    "GET /chinh-sach/nhom/{code}": "the same",
    "GET /chinh-sach/cho-xac-nhan": "the same",
    "GET /chinh-sach/van-ban": "policy documents",
    "GET /chinh-sach/van-ban/nhap": "an empty form",
    "POST /chinh-sach/van-ban/nhap": "leads to the document, shows nothing",
    "GET /chinh-sach/van-ban/{enactment_id}": "a policy document",
    "GET /chinh-sach/van-ban/{enactment_id}/phe-duyet": "the same",
    "POST /chinh-sach/van-ban/{enactment_id}/phe-duyet": "leads to the document, shows nothing",
    "GET /niem-yet": "postings by number, place and day",
    "GET /niem-yet/moi": "lists by number and count",
    "POST /niem-yet/moi": "leads on",
    "GET /niem-yet/{posting_id}": "lists by number, and what people said",
    "GET /niem-yet/{posting_id}/ket-thuc": "counts",
    "POST /niem-yet/{posting_id}/ket-thuc": "leads on",
    "GET /niem-yet/{posting_id}/y-kien": "an empty form",
    "POST /niem-yet/{posting_id}/y-kien": "leads on",
    "GET /niem-yet/{posting_id}/y-kien/{objection_id}": "what somebody said",
    "POST /niem-yet/{posting_id}/y-kien/{objection_id}": "leads on",
    "GET /niem-yet/{posting_id}/thong-bao": "the number of a paper",
    "POST /niem-yet/{posting_id}/thong-bao": "leads on",
    "GET /xac-nhan": "lists by number and count",
    "GET /xac-nhan/{list_id}": "identities are masked by the query",
    "POST /xac-nhan/{list_id}": "identities are masked by the query",
    "GET /khoan-vay": "lists by number, count and sum",
    "GET /khoan-vay/{list_id}": "identities are masked by the query",
    "POST /khoan-vay/{list_id}": "identities are masked by the query",
    "GET /phien-hop": "sittings and lists by number and count",
    "GET /phien-hop/moi": "lists by number, officers by name",
    "POST /phien-hop/moi": "leads on",
    "GET /phien-hop/{sitting_id}": "identities are masked by the query",
    "GET /phien-hop/{sitting_id}/ho-so/{dossier_id}": "identities are masked by the query",
    "POST /phien-hop/{sitting_id}/ho-so/{dossier_id}": "leads on",
    "GET /phien-hop/{sitting_id}/phat-hien/{code}": "identities are masked by the query",
    "POST /phien-hop/{sitting_id}/phat-hien/{code}": "leads on",
    "GET /phien-hop/{sitting_id}/canh-bao/{alert_id}": "of a list, what is odd about it",
    "POST /phien-hop/{sitting_id}/canh-bao/{alert_id}": "leads on",
    "GET /phien-hop/{sitting_id}/xem-lai": "a count",
    "POST /phien-hop/{sitting_id}/xem-lai": "leads on",
    "GET /phien-hop/{sitting_id}/kiem-tra": "identities are masked by the query",
    "POST /phien-hop/{sitting_id}/kiem-tra": "leads on",
    "GET /phien-hop/{sitting_id}/bieu-quyet": "identities are masked by the query",
    "POST /phien-hop/{sitting_id}/bieu-quyet": "leads on",
    "GET /van-ban-phien-hop": "sittings by number",
    "GET /phien-hop/{sitting_id}/van-ban": "numbers of papers",
    "GET /phien-hop/{sitting_id}/bien-ban": "the number of a paper",
    "POST /phien-hop/{sitting_id}/bien-ban": "leads on",
    "GET /phien-hop/{sitting_id}/to-trinh": "the number of a paper",
    "POST /phien-hop/{sitting_id}/to-trinh": "leads on",
    "GET /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}": "the number of a paper",
    "POST /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}": "leads on",
    "GET /cau-hoi": "questions by list and row",
    "GET /cau-hoi/{question_id}": "a question by list and row",
    "POST /cau-hoi/{question_id}": "leads on",
}
OPAQUE = {
    "RowShown.problems": "what is wrong with a cell; identity numbers are masked when it is judged",
    "RowShown.warnings": "the same",
    "ListCheck.problems": "the same",
    "NoticesFiled.problems": "the same",
    "ApplicationReceived.warnings": "conditions of the policy, by code and in words",
    "ListCheck.legacy": "samples of texts in old fonts; digits are in no old font",
    "VersionShown.legacy": "the same",
    "VersionShown.head": "what stands above the table: the office or employer, no person",
}
"""Fields without a shape: why no number of a person stands in them."""
_MASK = get_args(MaskedNumber)[1:]


def parts(annotation: Any) -> Iterator[Any]:
    """A type, or several, and every type inside."""
    yield annotation
    for inner in annotation if isinstance(annotation, list) else get_args(annotation):
        yield from parts(inner)


def models(annotation: Any, known: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """Every model that a response of this type can carry, however deep."""
    found = set() if known is None else known
    for part in parts(annotation):
        if inspect.isclass(part) and issubclass(part, BaseModel) and part not in found:
            found.add(part)
            for field in get_type_hints(part, include_extras=True).values():
                models(field, found)
    return found


def answer_of(door: APIRoute) -> list[Any]:
    """What a door says it answers: the function's word, and the decorator's."""
    return [get_type_hints(door.endpoint, include_extras=True).get("return"), door.response_model]


def is_masked(annotation: Any) -> bool:
    return any(
        get_origin(part) is Annotated and get_args(part)[1:] == _MASK for part in parts(annotation)
    )


def numbers_in_clear(door: APIRoute) -> list[str]:
    """The fields of a door's answer that may hold a number in clear."""
    return [
        f"{model.__name__}.{name}"
        for model in models(answer_of(door))
        for name, kind in get_type_hints(model, include_extras=True).items()
        if NUMBER.search(name) and not is_masked(kind)
    ]


def shapeless(door: APIRoute) -> list[str]:
    """The fields of a door's answer that could hold anything."""
    return [
        f"{model.__name__}.{name}"
        for model in models(answer_of(door))
        for name, kind in get_type_hints(model, include_extras=True).items()
        if not name.startswith("model_")
        and any(part in (Any, object, dict) for part in parts(kind))
    ]


def is_file(door: APIRoute) -> bool:
    """Whether a door answers with ready bytes."""
    kinds = [one for one in parts(answer_of(door)) if inspect.isclass(one)]
    return any(issubclass(kind, Response) for kind in kinds)


def keeps_who_looks(door: APIRoute) -> bool:
    return _revealing in set(calls(door.dependant))


def test_numbers_leave_masked_or_before_a_witness() -> None:
    none(
        [
            f"{name}: {fields}"
            for door in rooms_doors()
            if not keeps_who_looks(door) and (fields := numbers_in_clear(door))
            for name in names(door)
        ]
    )


def test_files_leave_before_a_witness() -> None:
    none(
        [
            name
            for door in rooms_doors()
            for name in names(door)
            if is_file(door) and not keeps_who_looks(door) and name not in FILES_WITHOUT_NUMBERS
        ]
    )


def test_pages_have_a_reason_or_a_witness() -> None:
    """A page has no response model to look into."""
    pages = {
        name
        for door in rooms_doors()
        for name in names(door)
        if get_type_hints(door.endpoint).get("return") is str and not keeps_who_looks(door)
    }
    assert pages == set(PAGES_WITHOUT_NUMBERS)


def test_what_has_no_shape_has_a_reason() -> None:
    found = {
        field for door in rooms_doors() if not keeps_who_looks(door) for field in shapeless(door)
    }
    assert found <= set(OPAQUE)
    assert set(OPAQUE) <= found, "these have a shape by now"


def test_who_keeps_looks_shows_something() -> None:
    """A door that reveals nothing should not say it does: the record would be full of noise.

    What a page shows is no shape that can be looked into.
    """
    idle = [
        name
        for door in rooms_doors()
        for name in names(door)
        if keeps_who_looks(door)
        and not numbers_in_clear(door)
        and not is_file(door)
        and get_type_hints(door.endpoint).get("return") is not str
    ]
    none(idle)


def test_the_doors_known_today_are_seen() -> None:
    found = {name for door in rooms_doors() if keeps_who_looks(door) for name in names(door)}
    assert found >= {
        "GET /lists/{list_id}/file", "GET /lists/{list_id}/marked.xlsx",
        "GET /payout-runs/{run_id}/orders", "GET /payout-leases/{lease_id}/orders",
        "GET /payout-leases/{lease_id}/instruction.csv",
        "GET /payout-leases/{lease_id}/instruction.xlsx",
        "GET /payout-leases/{lease_id}/instruction.xml",
    }  # fmt: skip


class Payee(BaseModel):
    """Somebody with a number in clear."""

    born: date
    payee_id_number: str | None


class Order(BaseModel):
    """Deep inside."""

    payees: dict[str, list[Payee]]


class Hidden(BaseModel):
    """Somebody whose number is masked."""

    cccd: MaskedNumber | None


router = APIRouter(route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_LIST)]


@router.get("/careless")
async def careless(actor: Reader, session: Reading) -> Order:
    """A door that forgot."""
    raise NotImplementedError


@router.get("/careless-file")
async def careless_file(actor: Reader, session: Reading) -> Response:
    """A file that nobody kept a look at."""
    raise NotImplementedError


@router.get("/careful")
async def careful(actor: Reader, session: Revealing) -> list[Order]:
    """A door that keeps who looks."""
    raise NotImplementedError


@router.get("/masked")
async def masked(actor: Reader, session: Reading) -> Hidden:
    """A door that shows no number whole."""
    raise NotImplementedError


def test_the_inspector_sees_a_careless_door() -> None:
    found = {door.path: door for door in doors_of(router.routes)}
    assert numbers_in_clear(found["/careless"]) == ["Payee.payee_id_number"]
    assert not keeps_who_looks(found["/careless"])
    assert is_file(found["/careless-file"])
    assert keeps_who_looks(found["/careful"])
    assert (numbers_in_clear(found["/masked"]), shapeless(found["/masked"])) == ([], [])


@pytest.mark.parametrize("clear", ["042175000123", "042•••••123"])
def test_a_masked_field_lets_no_number_through(clear: str) -> None:
    assert Hidden(cccd="•••••••••123").cccd == "•••••••••123"
    with pytest.raises(ValueError, match="cccd"):
        Hidden(cccd=clear)
