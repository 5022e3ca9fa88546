"""Every text of the pages is said through `_`, and has its English beside the templates."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.audit import words as trail
from app.core.errors import NotFound
from app.home.rules import USUAL
from app.intake import doubts, marks
from app.policy import words as policy_words
from app.supervision import queries as matters

from .plan import APP, none

CORE = APP / "core" / "templates"
FOLDERS = sorted(path for path in APP.glob("*/templates") if any(path.glob("*.html")))
MARKED = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
MONEY = "đồng"
"""A currency has its name in every language."""
TELLING = {"wrong", "Wrong"}
"""Calls that put words beside a field."""
PARTS = {" số"}
"""Not words of their own: what is cut from one that was said already."""
VIETNAMESE_ONLY: dict[str, str] = {
    "documents/templates/verified.html": "for anybody who holds an official paper, in its language",
}
"""Templates whose words stay Vietnamese, and why."""
_ENVIRONMENT = Environment(autoescape=True)


def name_of(file: Path) -> str:
    """'room/templates/page.html'."""
    return str(file.relative_to(APP))


def parsed(file: Path) -> nodes.Template:
    """The syntax tree of a template."""
    return _ENVIRONMENT.parse(file.read_text("utf-8"))


def said(tree: nodes.Template) -> Iterator[str]:
    """Every constant text that goes through `_`."""
    for call in tree.find_all(nodes.Call):
        named = isinstance(call.node, nodes.Name) and call.node.name == "_"
        if named and call.args and isinstance(call.args[0], nodes.Const):
            yield call.args[0].value


def bare(tree: nodes.Template) -> Iterator[str]:
    """Vietnamese that a reader sees and that does not go through `_`."""
    spoken = {id(arg) for call in tree.find_all(nodes.Call) for arg in call.args if is_said(call)}
    for data in tree.find_all(nodes.TemplateData):
        if MARKED.search(data.data.replace(MONEY, "")):
            yield data.data.strip()[:60]
    for const in tree.find_all(nodes.Const):
        words = const.value if isinstance(const.value, str) else ""
        if words in PARTS or id(const) in spoken:
            continue
        if MARKED.search(words.replace(MONEY, "")):
            yield words[:60]


def is_said(call: nodes.Call) -> bool:
    """Whether a call is to `_`."""
    return isinstance(call.node, nodes.Name) and call.node.name == "_"


def english_of(folder: Path) -> dict[str, str]:
    """The word list of a room."""
    file = folder / "english.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_text_has_its_english(folder: Path) -> None:
    known = english_of(CORE) | english_of(folder)
    none(
        [
            f"{name_of(file)}: {text}"
            for file in sorted(folder.glob("*.html"))
            if name_of(file) not in VIETNAMESE_ONLY
            for text in said(parsed(file))
            if text not in known
        ]
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_no_vietnamese_goes_round_the_word_list(folder: Path) -> None:
    none(
        [
            f"{name_of(file)}: {text}"
            for file in sorted(folder.glob("*.html"))
            if name_of(file) not in VIETNAMESE_ONLY
            for text in bare(parsed(file))
        ]
    )


@pytest.mark.parametrize("folder", [CORE, *FOLDERS], ids=lambda folder: folder.parent.name)
def test_facts_stand_in_both_languages(folder: Path) -> None:
    """'{n} ngày' has '{n}' in English too."""
    slots = re.compile(r"{\w*}")
    none(
        [
            f"{folder.parent.name}: {text}"
            for text, english in english_of(folder).items()
            if sorted(slots.findall(text)) != sorted(slots.findall(english))
        ]
    )


def faults_told(tree: ast.Module) -> Iterator[str]:
    """Every constant Vietnamese text that a page puts beside a field."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in TELLING:
            for argument in call.args[1:]:
                if not isinstance(argument, ast.Call):
                    yield from texts_in(argument)


def texts_in(tree: ast.expr) -> Iterator[str]:
    """The Vietnamese texts of an expression."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and MARKED.search(str(one.value)):
            yield str(one.value)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_fault_has_its_english(folder: Path) -> None:
    """What pages tell beside a field goes through the word list of the room when it is shown."""
    known = english_of(CORE) | english_of(folder)
    none(
        [
            f"{file.name}: {words}"
            for file in sorted(folder.parent.glob("*pages.py"))
            for words in faults_told(ast.parse(file.read_text("utf-8")))
            if words not in known
        ]
    )


_BARE_ROLE = re.compile(r"{{ [\w.\[\]]*\.role }}")


def test_roles_are_told_in_the_language_of_the_reader() -> None:
    files = [file for folder in FOLDERS for file in sorted(folder.glob("*.html"))]
    none([name_of(file) for file in files if _BARE_ROLE.search(file.read_text("utf-8"))])
    assert _BARE_ROLE.search("{{ seats[one.officer_id].role }}")


def missing_things(tree: ast.Module) -> Iterator[str]:
    """Every thing that a refusal names as not there: NotFound(what="hồ sơ")."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("NotFound"):
            for one in call.keywords:
                if one.arg == "what" and isinstance(one.value, ast.Constant):
                    yield str(one.value.value)


def test_what_is_not_there_has_its_english() -> None:
    known, targets = english_of(CORE), [what for _, what in matters._WHERE.values()]
    none(
        [
            f"{file.relative_to(APP)}: {what}"
            for file in sorted(APP.rglob("*.py"))
            for what in missing_things(ast.parse(file.read_text("utf-8")))
            if what not in known
        ]
    )
    none([what for what in targets if what not in known])
    assert "no such case within" in NotFound(what="hồ sơ").sentence("en")
    assert "Không có hồ sơ này" in NotFound(what="hồ sơ").sentence("vi")


@pytest.mark.parametrize(
    ("room", "texts"),
    [
        ("audit", [*trail.ACTS.values(), *trail.LOOKED_AT.values(), "mục khác", "{n} {things}"]),
        (
            "intake",
            [*marks._KINDS.values(), *doubts.VIETNAMESE.values(), marks.kind_of("CONDITION_")],
        ),
        ("policy", [*policy_words.SAID.values(), *policy_words.OF_WHICH.values(), "có", "không"]),
        ("home", [words for links in USUAL.values() for _, words in links]),
    ],
    ids=["audit", "intake", "policy", "home"],
)
def test_what_a_room_puts_together_has_its_english(room: str, texts: list[str]) -> None:
    known = english_of(CORE) | english_of(APP / room / "templates")
    none([text for text in texts if text not in known])


def test_control_missing_things_are_found() -> None:
    assert list(missing_things(ast.parse('raise NotFound(what="hồ sơ")'))) == ["hồ sơ"]


def test_control_faults_are_found() -> None:
    tree = ast.parse(
        'x.wrong("o", "chưa chọn" if y else _say("khác"))\nWrong("o", "Ngày", "đã có")'
    )
    assert list(faults_told(tree)) == ["chưa chọn", "khác", "Ngày", "đã có"]


def test_control_bare_words_are_found() -> None:
    tree = _ENVIRONMENT.parse('<p>Danh sách</p>{{ _("Số") }}{{ f("Đợt") }}')
    assert list(said(tree)) == ["Số"]
    assert list(bare(tree)) == ["<p>Danh sách</p>", "Đợt"]
