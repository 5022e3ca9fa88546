"""The minutes of a sitting (biên bản): who sat over what, what was said, and how it ended."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, policy
from app.appraisal import minutes_facts as facts
from app.appraisal import queries
from app.appraisal.hearing import record_now
from app.appraisal.rules import SENTENCES, Desk, Office, Verdict, sentence_of
from app.appraisal.tables import Sitting
from app.core.settings import settings
from app.documents.schemas import (
    AlertAnswer,
    CaseVerdict,
    CouncilMember,
    Letterhead,
    Proof,
    Signer,
    SittingMinutes,
    Vote,
)

_DESKS: Final = {
    Desk.MAKER: "nơi lập danh sách", Desk.COMMUNE: "cấp xã", Desk.CONFIRMING: "cơ quan xác nhận",
    Desk.DISTRICT: "cấp huyện",
}  # fmt: skip
_OFFICES: Final = {
    Office.MAKER: "nơi lập danh sách", Office.COMMUNE: "cấp xã", Office.DISTRICT: "cấp huyện",
    Office.UNION: "Công đoàn", Office.SOCIAL_INSURANCE: "cơ quan Bảo hiểm xã hội",
    Office.TAX_BRANCH: "Chi cục Thuế",
}  # fmt: skip
_VERDICTS: Final = {
    Verdict.UNFAVOURABLE: "Không đủ điều kiện", Verdict.SUPERSEDED: "Hưởng chế độ khác cao hơn",
    Verdict.RETURNED: "Trả lại", Verdict.ON_HOLD: "Tạm dừng xem xét",
}  # fmt: skip
_KINDS: Final = ("thành phố ", "thị trấn ", "thị xã ", "phường ", "tỉnh ", "huyện ", "quận ", "xã ")


class Minutes(NamedTuple):
    """The paper, and whom it names."""

    paper: SittingMinutes
    people: list[int]


def minutes_name(sitting_id: int) -> str:
    """Where the minutes of a sitting are read, by which they get their number."""
    return f"sittings/{sitting_id}/minutes"


async def minutes_of(session: AsyncSession, sitting_id: int) -> Minutes:
    """The minutes of a sitting, a draft until they are numbered.

    Raises NotFound outside the territory.
    """
    sitting = await queries.sitting_of(session, sitting_id)
    rules = policy.policy_at(sitting.held_on, settings().policy_overrides)
    body, seat, place = await _body(session, sitting)
    number, dated = await documents.number_of(session, minutes_name(sitting_id))
    people = await facts.people_of(session, sitting)
    members = _members(sitting, people)
    refused = await facts.exceptions_of(session, sitting)
    found = await facts.findings_answered(session, sitting)
    favoured, dong = await facts.favoured_by(session, sitting)
    paper = SittingMinutes(
        letterhead=Letterhead(
            superior=seat,
            issuer=body,
            place=place,
            symbol="BB-HĐTĐ",
            number=number,
            dated=dated or sitting.held_on,
        ),
        subject=body,
        signers=_signers(sitting, people),
        recipients=("Thành viên dự họp", "Lưu: VT, hồ sơ phiên họp"),
        proof=Proof(address="", batch_hash=sitting.record),
        opened_at=sitting.opened_at,
        closed_at=sitting.closed_at,
        venue=sitting.place or f"Trụ sở {seat}",
        members=members,
        quorum=sitting.quorum,
        agenda=_agenda(await facts.lists_heard(session, sitting), rules),
        considered=favoured + len(refused),
        favoured=favoured,
        favoured_total=dong,
        verdicts=tuple(_verdict(one, rules) for one in refused),
        answers=_answers(found, await facts.alerts_answered(session, sitting), rules),
        opinions=_remarks(sitting, people, refused),
        vote=await _vote(session, sitting, members),
    )
    return Minutes(paper, [one.person_id for one in (*refused, *found)])


async def _body(session: AsyncSession, sitting: Sitting) -> tuple[str, str, str]:
    """The council, the committee it serves, and the place before the day."""
    unit = (await facts.units_along(session, sitting.area_path, sitting.held_on))[0]
    kind = "Tổ thẩm định" if sitting.level == "province" else "Hội đồng thẩm định"
    bare = next((unit.removeprefix(one) for one in _KINDS if unit.startswith(one)), unit)
    return f"{kind} {unit}", f"Ủy ban nhân dân {unit}", bare


def _members(sitting: Sitting, people: Sequence[Any]) -> tuple[CouncilMember, ...]:
    """The chair first, the secretary next, then the others; a secretary without a seat is none."""

    def part(one: Any) -> int:
        if one.id == sitting.chair_id:
            return 0
        return 1 if one.id == sitting.opened_by else 2

    roles = ("Chủ trì", "Thư ký", "Ủy viên")
    return tuple(
        CouncilMember(
            name=one.full_name, title=f"Thành viên (theo {one.document})" if one.document else "",
            role=roles[part(one)], present=one.present,
        )
        for one in sorted(people, key=part)
        if one.present or one.id != sitting.opened_by
    )  # fmt: skip


def _signers(sitting: Sitting, people: Sequence[Any]) -> tuple[Signer, ...]:
    names = {one.id: one.full_name for one in people}
    return (
        Signer(title="Thư ký", name=names.get(sitting.opened_by)),
        Signer(title="Chủ trì", name=names.get(sitting.chair_id)),
    )


def _agenda(lists: Sequence[Any], rules: policy.Policy) -> tuple[str, ...]:
    return tuple(
        f"Danh sách số {one.id}, mẫu {one.form} ({rules.group(one.group_code).vi}), "
        f"{one.unit} lập ngày {one.compiled_on:%d/%m/%Y}"
        for one in lists
    )


def _verdict(one: Any, rules: policy.Policy) -> CaseVerdict:
    verdict = _VERDICTS[Verdict(one.verdict)]
    if one.return_to:
        verdict = f"{verdict} {_DESKS[Desk(one.return_to)]}"
    if one.question:
        reason = f"Hỏi {_OFFICES[Office(one.asked_of)]}: {one.question}"
    else:
        known = rules.refusal_reasons.get(one.reason_code)
        said = (known.vi if known else one.reason_code, one.answer)
        reason = "; ".join(word.rstrip(".") for word in said if word)
    group = rules.group(one.group_code).vi
    return CaseVerdict(name=one.full_name, group=group, verdict=verdict, reason=reason)


def _answers(
    found: Sequence[Any], alerts: Sequence[Any], rules: policy.Policy
) -> tuple[AlertAnswer, ...]:
    of_people = (
        (f"{one.full_name}: {sentence_of(one.code, rules.refusal_reasons)}", one.answer)
        for one in found
    )
    of_lists = (
        (f"{SENTENCES[one.code].rstrip('.')} ({one.count} người, {one.told_of})", one.answer)
        for one in alerts
    )
    return tuple(
        AlertAnswer(alert=alert.rstrip("."), answer=answer.rstrip("."))
        for alert, answer in (*of_lists, *of_people)
    )


def _remarks(sitting: Sitting, people: Sequence[Any], refused: Sequence[Any]) -> tuple[str, ...]:
    """How many of each verdict; and who wrote, where that is no member with a seat."""
    counted = {one: sum(line.verdict == one for line in refused) for one in _VERDICTS}
    told = [f"{count} hồ sơ {_VERDICTS[one].lower()}" for one, count in counted.items() if count]
    writer = [
        f"Thư ký ghi biên bản, không biểu quyết: {one.full_name}"
        for one in people
        if one.id == sitting.opened_by and not one.present
    ]
    concluded = [f"Hội đồng kết luận: {', '.join(told)}"] if told else []
    return (*writer, *concluded)


async def _vote(
    session: AsyncSession, sitting: Sitting, members: Sequence[CouncilMember]
) -> Vote | None:
    """Votes for the record, where the council counts them; whoever gave none had none to give."""
    if not sitting.votes_needed:
        return None
    record = sitting.record or await record_now(session, sitting)
    given = len(await queries.voters(session, sitting.id, record))
    return Vote(in_favour=given, abstained=sum(one.present for one in members) - given)
