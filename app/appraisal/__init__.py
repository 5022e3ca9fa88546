"""Appraisal: the commune, district and provincial councils sit and give their word on each case.

A sitting has an agenda of lists and natural persons present, each of whom has that one part in
those lists for ever. The council sends exceptions; what the service finds (the same person twice,
a death, a likeness) must be answered before the sitting closes.
"""

from app.appraisal.commands import close_sitting, open_sitting, record_opinions
from app.appraisal.rules import ReasonUnknown, Verdict

__all__ = ["ReasonUnknown", "Verdict", "close_sitting", "open_sitting", "record_opinions"]
