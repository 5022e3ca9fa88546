"""Clocks: until which working day each step of a list must be done, and whether it was.

A list keeps the road and the limits of the policy under which it was compiled. Dossiers of one
list and place that enter a step on one day share a clock, which the database opens and closes by
itself; a closed step keeps the due date it was judged by, an open one follows the calendar.
"""

from app.clocks.commands import change_day, keep_road, recount
from app.clocks.queries import late_clocks, lists_at, miscounted, standing_at
from app.clocks.rules import WAITING

__all__ = [
    "WAITING", "change_day", "keep_road", "late_clocks", "lists_at", "miscounted", "recount",
    "standing_at",
]  # fmt: skip
