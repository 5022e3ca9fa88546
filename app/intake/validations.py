"""Dropdowns that Excel keeps in an extension of the sheet, which the editing library drops."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from openpyxl.worksheet.datavalidation import DataValidation

_EXTENSION = re.compile(
    rb'<ext\b[^>]*\buri="\{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF\}"[^>]*>(.*?)</ext>', re.DOTALL
)
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_FLAGS = ("allowBlank", "showErrorMessage", "showInputMessage", "showDropDown")
_WORDS = ("type", "operator", "errorStyle", "errorTitle", "error", "promptTitle", "prompt")


def extended_validations(sheet_xml: bytes) -> Iterator[Any]:
    """The validations in the extension of a (guarded) sheet, in the shape of ordinary ones."""
    for found in _EXTENSION.finditer(sheet_xml):
        # The guard has refused entities; the prefixes are declared anew for the piece cut out.
        whole = b'<a xmlns:x14="%s" xmlns:xm="%s">%s</a>' % (_X14.encode(), _XM.encode(), found[1])
        for one in ElementTree.fromstring(whole).iter(f"{{{_X14}}}dataValidation"):  # noqa: S314
            place = one.findtext(f"{{{_XM}}}sqref")
            if place:
                yield _validation(one, place)


def _validation(one: ElementTree.Element, place: str) -> Any:
    said: dict[str, Any] = {name: one.get(name) for name in _WORDS if one.get(name)}
    said |= {name: one.get(name) in ("1", "true") for name in _FLAGS}
    for name in ("formula1", "formula2"):
        formula = one.findtext(f"{{{_X14}}}{name}/{{{_XM}}}f")
        if formula:
            said[name] = formula
    return DataValidation(sqref=place, **said)
