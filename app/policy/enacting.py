"""Turns a policy document into law: the same flat maps that the law files are read into."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from app.core.errors import Refused

from .law import Law, frozen, kind_of
from .overrides import within
from .programmes import Change, Enactment, Programme, Rule, StatedAmount, Waiting, day_of
from .rules import Group
from .terms import Citation, Kind, Mark, Provision, Source, Value

NUMBER: Final = 8
"""The seven policy groups are numbered 1 to 7; what comes beside them stands in the next."""

_TYPE_OF_TERM: Final[Mapping[str, type | tuple[type, ...]]] = {
    "wanted": (str, int), "limit": int, "allowed": list, "before_day": date, "first_day": date,
    "last_day": date,
}  # fmt: skip
_TYPES: Final[Mapping[tuple[str, str], type]] = {("is", "wanted"): bool}
_TERM_DAYS: Final = frozenset({"before_day", "first_day", "last_day"})
_NEEDED: Final = {
    "is": {"wanted"}, "equals": {"wanted"}, "before": {"before_day"}, "below": {"limit"},
    "above": {"limit"}, "between": {"first_day"}, "one_of": {"allowed"},
}  # fmt: skip
_STEPS: Final = {
    "commune": ("COMMUNE", "at_commune", "UBND cấp xã xét duyệt", "Commune appraises"),
    "confirming": ("CONFIRM", "confirming", "Cơ quan liên quan xác nhận", "Bodies confirm"),
    "district": ("DISTRICT", "at_district", "UBND cấp huyện thẩm định", "District appraises"),
    "team": (
        "PROVINCE", "at_province", "Tổ thẩm định cấp tỉnh thẩm định", "Provincial appraisal team",
    ),
    "chairman": (
        "CHAIRMAN", "at_province", "Chủ tịch UBND cấp tỉnh phê duyệt",
        "Provincial Chairman approves",
    ),
}  # fmt: skip


class EnactmentWrong(Refused):
    """The policy document {code} is wrong at {where}: {reason}."""

    status = 422
    vi = "Văn bản chính sách {code} không đúng ở {where}: {reason_vi}."


def law_of(document: Enactment, standing: Law) -> Law:
    """What a document adds to the law standing before it; raises EnactmentWrong."""
    law = Law()
    for change in document.changes:
        law.provisions[change.key] = _changed(document, change, standing)
    for programme in document.programmes:
        _write_group(law, document, programme)
        _write_road(law, document, programme)
        for rule in programme.conditions:
            _write_condition(law, document, programme, rule)
        _write_precedence(law, programme, standing.amended_by(law))
    _write_names(law, document, standing)
    return law


def replaced(document: Enactment, standing: Law) -> Law:
    """The standing law without what the document writes anew: groups and roads of programmes."""
    names = (f"{table}.{one.code}." for one in document.programmes for table in ("groups", "roads"))
    tables = tuple(names)
    if not tables:
        return standing
    found = (standing.provisions, standing.sources, standing.words)
    kept: list[dict[str, Any]] = [
        {key: value for key, value in one.items() if not key.startswith(tables)} for one in found
    ]
    return Law(*kept)


def _wrong(document: Enactment, where: str, reason: str, reason_vi: str) -> EnactmentWrong:
    return EnactmentWrong(code=document.code, where=where, reason=reason, reason_vi=reason_vi)


def _source(document: Enactment, subject: str, article: str | None = None) -> Source:
    citation = Citation(
        document.title, article or document.article, subject, document.effective_from
    )
    return Source(citation, Mark(document.mark))


# --- changes of the law -------------------------------------------------------------------------


def _changed(document: Enactment, change: Change, standing: Law) -> Provision:
    known = standing.provisions.get(change.key)
    if known is None:
        raise _wrong(
            document, change.key, "the law has no such value", "chính sách không có giá trị này"
        )
    value = _as_kind(change.value, known.kind)
    empty_list = value == [] and known.kind in (Kind.TEXTS, Kind.DAYS)
    if (kind_of(value) is not known.kind and not empty_list) or not within(known, value):
        raise _wrong(
            document, change.key, f"{change.value!r} is no value of it",
            f"{change.value!r} không phải giá trị hợp lệ",
        )  # fmt: skip
    source = _source(document, known.source.citation.subject, change.article)
    return Provision(
        known.key, frozen(value), known.kind, source, known.least, known.most, known.among
    )


def _as_kind(value: Any, kind: Kind) -> Any:
    """JSON has no days: what ought to be one is read as one, or left as it is."""
    try:
        if kind is Kind.DAY:
            return day_of(value)
        if kind is Kind.DAYS:
            return [day_of(one) for one in value]
    except (TypeError, ValueError):
        return value
    return value


# --- a programme --------------------------------------------------------------------------------


def _write_group(law: Law, document: Enactment, programme: Programme) -> None:
    table, amount = f"groups.{programme.code}", programme.amount
    source = _source(document, programme.vi)
    law.sources[table] = source
    told: dict[str, Any] = {
        "number": NUMBER, "vi": programme.vi, "en": programme.en, "unit": "person",
        "form": programme.code, "forms": (programme.code,), "programme": programme,
        "province": document.province,
        "conditions": tuple(_condition_code(programme, one) for one in programme.conditions),
    }  # fmt: skip
    law.words.update({f"{table}.{name}": value for name, value in told.items()})
    values: dict[str, Value] = {
        "months_cap": getattr(amount, "months_cap", 1), "first_day": programme.first_day,
        "last_day": programme.last_day, "paid": getattr(amount, "paid", "once"),
        "compiled_by": programme.compiled_by, "person_conditions": True,
        "posted": programme.road.commune is not None and programme.road.commune.posted,
    }  # fmt: skip
    if isinstance(amount, StatedAmount):
        values["amount_cap"] = amount.cap_dong
    else:
        values["monthly_rate"] = amount.dong
    _provide(law, table, values, source)


def _provide(law: Law, table: str, values: dict[str, Value], source: Source) -> None:
    for name, value in values.items():
        kind = kind_of(list(value) if isinstance(value, tuple) else value) or Kind.WHOLE
        law.provisions[f"{table}.{name}"] = Provision(f"{table}.{name}", value, kind, source)


def _write_road(law: Law, document: Enactment, programme: Programme) -> None:
    """The steps in order; each leads to the stage at which the next one waits."""
    table, road = f"roads.{programme.code}", programme.road
    law.sources[table] = _source(document, f"trình tự {programme.vi}")
    walked = [name for name in _STEPS if getattr(road, name) is not None]
    onward = [*(_STEPS[name][1] for name in walked[1:]), "approved"]
    for place, (name, stage) in enumerate(zip(walked, onward, strict=True)):
        code, own_stage, vi, en = _STEPS[name]
        posted = name == "commune" and road.commune is not None and road.commune.posted
        before = ("submitted", *(("posted",) if posted else ())) if place == 0 else ()
        step: Waiting = getattr(road, name)
        told: dict[str, Any] = {
            "vi": vi, "en": en, "stage": stage, "at": (*before, own_stage),
            "level": "province" if name in ("team", "chairman") else name,
            "bodies": getattr(step, "bodies", ()),
            "bodies_if_any": getattr(step, "bodies_if_any", ()),
        }  # fmt: skip
        law.sources[f"{table}.{code}"] = source = _source(document, vi)
        law.words.update({f"{table}.{code}.{key}": value for key, value in told.items()})
        _provide(
            law, f"{table}.{code}", {"working_days": step.working_days, "in_force": True}, source
        )


def _condition_code(programme: Programme, rule: Rule) -> str:
    """A programme's conditions bear its name: they are nobody else's."""
    return f"{programme.code}_{rule.code}"


def _write_condition(law: Law, document: Enactment, programme: Programme, rule: Rule) -> None:
    table = f"conditions.{_condition_code(programme, rule)}"
    law.sources[table] = source = _source(document, rule.vi)
    told: dict[str, Any] = {
        "kind": rule.kind, "facts": rule.facts, "vi": rule.vi, "en": rule.en,
        "refused_vi": rule.refused_vi, "refused_en": rule.refused_en,
    }  # fmt: skip
    law.words.update({f"{table}.{name}": value for name, value in told.items()})
    terms = dict(_terms(document, table, rule))
    _provide(law, table, {"in_force": True, **terms}, source)
    try:
        for sentence in (rule.vi, rule.en, rule.refused_vi, rule.refused_en):
            sentence.format_map(terms)
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise _wrong(document, table, "a sentence names no term of it", "câu chữ sai") from error


def _terms(document: Enactment, table: str, rule: Rule) -> Iterator[tuple[str, Value]]:
    if missing := _NEEDED[rule.kind] - rule.terms.keys():
        name = min(missing)
        raise _wrong(document, f"{table}.{name}", "this term is missing", "thiếu tham số này")
    for name, value in rule.terms.items():
        if name not in _TYPE_OF_TERM:
            raise _wrong(document, f"{table}.{name}", "no such term", "không có tham số này")
        given: Any = _as_kind(value, Kind.DAY) if name in _TERM_DAYS else value
        if not isinstance(given, _TYPES.get((rule.kind, name), _TYPE_OF_TERM[name])):
            raise _wrong(document, f"{table}.{name}", "of another type", "sai kiểu giá trị")
        yield name, frozen(given)


def _write_precedence(law: Law, programme: Programme, standing: Law) -> None:
    """Where the group stands among the benefits; ties end for those who were there before."""
    code = programme.code
    for key in ("benefit.competing", "benefit.ties"):
        _extend(law, standing, key, code)
    for group in Group:
        key = f"benefit.displaces.{group}"
        if programme.beside == "competes" or group not in standing.value("benefit.competing"):
            _withdraw(law, standing, key, code)
        elif key in standing.provisions:
            _extend(law, standing, key, code)
        else:
            like = standing.provisions["benefit.competing"]
            law.provisions[key] = Provision(key, (code,), Kind.TEXTS, like.source)


def _extend(law: Law, standing: Law, key: str, code: str) -> None:
    known = standing.provisions[key]
    if code not in standing.value(key):
        value = (*standing.value(key), code)
        law.provisions[key] = Provision(key, value, known.kind, known.source, known.least)


def _withdraw(law: Law, standing: Law, key: str, code: str) -> None:
    known = standing.provisions.get(key)
    if known is not None and code in standing.value(key):
        value = tuple(one for one in standing.value(key) if one != code)
        law.provisions[key] = Provision(key, value, known.kind, known.source)


def _write_names(law: Law, document: Enactment, standing: Law) -> None:
    """Every changed rule cites the document that changed it."""
    for change in document.changes:
        table = change.key.rpartition(".")[0]
        if table in standing.sources:
            subject = standing.sources[table].citation.subject
            law.sources[table] = _source(document, subject, change.article)
