"""Funds: how much money each source was given, has promised, has sent and has spent.

Money moves by journals of two legs that sum to zero and are never changed: allotment to available
to committed (a decision) to sent (a released run) to paid, or back to committed when the payer
could not hand it over; a later decision frees part of what an earlier one bound, or binds
more. The database refuses a journal that does not balance and an account below
zero; `book` says so earlier and in words. All amounts are whole đồng.
"""

from app.funds.commands import (
    add_source,
    allot,
    book,
    commit_for,
    hold,
    pay_for,
    release_for,
    return_to_committed,
)
from app.funds.queries import balances
from app.funds.rules import Account, Booking, FundsShort, Move

__all__ = [
    "Account",
    "Booking",
    "FundsShort",
    "Move",
    "add_source",
    "allot",
    "balances",
    "book",
    "commit_for",
    "hold",
    "pay_for",
    "release_for",
    "return_to_committed",
]
