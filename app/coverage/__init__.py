"""Coverage: how far we are on any day, as it happened and as it was known.

Approved and paid, in people and đồng, are kept as dated deltas that the database writes itself with
every fact: the day it happened, the day it was known, and how much. They are appended and folded
later, so no payment waits for a counter; a table of any day is a sum over few rows. `recount_of`
counts the same anew from the facts.
"""

from app.coverage.commands import fold, recount
from app.coverage.queries import counted, counted_nationwide, daily, moved
from app.coverage.recounting import differing, recount_of
from app.coverage.rules import (
    KEYS,
    MEASURES,
    TOTAL,
    Cell,
    Moved,
    check_feet,
    joined,
    keys_in,
)

__all__ = [
    "KEYS", "MEASURES", "TOTAL", "Cell", "Moved", "check_feet", "counted", "counted_nationwide",
    "daily", "differing", "fold", "joined", "keys_in", "moved", "recount", "recount_of",
]  # fmt: skip
