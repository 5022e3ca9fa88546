"""The papers of a batch: what they say, what they are verified by, and who is kept as a reader."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.access import Role
from app.client import Problem
from app.core.money import words_of
from app.decisions import instruments, submissions
from app.decisions.schemas import DelegationOrder, RefusalOrder
from app.documents.schemas import ListAnnex, SubmissionPaper
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    LIST_DAY,
    OTHER_PROVINCE,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    a_batch,
    a_source,
    advance,
    an_order,
    enrolled,
    heard,
    rows,
    submitted,
)
from tests.grounds import scalar, set_clock
from tests.intake.browser import Visitor, read
from tests.money_rows import acting, actor
from tests.service import the_service

LOOKS = "select count(*) from access_log where about = :a and about_id = :i"


@pytest.fixture(scope="module")
async def batch(house: str, town: Town) -> int:
    """A batch of two communes' lists that waits for the signature."""
    await set_clock(house, LIST_DAY)
    lists = [(await submitted(town, "07", rows("07", 3), path)).id for path in (COMMUNE, SIBLING)]
    for path, list_id in zip((COMMUNE, SIBLING), lists, strict=True):
        await advance(town, house, [list_id], Stage.AT_PROVINCE, path=path)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, lists, PROVINCE)
    await set_clock(house, DECISION_DAY)
    return await a_batch(town, lists)


@pytest.fixture(scope="module")
async def decision(house: str, town: Town, batch: int) -> int:
    """Its decision."""
    async with acting(actor(Role.CHAIRMAN)) as session:
        waiting = (await submissions.submission_of(session, batch)).paper
    chairman = await town.at(PROVINCE, "chutich")
    made = await chairman.approve(batch, await an_order(town, batch, await a_source(town)))
    assert (waiting.count, waiting.total) == (made.case_count, made.total_dong)
    assert waiting.proof.batch_hash is not None
    assert waiting.proof.batch_hash.hex() == made.root
    return made.id


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def instrument(decision: int) -> Any:
    async with acting(actor(Role.CHAIRMAN)) as session:
        return (await instruments.instrument_of(session, decision)).paper


async def test_the_decision_says_what_was_signed(house: str, town: Town, decision: int) -> None:
    paper = await instrument(decision)
    chairman = await town.at(PROVINCE, "chutich")
    shown = (await chairman.send("GET", f"/decisions/{decision}")).json()
    assert (
        (paper.count, paper.total) == (shown["case_count"], shown["total_dong"]) == (6, 9_000_000)
    )
    assert paper.letterhead.number == shown["number"]
    assert paper.letterhead.dated == DECISION_DAY
    assert paper.letterhead.issuer == "Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert paper.authority == "Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert (paper.payer, paper.funds[0].amount) == ("Bưu điện tỉnh", 9_000_000)
    assert paper.signers[0].authority == ()
    name = "select full_name from nation.officer where id = :o"
    officer = town.officer(PROVINCE, "chutich").officer_id
    assert paper.signers[0].name == await scalar(house, name, o=officer)
    assert "Tờ trình số" in paper.grounds[-1]
    assert {line.rate for line in paper.lines} == {500_000}
    printed = words(await chairman.paper("decision", decision))
    assert "".join(words_of(9_000_000).split()) in printed
    assert shown["root"] in printed


async def test_numbers_are_clear_and_the_look_is_kept(
    house: str, town: Town, decision: int, batch: int
) -> None:
    chairman = await town.at(PROVINCE, "chutich")
    paper = await instrument(decision)
    number = next(line.identity for line in paper.lines if line.identity)
    for kind, about, about_id in (
        ("decision", "decision", decision), ("submission", "batch", batch),
    ):  # fmt: skip
        before = await scalar(house, LOOKS, a=about, i=about_id)
        content = await chairman.paper(kind, about_id)  # type: ignore[arg-type]
        assert number in words(content)
        assert await scalar(house, LOOKS, a=about, i=about_id) == before + 1
        assert content == await chairman.paper(kind, about_id)  # type: ignore[arg-type]
        docx = await chairman.paper(kind, about_id, "docx")  # type: ignore[arg-type]
        assert docx.startswith(b"PK")
        assert docx == await chairman.paper(kind, about_id, "docx")  # type: ignore[arg-type]
    person = "select min(person_id) from dossier where id_number = :n"
    seen = (
        "select count(*) from seen_person p join access_log a on a.set_id = p.set_id"
        f" where a.about = 'decision' and a.about_id = :i and p.person_id = ({person})"
    )
    assert await scalar(house, seen, i=decision, n=number) >= 1


async def test_the_annex_of_an_area_has_its_own_lines(
    house: str, town: Town, decision: int
) -> None:
    async with acting(actor(Role.CHAIRMAN)) as session:
        paper = (await instruments.instrument_of(session, decision, COMMUNE)).paper
    assert isinstance(paper, ListAnnex)
    assert paper.area == "phường Trần Phú, thành phố Hà Tĩnh"
    assert (paper.count, paper.whole_count) == (3, 6)
    assert paper.proof.batch_hash == (await instrument(decision)).proof.batch_hash
    chairman = await town.at(PROVINCE, "chutich")
    printed = words(await chairman.paper("decision", decision, area=COMMUNE))
    assert "PHƯỜNGTRẦNPHÚ" in printed
    with pytest.raises(Problem) as empty:
        await chairman.paper("decision", decision, area="42.437.")
    assert empty.value.code == "nothing-to-print"
    with pytest.raises(Problem) as odd:
        await chairman.paper("decision", decision, area="42.4")
    assert odd.value.status == 422


async def test_a_long_list_is_annexed_by_commune(
    house: str, town: Town, decision: int, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.documents.rules.MOST_LINES", 5)
    paper = await instrument(decision)
    assert paper.lines == ()
    assert [(one.count, one.amount) for one in paper.areas] == [(3, 4_500_000)] * 2
    assert [one.count for one in paper.groups] == [6]
    chairman = await town.at(PROVINCE, "chutich")
    before = await scalar(house, LOOKS, a="decision", i=decision)
    printed = words(await chairman.paper("decision", decision))
    assert "phườngTrầnPhú" in printed
    shown = "select shown from access_log where about = 'decision' and about_id = :i"
    assert await scalar(house, LOOKS, a="decision", i=decision) == before + 1
    assert await scalar(house, f"{shown} order by id desc limit 1", i=decision) == 0
    assert (await chairman.paper("decision", decision, area=COMMUNE)).startswith(b"%PDF")
    with pytest.raises(Problem) as long:
        await chairman.paper("decision", decision, area=DISTRICT)
    assert (long.value.status, long.value.code) == (422, "paper-too-long")
    async with acting(actor(Role.CHAIRMAN)) as session:
        asked = (await submissions.submission_of(session, batch)).paper
        annex = (await submissions.submission_of(session, batch, SIBLING)).paper
    assert (asked.lines, asked.areas) == ((), paper.areas)
    assert isinstance(annex, ListAnnex)
    assert (annex.of, annex.count, annex.whole_count) == ("submission", 3, 6)


async def test_the_submission_paper_of_a_batch(house: str, town: Town, batch: int) -> None:
    async with acting(actor(Role.CHAIRMAN)) as session:
        paper = (await submissions.submission_of(session, batch)).paper
    assert isinstance(paper, SubmissionPaper)
    assert paper.count == 6
    assert paper.letterhead.issuer == "Ủy ban nhân dân thành phố Hà Tĩnh"
    assert (paper.letterhead.number or "").endswith("/TTr-UBND")
    assert paper.addressee == "Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert "niêm yết công khai" in paper.findings[0]


async def test_the_page_knows_both_papers_of_the_batch(
    town: Town, decision: int, batch: int
) -> None:
    chairman = await town.at(PROVINCE, "chutich")
    await chairman.paper("submission", batch)
    await chairman.paper("decision", decision)
    root = (await chairman.send("GET", f"/decisions/{decision}")).json()["root"]
    visitor = Visitor(the_service())
    async with visitor.http:
        answer = await visitor.look(f"/v/{root}")
    said = read(answer).text
    assert answer.status_code == 200
    assert "Tờ trình" in said
    assert "Quyết định phê duyệt danh sách và kinh phí" in said
    names = [line.name for line in (await instrument(decision)).lines]
    assert not any(name in said for name in names)


async def test_a_delegate_signs_for_the_chairman(house: str, town: Town) -> None:
    await set_clock(house, LIST_DAY)
    found = await submitted(town, "07", rows("07", 1))
    await advance(town, house, [found.id], Stage.AT_PROVINCE)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    chairman = await town.at(PROVINCE, "chutich")
    order = DelegationOrder(
        document_number="77/QĐ-UBND", officer_id=delegate.officer_id, area_path=DISTRICT,
        valid_from=LIST_DAY, valid_to=DECISION_DAY,
    )  # fmt: skip
    await chairman.send("POST", "/delegations", json=order.model_dump(mode="json"))
    number = await a_batch(town, [found.id])
    signing = await an_order(town, number, await a_source(town))
    made = await (await town.as_(delegate)).approve(number, signing)
    (signer,) = (await instrument(made.id)).signers
    assert signer.authority == ("TUQ. Chủ tịch",)
    assert signer.title == "Chủ tịch Ủy ban nhân dân thành phố Hà Tĩnh"
    assert "Căn cứ văn bản ủy quyền số 77/QĐ-UBND" in (await instrument(made.id)).grounds


async def test_a_refusal_of_a_batch_is_no_approval(house: str, town: Town) -> None:
    await set_clock(house, LIST_DAY)
    found = await submitted(town, "07", rows("07", 2))
    await advance(town, house, [found.id], Stage.AT_PROVINCE)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    number = await a_batch(town, [found.id])
    chairman = await town.at(PROVINCE, "chutich")
    order = RefusalOrder(
        number="9001/QĐ-UBND", signed_on=DECISION_DAY, reason_code="NOT_ELIGIBLE", expected_count=2
    )
    door = f"/batches/{number}/refusal"
    made = (await chairman.send("POST", door, json=order.model_dump(mode="json"))).json()
    with pytest.raises(Problem) as refusal:
        await chairman.paper("decision", made["id"])
    assert refusal.value.code == "not-an-approval"
    async with acting(actor(Role.CHAIRMAN)) as session:
        assert (await submissions.submission_of(session, number)).paper.count == 2


@pytest.mark.parametrize(
    ("path", "seat", "status"),
    [(DISTRICT, "canbo", 200), (PROVINCE, "taichinh", 200), (COMMUNE, "canbo", 403),
     (PROVINCE, "buudien", 403), (OTHER_PROVINCE, "chutich", 404)],
)  # fmt: skip
async def test_who_reads_them(
    town: Town, decision: int, batch: int, path: str, seat: str, status: int
) -> None:
    for door in (f"/decisions/{decision}/decision.pdf", f"/batches/{batch}/submission.docx"):
        assert (await town.raw(town.officer(path, seat), "GET", door)).status_code == status
