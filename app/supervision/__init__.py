"""Supervision: complaints and findings, samples drawn by seed, interests declared.

Whatever is brought against a dossier, list, batch or payment has an office that answers it, a last
day and an outcome, and can let what it is about stand still meanwhile. What stands still, and who
judges nothing of a list, is kept below (`dossiers`), where councils, signers and payouts see it.
"""

from app.supervision.commands import answer, record

__all__ = ["answer", "record"]
