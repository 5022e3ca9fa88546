"""The verification page: whether this service issued a paper, asked by anybody, without names."""

import re
from pathlib import Path

from fastapi import Response

from app.core.db import NOBODY, transaction
from app.core.html import Shell, render
from app.core.money import words_of
from app.core.web.page import page_doors
from app.documents import queries

router = page_doors()
_TEMPLATES = Path(__file__).parent / "templates"
_MARK = re.compile(r"[0-9a-f]{64}")


@router.get("/v/{mark}")
async def verify(response: Response, mark: str) -> str:
    """What was issued under a mark or on a batch, and plainly that nothing was.

    A mark has 256 bits that nobody can guess, so the answer tells a stranger nothing; one look-up
    by key costs less than any limit on it.
    """
    asked = mark.lower()
    found = []
    if _MARK.fullmatch(asked):
        async with transaction(NOBODY) as session:
            found = await queries.issued_as(session, bytes.fromhex(asked))
    response.status_code = 200 if found else 404
    totals = [words_of(one.total_dong or 0) for one in found]
    return render(
        _TEMPLATES, "verified.html", shell=Shell(""), asked=asked[:64],
        found=list(zip(found, totals, strict=True)),
    )  # fmt: skip
