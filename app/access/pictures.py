"""A second factor's key for people: as a picture to be read by a phone, and to be typed."""

from io import BytesIO

import segno
from markupsafe import Markup


def as_picture(address: str) -> Markup:
    """The address of a key as a QR picture that stands in the page itself."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=3, scale=5, light="#fff",
        svgclass="qr", lineclass=None, omitsize=False,
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn by ourselves, no text in it


def in_fours(key: str) -> str:
    """A key as people type it, in groups of four letters."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
