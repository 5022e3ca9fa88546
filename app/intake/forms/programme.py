"""The list of a programme that came as data: built from what its document names."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from app import policy
from app.core.errors import NotFound
from app.intake.forms import columns as c
from app.intake.forms.catalogue import FORMS
from app.intake.forms.shapes import Column, Form
from app.policy import ListColumn, Programme

KNOWN: Mapping[str, Column] = MappingProxyType(
    {
        column.field: column
        for column in (
            c.COMMUNE, *c.PLACE, c.PHONE, c.ETHNICITY, c.CATEGORY, c.DEPARTMENT, c.CONTRACT_KIND,
            c.SIGNED_ON, c.INSURANCE, c.EMPLOYER, c.TAX_CODE, c.SUSPENDED_FROM, c.SUSPENDED_TO,
            *c.BANK_ACCOUNT, c.DOCUMENT,
        )
    }
)  # fmt: skip
"""Columns of the official forms that a programme may name by their field alone."""

_WIDTHS = {"words": 24, "choice": 28, "money": 15, "day": 12, "count": 10, "flag": 9}
_REMEMBERED = 64


def form_of(code: str, revision: int | None = None) -> Form:
    """A form by its number, or the list of a programme by its group; raises NotFound.

    `revision` is the number of policy documents that a list came in under: it keeps its columns.
    """
    known = policy.revision_known() if revision is None else revision
    form = FORMS.get(code) or programme_form(code, known)
    if form is None:
        raise NotFound(what="mẫu danh sách")
    return form


@lru_cache(maxsize=_REMEMBERED)
def programme_form(code: str, revision: int) -> Form | None:
    """The list of a programme as the documents up to a number have it."""
    programme = policy.programme_of(code, revision)
    return None if programme is None else _form(programme)


def _form(programme: Programme) -> Form:
    own = [_column(one) for one in programme.columns]
    known_by = c.PERSON if programme.handed_in_at == "commune" else _placed(programme)
    columns = (*known_by, *own, *_money(programme), c.NOTE)
    head = c.EMPLOYER_FACTS if programme.employer_above else ()
    return Form(
        programme.code, programme.code, "Danh sách kèm theo", programme.title,
        programme.compiled_by, programme.handed_in_at, "claims", columns, head,
        f"({programme.vi})",
    )  # fmt: skip


def _placed(programme: Programme) -> tuple[Column, ...]:
    """People of many communes: their commune may be named, and lies nowhere else."""
    named = any(one.field == "commune" for one in programme.columns)
    return c.PERSON if named else (*c.PERSON, replace(c.COMMUNE, required=False))


def _column(one: ListColumn) -> Column:
    if one.kind is None:
        known = KNOWN[one.field]
        return replace(known, header=one.header or known.header, required=one.required)
    assert one.header is not None
    return Column(
        one.field, one.header, one.kind, required=one.required, width=_WIDTHS[one.kind],
        choices=c.YES_NO if one.kind == "flag" else one.choices,
    )  # fmt: skip


def _money(programme: Programme) -> tuple[Column, ...]:
    """A fixed sum needs no months; a sum given per person has a header of its own."""
    amount = programme.amount
    if amount.kind == "fixed":
        return c.optional(c.AMOUNT)
    if amount.kind == "stated":
        variants = (c.AMOUNT.header, *c.AMOUNT.variants)
        return (c.MONTHS, replace(c.AMOUNT, header=amount.header, variants=variants))
    return c.MONTHS_AND_AMOUNT
