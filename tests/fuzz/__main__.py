"""The whole of the fuzzing: `python -m tests.fuzz --rows 100000 --api 50000 [--seed WORD]`.

The same tests as in the test command, longer; both shares are told with their seed.
"""

import argparse
import os
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def main() -> int:
    """Run what was asked for; exit status 0 when nothing broke."""
    wish = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    wish.add_argument("--rows", type=int, default=0, help="fuzzed rows, some to the register")
    wish.add_argument("--api", type=int, default=0, help="fuzzed requests")
    wish.add_argument("--exports", type=int, default=0, help="fuzzed lists written and read back")
    wish.add_argument("--seed", default="an-sinh")
    asked = wish.parse_args()
    chosen = {
        "FUZZ_ROWS": (asked.rows, "test_rows.py"),
        "FUZZ_CASES": (asked.api, "test_api.py"),
        "FUZZ_EXPORTS": (asked.exports, "test_export.py"),
    }
    os.environ.update(FUZZ_SEED=asked.seed, ANSINH_TOKEN_MINUTES="720")
    files = []
    for name, (count, file) in chosen.items():
        if count:
            os.environ[name] = str(count)
            files.append(str(_HERE / file))
    if not files:
        wish.error("say how many: --rows, --api, --exports")
    return int(pytest.main(["-q", "-rP", "-n", "2", "-p", "no:cacheprovider", *files]))


if __name__ == "__main__":
    sys.exit(main())
