"""Structured logs: one JSON line an event, from an allow-list of fields, never a person's data."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.core.settings import settings

_ALLOWED = {
    "event", "level", "timestamp", "logger", "request_id", "method", "route", "status", "ms",
    "kind", "job", "count", "exception", "port", "host", "schema",
}  # fmt: skip


def _only_allowed(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in _ALLOWED}


def _where_only(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Of an exception keep its type and lines of code, not its words: they may name somebody."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        lines, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"{code.co_filename.rsplit('/app/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["exception"] = f"{type(error).__name__} at {' > '.join(lines[-8:])}"
    return event


def configure_logs() -> None:
    """For the service and the worker: JSON lines on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _where_only,
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings().log_level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
