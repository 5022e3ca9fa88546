"""The nursery of services, a cluster that may be killed, and provinces of one harness each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.faults.ground import Ground, a_ground
from tests.faults.processes import Nursery, Service, a_nursery, a_service
from tests.money_rows import run_on

PROVINCES = ("46", "48", "49", "51")
"""No other test opens these."""
Opener = Callable[[], Awaitable[Ground]]


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Services are born here."""
    with a_nursery(tmp_path_factory.mktemp("services")) as made:
        yield made


@pytest.fixture(scope="session")
async def service(nursery: Nursery, house: str) -> AsyncIterator[Service]:
    """The service as it is, on the tests' database."""
    async with a_service(nursery, house) as made:
        yield made


@pytest.fixture(scope="session")
async def careless(nursery: Nursery, house: str) -> AsyncIterator[Service]:
    """The service of the controls."""
    async with a_service(nursery, house, careless=True) as made:
        yield made


@pytest.fixture
async def ground(house: str) -> AsyncIterator[Opener]:
    """Opens provinces, one for each harness of a test, and closes them after it."""
    free = (PROVINCES[number] for number in count())
    async with AsyncExitStack() as stack:

        async def opened() -> Ground:
            return await stack.enter_async_context(a_ground(house, next(free)))

        yield opened
    await run_on(house)


@pytest.fixture(scope="session")
def sockets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for sockets."""
    return tmp_path_factory.mktemp("s")
