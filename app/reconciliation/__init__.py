"""Reconciliation: what the post office or bank says was paid, held against what was ordered.

A statement becomes rows on one stage, whatever its form; each line gets a verdict, also those that
settle nothing. What became of an order is a set of facts of which the greatest counts, so lines in
any order, late or replayed, end the same; money moves by the difference, and the same statement
sent twice gives the first verdicts again. An order of another agent is unknown to the agent that
tells of it, and nothing says that it exists.
"""

from app.reconciliation.commands import receive_file, receive_statement
from app.reconciliation.iso_answers import camt054_of, pain002_of
from app.reconciliation.iso_statements import RawLine, StatementHead, head_of
from app.reconciliation.reading import order_in
from app.reconciliation.rules import VERDICT_VI, Resolution, Verdict
from app.reconciliation.schemas import ReportedLine, StatementOrder, StatementShown
from app.reconciliation.standing import DECISION_MONEY, ORDER_STANDING

__all__ = [
    "DECISION_MONEY",
    "ORDER_STANDING",
    "VERDICT_VI",
    "RawLine",
    "ReportedLine",
    "Resolution",
    "StatementHead",
    "StatementOrder",
    "StatementShown",
    "Verdict",
    "camt054_of",
    "head_of",
    "order_in",
    "pain002_of",
    "receive_file",
    "receive_statement",
]
