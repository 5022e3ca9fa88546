"""Probing."""
from tests.builders import *
async def test_same_row_two_groups(house, town):
    p = a_row("08")
    a = await submitted(town,"08",[p]); b = await submitted(town,"09",[as_form("09",p)])
    await advance(town, house,[a.id,b.id],Stage.AT_COMMUNE)
    s = await hearing(town,[a.id,b.id],COMMUNE)
    print(await (await town.at(COMMUNE,"thuky")).findings(s.id))
    async with owning(house) as x:
        print((await x.execute(text("select * from nation.person_claim order by dossier_id"))).all())
async def test_crossed(house, town):
    p = a_row("08"); p2=a_row("08")
    a = await submitted(town,"08",[p, p2]); b = await submitted(town,"09",[as_form("09",p2), as_form("09", p)])
    await advance(town, house,[a.id,b.id],Stage.AT_COMMUNE)
    s = await hearing(town,[a.id,b.id],COMMUNE)
    print(await (await town.at(COMMUNE,"thuky")).findings(s.id))
