"""`ansinh sitting`: what members vote on, what councils ask and offices answer, the minutes."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import account
from app.cli.account import Server
from app.cli.frame import Json, act, console, folder, note, print_json, table

if TYPE_CHECKING:
    from app.appraisal.schemas import QuestionShown, SittingShown, VoteTaken

sitting = folder("Phiên họp thẩm định: biểu quyết, câu hỏi tạm dừng, biên bản.")

Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của phiên họp.")]


class Asked(StrEnum):
    """Of whom a council may ask."""

    MAKER = "maker"
    COMMUNE = "commune"
    DISTRICT = "district"
    UNION = "union"
    SOCIAL_INSURANCE = "social_insurance"
    TAX_BRANCH = "tax_branch"


@act(sitting, "show", "Một phiên họp: số hồ sơ, số phiếu, mã của nội dung sẽ biểu quyết.")
def show(number: Number, server: Server = None, as_json: Json = False) -> None:
    """What a member must have seen before voting."""
    found = asyncio.run(_shown(server, number))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    votes = f"{found.votes}/{found.votes_needed}" if found.votes_needed else "không đếm phiếu"
    state = "đang họp" if found.state == "open" else "đã kết thúc"
    note(f"Phiên họp {found.id} ({state}): {found.expected} hồ sơ khi mở, phiếu: {votes}.")
    note(f"Còn {found.findings} cảnh báo chưa trả lời. Mã nội dung: {found.record}")


async def _shown(server: str | None, number: int) -> "SittingShown":
    async with account.service(server) as client:
        return await client.sitting(number)


@act(sitting, "vote", "Biểu quyết tán thành nội dung đã xem của một phiên họp.")
def vote(
    number: Number,
    seen: Annotated[int, typer.Option("--seen", min=0, help="Số hồ sơ đã xem.")],
    record: Annotated[str, typer.Option("--record", help="Mã nội dung đã xem (sitting show).")],
    server: Server = None,
    as_json: Json = False,
) -> None:
    """One vote; the last one needed closes the sitting."""
    done = asyncio.run(_voted(server, number, seen, record))
    if as_json:
        print_json(done.model_dump(mode="json"))
        return
    note(f"Đã ghi phiếu {done.votes}/{done.votes_needed}.")
    if done.closing:
        note(f"Phiên họp kết thúc: {done.closing.favoured} hồ sơ được đề nghị.")


async def _voted(server: str | None, number: int, seen: int, record: str) -> "VoteTaken":
    async with account.service(server) as client:
        return await client.vote(number, seen, record)


@act(sitting, "hold", "Tạm dừng một hồ sơ và hỏi một nơi; câu hỏi được gửi khi phiên họp kết thúc.")
def hold(
    number: Number,
    dossier: Annotated[int, typer.Argument(metavar="HỒ-SƠ", min=1, help="Số hồ sơ.")],
    question: Annotated[str, typer.Argument(metavar="CÂU-HỎI", help="Câu hỏi.")],
    of: Annotated[Asked, typer.Option("--of", help="Hỏi ai.")],
    seen: Annotated[int, typer.Option("--seen", min=0, help="Số hồ sơ đang trước hội đồng.")],
    server: Server = None,
) -> None:
    """For the secretary: one dossier does not go on until its question is answered."""
    asyncio.run(_held(server, number, seen, (dossier, of, question)))
    note(f"Hồ sơ {dossier} tạm dừng; câu hỏi được gửi khi phiên họp kết thúc.")


async def _held(server: str | None, number: int, seen: int, what: tuple[int, Asked, str]) -> None:
    from app.appraisal import Office

    dossier, of, question = what
    async with account.service(server) as client:
        await client.put_on_hold(number, seen, dossier, Office(of), question)


@act(sitting, "questions", "Các câu hỏi của hội đồng đang chờ cơ quan mình trả lời.")
def questions(server: Server = None, as_json: Json = False) -> None:
    """What waits for one's own office, a line each."""
    found = asyncio.run(_waiting(server))
    if as_json:
        print_json({"questions": [one.model_dump(mode="json") for one in found]})
        return
    made = table("Câu hỏi chờ trả lời", ["Số", "Danh sách", "Hồ sơ", "Dòng", "Câu hỏi"])
    for one in found:
        place = (one.id, one.list_id, one.dossier_id, one.row_number)
        made.add_row(*(str(number) for number in place), one.question)
    console().print(made)


async def _waiting(server: str | None) -> "list[QuestionShown]":
    found: list[QuestionShown] = []
    after: int | None = 0
    async with account.service(server) as client:
        while after is not None:
            page = await client.waiting_questions(after)
            found += page.items
            after = page.next_after
    return found


@act(sitting, "answer", "Trả lời một câu hỏi của hội đồng; chỉ một lần.")
def answer(
    question: Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của câu hỏi.")],
    words: Annotated[str, typer.Argument(metavar="TRẢ-LỜI", help="Câu trả lời.")],
    server: Server = None,
) -> None:
    """For the office asked; the dossier can then be heard again."""
    asyncio.run(_answered(server, question, words))
    note(f"Đã trả lời câu hỏi {question}; hồ sơ sẽ được xét ở phiên họp sau.")


async def _answered(server: str | None, question: int, words: str) -> None:
    async with account.service(server) as client:
        await client.answer_question(question, words)


@act(sitting, "minutes", "Lấy biên bản một phiên họp (.pdf hoặc .docx theo tên tệp).")
def minutes(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="TỆP", dir_okay=False, help="Tệp sẽ ghi.")],
    server: Server = None,
) -> None:
    """The minutes as a file; a draft while the sitting is open."""
    if file.suffix not in (".pdf", ".docx"):
        raise typer.BadParameter("cần tên tệp .pdf hoặc .docx", param_hint="TỆP")
    content = asyncio.run(_minutes(server, number, docx=file.suffix == ".docx"))
    file.write_bytes(content)
    note(f"Đã ghi biên bản phiên họp {number} vào {file}.")


async def _minutes(server: str | None, number: int, *, docx: bool) -> bytes:
    async with account.service(server) as client:
        return await client.paper("minutes", number, "docx" if docx else "pdf")
