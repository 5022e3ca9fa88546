"""The guard before any reader: what comes out of it is a small honest workbook, or a refusal.

The reader (calamine) aborts the whole process on hostile sizes, so it never sees the bytes that
were sent. The guard copies the few parts a list needs into a fresh archive while it checks them:
what was checked and what is read are the same bytes, and no second reading of the archive differs.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

import python_calamine

from app.intake.pieces import is_sheet, long_rows, sheet_parts, unfollowed
from app.intake.refusals import (
    MIB,
    ExternalLinkFound,
    Limits,
    MacroFound,
    WorkbookBomb,
    WorkbookTooLarge,
    not_a_workbook,
)
from app.intake.scan import Scan, SheetScan, StringScan

_NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/styles\.xml|xl/sharedstrings\.xml|xl/worksheets/[^/]+\.xml"
)
_MACROS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|/embeddings/")
_LINKS = re.compile(r"/externallinks/|/connections\.xml|/querytables/")
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
_CHUNK = 256 * 1024
LONG = 32 * MIB
"""A part beyond this is kept packed, and a sheet beyond it is read in pieces."""
GLANCED_AT = 2 * MIB
"""A sheet beyond this is read in pieces when only its first rows matter."""


class Guarded(BytesIO):
    """A fresh archive with only the checked parts of a workbook; `rows` is its longest sheet's."""

    rows = 0


def guarded(data: bytes, limits: Limits) -> Guarded:
    """A fresh archive with only the checked parts of the workbook, or a refusal."""
    if len(data) > limits.max_bytes:
        raise WorkbookTooLarge(found=len(data), limit=limits.max_bytes)
    try:
        _check_directory_size(data, limits)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _checked_entries(archive.infolist(), limits)
            return _clean_copy(archive, parts, limits)
    except _ZIP_FAULTS as fault:
        raise not_a_workbook("damaged archive", "tệp nén hỏng") from fault
    except expat.ExpatError as fault:
        raise not_a_workbook("damaged XML", "nội dung XML hỏng") from fault


def _check_directory_size(data: bytes, limits: Limits) -> None:
    # The archive's own count may lie and 100,000 entries cost seconds to list, so the size of the
    # directory is bounded before anything parses it. No list needs the 64-bit form.
    if not data.startswith(b"PK\x03\x04"):
        raise not_a_workbook("not an Office Open XML archive", "không phải định dạng .xlsx")
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise not_a_workbook("cut short", "tệp bị cắt cụt")
    entries, size = struct.unpack_from("<HL", data, end + 10)
    if entries > limits.max_entries or size > limits.max_entries * 512:
        raise WorkbookBomb(part=f"({entries} parts)")
    if data[max(end - 20, 0) : end].startswith(b"PK\x06\x07"):
        raise not_a_workbook("64-bit archive", "định dạng nén 64 bit")


def _checked_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> list[zipfile.ZipInfo]:
    if len(entries) > limits.max_entries:
        raise WorkbookBomb(part=f"({len(entries)} parts)")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise not_a_workbook("two parts of one name", "hai phần trùng tên")
    _check_overlap(entries)
    for entry, name in zip(entries, names, strict=True):
        _check_entry(entry, f"/{name}", limits)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise not_a_workbook("no workbook inside", "không có bảng tính bên trong")
    needed = [entry for entry in entries if _NEEDED.fullmatch(entry.filename.lower())]
    if sum(entry.file_size for entry in needed) > limits.max_total_bytes:
        raise WorkbookBomb(part="(all)")
    return needed


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise WorkbookBomb(part=entry.filename[:80])
        end = entry.header_offset + 30 + len(entry.filename) + entry.compress_size


def _check_entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    part = entry.filename[:80]
    if _MACROS.search(name):
        raise MacroFound(part=part)
    if _LINKS.search(name):
        raise ExternalLinkFound(part=part)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise not_a_workbook("unknown compression", "kiểu nén lạ")
    if entry.flag_bits & 0x1:
        raise not_a_workbook("password protected", "tệp có mật khẩu")
    # Reading never yields more than the declared size, so a declared size is a bound.
    allowed = max(limits.ratio_floor_bytes, limits.max_ratio * entry.compress_size)
    if entry.file_size > min(limits.max_part_bytes, allowed):
        raise WorkbookBomb(part=part)


def _clean_copy(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> Guarded:
    copy = Guarded()
    with zipfile.ZipFile(copy, "w") as clean:
        for part in parts:
            target = zipfile.ZipInfo(part.filename)
            if part.file_size > LONG:
                target.compress_type, target._compresslevel = zipfile.ZIP_DEFLATED, 1  # type: ignore[attr-defined]
            scan = _scan_of(part, limits)
            with archive.open(part) as source, clean.open(target, "w") as sink:
                while chunk := source.read(_CHUNK):
                    scan.feed(chunk)
                    sink.write(chunk)
            scan.close()
            if isinstance(scan, SheetScan):
                copy.rows = max(copy.rows, scan.far_row)
    copy.seek(0)
    return copy


def _scan_of(part: zipfile.ZipInfo, limits: Limits) -> Scan:
    name = part.filename.lower()
    if name == "xl/sharedstrings.xml":
        return StringScan(part, limits)
    if name.startswith("xl/worksheets/"):
        return SheetScan(part, limits)
    return Scan(part, limits)


def sheets(
    clean: BytesIO, whole_up_to: int | None = None
) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """Name and rows of each sheet of a guarded workbook, rows from the sheet's first.

    Sheets beyond `whole_up_to` bytes (LONG) are read in pieces: more slowly in all, the first
    rows sooner.
    """
    try:
        most = LONG if whole_up_to is None else whole_up_to
        with zipfile.ZipFile(clean) as archive:
            parts = archive.infolist()
            long = any(is_sheet(part.filename) and part.file_size > most for part in parts)
            found = sheet_parts(archive) if long else []
        yield from ((sheet.name, long_rows(clean, sheet)) for sheet in found)
        if long:
            return
        clean.seek(0)
        with python_calamine.load_workbook(clean) as book:
            for name in book.sheet_names:
                yield name, iter(book.get_sheet_by_name(name).iter_rows())
    except (python_calamine.CalamineError, OSError) as fault:
        raise unfollowed() from fault
