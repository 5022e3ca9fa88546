"""Payouts: who is to be paid, how much, by which agent, and the file that orders it.

A decision becomes one run of orders for one agent; the orders carry the payee as approved. The
finance officer releases the run: its money goes out with it, and only then the agent sees it. How
an order ended is told by reconciliation; a failed order is closed and may be issued again, and the
database keeps one live order for a dossier and month. A later decision on lines already ordered
cancels what was not sent and gives what is left a run of its own.
"""

from app.payouts.adjusted import follow_adjustment, hold_runs
from app.payouts.commands import close_orders, prepare_orders, reissue, release
from app.payouts.queries import Instruction, instruction_csv, instruction_xlsx
from app.payouts.rules import CANCELLED, guarded_cell, is_reference, reference_of, unguarded_cell

__all__ = [
    "CANCELLED",
    "Instruction",
    "close_orders",
    "follow_adjustment",
    "guarded_cell",
    "hold_runs",
    "instruction_csv",
    "instruction_xlsx",
    "is_reference",
    "prepare_orders",
    "reference_of",
    "reissue",
    "release",
    "unguarded_cell",
]
