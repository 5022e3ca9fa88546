"""Reading single cells: days, numbers, money, words and places; each fault with its reason."""

from app.intake.cells.days import OLDEST_AGE, YOUNGEST_MERIT_AGE, age_on, read_birth, read_day
from app.intake.cells.faults import Fault, masked, shown_text, storable
from app.intake.cells.identity import ID_PROVINCES, check_cccd, read_identity
from app.intake.cells.money import read_count, read_money, read_months, whole
from app.intake.cells.numbers import read_account, read_insurance, read_phone, read_tax_code
from app.intake.cells.places import Places, commune_index
from app.intake.cells.words import (
    clean_words,
    read_choice,
    read_flag,
    read_household_number,
    read_name,
    read_sex,
    read_words,
)

__all__ = [
    "ID_PROVINCES",
    "OLDEST_AGE",
    "YOUNGEST_MERIT_AGE",
    "Fault",
    "Places",
    "age_on",
    "check_cccd",
    "clean_words",
    "commune_index",
    "masked",
    "read_account",
    "read_birth",
    "read_choice",
    "read_count",
    "read_day",
    "read_flag",
    "read_household_number",
    "read_identity",
    "read_insurance",
    "read_money",
    "read_months",
    "read_name",
    "read_phone",
    "read_sex",
    "read_tax_code",
    "read_words",
    "shown_text",
    "storable",
    "whole",
]
