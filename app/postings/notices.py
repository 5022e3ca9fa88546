"""The notice that is put up: what it says, with identities masked."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, dossiers
from app.core.errors import NotFound
from app.core.money import spoken
from app.documents.schemas import PostingNotice, Proof
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierHistory, DossierList
from app.postings import queries
from app.postings.commands import because_of
from app.postings.tables import Objection, Posting, PostingList


def notice_name(posting_id: int) -> str:
    """Where a posting's notice is read, by which it gets its number."""
    return f"postings/{posting_id}/notice"


async def notice_of(
    session: AsyncSession, posting_id: int, list_id: int | None = None
) -> PostingNotice:
    """The notice of a posting, or of one of its lists; a draft until it has its number.

    Raises NotFound, NothingToPrint, PaperTooLong.
    """
    posting = await queries.posting_shown(session, posting_id)
    if list_id is not None and list_id not in posting["list_ids"]:
        raise NotFound(what="danh sách trong đợt niêm yết")
    shown = [list_id] if list_id is not None else posting["list_ids"]
    day, path = posting["starts_on"], posting["area_path"]
    office = (await documents.offices_at(session, path, day))[0]
    number, dated = await documents.number_of(session, notice_name(posting_id))
    rules = dossiers.rules_of(await session.get_one(DossierList, shown[0]))
    was_shown = exists().where(
        DossierHistory.dossier_id == Dossier.id, DossierHistory.to_stage == Stage.POSTED,
        DossierHistory.because == because_of(posting_id),
    )  # fmt: skip
    chosen = select(*dossiers.CLAIMED).where(Dossier.list_id == dossiers.any_of(shown), was_shown)
    lines = await dossiers.paper_lines(session, chosen, rules, path, day, masked=True)
    return PostingNotice(
        letterhead=office.letterhead("TB", number, dated),
        subject=f"niêm yết công khai danh sách đề nghị hỗ trợ theo {rules.version.citation}",
        signers=(office.signer,), recipients=("Đảng ủy, HĐND", "Các thôn, tổ dân phố", "Lưu: VT"),
        proof=Proof(address="", batch_hash=await dossiers.root_of(session, chosen)),
        lines=lines, count=len(lines), total=sum(line.amount for line in lines),
        places=(posting["place"], posting["means"]), starts_on=day, ends_on=posting["ends_on"],
        objections_to=office.name,
    )  # fmt: skip


async def findings_on(session: AsyncSession, list_ids: Sequence[int]) -> tuple[str, ...]:
    """What the postings of these lists came to, a sentence; nothing where none was posted."""
    of_them = select(PostingList.posting_id).where(PostingList.list_id == dossiers.any_of(list_ids))
    posted = select(func.min(Posting.starts_on), func.max(Posting.ends_on)).where(
        Posting.id.in_(of_them)
    )
    said = select(func.count(), func.count(Objection.answered_at)).where(
        Objection.list_id == dossiers.any_of(list_ids)
    )
    first, last = (await session.execute(posted)).one()
    if first is None:
        return ()
    objections, answered = (await session.execute(said)).one()
    heard = (
        f"có {spoken(objections)} ý kiến, đã trả lời {spoken(answered)} ý kiến"
        if objections
        else "không có ý kiến"
    )
    return (f"Danh sách được niêm yết công khai từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, {heard}",)
