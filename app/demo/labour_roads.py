"""The roads of the labour groups: third parties, postings, councils; days by days."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from app.appraisal import Verdict
from app.appraisal.schemas import FindingShown, OpinionLine
from app.client import Client
from app.confirmations import Outcome
from app.confirmations.schemas import ConfirmationOrder, UnconfirmedLine
from app.demo import oversight_scenes
from app.demo.cast import PROVINCE_PATH
from app.demo.paper_scenes import APPLICATIONS_DISTRICT, maker_of
from app.demo.paperwork import (
    COOPERATIVE_DISTRICT,
    EMPLOYER_DISTRICT,
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
CONFIRMED = date(2020, 6, 3)
COMMUNES_SIT = date(2020, 6, 8)
DISTRICTS_SIT = date(2020, 6, 9)
PROVINCE_SITS = date(2020, 6, 10)
HEARD_AGAIN = date(2020, 6, 11)
DECIDED = date(2020, 6, 12)
ADJUSTED = date(2020, 6, 16)
AMENDED = date(2020, 10, 20)
LAST_DAY: Final = date(2020, 10, 26)
AMENDMENT: Final = "QD32"
_OUTSIDE = {
    COOPERATIVE_DISTRICT: "OUTSIDE_COOPERATIVE", SCHOOL_DISTRICT: "OUTSIDE_GENERAL_SCHOOL",
}  # fmt: skip
_LOOKED = "Đã đối chiếu giấy tờ gốc: đúng người, đúng đối tượng."


def lists_of(stage: Stage, district: str, *forms: str) -> list[int]:
    """The numbers of a district's lists on these forms of the labour groups, or on all."""
    home = stage.province.areas.district_of()
    return [
        number
        for key, number in sorted(stage.papers.items())
        if key.form in (forms or GROUP_OF) and home.get(key.area_code, key.area_code) == district
    ]


def districts_of(stage: Stage) -> list[str]:
    """The districts that have lists of the labour groups."""
    return [code for code in sorted(stage.cast.districts) if lists_of(stage, code)]


async def waiting(reader: Client, list_id: int, stage_name: str) -> list[DossierShown]:
    """The dossiers of a list that stand at a stage."""
    page = await reader.dossiers(list_id)
    return [one for one in page.items if one.stage == stage_name]


# --- third parties ---


async def state(
    stage: Stage, district: str, seat: str, list_id: int, *lines: UnconfirmedLine
) -> None:
    """What the body of a district says of all that waits for it in a list."""
    body = await stage.cast.as_officer(stage.cast.districts[district], seat)
    (waits,) = [one for one in await body.waiting_confirmations() if one.list_id == list_id]
    order = ConfirmationOrder(
        document_number=f"{list_id}/XN-{seat.upper()}", said_on=CONFIRMED,
        expected=waits.waiting, exceptions=list(lines),
    )  # fmt: skip
    await body.confirm_list(list_id, order)


async def confirm_employers_lists(stage: Stage) -> None:
    """The union and the social insurance: one worker is not known, one stands there otherwise."""
    (main,) = lists_of(stage, EMPLOYER_DISTRICT, "01")
    officer = await maker_of(stage, EMPLOYER_DISTRICT)
    unknown, otherwise, *_ = await waiting(officer, main, "confirming")
    await state(stage, EMPLOYER_DISTRICT, "congdoan", main)
    await state(
        stage, EMPLOYER_DISTRICT, "bhxh", main,
        _unconfirmed(unknown, Outcome.REFUSED), _unconfirmed(otherwise, Outcome.RETURNED),
    )  # fmt: skip
    stands = {one.id: one.stage for one in (await officer.dossiers(main)).items}
    stage.tally.tell("NOT_CONFIRMED", stands[unknown.id] == "refused", stands[unknown.id])
    await officer.submit_list(main, 1)
    await state(stage, EMPLOYER_DISTRICT, "bhxh", main)
    stands = {one.id: one.stage for one in (await officer.dossiers(main)).items}
    back = stands[otherwise.id]
    stage.tally.tell("RETURNED_AND_CONFIRMED", back == "at_district", back)
    for district in (COOPERATIVE_DISTRICT, SCHOOL_DISTRICT):
        for number in lists_of(stage, district, "01"):
            await state(stage, district, "bhxh", number)


def _unconfirmed(one: DossierShown, outcome: Outcome) -> UnconfirmedLine:
    words = "Số sổ bảo hiểm xã hội mang tên người khác"
    return UnconfirmedLine(
        dossier_id=one.id, outcome=outcome, reason_code="NOT_ELIGIBLE", words=words
    )


# --- communes ---


async def post(stage: Stage) -> dict[str, int]:
    """Owners and people who applied one by one are shown in public; a neighbour objects."""
    postings: dict[str, int] = {}
    for district, form in ((OWNERS_DISTRICT, "02"), (APPLICATIONS_DISTRICT, "04")):
        commune = commune_of(stage, district, form)
        officer = await maker_of(stage, commune)
        lists = lists_of(stage, district, form)
        shown = await officer.post_lists(lists, "Trụ sở UBND xã, chợ xã", "Bảng tin")
        postings[commune] = shown.id
    commune = commune_of(stage, OWNERS_DISTRICT, "02")
    await _object(stage, commune, postings[commune])
    return postings


def commune_of(stage: Stage, district: str, form: str) -> str:
    """The commune of a district that has a list on a form."""
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
        list_id=list_id, row_number=line.row_number, received_on=CONFIRMED,
        text="Quán này vẫn bán hàng trong tháng 4", sender=None,
    )  # fmt: skip
    number = await officer.object_to(posting, said)
    answer = "Đã kiểm tra cùng thôn: quán đóng cửa từ 01/04/2020, có xác nhận của các hộ lân cận."
    await officer.answer_objection(number, answer)
    told = await officer.objections(posting)
    stage.tally.tell("OBJECTION_ANSWERED", [one.answer for one in told] == [answer], told)


async def sit_in_communes(stage: Stage, postings: Mapping[str, int]) -> None:
    """Postings are closed, communes sit, the tax branch states."""
    for commune, posting in postings.items():
        await (await maker_of(stage, commune)).close_posting(posting)
    for key, number in sorted(stage.papers.items()):
        path = stage.cast.communes.get(key.area_code)
        if path and key.form in ("02", "03", "04"):
            officer = await maker_of(stage, key.area_code)
            if await waiting(officer, number, "at_commune"):
                await hear(stage, path, [number])
    for number in lists_of(stage, OWNERS_DISTRICT, "02"):
        await state(stage, OWNERS_DISTRICT, "thue", number)


# --- councils ---


async def hear(
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


async def find_fault(stage: Stage) -> oversight_scenes.Held:
    """The Fatherland Front asks about an owner before the district."""
    (number,) = lists_of(stage, OWNERS_DISTRICT, "02")
    officer = await maker_of(stage, commune_of(stage, OWNERS_DISTRICT, "02"))
    (case, *_) = await waiting(officer, number, "at_district")
    return await oversight_scenes.find_fault(stage, case.id, DISTRICTS_SIT)


async def sit_in_districts(stage: Stage) -> int:
    """Each district hears its lists; whom the policy leaves out is refused for that reason.

    One district asks the commune about a dossier before it decides; tells which.
    """
    asked = 0
    for district in districts_of(stage):
        path, words = stage.cast.districts[district], []
        reader = await stage.cast.as_officer(path, "thuky")
        if district in _OUTSIDE:
            for number in lists_of(stage, district, "01"):
                words += [
                    OpinionLine(
                        dossier_id=one.id, verdict=Verdict.UNFAVOURABLE,
                        reason_code=_OUTSIDE[district],
                    )
                    for one in await waiting(reader, number, "at_district")
                ]  # fmt: skip
        if district == APPLICATIONS_DISTRICT:
            (case, *_) = await waiting(reader, lists_of(stage, district)[0], "at_district")
            asked = case.id
            words.append(oversight_scenes.question_about(asked))
        await hear(stage, path, lists_of(stage, district), words)
    return asked


async def sit_in_province(stage: Stage) -> int:
    """The provincial team hears the rest and sends one case back; tells which."""
    back = 0
    for district in districts_of(stage):
        lists, words = await _before_province(stage, district), []
        if form := lists_of(stage, district, "03"):
            reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
            (case, *_) = await waiting(reader, form[0], "at_province")
            back = case.id
            words = [
                OpinionLine(dossier_id=back, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
            ]
        if lists:
            await hear(stage, PROVINCE_PATH, lists, words)
    return back


async def _before_province(stage: Stage, district: str) -> list[int]:
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    return [
        number
        for number in lists_of(stage, district)
        if await waiting(reader, number, "at_province")
    ]


async def hear_again(stage: Stage, cases: Collection[int]) -> None:
    """What was sent back, asked about or held is heard by its district, then by the province."""
    for district in districts_of(stage):
        path = stage.cast.districts[district]
        reader = await stage.cast.as_officer(path, "thuky")
        late = [
            number
            for number in lists_of(stage, district)
            if await waiting(reader, number, "at_district")
        ]
        if not late:
            continue
        waited = {one.id for n in late for one in await waiting(reader, n, "at_district")}
        await hear(stage, path, late)
        await hear(stage, PROVINCE_PATH, await _before_province(stage, district))
        up = {one.id for n in late for one in await waiting(reader, n, "at_province")}
        right = waited <= set(cases) and waited <= up
        stage.tally.tell("HEARD_AGAIN", right, (district, waited))
