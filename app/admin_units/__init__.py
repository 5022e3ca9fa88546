"""Admin units: which province, district or commune existed on a day, and what lay inside it.

Codes are those of the statistics office, zero-padded text; a path ("42.436.18070.") is the
territory that row policies compare. The units are those of 2020; later mergers are other rows.
"""

from app.admin_units.commands import add_alias, analyze, load_units, open_province
from app.admin_units.queries import (
    commune_spellings,
    names_inside,
    open_provinces,
    place_name,
    spellings_by_code,
    unit_at,
    units_inside,
    units_open,
)
from app.admin_units.rules import code_of, district_of, level_of

__all__ = [
    "add_alias",
    "analyze",
    "code_of",
    "commune_spellings",
    "district_of",
    "level_of",
    "load_units",
    "names_inside",
    "open_province",
    "open_provinces",
    "place_name",
    "spellings_by_code",
    "unit_at",
    "units_inside",
    "units_open",
]
