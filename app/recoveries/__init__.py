"""Recoveries: what comes after a payment, until every đồng is received or back at its source.

Money paid that should not have been is a case with a ledger of its own: receipts, receipts taken
back, waivers; owed less the ledger is the balance, and it is never below zero. Instalments are a
plan beside it. Signatures for money received, and money nobody has received yet, are kept and
listed here too. What payers say stands in the room above and is read through a view.
"""

from app.recoveries.opening import follow_benefits, open_after_cancel, open_cases

__all__ = ["follow_benefits", "open_after_cancel", "open_cases"]
