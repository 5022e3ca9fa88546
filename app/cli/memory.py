"""The peak memory of this command and its children, as the kernel keeps it."""

import os
import resource
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


class Peaks:
    """The highest resident memory seen of each process, in MiB; noted while they live."""

    def __init__(self) -> None:
        self._kib: dict[str, int] = {}

    def note(self, named: Mapping[str, int]) -> None:
        """Look at this process, at the named children, and at what they started themselves."""
        tree = _children_of()
        # The kernel's own count goes on through exec: it would tell of who started this command.
        self._keep("demo", _peak_kib(os.getpid()) or _own_kib())
        others = set(named.values())
        for name, pid in {"demo": os.getpid(), **named}.items():
            if name in named:
                self._keep(name, _peak_kib(pid))
            for inner in _descendants(pid, tree, others):
                self._keep(f"{name}/child", _peak_kib(inner))

    def mib(self) -> dict[str, int]:
        """Peak by process, in whole MiB, rounded up."""
        return {name: -(-kib // 1024) for name, kib in sorted(self._kib.items()) if kib}

    def _keep(self, name: str, kib: int) -> None:
        self._kib[name] = max(kib, self._kib.get(name, 0))


def _own_kib() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _peak_kib(pid: int) -> int:
    """VmHWM of a process; 0 when it is gone."""
    with suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _children_of() -> dict[int, list[int]]:
    """Parent -> children over all processes; the database server, which is nobody's, left out."""
    tree: dict[int, list[int]] = {}
    for folder in _PROC.glob("[0-9]*"):
        with suppress(OSError, ValueError):
            name, _, rest = (folder / "stat").read_text().rpartition(")")
            if not name.endswith("(postgres"):
                tree.setdefault(int(rest.split()[1]), []).append(int(folder.name))
    return tree


def _descendants(pid: int, tree: Mapping[int, list[int]], without: set[int]) -> Iterable[int]:
    for child in tree.get(pid, ()):
        if child not in without:
            yield child
            yield from _descendants(child, tree, without)
