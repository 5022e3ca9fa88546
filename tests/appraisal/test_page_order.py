"""Who sees which sitting, what its filters find, the way of a keyboard, and questions by pages."""

import re
from itertools import pairwise
from typing import Any

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    SIBLING,
    Town,
    as_form,
    at_stage,
    dossiers_of,
    enrolled,
    rows,
    submitted,
)
from tests.pages import desk_of, read

from .at_table import ALL_OTHERS, Table, mark, opened, speak, table

__all__ = ["table"]


# --- who may, empty states, the way of a keyboard ------------------------------------------------


async def test_other_councils_are_out_of_sight(house: str, town: Town, table: Table) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await opened(table, found.id)
    sibling, clerk, district = await enrolled(
        (Role.COUNCIL_SECRETARY, SIBLING), (Role.COMMUNE_OFFICER, COMMUNE),
        (Role.COUNCIL_SECRETARY, DISTRICT),
    )  # fmt: skip
    async with desk_of(town, sibling) as stranger:
        assert (await stranger.look(f"/phien-hop/{sitting}")).status_code == 404
        assert f"/phien-hop/{sitting}" not in (await stranger.look("/phien-hop")).text
    async with desk_of(town, clerk) as office:
        assert (await office.look(f"/phien-hop/{sitting}")).status_code == 403
    async with desk_of(town, district) as above:
        page = await above.look(f"/phien-hop/{sitting}")
        assert page.status_code == 200
        assert f"/phien-hop/{sitting}/xem-lai" not in page.text
        (case,) = await dossiers_of(found.id)
        one = await above.look(f"/phien-hop/{sitting}/ho-so/{case}")
        assert not [form for form in read(one).forms if "verdict" in form["names"]]
        body = mark(one) | {"verdict": "favourable", "answer": "x", "expected": "1"}
        sent = await above.post(f"/phien-hop/{sitting}/ho-so/{case}", body)
        assert sent.status_code == 403


async def test_filters_find_whom_they_say(house: str, town: Town, table: Table) -> None:
    people = rows("08", 3)
    found = await at_stage(town, house, Stage.AT_COMMUNE, people, form="08")
    await submitted(town, "07", [as_form("07", people[1])], SIBLING)
    sitting = await opened(table, found.id)
    cases = await dossiers_of(found.id)
    word = {"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"}
    await speak(table.secretary, sitting, cases[2], **word)
    names = [one["full_name"] for one in people]
    expected = {"": {0, 1, 2}, "phat-hien": {1}, "chua-tra-loi": {1}, "ngoai-le": {2}}
    for kind, who in expected.items():
        text = read(await table.secretary.look(f"/phien-hop/{sitting}?loc={kind}")).text
        assert {at for at, name in enumerate(names) if name in text} == who, kind
    page = await table.secretary.look(f"/phien-hop/{sitting}?loc=tam-giu")
    assert "Không có hồ sơ nào ở đây" in read(page).text
    assert people[0]["id_number"] not in (await table.secretary.look(f"/phien-hop/{sitting}")).text


async def test_every_page_is_in_order_for_a_keyboard(house: str, town: Town, table: Table) -> None:
    """One h1, headings without a gap, every field with its label, no field twice."""
    people = rows("08", 2)
    found = await at_stage(town, house, Stage.AT_COMMUNE, people, form="08")
    await submitted(town, "07", [as_form("07", people[1])], SIBLING)
    waiting = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    assert waiting
    sitting = await opened(table, found.id)
    at, (case, _) = f"/phien-hop/{sitting}", await dossiers_of(found.id)
    word = {"verdict": "favourable", "answer": "Đã xem."}
    pages = [
        "/phien-hop", "/phien-hop/moi", at, f"{at}/kiem-tra", f"{at}/bieu-quyet",
        f"{at}/ho-so/{case}", f"{at}/phat-hien/HIGHER_BENEFIT", f"{at}/xem-lai", f"{at}/van-ban",
        f"{at}/bien-ban", "/cau-hoi",
    ]  # fmt: skip
    await speak(table.secretary, sitting, case, **word)
    for address in pages:
        answer = await table.secretary.look(address)
        assert answer.status_code == 200, address
        in_order(read(answer), address)
        if address != "/phien-hop/moi":  # no council has a hundred members but that of these tests
            assert len(answer.content) < 50_000, address


def in_order(page: Any, address: str) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1, address
    assert levels[0] == 1 or address == "", address
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids)), address
    fields = [
        a
        for tag, a in page.tags
        if tag in ("input", "select", "textarea") and a.get("type") not in ("hidden",)
    ]
    assert {a.get("id") for a in fields} <= set(page.attributes("for", "label")), address
    assert len(page.attributes("scope", "th")) == sum(tag == "th" for tag, _ in page.tags), address
    assert sum(tag == "table" for tag, _ in page.tags) == sum(
        tag == "caption" for tag, _ in page.tags
    ), address


# --- questions -----------------------------------------------------------------------------------


async def test_a_question_is_answered_once_by_its_office(
    house: str, town: Town, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await opened(table, found.id)
    asked = {"verdict": "on_hold", "asked_of": "maker", "question": "Người này còn ở xã không?"}
    await speak(table.secretary, sitting, case, **asked)
    await table.secretary.send(
        await table.secretary.look(f"/phien-hop/{sitting}/kiem-tra"), ALL_OTHERS
    )
    clerk, sibling = await enrolled(
        (Role.COMMUNE_OFFICER, COMMUNE), (Role.COMMUNE_OFFICER, SIBLING)
    )
    async with desk_of(town, clerk) as office, desk_of(town, sibling) as stranger:
        front = read(await office.look("/cau-hoi"))
        assert "Người này còn ở xã không?" in front.text
        (address,) = [
            one for one in front.attributes("href", "a") if re.fullmatch(r"/cau-hoi/\d+", one)
        ][-1:]
        page = await office.look(address)
        empty = await office.send(page, {"answer": " "})
        assert empty.status_code == 422
        assert (await stranger.look(address)).status_code == 404
        assert address not in (await stranger.look("/cau-hoi")).text
        assert (await office.send(page, {"answer": "Vẫn ở\nphường."})).status_code == 303
        again = await office.send(page, {"answer": "Khác"})
        assert again.status_code == 409
        assert "Vẫn ở phường." in read(again).text
        assert "Người này còn ở xã không?" not in read(await office.look("/cau-hoi")).text
