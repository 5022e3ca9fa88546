"""Decisions: the signature that binds.

A batch that the councils favoured is approved or refused once, whole, by the competent chairman
or a delegate. The decision freezes the number of claims, their total and every line; payouts read
it from here. What was signed never changes: a later decision removes or corrects lines of it, or
revokes it, and payouts follow the lines in force.
"""

from app.decisions.adjusting import Payments, adjust, hold, revoke
from app.decisions.batch_reading import places
from app.decisions.commands import approve, authority, delegate, refuse
from app.decisions.decision_reading import lines_like, lines_named
from app.decisions.in_force import changed_lines_after, in_force_of
from app.decisions.queries import decision_of, decision_suspended
from app.decisions.rules import Suspended
from app.decisions.suspensions import resume, suspend

__all__ = [
    "Payments",
    "Suspended",
    "adjust",
    "approve",
    "authority",
    "changed_lines_after",
    "decision_of",
    "decision_suspended",
    "delegate",
    "hold",
    "in_force_of",
    "lines_like",
    "lines_named",
    "places",
    "refuse",
    "resume",
    "revoke",
    "suspend",
]
