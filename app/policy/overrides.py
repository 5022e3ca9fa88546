"""The operator's corrections: an unconfirmed value is replaced from a file, never in code.

The file uses the keys of the law. A correction is a table with its own `cite`, and a `value`, or an
`article` for a whole rule whose article was not known, or both:

    [posting.days]
    value = 3
    cite = "Công văn 1234/LĐTBXH-BTXH"
    mark = "C"             # C when left out
    from = 2020-05-01      # from and until may be left out

A file with anything else is refused whole, and the refusal says where.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.core.errors import Refused

from .law import Law, editions, frozen, kind_of
from .terms import UNKNOWN_ARTICLE, Citation, Kind, Mark, Provision, Source, Value

LARGEST_FILE = 1_000_000
WORDS = {"value": None, "cite": str, "article": str, "mark": str, "from": date, "until": date}


class BadOverride(Refused):
    """Overrides of the policy, {file}: {key} is wrong."""

    status = 422
    vi = "Tệp điều chỉnh chính sách {file}: {key} không đúng."


class OverridesUnreadable(Refused):
    """Overrides of the policy, {file}: the file cannot be read as TOML: {reason}."""

    status = 422
    vi = "Tệp điều chỉnh chính sách {file}: không đọc được theo định dạng TOML: {reason}."


class UnknownKey(BadOverride):
    """Overrides of the policy, {file}: the policy has no value called {key}."""

    vi = "Tệp điều chỉnh chính sách {file}: chính sách không có giá trị {key}."


class WrongType(BadOverride):
    """Overrides of the policy, {file}: {key} must be of type {wanted}, not {found}."""

    vi = "Tệp điều chỉnh chính sách {file}: {key} phải thuộc kiểu {wanted}, không phải {found}."


class CitationMissing(BadOverride):
    """Overrides of the policy, {file}: {key} needs a table with a value and its `cite`."""

    vi = "Tệp điều chỉnh chính sách {file}: {key} phải là bảng có giá trị và căn cứ `cite`."


class OutOfBounds(BadOverride):
    """Overrides of the policy, {file}: {key} may be {allowed}, not {found}."""

    vi = "Tệp điều chỉnh chính sách {file}: {key} chỉ được là {allowed}, không phải {found}."


@dataclass(frozen=True, slots=True)
class Override:
    """One correction: key, new value or article, its citation, and the days on which it holds."""

    key: str
    value: Value
    cite: str
    article: str | None
    mark: Mark | None
    first_day: date
    last_day: date

    def holds_on(self, day: date) -> bool:
        """Whether the correction is in force on a day."""
        return self.first_day <= day <= self.last_day


@cache
def read_overrides(path: Path) -> tuple[Override, ...]:
    """Every correction in the operator's file, checked against the law; else refused whole."""
    return tuple(_corrections(_parsed(path), "", path))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1)
        if len(text) > LARGEST_FILE:
            raise OverridesUnreadable(file=path, reason=f"> {LARGEST_FILE} byte")
        return tomllib.loads(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise OverridesUnreadable(file=path, reason=error) from error


def _corrections(table: Mapping[str, Any], path: str, file: Path) -> Iterator[Override]:
    for name, entry in table.items():
        key = f"{path}.{name}" if path else name
        _check_known(key, file)
        if not isinstance(entry, dict):
            raise CitationMissing(file=file, key=key)
        own = {word: entry[word] for word in WORDS if word in entry}
        if own:
            yield _correction(key, own, file)
        rest = {inner: value for inner, value in entry.items() if inner not in own}
        yield from _corrections(rest, key, file)


def _check_known(key: str, file: Path) -> None:
    for edition in editions():
        known = (*edition.law.provisions, *edition.law.sources)
        if any(one == key or one.startswith(key + ".") for one in known):
            return
    raise UnknownKey(file=file, key=key)


def _correction(key: str, own: Mapping[str, Any], file: Path) -> Override:
    provision = _provision(key)
    if provision is None and "value" in own:
        raise UnknownKey(file=file, key=f"{key}.value")
    if provision is not None and "value" in own:
        _check_value(provision, own["value"], file)
    _check_words(key, own, file)
    if not {"value", "article"} & own.keys():
        raise CitationMissing(file=file, key=f"{key}.value")
    return Override(
        key=key,
        value=frozen(own.get("value")),
        cite=own["cite"],
        article=own.get("article"),
        mark=Mark(own["mark"]) if "mark" in own else None,
        first_day=own.get("from", date.min),
        last_day=own.get("until", date.max),
    )


def _provision(key: str) -> Provision | None:
    """The provision of a key as any version of the law knows it."""
    known = (edition.law.provisions.get(key) for edition in editions())
    return next((provision for provision in known if provision), None)


def _check_value(provision: Provision, value: object, file: Path) -> None:
    kind = provision.kind
    empty_list = value == [] and kind in (Kind.TEXTS, Kind.DAYS)
    if kind_of(value) is not kind and not empty_list:
        found = kind_of(value) or type(value).__name__
        raise WrongType(file=file, key=provision.key, wanted=kind, found=found)
    if not within(provision, value):
        allowed = ", ".join(provision.among) or f"{provision.least}–{provision.most}"
        raise OutOfBounds(file=file, key=provision.key, allowed=allowed, found=value)


def within(provision: Provision, value: Any) -> bool:
    """Numbers within their bounds, words among those known, lists long enough, no doubles."""
    if provision.kind is Kind.WHOLE:
        return bool(provision.least <= value <= provision.most)
    if provision.kind is Kind.TEXT:
        return bool(value.strip()) and (not provision.among or value in provision.among)
    if provision.kind in (Kind.TEXTS, Kind.DAYS):
        known = not provision.among or set(value) <= set(provision.among)
        return known and len(set(value)) == len(value) >= provision.least
    return True


def _check_words(key: str, own: Mapping[str, Any], file: Path) -> None:
    """The words of a correction itself: a citation there must be, the rest of the right type."""
    for word, wanted in WORDS.items():
        if wanted and word in own and type(own[word]) is not wanted:
            found = type(own[word]).__name__
            raise WrongType(file=file, key=f"{key}.{word}", wanted=wanted.__name__, found=found)
    if not own.get("cite", "").strip():
        raise CitationMissing(file=file, key=key)
    if own.get("mark", "C") not in set(Mark):
        raise OutOfBounds(file=file, key=f"{key}.mark", allowed="C, A, ?", found=own["mark"])


def applied(law: Law, overrides: Iterable[Override]) -> Law:
    """The law with the operator's corrections; keys this version does not have are passed over."""
    corrected = law.amended_by(Law())
    for override in overrides:
        for key, provision in corrected.provisions.items():
            if key == override.key or (override.value is None and _below(key, override.key)):
                corrected.provisions[key] = _corrected(provision, override)
        for key, source in corrected.sources.items():
            if key == override.key or _below(key, override.key):
                corrected.sources[key] = _resourced(source, override)
    return corrected


def _below(key: str, table: str) -> bool:
    return key.startswith(table + ".")


def _corrected(provision: Provision, override: Override) -> Provision:
    value = provision.value if override.value is None else override.value
    source = _resourced(provision.source, override)
    return replace(provision, value=value, source=source, overridden=True)


def _resourced(source: Source, override: Override) -> Source:
    """The operator's citation; an article alone does not make a doubtful value confirmed."""
    citation = Citation(
        document=override.cite,
        article=override.article or UNKNOWN_ARTICLE,
        subject=source.citation.subject,
        effective_from=None if override.first_day == date.min else override.first_day,
    )
    untouched = source.mark if override.value is None else Mark.CONFIRMED
    return Source(citation, override.mark or untouched)
