"""Adjustments: a later decision changes an earlier one, and the money follows wherever it stands.

The decision itself, its lines and its hashes belong to `decisions`, the orders to `payouts`. This
room stands above both and above `reconciliation`, because it must know what was paid: what no
payer has is cancelled in the same act, what was paid above the new amount opens a case of recovery,
and what a payer has taken makes the act wait.
"""

from app.adjustments.commands import adjust, revoke

__all__ = ["adjust", "revoke"]
