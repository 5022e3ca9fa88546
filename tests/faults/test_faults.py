"""Nothing acknowledged is lost and nothing is paid twice, whoever is killed and whatever is cut.

More kills and another seed: `ANSINH_FAULTS=100`, `ANSINH_FAULTS_SEED=7`; the figures go to the
file that ANSINH_FAULTS_LOG names, and to the screen with `-s`.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.faults import harnesses
from tests.faults.conftest import Opener
from tests.faults.ground import a_ground, founded, turned_to
from tests.faults.processes import Cluster, Nursery, Service, a_cluster, a_service
from tests.faults.proxies import Line, before_socket

SEED = int(os.environ.get("ANSINH_FAULTS_SEED", "2020"))
MANY = int(os.environ.get("ANSINH_FAULTS", "0"))
pytestmark = pytest.mark.slow
PEOPLE = 120 + 40 * MANY


async def test_32_clients_pay_400_orders_once(
    ground: Opener, service: Service, nursery: Nursery, house: str
) -> None:
    here = await ground()
    await here.send(200)
    async with a_service(nursery, house) as second:
        record = await harnesses.race(here, [service, second], SEED, rounds=1 + MANY)
    assert record.violations == {}
    assert record.paid_dong > 0
    assert record.history.figures()["replayed"] > 0


async def test_the_service_killed_under_load_loses_nothing(
    ground: Opener, nursery: Nursery, house: str
) -> None:
    here = await ground()
    await here.send(PEOPLE)
    async with a_service(nursery, house) as mortal:
        record = await harnesses.service_killed(here, mortal, SEED, MANY or 4)
    assert record.violations == {}
    assert record.history.unknown, "no kill came in time to prove anything"


@pytest.fixture(scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """A PostgreSQL that keeps what it promised, to be killed."""
    with a_cluster(tmp_path_factory.mktemp("mortal")) as made:
        await founded(made.url)
        yield made


async def test_postgresql_killed_under_load_loses_nothing(
    house: str, cluster: Cluster, nursery: Nursery
) -> None:
    async with turned_to(cluster.url), a_ground(cluster.url, "46") as here:
        await here.send(PEOPLE)
        async with a_service(nursery, cluster.url) as service:
            record = await harnesses.database_killed(here, service, cluster, SEED, MANY or 1)
    assert record.violations == {}
    assert record.history.unknown, "no kill came in time to prove anything"


async def test_control_a_database_that_only_says_it_committed_loses_answers(
    house: str, cluster: Cluster, nursery: Nursery
) -> None:
    """The same harness on the same cluster, told not to wait for its own log."""
    await cluster.forget()
    async with turned_to(cluster.url), a_ground(cluster.url, "48") as here:
        await here.send(100)
        async with a_service(nursery, cluster.url) as service:
            record = await harnesses.database_killed(here, service, cluster, SEED, 1)
    assert "acknowledged and lost" in record.violations


async def test_a_line_cut_before_the_service_has_one_effect(
    ground: Opener, service: Service
) -> None:
    here = await ground()
    await here.send(PEOPLE)
    record = await harnesses.line_to_service(here, service, SEED, MANY or 16)
    assert record.violations == {}
    assert record.history.figures()["replayed"] > 0, "no answer was lost after its commit"


async def test_without_a_key_the_statement_number_protects(
    ground: Opener, service: Service
) -> None:
    here = await ground()
    await here.send(PEOPLE)
    record = await harnesses.line_to_service(here, service, SEED, MANY or 8, keys=False)
    assert record.violations == {}
    assert record.history.unknown


async def test_a_line_cut_before_the_database_has_one_effect(
    ground: Opener, nursery: Nursery, house: str, sockets: Path
) -> None:
    if "host" not in make_url(house).query:
        pytest.skip("the line is laid before a socket")
    here = await ground()
    await here.send(PEOPLE)
    line = Line(SEED, reach=40_000, calm=True)
    async with (
        before_socket(harnesses.socket_of(house), sockets, line) as folder,
        a_service(nursery, harnesses.through(house, folder)) as service,
    ):
        record = await harnesses.line_to_database(here, service, line, SEED, MANY or 6)
    assert record.violations == {}
    assert record.history.unknown


async def test_a_run_is_released_once_and_every_lease_is_heard_of(
    ground: Opener, nursery: Nursery, house: str
) -> None:
    here = await ground()
    await here.prepare(4, 10)
    async with a_service(nursery, house) as mortal:
        record = await harnesses.release_and_lease(here, mortal, SEED)
    assert record.violations == {}
    assert record.history.unknown
