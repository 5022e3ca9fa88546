"""`python -m tests.bench [NAME] …`: one bench, in Markdown."""

import argparse
import sys
from collections.abc import Callable, Sequence

from tests.bench.coverage import main as coverage
from tests.bench.decision import main as decision
from tests.bench.intake import main as intake
from tests.bench.leases import main as leases
from tests.bench.memory import main as memory
from tests.bench.orders import main as orders
from tests.bench.pages import main as pages
from tests.bench.papers import main as papers
from tests.bench.province import main as province
from tests.bench.reconcile import main as reconcile
from tests.bench.resolution import main as resolution
from tests.bench.statements import main as statements

_BENCHES: dict[str, Callable[[Sequence[str]], int]] = {
    "coverage": coverage, "decision": decision, "intake": intake, "leases": leases,
    "memory": memory, "orders": orders, "pages": pages, "papers": papers, "province": province,
    "reconcile": reconcile, "resolution": resolution, "statements": statements,
}  # fmt: skip
_MOST_PROVINCES = 1000.0
"""A scale beyond it counts dossiers, one within it provinces."""


def main(arguments: Sequence[str]) -> int:
    """The bench that is named first; without a name, the province, or coverage of a great scale."""
    if arguments and arguments[0] in _BENCHES:
        return _BENCHES[arguments[0]](arguments[1:])
    return (coverage if _counts_dossiers(arguments) else province)(arguments)


def _counts_dossiers(arguments: Sequence[str]) -> bool:
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    asked.add_argument("--scale", type=float, default=1.0)
    found: float = asked.parse_known_args(arguments)[0].scale
    return found > _MOST_PROVINCES


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
