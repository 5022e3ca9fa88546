"""Postings: a list is shown to the community for the legal days, and what it objects is answered.

A list goes on only when its days are over and no objection is without an answer.
"""

from app.postings.commands import answer_objection, close_posting, object_to, post_lists
from app.postings.notices import findings_on

__all__ = ["answer_objection", "close_posting", "findings_on", "object_to", "post_lists"]
