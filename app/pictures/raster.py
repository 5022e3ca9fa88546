"""A drawing as PNG, for Word: the same bytes on any machine."""

from typing import Final

from app.core.typesetting import typeset

_SOURCE: Final = (
    b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)\n'
)
_MOST: Final = 6000


def as_png(svg: str, width: int = 1600) -> bytes:
    """The drawing on white, `width` pixels across; ValueError outside 1 to 6000 or for no SVG."""
    if not 0 < width <= _MOST or not svg.startswith("<svg "):
        raise ValueError(f"no drawing, or {width} pixels across")
    # At 72 points to the inch a point is a pixel, so that typst rounds nothing.
    return typeset(_SOURCE, {"svg": svg, "width": str(width)}, format="png", ppi=72)
