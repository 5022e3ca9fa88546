"""The front gate: the doors of every room, under one strict edge."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.access.machine_routes import router as machines
from app.access.routes import router as access
from app.adjustments.routes import router as adjustments
from app.admin_units.routes import router as admin_units
from app.appraisal.minutes_routes import router as minutes
from app.appraisal.paper_routes import router as sitting_papers
from app.appraisal.routes import router as appraisal
from app.audit.routes import router as audit
from app.clocks.routes import router as clocks
from app.confirmations.routes import router as confirmations
from app.core import db
from app.core.logs import configure_logs
from app.core.settings import settings
from app.core.web import BodyBudget, install_problems
from app.core.web.docs import install_docs
from app.core.web.docs import router as health
from app.decisions.adjustment_routes import router as later_decisions
from app.decisions.notice_routes import router as notices
from app.decisions.paper_routes import router as decision_papers
from app.decisions.routes import router as decisions
from app.documents.pages import router as verification_page
from app.dossiers.routes import router as dossiers
from app.funds.routes import router as funds
from app.intake.application_routes import router as applications
from app.intake.file_routes import router as list_files
from app.intake.pages import router as application_pages
from app.intake.paper_routes import router as papers
from app.intake.reading import reader
from app.intake.routes import router as intake
from app.loans.routes import router as loans
from app.payouts import close_maker
from app.payouts.arrangement_routes import router as arrangements
from app.payouts.lease_routes import router as leases
from app.payouts.notification_routes import router as notifications
from app.payouts.routes import router as payouts
from app.payouts.webhooks import endpoints
from app.policy.enactment_routes import router as enactments
from app.policy.routes import router as policy
from app.postings.routes import router as postings
from app.reconciliation.comparison_routes import router as comparison
from app.reconciliation.exception_routes import router as exceptions
from app.reconciliation.routes import router as reconciliation
from app.recoveries.handover_routes import router as handing_over
from app.recoveries.routes import router as recoveries
from app.register.routes import router as register
from app.reports.issued_routes import router as issued_reports
from app.reports.routes import router as reports
from app.supervision.routes import router as supervision
from app.supervision.sample_routes import router as samples

API = "/api/v1"
_DESCRIPTION = """
Quản lý hồ sơ hỗ trợ COVID-19 năm 2020 (Nghị quyết 42/NQ-CP, Quyết định 15/2020/QĐ-TTg): danh sách
của xã, niêm yết, ba cấp thẩm định, quyết định, chi trả, đối soát và báo cáo. Tiền là số nguyên
đồng; ngày theo ISO 8601; lỗi theo RFC 9457.
"""


class ProductionClock(RuntimeError):
    """A controllable clock is for demonstrations and tests; production refuses to start with it."""


@asynccontextmanager
async def _open_house(app: FastAPI) -> AsyncIterator[None]:
    yield
    reader().close()
    close_maker()
    await db.dispose()


def build() -> FastAPI:
    """The service as an ASGI application."""
    if settings().clock_control and settings().environment == "production":
        raise ProductionClock(ProductionClock.__doc__)
    endpoints()  # a file that cannot be used is told now, not when money is sent
    app = FastAPI(
        title="An Sinh", version="1", description=_DESCRIPTION, lifespan=_open_house,
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    for room in (
        access, machines, admin_units, audit, policy, enactments, register, funds, dossiers,
        clocks, intake, papers, list_files, applications, postings, confirmations, loans,
        appraisal, minutes, sitting_papers, decisions, later_decisions, notices, decision_papers,
        payouts, arrangements, leases, notifications, recoveries, handing_over, reconciliation,
        comparison, exceptions, supervision, samples, adjustments, reports,
        issued_reports,
    ):  # fmt: skip
        app.include_router(room, prefix=API)
    app.include_router(application_pages)
    app.include_router(verification_page)
    app.include_router(health)
    install_docs(app)
    install_problems(app)
    app.add_middleware(BodyBudget)
    return app


def service() -> FastAPI:
    """What the server process loads: logs first, then the application."""
    configure_logs()
    return build()
