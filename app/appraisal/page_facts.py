"""What several pages of the councils tell alike: names, reasons, findings and verdicts in words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app import dossiers, policy
from app.appraisal.labels import DESKS, FINDINGS, OFFICES, VERDICTS
from app.appraisal.rules import (
    CONDITION,
    COUNCILS,
    MAY_ASK,
    desks_before,
    one_down,
    sentence_of,
    suggestion_of,
)
from app.appraisal.tables import Sitting
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.settings import settings
from app.dossiers.tables import DossierList

HERE: Final = Path(__file__).parent / "templates"
say = speaker((HERE, TEMPLATES))
"""A text of a page in the visitor's language, for what is put together outside of templates."""


def rules_on(sitting: Sitting) -> policy.Policy:
    """The policy by which a sitting judges."""
    return policy.policy_at(sitting.held_on, settings().policy_overrides)


def finding_name(rules: policy.Policy, code: str) -> str:
    """What was found, in a few words."""
    if code.startswith(CONDITION):
        return policy.reason_words(rules, code.removeprefix(CONDITION))
    return say(FINDINGS[code])


def points_to(rules: policy.Policy, code: str) -> str:
    """What the policy points to where this was found."""
    verdict, reason = suggestion_of(code)
    if verdict is None:
        return say("Hội đồng xem và trả lời bằng lời")
    words = say(VERDICTS[verdict][0])
    return f"{words}: {policy.reason_words(rules, reason)}" if reason else words


def finding_facts(rules: policy.Policy, code: str) -> dict[str, Any]:
    """One kind of finding for a page: its name, its sentence, and what the policy points to."""
    verdict, reason = suggestion_of(code)
    return {
        "code": code, "name": finding_name(rules, code),
        "sentence": sentence_of(code, rules.refusal_reasons),
        "points_to": points_to(rules, code), "verdict": verdict, "reason": reason,
    }  # fmt: skip


def case_facts(rules: policy.Policy, row: Mapping[str, Any]) -> dict[str, Any]:
    """One person before a sitting for a page: what was found and what was said, in words."""
    said = [policy.reason_words(rules, row["reason_code"]), row["answer"] or ""]
    if row["question"]:
        asked = say(OFFICES[row["asked_of"]])
        said.append(say("Hỏi {office}: {question}", office=asked, question=row["question"]))
    if row["return_to"]:
        said.append(say("Nơi nhận lại: {desk}", desk=say(DESKS[row["return_to"]])))
    return {
        **row, "found": [finding_name(rules, code) for code in row["codes"] or ()],
        "said": [words for words in said if words], "group": policy.group_called(row["group_code"]),
    }  # fmt: skip


def desks_of(found: DossierList, level: str) -> tuple[list[tuple[str, str]], str]:
    """Where a dossier of a list can go back to from a council, and where it goes by itself."""
    road = dossiers.rules_of(found).road(policy.Group(found.group_code))
    desks = desks_before(road, COUNCILS[level])
    return [(str(one), say(DESKS[one])) for one in desks], str(one_down(road, COUNCILS[level]))


def offices_of(level: str) -> list[tuple[str, str]]:
    """Whom a council of a level may ask."""
    return [(str(one), say(OFFICES[one])) for one in OFFICES if one in MAY_ASK[level]]
