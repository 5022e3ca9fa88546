"""Reports: the top floor, which looks down on everything and changes nothing.

Coverage counts what was approved and what was paid up to any day, as known at the end of any other;
conservation says where every approved đồng stands; waiting, overdue
and on_time say what lies where, how late, and how often it was in time. A
table that does not foot is refused and never given out.
"""

from app.reports.conservation import conservation
from app.reports.outside import outside_policy
from app.reports.punctuality import escalations, on_time, overdue, waiting
from app.reports.queries import coverage_at
from app.reports.rules import TableDoesNotFoot, rate

__all__ = [
    "TableDoesNotFoot",
    "conservation",
    "coverage_at",
    "escalations",
    "on_time",
    "outside_policy",
    "overdue",
    "rate",
    "waiting",
]
