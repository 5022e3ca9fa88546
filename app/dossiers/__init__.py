"""Dossiers: one claim of one person, the list it came in, and the batch it travels in.

The stage of a claim lives here and ends at approved, refused, superseded, declined, withdrawn or
revoked; whether money arrived is told by payouts and reconciliation, and nothing is copied back.
The steps are a table (rules.STEPS), mirrored in the database, which writes the history by itself.
What is held stands still before councils and signers; who declared an interest judges nothing.
"""

from app.dossiers.adjustments import (
    Adjustment,
    drop_recoveries_of_strangers,
    note_adjustments,
    settle_open_ones,
    settle_top_ups,
)
from app.dossiers.batch_queries import (
    PageOfPeople,
    people_among,
    ready_lists,
    sums_of,
    where_they_stand,
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
from app.dossiers.holds import (
    Target,
    end_hold,
    holds_of,
    is_party,
    live_holds,
    may_end,
    place_hold,
)
from app.dossiers.interests import declare_interest, interests_in
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
    MASKED_ID,
    all_of,
    any_of,
    batch_of,
    count_at,
    count_held,
    dossiers_after,
    free_of,
    held_among,
    holding,
    list_shown,
    lists_in,
    lock_lists,
    rows_named,
    rules_of,
    stages_in,
)
from app.dossiers.resolution import Outdone, let_live, province_of, record_winners
from app.dossiers.revoking import revoke_approved
from app.dossiers.rules import (
    VIETNAMESE,
    AlreadyTookAnotherPart,
    BatchChanged,
    ListNotReady,
    OnHold,
    PartyToIt,
    Stage,
)
from app.dossiers.words import LIST_STATES, STAGES, form_name

__all__ = [
    "CLAIMED",
    "LEAF",
    "LIST_STATES",
    "MASKED_ID",
    "STAGES",
    "VIETNAMESE",
    "Adjustment",
    "AlreadyTookAnotherPart",
    "BatchChanged",
    "Filled",
    "ListNotReady",
    "OnHold",
    "Outdone",
    "PageOfPeople",
    "PartyToIt",
    "Rival",
    "Stage",
    "Target",
    "all_of",
    "annexed",
    "any_of",
    "apply_stage",
    "batch_of",
    "close_batch",
    "count_at",
    "count_held",
    "decide_acts",
    "declare_interest",
    "dossiers_after",
    "drop_recoveries_of_strangers",
    "end_hold",
    "enter_list",
    "forget_moved",
    "form_name",
    "free_of",
    "held_among",
    "holding",
    "holds_of",
    "interests_in",
    "is_party",
    "let_live",
    "list_shown",
    "listed",
    "lists_in",
    "live_holds",
    "lock_lists",
    "may_end",
    "move",
    "note_adjustments",
    "open_batch",
    "open_claims",
    "paper_lines",
    "people_among",
    "people_of",
    "place_hold",
    "province_of",
    "ready_lists",
    "record_winners",
    "revoke_approved",
    "root_of",
    "rows_named",
    "rules_of",
    "set_claims",
    "settle_list",
    "settle_open_ones",
    "settle_top_ups",
    "stages_in",
    "sums_of",
    "take_back",
    "take_part",
    "where_they_stand",
    "winner_of",
]
