"""Councils: votes for a record, questions put on hold and their answers."""

from app.appraisal import Office, Verdict
from app.appraisal.schemas import (
    CouncilWord,
    OpinionLine,
    OpinionShown,
    QuestionPage,
    QuestionShown,
    SittingShown,
    VoteTaken,
)
from app.client.transport import Transport


class Councils(Transport):
    """What secretaries, members, and the offices they ask do in and after a sitting."""

    async def sitting(self, sitting_id: int) -> SittingShown:
        """One sitting, with the record that votes are given for."""
        return await self.ask(SittingShown, "GET", f"/sittings/{sitting_id}")

    async def opinions(self, sitting_id: int) -> list[OpinionShown]:
        """The exceptions of a sitting, with what has become void since."""
        return await self.ask(list[OpinionShown], "GET", f"/sittings/{sitting_id}/opinions")

    async def words_on(self, dossier_id: int) -> list[CouncilWord]:
        """What every council said of one dossier."""
        return await self.ask(list[CouncilWord], "GET", f"/dossiers/{dossier_id}/opinions")

    async def vote(self, sitting_id: int, expected: int, record: str) -> VoteTaken:
        """Vote for the record as seen; the last vote needed closes the sitting."""
        body = {"expected": expected, "record": record}
        return await self.ask(VoteTaken, "POST", f"/sittings/{sitting_id}/votes", json=body)

    async def put_on_hold(
        self, sitting_id: int, expected: int, dossier_id: int, asked_of: Office, question: str
    ) -> None:
        """Keep one dossier back with a question, which is sent when the sitting closes."""
        word = OpinionLine(
            dossier_id=dossier_id, verdict=Verdict.ON_HOLD, asked_of=asked_of, question=question
        )
        lines = [word.model_dump(mode="json", exclude_none=True)]
        body = {"expected": expected, "exceptions": lines}
        await self.send("POST", f"/sittings/{sitting_id}/opinions", json=body)

    async def questions(self, sitting_id: int) -> list[QuestionShown]:
        """What was asked about the dossiers of a sitting's lists, with the answers."""
        return await self.ask(list[QuestionShown], "GET", f"/sittings/{sitting_id}/questions")

    async def waiting_questions(self, after: int = 0) -> QuestionPage:
        """A page of the questions that wait for one's own office."""
        return await self.ask(QuestionPage, "GET", "/questions/waiting", params={"after": after})

    async def answer_question(self, question_id: int, answer: str) -> QuestionShown:
        """Answer a council's question for one's own office."""
        return await self.ask(
            QuestionShown, "POST", f"/questions/{question_id}/answer", json={"answer": answer}
        )
