"""Issuing: every paper carries a mark by which anybody can ask whether the service made it.

The mark is a keyed digest of all that is printed, so the same content has the same mark and nobody
can make one, or find out by guessing what a paper says. A paper without number or day is a draft:
it has a mark, but nobody has issued it and the verification page does not know it.
"""

import asyncio
import json
from dataclasses import replace
from typing import Literal, TypeVar

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.digests import keyed_mark
from app.documents.papers import render_docx, render_pdf
from app.documents.papers.content import content_of, template_of
from app.documents.schemas import ListPaper, OfficialPaper, Proof
from app.documents.tables import IssuedPaper

P = TypeVar("P", bound=OfficialPaper)


async def drawn(
    session: AsyncSession, paper: OfficialPaper, form: Literal["pdf", "docx"], base: str
) -> bytes:
    """The paper as a file that carries its mark; one with number and day is kept as issued.

    Raises PaperDoesNotFoot.
    """
    proven = await issued(session, paper, base)
    return await asyncio.to_thread(render_pdf if form == "pdf" else render_docx, proven)


async def issued(session: AsyncSession, paper: P, base: str) -> P:
    """The paper with the address of its verification page; kept, unless it is a draft."""
    mark = await asyncio.to_thread(mark_of, paper)
    head = paper.letterhead
    if head.number and head.dated:
        count, total = _counted(paper)
        kept = upsert(IssuedPaper).values(
            mark=mark, kind=template_of(paper), number=head.number, dated=head.dated,
            office=head.issuer, case_count=count, total_dong=total,
            batch_hash=paper.proof.batch_hash,
        )  # fmt: skip
        await session.execute(kept.on_conflict_do_nothing())
    return replace(paper, proof=replace(paper.proof, address=f"{base}/v/{mark.hex()}"))


def _counted(paper: OfficialPaper) -> tuple[int | None, int | None]:
    return (paper.count, paper.total) if isinstance(paper, ListPaper) else (None, None)


def mark_of(paper: OfficialPaper) -> bytes:
    """The mark of what a paper says, wherever it is verified."""
    bare = replace(paper, proof=Proof(address="", batch_hash=paper.proof.batch_hash))
    said = {"kind": template_of(paper), "words": content_of(bare)}
    told = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return keyed_mark("paper", told.encode())
