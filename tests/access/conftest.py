"""The doors of access over HTTP without a socket, and people to ask for things."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
import structlog.testing
from fastapi import FastAPI

from app import access
from app.access import Role
from app.access.machine_routes import router as machines
from app.access.routes import router
from app.access.schemas import NewAppointment, NewOfficer
from app.core import db
from app.core.web import BodyBudget, install_problems

_numbers = itertools.count(1)
EVER = date(2020, 1, 1)


@dataclass(frozen=True)
class Person:
    """Somebody enrolled, and the code that opens their account."""

    user_name: str
    officer_id: int
    account_id: int
    code: str


def an_officer(
    role: Role = Role.COMMUNE_OFFICER,
    unit_path: str = "42.436.18070.",
    *,
    id_number: str | None = None,
    valid_from: date = EVER,
    valid_to: date | None = None,
    agent_code: str | None = None,
) -> NewOfficer:
    """Somebody to enrol; nobody twice."""
    number = next(_numbers)
    return NewOfficer(
        user_name=f"officer-{number}",
        full_name=f"Trần Thử Số {number}",
        id_number=id_number or f"0420{number:08d}",
        appointment=NewAppointment(
            role=role,
            unit_path=unit_path,
            document_number="01/QĐ-UBND",
            valid_from=valid_from,
            valid_to=valid_to,
            agent_code=agent_code,
        ),
    )


async def enrol(officer: NewOfficer) -> Person:
    """Enrol somebody the way the operator does."""
    async with db.transaction(db.NOBODY) as session:
        (made,) = await access.enrol_officers(session, None, [officer])
    return Person(made.user_name, made.officer_id, made.account_id, made.enrolment_code)


class Caller:
    """One client of the service, with or without a token."""

    def __init__(self, client: httpx.AsyncClient, token: str | None = None) -> None:
        self.client = client
        self.token = token

    async def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send a request under /api/v1 with the caller's token."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= given.pop("headers", {})
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **given)

    async def sign_in(self, **order: Any) -> httpx.Response:
        """Ask for a token, and keep it when it is given."""
        answer = await self.ask("POST", "/tokens", json=order)
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the service writes to its log, taken before it is rendered."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def app(house: str) -> FastAPI:
    """This room's doors under the edge of the house."""
    gate = FastAPI()
    for room in (router, machines):
        gate.include_router(room, prefix="/api/v1")
    install_problems(gate)
    gate.add_middleware(BodyBudget)
    return gate


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Requests straight into the service."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as made:
        yield made


@pytest.fixture
def nobody(client: httpx.AsyncClient) -> Caller:
    """A caller without a token."""
    return Caller(client)


@pytest.fixture
async def manager(client: httpx.AsyncClient) -> Caller:
    """An administrator of the whole nation, signed in."""
    person = await enrol(an_officer(Role.ADMINISTRATOR, ""))
    caller = Caller(client)
    assert (await caller.sign_in(enrolment_code=person.code)).status_code == 201
    return caller
