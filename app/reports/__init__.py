"""Reports: the top floor, which looks down on everything and changes nothing.

Coverage counts what was approved and what was paid up to any day, as known at the end of any other;
conservation says where every approved đồng stands; waiting says what lies where, and how late. A
table that does not foot is refused and never given out.
"""

from app.reports.outside import outside_policy
from app.reports.queries import conservation, coverage_at, waiting
from app.reports.rules import TableDoesNotFoot, rate

__all__ = ["TableDoesNotFoot", "conservation", "coverage_at", "outside_policy", "rate", "waiting"]
