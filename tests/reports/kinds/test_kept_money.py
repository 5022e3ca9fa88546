"""What is kept ready beside what all facts come to: called back, cancelled, returned, paid late."""

from app.reports import pictures
from app.reports.kept_money import kept, recounted
from app.reports.kinds import quick
from app.reports.report import Ask, ReportKind
from tests.money_rows import TODAY, acting
from tests.reports.kinds.ground import HERE, LATER, READER, Village


async def test_kept_sums_are_those_of_all_orders(own: Village) -> None:
    async with acting(READER) as session:
        told, anew = await kept(session), await recounted(session)
    assert told.closes
    assert anew.found.closes
    assert anew.differing == []
    assert [one.decision_id for one in told.decisions] == [
        one.decision_id for one in anew.found.decisions
    ]
    called_back, owed = told.total("called_back_dong"), told.total("to_recover_dong")
    assert called_back > 0
    assert owed > 0
    paid = sum(one.booked_dong for one in told.books if one.account == "paid")
    assert paid == told.total("paid_dong") > 0


async def test_the_road_that_is_kept_leaves_out_only_what_was_sent(own: Village) -> None:
    for as_of in (TODAY, LATER):
        ask = Ask(kind=ReportKind.QUICK, as_of=as_of, area=HERE)
        async with acting(READER) as session:
            drawn = await pictures.stages(session, await quick.figures_of(session, ask))
            groups = await quick.groups_of(session, ask)
            ready = await pictures.stages_kept(session, ask, groups)
        assert [one.name for one in ready] == [one.name for one in drawn]
        for one, whole in zip(ready, drawn, strict=True):
            assert len(whole.stages) == 6
            assert one.stages == tuple(s for s in whole.stages if s.name != "Giao lệnh chi")
