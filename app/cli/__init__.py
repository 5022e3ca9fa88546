"""The command line: `ansinh`, for operators, officers and the demonstration.

Exit codes: 0 done · 1 refused, or the result differs · 2 wrong usage or settings · 3 no database or
no service. Errors are one readable line on standard error. Commands import what they need when
they run, so that `--help` stays quick.
"""

__all__ = ["main"]


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    from app.cli.commands import program

    program(prog_name="ansinh")
