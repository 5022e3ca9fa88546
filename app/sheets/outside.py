"""Tables from somebody's file as sheets: what is understood is checked, the rest is told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Final

from app.core.text import fold
from app.sheets.blocks import Block, blocks_of
from app.sheets.cells import MEASURED, Cells, Place
from app.sheets.grids import Grid, check_size, csv_grids, json_grid, json_value, workbook_grids
from app.sheets.guard import refused
from app.sheets.heads import DONG, MONTHS, PEOPLE, RATE, Head, spelled_out
from app.sheets.lines import Line, Structure, lines_of, structures
from app.sheets.numbers import Said, read_number
from app.sheets.rates import PLACES, rate_faults, rate_text
from app.sheets.relations import related
from app.sheets.rules import Column, Kind, OutsideSheet, Remark, Rounding, Row, Sheet, Value
from app.sheets.written import sheet_from

NO_WORDS: Final[Mapping[str, str]] = {}
_MOST_MONTHS: Final = 12
_BIG: Final = 1_000_000
_MOST_REMARKS: Final = 200
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def read_outside(
    content: bytes, name: str, words: Mapping[str, str] = NO_WORDS
) -> list[OutsideSheet]:
    """Every table of an .xlsx, CSV or JSON file; raises NotATable.

    `words` are what a group is called -> its payable code. Cells that were not understood are
    told in `remarks`; a worksheet without a table is a sheet without rows.
    """
    check_size(content)
    words = {spelled_out(fold(said)): code for said, code in words.items()}
    stem = PurePath(name).stem or "tệp"
    if content.startswith(_ZIP):
        return _of_grids(workbook_grids(content), words)
    if content.startswith(_OLD_EXCEL):
        raise refused(
            "an old .xls, or a workbook with a password",
            "tệp .xls kiểu cũ hoặc có mật khẩu; hãy lưu lại dưới dạng Excel Workbook (.xlsx)",
        )
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise refused("it is no .xlsx", "không phải tệp .xlsx")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return _of_json(json_value(content), stem, words)
    readings = [_of_grids([grid], words) for grid in csv_grids(content, stem)]
    return max(readings, key=lambda sheets: sum(len(one.columns) for one in sheets))


def _of_json(value: Any, stem: str, words: Mapping[str, str]) -> list[OutsideSheet]:
    """Our own export, or rows of objects."""
    if isinstance(value, dict) and isinstance(value.get("sheets"), list):
        return [_own(sheet_from(one)) for one in value["sheets"]]
    if isinstance(value, list) and value and isinstance(value[0], dict) and "columns" in value[0]:
        return [_own(sheet_from(one)) for one in value]
    return _of_grids([json_grid(value, stem)], words)


def _own(sheet: Sheet) -> OutsideSheet:
    """A table of ours: its rows and columns are its addresses."""
    places = {
        (row.key, column.key): f"{sheet.key}[{row.key}].{column.key}"
        for row in sheet.rows
        for column in sheet.columns
    }
    return OutsideSheet(
        key=sheet.key, title=sheet.title, columns=sheet.columns, rows=sheet.rows, note=sheet.note,
        places=places,
    )  # fmt: skip


def _of_grids(grids: Iterable[Grid], words: Mapping[str, str]) -> list[OutsideSheet]:
    found: list[OutsideSheet] = []
    for grid in grids:
        if not any(cell not in (None, "") for row in grid.rows for cell in row):
            continue
        blocks = blocks_of(grid, words)
        found += [
            _Reading(block, words).sheet(f"table_{len(found) + at}")
            for at, block in enumerate(blocks, 1)
        ]
        if not blocks:
            found.append(_without_table(grid, f"table_{len(found) + 1}"))
    return found


def _without_table(grid: Grid, key: str) -> OutsideSheet:
    remark = Remark(
        cell=grid.name, why="no table of figures was found here",
        why_vi="không tìm thấy bảng số liệu nào (cần dòng tiêu đề cột như “Số người”, “Số tiền”)",
    )  # fmt: skip
    return OutsideSheet(key=key, title=grid.name, columns=(), rows=(), remarks=(remark,))


@dataclass(slots=True)
class _Reading:
    """One block on its way to a sheet."""

    block: Block
    words: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    roundings: dict[Place, Rounding] = field(default_factory=dict)
    places: dict[Place, str] = field(default_factory=dict)
    plain_rates: dict[str, dict[str, Value]] = field(default_factory=dict)
    """By column and row: what a rate says if it is no share."""

    def sheet(self, key: str) -> OutsideSheet:
        """The table as far as it is understood."""
        lines = lines_of(self.block, self.words)
        heads = self._heads(lines)
        cells: list[dict[str, Value]] = [{} for _ in lines]
        for column, (name, head) in heads.items():
            self._read_column(column, name, head, lines, cells)
        columns = related(dict(heads.values()))
        _months_in_all(columns, heads, lines, cells)
        plain = OutsideSheet(
            key=key, title=self.block.title or self.block.grid.name, columns=columns,
            rows=_rows(lines, cells, Structure()), places=self.places, spans=self.spans,
            roundings=self.roundings,
        )  # fmt: skip
        best = max(
            (replace(plain, rows=_rows(lines, cells, one)) for one in structures(lines)),
            key=_sums_that_hold,
        )
        best = self._likelier_rates(best)
        best = replace(best, columns=tuple(_by_evidence(best, one) for one in best.columns))
        self._tell_unchecked(best.columns, heads)
        return replace(best, remarks=tuple(self.remarks[:_MOST_REMARKS]))

    def _likelier_rates(self, sheet: OutsideSheet) -> OutsideSheet:
        """Number cells up to 1.5 are shares, or small percentages: as more of the counts say."""
        for name, plain in self.plain_rates.items():
            rows = tuple(
                replace(row, cells={**row.cells, name: plain.get(row.key, row.cells[name])})
                for row in sheet.rows
            )
            other = replace(sheet, rows=rows)
            if len([*rate_faults(Cells(other))]) < len([*rate_faults(Cells(sheet))]):
                sheet = other
        return sheet

    def _tell_unchecked(
        self, columns: Sequence[Column], heads: Mapping[int, tuple[str, Head]]
    ) -> None:
        """Rates and money of which no column says what they are made of."""
        by_key = {column.key: column for column in columns}
        for place, (name, head) in heads.items():
            column = by_key[name]
            alone = column.part_of is None if head.measure == RATE else column.units is None
            if head.measure in (RATE, DONG) and alone and not head.is_price:
                where = self.block.grid.address(self.block.head_row, place)
                what = "a rate" if head.measure == RATE else "money"
                what_vi = "tỷ lệ" if head.measure == RATE else "số tiền"
                self._remark(
                    where, f"{what} of unknown counts: {head.text[:60]}",
                    f"không rõ {what_vi} “{head.text[:60]}” tính trên cột số người nào",
                )  # fmt: skip

    def _heads(self, lines: Sequence[Line]) -> dict[int, tuple[str, Head]]:
        """The measured columns by place, each with a key of its own."""
        found: dict[int, tuple[str, Head]] = {}
        taken: Counter[str] = Counter()
        for column, head in self.block.heads.items():
            told = head if head.measure else self._by_values(column, head, lines)
            if told is None:
                where = self.block.grid.address(self.block.head_row, column)
                self._remark(
                    where, f"the column is not understood: {head.text[:60]}",
                    f"không hiểu cột “{head.text[:60]}”, nên không kiểm tra",
                )  # fmt: skip
                continue
            taken[told.key] += 1
            twin = taken[told.key]
            found[column] = (told.key if twin == 1 else f"{told.key}_{twin}", told)
        return found

    def _by_values(self, column: int, head: Head, lines: Sequence[Line]) -> Head | None:
        """A head such as "Đã chi" alone, or a group: what its numbers look like."""
        if not head.state and not head.group and not head.is_total:
            return None
        numbers = [self._number(line.at, column, whole=True) for line in lines]
        if any(one is not None and one.percent for one in numbers):
            return replace(head, measure=RATE)
        large = [one.digits for one in numbers if one is not None and not one.places]
        is_money = bool(large) and max(large) >= _BIG and all(one % 1000 == 0 for one in large)
        return replace(head, measure=DONG if is_money or head.unit > 1 else PEOPLE)

    def _number(self, row: int, column: int, *, whole: bool) -> Said | None:
        return read_number(self.block.grid.cell(row, column), whole=whole)

    def _read_column(
        self, column: int, name: str, head: Head, lines: Sequence[Line],
        cells: Sequence[dict[str, Value]],
    ) -> None:  # fmt: skip
        whole = head.measure != RATE and head.unit == 1
        said = [self._number(line.at, column, whole=whole) for line in lines]
        finest = max((one.places for one in said if one and one.unit is None), default=0)
        as_share = head.measure == RATE and _are_shares(said)
        for line, number, row in zip(lines, said, cells, strict=True):
            place = (line.key, name)
            self.places[place] = self.block.grid.address(line.at, column)
            if number is None:
                row[name] = None
                self._tell_unread(line, column, head)
            elif head.measure == RATE:
                row[name] = self._rate(place, number, finest, as_share=as_share)
                if as_share and not number.typed:
                    plain = self._rate(place, number, finest, as_share=False)
                    self.plain_rates.setdefault(name, {})[line.key] = plain
            else:
                row[name] = self._amount(place, number, finest, head)

    def _tell_unread(self, line: Line, column: int, head: Head) -> None:
        value = self.block.grid.cell(line.at, column)
        where = self.block.grid.address(line.at, column)
        if value is not None:
            self._remark(
                where, "is no number, not checked", f"“{str(value)[:40]}” không phải số, nên bỏ qua"
            )
        elif head.measure in (PEOPLE, DONG):
            self._remark(
                where, "is blank: sums over it are only checked as at least",
                "ô trống: tổng của cột chỉ kiểm tra được mức tối thiểu",
            )  # fmt: skip

    def _amount(self, place: Place, said: Said, finest: int, head: Head) -> Value:
        """A count or money in whole units, with what a shortened number may stand for."""
        unit = said.unit or (head.unit if head.measure == DONG else 1)
        scaled = said.digits * unit
        places = said.places if said.unit else finest
        step = unit // 10**places if unit >= 10**places else 1
        if scaled % 10**said.places and step <= 1 and unit == 1:
            self._remark(
                self.places[place], "has a fraction, not checked",
                "có phần lẻ: đơn vị tính không rõ, nên bỏ qua",
            )  # fmt: skip
            return None
        value: int = scaled // 10**said.places
        if step > 1 or said.rounding is not Rounding.HALF or said.about:
            self.spans[place] = _span(value, step, said)
        return value

    def _rate(self, place: Place, said: Said, finest: int, *, as_share: bool) -> Value:
        digits, places = said.digits, said.places
        if as_share and not said.percent and not said.typed:
            digits, places, finest = digits * 100, places, max(finest - 2, 0)
            while places and digits % 10 == 0:
                digits, places = digits // 10, places - 1
        if digits < 0:
            return str(digits)
        wanted = places if said.typed else min(max(finest, 0), PLACES)
        if places > wanted:
            base = 10 ** (places - wanted)
            digits = (2 * digits + base) // (2 * base)
        else:
            digits *= 10 ** (wanted - places)
        if said.rounding is not Rounding.HALF:
            self.roundings[place] = said.rounding
        return rate_text(digits, wanted)

    def _remark(self, cell: str, why: str, why_vi: str) -> None:
        self.remarks.append(Remark(cell=cell, why=why, why_vi=why_vi))


def _are_shares(said: Iterable[Said | None]) -> bool:
    """Whether number cells hold 0.976 where 97,6 % is shown."""
    plain = [one for one in said if one is not None and not one.typed]
    shares = [abs(one.digits) <= 15 * 10**one.places // 10 for one in plain]
    return bool(plain) and all(shares) and any(one.digits for one in plain)


def _span(value: int, step: int, said: Said) -> tuple[int, int]:
    if said.about:
        return value - step, value + step
    if said.rounding is Rounding.CUT:
        return value, value + step - 1
    if said.rounding is Rounding.UP:
        return value - step + 1, value
    return value - step // 2, value + (step - 1) // 2


def _months_in_all(
    columns: Sequence[Column], heads: Mapping[int, tuple[str, Head]], lines: Sequence[Line],
    cells: Sequence[dict[str, Value]],
) -> None:  # fmt: skip
    """ "Số tháng" of one person becomes the months of all people of the row."""
    people = {one.months: one.units for one in columns if one.months and one.units}
    for name, head in heads.values():
        if head.measure != MONTHS or not head.is_months_each:
            continue
        months = [row[name] for row in cells if type(row[name]) is int]
        if any(type(one) is int and one > _MOST_MONTHS for one in months):
            continue  # they are the months of all already
        for line, row in zip(lines, cells, strict=True):
            count, each = row.get(str(people.get(name))), row[name]
            known = type(count) is int and type(each) is int and not line.is_total
            row[name] = count * each if known else None  # type: ignore[operator]


def _rows(
    lines: Sequence[Line], cells: Sequence[dict[str, Value]], structure: Structure
) -> tuple[Row, ...]:
    return tuple(
        Row(
            key=line.key, cells=row,
            sum_of=tuple(lines[part].key for part in structure.sums.get(place, ())),
            group=structure.groups.get(place, line.group),
            level=2 if line.is_total else int(place in structure.sums),
        )
        for place, (line, row) in enumerate(zip(lines, cells, strict=True))
    )  # fmt: skip


def _sums_that_hold(sheet: OutsideSheet) -> int:
    """Printed sums of rows that hold, less those that do not."""
    cells = Cells(sheet)
    found = 0
    for whole, parts in cells.sums():
        span, spans = cells.span(whole), [cells.span(part) for part in parts]
        if span is not None and whole[1] == parts[0][1]:
            known = [one for one in spans if one is not None]
            least, most = sum(one[0] for one in known), sum(one[1] for one in known)
            found += 1 if span[1] >= least and span[0] <= most else -1
    return found


def _by_evidence(sheet: OutsideSheet, column: Column) -> Column:
    """A relation guessed from heads alone stays if enough rows bear it out."""
    if column.kind is Kind.RATE and column.part_of:
        wrong = sum(one.column == column.key for one in rate_faults(Cells(sheet)))
        told = sum(row.cells.get(column.key) is not None for row in sheet.rows)
        return replace(column, part_of=None) if told > 2 and wrong == told else column
    if column.sum_of and column.kind in MEASURED:
        cells = Cells(sheet)
        fits = [_across(cells, row.key, column) for row in sheet.rows]
        known = [one for one in fits if one is not None]
        return column if 2 * sum(known) >= len(known) else replace(column, sum_of=())
    return column


def _across(cells: Cells, row: str, column: Column) -> bool | None:
    span, spans = cells.span((row, column.key)), [cells.span((row, one)) for one in column.sum_of]
    known = [one for one in spans if one is not None]
    if span is None or len(known) < len(spans):
        return None
    return span[0] <= sum(one[1] for one in known) and span[1] >= sum(one[0] for one in known)
