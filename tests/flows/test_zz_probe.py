from tests.builders import *
from tests.flows.conftest import *
async def test_x(house, town):
    one = await at_stage(town, house, Stage.APPROVED, 1)
    two = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    async with owning(house) as s:
        print((await s.execute(text("select current_user, usesuper from pg_user where usename=current_user"))).one())
        await s.execute(text("create role plain_owner nologin"))
        await s.execute(text("grant usage on schema p42, nation to plain_owner"))
        for t in ("decision","decision_line"):
            await s.execute(text(f"alter table {t} owner to plain_owner"))
        await s.execute(text("grant create on schema nation to plain_owner"))
        await s.execute(text("alter function nation.check_decision_lines owner to plain_owner"))
        await enter(s, COMMUNE)
        await become_service(s)
        d = await s.execute(text("select d.id, d.list_id from dossier d")); print(d.all())
        print(await refused(s, "insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong, signed_on, area_path) select d.id, (select l.decision_id from decision_line l limit 1), group_code, months, amount_dong, '2020-05-07', area_path from dossier d where list_id=:l", l=two.id))
