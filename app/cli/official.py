"""`ansinh paper`: an official paper as a file."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import account
from app.cli.account import Server
from app.cli.frame import Json
from app.cli.papers import Output, keep

KINDS = {
    "thong-bao-niem-yet": "posting",
    "to-trinh-phien-hop": "sitting-submission",
    "phieu-tra-lai": "return-slip",
    "to-trinh": "submission",
    "quyet-dinh": "decision",
    "thong-bao-tu-choi": "refusal",
}
"""What offices call each kind of paper, without marks."""


def paper(  # noqa: PLR0913 - the options of the command
    kind: Annotated[str, typer.Argument(metavar="LOẠI", help=f"Một trong: {', '.join(KINDS)}.")],
    number: Annotated[
        int,
        typer.Argument(
            metavar="SỐ", min=1, help="Số của đợt niêm yết, phiên họp, đợt, quyết định hoặc hồ sơ."
        ),
    ],
    list_id: Annotated[
        int | None, typer.Option("--list", min=1, help="Danh sách nào: phiếu trả lại, niêm yết.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="42.436.18070.", help="Phụ lục quyết định của địa bàn."),
    ] = None,
    output: Output = None,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Fetch a paper; the ending of the file says whether for Word (.docx) or as PDF."""
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind} không thuộc {', '.join(KINDS)}", param_hint="LOẠI")
    if KINDS[kind] == "return-slip" and list_id is None:
        raise typer.BadParameter("phiếu trả lại là của một danh sách", param_hint="--list")
    file = output or Path(f"{kind}-{number}.pdf")
    form = "docx" if file.suffix.lower() == ".docx" else "pdf"
    asked = {"list_id": list_id, "area": area}
    content = asyncio.run(_paper(server, KINDS[kind], number, form, asked))
    keep(file, content, as_json)


async def _paper(
    server: str | None, kind: Any, number: int, form: Any, asked: dict[str, Any]
) -> bytes:
    async with account.service(server) as client:
        return await client.paper(kind, number, form, **asked)
