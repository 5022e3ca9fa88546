"""Reports: the top floor, which looks down on everything and writes only what it issues.

Coverage counts what was approved and what was paid up to any day, as known at the end of any other;
conservation says where every approved đồng stands; waiting, overdue and on_time say what lies
where, how late, and how often it was in time. A table that does not foot is never given out. A
report is drafted, seen and issued: then its figures, words and files are sealed, and what is learnt
later is another report.
"""

from app.reports.conservation import conservation
from app.reports.issued_queries import broken_seals
from app.reports.outside import outside_policy
from app.reports.punctuality import escalations, on_time, overdue, waiting
from app.reports.queries import coverage_at, coverage_nationwide
from app.reports.rules import rate

__all__ = [
    "broken_seals",
    "conservation",
    "coverage_at",
    "coverage_nationwide",
    "escalations",
    "on_time",
    "outside_policy",
    "overdue",
    "rate",
    "waiting",
]
