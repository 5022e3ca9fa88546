"""The API's own pages: documentation without any network, health, and what each refusal means."""

import importlib.util
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text

from app.core.db import NOBODY, transaction
from app.core.settings import settings
from app.core.web.doors import Doors

router = Doors(tags=["health"])


def install_docs(app: FastAPI) -> None:
    """Serve the documentation page from files that came with the installation."""
    spec = importlib.util.find_spec("fastapi_offline")
    assert spec is not None
    assert spec.origin is not None
    files = Path(spec.origin).parent / "static"
    app.mount("/static/docs", StaticFiles(directory=files), name="docs-files")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="An Sinh: tài liệu API",
            swagger_js_url="/static/docs/swagger-ui-bundle.js",
            swagger_css_url="/static/docs/swagger-ui.css",
            swagger_favicon_url="/static/docs/favicon.png",
            swagger_ui_parameters={"docExpansion": "none", "tryItOutEnabled": True},
        )


@router.get("/healthz", operation_id="healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz")
async def readyz() -> dict[str, object]:
    """The database answers, its schema is known, and how many jobs wait."""
    async with transaction(NOBODY) as session:
        waiting = await session.scalar(
            text("select count(*) from pgqueuer where status = 'queued'")
        )
        frozen = await session.scalar(text("select count(*) from nation.clock"))
        provinces = await session.scalar(text("select count(*) from nation.province"))
    return {
        "status": "ok",
        "jobs_waiting": waiting,
        "provinces": provinces,
        "clock": "controlled" if settings().clock_control and frozen else "real",
    }
