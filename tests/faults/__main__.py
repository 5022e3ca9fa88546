"""For an operator: `python -m tests.faults --kills 100 --seed 7`; a cluster of its own, then gone.

One line of JSON for each harness. Exit status 0 when every promise held, 1 when one did not.
`--queries 46` prints the queries for a province, to be run with psql against any database.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

os.environ.update(
    ANSINH_ENVIRONMENT="test", ANSINH_CLOCK_CONTROL="true", ANSINH_IDENTITY_KEY="test-only-key"
)

from tests.faults import harnesses
from tests.faults.ground import Ground, a_ground, founded, turned_to
from tests.faults.invariants import printed
from tests.faults.processes import Cluster, Nursery, Service, a_cluster, a_nursery, a_service
from tests.faults.proxies import Line, before_socket
from tests.faults.record import Record

PROVINCE = "46"


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=20, help="kills, and ten cuts for each")
    asked.add_argument("--seed", type=int, default=2020)
    asked.add_argument("--only", choices=tuple(_HARNESSES), help="one harness")
    asked.add_argument("--queries", metavar="PROVINCE", help="print the queries and end")
    return asked.parse_args()


class _Stage:
    """Where one harness after the other is played."""

    def __init__(self, cluster: Cluster, nursery: Nursery, folder: Path, seed: int, kills: int):
        self.cluster, self.nursery, self.folder = cluster, nursery, folder
        self.seed, self.kills = seed, kills

    async def race(self, here: Ground, service: Service) -> Record:
        """32 clients over two services."""
        await here.send(200)
        async with a_service(self.nursery, self.cluster.url) as second:
            services = [service, second]
            return await harnesses.race(here, services, self.seed, rounds=4 + self.kills // 5)

    async def service_killed(self, here: Ground, service: Service) -> Record:
        """The service, from outside and by itself."""
        await here.send(200 + 40 * self.kills)
        return await harnesses.service_killed(here, service, self.seed, self.kills)

    async def database_killed(self, here: Ground, service: Service) -> Record:
        """The postmaster and its children."""
        await here.send(200 + 40 * self.kills)
        cluster = self.cluster
        return await harnesses.database_killed(here, service, cluster, self.seed, self.kills)

    async def line_to_service(self, here: Ground, service: Service) -> Record:
        """With keys."""
        await here.send(200 + 40 * self.kills)
        return await harnesses.line_to_service(here, service, self.seed, 10 * self.kills)

    async def line_without_key(self, here: Ground, service: Service) -> Record:
        """With the statement's number alone."""
        await here.send(200 + 40 * self.kills)
        cuts = 10 * self.kills
        return await harnesses.line_to_service(here, service, self.seed, cuts, keys=False)

    async def line_to_database(self, here: Ground, service: Service) -> Record:
        """Behind the service's back."""
        await here.send(200 + 40 * self.kills)
        line, cuts = Line(self.seed, reach=40_000, calm=True), 10 * self.kills
        async with before_socket(self.cluster.socket, self.folder, line) as folder:
            url = harnesses.through(self.cluster.url, folder)
            async with a_service(self.nursery, url) as far:
                return await harnesses.line_to_database(here, far, line, self.seed, cuts)

    async def release_and_lease(self, here: Ground, service: Service) -> Record:
        """From the prepared run to the last lease."""
        await here.prepare(2 + self.kills // 2, 10)
        return await harnesses.release_and_lease(here, service, self.seed, kills=self.kills // 4)


_Harness = Callable[[_Stage, Ground, Service], Awaitable[Record]]
_HARNESSES: dict[str, _Harness] = {
    "race": _Stage.race,
    "service_killed": _Stage.service_killed,
    "database_killed": _Stage.database_killed,
    "line_to_service": _Stage.line_to_service,
    "line_without_key": _Stage.line_without_key,
    "line_to_database": _Stage.line_to_database,
    "release_and_lease": _Stage.release_and_lease,
}


async def _play(asked: argparse.Namespace, folder: Path) -> bool:
    held = True
    with a_cluster(folder / "postgresql") as cluster, a_nursery(folder) as nursery:
        stage = _Stage(cluster, nursery, folder, asked.seed, asked.kills)
        async with turned_to(cluster.url):
            await founded(cluster.url)
            for name, harness in _HARNESSES.items():
                if asked.only in (None, name):
                    async with AsyncExitStack() as stack:
                        here = await stack.enter_async_context(a_ground(cluster.url, PROVINCE))
                        service = await stack.enter_async_context(a_service(nursery, cluster.url))
                        held &= not (await harness(stage, here, service)).violations
    return held


def main() -> int:
    """Play what is asked for; 0 when everything held."""
    asked = _asked()
    if asked.queries:
        sys.stdout.write(printed(asked.queries))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(_play(asked, Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
