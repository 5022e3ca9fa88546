"""People between the lists: notices of other offices, relatives, rulings, and their own word."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from app.client import Client, Problem
from app.core.clock import VIETNAM
from app.core.text import fold, tidy
from app.demo.cast import PROVINCE_PATH
from app.demo.papers import Cell
from app.demo.people import Person
from app.demo.rows import SEX
from app.demo.stage import Stage
from app.demo.truth import OWN_WORD, ListKey, Notice, RuledPair, Spot
from app.intake.file_schemas import Matter
from app.intake.forms import FORMS
from app.intake.layout import write_workbook
from app.register.schemas import DeathList, DeathReport, PairShown, PersonTold, RelativeList

_FIRST_DOCUMENTS = 2
_SAME = "Đã đối chiếu hai giấy tờ: là một người, đổi từ CMND sang CCCD."
_DIFFERENT = "Đã đối chiếu sổ hộ khẩu: hai người khác nhau."
_MISTAKE = "Kết luận nhầm: hai người khác nhau, nay hủy."


# --- what other offices tell ---


async def report_notices(stage: Stage) -> None:
    """The civil registry tells who died: some paper by paper, the others, and moves, as files."""
    registry = await stage.cast.as_officer(PROVINCE_PATH, "hotich")
    by_paper = list(stage.truth.deaths[:_FIRST_DOCUMENTS])
    await _report_papers(stage, registry, by_paper)
    rest = stage.truth.deaths[len(by_paper) :]
    broken = rest[0]._replace(birth="31/02/1944")
    try:
        await _file(stage, registry, "died", [broken, *rest[1:]])
    except Problem as refused:
        told = {error.get("code") for error in refused.errors}
        stage.tally.tell("NOTICE_FILE_FAULTY", told == {"BIRTH_IMPOSSIBLE"}, told)
    else:
        stage.tally.tell("NOTICE_FILE_FAULTY", caught=False, what="bao-tu")
    await _file(stage, registry, "died", rest)
    await _file(stage, registry, "moved", stage.truth.moves)


async def _report_papers(stage: Stage, registry: Client, deaths: Sequence[Notice]) -> None:
    by_document: dict[str, list[DeathReport]] = defaultdict(list)
    for death in deaths:
        told = _told(stage, death).model_dump()
        since = date.fromisoformat(death.since)
        by_document[death.document].append(DeathReport(**told, died_on=since))
    for document, reports in by_document.items():
        await registry.report_deaths(DeathList(document_number=document, deaths=reports))


def _told(stage: Stage, one: Notice | Person) -> PersonTold:
    whole = one.birth.count("/") == 2
    born = date(*map(int, reversed(one.birth.split("/")))) if whole else None
    commune = one.commune_code if isinstance(one, Notice) else one.commune
    return PersonTold(
        full_name=tidy(one.full_name),
        birth_date=born,
        birth_year=None if whole else int(one.birth),
        sex="M" if fold(one.sex) in ("nam", "m") else "F",
        id_number=one.id_number if isinstance(one.id_number, str) else None,
        area_path=stage.cast.communes[commune],
    )


async def _file(stage: Stage, registry: Client, matter: Matter, notices: Sequence[Notice]) -> None:
    form = FORMS["bao-tu" if matter == "died" else "chuyen-di"]
    since = "died_on" if matter == "died" else "moved_on"
    rows = []
    for number, one in enumerate(notices, 1):
        cells: dict[str, Cell] = {
            "stt": number, "full_name": one.full_name, "birth": one.birth, "sex": SEX[one.sex],
            "id_number": one.id_number, "commune": one.commune_code,
            since: f"{date.fromisoformat(one.since):%d/%m/%Y}", "document_number": one.document,
        }  # fmt: skip
        rows.append([cells.get(field) for field in form.fields])
    out = BytesIO()
    write_workbook(
        form, rows, unit_name="Sở Tư pháp", parent_name="Tỉnh Hà Tĩnh", day=date(2020, 4, 20),
        out=out,
    )  # fmt: skip
    paper = f"Danh sách {form.code} 04/2020"
    await registry.report_notices_file(matter, out.getvalue(), paper)


async def declare_relatives(stage: Stage) -> None:
    """Officers who make lists name the relatives they know to be on them."""
    for watch in stage.truth.watches:
        if watch.kind != "STAFF_RELATIVE":
            continue
        person = person_at(stage, watch.spot)
        path = stage.cast.communes[person.commune]
        officer = await stage.cast.as_officer(path, "canbo")
        await officer.declare_relatives(RelativeList(relatives=[_told(stage, person)]))


def person_at(stage: Stage, spot: Spot) -> Person:
    """Who stands in a row."""
    return stage.province.person_at(spot)


# --- who is who ---


async def rule_on_pairs(stage: Stage) -> None:
    """The provincial team rules on three pairs: the same; different; the same, taken back."""
    secretary = await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    found: dict[tuple[str, tuple[str, ...]], PairShown] = {}
    wanted = {(pair.name_key, pair.communes) for pair in stage.truth.rulings}
    async for pair in secretary.pairs():
        communes = tuple(sorted({one.area_path.split(".")[2] for one in (pair.one, pair.other)}))
        key = (fold(pair.one.full_name), communes)
        if key in wanted:
            found[key] = pair
    for ruled in stage.truth.rulings:
        shown = found.get((ruled.name_key, ruled.communes))
        if shown is None:
            stage.tally.tell(ruled.kind, caught=False, what=ruled)
        else:
            await _rule(secretary, ruled, shown)


async def _rule(secretary: Client, ruled: RuledPair, shown: PairShown) -> None:
    if ruled.kind == "PAIR_DIFFERENT":
        await secretary.rule_on_pair(shown, "different", _DIFFERENT)
        return
    await secretary.rule_on_pair(shown, "same", _SAME)
    if ruled.kind == "PAIR_UNDONE":
        await secretary.undo_ruling(shown.id, _MISTAKE)


def judge_rulings(stage: Stage) -> None:
    """After the councils: one person's two claims were a double, two people's were not."""
    doubles = {"DUPLICATE", "ALREADY_SUPPORTED"}
    for ruled in stage.truth.rulings:
        if stage.tally.planted[ruled.kind]:
            continue
        told = {code for spot, code in stage.shown if spot in (ruled.one, ruled.other)}
        right = {
            "PAIR_SAME": bool(told & doubles) and "SUSPECTED_SAME" not in told,
            "PAIR_DIFFERENT": not told & {*doubles, "SUSPECTED_SAME"},
            "PAIR_UNDONE": "SUSPECTED_SAME" in told and not told & doubles,
        }
        stage.tally.tell(ruled.kind, right[ruled.kind], (ruled, told))


async def judge_doubts(stage: Stage) -> None:
    """Who is claimed in another district is told as a code at reading, with no name or place."""
    for fault in stage.truth.faults:
        if fault.kind != "CLAIMED_ELSEWHERE":
            continue
        spot = Spot(fault.list_key, fault.row)
        code = spot.list_key.area_code
        path = stage.cast.communes.get(code) or stage.cast.districts[code]
        officer = await stage.cast.as_officer(path, "canbo")
        doubts = {
            row.row_number: row.doubts
            async for row in officer.rows(stage.numbers[spot.list_key], "doubtful")
        }
        told = doubts.get(spot.row) or []
        if "CLAIMED_ELSEWHERE" in told:
            stage.shown.add((spot, "CLAIMED_ELSEWHERE"))


# --- their own word ---


async def decline(stage: Stage) -> None:
    """People of one hamlet decline, each by their own statement; one of another takes it back."""
    spots = [Spot(one.list_key, one.row) for one in stage.truth.faults if one.stage == OWN_WORD]
    clerk, by_row = await _clerk(stage, spots[0].list_key)
    declined = {spot.row for spot in spots}
    for number, spot in enumerate(spots):
        await _state(clerk, by_row[spot.row], f"Trưởng thôn và tổ {number + 1}")
    sound = next(row for row in sorted(by_row) if row not in declined)
    made = await _state(clerk, by_row[sound], "Bí thư chi bộ")
    back = await clerk.revoke_declination(by_row[sound], "Tôi xin nhận lại hỗ trợ.")
    right = (made, back.stage) == ("declined", "posted")
    stage.tally.tell("DECLINED_AND_REVOKED", right, (made, back.stage))


async def _clerk(stage: Stage, key: ListKey) -> tuple[Client, dict[int, int]]:
    """The officer of the commune, and the dossier of every row of its list."""
    clerk = await stage.cast.as_officer(stage.cast.communes[key.area_code], "canbo")
    by_row: dict[int, int] = {}
    last: int | None = 0
    while last is not None:
        page = await clerk.dossiers(stage.numbers[key], last)
        by_row |= {one.row_number: one.id for one in page.items}
        last = page.next_after
    return clerk, by_row


async def _state(clerk: Client, dossier_id: int, witness: str) -> str:
    stated_at = datetime(2020, 4, 27, 7, 30, tzinfo=VIETNAM)
    text = "Tôi tự nguyện không nhận hỗ trợ, nhường cho người khó khăn hơn."
    return (await clerk.decline(dossier_id, text, stated_at, witness)).stage
