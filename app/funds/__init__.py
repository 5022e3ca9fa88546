"""Funds: how much money each source was given, has promised, has sent and has spent.

Money moves by journals of two legs that sum to zero and are never changed: allotment or advance to
available to committed (a decision) to sent (a released run) to paid, or back to committed when the
payer could not hand it over; a later decision frees part of what an earlier one bound, or binds
more. What was wrongly paid comes back to be given back. Sources settle with one another what each
advanced of the other's share. What a payer claims and nobody has judged stands in a book of its
own (`suspense_of`), which carries nothing else. The database refuses a journal that does not
balance, an account below zero and settlements that do not close; `book` says so earlier and in
words. All amounts are whole đồng.
"""

from app.funds.commands import (
    add_source,
    advance,
    allot,
    book,
    commit_for,
    give_back,
    hold,
    pay_for,
    release_for,
    return_to_committed,
    settle,
    suspense_of,
)
from app.funds.queries import balances, booked_by, shares, with_payers
from app.funds.rules import Account, Booking, FundsShort, Move
from app.funds.shares import Shares

__all__ = [
    "Account",
    "Booking",
    "FundsShort",
    "Move",
    "Shares",
    "add_source",
    "advance",
    "allot",
    "balances",
    "book",
    "booked_by",
    "commit_for",
    "give_back",
    "hold",
    "pay_for",
    "release_for",
    "return_to_committed",
    "settle",
    "shares",
    "suspense_of",
    "with_payers",
]
