"""What holds for every drawing, whatever its figures and however wide it is."""

import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.pictures import Frame, Picture
from app.pictures.coverage import NOTHING_APPROVED
from app.pictures.rules import money
from app.pictures.style import contrast

from .reading import NAME, drawn, grounds, outside, overlaps, root_of, words_of
from .samples import CASES, HOSTILE, hostile_of

WIDTHS = (320, 400, 640, 1000)
PICTURES = [
    pytest.param(case(width), id=f"{name}-{width}")
    for name, case in CASES.items()
    for width in WIDTHS
] + [
    pytest.param(picture, id=f"hostile-{picture.key}-{width}")
    for width in WIDTHS
    for picture in hostile_of(width)
]
every = pytest.mark.parametrize("picture", PICTURES)


@every
def test_it_says_what_it_is(picture: Picture) -> None:
    root = root_of(picture.svg)
    title, desc = root.find(f"{NAME}title"), root.find(f"{NAME}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (picture.title, picture.desc)
    assert picture.desc.endswith(".")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {desc.attrib['id']}"


@every
def test_ids_are_its_own_and_lead_somewhere(picture: Picture) -> None:
    ids = Counter(one.attrib["id"] for one in root_of(picture.svg).iter() if "id" in one.attrib)
    assert set(ids.values()) == {1}
    assert all(name.startswith(f"{picture.key}-") for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", picture.svg)) <= set(ids)


@every
def test_it_is_plain_enough_for_typst_and_for_a_strict_page(picture: Picture) -> None:
    """No style attribute (the pages' policy forbids it), nothing fetched, nothing that runs."""
    known = {f"{NAME}{name}" for name in
             ("svg", "title", "desc", "defs", "pattern", "rect", "path", "text")}  # fmt: skip
    root = root_of(picture.svg)
    assert {one.tag for one in root.iter()} <= known
    names = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}
    assert not names & {"style", "class"}
    assert "var(" not in picture.svg


@every
def test_nothing_leaves_the_view(picture: Picture) -> None:
    assert outside(picture.svg) == []


@every
def test_no_words_lie_on_others(picture: Picture) -> None:
    assert overlaps(picture.svg) == []


@every
def test_all_words_can_be_read(picture: Picture) -> None:
    dim = [
        (words, ink, ground)
        for words, ink, ground in grounds(picture.svg)
        if words and contrast(ink, ground) < 4.5
    ]
    assert dim == []


@every
def test_the_table_is_whole(picture: Picture) -> None:
    assert all(len(row) == len(picture.headers) for row in picture.rows)
    assert bool(picture.rows) == ("Chưa có số liệu" not in picture.svg)


NUMBER = re.compile(r"[−+]?\d{1,3}(\.\d{3})*(,\d+%)?|–")


def missing(picture: Picture) -> list[str]:
    """Figures of the table that stand nowhere in the drawing, neither whole nor in short."""
    texts = [one.words for one in words_of(picture.svg)]
    known = {part for words in texts for part in re.split(r"[ /·]+", words)}
    said = " ".join(texts)
    lost = []
    for row in picture.rows:
        for cell in row[1:]:
            if NUMBER.fullmatch(cell) and cell not in known:
                bare = cell.lstrip("+−").replace(".", "")
                if not bare.isdigit() or money(int(bare)) not in said:
                    lost.append(f"{row[0]}: {cell}")
    return [one for one in lost if not one.endswith("–") or NOTHING_APPROVED not in said]


SAID = [case for case in PICTURES if str(case.id).split("-")[0] in
        {"funnel", "board", "bars", "gauge"}]  # fmt: skip


@pytest.mark.parametrize("picture", SAID)
def test_every_figure_of_the_table_stands_in_the_drawing(picture: Picture) -> None:
    assert missing(picture) == []


def test_no_order_of_a_set_shows() -> None:
    """Another process, with another seed of its hashes, draws the same."""
    script = (
        "import hashlib\nfrom tests.pictures.samples import CASES\n"
        "print(hashlib.sha256(''.join(str(c(640)) for c in CASES.values()).encode()).hexdigest())"
    )
    here = hashlib.sha256("".join(str(case(640)) for case in CASES.values()).encode()).hexdigest()
    for seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-B", "-c", script], check=True, capture_output=True, text=True,
            cwd=Path(__file__).parents[2], env={"PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert said.stdout.strip() == here


@pytest.mark.parametrize("picture", hostile_of(640), ids=lambda picture: str(picture.key))
def test_a_hostile_name_stays_words(picture: Picture) -> None:
    """It is shown as it was written, without what nobody sees, and nothing of it is markup."""
    assert "<script" not in picture.svg
    assert picture.title == '</title><script>alert("1")</script>&amp; "\' <b>Ẫ\u0301</b> X'
    everything = picture.svg + "".join(cell for row in picture.rows for cell in row)
    assert not {"\x00", "\x1b", "\u202e", "\ufffe", "\n", "\t"} & set(everything)
    assert HOSTILE not in picture.svg


def test_the_reader_sees_what_is_wrong() -> None:
    """The controls: what is moved, laid over or paled is found."""
    good = CASES["bars"](640).svg
    assert outside(good.replace('x="0" y="34"', 'x="-40" y="34"'))
    assert outside(good.replace("Hương Khê", "Hương Khê " * 20))
    assert overlaps(good.replace("Hương Khê", "Hương Khê " * 20))
    pale = good.replace('fill="#1d2b2a"', 'fill="#b5d0c6"')
    assert any(contrast(ink, ground) < 4.5 for _, ink, ground in grounds(pale))
    picture = CASES["bars"](640)
    other = Picture(key="bars", title="", desc="", svg=good.replace("11.700", "11.701"),
                    headers=picture.headers, rows=picture.rows)  # fmt: skip
    assert missing(other) == ["Hương Khê: 11.700"]


def test_several_share_a_page() -> None:
    svgs = [CASES[name](640).svg for name in ("funnel", "bars", "tiles", "lines", "board",
                                              "bridge", "gauge")]  # fmt: skip
    ids = Counter(re.findall(r'\bid="([^"]+)"', "".join(svgs)))
    assert set(ids.values()) == {1}
    assert sum(1 for one in drawn(svgs[0]) if one.tag == f"{NAME}text") > 50


@pytest.mark.parametrize("key", ["", "1st", "Ơ", 'a" onload="x', "a b", "a\n"])
def test_a_key_is_fit_for_an_id(key: str) -> None:
    with pytest.raises(ValueError, match="no frame"):
        Frame(key=key, title="")


def test_there_is_a_least_width() -> None:
    with pytest.raises(ValueError, match="no frame"):
        Frame(key="a", title="", width=319)
