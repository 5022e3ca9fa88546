"""Doors of decisions."""

from typing import Annotated

from app import dossiers
from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Cursor, Doors, PageSize
from app.decisions import commands, in_force, queries, suspensions
from app.decisions.schemas import (
    ApprovalOrder,
    DecisionInForce,
    DecisionShown,
    DelegationMade,
    DelegationOrder,
    LineProof,
    RefusalOrder,
    SuspensionOrder,
    SuspensionShown,
)

router = Doors(tags=["decisions"])
Signer = Annotated[Actor, allow(Permission.DECIDE)]
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]


@router.post("/batches/{batch_id}/approval", status_code=201, operation_id="approveBatch")
async def approve(
    actor: Signer, session: Writing, batch_id: int, order: ApprovalOrder
) -> DecisionShown:
    """Sign: approve the batch and its money, exactly as seen."""
    return DecisionShown.model_validate(await commands.approve(session, actor, batch_id, order))


@router.post("/batches/{batch_id}/refusal", status_code=201, operation_id="refuseBatch")
async def refuse(
    actor: Signer, session: Writing, batch_id: int, order: RefusalOrder
) -> DecisionShown:
    """Sign: refuse the whole batch, with the reason."""
    return DecisionShown.model_validate(await commands.refuse(session, actor, batch_id, order))


@router.post("/batches/{batch_id}/suspension", status_code=201, operation_id="suspendBatch")
async def suspend(
    actor: Signer, session: Writing, batch_id: int, order: SuspensionOrder
) -> SuspensionShown:
    """Sign: stop a batch, decided or not, and every payment that follows from it."""
    said = await suspensions.suspend(session, actor, batch_id, order)
    return SuspensionShown.model_validate(said)


@router.post("/batches/{batch_id}/resumption", status_code=201, operation_id="resumeBatch")
async def resume(
    actor: Signer, session: Writing, batch_id: int, order: SuspensionOrder
) -> SuspensionShown:
    """Sign: let a stopped batch go on."""
    said = await suspensions.resume(session, actor, batch_id, order)
    return SuspensionShown.model_validate(said)


@router.get("/batches/{batch_id}/suspensions", operation_id="readSuspensions")
async def read_suspensions(actor: Reader, session: Reading, batch_id: int) -> list[SuspensionShown]:
    """When a batch was stopped and let go on, by whom and why."""
    await dossiers.batch_of(session, batch_id)
    found = await queries.suspensions_of(session, batch_id)
    return [SuspensionShown.model_validate(one) for one in found]


@router.get("/decisions", operation_id="readDecisions")
async def read_decisions(
    actor: Reader, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> list[DecisionShown]:
    """Decisions of the territory by number."""
    rows = await queries.decisions_after(session, last, limit)
    return [DecisionShown.model_validate(row) for row in rows]


@router.get("/decisions/{decision_id}", operation_id="readDecision")
async def read_decision(actor: Reader, session: Reading, decision_id: int) -> DecisionInForce:
    """One decision as it was signed, the later ones on it, and what of it is in force."""
    return await in_force.decision_in_force(session, decision_id)


@router.get("/decisions/{decision_id}/lines/{dossier_id}/proof", operation_id="readLineProof")
async def read_line_proof(
    actor: Reader, session: Reading, decision_id: int, dossier_id: int
) -> LineProof:
    """That a line stands in a decision as signed: its leaf, and what leads to the root."""
    return await queries.proof_of(session, decision_id, dossier_id)


@router.post("/delegations", status_code=201, operation_id="delegate")
async def delegate(
    actor: Annotated[Actor, allow(Permission.DELEGATE)], session: Writing, order: DelegationOrder
) -> DelegationMade:
    """Hand the approving power to an officer for a territory, by document."""
    return DelegationMade.model_validate(await commands.delegate(session, actor, order))
