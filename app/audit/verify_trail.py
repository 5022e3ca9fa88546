#!/usr/bin/env python3
"""Verify an exported trail offline: python3 verify_trail.py FILE [--key KEY] [--note NOTE].

Stands alone: the standard library and `cryptography`, nothing of the service and no database. Copy
it out, read it, run it elsewhere. It recomputes every hash from the rows, the tree of every block
(RFC 6962), the chain of blocks, and checks every signed note (C2SP signed note, Ed25519). A note
kept outside earlier must be a prefix of the trail.

Exit codes: 0 whole; 1 something is wrong; 2 wrong usage.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOOK_AHEAD = 256
"""Rows held back to find where rows and hashes agree again after a difference."""
TOLD = 20
_SUBJECTS = {
    "dossier_history": lambda row: f"lịch sử hồ sơ {row[2]}, lần {row[3]}",
    "change_log": lambda row: f"nhật ký thay đổi số {row[2]} ({row[3]} {row[4]})",
    "access_log": lambda row: f"nhật ký xem số {row[2]}",
}


class Finding(NamedTuple):
    """One thing that is wrong: a code, the row's number in the trail if one is meant, in words."""

    code: str
    seq: int | None
    vi: str


class Note(NamedTuple):
    """A checkpoint as signed: whose trail, how many rows, the head of the chain."""

    origin: str
    size: int
    head: bytes
    text: str
    signatures: list[tuple[str, bytes]]


class BadNote(ValueError):
    """This is not a signed note."""


def leaf_hash(row: Sequence[Any]) -> bytes:
    """The hash of a row: SHA-256 of 0x00 and its canonical JSON."""
    line = json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The tree hash of RFC 6962; the hash of nothing is SHA-256 of nothing."""
    nodes = list(leaves) or [hashlib.sha256().digest()]
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        nodes = above + nodes[len(above) * 2 :]
    return nodes[0]


def next_head(head: bytes, block: Sequence[Any]) -> bytes:
    """The chain after a block, given as [number, first row, rows, upto, root in hexadecimal]."""
    line = json.dumps(list(block), separators=(", ", ": "))
    return hashlib.sha256(b"\x02" + head + line.encode()).digest()


def first_head(origin: str) -> bytes:
    """The head of an empty trail."""
    return hashlib.sha256(origin.encode()).digest()


def key_mark(name: str, public: bytes) -> bytes:
    """Four bytes by which a signature says which key made it."""
    return hashlib.sha256(f"{name}\n".encode() + b"\x01" + public).digest()[:4]


def read_key(text: str) -> tuple[bytes, Ed25519PublicKey]:
    """Mark and key from "name+mark+base64"; raises ValueError."""
    name, mark, coded = text.strip().split("+", 2)
    kind_and_key = base64.b64decode(coded, validate=True)
    if kind_and_key[:1] != b"\x01" or key_mark(name, kind_and_key[1:]).hex() != mark:
        raise ValueError("not an Ed25519 verifier key")
    return bytes.fromhex(mark), Ed25519PublicKey.from_public_bytes(kind_and_key[1:])


def read_note(whole: str) -> Note:
    """The parts of a note; raises BadNote."""
    try:
        text, signed = whole.split("\n\n", 1)
        origin, size, head, *_ = text.split("\n")
        signatures = []
        for line in signed.splitlines():
            dash, name, coded = line.split(" ")
            if dash != "—":
                raise BadNote
            signatures.append((name, base64.b64decode(coded, validate=True)))
        number = int(size)
        return Note(origin, number, base64.b64decode(head, validate=True), text + "\n", signatures)
    except ValueError as error:
        raise BadNote from error


def is_signed(note: Note, keys: Iterable[str]) -> bool:
    """Whether one of these keys signed the note."""
    for text in keys:
        try:
            mark, key = read_key(text)
        except ValueError:
            continue
        for _, signature in note.signatures:
            if signature[:4] == mark:
                try:
                    key.verify(signature[4:], note.text.encode())
                except InvalidSignature:
                    continue
                return True
    return False


@dataclass
class Verifier:
    """Reads an export line by line; memory does not grow with its rows."""

    keys: Sequence[str] = ()
    """Public keys known from elsewhere; without them the notes' own are taken on trust."""
    findings: list[Finding] = field(default_factory=list)
    found: int = 0
    origin: str = ""
    size: int = 0
    head: bytes = b""
    rows: int = 0
    notes: int = 0
    noted: int = 0
    _declared: dict[str, Any] = field(default_factory=dict)
    _blocks: int = 0
    _upto: int = 0
    _wanted: deque[bytes] = field(default_factory=deque)
    _given: deque[tuple[bytes, Any]] = field(default_factory=deque)
    _passed: int = 0
    _sets: dict[str, int] = field(default_factory=dict)
    _kept_sets: set[str] = field(default_factory=set)
    _heads: dict[int, bytes] = field(default_factory=dict)
    _ended: bool = False

    def tell(self, code: str, vi: str, seq: int | None = None) -> None:
        """Keep a finding; the first of them in words, all of them in number."""
        self.found += 1
        if len(self.findings) < TOLD:
            self.findings.append(Finding(code, seq, vi))

    def read(self, lines: Iterable[str]) -> None:
        """Every line of the export, and then whether anything is missing."""
        for number, line in enumerate(lines, 1):
            try:
                self._one(json.loads(line))
            except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
                self.tell("MALFORMED", f"Dòng {number} của tệp không đúng dạng.")
        self._agree(at_end=True)
        self._close()

    def _one(self, line: dict[str, Any]) -> None:
        if "row" in line:
            self._row(line["seq"], line["row"])
        elif "leaves" in line:
            self._block(line)
        elif "note" in line:
            self._note(line["note"], str(line.get("signer", "")))
        elif "set" in line:
            self._set(line["set"], line["ids"])
        elif "trail" in line and not self.origin:
            self.origin, self._declared = str(line["trail"]), line
            self.head = first_head(self.origin)
            self._heads[0] = self.head
        elif line == {"end": True}:
            self._ended = True
        else:
            raise ValueError

    # --- blocks and rows --------------------------------------------------------------------------

    def _block(self, block: dict[str, Any]) -> None:
        number, first, count = block["block"], block["first"], block["count"]
        packed = base64.b64decode(block["leaves"], validate=True)
        leaves = [packed[at : at + 32] for at in range(0, len(packed), 32)]
        self._blocks += 1
        where = f"Khối {number}"
        if number != self._blocks:
            self.tell("BLOCK_ORDER", f"{where}: lẽ ra phải là khối {self._blocks}.")
            self._blocks = number
        if first != self.size + 1 or count != len(leaves):
            self.tell("BLOCK_GAP", f"{where}: số thứ tự không nối tiếp dòng {self.size}.", first)
        if block["upto"] < self._upto:
            self.tell("BLOCK_ORDER", f"{where}: lùi về trước khối đứng trước nó.")
        root = merkle_root(leaves).hex()
        if root != block["root"]:
            self.tell("BLOCK_ROOT", f"{where}: gốc cây băm không khớp các băm của khối.", first)
        self.head = next_head(self.head, [number, first, count, block["upto"], root])
        if self.head.hex() != block["head"]:
            self.tell("BLOCK_CHAIN", f"{where}: không nối với khối đứng trước.", first)
        self.size, self._upto = self.size + len(leaves), block["upto"]
        self._heads[self.size] = self.head
        self._wanted.extend(leaves)

    def _row(self, seq: int, row: list[Any]) -> None:
        self.rows += 1
        if seq != self.rows:
            self.tell("SEQUENCE", f"Dòng số {seq} đứng ở chỗ của dòng {self.rows}.", self.rows)
        if row[0] == "access_log":
            self._sets[str(row[-3])] = row[-2]
        self._given.append((leaf_hash(row), row))
        self._agree()

    def _agree(self, *, at_end: bool = False) -> None:
        """Take off what rows and sealed hashes agree on; tell where they do not."""
        while self._wanted and self._given:
            if self._wanted[0] == self._given[0][0]:
                self._wanted.popleft()
                self._given.popleft()
                self._passed += 1
            elif at_end or min(len(self._wanted), len(self._given)) >= LOOK_AHEAD:
                self._differ()
            else:
                return
        while at_end and self._wanted:
            self._missing()
        while at_end and self._given:
            self._extra()

    def _differ(self) -> None:
        """Step over the shortest stretch after which rows and hashes agree again."""
        wanted = {leaf: at for at, leaf in reversed(list(enumerate(self._nearest(self._wanted))))}
        places = [
            (wanted[leaf], at)
            for at, (leaf, _) in enumerate(self._nearest(self._given))
            if leaf in wanted
        ]
        least = min(len(self._wanted), len(self._given), LOOK_AHEAD)
        missing, extra = min(places, key=sum, default=(least, least))
        for _ in range(min(missing, extra)):
            self._changed()
        for _ in range(missing - extra):
            self._missing()
        for _ in range(extra - missing):
            self._extra()

    @staticmethod
    def _nearest(pending: deque[Any]) -> list[Any]:
        return [pending[at] for at in range(min(LOOK_AHEAD, len(pending)))]

    def _changed(self) -> None:
        self._wanted.popleft()
        self._passed += 1
        name = _subject(self._given.popleft()[1])
        self.tell(
            "ROW_CHANGED", f"Dòng {self._passed} đã bị sửa sau khi khóa: {name}.", self._passed
        )

    def _missing(self) -> None:
        self._wanted.popleft()
        self._passed += 1
        self.tell("ROW_MISSING", f"Dòng {self._passed} đã bị xóa sau khi khóa.", self._passed)

    def _extra(self) -> None:
        name = _subject(self._given.popleft()[1])
        after = self._passed
        self.tell("ROW_INSERTED", f"Sau dòng {after} có dòng chèn thêm: {name}.", after)

    # --- notes, sets, and the end -----------------------------------------------------------------

    def _note(self, whole: str, signer: str) -> None:
        self.notes += 1
        note = read_note(whole)
        if note.origin != self.origin:
            self.tell("NOTE_ORIGIN", f"Phiếu ký là của {note.origin}, không phải {self.origin}.")
        if not is_signed(note, self.keys or [signer]):
            self.tell(
                "NOTE_SIGNATURE", f"Chữ ký của phiếu tại dòng {note.size} không đúng.", note.size
            )
        self._prefix(note)
        self.noted = max(self.noted, note.size)

    def _prefix(self, note: Note) -> None:
        if self._heads.get(note.size) != note.head:
            self.tell("NOTE_HEAD", f"Phiếu tại dòng {note.size} không khớp chuỗi khối.", note.size)

    def _set(self, digest: str, ids: list[int]) -> None:
        found = hashlib.sha256(",".join(str(one) for one in sorted(ids)).encode()).hexdigest()
        if found != digest or self._sets.get(digest, len(ids)) != len(ids):
            self.tell("SET_CHANGED", f"Tập người đã xem {digest[:12]}… đã bị sửa.")
        self._kept_sets.add(digest)

    def _close(self) -> None:
        if not self.origin:
            self.tell("NO_TRAIL", "Tệp không có dòng mở đầu của một dấu vết.")
        elif (self._declared.get("size"), self._declared.get("head")) != (
            self.size,
            self.head.hex(),
        ):
            self.tell("CUT", "Dòng mở đầu và các khối của tệp nói khác nhau.", self.size)
        if not self._ended:
            self.tell("CUT", "Tệp bị cắt: không có dòng kết thúc.", self.size)
        if self.noted < self.size:
            self.tell("NOT_SIGNED", f"Các dòng sau dòng {self.noted} chưa có phiếu ký.", self.noted)
        for digest in sorted(set(self._sets) - self._kept_sets):
            self.tell("SET_MISSING", f"Thiếu tập người đã xem {digest[:12]}….")

    def compare(self, whole: str) -> None:
        """A note kept outside must be a prefix of this trail, after the export was read."""
        try:
            note = read_note(whole)
        except BadNote:
            self.tell("MALFORMED", "Phiếu giữ ở ngoài không đúng dạng.")
            return
        if self.keys and not is_signed(note, self.keys):
            self.tell("NOTE_SIGNATURE", "Chữ ký của phiếu giữ ở ngoài không đúng.", note.size)
        elif note.origin != self.origin:
            self.tell("NOTE_ORIGIN", f"Phiếu giữ ở ngoài là của {note.origin}.")
        elif note.size > self.size:
            lost = f"phiếu giữ ở ngoài ghi {note.size} dòng, tệp chỉ có {self.size}"
            self.tell("TAIL_CUT", f"Phần cuối đã bị cắt: {lost}.", self.size)
        elif self._heads.get(note.size) != note.head:
            self.tell("REWRITTEN", f"Phần đầu đến dòng {note.size} đã bị viết lại.", note.size)


def _subject(row: Any) -> str:
    try:
        return _SUBJECTS[row[0]](row)
    except (KeyError, IndexError, TypeError):
        return "dòng không rõ loại"


def verify(lines: Iterable[str], keys: Sequence[str] = (), notes: Iterable[str] = ()) -> Verifier:
    """The verifier after reading an export and comparing notes kept outside."""
    verifier = Verifier(keys)
    verifier.read(lines)
    for one in notes:
        verifier.compare(one)
    return verifier


def notes_in(text: str) -> list[str]:
    """The notes of a file that holds one or, one after the other, many."""
    found: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        lines.append(line)
        if line.startswith("— "):
            found.append("\n".join(lines).lstrip("\n") + "\n")
            lines = []
    return found or [text]


def key_of(text: str) -> str:
    """A key as given: itself, or the first line of the file it names."""
    file = Path(text)
    return file.read_text(encoding="utf-8").split("\n", 1)[0] if file.is_file() else text


def as_told(verifier: Verifier) -> dict[str, Any]:
    """The verdict for a machine to read."""
    return {
        "ok": verifier.found == 0, "trail": verifier.origin, "rows": verifier.rows,
        "sealed": verifier.size, "notes": verifier.notes, "head": verifier.head.hex(),
        "found": verifier.found, "findings": [one._asdict() for one in verifier.findings],
    }  # fmt: skip


def sentences(verifier: Verifier) -> list[str]:
    """The verdict for people."""
    if verifier.found:
        more = verifier.found - len(verifier.findings)
        told = [f"SAI [{one.code}]: {one.vi}" for one in verifier.findings]
        return [*told, *([f"… và {more} chỗ khác."] if more else [])]
    told = [
        f"Dấu vết {verifier.origin} nguyên vẹn: {verifier.rows} dòng, {verifier.notes} phiếu ký.",
        f"Đầu chuỗi: {verifier.head.hex()}",
    ]
    if not verifier.keys:
        told.append(
            "Chưa đối chiếu khóa: hãy chạy lại với --key và khóa công khai nhận từ nơi khác."
        )
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a file and say in Vietnamese what is wrong, and where."""
    parser = argparse.ArgumentParser(description="Kiểm tra dấu vết đã xuất, không cần máy chủ.")
    parser.add_argument("file", metavar="TỆP", help="tệp do ansinh audit export ghi ra")
    parser.add_argument(
        "--key", action="append", default=[], help="khóa công khai, hoặc tệp chứa nó"
    )
    parser.add_argument("--note", action="append", default=[], help="tệp phiếu ký giữ ở ngoài")
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    asked = parser.parse_args(arguments)
    try:
        outside = [one for name in asked.note for one in notes_in(Path(name).read_text("utf-8"))]
        with open(asked.file, encoding="utf-8") as lines:
            verifier = verify(lines, [key_of(one) for one in asked.key], outside)
    except OSError as error:
        sys.stderr.write(f"Lỗi: không đọc được {error.filename}.\n")
        return 2
    told = (
        [json.dumps(as_told(verifier), ensure_ascii=False)] if asked.json else sentences(verifier)
    )
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if verifier.found else 0


if __name__ == "__main__":
    sys.exit(main())
