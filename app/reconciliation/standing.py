"""Where every order and every decision's money stands, as the database itself counts it."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text, column, table

ORDER_STANDING: Final = table(
    "order_standing",
    column("order_id", BigInteger()), column("reference", Text()), column("run_id", BigInteger()),
    column("decision_id", BigInteger()), column("source_id", BigInteger()),
    column("agent_code", Text()), column("area_path", Text(collation="C")),
    column("group_code", Text()), column("dossier_id", BigInteger()), column("first_month", Date()),
    column("amount_dong", BigInteger()), column("state", Text()), column("paid_dong", BigInteger()),
    column("open_dong", BigInteger()),
    column("lease_id", BigInteger()), column("taken_at", DateTime(timezone=True)),
    column("asked_back", Text()), column("done_on", Date()), column("followed", Boolean()),
)  # fmt: skip
"""Every order once: prepared, released, leased, sent, paid, partial, failed, returned, cancelled.

What another order follows is counted there; a mark of what a later decision freed says "freed".
"""

PARTS: Final = (
    "to_send_dong", "leased_dong", "sent_dong", "paid_dong", "failed_dong", "returned_dong",
    "cancelled_dong", "recovered_dong",
)  # fmt: skip
"""Approved is the sum of these, to the đồng."""

DECISION_MONEY: Final = table(
    "decision_money",
    column("decision_id", BigInteger()), column("number", Text()), column("signed_on", Date()),
    column("source_id", BigInteger()), column("area_path", Text(collation="C")),
    *(
        column(name, BigInteger())
        for name in (
            "signed_dong", "added_dong", "approved_dong", "lines_dong", "released_dong", *PARTS,
            "freed_dong", "to_recover_dong", "called_back_dong",
        )
    ),
)  # fmt: skip
"""The money of each approving decision by where it stands (đồng)."""
