"""Every act and reading of the service as a typed call."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import BaseModel

from app.access.schemas import Enrolled, Me, NewAgent, NewOfficer, NewOfficers, TokenGiven
from app.admin_units.schemas import Unit
from app.appraisal.schemas import (
    Closing,
    FindingShown,
    OpinionLine,
    OpinionsTaken,
    SittingShown,
)
from app.client.councils import Councils
from app.client.funds import Funds
from app.client.leases import Leases
from app.client.lists import Lists
from app.client.machines import Machines
from app.client.papers import Papers
from app.client.payouts import Payouts
from app.client.people import People
from app.client.policies import Policies
from app.client.recoveries import Recoveries
from app.client.reports import IssuedReports
from app.client.roads import Roads
from app.client.statements import Statements
from app.client.supervision import Supervision
from app.client.transport import Transport, connection_pool
from app.decisions.schemas import (
    AdjustmentOrder,
    AdjustmentShown,
    ApprovalOrder,
    ChangedLinePage,
    ChangeProof,
    DecisionInForce,
    DecisionRevocation,
    DecisionShown,
    LineProof,
    SuspensionOrder,
    SuspensionShown,
)
from app.dossiers.schemas import BatchMade, BatchShown, DossierPage, StepTaken
from app.postings.schemas import PostingShown


class Client(
    Lists,
    People,
    Councils,
    Roads,
    Papers,
    Policies,
    Payouts,
    Leases,
    Statements,
    IssuedReports,
    Supervision,
    Machines,
    Funds,
    Recoveries,
):
    """The service at one address, as one officer."""

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(connection_pool(base_url, transport), token)

    def shared(self) -> "Client":
        """Another officer over the same connections; not yet signed in."""
        other = Client.__new__(Client)
        Transport.__init__(other, self.http, None)
        return other

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.__aexit__(kind, error, trace)

    async def sign_in(
        self,
        *,
        enrolment_code: str | None = None,
        user_name: str | None = None,
        password: str | None = None,
        one_time_code: str | None = None,
    ) -> TokenGiven:
        """Take a token, and act with it from now on."""
        given = {
            "enrolment_code": enrolment_code, "user_name": user_name, "password": password,
            "one_time_code": one_time_code,
        }  # fmt: skip
        body = {name: value for name, value in given.items() if value is not None}
        answer = await self.ask(TokenGiven, "POST", "/tokens", json=body)
        self.token = answer.token
        return answer

    async def me(self) -> Me:
        """Who the service thinks is asking."""
        return await self.ask(Me, "GET", "/me")

    async def enrol(self, officers: Sequence[NewOfficer]) -> list[Enrolled]:
        """Record people in office; answers with their one-use codes."""
        order = NewOfficers(officers=list(officers))
        return await self.ask(list[Enrolled], "POST", "/officers", json=_body(order))

    async def add_agents(self, agents: Sequence[NewAgent]) -> None:
        """Record payment agents."""
        await self.send("POST", "/payment-agents", json=[one.model_dump() for one in agents])

    async def set_clock(self, moment: datetime | None) -> None:
        """Set the business clock; only where the service lets it be controlled."""
        await self.send("PUT", "/clock", json={"now": moment.isoformat() if moment else None})

    async def units(self, inside: str = "", level: str | None = None) -> list[Unit]:
        """Administrative units strictly inside a path."""
        asked = {"inside": inside} | ({"level": level} if level else {})
        return await self.ask(list[Unit], "GET", "/admin-units", params=asked)

    async def dossiers(self, list_id: int, after: int = 0) -> DossierPage:
        """A page of the dossiers of a list."""
        return await self.ask(
            DossierPage, "GET", f"/lists/{list_id}/dossiers", params={"after": after}
        )

    async def history(self, dossier_id: int) -> list[StepTaken]:
        """Every step of a dossier."""
        return await self.ask(list[StepTaken], "GET", f"/dossiers/{dossier_id}/history")

    async def post_lists(self, list_ids: Sequence[int], place: str, means: str) -> PostingShown:
        """Show lists to the community."""
        body = {"list_ids": list(list_ids), "place": place, "means": means}
        return await self.ask(PostingShown, "POST", "/postings", json=body)

    async def close_posting(self, posting_id: int) -> PostingShown:
        """End a posting."""
        return await self.ask(PostingShown, "POST", f"/postings/{posting_id}/closing")

    async def open_sitting(
        self,
        list_ids: Sequence[int],
        present: Sequence[int],
        *,
        chair: int | None = None,
        place: str | None = None,
    ) -> SittingShown:
        """Open a session of one's council; whoever is named first presides unless a chair is."""
        body = {
            "list_ids": list(list_ids), "present": list(present), "chair": chair, "place": place,
        }  # fmt: skip
        return await self.ask(SittingShown, "POST", "/sittings", json=body)

    async def findings(self, sitting_id: int) -> list[FindingShown]:
        """What the service found in the dossiers before a sitting."""
        return await self.ask(list[FindingShown], "GET", f"/sittings/{sitting_id}/findings")

    async def record_opinions(
        self, sitting_id: int, expected: int, exceptions: Sequence[OpinionLine]
    ) -> OpinionsTaken:
        """The council's exceptions."""
        lines = [line.model_dump(mode="json", exclude_none=True) for line in exceptions]
        return await self.ask(
            OpinionsTaken, "POST", f"/sittings/{sitting_id}/opinions",
            json={"expected": expected, "exceptions": lines},
        )  # fmt: skip

    async def close_sitting(
        self, sitting_id: int, expected: int, record: str | None = None
    ) -> Closing:
        """Close the session; with `record`, exactly as it was seen."""
        body = {"expected": expected, "record": record}
        return await self.ask(Closing, "POST", f"/sittings/{sitting_id}/closing", json=body)

    async def open_batch(self, list_ids: Sequence[int], paper_number: str) -> int:
        """Gather lists for one decision."""
        body = {"list_ids": list(list_ids), "paper_number": paper_number}
        return (await self.ask(BatchMade, "POST", "/batches", json=body)).id

    async def batch(self, batch_id: int) -> BatchShown:
        """What a decision would approve now."""
        return await self.ask(BatchShown, "GET", f"/batches/{batch_id}")

    async def approve(self, batch_id: int, order: ApprovalOrder) -> DecisionShown:
        """Sign."""
        return await self.ask(
            DecisionShown, "POST", f"/batches/{batch_id}/approval", json=_body(order)
        )

    async def suspend_batch(self, batch_id: int, order: SuspensionOrder) -> SuspensionShown:
        """Stop a batch and all that follows from it."""
        return await self.ask(
            SuspensionShown, "POST", f"/batches/{batch_id}/suspension", json=_body(order)
        )

    async def resume_batch(self, batch_id: int, order: SuspensionOrder) -> SuspensionShown:
        """Let a stopped batch go on."""
        return await self.ask(
            SuspensionShown, "POST", f"/batches/{batch_id}/resumption", json=_body(order)
        )

    async def line_proof(self, decision_id: int, dossier_id: int) -> LineProof:
        """What proves that a line stands in a decision."""
        return await self.ask(
            LineProof, "GET", f"/decisions/{decision_id}/lines/{dossier_id}/proof"
        )

    async def decision(self, decision_id: int) -> DecisionInForce:
        """A decision as it was signed, and what of it is in force."""
        return await self.ask(DecisionInForce, "GET", f"/decisions/{decision_id}")

    async def adjust_decision(self, decision_id: int, order: AdjustmentOrder) -> AdjustmentShown:
        """Sign a later decision on named lines of an earlier one."""
        body = order.model_dump(mode="json", exclude_none=True)
        return await self.ask(
            AdjustmentShown, "POST", f"/decisions/{decision_id}/adjustments", json=body
        )

    async def revoke_decision(self, decision_id: int, order: DecisionRevocation) -> AdjustmentShown:
        """Sign a later decision that takes everything out of an earlier one."""
        return await self.ask(
            AdjustmentShown, "POST", f"/decisions/{decision_id}/revocation", json=_body(order)
        )

    async def changed_lines(
        self, decision_id: int, adjustment_id: int, after: int = 0
    ) -> ChangedLinePage:
        """A page of the lines that a later decision changed."""
        path = f"/decisions/{decision_id}/adjustments/{adjustment_id}/lines"
        return await self.ask(ChangedLinePage, "GET", path, params={"after": after})

    async def change_proof(
        self, decision_id: int, adjustment_id: int, dossier_id: int
    ) -> ChangeProof:
        """What proves that a later decision changed a line so."""
        path = f"/decisions/{decision_id}/adjustments/{adjustment_id}/lines/{dossier_id}/proof"
        return await self.ask(ChangeProof, "GET", path)

    async def conservation(self) -> Any:
        """Whether every đồng is where the orders say, as JSON."""
        return (await self.send("GET", "/reports/conservation")).json()

    async def coverage(
        self, as_of: str, by: str = "group", known_on: str | None = None, area: str | None = None
    ) -> Any:
        """The whole coverage table as of a day, as JSON, page after page."""
        asked = {"as_of": as_of, "by": by}
        asked |= {"known_on": known_on} if known_on else {}
        asked |= {"area": area} if area else {}
        table = (await self.send("GET", "/reports/coverage", params=asked)).json()
        rows = table["rows"]
        while table.get("next_after"):
            asked["after"] = table["next_after"]
            table = (await self.send("GET", "/reports/coverage", params=asked)).json()
            rows += table["rows"]
        return table | {"rows": rows}

    async def overdue(self) -> Any:
        """Dossiers late at each office by age in working days, as JSON."""
        return (await self.send("GET", "/reports/overdue")).json()

    async def on_time(self, from_: str, to: str, by: str = "step") -> Any:
        """How many steps were done in time from a day to a day, as JSON."""
        asked = {"from": from_, "to": to, "by": by}
        return (await self.send("GET", "/reports/on-time", params=asked)).json()


def _body(order: BaseModel) -> Any:
    return order.model_dump(mode="json")
