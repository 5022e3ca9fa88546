"""Dossiers: one claim of one person, the list it came in, and the batch it travels in.

The stage of a claim lives here and ends at approved, refused, superseded, declined or withdrawn;
whether money arrived is told by payouts and reconciliation, and nothing is copied back. The steps
are a table (rules.STEPS), mirrored in the database, which writes the history by itself.
"""

from app.dossiers.adjustments import (
    Adjustment,
    drop_recoveries_of_strangers,
    note_adjustments,
    settle_open_ones,
    settle_top_ups,
)
from app.dossiers.commands import (
    close_batch,
    enter_list,
    move,
    open_batch,
    open_claims,
    set_claims,
    settle_list,
    take_part,
)
from app.dossiers.drafting import apply_stage, decide_acts, forget_moved, take_back
from app.dossiers.paper_lines import (
    CLAIMED,
    Filled,
    annexed,
    listed,
    paper_lines,
    people_of,
    root_of,
)
from app.dossiers.precedence import Rival, winner_of
from app.dossiers.queries import (
    LEAF,
    any_of,
    batch_of,
    count_at,
    holding,
    list_shown,
    lists_in,
    lock_lists,
    rules_of,
)
from app.dossiers.resolution import Outdone, let_live, province_of, record_winners
from app.dossiers.rules import AlreadyTookAnotherPart, BatchChanged, ListNotReady, Stage

__all__ = [
    "CLAIMED",
    "LEAF",
    "Adjustment",
    "AlreadyTookAnotherPart",
    "BatchChanged",
    "Filled",
    "ListNotReady",
    "Outdone",
    "Rival",
    "Stage",
    "annexed",
    "any_of",
    "apply_stage",
    "batch_of",
    "close_batch",
    "count_at",
    "decide_acts",
    "drop_recoveries_of_strangers",
    "enter_list",
    "forget_moved",
    "holding",
    "let_live",
    "list_shown",
    "listed",
    "lists_in",
    "lock_lists",
    "move",
    "note_adjustments",
    "open_batch",
    "open_claims",
    "paper_lines",
    "people_of",
    "province_of",
    "record_winners",
    "root_of",
    "rules_of",
    "set_claims",
    "settle_list",
    "settle_open_ones",
    "settle_top_ups",
    "take_back",
    "take_part",
    "winner_of",
]
