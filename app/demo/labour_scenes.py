"""After the report of 1 June: workers, owners and employers walk their own roads to a decision.

Third parties state what they know, neighbours object, a council sends back, a delegate signs, the
refused are answered in writing, and an amendment takes some of them in.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.appraisal import Verdict
from app.appraisal.schemas import FindingShown, OpinionLine
from app.client import Client
from app.confirmations import Outcome
from app.confirmations.schemas import ConfirmationOrder, UnconfirmedLine
from app.decisions.schemas import (
    ApprovalOrder,
    DecisionShown,
    DelegationOrder,
    SuspensionOrder,
)
from app.demo import oversight_scenes
from app.demo.cast import AGENT, BANK, PROVINCE_PATH
from app.demo.paper_scenes import APPLICATIONS_DISTRICT, maker_of
from app.demo.paperwork import (
    COOPERATIVE_DISTRICT,
    EMPLOYER_DISTRICT,
    LOAN_DISTRICT,
    OWNERS_DISTRICT,
    SCHOOL_DISTRICT,
)
from app.demo.stage import Stage
from app.demo.truth import ListKey
from app.dossiers.schemas import DossierShown
from app.postings.schemas import ObjectionOrder

GROUP_OF: Final = {
    "01": "NLD_TAMHOAN", "02": "HKD", "03": "NLD_CHAMDUT", "04": "NLD_KHONGHD", "12": "NSDLD_VAY",
}  # fmt: skip
_CONFIRMED = date(2020, 6, 3)
_COMMUNES_SIT = date(2020, 6, 8)
_DISTRICTS_SIT = date(2020, 6, 9)
_PROVINCE_SITS = date(2020, 6, 10)
_HEARD_AGAIN = date(2020, 6, 11)
_DECIDED = date(2020, 6, 12)
_ADJUSTED = date(2020, 6, 16)
_AMENDED = date(2020, 10, 20)
LAST_DAY: Final = date(2020, 10, 26)
AMENDMENT: Final = "QD32"
_OUTSIDE = {
    COOPERATIVE_DISTRICT: "OUTSIDE_COOPERATIVE", SCHOOL_DISTRICT: "OUTSIDE_GENERAL_SCHOOL",
}  # fmt: skip
_LOOKED = "Đã đối chiếu giấy tờ gốc: đúng người, đúng đối tượng."
_TAKEN_IN = "Đơn vị sự nghiệp ngoài công lập được bổ sung vào đối tượng."
Sources = Mapping[str, int]


async def play(stage: Stage, sources: Sources) -> Counter[str]:
    """Walk every list of the labour groups to its end; approved people by group."""
    async with stage.timed("lao động, hộ kinh doanh, vay vốn"):
        await stage.set_day(_CONFIRMED)
        await _confirm_employers_lists(stage)
        postings = await _post(stage)
        await stage.set_day(_COMMUNES_SIT)
        await _sit_in_communes(stage, postings)
        await stage.set_day(_DISTRICTS_SIT)
        held = await _find_fault(stage)
        asked = await _sit_in_districts(stage)
        await stage.set_day(_PROVINCE_SITS)
        back = await _sit_in_province(stage)
        await stage.set_day(_HEARD_AGAIN)
        await oversight_scenes.answer_fault(stage, held, _HEARD_AGAIN)
        commune = _commune_of(stage, APPLICATIONS_DISTRICT, "04")
        await oversight_scenes.answer_question(stage, await maker_of(stage, commune), asked)
        await _hear_again(stage, {back, held.dossier_id, asked})
        await stage.set_day(_DECIDED)
        approved = await _decide(stage, sources)
        await _answer_in_writing(stage)
        await stage.set_day(_ADJUSTED)
        await _take_one_out(stage)
        approved["NLD_CHAMDUT"] -= 1
        await stage.set_day(_AMENDED)
        await _reopen(stage)
        await stage.set_day(LAST_DAY)
        made = await _approve(stage, await _chairman(stage), SCHOOL_DISTRICT, sources)
        approved["NLD_TAMHOAN"] += made.case_count
    stage.report("lao động, hộ kinh doanh, vay vốn", len(approved), len(GROUP_OF))
    return approved


def _lists(stage: Stage, district: str, *forms: str) -> list[int]:
    """The numbers of a district's lists on these forms of the labour groups, or on all."""
    home = stage.province.areas.district_of()
    return [
        number
        for key, number in sorted(stage.papers.items())
        if key.form in (forms or GROUP_OF) and home.get(key.area_code, key.area_code) == district
    ]


def _districts(stage: Stage) -> list[str]:
    return [code for code in sorted(stage.cast.districts) if _lists(stage, code)]


async def _waiting(reader: Client, list_id: int, stage_name: str) -> list[DossierShown]:
    page = await reader.dossiers(list_id)
    return [one for one in page.items if one.stage == stage_name]


# --- third parties ---


async def _state(
    stage: Stage, district: str, seat: str, list_id: int, *lines: UnconfirmedLine
) -> None:
    """What the body of a district says of all that waits for it in a list."""
    body = await stage.cast.as_officer(stage.cast.districts[district], seat)
    (waits,) = [one for one in await body.waiting_confirmations() if one.list_id == list_id]
    order = ConfirmationOrder(
        document_number=f"{list_id}/XN-{seat.upper()}", said_on=_CONFIRMED,
        expected=waits.waiting, exceptions=list(lines),
    )  # fmt: skip
    await body.confirm_list(list_id, order)


async def _confirm_employers_lists(stage: Stage) -> None:
    """The union and the social insurance: one worker is not known, one stands there otherwise."""
    (main,) = _lists(stage, EMPLOYER_DISTRICT, "01")
    officer = await maker_of(stage, EMPLOYER_DISTRICT)
    unknown, otherwise, *_ = await _waiting(officer, main, "confirming")
    await _state(stage, EMPLOYER_DISTRICT, "congdoan", main)
    await _state(
        stage, EMPLOYER_DISTRICT, "bhxh", main,
        _unconfirmed(unknown, Outcome.REFUSED), _unconfirmed(otherwise, Outcome.RETURNED),
    )  # fmt: skip
    stands = {one.id: one.stage for one in (await officer.dossiers(main)).items}
    stage.tally.tell("NOT_CONFIRMED", stands[unknown.id] == "refused", stands[unknown.id])
    await officer.submit_list(main, 1)
    await _state(stage, EMPLOYER_DISTRICT, "bhxh", main)
    stands = {one.id: one.stage for one in (await officer.dossiers(main)).items}
    back = stands[otherwise.id]
    stage.tally.tell("RETURNED_AND_CONFIRMED", back == "at_district", back)
    for district in (COOPERATIVE_DISTRICT, SCHOOL_DISTRICT):
        for number in _lists(stage, district, "01"):
            await _state(stage, district, "bhxh", number)


def _unconfirmed(one: DossierShown, outcome: Outcome) -> UnconfirmedLine:
    words = "Số sổ bảo hiểm xã hội mang tên người khác"
    return UnconfirmedLine(
        dossier_id=one.id, outcome=outcome, reason_code="NOT_ELIGIBLE", words=words
    )


# --- communes ---


async def _post(stage: Stage) -> dict[str, int]:
    """Owners and people who applied one by one are shown in public; a neighbour objects."""
    postings: dict[str, int] = {}
    for district, form in ((OWNERS_DISTRICT, "02"), (APPLICATIONS_DISTRICT, "04")):
        commune = _commune_of(stage, district, form)
        officer = await maker_of(stage, commune)
        lists = _lists(stage, district, form)
        shown = await officer.post_lists(lists, "Trụ sở UBND xã, chợ xã", "Bảng tin")
        postings[commune] = shown.id
    commune = _commune_of(stage, OWNERS_DISTRICT, "02")
    await _object(stage, commune, postings[commune])
    return postings


def _commune_of(stage: Stage, district: str, form: str) -> str:
    home = stage.province.areas.district_of()
    return next(
        key.area_code
        for key in sorted(stage.papers)
        if key.form == form and home.get(key.area_code) == district
    )


async def _object(stage: Stage, commune: str, posting: int) -> None:
    """What is said against a line is answered before the list can go on."""
    officer = await maker_of(stage, commune)
    list_id = stage.papers[ListKey("02", commune)]
    (line, *_) = (await officer.dossiers(list_id)).items
    said = ObjectionOrder(
        list_id=list_id, row_number=line.row_number, received_on=_CONFIRMED,
        text="Quán này vẫn bán hàng trong tháng 4", sender=None,
    )  # fmt: skip
    number = await officer.object_to(posting, said)
    answer = "Đã kiểm tra cùng thôn: quán đóng cửa từ 01/04/2020, có xác nhận của các hộ lân cận."
    await officer.answer_objection(number, answer)
    told = await officer.objections(posting)
    stage.tally.tell("OBJECTION_ANSWERED", [one.answer for one in told] == [answer], told)


async def _sit_in_communes(stage: Stage, postings: Mapping[str, int]) -> None:
    for commune, posting in postings.items():
        await (await maker_of(stage, commune)).close_posting(posting)
    for key, number in sorted(stage.papers.items()):
        path = stage.cast.communes.get(key.area_code)
        if path and key.form in ("02", "03", "04"):
            officer = await maker_of(stage, key.area_code)
            if await _waiting(officer, number, "at_commune"):
                await _sit(stage, path, [number])
    for number in _lists(stage, OWNERS_DISTRICT, "02"):
        await _state(stage, OWNERS_DISTRICT, "thue", number)


# --- councils ---


async def _sit(
    stage: Stage, path: str, lists: Sequence[int], words: Sequence[OpinionLine] = ()
) -> None:
    """A sitting over lists; findings are answered as suggested, `words` outweigh them."""
    secretary = await stage.cast.as_officer(path, "thuky")
    sitting = await secretary.open_sitting(lists, stage.cast.offices[path].council)
    said: dict[int, OpinionLine] = {}
    for finding in await secretary.findings(sitting.id):
        earlier = said.get(finding.dossier_id)
        if earlier is None or earlier.verdict is Verdict.FAVOURABLE:
            said[finding.dossier_id] = _word(finding)
    said |= {word.dossier_id: word for word in words}
    if said:
        await secretary.record_opinions(sitting.id, sitting.expected, list(said.values()))
    await secretary.close_sitting(sitting.id, sitting.expected)


def _word(finding: FindingShown) -> OpinionLine:
    """Whoever has the support already gets no second one; of all else the papers were looked at."""
    if finding.suggested_verdict is None or finding.code == "SUSPECTED_SAME":
        return OpinionLine(
            dossier_id=finding.dossier_id, verdict=Verdict.FAVOURABLE, answer=_LOOKED
        )
    return OpinionLine(
        dossier_id=finding.dossier_id, verdict=finding.suggested_verdict,
        reason_code=finding.suggested_reason,
    )  # fmt: skip


async def _find_fault(stage: Stage) -> oversight_scenes.Held:
    (number,) = _lists(stage, OWNERS_DISTRICT, "02")
    officer = await maker_of(stage, _commune_of(stage, OWNERS_DISTRICT, "02"))
    (case, *_) = await _waiting(officer, number, "at_district")
    return await oversight_scenes.find_fault(stage, case.id, _DISTRICTS_SIT)


async def _sit_in_districts(stage: Stage) -> int:
    """Each district hears its lists; whom the policy leaves out is refused for that reason.

    One district asks the commune about a dossier before it decides; tells which.
    """
    asked = 0
    for district in _districts(stage):
        path, words = stage.cast.districts[district], []
        reader = await stage.cast.as_officer(path, "thuky")
        if district in _OUTSIDE:
            for number in _lists(stage, district, "01"):
                words += [
                    OpinionLine(
                        dossier_id=one.id, verdict=Verdict.UNFAVOURABLE,
                        reason_code=_OUTSIDE[district],
                    )
                    for one in await _waiting(reader, number, "at_district")
                ]  # fmt: skip
        if district == APPLICATIONS_DISTRICT:
            (case, *_) = await _waiting(reader, _lists(stage, district)[0], "at_district")
            asked = case.id
            words.append(oversight_scenes.question_about(asked))
        await _sit(stage, path, _lists(stage, district), words)
    return asked


async def _sit_in_province(stage: Stage) -> int:
    """The provincial team hears the rest and sends one case back; tells which."""
    back = 0
    for district in _districts(stage):
        lists, words = await _before_province(stage, district), []
        if form := _lists(stage, district, "03"):
            reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
            (case, *_) = await _waiting(reader, form[0], "at_province")
            back = case.id
            words = [
                OpinionLine(dossier_id=back, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
            ]
        if lists:
            await _sit(stage, PROVINCE_PATH, lists, words)
    return back


async def _before_province(stage: Stage, district: str) -> list[int]:
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    return [
        number
        for number in _lists(stage, district)
        if await _waiting(reader, number, "at_province")
    ]


async def _hear_again(stage: Stage, cases: Collection[int]) -> None:
    """What was sent back, asked about or held is heard by its district, then by the province."""
    for district in _districts(stage):
        path = stage.cast.districts[district]
        reader = await stage.cast.as_officer(path, "thuky")
        late = [
            number
            for number in _lists(stage, district)
            if await _waiting(reader, number, "at_district")
        ]
        if not late:
            continue
        waited = {one.id for n in late for one in await _waiting(reader, n, "at_district")}
        await _sit(stage, path, late)
        await _sit(stage, PROVINCE_PATH, await _before_province(stage, district))
        up = {one.id for n in late for one in await _waiting(reader, n, "at_province")}
        right = waited <= set(cases) and waited <= up
        stage.tally.tell("HEARD_AGAIN", right, (district, waited))


# --- decisions ---


async def _chairman(stage: Stage) -> Client:
    return await stage.cast.as_officer(PROVINCE_PATH, "chutich")


async def _decide(stage: Stage, sources: Sources) -> Counter[str]:
    """The Chairman signs; for owners of businesses the chairman of their district does."""
    approved: Counter[str] = Counter()
    chairman = await _chairman(stage)
    for district in _districts(stage):
        if district == SCHOOL_DISTRICT:
            continue
        signer = chairman
        if district == OWNERS_DISTRICT:
            signer = await _delegated(stage, chairman, district)
        made = await _approve(stage, signer, district, sources, suspended=district == LOAN_DISTRICT)
        if district == EMPLOYER_DISTRICT:
            await oversight_scenes.draw_sample(stage, made.id)
        stage.decisions[district] = made.id
        approved += await _approved_of(stage, district)
    return approved


async def _delegated(stage: Stage, chairman: Client, district: str) -> Client:
    path = stage.cast.districts[district]
    order = DelegationOrder(
        document_number="77/QĐ-UBND", officer_id=stage.cast.offices[path].numbers["chutich"],
        area_path=path, valid_from=_DECIDED, valid_to=date(2020, 12, 31),
    )  # fmt: skip
    await chairman.delegate(order)
    return await stage.cast.as_officer(path, "chutich")


async def _approve(
    stage: Stage, signer: Client, district: str, sources: Sources, *, suspended: bool = False
) -> DecisionShown:
    """One decision on what a district has ready, exactly as the signer saw it."""
    day = LAST_DAY if district == SCHOOL_DISTRICT else _DECIDED
    officer = await stage.cast.as_officer(stage.cast.districts[district], "canbo")
    lists = _lists(stage, district)
    batch_id = await officer.open_batch(lists, f"{district}-LD/TTr-UBND")
    if suspended:
        await _suspend(stage, signer, batch_id)
    batch = await signer.batch(batch_id)
    loan = district == LOAN_DISTRICT
    order = ApprovalOrder(
        number=f"{district}-LD/QĐ-UBND", signed_on=day, expected_count=batch.case_count,
        expected_total_dong=batch.total_dong, expected_root=batch.root,
        source_id=sources["VAY" if loan else "LD"], agent_code=BANK if loan else AGENT,
    )  # fmt: skip
    made = await signer.approve(batch_id, order)
    if district == OWNERS_DISTRICT:
        stage.tally.tell("SIGNED_BY_DELEGATE", made.case_count == batch.case_count, made.number)
    return made


async def _suspend(stage: Stage, signer: Client, batch_id: int) -> None:
    """A batch is stopped for a question of the bank and let go on the same day."""
    reason = "Chờ Ngân hàng Chính sách xã hội xác nhận không có nợ xấu"
    stop = SuspensionOrder(number="81/UBND-VX", signed_on=_DECIDED, reason=reason)
    await signer.suspend_batch(batch_id, stop)
    go_on = SuspensionOrder(number="82/UBND-VX", signed_on=_DECIDED, reason="Ngân hàng đã xác nhận")
    resumed = await signer.resume_batch(batch_id, go_on)
    stage.tally.tell("SUSPENDED_AND_RESUMED", resumed.kind == "resumed", resumed.kind)


async def _approved_of(stage: Stage, district: str) -> Counter[str]:
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    approved: Counter[str] = Counter()
    for number in _lists(stage, district):
        for one in await _waiting(reader, number, "approved"):
            approved[one.group_code] += 1
    return approved


async def _take_one_out(stage: Stage) -> None:
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    (number,) = _lists(stage, COOPERATIVE_DISTRICT, "03")
    (case, *_) = await _waiting(reader, number, "approved")
    decision = stage.decisions[COOPERATIVE_DISTRICT]
    await oversight_scenes.take_out(stage, decision, case.id, _ADJUSTED)


async def _answer_in_writing(stage: Stage) -> None:
    """Everybody of the cooperative who was refused is handed the written notice."""
    officer = await maker_of(stage, COOPERATIVE_DISTRICT)
    (number,) = _lists(stage, COOPERATIVE_DISTRICT, "01")

    async def unanswered() -> list[int]:
        page = await officer.unanswered_refusals()
        return [one.dossier_id for one in page.items if one.list_id == number]

    refused = await unanswered()
    for place, dossier_id in enumerate(refused, 1):
        await officer.give_refusal_notice(dossier_id, f"{place}/TB-LĐTBXH", _DECIDED)
    answered = bool(refused) and not await unanswered()
    stage.tally.tell("REFUSED_IN_WRITING", answered, refused)


async def _reopen(stage: Stage) -> None:
    """QĐ 32: the staff of private schools come in, and walk their road again."""
    officer = await maker_of(stage, SCHOOL_DISTRICT)
    (number,) = _lists(stage, SCHOOL_DISTRICT, "01")
    page = await officer.reopenings(AMENDMENT)
    fits = [one.dossier_id for one in page.items if one.list_id == number]
    for dossier_id in fits:
        await officer.reopen(dossier_id, AMENDMENT, _TAKEN_IN)
    await officer.submit_list(number, len(fits))
    await _state(stage, SCHOOL_DISTRICT, "bhxh", number)
    await _sit(stage, stage.cast.districts[SCHOOL_DISTRICT], [number])
    await _sit(stage, PROVINCE_PATH, [number])
    rows = len(next(
        one.rows for one in stage.province.papers if one.key == ListKey("01", SCHOOL_DISTRICT)
    ))  # fmt: skip
    stage.tally.tell("TAKEN_IN_BY_AMENDMENT", len(fits) == rows, fits)


# --- what must come out ---


def expected(stage: Stage) -> Counter[str]:
    """Approved people by group, from what was written in the papers (people)."""
    people: Counter[str] = Counter()
    for paper in stage.province.papers:
        if paper.key.form in GROUP_OF:
            people[GROUP_OF[paper.key.form]] += len(paper.rows) - len(paper.faulty)
    people["NLD_KHONGHD"] += len(stage.province.applications) - 1  # the first was refused
    people["NLD_KHONGHD"] -= 2  # whose two numbers it names together are supported already
    people["NLD_CHAMDUT"] -= 1  # taken out by a later decision
    people["NLD_TAMHOAN"] -= 1 + 3  # not confirmed; of a cooperative
    return people


def differences(
    approved: Mapping[str, int], table: Sequence[Mapping[str, Any]], wanted: Mapping[str, int]
) -> list[str]:
    """Groups of which not exactly the right people were approved, or reported as approved."""
    reported = {row["group"]: row["approved_people"] for row in table}
    return [
        f"{group}: {approved.get(group, 0)} người được duyệt,"
        f" {reported.get(group, 0)} trong báo cáo ≠ {count}"
        for group, count in sorted(wanted.items())
        if not approved.get(group, 0) == reported.get(group, 0) == count
    ]
