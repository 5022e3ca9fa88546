"""Exit codes of every command."""

OK, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
INTERRUPTED = 130
