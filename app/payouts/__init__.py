"""Payouts: who is to be paid, how much, by which agent, and the file that orders it.

A decision becomes runs of orders, one for each agent, commune and month; the orders carry the
payee as approved, and the account where the decision's bank pays. The finance officer releases
runs: their money goes out with them. An order reaches its agent only by a lease, which is frozen
together with the files made of it. How an order ended is told by reconciliation; what ended unpaid
is paid once more by a new order, and the database keeps one live order for a dossier and month.
What no agent has is cancelled at once, what an agent has is asked back. A later decision on lines
already ordered cancels what no agent has and gives what is left runs of its own.
"""

from app.payouts.adjusted import call_back, follow_adjustment
from app.payouts.arranging import arrange, arrange_centre, end_arrangement
from app.payouts.cancelling import cancel
from app.payouts.commands import prepare_orders, set_live, wait_for_runs
from app.payouts.following import follow_up, reissue
from app.payouts.hand_payment import Letterhead
from app.payouts.instructions import InstructionHead, InstructionLine, file_name
from app.payouts.lease_files import LeaseFile, close_maker, make_file
from app.payouts.lease_files import file_of as lease_file
from app.payouts.leases import acknowledge, take
from app.payouts.releasing import release, release_runs
from app.payouts.rules import CANCELLED, guarded_cell, is_reference, reference_of, unguarded_cell

__all__ = [
    "CANCELLED",
    "InstructionHead",
    "InstructionLine",
    "LeaseFile",
    "Letterhead",
    "acknowledge",
    "arrange",
    "arrange_centre",
    "call_back",
    "cancel",
    "close_maker",
    "end_arrangement",
    "file_name",
    "follow_adjustment",
    "follow_up",
    "guarded_cell",
    "is_reference",
    "lease_file",
    "make_file",
    "prepare_orders",
    "reference_of",
    "reissue",
    "release",
    "release_runs",
    "set_live",
    "take",
    "unguarded_cell",
    "wait_for_runs",
]
