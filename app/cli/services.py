"""`ansinh serve` and `ansinh worker`: the two processes of the service."""

import asyncio
import ctypes
import logging
import signal
import sys
from pkgutil import resolve_name
from typing import Annotated, Any, ClassVar

import typer

from app.core.errors import Refused

_KEEP_ALIVE_SECONDS = 75
"""Longer than the minute for which proxies keep an idle connection: they hang up first."""
_CONNECTIONS = 512
_GRACE_SECONDS = 8
"""Shorter than what whoever stops us waits before the kill."""
_BY_SIGNAL = 128
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_ALONE, _ONE_OF_MANY = "app.main:service", "app.cli.services:one_of_many"


class SettingMissing(Refused):
    """The setting {name} is missing; see .env.example."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Thiếu cấu hình {name}; xem .env.example."


class ClockControlled(Refused):
    """ANSINH_CLOCK_CONTROL is for demonstrations and tests; production does not start with it."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = (
        "ANSINH_CLOCK_CONTROL chỉ dành cho chạy thử và kiểm thử; "
        "môi trường production không khởi động với nó."
    )


class EventLines(logging.Handler):
    """What the server itself has to say, in the same JSON lines as the service."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record on."""
        import structlog

        error = record.exc_info[1] if record.exc_info else None
        event = record.getMessage().split("\n", 1)[0]
        structlog.get_logger("ansinh.server").log(record.levelno, event, exc_info=error)


def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe (ANSINH_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng (ANSINH_PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Số tiến trình phục vụ.")] = 1,
) -> None:
    """Serve the API until stopped."""
    from app.core.logs import configure_logs
    from app.core.settings import settings
    from app.core.supervise import leave_on_signals, refuse_taken_port

    refuse_bad_settings()
    chosen_host, chosen_port = host or settings().host, port or settings().port
    refuse_taken_port(chosen_host, chosen_port)
    configure_logs()
    import uvicorn

    leave_on_signals()  # after the server's own orderly end, so that the process ends in order too
    try:
        uvicorn.run(
            _ALONE if workers == 1 else _ONE_OF_MANY, factory=True,
            host=chosen_host, port=chosen_port, workers=workers,
            loop="uvloop", http="httptools", ws="none", lifespan="on",
            access_log=False, log_config=_log_config(), server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS, limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )  # fmt: skip
    except SystemExit as end:
        if not isinstance(end.code, int) or end.code < _BY_SIGNAL:
            raise


def one_of_many() -> Any:
    """What each of several server processes loads: the service, which never outlives the first."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    return resolve_name(_ALONE)()


def worker() -> None:
    """Do the jobs that acts asked for, until stopped."""
    refuse_bad_settings()
    # By name, as the server loads the API: the assembly's parts do not know one another.
    asyncio.run(resolve_name("app.worker:run")())


def refuse_bad_settings() -> None:
    """Refuse to start with settings that would fail at the first act; raises SettingMissing."""
    from app.cli.database import checked_url, owner_url
    from app.core.settings import settings

    chosen = settings()
    if chosen.service_database_url:
        checked_url("ANSINH_SERVICE_DATABASE_URL", chosen.service_database_url)
    else:
        owner_url()
    if not chosen.identity_key.get_secret_value():
        raise SettingMissing(name="ANSINH_IDENTITY_KEY")
    if chosen.clock_control and chosen.environment == "production":
        raise ClockControlled()


def _log_config() -> dict[str, Any]:
    from app.core.settings import settings

    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"lines": {"class": "app.cli.services.EventLines"}},
        "loggers": {
            "uvicorn": {"handlers": ["lines"], "level": settings().log_level, "propagate": False}
        },
    }
