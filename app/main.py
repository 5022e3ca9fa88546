"""The front gate: the doors of every room, under one strict edge."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.access.machine_routes import router as machines
from app.access.office_pages import router as people_pages
from app.access.pages import router as access_pages
from app.access.routes import router as access
from app.access.session_pages import router as session_pages
from app.adjustments.pages import router as adjustment_pages
from app.adjustments.routes import router as adjustments
from app.admin_units.routes import router as admin_units
from app.appraisal.closing_pages import router as closing_pages
from app.appraisal.minutes_routes import router as minutes
from app.appraisal.pages import router as council_pages
from app.appraisal.paper_pages import router as sitting_paper_pages
from app.appraisal.paper_routes import router as sitting_papers
from app.appraisal.question_pages import router as question_pages
from app.appraisal.routes import router as appraisal
from app.appraisal.sitting_pages import router as sitting_pages
from app.audit.pages import router as audit_pages
from app.audit.routes import router as audit
from app.clocks.pages import router as calendar_pages
from app.clocks.routes import router as clocks
from app.confirmations.pages import router as confirmation_pages
from app.confirmations.routes import router as confirmations
from app.core import db
from app.core.logs import configure_logs
from app.core.settings import settings
from app.core.web import API, BodyBudget, install_problems
from app.core.web.docs import install_docs
from app.core.web.docs import router as health
from app.core.web.making import stop_making
from app.core.web.page import install_lost
from app.core.web.static import router as static_files
from app.decisions.adjustment_routes import router as later_decisions
from app.decisions.approval_pages import router as approval_pages
from app.decisions.batch_pages import router as batch_pages
from app.decisions.decision_pages import router as decision_pages
from app.decisions.notice_routes import router as notices
from app.decisions.office_pages import router as decision_office_pages
from app.decisions.paper_routes import router as decision_papers
from app.decisions.routes import router as decisions
from app.documents.pages import router as verification_page
from app.dossiers.declination_pages import router as declination_pages
from app.dossiers.pages import router as dossier_pages
from app.dossiers.routes import router as dossiers
from app.dossiers.search_pages import router as search_pages
from app.funds.pages import router as fund_pages
from app.funds.routes import router as funds
from app.home.dossier_pages import router as dossier_story
from app.home.pages import router as home
from app.intake.application_routes import router as applications
from app.intake.column_pages import router as column_pages
from app.intake.file_routes import router as list_files
from app.intake.list_pages import router as list_pages
from app.intake.pages import router as application_pages
from app.intake.paper_routes import router as papers
from app.intake.reading import reader
from app.intake.routes import router as intake
from app.intake.upload_pages import router as upload_pages
from app.loans.pages import router as loan_pages
from app.loans.routes import router as loans
from app.payouts import close_maker
from app.payouts.arrangement_pages import router as arrangement_pages
from app.payouts.arrangement_routes import router as arrangements
from app.payouts.lease_pages import router as lease_pages
from app.payouts.lease_routes import router as leases
from app.payouts.notification_routes import router as notifications
from app.payouts.pages import router as run_pages
from app.payouts.release_pages import router as release_pages
from app.payouts.routes import router as payouts
from app.payouts.webhooks import endpoints
from app.policy.enactment_pages import router as enactment_pages
from app.policy.enactment_routes import router as enactments
from app.policy.pages import router as policy_pages
from app.policy.routes import router as policy
from app.postings.objection_pages import router as objection_pages
from app.postings.pages import router as posting_pages
from app.postings.routes import router as postings
from app.reconciliation.closing_pages import router as closing_page
from app.reconciliation.comparison_routes import router as comparison
from app.reconciliation.exception_pages import router as exception_pages
from app.reconciliation.exception_routes import router as exceptions
from app.reconciliation.pages import router as reconciliation_pages
from app.reconciliation.routes import router as reconciliation
from app.reconciliation.statement_pages import router as statement_pages
from app.recoveries.act_pages import router as recovery_act_pages
from app.recoveries.handover_pages import router as handover_pages
from app.recoveries.handover_routes import router as handing_over
from app.recoveries.pages import router as recovery_pages
from app.recoveries.routes import router as recoveries
from app.register.pages import router as register_pages
from app.register.routes import router as register
from app.reports.check_pages import router as check_pages
from app.reports.coverage_pages import router as coverage_pages
from app.reports.issued_pages import router as issued_pages
from app.reports.issued_routes import router as issued_reports
from app.reports.overdue_pages import router as overdue_pages
from app.reports.report_pages import router as report_pages
from app.reports.routes import router as reports
from app.supervision.hold_pages import router as hold_pages
from app.supervision.pages import router as complaint_pages
from app.supervision.routes import router as supervision
from app.supervision.sample_pages import router as sample_pages
from app.supervision.sample_routes import router as samples

_FULL_SEARCHES_APART = 1000
"""A search for garbage through all that lives in the process stops every page for 0.1 s, once a
second under load: the house itself is left out of it, and what is old is searched that seldom."""

_DESCRIPTION = """
Quản lý hồ sơ hỗ trợ COVID-19 năm 2020 (Nghị quyết 42/NQ-CP, Quyết định 15/2020/QĐ-TTg): danh sách
của xã, niêm yết, ba cấp thẩm định, quyết định, chi trả, đối soát và báo cáo. Tiền là số nguyên
đồng; ngày theo ISO 8601; lỗi theo RFC 9457.
"""


class ProductionClock(RuntimeError):
    """A controllable clock is for demonstrations and tests; production refuses to start with it."""


@asynccontextmanager
async def _open_house(app: FastAPI) -> AsyncIterator[None]:
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*usual[:2], _FULL_SEARCHES_APART)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()
    await stop_making()
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
    for room in (
        static_files, health, access_pages, session_pages, people_pages, home, dossier_pages,
        application_pages, verification_page, coverage_pages, overdue_pages, check_pages,
        issued_pages, report_pages, calendar_pages, reconciliation_pages, statement_pages,
        exception_pages, recovery_pages, recovery_act_pages, release_pages, run_pages, lease_pages,
        arrangement_pages, closing_page, handover_pages, fund_pages, batch_pages, approval_pages,
        decision_office_pages, decision_pages, adjustment_pages, policy_pages, enactment_pages,
        declination_pages, search_pages, register_pages, list_pages, column_pages, upload_pages,
        council_pages, sitting_pages, closing_pages, sitting_paper_pages, question_pages,
        posting_pages, objection_pages, confirmation_pages, loan_pages, dossier_story, hold_pages,
        complaint_pages, sample_pages, audit_pages,
    ):  # fmt: skip
        app.include_router(room)
    install_docs(app)
    install_problems(app)
    install_lost(app)
    app.add_middleware(BodyBudget)
    return app


def service() -> FastAPI:
    """What the server process loads: logs first, then the application."""
    configure_logs()
    return build()
