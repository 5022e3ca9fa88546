"""Register: each person and household once, whatever list they came from.

The nation keeps only keyed digests (of identity numbers, and of name + birth + sex) under a person
number; names and numbers stay in the province. Equal identity numbers link by themselves; anything
weaker is a likeness that a council must judge. Blank never equals blank.
"""

from app.register.commands import find_or_add, find_or_add_households, report_deaths
from app.register.rules import CONTRADICTING, IDENTITY
from app.register.schemas import Claimant

__all__ = [
    "CONTRADICTING",
    "IDENTITY",
    "Claimant",
    "find_or_add",
    "find_or_add_households",
    "report_deaths",
]
