"""A council at the command line: a secretary holds, an office answers, minutes are fetched."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.cli import account
from app.dossiers.rules import Stage
from tests.builders import COMMUNE, DISTRICT, Town, a_town, at_stage, dossiers_of, hearing

from .conftest import Run


@pytest.fixture(scope="module")
async def before_district(own_house: str) -> AsyncIterator[tuple[Town, int]]:
    """Everybody in office, and a list of two before a district, made before a worker is at work."""
    async with a_town(own_house) as town:
        yield town, (await at_stage(town, own_house, Stage.AT_DISTRICT, 2)).id


async def test_a_question_is_asked_answered_and_the_minutes_are_kept(
    before_district: tuple[Town, int], service: str, ansinh: Run, tmp_path: Path
) -> None:
    town, list_id = before_district
    case, _ = await dossiers_of(list_id)
    sitting = str((await hearing(town, [list_id], DISTRICT)).id)

    async def become(path: str, seat: str) -> None:
        token = (await town.as_(town.officer(path, seat))).token
        assert token is not None
        account.keep(account.SignedIn(service, token, "2099-01-01", seat, path))

    def run(*words: str) -> tuple[str, str]:
        said = ansinh(*words)
        assert said.returncode == 0, said.stderr
        return said.stdout, said.stderr

    async def line(*words: str) -> tuple[str, str]:
        return await asyncio.to_thread(run, *words)

    await become(DISTRICT, "thuky")
    question = "Còn cư trú không?"
    await line("sitting", "hold", sitting, str(case), question, "--of", "commune", "--seen", "2")
    shown = json.loads((await line("sitting", "show", sitting, "--json"))[0])
    assert len(shown["record"]) == 64
    refused = await asyncio.to_thread(
        ansinh, "sitting", "vote", sitting, "--seen", "2", "--record", shown["record"]
    )
    assert (refused.returncode, "không qua đếm phiếu" in refused.stderr) == (1, True)
    await (await town.at(DISTRICT, "thuky")).close_sitting(int(sitting), 2)
    file = tmp_path / "bien-ban.pdf"
    await line("sitting", "minutes", sitting, str(file))
    assert file.read_bytes().startswith(b"%PDF")
    await become(COMMUNE, "canbo")
    (waiting,) = json.loads((await line("sitting", "questions", "--json"))[0])["questions"]
    assert waiting["question"] == question
    _, told = await line("sitting", "answer", str(waiting["id"]), "Còn cư trú.")
    assert "phiên họp sau" in told
    assert "Còn cư trú" not in (await line("sitting", "questions"))[0]
