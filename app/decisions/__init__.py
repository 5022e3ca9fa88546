"""Decisions: the signature that binds.

A batch that the councils favoured is approved or refused once, whole, by the competent chairman
or a delegate. The decision freezes the number of claims, their total and every line; payouts read
it from here.
"""

from app.decisions.commands import approve, delegate, refuse

__all__ = ["approve", "delegate", "refuse"]
