"""Fuzzed rows: whatever stands in the cells, every row gets a verdict and nothing falls over."""

import json
import os
import re
import sys
import unicodedata
import uuid
from collections import Counter
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from app.core import db
from app.core.errors import Refused
from app.intake.cells import Places
from app.intake.forms import FORMS
from app.intake.frame import PolicyFacts
from app.intake.jobs import read_list
from app.intake.reader import STAGED, StagedRow, Summary, Task, read_parts
from app.intake.refusals import Limits
from app.intake.sources import JSON
from tests.builders import COMMUNE, DISTRICT, Town
from tests.fuzz.dirt import Dirt, as_file, media_of
from tests.grounds import scalar
from tests.intake.rows import COMMUNES, DAY
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

ROWS = int(os.environ.get("FUZZ_ROWS", "3000"))
SEED = os.environ.get("FUZZ_SEED", "an-sinh")
_A_FILE = 100
_LISTS = 6 if "FUZZ_ROWS" not in os.environ else max(6, ROWS // 20 // _A_FILE)
_PLACES = Places(COMMUNES)
_SMALL, _BIG = range(-(2**15), 2**15), range(-(2**63), 2**63)
_SHAPES = {
    "cmnd": r"[0-9]{9}", "cccd": r"[0-9]{12}", "insurance_number": r"[0-9]{10}", "sex": "[MF]",
}  # fmt: skip
_AT = {name: place for place, name in enumerate(STAGED)}
_FACTS = {"code", "column", "field", "found", "wanted", "vi"}
"""What every problem tells."""


def task(form_code: str, media_type: str, conversion: str | None = None) -> Task:
    """What the child would be told of such a list."""
    own = "18562" if FORMS[form_code].handed_in_at == "commune" else None
    return Task(
        form_code, DAY, media_type, Limits(), _PLACES, own, PolicyFacts(DAY),
        conversion=conversion,
    )  # fmt: skip


def fault_of(form_code: str, row: StagedRow) -> str | None:
    """Why a staged row is no proper verdict; None when it is one."""
    told = dict(zip(STAGED, row, strict=True))
    return _unkeepable(told) or _out_of_shape(told) or _wordless(form_code, told)


def _unkeepable(told: dict[str, Any]) -> str | None:
    for name, value in told.items():
        if isinstance(value, str):
            if "\0" in value or "\\u0000" in value:
                return f"{name} holds NUL"
            if re.search("[\ud800-\udfff]", value):
                return f"{name} holds half a character"
    if told["months"] not in _SMALL or told["amount_dong"] not in _BIG:
        return f"{told['months']} months, {told['amount_dong']} đồng"
    if told["birth_year"] is not None and told["birth_year"] not in _SMALL:
        return f"birth year {told['birth_year']}"
    return None


def _out_of_shape(told: dict[str, Any]) -> str | None:
    for name, shape in _SHAPES.items():
        if told[name] is not None and not re.fullmatch(shape, told[name]):
            return f"{name} is {told[name]!r}"
    if told["full_name"] and not unicodedata.is_normalized("NFC", told["full_name"]):
        return "full_name is not NFC"
    if told["birth_date"] and told["birth_date"].year != told["birth_year"]:
        return f"born {told['birth_date']} in {told['birth_year']}"
    uuid.UUID(told["digest"])
    json.loads(told["facts"] or "{}")
    return None


def _wordless(form_code: str, told: dict[str, Any]) -> str | None:
    problems = json.loads(told["problems"] or "[]")
    for one in (*problems, *json.loads(told["warnings"] or "[]")):
        if set(one) != _FACTS or not one["vi"] or not one["code"].replace("_", "").isupper():
            return f"a problem without its words: {one}"
    claims = FORMS[form_code].purpose == "claims"
    whole = told["full_name"] and told["amount_dong"] > 0 and 1 <= told["months"] <= 3
    if claims and not problems and not whole:
        return "a good row without name, months or money"
    return None


class Tally:
    """What became of the rows."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.broken: list[str] = []

    def judge(self, seed: str, form_code: str, media_type: str) -> None:
        """One file of rows through the reader, part by part."""
        dirt = Dirt(seed)
        form = FORMS[form_code]
        rows = dirt.rows(form, _A_FILE, media_type)
        content = as_file(form, rows, media_type, dirt.luck)
        conversion = dirt.luck.choice((None, None, "tcvn3", "vni"))
        self.count["rows"] += len(rows)
        try:
            self._read(seed, content, task(form_code, media_type, conversion), len(rows))
        except (Refused, ValidationError, json.JSONDecodeError) as refusal:
            self.count[f"refused with their file: {type(refusal).__name__}"] += len(rows)
            if media_type != JSON:
                self.broken.append(f"{seed}: the file was refused: {refusal}")
        except Exception as fault:
            self.broken.append(f"{seed}: {type(fault).__name__}: {fault}")

    def _read(self, seed: str, content: bytes, told: Task, expected: int) -> None:
        numbers: list[int] = []
        for part in read_parts(content, told):
            if isinstance(part, Summary):
                self._sum_up(seed, part, numbers, expected)
                continue
            for row in part:
                numbers.append(row[_AT["row_number"]])
                self.count["good" if row[_AT["problems"]] is None else "faulty"] += 1
                if fault := fault_of(told.form_code, row):
                    self.broken.append(f"{seed}, row {numbers[-1]}: {fault}")

    def _sum_up(self, seed: str, told: Summary, numbers: list[int], expected: int) -> None:
        self.count["passed over as headings, totals, signatures"] += told.skipped
        if len(set(numbers)) != len(numbers) or told.rows != len(numbers):
            self.broken.append(f"{seed}: row numbers repeat, or the summary counts otherwise")
        if told.rows + told.skipped != expected:
            lost = expected - told.rows - told.skipped
            self.broken.append(f"{seed}: {lost} rows have no verdict")


def places_for(count: int) -> list[tuple[str, str, str]]:
    """Seed, form and media type of that many files."""
    kinds = [(form, media) for form in FORMS for media in media_of(form)]
    return [(f"{SEED}/{at}", *kinds[at % len(kinds)]) for at in range(count)]


def test_every_fuzzed_row_has_a_verdict() -> None:
    tally = Tally()
    for seed, form_code, media_type in places_for(-(-ROWS // _A_FILE)):
        tally.judge(f"{seed}/{form_code}", form_code, media_type)
    told = ", ".join(f"{n:,} {what}" for what, n in tally.count.items())
    sys.stdout.write(f"seed {SEED}: {told}\n")
    assert not tally.broken, "\n".join(tally.broken[:20])
    assert tally.count["good"] > ROWS // 100
    assert tally.count["faulty"] > ROWS // 4


def test_the_judge_sees_a_row_that_the_database_would_refuse() -> None:
    row = next(iter(read_parts(as_file(*_one_clean()), task("08", JSON))))[0]  # type: ignore[index]
    assert fault_of("08", row) is None
    for name, value in (
        ("full_name", "An\0"), ("note", "\ud800"), ("cmnd", "١٢٣٤٥٦٧٨٩"), ("months", 40_000),
        ("problems", '[{"code": "A"}]'), ("facts", '{"a": "\\u0000"}'),
        ("birth_date", date(1874, 1, 1)),
    ):  # fmt: skip
        spoiled = list(row)
        spoiled[_AT[name]] = value
        assert fault_of("08", tuple(spoiled)), name


def _one_clean() -> Any:
    dirt = Dirt("clean")
    dirt.luck.random = lambda: 0.99  # type: ignore[method-assign]
    return FORMS["08"], dirt.rows(FORMS["08"], 1, JSON), JSON, dirt.luck


_OFFICE_OF = {"commune": COMMUNE, "district": DISTRICT}
_DRAFTS = "select count(*) from dossier_stage where list_id = :l and stage = 'draft'"
_VERDICTS = (
    "select concat_ws(' ', count(*), count(distinct entry), count(*) filter (where good))"
    " from list_row where list_id = :l and version = :v"
)


class Fuzzed:
    """One dirty list of an office on its way through the service's doors."""

    def __init__(self, town: Town, seed: str, form_code: str, media_type: str) -> None:
        self.town, self.form, self.media_type = town, FORMS[form_code], media_type
        self.dirt, self.what = Dirt(seed), f"{seed}, form {form_code}, {media_type}"
        self.officer = town.officer(_OFFICE_OF[self.form.handed_in_at])
        self.rows = self.dirt.rows(self.form, _A_FILE, media_type)

    async def sent(self, path: str) -> Any:
        """The answer to the list as it is now; None when a JSON list was refused for its shape."""
        content = as_file(self.form, self.rows, self.media_type, self.dirt.luck)
        headers = {"Content-Type": self.media_type}
        answer = await self.town.raw(self.officer, "POST", path, content=content, headers=headers)
        assert answer.status_code < 500, f"{self.what}: {answer.text}"
        if answer.status_code == 202:
            return answer.json()
        assert self.media_type == JSON, f"{self.what}: {answer.text}"
        return None

    async def read(self, list_id: int, version: int) -> Any:
        """What its reading says once the worker has read it."""
        path = self.officer.unit_path
        await read_list(db.Standing(path), {"list_id": list_id, "version": version})
        answer = await self.town.raw(self.officer, "GET", f"/lists/{list_id}/reading")
        told = answer.json()
        assert (told["version"], told["state"]) == (version, "read"), f"{self.what}: {told}"
        return told

    def spoil_further(self) -> None:
        """A corrected sheet: some rows gone, some changed, some new, some moved."""
        luck, others = self.dirt.luck, self.dirt.rows(self.form, _A_FILE, self.media_type)
        kept = [row for row in self.rows if luck.random() > 0.1]
        self.rows = [luck.choice(others) if luck.random() < 0.2 else row for row in kept]
        if luck.random() < 0.5:
            luck.shuffle(self.rows)
        self.rows += others[: luck.randrange(5)]


async def check_kept(house: str, told: Any, what: str, *, claims: bool) -> None:
    """Every row has one verdict and one entry, and every good row of claims one draft."""
    rows, good = told["row_count"], told["good_count"]
    list_id, version = told["list_id"], told["version"]
    assert rows == good + told["faulty_count"], what
    assert await scalar(house, _VERDICTS, l=list_id, v=version) == f"{rows} {rows} {good}", what
    if claims:
        assert await scalar(house, _DRAFTS, l=list_id) == good, what


@pytest.mark.parametrize("turn", range(_LISTS))
async def test_fuzzed_lists_reach_the_register(house: str, town: Town, turn: int) -> None:
    """The database is the last to judge: such rows are entered, and entered again corrected."""
    kinds = [
        (form, media)
        for form in FORMS
        for media in media_of(form)
        if FORMS[form].handed_in_at in _OFFICE_OF
    ]
    fuzzed = Fuzzed(town, f"{SEED}/list/{turn}", *kinds[(7 * turn) % len(kinds)])
    claims = fuzzed.form.purpose == "claims"
    received = await fuzzed.sent(f"/lists?form={fuzzed.form.code}")
    if received is None:
        return
    first = await fuzzed.read(received["id"], 1)
    await check_kept(house, first, fuzzed.what, claims=claims)
    fuzzed.spoil_further()
    corrected = await fuzzed.sent(f"/lists/{received['id']}/versions")
    if corrected is None or corrected["version"] == 1:
        return
    second = await fuzzed.read(received["id"], 2)
    await check_kept(house, second, f"{fuzzed.what}, corrected", claims=claims)
    told = [second[f"{name}_count"] for name in ("added", "changed", "same", "locked")]
    assert sum(told) == second["row_count"], f"{fuzzed.what}: {second}"
    assert second["gone_count"] == first["row_count"] + told[0] - second["row_count"], fuzzed.what
