"""Dossiers: one claim of one person, the list it came in, and the batch it travels in.

The stage of a claim lives here and ends at approved, refused, superseded, declined or withdrawn;
whether money arrived is told by payouts and reconciliation, and nothing is copied back. The steps
are a table (rules.STEPS), mirrored in the database, which writes the history by itself.
"""

from app.dossiers.commands import (
    close_batch,
    draft,
    enter_list,
    move,
    open_batch,
    open_claims,
    set_claims,
    settle_list,
    take_part,
)
from app.dossiers.queries import (
    any_of,
    batch_of,
    count_at,
    holding,
    list_shown,
    lists_in,
    lock_lists,
)
from app.dossiers.rules import AlreadyTookAnotherPart, BatchChanged, ListNotReady, Stage
from app.dossiers.schemas import NewDossier

__all__ = [
    "AlreadyTookAnotherPart",
    "BatchChanged",
    "ListNotReady",
    "NewDossier",
    "Stage",
    "any_of",
    "batch_of",
    "close_batch",
    "count_at",
    "draft",
    "enter_list",
    "holding",
    "list_shown",
    "lists_in",
    "lock_lists",
    "move",
    "open_batch",
    "open_claims",
    "set_claims",
    "settle_list",
    "take_part",
]
