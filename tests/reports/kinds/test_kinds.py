"""Every number of every paper, counted by hand; as it happened and as it was known."""

import pytest

from tests.reports.kinds.ground import (
    CITY,
    COUNTRY,
    HEARD,
    LATER,
    MAY,
    SIGNED,
    TOLD,
    VILLAGE,
    WARD,
    Village,
    cells,
    paper,
    sheets_in,
    total,
)

_MONEY = ("approved_people", "paid_people", "unpaid_people", "approved_dong", "paid_dong")


async def test_quick(own: Village) -> None:
    found = sheets_in(await paper("quick"))
    assert cells(found["by_group"], *_MONEY, "rate_people", "rate_dong") == {
        "NCC": (2, 0, 2, 3_000_000, 0, "0.00", "0.00"),
        "HN": (4, 1, 3, 3_000_000, 250_000, "25.00", "8.33"),
        "NLD_TAMHOAN": (2, 1, 1, 10_800_000, 1_800_000, "50.00", "16.67"),
        "total": (8, 2, 6, 16_800_000, 2_050_000, "25.00", "12.20"),
    }
    by_place = cells(found["by_place"], *_MONEY)
    assert by_place.pop(CITY) == (6, 2, 4, 13_800_000, 2_050_000)
    assert by_place.pop(COUNTRY) == (2, 0, 2, 3_000_000, 0)
    assert by_place.pop("total") == (8, 2, 6, 16_800_000, 2_050_000)
    assert set(by_place.values()) == {(0, 0, 0, 0, 0)}
    assert cells(found["unpaid_by_reason"], "people", "dong") == {
        "never_sent": (2, 6_600_000), "with_agent": (2, 6_150_000), "absent": (1, 750_000),
        "partial": (0, 500_000), "returned": (1, 750_000), "total": (6, 14_750_000),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "known_on", "money", "reasons"),
    [
        (SIGNED, None, (8, 0, 7_500_000, 0), {"never_sent": (8, 7_500_000)}),
        (
            TOLD, None, (8, 3, 7_500_000, 1_750_000),
            {
                "never_sent": (2, 3_000_000), "with_agent": (1, 750_000), "absent": (1, 750_000),
                "wrong_details": (1, 750_000), "partial": (0, 500_000),
            },
        ),
        (
            TOLD, TOLD, (8, 0, 7_500_000, 0),
            {"never_sent": (2, 3_000_000), "with_agent": (6, 4_500_000)},
        ),
        (
            MAY, HEARD, (8, 3, 7_500_000, 1_750_000),
            {
                "never_sent": (2, 3_000_000), "with_agent": (1, 750_000), "absent": (1, 750_000),
                "wrong_details": (1, 750_000), "partial": (0, 500_000),
            },
        ),
    ],
)  # fmt: skip
async def test_as_of_and_as_known(
    own: Village, as_of: object, known_on: object, money: object, reasons: dict[str, object]
) -> None:
    found = sheets_in(await paper("quick", as_of, known_on))  # type: ignore[arg-type]
    names = ("approved_people", "paid_people", "approved_dong", "paid_dong")
    assert cells(found["by_group"], *names)["total"] == money
    by_reason = cells(found["unpaid_by_reason"], "people", "dong")
    by_reason.pop("total")
    assert by_reason == reasons


async def test_every_other_end(own: Village) -> None:
    """What comes later: issued again, given way, called back, cancelled before and after."""
    found = sheets_in(await paper("unpaid", LATER))
    sums = cells(found["unpaid_by_reason_and_group"], "people", "dong")
    assert {key: value for key, value in sums.items() if "/" not in key} == {
        "with_agent": (2, 6_150_000), "superseded": (1, 750_000), "called_back": (1, 750_000),
        "partial": (0, 500_000), "cancelled": (1, 5_100_000), "total": (5, 13_250_000),
    }  # fmt: skip
    assert sums["cancelled/NCC"] == (1, 1_500_000)
    assert total(found["closing"]).cells["paid_dong"] == 3_550_000
    people = cells(found["unpaid"], "reason", "since")
    assert people[str(own.people[2])][1] == LATER
    decided = cells(sheets_in(await paper("decisions", LATER))["decision_money"], "stopped_dong")
    assert decided[str(own.workers.decision_id)] == (3_600_000,)


async def test_decisions(own: Village) -> None:
    found = sheets_in(await paper("decisions"))
    sheet = found["decisions"]
    places = ("with_agent_dong", "failed_dong", "returned_dong", "unsent_dong", "unpaid_dong")
    stands = cells(found["decision_money"], "ordered_dong", *places)
    assert {key: row + stands[key] for key, row in cells(sheet, *_MONEY).items()} == {
        str(own.poor.decision_id): (
            4, 1, 3, 3_000_000, 250_000, 3_000_000, 750_000, 1_250_000, 750_000, 0, 2_750_000,
        ),
        str(own.merit.decision_id): (2, 0, 2, 3_000_000, 0, 0, 0, 0, 0, 3_000_000, 3_000_000),
        str(own.workers.decision_id): (
            2, 1, 1, 10_800_000, 1_800_000, 7_200_000, 5_400_000, 0, 0, 3_600_000, 9_000_000,
        ),
        "total": (
            8, 2, 6, 16_800_000, 2_050_000, 10_200_000, 6_150_000, 1_250_000, 750_000, 6_600_000,
            14_750_000,
        ),
    }  # fmt: skip
    head = sheet.rows[0].cells
    assert (head["signed_on"], head["office"], head["result"]) == (
        SIGNED, "Chủ tịch UBND Tỉnh Thừa Thiên Huế", "Phê duyệt",
    )  # fmt: skip
    inside = sheets_in(await paper("decisions", area=COUNTRY))["decisions"]
    assert [row.key for row in inside.rows] == [str(own.merit.decision_id), "total"]


async def test_places(own: Village) -> None:
    found = sheets_in(await paper("places"))
    whole = cells(found["by_place_and_group"], *_MONEY)
    assert whole[f"{CITY}/HN"] == (4, 1, 3, 3_000_000, 250_000)
    assert whole[f"{CITY}/NLD_TAMHOAN"] == (2, 1, 1, 10_800_000, 1_800_000)
    assert whole[CITY] == (6, 2, 4, 13_800_000, 2_050_000)
    assert whole[f"{COUNTRY}/NCC"] == whole["46.total/NCC"] == (2, 0, 2, 3_000_000, 0)
    assert whole["46.total"] == (8, 2, 6, 16_800_000, 2_050_000)
    city = cells(found["by_place_and_group_46_474"], *_MONEY)
    assert city[f"{WARD}/HN"] == (4, 1, 3, 3_000_000, 250_000)
    assert city[f"{CITY}total"] == (6, 2, 4, 13_800_000, 2_050_000)
    only = sheets_in(await paper("places", area=CITY))
    assert set(only) == {"by_place_and_group"}
    assert cells(only["by_place_and_group"], *_MONEY) == city
    rates = {row.key: row.group for row in found["by_place_and_group"].rows}
    assert rates[f"{COUNTRY}/NCC"] == "NCC"
    assert rates[f"{CITY}/HN"] is None, "a payment in part has no rate"


async def test_unpaid(own: Village) -> None:
    found = sheets_in(await paper("unpaid"))
    names = ("approved_people", "paid_people", "held_people", "beyond_people", "unpaid_people")
    assert cells(found["closing"], *names, "unpaid_dong") == {
        "NCC": (2, 0, 0, 0, 2, 3_000_000), "HN": (4, 1, 1, 0, 3, 2_750_000),
        "NLD_TAMHOAN": (2, 1, 1, 0, 1, 9_000_000), "total": (8, 2, 2, 0, 6, 14_750_000),
    }  # fmt: skip
    sums = cells(found["unpaid_by_reason_and_group"], "people", "dong")
    assert sums["never_sent/NCC"] == (2, 3_000_000)
    assert sums["never_sent/NLD_TAMHOAN"] == (0, 3_600_000)
    assert sums["never_sent"] == (2, 6_600_000)
    assert sums["total/HN"] == (3, 2_750_000)
    assert sums["total"] == (6, 14_750_000)
    people = cells(found["unpaid"], "reason", "since", "agent", "people", "dong", "identity")
    assert people[str(own.people[2])] == (
        "Vắng mặt, chưa đến nhận", TOLD, "BUUDIEN", 1, 750_000, "•••••••••003",
    )  # fmt: skip
    assert people[str(own.people[5])][1:3] == (sheets_day(28), "BUUDIEN")
    assert str(own.people[0]) not in people
    assert total(found["unpaid"]).cells["dong"] == 14_750_000
    assert found["unpaid"].rows[0].cells["name"] == "Nguyễn Thị 3"
    assert {row.cells["commune"] for row in found["unpaid"].rows[:-1]} == {
        "Phường Tây Lộc", "Thị trấn Phong Điền",
    }  # fmt: skip
    village_only = sheets_in(await paper("unpaid", area=VILLAGE))
    assert total(village_only["unpaid"]).cells["people"] == 2


def sheets_day(day: int) -> object:
    return SIGNED.replace(day=day)
