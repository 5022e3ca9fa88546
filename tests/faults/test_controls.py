"""Each promise with its mechanism taken away: the very same harness sees it broken."""

import pytest

from tests.faults import controls, harnesses
from tests.faults.conftest import Opener
from tests.faults.ground import Ground
from tests.faults.processes import Service

SEED = 2020


async def without(ground: Ground, mechanism: str) -> dict[str, str]:
    """The database loses its part of the mechanism; the header by which the service loses its."""
    await ground.hurt(*controls.HURT[mechanism])
    return {controls.HEADER: mechanism}


async def test_without_the_key_of_outcomes_orders_are_paid_twice(
    ground: Opener, careless: Service
) -> None:
    here = await ground()
    await here.send(30)
    headers = await without(here, controls.BOOKS)
    record = await harnesses.race(here, [careless], SEED, many=16, rounds=1, headers=headers)
    assert {"order paid twice", "order paid by two lines"} <= record.violations.keys()


async def test_without_the_statements_number_a_retry_is_a_second_statement(
    ground: Opener, careless: Service
) -> None:
    here = await ground()
    await here.send(40)
    headers = await without(here, controls.STATEMENT_NUMBER)
    record = await harnesses.line_to_service(here, careless, SEED, 12, keys=False, headers=headers)
    assert "statement number taken twice" in record.violations


async def test_without_the_state_in_the_guard_a_run_is_released_twice(
    ground: Opener, careless: Service
) -> None:
    here = await ground()
    await here.prepare(1, 3)
    headers = await without(here, controls.RELEASED_ONCE)
    record = await harnesses.release_and_lease(here, careless, SEED, kills=0, headers=headers)
    assert "run released other money than its orders" in record.violations


async def test_without_the_open_lease_a_lost_answer_is_lost_orders(
    ground: Opener, careless: Service
) -> None:
    here = await ground()
    await here.prepare(2, 12)
    headers = await without(here, controls.OPEN_LEASE)
    record = await harnesses.release_and_lease(here, careless, SEED, kills=0, headers=headers)
    assert "two leases at once" in record.violations


@pytest.mark.parametrize("mechanism", [controls.ANSWER_IN_ACT, controls.COMMIT_FIRST])
async def test_an_answer_before_its_commit_is_lost_by_a_kill(
    ground: Opener, careless: Service, mechanism: str
) -> None:
    here = await ground()
    await here.send(40)
    headers = await without(here, mechanism)
    record = await harnesses.service_killed(
        here, careless, SEED, 2, ways=("before_commit",), headers=headers
    )
    assert "acknowledged and lost" in record.violations
