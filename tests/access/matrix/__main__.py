"""Print the scope matrix, or write it to the documentation: python -m tests.access.matrix."""

import os
import sys

os.environ.setdefault("ANSINH_ENVIRONMENT", "test")

from app.main import build
from tests.access.matrix.cells import permissions_of
from tests.access.matrix.paper import PAGE, page

told = page(permissions_of(build()))
if sys.argv[1:] == ["--write"]:
    PAGE.write_text(told, encoding="utf-8")
else:
    sys.stdout.write(told)
