"""How every command speaks and ends: Vietnamese help, one-line errors, exit codes."""

import json
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from app.cli.codes import OK, USAGE

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_PIPE_WIDTH = 150
_HELP_VI = {
    "Usage: ": "Cách dùng: ",
    "\nArguments:\n": "\nTham số:\n",
    "\nOptions:\n": "\nTùy chọn:\n",
    "\nCommands:\n": "\nLệnh:\n",
    "Show this message and exit.": "In trợ giúp này.",
    "required]": "bắt buộc]",
    "default: ": "mặc định: ",
    "env var: ": "biến môi trường: ",
}
_USAGE_VI = {
    "NoSuchOption": "Không có tùy chọn {name}.",
    "MissingParameter": "Thiếu {name}.",
    "BadParameter": "Giá trị của {name} không hợp lệ: {why}",
}
_WHY_VI = {
    "Value error, ": "",
    " is not one of ": " không thuộc ",
    " does not exist.": " không có.",
    " is not a valid integer": " không phải số nguyên",
    " is not in the range ": " nằm ngoài khoảng ",
}

Json = Annotated[bool, typer.Option("--json", help="In một đối tượng JSON cho máy đọc.")]
F = TypeVar("F", bound=Callable[..., Any])


class Act(TyperCommand):
    """One command, with a Vietnamese help page."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_vietnamese(super().get_help(ctx))


class Folder(TyperGroup):
    """A group of commands, with a Vietnamese help page."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of this name; an unknown one is refused with the nearest."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], self.commands, n=1)
            ctx.fail(f"Không có lệnh {args[0]}." + (f" Có phải là: {near[0]}?" if near else ""))
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_vietnamese(super().get_help(ctx))


class Program(Folder):
    """The outermost command: whatever goes wrong inside becomes one line and an exit code."""

    def main(self, args: Sequence[str] | None = None, **named: Any) -> NoReturn:  # type: ignore[override]
        """Run, and leave with the command's exit code."""
        try:
            code = super().main(args, **{**named, "standalone_mode": False})
        except typer.TyperException as error:
            code = _tell_usage(error)
        except (Exception, KeyboardInterrupt) as error:
            code = tell(error)
        sys.exit(code if isinstance(code, int) else OK)


def folder(help_text: str, kind: type[TyperGroup] = Folder) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(
        help=help_text, cls=kind, no_args_is_help=True, add_completion=False,
        rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )  # fmt: skip


def act(where: typer.Typer, name: str, help_text: str) -> Callable[[F], F]:
    """Put a function into a group as the command `name`; its answer is the exit code."""
    return where.command(name, help=help_text, cls=Act)


def in_vietnamese(page: str) -> str:
    """A help page whose fixed words are Vietnamese."""
    for english, vietnamese in _HELP_VI.items():
        page = page.replace(english, vietnamese)
    return page


def _tell_usage(error: typer.TyperException) -> int:
    """One line for wrong usage, in Vietnamese where the kind is known."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return USAGE
    known = _USAGE_VI.get(kind)
    why = error.message
    for english, vietnamese in _WHY_VI.items():
        why = why.replace(english, vietnamese)
    complain(known.format(name=_parameter(error), why=why) if known else error.format_message())
    context = getattr(error, "ctx", None)
    if context is not None:
        note(f"Xem: {context.command_path} --help")
    return error.exit_code


def _parameter(error: typer.TyperException) -> str:
    """The option or argument that an error is about, as it is typed."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or getattr(error, "option_name", ""))
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return "/".join(parameter.opts)


def tell(error: BaseException) -> int:
    """Say what went wrong in one line, and give the exit code."""
    from app.cli.errors import explained

    code, sentence = explained(error)
    complain(sentence)
    return code


def complain(sentence: str) -> None:
    """What went wrong, on standard error."""
    typer.echo(f"Lỗi: {sentence}", err=True)


def note(sentence: str) -> None:
    """A remark beside the result, on standard error."""
    typer.echo(sentence, err=True)


def print_json(value: Any) -> None:
    """The one object of `--json`, on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def console(*, stderr: bool = False) -> "Console":
    """Where tables and progress go; wide enough when nobody looks at a screen."""
    from rich.console import Console

    found = Console(stderr=stderr, highlight=False)
    if found.is_terminal:
        return found
    return Console(stderr=stderr, highlight=False, width=_PIPE_WIDTH, no_color=True)


def table(title: str, columns: Sequence[str], numbers_from: int | None = None) -> "Table":
    """An empty table; columns from `numbers_from` on are numbers, to the right."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for index, name in enumerate(columns):
        number = numbers_from is not None and index >= numbers_from
        made.add_column(name, justify="right" if number else "left", no_wrap=number)
    return made
