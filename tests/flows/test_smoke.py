import time
from tests.builders import *


async def test_smoke(house, town):
    t = time.time()
    for s in (
        Stage.DRAFT,
        Stage.SUBMITTED,
        Stage.POSTED,
        Stage.AT_COMMUNE,
        Stage.AT_DISTRICT,
        Stage.AT_PROVINCE,
        Stage.APPROVED,
    ):
        one = await at_stage(town, house, s, 3)
        print(s, await stages_of(one.id), time.time() - t)


async def test_own(house):
    t = time.time()
    async with a_house_of_its_own(house) as url:
        print(time.time() - t)
    print(time.time() - t)
