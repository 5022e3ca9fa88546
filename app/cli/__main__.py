"""`python -m app.cli` is `ansinh`."""

from app.cli import main

main()
