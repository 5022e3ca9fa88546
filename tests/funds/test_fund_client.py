"""A treasurer's whole book over the client: given, advanced, given back, settled, read again."""

from app.funds.schemas import SettlementOrder
from tests.builders import DECISION_DAY, PROVINCE, Town
from tests.grounds import set_clock
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


async def test_a_treasurer_keeps_the_book(house: str, town: Town) -> None:
    await set_clock(house, DECISION_DAY)
    treasurer = await town.at(PROVINCE, "taichinh")
    lottery = await treasurer.add_source("XSKT-KH", "Xổ số", "other", "Công ty Xổ số kiến thiết")
    province = await treasurer.add_source("NSDP-KH", "Ngân sách tỉnh", "province")
    first = await treasurer.allot(lottery, 1000, "1/CK", DECISION_DAY)
    await treasurer.advance(lottery, 500, "2/TƯ", DECISION_DAY)
    told = (100, "3/HT", DECISION_DAY)
    last = await treasurer.give_funds_back(lottery, told, against="advance")
    order = SettlementOrder(
        amount_dong=40, document_number="4/QT", booked_on=DECISION_DAY,
        from_source_id=lottery, to_source_id=province, beyond_because="Theo cam kết tài trợ",
    )  # fmt: skip
    settled = await treasurer.settle_funds(order)
    held = {one.code: one for one in await treasurer.funds()}
    one, other = held["XSKT-KH"], held["NSDP-KH"]
    assert (one.allotted_dong, one.advanced_dong, one.settlement_dong) == (1000, 400, -40)
    assert (one.available_dong, one.given_by) == (1360, "Công ty Xổ số kiến thiết")
    assert (other.available_dong, other.settlement_dong) == (40, 40)
    moves = [move async for move in treasurer.fund_journals(lottery)]
    assert [move.kind for move in moves] == [
        "allotment", "advance", "advance_repaid", "settlement_owed",
    ]  # fmt: skip
    assert [moves[0].id, moves[2].id] == [first, last]
    kept = [one async for one in treasurer.fund_settlements() if one.id == settled]
    assert [(one.from_code, one.to_code, one.beyond_because) for one in kept] == [
        ("XSKT-KH", "NSDP-KH", "Theo cam kết tài trợ")
    ]
    shares = await treasurer.fund_shares(DECISION_DAY)
    assert shares.province_class == "class_2"
    assert {one.code for one in shares.sources} >= {"XSKT-KH", "NSDP-KH"}
