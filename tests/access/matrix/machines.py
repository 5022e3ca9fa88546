"""A payment agent's own system in a province, with a key that can be revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc.jwk import ECKey

from app.access.machine_schemas import NewSystem
from tests.access.matrix.named import Ground
from tests.builders import AGENT, Town

KEY: Final[dict[str, Any]] = {
    "jwk": {
        "kty": "EC", "crv": "P-256", "x": "qRvvrmSmLfKcT6sKcVhQ0B8LeJ3dUcS2LFESu8mVO7M",
        "y": "3RDld5exNM7SmUHXkL1Nz51ShDMVCAO-QaIPL95zbys",
    },
    "valid_to": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
}  # fmt: skip
"""A key that nobody has registered."""


async def plant_system(town: Town, ground: Ground) -> None:
    """A system under the province's post officer, with one key."""
    officer = town.officer(f"{ground.path[:2]}.", "buudien")
    administrator = await town.at("", "quantri")
    order = NewSystem(
        client_id=f"may-{ground.mark.lower()}", name="Phần mềm", document_number="1/CV",
        officer_id=officer.officer_id, appointment_id=officer.appointment_id,
    )  # fmt: skip
    made = await administrator.add_system(AGENT, order)
    until = datetime.now(UTC) + timedelta(days=30)
    pem = ECKey.generate_key("P-256").as_pem(private=False)
    key = await administrator.add_system_key(AGENT, made.account_id, pem, until)
    ground.target["system"] = made.account_id
    ground.of_province |= {f'"{order.client_id}"'}
    ground.fact |= {"kid": key.kid, "post officer": officer.officer_id}


def another_system(ground: Ground) -> dict[str, Any]:
    """One more system under the same person."""
    return {
        "client_id": "ma-tran-may", "name": "Phần mềm", "document_number": "2/CV",
        "officer_id": ground.fact["post officer"],
    }  # fmt: skip
