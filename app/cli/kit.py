"""`ansinh kit`: payment agents try their own side, without service or database."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import words
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, act, console, folder, note, print_json, table
from app.cli.people import DAY_FORMATS

kit = folder("Bộ kiểm tra tương thích cho đơn vị chi trả.")
Folder = Annotated[Path, typer.Argument(metavar="THƯ_MỤC", file_okay=False)]
File = Annotated[Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False)]
Number = Annotated[str | None, typer.Option("--number", help="Số bảng kê (CSV, XLSX; XML có sẵn).")]
MadeOn = Annotated[
    datetime | None,
    typer.Option("--made-on", formats=DAY_FORMATS, help="Ngày lập (CSV, XLSX; XML có sẵn)."),
]


@act(kit, "write", "Ghi lượt nhận lệnh chi và bảng kê mẫu, với kết luận phải có, vào thư mục.")
def write(folder: Folder, as_json: Json = False) -> None:
    """Write the kit."""
    from app.kit import write_kit

    made = write_kit(folder)
    if as_json:
        print_json({"files": [str(file) for file in made]})
    else:
        note(f"Đã ghi {len(made)} tệp vào {folder}. Bắt đầu từ {folder / 'README.md'}.")


@act(kit, "check", "Đọc thử bảng kê của đơn vị về các lượt mẫu và nói kết luận từng dòng.")
def check(file: File, number: Number = None, made_on: MadeOn = None, as_json: Json = False) -> int:
    """Judge one statement file offline."""
    from app.kit import check as judged
    from app.reconciliation import VERDICT_VI

    day = None if made_on is None else made_on.date()
    found = asyncio.run(judged(file, file.read_bytes(), number, day))
    lines = list(zip(found.order.lines, found.verdicts, strict=True))
    if as_json:
        told = [{"reference": line["reference"], "verdict": verdict} for line, verdict in lines]
        print_json({"number": found.order.number, "clean": found.clean, "lines": told})
    else:
        shown = table("Kết luận", ["Dòng", "Mã lệnh chi", "Số tiền (đồng)", "Kết luận"])
        for place, (line, verdict) in enumerate(lines, 1):
            amount = words.number(line["amount_dong"])
            shown.add_row(str(place), line["reference"], amount, VERDICT_VI[verdict])
        console().print(shown)
    return OK if found.clean else REFUSED
