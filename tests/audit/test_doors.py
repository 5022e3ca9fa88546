"""The doors of the seals: the last note to many, the whole trail to the auditor of a province."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.access.rules import Role
from app.audit.rules import public_of
from app.audit.verify_trail import read_note, verify
from app.dossiers.rules import Stage
from tests.builders import COMMUNE, OTHER_PROVINCE, PROVINCE, Officer, Town, at_stage, enrolled
from tests.grounds import a_house_of_its_own

from .trails import KEY, sealed


@pytest.fixture(scope="module")
async def house(house: str) -> AsyncIterator[str]:
    """A house of its own: only one key has ever sealed it."""
    async with a_house_of_its_own(house) as url:
        yield url


async def test_the_trail_of_a_real_road_is_given_out_and_verifies(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.APPROVED, 3)
    clerk, auditor = town.officer(COMMUNE), town.officer(PROVINCE, "kiemtra")
    assert (await town.raw(clerk, "GET", f"/lists/{found.id}/file")).status_code == 200
    assert (await town.raw(auditor, "GET", "/audit/checkpoint")).status_code == 404
    size = (await sealed()).size
    for seat in ("kiemtra", "chutich", "baocao", "taichinh", "buudien"):
        answer = await town.raw(town.officer(PROVINCE, seat), "GET", "/audit/checkpoint")
        assert (answer.status_code, read_note(answer.json()["note"]).size) == (200, size)
    whole = await town.raw(auditor, "GET", "/audit/trail.jsonl")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "application/jsonl")
    note = answer.json()["note"]
    told = verify(whole.text.splitlines(keepends=True), [public_of(KEY)], [note])
    assert (told.findings, told.size, told.rows) == ([], size, size)
    kinds = {line.split('"')[5] for line in whole.text.splitlines() if line.startswith('{"seq"')}
    assert kinds == {"dossier_history", "change_log", "access_log"}


async def test_the_whole_trail_is_for_the_auditor_of_the_whole_province(
    house: str, town: Town
) -> None:
    (narrow,) = await enrolled((Role.AUDITOR, "42.436."))
    assert (await _asked(town, narrow)).json()["type"] == "/problems/scope-too-narrow"
    for path, seat in ((COMMUNE, "canbo"), (PROVINCE, "chutich"), (PROVINCE, "buudien")):
        assert (await _asked(town, town.officer(path, seat))).status_code == 403
    theirs = await _asked(town, town.officer(OTHER_PROVINCE, "kiemtra"))
    assert theirs.text.startswith('{"trail": "ansinh/40"')
    assert verify(theirs.text.splitlines()).findings == []
    nobody = await town.raw(town.officer(COMMUNE), "GET", "/audit/checkpoint")
    assert nobody.status_code == 403


async def _asked(town: Town, who: Officer) -> httpx.Response:
    return await town.raw(who, "GET", "/audit/trail.jsonl")
