"""The files of the demonstration province, as openpyxl and as intake read them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core.text import fold
from app.demo.dresses import CSV as CSV_DRESS
from app.demo.dresses import SOFTWARE, SOFTWARE_COLUMNS, Heading
from app.demo.files import FIRST_TRY, LIST_DAY, file_name, write_lists
from app.demo.old_fonts import misread, typed_in
from app.demo.papers import Paper
from app.demo.province import Province, build_province
from app.demo.rows import sheet_rows
from app.demo.truth import ListKey
from app.intake import legacy
from app.intake.cells import Places
from app.intake.csv_cells import CSV
from app.intake.forms import FORMS
from app.intake.frame import PolicyFacts
from app.intake.layout import FIRST_DATA_ROW
from app.intake.legacy import Encoding
from app.intake.mapping import ColumnMapping
from app.intake.reader import STAGED, Summary, Task, read_parts
from app.intake.refusals import Limits
from app.intake.search import HeaderUnknown
from app.intake.sources import JSON, XLSX

FIRST = FIRST_DATA_ROW + 1
HEADING = Heading("Xã A", "Huyện B", LIST_DAY)
MEDIA = {"xlsx": XLSX, "csv": CSV, "json": JSON}
ONLY_BESIDE_OTHER_LISTS = {"NOT_IN_LISTS"}
"""What one file alone does not show."""


@pytest.fixture(scope="module")
def province() -> Province:
    """A small province with every kind of fault."""
    return build_province(scale=0.03)


def read(content: bytes, form: str, **facts: Any) -> tuple[list[dict[str, Any]], Summary]:
    """The checked rows and the summary, as the child reads them."""
    told: dict[str, Any] = {"media_type": XLSX, "places": Places({}), "own_commune": None}
    told |= facts
    task = Task(form_code=form, day=LIST_DAY, limits=Limits(), policy=PolicyFacts(LIST_DAY), **told)
    rows: list[dict[str, Any]] = []
    for part in read_parts(content, task):
        if isinstance(part, Summary):
            return rows, part
        rows += [dict(zip(STAGED, row, strict=True)) for row in part]
    raise AssertionError("no summary")


def places(province: Province, key: ListKey) -> Mapping[str, Any]:
    """Which communes the office of a list may name."""
    inside = {
        one.name: one.code for one in province.areas.communes if one.district == key.area_code
    }
    return {"places": Places(inside), "own_commune": None if key.form == "05" else key.area_code}


def dressed(province: Province, key: ListKey) -> Mapping[str, Any]:
    """How the office's file is to be read."""
    dress = province.truth.dressing.dresses.get(key)
    mapping = ColumnMapping(columns=dict(SOFTWARE_COLUMNS)) if dress == SOFTWARE else None
    return {
        **places(province, key), "media_type": CSV if dress == CSV_DRESS else XLSX,
        "mapping": mapping, "conversion": dress if dress in ("tcvn3", "vni") else None,
    }  # fmt: skip


def codes(row: Mapping[str, Any], what: str = "problems") -> list[str]:
    """The codes of the problems, or warnings, of a row."""
    return [one["code"] for one in json.loads(row[what] or "[]")]


def test_the_written_sheets_hold_every_row_where_the_truth_says(tmp_path: Path) -> None:
    province = build_province(scale=0.2)
    most = Counter(
        fault.list_key
        for fault in province.truth.faults
        if fault.list_key not in province.truth.dressing.dresses and fault.list_key.form != "05"
    )
    keys = [most.most_common(1)[0][0], ListKey("05", "436")]
    written = list(write_lists(tmp_path, keys, province=province))
    assert [entry.list_key for entry in written] == keys
    assert sorted(tmp_path.iterdir()) == sorted(entry.path for entry in written)
    for key, path, row_count in written:
        sheet = load_workbook(path).active
        assert sheet is not None
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        expected = sheet_rows(key.form, province.lists[key], province.areas.names)
        width = len(FORMS[key.form].columns)
        assert row_count == len(expected)
        for cells, wanted in zip(found, expected, strict=False):
            assert cells[:width] == [None if cell == "" else cell for cell in wanted]
        assert found[row_count][1] == "Tổng cộng"


def test_intake_finds_each_faulty_row_for_its_own_reason_and_no_other(
    province: Province, tmp_path: Path
) -> None:
    """In whatever dress a list comes, its rows stand where the truth says, and are the same."""
    expected = {
        (fault.list_key, fault.row): list(fault.expected)
        for fault in province.truth.faults
        if fault.stage == "INTAKE"
    }
    found = {}
    for key, path, row_count in write_lists(tmp_path, province=province):
        rows, _ = read(path.read_bytes(), key.form, **dressed(province, key))
        assert [row["row_number"] for row in rows] == province.row_numbers[key]
        assert len(rows) == row_count
        for row, person in zip(rows, province.lists[key], strict=True):
            if row["problems"]:
                found[key, row["row_number"]] = codes(row)
            else:
                assert row["name_key"] == person.name_key
                assert (row["cccd"] or row["cmnd"]) == person.id_number
                assert row["commune_code"] == person.commune
    assert found == expected


def test_every_dress_is_worn(province: Province) -> None:
    dressing = province.truth.dressing
    assert Counter(dressing.dresses.values()) == {
        "office": 2, "software": 2, "csv": 1, "tcvn3": 1, "vni": 1,
    }  # fmt: skip
    stories = [dressing.mojibake, dressing.corrected, dressing.sent_twice, dressing.marked]
    assert len({*stories, *dressing.dresses}) == len(stories) + len(dressing.dresses)
    faults = {one.list_key for one in province.truth.faults if one.stage == "INTAKE"}
    assert dressing.marked in faults


def test_without_its_mapping_an_export_is_not_understood(
    province: Province, tmp_path: Path
) -> None:
    (written,) = write_lists(tmp_path, [ListKey("05", "441", 2)], province=province)
    with pytest.raises(HeaderUnknown):
        read(written.path.read_bytes(), "05", **places(province, written.list_key))


def test_the_first_tries_are_broken_and_otherwise(province: Province, tmp_path: Path) -> None:
    dressing = province.truth.dressing
    keys = [dressing.mojibake, dressing.corrected]
    list(write_lists(tmp_path, keys, province=province))
    first, then = (
        read(
            (tmp_path / file_name(key, dressing, FIRST_TRY)).read_bytes(), key.form,
            **places(province, key),
        )[0]
        for key in keys
    )  # fmt: skip
    assert all("MOJIBAKE" in codes(row) for row in first)
    (right,) = (read(
        (tmp_path / file_name(dressing.corrected, dressing)).read_bytes(), "08",
        **places(province, dressing.corrected),
    )[0],)  # fmt: skip
    before, after = ({row["digest"] for row in rows} for rows in (then, right))
    assert (len(before - after), len(after - before)) == (3, 3)
    assert sum(bool(row["problems"]) for row in then) == 1 + sum(
        bool(row["problems"]) for row in right
    )


def test_old_fonts_lead_there_and_back(province: Province) -> None:
    names = {person.full_name for rows in province.lists.values() for person in rows}
    sound = sorted(name for name in names if name.replace(" ", "").isalpha() and "Ð" not in name)
    for font in ("tcvn3", "vni"):
        encoding: Encoding = "vni" if font == "vni" else "tcvn3"
        for name in sound[::11]:
            typed = typed_in(encoding, name)
            assert typed.isascii() or typed != name
            assert fold(legacy.in_unicode(typed, encoding)) == fold(name)
    assert misread("Nguyễn Thị Thủy") != "Nguyễn Thị Thủy"


def faults_of(paper: Paper) -> Iterator[tuple[int, set[str]]]:
    """What intake finds in a paper by itself."""
    for number, found in paper.faulty.items():
        if alone := found - ONLY_BESIDE_OTHER_LISTS:
            yield number, alone


def test_every_other_form_is_handed_in_with_its_faults(province: Province) -> None:
    forms = {paper.key.form for paper in province.papers} | {key.form for key in province.lists}
    assert forms == {f"{number:02d}" for number in range(1, 15)}
    assert {paper.media for paper in province.papers} == MEDIA.keys()
    communes = {one.name: one.code for one in province.areas.communes}
    districts = {one.name: one.code for one in province.areas.districts}
    for paper in province.papers:
        code = paper.key.area_code
        rows, summary = read(
            paper.content(HEADING), paper.key.form, media_type=MEDIA[paper.media],
            places=Places(communes, districts), own_commune=code if len(code) == 5 else None,
        )  # fmt: skip
        assert len(rows) == len(paper.rows)
        assert {row["row_number"]: set(codes(row)) for row in rows if row["problems"]} == dict(
            faults_of(paper)
        )
        warned = {row["row_number"]: set(codes(row, "warnings")) for row in rows}
        assert all(wanted <= warned[number] for number, wanted in paper.warned.items())
        assert summary.head.keys() == dict(paper.head).keys()
