"""Decisions: the signature that binds.

A batch that the councils favoured is approved or refused once, whole, by the competent chairman
or a delegate. The decision freezes the number of claims, their total and every line; payouts read
it from here.
"""

from app.decisions.commands import approve, delegate, refuse
from app.decisions.queries import decision_suspended
from app.decisions.rules import Suspended
from app.decisions.suspensions import resume, suspend

__all__ = ["Suspended", "approve", "decision_suspended", "delegate", "refuse", "resume", "suspend"]
