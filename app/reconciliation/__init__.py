"""Reconciliation: what the post office or bank says was paid, held against what was ordered.

A statement is taken in whole: each order it names is settled at most once, by the primary key of
its outcome, and every line gets a verdict, also those that settle nothing. Paid money is spent,
failed money is bound to its decision again, and the same statement sent twice gives the first
verdicts again. An order of another agent is unknown, and nothing tells that it exists.
"""

from app.reconciliation.commands import receive_file, receive_statement
from app.reconciliation.rules import Verdict
from app.reconciliation.schemas import ReportedLine, StatementOrder, StatementShown

__all__ = [
    "ReportedLine",
    "StatementOrder",
    "StatementShown",
    "Verdict",
    "receive_file",
    "receive_statement",
]
