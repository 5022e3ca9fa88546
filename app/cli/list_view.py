"""How a list looks on the screen: its numbers, its faults by row and column, what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.cli import words
from app.cli.frame import console, note, table

if TYPE_CHECKING:
    from app.dossiers.schemas import ListShown
    from app.intake.schemas import ListCheck, VersionShown

Problems = Sequence[tuple[int, Mapping[str, Any]]]
"""Row of the sheet, and what is wrong with one of its cells."""

SHOWN_PROBLEMS = 50
_DOUBTS = {
    "CLAIMED_HERE": "đã có hồ sơ khác trong địa bàn",
    "CLAIMED_ELSEWHERE": "đã được lập hồ sơ ở nơi khác",
    "LIKELY_SAME": "rất giống một người khác, cần xác định",
}
_NUMBERS = ["Dòng", "Hợp lệ", "Có lỗi", "Nghi trùng"]
_SHOWN_SAMPLES = 3


def show_list(found: "ListShown", reading: "VersionShown | None") -> None:
    """Where a list stands and its numbers."""
    screen, state = console(), words.STATES.get(found.state, found.state)
    version = f", bản {reading.version}" if reading and reading.version > 1 else ""
    screen.print(
        f"Danh sách số {found.id}{version}, mẫu {found.form}, {words.group(found.group_code)}: "
        f"{state}", markup=False,
    )  # fmt: skip
    problem = (reading.problem if reading else None) or found.problem
    if problem:
        screen.print(f"Không đọc được: {problem}", markup=False)
    if found.row_count is not None:
        counts = table("", [*_NUMBERS, "Số tiền (đồng)"], numbers_from=0)
        doubtful = reading.doubt_count if reading else None
        numbers = (found.row_count, found.good_count, found.faulty_count, doubtful)
        counts.add_row(*map(words.number, (*numbers, found.total_dong)))
        screen.print(counts)
    if reading:
        _show_legacy(None if reading.conversion else found.id, reading.legacy)


def show_check(found: "ListCheck") -> None:
    """What a file would give."""
    counts = table("Chạy thử, chưa gửi gì", _NUMBERS, numbers_from=0)
    numbers = (found.row_count, found.good_count, found.faulty_count, found.doubt_count)
    counts.add_row(*map(words.number, numbers))
    console().print(counts)
    _show_legacy(None, found.legacy)
    show_problems([(one["row_number"], one) for one in found.problems])


def show_correction(reading: "VersionShown") -> None:
    """What a corrected file changed."""
    changed = table(
        f"So với bản {reading.version - 1}",
        ["Thêm", "Sửa", "Giữ nguyên", "Bỏ", "Không sửa được"], numbers_from=0,
    )  # fmt: skip
    numbers = (
        reading.added_count, reading.changed_count, reading.same_count, reading.gone_count,
        reading.locked_count,
    )  # fmt: skip
    changed.add_row(*map(words.number, numbers))
    console().print(changed)
    if reading.locked_count:
        note("Dòng không sửa được: hồ sơ đã nộp; muốn sửa phải được trả lại trước.")


def show_problems(problems: Problems) -> None:
    """Each fault: where it is, what stands there, what is wanted."""
    from rich.text import Text

    if not problems:
        return
    shown = table("Các lỗi cần sửa", ["Dòng", "Cột", "Lỗi", "Đang ghi", "Cần"])
    for row_number, problem in problems[:SHOWN_PROBLEMS]:
        told = (problem["column"], _reason(problem), problem["found"], problem["wanted"])
        # Plain text: what an office wrote must not be taken for the screen's markup.
        shown.add_row(str(row_number), *map(Text, told))
    console().print(shown)
    if len(problems) > SHOWN_PROBLEMS:
        left = len(problems) - SHOWN_PROBLEMS
        note(f"Còn {words.number(left)} lỗi nữa; xem hết bằng --json.")


def _reason(problem: Mapping[str, Any]) -> str:
    """What is wrong, of a sentence that also says where, what stands there and what is wanted."""
    sentence = str(problem["vi"]).partition("”: ")[2].removesuffix(".")
    sentence = sentence.removesuffix(f"; cần {problem['wanted']}")
    return sentence.removesuffix(f" (đang ghi “{problem['found']}”)") or str(problem["code"])


def show_doubts(rows: Iterable[Mapping[str, Any]]) -> None:
    """The rows that may be doubles, with the reasons."""
    told = [(row["row_number"], code) for row in rows for code in row["doubts"] or ()]
    if not told:
        return
    shown = table("Nghi trùng, cần xác định", ["Dòng", "Vì sao"])
    for row_number, code in told[:SHOWN_PROBLEMS]:
        shown.add_row(str(row_number), _DOUBTS.get(code, code))
    console().print(shown)
    if len(told) > SHOWN_PROBLEMS:
        note(f"Còn {words.number(len(told) - SHOWN_PROBLEMS)} dòng nữa; xem hết bằng --json.")


def show_stages(stages: Counter[str]) -> None:
    """How many dossiers of a list stand at each stage."""
    from app.dossiers.rules import VIETNAMESE

    if not stages:
        return
    names: dict[str, str] = {str(stage): name for stage, name in VIETNAMESE.items()}
    shown = table("Hồ sơ theo trạng thái", ["Trạng thái", "Hồ sơ"], numbers_from=1)
    for stage, count in stages.most_common():
        shown.add_row(names.get(stage, stage), words.number(count))
    console().print(shown)


def show_proposal(form: str, headers: Sequence[str], proposal: Mapping[str, str]) -> None:
    """How the columns of a file of another software would be read."""
    from rich.text import Text

    from app.intake.forms import form_of

    names = {column.field: column.header for column in form_of(form).columns}
    shown = table(f"Ghép cột của tệp với mẫu {form}", ["Cột trong tệp", "Trường", "Cột của mẫu"])
    for header in headers:
        field = proposal.get(header, "")
        shown.add_row(Text(header), field, names.get(field, "(chưa ghép)"))
    console().print(shown)
    open_fields = [c for c in form_of(form).columns if c.field not in proposal.values()]
    missing = [f"{c.field} ({c.header})" for c in open_fields if c.required]
    if missing:
        note(f"Mẫu còn cần: {'; '.join(missing)}.")


def _show_legacy(number: int | None, legacy: Mapping[str, Any] | None) -> None:
    """Columns typed in an old font, and some of their cells as they would be in Unicode."""
    from rich.text import Text

    if not legacy:
        return
    shown = table("Cột gõ bằng phông chữ cũ", ["Cột", "Phông", "Đang ghi", "Chuyển thành"])
    for one in legacy.values():
        for sample in one["samples"][:_SHOWN_SAMPLES]:
            told = (one["column"], one["font"], sample["found"], sample["wanted"])
            shown.add_row(*map(Text, told))
    console().print(shown)
    encodings = sorted({one["encoding"] for one in legacy.values()})
    if number is not None:
        note(f"Nếu đúng, hãy chạy: ansinh list convert {number} --encoding {encodings[0]}")
