"""Doors of how people are paid where not at the counter."""

from typing import Annotated

from fastapi import Path

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Doors
from app.payouts import arranging, queries
from app.payouts.schemas import ArrangementOrder, ArrangementShown, CentreArranged, CentreOrder

router = Doors(tags=["payouts"])
Arranger = Annotated[Actor, allow(Permission.ARRANGE_PAYEE)]
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Number = Annotated[int, Path(ge=1, lt=2**62)]


@router.get("/dossiers/{dossier_id}/payee-arrangement", operation_id="readPayeeArrangement")
async def read(actor: Reader, session: Reading, dossier_id: Number) -> ArrangementShown:
    """How a person is paid where not at the counter, the receiver's number masked."""
    return await queries.arrangement_of(session, dossier_id)


@router.post(
    "/dossiers/{dossier_id}/payee-arrangement", status_code=201, operation_id="arrangePayee"
)
async def arrange(
    actor: Arranger, session: Writing, dossier_id: Number, order: ArrangementOrder
) -> ArrangementShown:
    """Let a person be paid at home, by proxy or through a centre; what stood before ends."""
    return await arranging.arrange(session, actor, dossier_id, order)


@router.delete(
    "/dossiers/{dossier_id}/payee-arrangement", status_code=204, operation_id="endPayeeArrangement"
)
async def end(actor: Arranger, session: Writing, dossier_id: Number) -> None:
    """Let a person be paid at the counter again."""
    await arranging.end_arrangement(session, actor, dossier_id)


@router.post("/payee-arrangements", status_code=201, operation_id="arrangeCentre")
async def arrange_centre(actor: Arranger, session: Writing, order: CentreOrder) -> CentreArranged:
    """Let up to 1,000 people of one centre be paid through it."""
    return await arranging.arrange_centre(session, actor, order)
