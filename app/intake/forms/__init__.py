"""The list forms: fourteen of the annex, two notices, and those of programmes that are data."""

from app.intake.forms.catalogue import FORMS
from app.intake.forms.programme import KNOWN, form_of
from app.intake.forms.shapes import (
    DECISION,
    FORM_VERSION,
    NUMBER_KINDS,
    Column,
    Form,
    HeadField,
    Kind,
    header_key,
)

__all__ = [
    "DECISION",
    "FORMS",
    "FORM_VERSION",
    "KNOWN",
    "NUMBER_KINDS",
    "Column",
    "Form",
    "HeadField",
    "Kind",
    "form_of",
    "header_key",
]
