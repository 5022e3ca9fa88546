"""What is issued can be asked after by anybody, without a name; what is not, is not known."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi import Request
from sqlalchemy import text

from app.core.db import NOBODY, transaction
from app.core.money import spoken, words_of
from app.core.settings import settings
from app.core.web import public_base
from app.documents import issued
from app.documents.issuing import mark_of
from app.documents.schemas import OfficialPaper, Proof
from tests.grounds import owning, raw_service, refused
from tests.intake.browser import Visitor, read
from tests.service import the_service

from .samples import SAMPLES, decision, refusal

BASE = "https://ansinh.example"


@pytest.fixture
async def stranger(house: str) -> AsyncIterator[Visitor]:
    """A browser of somebody whom nobody knows."""

    visitor = Visitor(the_service())
    async with visitor.http:
        yield visitor


async def kept(paper: OfficialPaper) -> str:
    """The paper issued; the end of its address."""
    async with transaction(NOBODY) as session:
        proven = await issued(session, paper, BASE)
    assert proven.proof.address.startswith(f"{BASE}/v/")
    return proven.proof.address.removeprefix(BASE)


def numbered(paper: OfficialPaper, number: str) -> OfficialPaper:
    return replace(paper, letterhead=replace(paper.letterhead, number=number))


async def asked(stranger: Visitor, address: str) -> tuple[int, str]:
    answer = await stranger.look(address)
    return answer.status_code, read(answer).text


async def test_a_decision_is_known_with_its_sums_and_its_batch(stranger: Visitor) -> None:
    paper = decision(3)
    status, said = await asked(stranger, await kept(paper))
    assert status == 200
    assert paper.proof.batch_hash is not None
    for known in (
        "Quyết định phê duyệt danh sách và kinh phí", "1234/QĐ-UBND", "05/06/2020",
        "Ủy ban nhân dân tỉnh Hà Tĩnh", spoken(paper.total), words_of(paper.total),
        paper.proof.batch_hash.hex(),
    ):  # fmt: skip
        assert known in said
    assert not any(line.name in said for line in paper.lines)
    status, by_batch = await asked(stranger, f"/v/{paper.proof.batch_hash.hex().upper()}")
    assert status == 200
    assert "1234/QĐ-UBND" in by_batch


async def test_of_a_refusal_only_number_day_and_office_are_known(stranger: Visitor) -> None:
    paper = numbered(refusal(1), "77/TB-UBND")
    status, said = await asked(stranger, await kept(paper))
    assert (status, "77/TB-UBND" in said) == (200, True)
    body = said.split("So từng mục")[1]
    assert refusal(1).name not in said
    assert refusal(1).address not in said
    assert "đồng (" not in body


@pytest.mark.parametrize(
    "address", [f"/v/{'0' * 64}", "/v/1234", f"/v/{'g' * 64}", "/v/<b>x", f"/v/{'a' * 65}"]
)
async def test_what_nobody_issued_is_not_known(stranger: Visitor, address: str) -> None:
    answer = await stranger.look(address)
    assert answer.status_code == 404
    assert "Không có văn bản nào mang mã này" in read(answer).text
    assert "<b>x" not in answer.text


async def test_a_draft_is_not_known(stranger: Visitor) -> None:
    paper = decision(2)
    for draft in (
        replace(paper, letterhead=replace(paper.letterhead, number=None), proof=Proof(address="")),
        replace(paper, letterhead=replace(paper.letterhead, dated=None), proof=Proof(address="")),
    ):
        assert (await asked(stranger, await kept(draft)))[0] == 404


@pytest.mark.parametrize("kind", SAMPLES)
async def test_every_kind_has_its_name(stranger: Visitor, kind: str) -> None:
    paper = SAMPLES[kind](2)
    head = replace(paper.letterhead, number="9/X", dated=date(2020, 6, 5))
    paper = replace(paper, letterhead=head)
    status, said = await asked(stranger, await kept(paper))
    assert (status, "9/X" in said) == (200, True)
    assert "Văn bản Số" not in said


def test_the_mark_tells_every_word_and_not_the_address() -> None:
    paper = decision(3)
    same = replace(paper, proof=replace(paper.proof, address="https://elsewhere.example"))
    assert mark_of(same) == mark_of(paper)
    others = [
        replace(paper, subject="khác"), numbered(paper, "1235/QĐ-UBND"),
        replace(paper, lines=(replace(paper.lines[0], name="Người Khác"), *paper.lines[1:])),
        replace(paper, proof=replace(paper.proof, batch_hash=None)),
    ]  # fmt: skip
    marks = {mark_of(one) for one in (paper, *others)}
    assert len(marks) == len(others) + 1


def test_nobody_makes_a_mark_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark_of(decision(1))
    monkeypatch.setattr("app.core.digests._key", lambda: b"another key")
    assert mark_of(decision(1)) != before


async def test_issued_twice_it_is_one_paper_and_stays(house: str) -> None:
    paper = numbered(decision(1), "55/QĐ-UBND")
    assert await kept(paper) == await kept(paper)
    async with transaction(NOBODY) as session:
        query = text("select count(*) from nation.issued_paper where number = '55/QĐ-UBND'")
        assert await session.scalar(query) == 1
    for statement in (
        "update nation.issued_paper set number = 'x'", "delete from nation.issued_paper",
    ):  # fmt: skip
        async with raw_service(house) as session:
            assert await refused(session, statement) == "42501"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"


async def test_the_page_is_plain_and_closed(stranger: Visitor) -> None:
    answer = await stranger.look(await kept(decision(1)))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    page = read(answer)
    assert not [tag for tag, _ in page.tags if tag in {"form", "iframe"}]
    assert 'lang="vi"' in answer.text
    assert not re.search(r"style=|onclick=", answer.text)


def test_the_operator_says_where_papers_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"",
        "server": ("an-sinh", 80), "headers": [(b"host", b"an-sinh")], "root_path": "",
    }  # fmt: skip
    assert public_base(Request(scope)) == "http://an-sinh"
    chosen = settings().model_copy(update={"public_url": f"{BASE}/"})
    monkeypatch.setattr("app.core.web.papers.settings", lambda: chosen)
    assert public_base(Request(scope)) == BASE
