"""Every page that is worth a look: its name, who looks, and its address in a given province."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from app.access import Role
from app.core.owner import owner_transaction
from tests.grounds import enter
from tests.sights.seats import Seat

PROVINCE: Final = "42."


@dataclass(frozen=True)
class Sight:
    """A page; `{list}` and the like in its address are found in the province."""

    name: str
    seat: Seat
    address: str


_NUMBERS: Final = {
    "list": (
        "select coalesce(max(id) filter (where good_count > 20), max(id)) from dossier_list"
        " where state = 'submitted'"
    ),
    "draft": "select coalesce(max(id) filter (where state = 'read'), max(id)) from dossier_list",
    "faulty": (
        "select coalesce(max(id) filter (where faulty_count > 2), max(id)) from dossier_list"
        " where faulty_count > 0"
    ),
    "posting": "select max(id) from posting",
    "sitting": "select max(id) from sitting where closed_at is null",
    "closed_sitting": "select max(id) from sitting where closed_at is not null",
    "batch": "select max(id) from batch where state = 'open'",
    "decided": "select max(id) from batch where state = 'approved'",
    "decision": "select min(id) from decision",
    "dossier": "select min(dossier_id) from order_outcome where kind = 'paid'",
    "person": "select min(person_id) from dossier",
    "run": "select coalesce(max(id) filter (where state = 'prepared'), max(id)) from payout_run",
    "lease": "select max(id) from payout_lease where agent_code = 'BUUDIEN'",
    "statement": "select max(id) from statement",
    "source": "select min(id) from fund_source",
    "case": "select min(id) from recovery_case",
    "complaint": "select min(id) from complaint",
    "sample": "select min(id) from inspection_sample",
    "report": "select max(id) from issued_report",
    "commune": "select min(unit_path) from dossier_list where length(unit_path) > 8",
}
"""What an address names -> where its number is found; nothing found, no picture."""


async def found_in(owner_url: str) -> dict[str, str]:
    """The numbers that this province has for the names in addresses."""
    async with owner_transaction(owner_url) as session:
        await enter(session, PROVINCE)
        numbers = {name: await session.scalar(text(query)) for name, query in _NUMBERS.items()}
    return {name: str(number) for name, number in numbers.items() if number is not None}


def address_in(sight: Sight, found: dict[str, str]) -> str | None:
    """The address with its numbers; None when the province has nothing of that kind."""
    wanted = re.findall(r"{(\w+)}", sight.address)
    return sight.address.format(**found) if all(name in found for name in wanted) else None


_CLERK: Final = Seat(Role.COMMUNE_OFFICER, "42.436.18070.")
_SECRETARY: Final = Seat(Role.COUNCIL_SECRETARY, PROVINCE)
_CHAIRMAN: Final = Seat(Role.CHAIRMAN, PROVINCE)
_TREASURER: Final = Seat(Role.FINANCE_OFFICER, PROVINCE)
_AGENT: Final = Seat(Role.PAYMENT_AGENT, PROVINCE, "BUUDIEN")
_REPORTER: Final = Seat(Role.DEPARTMENT_REPORTER, PROVINCE)
_INSPECTOR: Final = Seat(Role.INSPECTOR, PROVINCE)
_AUDITOR: Final = Seat(Role.AUDITOR, PROVINCE)
_ADMINISTRATOR: Final = Seat(Role.ADMINISTRATOR, PROVINCE)
_KEEPER: Final = Seat(Role.POLICY_KEEPER, PROVINCE)

SIGHTS: Final = (
    Sight("home-commune", _CLERK, "/"),
    Sight("home-chairman", _CHAIRMAN, "/"),
    Sight("home-treasury", _TREASURER, "/"),
    Sight("home-agent", _AGENT, "/"),
    Sight("home-department", _REPORTER, "/"),
    Sight("keys", _CLERK, "/phim-tat"),
    Sight("lists", _CLERK, "/danh-sach"),
    Sight("lists-of-province", _REPORTER, "/danh-sach"),
    Sight("hand-in", _CLERK, "/nop-danh-sach"),
    Sight("list", _REPORTER, "/danh-sach/{faulty}"),
    Sight("list-people", _REPORTER, "/danh-sach/{list}/ho-so"),
    Sight("list-versions", _REPORTER, "/danh-sach/{list}/cac-ban"),
    Sight("applications", _CLERK, "/nop-ho-so"),
    Sight("application", _CLERK, "/nop-ho-so/04"),
    Sight("find", _REPORTER, "/tra-cuu"),
    Sight("doubles", _REPORTER, "/trung-nguoi"),
    Sight("postings", _CLERK, "/niem-yet"),
    Sight("posting", _REPORTER, "/niem-yet/{posting}"),
    Sight("sittings", _SECRETARY, "/phien-hop"),
    Sight("sitting", _SECRETARY, "/phien-hop/{closed_sitting}"),
    Sight("questions", _REPORTER, "/cau-hoi"),
    Sight("case", _REPORTER, "/ho-so/{dossier}"),
    Sight("person", _REPORTER, "/nguoi/{person}"),
    Sight("batches", _CHAIRMAN, "/dot"),
    Sight("batch", _CHAIRMAN, "/dot/{batch}"),
    Sight("batch-approval", _CHAIRMAN, "/dot/{batch}/phe-duyet"),
    Sight("decisions", _CHAIRMAN, "/quyet-dinh"),
    Sight("decision", _CHAIRMAN, "/quyet-dinh/{decision}"),
    Sight("decision-adjust", _CHAIRMAN, "/quyet-dinh/{decision}/dieu-chinh"),
    Sight("refusal-notices", _REPORTER, "/quyet-dinh/thong-bao"),
    Sight("delegations", _CHAIRMAN, "/quyet-dinh/uy-quyen"),
    Sight("runs", _TREASURER, "/chi-tra"),
    Sight("run", _TREASURER, "/chi-tra/{run}"),
    Sight("leases", _AGENT, "/lenh-chi"),
    Sight("lease", _AGENT, "/lenh-chi/{lease}"),
    Sight("statement-in", _AGENT, "/nop-bang-ke"),
    Sight("statement", _TREASURER, "/doi-soat/bang-ke/{statement}"),
    Sight("reconciliation", _TREASURER, "/doi-soat"),
    Sight("differences", _TREASURER, "/doi-soat/khac-biet"),
    Sight("exceptions", _TREASURER, "/doi-soat/ngoai-le"),
    Sight("not-received", _TREASURER, "/chua-nhan"),
    Sight("recoveries", _TREASURER, "/thu-hoi"),
    Sight("recovery", _TREASURER, "/thu-hoi/{case}"),
    Sight("funds", _TREASURER, "/kinh-phi"),
    Sight("fund", _TREASURER, "/kinh-phi/{source}"),
    Sight("coverage", _REPORTER, "/bao-phu"),
    Sight("coverage-map", _REPORTER, "/bao-phu/ban-do"),
    Sight("coverage-funnel", _REPORTER, "/bao-phu/pheu"),
    Sight("coverage-timeline", _REPORTER, "/bao-phu/dien-bien"),
    Sight("overdue", _REPORTER, "/tre-han"),
    Sight("reports", _REPORTER, "/bao-cao"),
    Sight("report-preview", _REPORTER, "/bao-cao/bao-cao-nhanh"),
    Sight("issued-reports", _REPORTER, "/bao-cao/da-phat-hanh"),
    Sight("issued-report", _REPORTER, "/bao-cao/da-phat-hanh/{report}"),
    Sight("conservation", _REPORTER, "/bao-cao/bao-toan"),
    Sight("check-table", _REPORTER, "/bao-cao/kiem-bang"),
    Sight("complaints", _INSPECTOR, "/don-thu"),
    Sight("complaint", _INSPECTOR, "/don-thu/{complaint}"),
    Sight("holds", _INSPECTOR, "/don-thu/tam-giu"),
    Sight("samples", _INSPECTOR, "/mau-kiem-tra"),
    Sight("sample", _INSPECTOR, "/mau-kiem-tra/{sample}"),
    Sight("trail", _AUDITOR, "/nhat-ky"),
    Sight("looks", _AUDITOR, "/nhat-ky/xem-so"),
    Sight("seal", _AUDITOR, "/nhat-ky/niem-phong"),
    Sight("people", _ADMINISTRATOR, "/quan-tri"),
    Sight("sessions", _CHAIRMAN, "/phien"),
    Sight("policy", _KEEPER, "/chinh-sach"),
    Sight("enactments", _KEEPER, "/chinh-sach/van-ban"),
    Sight("calendar", _REPORTER, "/lich"),
)
"""In the order of the work; the gallery shows them, the bench times them."""
