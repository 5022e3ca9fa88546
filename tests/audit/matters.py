"""What the access matrix does not plant, and on which acts are to be done in earnest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from app.access import Role
from app.appraisal.rules import Office, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client
from app.core.settings import settings
from app.dossiers.rules import Stage
from tests.access.matrix.named import Ground
from tests.builders import (
    DECISION_DAY,
    FAR_COMMUNE,
    FAR_DISTRICT,
    LIST_DAY,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    advance,
    at_stage,
    decided,
    dossiers_of,
    enrolled,
    heard,
    hearing,
    rows,
    submitted,
)
from tests.confirmations.test_roads import handed_in
from tests.grounds import set_clock
from tests.programmes import a_document, a_programme
from tests.supervision.matters import brought
from tests.supervision.test_samples import seeded

BANK_DAY = date(2020, 10, 20)
_C, _D = FAR_COMMUNE, FAR_DISTRICT


async def add_matters(town: Town, house: str, ground: Ground, work: Path) -> None:
    """Add to a commune what is asked, voted on, complained of, decided anew, lent and enacted."""
    newly = ((Role.INSURANCE_OFFICER, _D), (Role.BANK_OFFICER, _D), (Role.INSPECTOR, PROVINCE))
    seats = ((_D, "bhxh"), (_D, "nganhang"), (PROVINCE, "thanhtra"))
    town.offices |= dict(zip(seats, await enrolled(*newly), strict=True))
    await _asked(town, house, ground)
    await _voted(town, house, ground, work)
    await _complained(town, house, ground)
    await _signed_twice(town, house, ground)
    await set_clock(house, BANK_DAY)
    ground.target["lent"] = await handed_in(town, "12", 1, _D)
    await set_clock(house, LIST_DAY)
    second = a_document(a_programme(code="HT_THU_HAI"), code="NQ-THU-HAI")
    entered = await (await town.at(PROVINCE, "baocao")).enter_enactment(second)
    ground.target["enactment"] = entered.id


async def _asked(town: Town, house: str, ground: Ground) -> None:
    """A closed sitting that asked about one dossier and sent another back."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2, path=_C)
    asked, back = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], _C)
    words = [
        OpinionLine(dossier_id=asked, verdict=Verdict.ON_HOLD, asked_of=Office.MAKER,
                    question="Còn cư trú không?"),
        OpinionLine(dossier_id=back, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE"),
    ]  # fmt: skip
    secretary = await town.at(_C, "thuky")
    await secretary.record_opinions(sitting.id, 2, words)
    await secretary.close_sitting(sitting.id, 2)
    (question,) = await secretary.questions(sitting.id)
    ground.target |= {"asking": sitting.id, "sent back": found.id, "question": question.id}


async def _voted(town: Town, house: str, ground: Ground, work: Path) -> None:
    """An open sitting that two votes close."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1, path=_C)
    with _two_votes(work):
        sitting = await hearing(town, [found.id], _C)
    ground.target["voting"] = sitting.id
    ground.fact["record"] = (await (await town.at(_C, "uyvien1")).sitting(sitting.id)).record


@contextmanager
def _two_votes(work: Path) -> Iterator[None]:
    """The operator's correction that lets a commune's council count votes."""
    file = work / "votes.toml"
    file.write_text("[councils.votes.commune]\nvalue = 2\ncite = 'Quy chế làm việc'\n", "utf-8")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("ANSINH_POLICY_OVERRIDES", str(file))
        settings.cache_clear()
        yield
    settings.cache_clear()


async def _complained(town: Town, house: str, ground: Ground) -> None:
    """A list of its own to complain of, and a complaint for each thing done with complaints."""
    await set_clock(house, LIST_DAY)
    ground.target["contested"] = (await submitted(town, "07", rows("07", 1), _C)).id
    about = brought(list_id=ground["contested"])
    offices: tuple[tuple[str, Client], ...] = (
        ("handed on", await town.at(_C)), ("extended", await town.at(_C)),
        ("answered", await town.at(_D)), ("held", await town.at(_D)),
    )  # fmt: skip
    for name, office in offices:
        ground.target[name] = (await office.record_complaint(about)).id


async def _signed_twice(town: Town, house: str, ground: Ground) -> None:
    """Two decisions to be changed by later ones, and a sample drawn from the first."""
    await set_clock(house, LIST_DAY)
    lists = [(await submitted(town, "07", rows("07", 2), _C)).id for _ in range(2)]
    await advance(town, house, lists, Stage.AT_PROVINCE, path=_C)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, lists, PROVINCE)
    await set_clock(house, DECISION_DAY)
    for name, list_id in zip(("adjusted", "revoked"), lists, strict=True):
        decision = await decided(town, [list_id], _D)
        ground.target[name], ground.fact[name] = decision.id, decision.root
    ground.target["removed"], _ = await dossiers_of(lists[0])
    team = await town.at(PROVINCE, "thanhtra")
    sample = await team.draw_sample(ground["revoked"], seeded("first seed 2020", size=1))
    ground.target |= {"sample": sample.id, "drawn": sample.lines[0].dossier_id}
