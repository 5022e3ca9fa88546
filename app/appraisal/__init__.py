"""Appraisal: the commune, district and provincial councils sit and give their word on each case.

A sitting has an agenda of lists, a chair, a secretary and natural persons present, each of whom
has that one part in those lists for ever. The council sends exceptions; what the service finds
(the same person twice, a death, a likeness) must be answered before the sitting closes. Where the
policy counts votes, the last one needed closes it; else its chair or secretary does. A dossier can
go back to any earlier level of its road, or stay on hold until a question is answered.
"""

from app.appraisal.closing import close_sitting
from app.appraisal.commands import open_sitting, record_opinions
from app.appraisal.queries import voided
from app.appraisal.questions import waiting_for as questions_for
from app.appraisal.rules import Desk, Office, ReasonUnknown, Verdict
from app.appraisal.rules import sentence_of as finding_sentence
from app.appraisal.votes import vote

__all__ = [
    "Desk",
    "Office",
    "ReasonUnknown",
    "Verdict",
    "close_sitting",
    "finding_sentence",
    "open_sitting",
    "questions_for",
    "record_opinions",
    "voided",
    "vote",
]
