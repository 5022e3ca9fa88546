"""The list forms: fourteen of the annex and two notices, each with its columns and headers."""

from app.intake.forms.catalogue import FORMS
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
    "NUMBER_KINDS",
    "Column",
    "Form",
    "HeadField",
    "Kind",
    "header_key",
]
