"""Which service, and as whom: the token kept between commands."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import urlsplit

import typer

from app.core.errors import Refused

if TYPE_CHECKING:
    from app.client import Client

Server = Annotated[
    str | None,
    typer.Option(
        "--server", envvar="ANSINH_SERVER", metavar="URL",
        help="Địa chỉ của dịch vụ; bỏ trống thì dùng nơi đăng nhập lần trước.",
    ),
]  # fmt: skip
_HERE = "http://127.0.0.1:8000"
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class NotSignedIn(Refused):
    """You are not signed in at {server}; run: ansinh login."""

    status: ClassVar[int] = 401
    vi: ClassVar[str] = "Chưa đăng nhập tại {server}; hãy chạy: ansinh login"


@dataclass(frozen=True)
class SignedIn:
    """A token, and the only service it may be sent to."""

    server: str
    token: str
    expires_at: str
    role: str
    unit_path: str


def token_file() -> Path:
    """Where the token is kept, readable by its owner alone."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "ansinh" / "token"


def keep(signed_in: SignedIn) -> None:
    """Remember a token until the next login or logout."""
    file = token_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        new.unlink()
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        json.dump(asdict(signed_in), output)
    new.replace(file)


def forget() -> None:
    """Remember nobody."""
    token_file().unlink(missing_ok=True)


def remembered() -> SignedIn | None:
    """Who signed in last; nobody when the file is missing or damaged."""
    with suppress(FileNotFoundError, ValueError, TypeError):
        return SignedIn(**json.loads(token_file().read_text()))
    return None


def address(server: str | None) -> str:
    """The service's address: the option, else where one signed in last, else this machine."""
    last = remembered()
    chosen = (server or (last.server if last else _HERE)).rstrip("/")
    parts = urlsplit(chosen)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter("cần dạng http://máy:cổng hoặc https://máy", param_hint="--server")
    return chosen


def in_the_clear(server: str) -> bool:
    """Whether a secret sent to this address would travel unencrypted."""
    parts = urlsplit(server)
    return parts.scheme == "http" and parts.hostname not in _LOCAL


def token_for(server: str) -> str:
    """The token for this service: ANSINH_TOKEN, else the kept one; raises NotSignedIn."""
    if given := os.environ.get("ANSINH_TOKEN"):
        return given
    last = remembered()
    if last is None or last.server != server:
        raise NotSignedIn(server=server)
    return last.token


@asynccontextmanager
async def service(server: str | None) -> AsyncIterator["Client"]:
    """The service as the officer who signed in."""
    chosen = address(server)
    token = token_for(chosen)
    from app.client import Client

    async with Client(chosen, token) as client:
        yield client
