"""Sheets: a table as a value that foots or is refused, and the files it is given out in.

`faults` and `check` look down, across, at rates and at money against rate × units; `repairs` names
the single cells that would mend a table. `read_outside` makes sheets of somebody's XLSX, CSV or
JSON. `to_xlsx`, `to_csv`, `to_json` give sheets out with their data dictionary; reports are sealed
over `canonical`, and `sheet_from` reads it back. `for_public` hides what tells of few people.
"""

from app.sheets.book import to_xlsx
from app.sheets.footing import changed, check, checked, faults, repairs
from app.sheets.outside import read_outside
from app.sheets.public import for_public
from app.sheets.rules import (
    Column,
    Fault,
    Kind,
    NotATable,
    OutsideSheet,
    Rate,
    Remark,
    Repair,
    Rounding,
    Row,
    Sheet,
    TableDoesNotFoot,
    Value,
)
from app.sheets.written import (
    canonical,
    data_of,
    dictionary,
    dictionary_json,
    sheet_from,
    to_csv,
    to_json,
)

__all__ = [
    "Column",
    "Fault",
    "Kind",
    "NotATable",
    "OutsideSheet",
    "Rate",
    "Remark",
    "Repair",
    "Rounding",
    "Row",
    "Sheet",
    "TableDoesNotFoot",
    "Value",
    "canonical",
    "changed",
    "check",
    "checked",
    "data_of",
    "dictionary",
    "dictionary_json",
    "faults",
    "for_public",
    "read_outside",
    "repairs",
    "sheet_from",
    "to_csv",
    "to_json",
    "to_xlsx",
]
