"""What counts as caught, and how the councils of the demonstration answer."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.appraisal import Verdict
from app.appraisal.schemas import FindingShown
from app.demo.outcome import Fate, Outcome, judge_faults
from app.demo.scenes import _answers
from app.demo.tally import Tally
from app.demo.truth import COUNCIL, INTAKE, OWN_WORD, Fault, ListKey, Spot

HERE, THERE = ListKey("08", "18070"), ListKey("08", "18073")
OWN, PARTNER = Spot(HERE, 9), Spot(THERE, 12)


def judged(fault: Fault, found: dict[Spot, Fate], *shown: tuple[Spot, str]) -> tuple[int, int]:
    """How many were caught, and how many honest people were lost."""
    stage: Any = SimpleNamespace(
        truth=SimpleNamespace(faults=(fault,)), tally=Tally(), shown=set(shown),
        province=SimpleNamespace(row_numbers={}), unknown_communes=set(),
    )  # fmt: skip
    faults, missed = judge_faults(stage, found)
    assert len(missed) == 1 - faults["caught"] + faults["clean_lost"]
    return faults["caught"], faults["clean_lost"]


def fault(kind: str, stage: str, *expected: str, **facts: Any) -> Fault:
    """A planted fault at OWN."""
    return Fault(kind, *OWN, stage, expected, **facts)


TWICE = fault(
    "TWO_COMMUNES", COUNCIL, "DUPLICATE", partner_key=THERE, partner_row=12, either=True
)  # fmt: skip
BOTH = TWICE._replace(kind="BOTH_NUMBERS")
LATER = fault("HIGHER_LATER", COUNCIL, "SUPERSEDED", partner_key=THERE, partner_row=12)
DECLINED = fault("BULK_DECLINED", OWN_WORD)
SEX = fault("ID_SEX", INTAKE, "ID_SEX")


@pytest.mark.parametrize(
    ("planted", "found", "caught", "lost"),
    [
        (SEX, {OWN: ("faulty", ("ID_SEX",))}, 1, 0),
        (SEX, {OWN: ("faulty", ("ID_SEX", "ID_SHAPE"))}, 0, 1),
        (SEX, {OWN: ("refused", ("ID_SEX",))}, 0, 1),
        (SEX, {}, 0, 0),
        (TWICE, {OWN: ("superseded", ("DUPLICATE",))}, 1, 0),
        (TWICE, {PARTNER: ("refused", ("DUPLICATE",))}, 1, 0),
        (TWICE, dict.fromkeys((OWN, PARTNER), ("refused", ("DUPLICATE",))), 0, 2),
        (LATER, {OWN: ("superseded", ("SUPERSEDED",))}, 1, 0),
        (LATER, {PARTNER: ("superseded", ("SUPERSEDED",))}, 0, 1),
        (DECLINED, {OWN: ("declined", ())}, 1, 0),
        (DECLINED, {OWN: ("refused", ("DUPLICATE",))}, 0, 1),
        (BOTH, {OWN: ("superseded", ("DUPLICATE",))}, 0, 0),
    ],
)
def test_a_fault_is_caught_for_its_own_reason_alone(
    planted: Fault, found: dict[Spot, Fate], caught: int, lost: int
) -> None:
    assert judged(planted, found) == (caught, lost)


def test_some_faults_count_only_when_the_service_said_why() -> None:
    found: dict[Spot, Fate] = {OWN: ("superseded", ("DUPLICATE",))}
    assert judged(BOTH, found, (PARTNER, "DUPLICATE")) == (1, 0)
    assert judged(BOTH, found, (PARTNER, "SUSPECTED_SAME")) == (0, 0)


def test_the_kinds_are_told_in_words() -> None:
    faults = {"by_reason": {"MOJIBAKE": {"vi": "Danh sách vỡ mã", "planted": 2, "caught": 1}}}
    assert Outcome([], faults, {}).kinds() == [("Danh sách vỡ mã", 2, 1)]
    assert Outcome([], {}, {}).kinds() == []


def finding(code: str, verdict: str | None = None, reason: str | None = None) -> FindingShown:
    """Something found at OWN."""
    return FindingShown(
        dossier_id=1, list_id=5, row_number=OWN.row, code=code, vi="…", other_group=None,
        suggested_verdict=Verdict(verdict) if verdict else None, suggested_reason=reason,
        answered=False,
    )  # fmt: skip


def word(*findings: FindingShown, planted: Fault | None = None, kept: bool = False) -> Any:
    """What the council says of the dossier at OWN, and whether it says why."""
    stage: Any = SimpleNamespace(
        spot_of=lambda list_id, entry: Spot(HERE, entry) if list_id == 5 else None,
        shown=set(), kept={OWN} if kept else set(), namesakes=set(),
        planted={OWN: planted} if planted else {},
    )  # fmt: skip
    (said,) = _answers(stage, findings)
    assert {code for _, code in stage.shown} == {one.code for one in findings}
    return said.verdict, said.reason_code or bool(said.answer)


DIED = finding("DIED_BEFORE", "unfavourable", "DIED_BEFORE")
ALIKE = finding("SUSPECTED_SAME", "unfavourable", "DUPLICATE")
SPELT = fault("SPELLING", COUNCIL, "DUPLICATE", finding="SUSPECTED_SAME")


def test_the_council_follows_what_is_certain_and_looks_at_the_rest() -> None:
    assert word(DIED) == (Verdict.UNFAVOURABLE, "DIED_BEFORE")
    assert word(finding("AGE_OUTLIER")) == (Verdict.FAVOURABLE, True)
    assert word(finding("AGE_OUTLIER"), DIED) == (Verdict.UNFAVOURABLE, "DIED_BEFORE")
    assert word(DIED, finding("STAFF_RELATIVE")) == (Verdict.UNFAVOURABLE, "DIED_BEFORE")
    assert word(DIED, kept=True) == (Verdict.FAVOURABLE, True)


def test_who_is_alike_is_judged_by_the_papers() -> None:
    assert word(ALIKE) == (Verdict.FAVOURABLE, True)
    assert word(ALIKE, planted=SPELT) == (Verdict.UNFAVOURABLE, "DUPLICATE")
    protected = SPELT._replace(kind="POOR_AND_PROTECTED")
    assert word(ALIKE, planted=protected) == (Verdict.SUPERSEDED, "SUPERSEDED")
    elsewhere = SPELT._replace(finding="DUPLICATE")
    assert word(ALIKE, planted=elsewhere) == (Verdict.FAVOURABLE, True)
