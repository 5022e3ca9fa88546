"""What an agent takes: leases, their orders and files."""

from typing import Any

from app.client.transport import Transport
from app.payouts.lease_schemas import LeasedOrderPage, LeasePage, LeaseShown, LeaseTaken


class Leases(Transport):
    """How an agent's system gets its orders."""

    async def take_lease(self, limit: int = 1_000, run_id: int | None = None) -> LeaseTaken:
        """Take so many orders at most, of one run or of any; the open lease again, if any."""
        body: dict[str, Any] = {"limit": limit} | ({"run_id": run_id} if run_id else {})
        return await self.ask(LeaseTaken, "POST", "/payout-leases", json=body)

    async def acknowledge_lease(self, lease_id: int) -> LeaseShown:
        """Say that one has the orders of a lease."""
        return await self.ask(LeaseShown, "POST", f"/payout-leases/{lease_id}/acknowledgement")

    async def leases(self, after: int = 0) -> LeasePage:
        """A page of leases by number."""
        return await self.ask(LeasePage, "GET", "/payout-leases", params={"after": after})

    async def lease(self, lease_id: int) -> LeaseShown:
        """One lease."""
        return await self.ask(LeaseShown, "GET", f"/payout-leases/{lease_id}")

    async def lease_orders(
        self, lease_id: int, after: int = 0, limit: int = 1_000
    ) -> LeasedOrderPage:
        """A page of the orders of a lease."""
        asked = {"after": after, "limit": limit}
        path = f"/payout-leases/{lease_id}/orders"
        return await self.ask(LeasedOrderPage, "GET", path, params=asked)

    async def lease_file(self, lease_id: int, kind: str = "csv") -> bytes:
        """The file of a lease ("csv", "xlsx" or "xml")."""
        return (await self.send("GET", f"/payout-leases/{lease_id}/instruction.{kind}")).content
