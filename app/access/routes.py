"""Doors of access: sign in, sign out, who am I, enrol people; and the demonstration clock."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Body, Request
from pydantic import AwareDatetime, BaseModel, Field

from app.access import commands
from app.access.guards import CurrentActor, Reading, Writing, allow, bearer_token
from app.access.rules import MAY, Actor, Permission, WrongCode, WrongPassword
from app.access.schemas import Enrolled, Me, NewAgent, NewOfficers, SignIn, TokenGiven
from app.core import clock
from app.core.db import NOBODY, transaction
from app.core.errors import NotFound
from app.core.settings import settings
from app.core.shapes import Order
from app.core.web import Doors

router = Doors(tags=["access"])
Manager = Annotated[Actor, allow(Permission.MANAGE_ACCESS)]


@router.post("/tokens", status_code=201, operation_id="signIn")
async def sign_in(order: SignIn) -> TokenGiven:
    """Exchange an enrolment code, or a password with its second factor, for an opaque token."""
    try:
        async with transaction(NOBODY) as session:
            return await commands.sign_in(session, order)
    except (WrongPassword, WrongCode):
        async with transaction(NOBODY) as session:
            await commands.count_failure(session, order.user_name or "")
        raise


@router.delete("/tokens/current", status_code=204, operation_id="signOut")
async def sign_out(actor: CurrentActor, session: Writing, request: Request) -> None:
    """Revoke the token of this request; the next request with it is refused."""
    await commands.sign_out(session, bearer_token(request))


@router.get("/me", operation_id="whoAmI")
async def who_am_i(actor: CurrentActor) -> Me:
    """The officer, role and territory of this token."""
    return Me(
        officer_id=actor.officer_id,
        role=actor.role,
        unit_path=actor.unit_path,
        permissions=sorted(MAY[actor.role]),
    )


@router.post("/officers", status_code=201, operation_id="enrolOfficers")
async def enrol_officers(actor: Manager, session: Writing, order: NewOfficers) -> list[Enrolled]:
    """Record people in office with their first appointment; answers with one-use codes."""
    return await commands.enrol_officers(session, actor, order.officers)


@router.post("/payment-agents", status_code=201, operation_id="addPaymentAgents")
async def add_agents(
    actor: Manager, session: Writing, agents: Annotated[list[NewAgent], Body(max_length=200)]
) -> dict[str, int]:
    """Record payment agents; known codes are left as they are."""
    return {"added": await commands.add_agents(session, agents)}


class ClockTime(BaseModel):
    """The moment of the house; `controlled` only in demonstrations and tests."""

    now: datetime
    controlled: bool


_EARLIEST, _LATEST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class ClockOrder(Order):
    """The moment to stand still at; null lets real time run again."""

    now: Annotated[AwareDatetime, Field(ge=_EARLIEST, lt=_LATEST)] | None


@router.get("/clock", operation_id="readClock")
async def read_clock(actor: CurrentActor, session: Reading) -> ClockTime:
    """What time the house thinks it is."""
    return ClockTime(now=clock.now(session), controlled=settings().clock_control)


@router.put("/clock", operation_id="setClock")
async def set_clock(
    actor: Annotated[Actor, allow(Permission.SET_CLOCK)], session: Writing, order: ClockOrder
) -> ClockTime:
    """Set the business clock (demonstration and tests only)."""
    if not settings().clock_control:
        raise NotFound(what="đồng hồ điều khiển được")
    await clock.stand_at(session, order.now)
    return ClockTime(now=order.now or clock.wall_clock(), controlled=True)
