"""Register: each person, household, employer and household business once, whatever list told.

The nation keeps only keyed digests (of numbers, and of name + birth) under a person number; names
and numbers stay in the province. Exact identifiers link by themselves; anything weaker is a pair
that an officer declares same or different. Blank never equals blank.
"""

from app.register.commands import (
    enter_employers,
    find_likely,
    link_businesses,
    link_households,
    link_people,
    note_accounts,
)
from app.register.lookups import may_tell
from app.register.notices import report_notices
from app.register.queries import masked, numbers_of, person_shown, ruled_different
from app.register.rules import CONTRADICTING, IDENTITY, Keys, Known, keys_of
from app.register.rulings import hold_people, note_conflicts

__all__ = [
    "CONTRADICTING",
    "IDENTITY",
    "Keys",
    "Known",
    "enter_employers",
    "find_likely",
    "hold_people",
    "keys_of",
    "link_businesses",
    "link_households",
    "link_people",
    "masked",
    "may_tell",
    "note_accounts",
    "note_conflicts",
    "numbers_of",
    "person_shown",
    "report_notices",
    "ruled_different",
]
