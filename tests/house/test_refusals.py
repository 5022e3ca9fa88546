"""A refusal is a sentence in two languages, with every fact it speaks of."""

import ast
from collections import Counter
from string import Formatter

import pytest

from app.core.db import _REFUSALS
from app.core.errors import BadInput, Refused
from app.core.web.problems import code_of

from .plan import files, import_everything, name_of, none, tree_of


def refusals() -> list[type[Refused]]:
    import_everything()
    found, todo = [], [Refused]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if kind.__module__.startswith("app."):
            found.append(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


def facts(sentence: str) -> set[str]:
    """The placeholders of a sentence; `{reason_vi}` is the Vietnamese of `{reason}`."""
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    return {name.removesuffix("_vi") for name in names}


def english(kind: type[Refused]) -> str:
    return str(kind.__dict__.get("__doc__") or "")


def test_every_refusal_speaks_both_languages() -> None:
    dumb = [
        kind.__qualname__
        for kind in refusals()
        if not english(kind).strip() or not str(kind.__dict__.get("vi", "")).strip()
    ]
    none(dumb)


def test_both_languages_tell_the_same_facts() -> None:
    unlike = [
        f"{kind.__qualname__}: {facts(english(kind)) ^ facts(kind.vi)}"
        for kind in refusals()
        if facts(english(kind)) != facts(kind.vi)
    ]
    none(unlike)


def test_a_code_names_one_refusal() -> None:
    codes = Counter(kind.__name__ for kind in refusals())
    assert [name for name, count in codes.items() if count > 1] == []
    assert code_of(BadInput(reason="a", reason_vi="b")) == "bad-input"


def test_statuses_are_refusals() -> None:
    known = {400, 401, 403, 404, 408, 409, 410, 412, 413, 415, 422, 428, 429, 503}
    assert {kind.status for kind in refusals()} <= known


def test_whoever_refuses_gives_every_fact() -> None:
    """A sentence with an empty place would break while refusing: a 500 instead of a reason."""
    known = {kind.__name__: kind for kind in refusals() if "__init__" not in kind.__dict__}
    mute = []
    for file in files():
        for node in ast.walk(tree_of(file)):
            wanted: set[str] = set()
            given: set[str | None] = set()
            if not isinstance(node, ast.Call | ast.Raise):
                continue
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in known:
                    wanted = _placeholders(known[name])
                    given = {word.arg for word in node.keywords}
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                wanted = _placeholders(known[node.exc.id]) if node.exc.id in known else set()
            if None not in given and wanted - given:
                mute.append(f"{name_of(file)}:{node.lineno}: {sorted(wanted - given)}")
    none(mute)


def _placeholders(kind: type[Refused]) -> set[str]:
    sentences = (english(kind), kind.vi)
    return {name for one in sentences for _, name, _, _ in Formatter().parse(one) if name}


@pytest.mark.parametrize("facts", [{}, {"reason": "{x}", "reason_vi": "{x}"}])
def test_sentences_do_not_format_what_was_sent(facts: dict[str, str]) -> None:
    if facts:
        assert BadInput(**facts).sentence("vi") == "{x}"
    assert Refused().sentence("vi") == Refused.vi


async def test_every_constraint_a_refusal_is_tied_to_exists(house: str) -> None:
    from .catalogue import names_of_constraints

    import_everything()
    assert set(_REFUSALS) - await names_of_constraints(house) == set()
