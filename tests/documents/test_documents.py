"""A file is kept as it came, under its seal, and never changed."""

import hashlib

import pytest

from app import documents
from app.core import db
from app.core.errors import NotFound
from tests.builders import COMMUNE, DISTRICT, SIBLING, Town, a_workbook, read_now, rows
from tests.grounds import owning, raw_service, refused, scalar


async def test_the_original_bytes_come_back_with_their_seal(house: str, town: Town) -> None:
    content = a_workbook("07", rows("07", 2))
    officer = await town.at(COMMUNE)
    received = await officer.receive_list("07", content, "Danh sách 07.xlsx")
    await read_now(received.id)
    answer = await officer.send("GET", f"/lists/{received.id}/file")
    assert answer.content == content
    assert answer.headers["X-Content-SHA256"] == hashlib.sha256(content).hexdigest()
    assert "attachment" in answer.headers["Content-Disposition"]
    name = "select file_name from document d join dossier_list l on l.document_id = d.id"
    assert await scalar(house, f"{name} where l.id = :l", l=received.id) == "Danh sách 07.xlsx"


async def test_a_document_is_seen_inside_its_territory_only(house: str, town: Town) -> None:
    officer = town.officer(COMMUNE).actor
    async with db.transaction(officer.standing) as session:
        number = await documents.keep(
            session, officer, content=b"giay to", media_type="text/plain", file_name="x.txt"
        )
    for path in (COMMUNE, DISTRICT):
        async with db.transaction(db.Standing(path)) as session:
            paper = await documents.open_document(session, number)
            assert (paper.content, paper.sha256) == (
                b"giay to",
                hashlib.sha256(b"giay to").digest(),
            )
    for path in (SIBLING, "40."):
        with pytest.raises(NotFound):
            async with db.transaction(db.Standing(path)) as session:
                await documents.open_document(session, number)


@pytest.mark.parametrize("statement", ["update document set content = ''", "delete from document"])
async def test_a_document_is_never_changed(house: str, town: Town, statement: str) -> None:
    await (await town.at(COMMUNE)).receive_list("07", a_workbook("07", rows("07", 1)))
    async with raw_service(house) as session:
        assert await refused(session, statement) == "42501"
    async with owning(house) as session:
        assert await refused(session, statement) == "append_only"
        await session.connection()
        assert await refused(session, "alter table document disable trigger append_only") is None
        assert await refused(session, statement) in (None, "fk_dossier_list_document_id")
