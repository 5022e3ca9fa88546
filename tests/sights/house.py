"""The service over the province that the demonstration left, for this process and a while."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from app.core import db
from app.core.db import SERVICE_ROLE
from app.core.embedded import ensure_server
from app.core.settings import settings

_DATABASE = "ansinh_demo"


@contextmanager
def province() -> Iterator[str]:
    """Turn this process, and those it starts, to what the demonstration left; its owner's address.

    The clock stands where the demonstration let it stand.
    """
    folder = settings().data_folder.resolve()
    with ensure_server(folder / "postgresql") as server:
        owner_url = server.url(database=_DATABASE)
        os.environ.update(
            DATABASE_URL=owner_url, ANSINH_ENVIRONMENT="demo", ANSINH_CLOCK_CONTROL="true",
            ANSINH_SERVICE_DATABASE_URL=server.url(user=SERVICE_ROLE, database=_DATABASE),
            ANSINH_IDENTITY_KEY=(folder / "demo.key").read_text("ascii").strip(),
            ANSINH_DATA_FOLDER=str(folder),
        )  # fmt: skip
        settings.cache_clear()
        yield owner_url


@asynccontextmanager
async def served() -> AsyncIterator[tuple[str, str]]:
    """Where browsers reach the service in this process, and the address of its database."""
    os.environ["ANSINH_PAGE_PATIENCE_SECONDS"] = "60"
    with province() as owner_url:
        from app.main import build  # its settings are read when it is built

        listening = socket.create_server(("127.0.0.1", 0))
        serving = uvicorn.Server(uvicorn.Config(build(), log_config=None))
        task = asyncio.create_task(serving.serve([listening]))
        while not serving.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", owner_url
        serving.should_exit = True
        await task
        await db.dispose()
