"""A table of a report as WordprocessingML: columns measured beforehand, its head on each page.

Written as text and poured into the template whole: a table has as many columns as it needs, which
no template can foresee, and thousands of rows are ready in a moment.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from markupsafe import Markup

TWIPS_MM: Final = 1440 / 25.4
_PAD_TWIPS: Final = 62
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES
)
_ROW: Final = "<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"
_CELL: Final = (
    '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p>'
    '<w:pPr>{keep}<w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>'
    '{bold}<w:sz w:val="{half}"/></w:rPr><w:t xml:space="preserve">'
)
_CELL_END: Final = "</w:t></w:r></w:p></w:tc>"


def table_of(sheet: dict[str, Any]) -> Markup:
    """The words of one table as an element that stands where a paragraph may stand."""
    columns: Sequence[dict[str, Any]] = sheet["columns"]
    widths = [round(width * TWIPS_MM) for width in sheet["widths"]]
    half = sheet["size"] * 2
    sides = [one["align"] for one in columns]
    head = _starts(widths, ["center"] * len(columns), half, bold=True, keep=True)
    starts = {
        (bold, keep): _starts(widths, sides, half, bold=bold, keep=keep)
        for bold in (False, True)
        for keep in (False, True)
    }
    rows = [_row(head, (one["title"] for one in columns), is_head=True)]
    last = len(sheet["rows"]) - 1
    kept = range(0 if sheet["whole"] else last - 1, last)
    rows += [
        _row(starts[row["level"] > 0, at in kept], row["cells"])
        for at, row in enumerate(sheet["rows"])
    ]
    return Markup(f"<w:tbl>{_frame(widths)}{''.join(rows)}</w:tbl>")  # noqa: S704 - cells are escaped


def _frame(widths: Sequence[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    pads = "".join(f'<w:{side} w:w="{_PAD_TWIPS}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{pads}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _starts(
    widths: Sequence[int], sides: Sequence[str], half: int, *, bold: bool, keep: bool = False
) -> list[str]:
    """What stands before the words in each cell of a row."""
    return [
        _CELL.format(
            width=width, side=side, half=half, bold="<w:b/>" if bold else "",
            keep="<w:keepNext/>" if keep else "",
        )
        for width, side in zip(widths, sides, strict=True)
    ]  # fmt: skip


def _row(starts: Sequence[str], texts: Iterable[str], *, is_head: bool = False) -> str:
    cells = "".join(
        start + escape(text) + _CELL_END for start, text in zip(starts, texts, strict=True)
    )
    return _ROW.format(head="<w:tblHeader/>" if is_head else "", cells=cells)
