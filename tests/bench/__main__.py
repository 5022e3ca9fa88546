"""`python -m tests.bench [NAME] …`: one bench, in Markdown."""

import sys
from collections.abc import Callable, Sequence

from tests.bench.decision import main as decision
from tests.bench.intake import main as intake
from tests.bench.leases import main as leases
from tests.bench.memory import main as memory
from tests.bench.orders import main as orders
from tests.bench.papers import main as papers
from tests.bench.province import main as province
from tests.bench.reconcile import main as reconcile
from tests.bench.resolution import main as resolution
from tests.bench.statements import main as statements

_BENCHES: dict[str, Callable[[Sequence[str]], int]] = {
    "decision": decision, "intake": intake, "leases": leases, "memory": memory, "orders": orders,
    "papers": papers, "province": province, "reconcile": reconcile, "resolution": resolution,
    "statements": statements,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """The bench that is named first; without a name, the province."""
    if arguments and arguments[0] in _BENCHES:
        return _BENCHES[arguments[0]](arguments[1:])
    return province(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
