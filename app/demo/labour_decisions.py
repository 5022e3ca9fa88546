"""The decisions on the labour groups, and what later days change of them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from app.client import Client
from app.decisions.schemas import (
    ApprovalOrder,
    DecisionShown,
    DelegationOrder,
    SuspensionOrder,
)
from app.demo import oversight_scenes
from app.demo.cast import AGENT, BANK, PROVINCE_PATH, TRANSFERS
from app.demo.labour_roads import (
    ADJUSTED,
    AMENDMENT,
    DECIDED,
    LAST_DAY,
    districts_of,
    hear,
    lists_of,
    state,
    waiting,
)
from app.demo.paper_scenes import maker_of
from app.demo.paperwork import (
    COOPERATIVE_DISTRICT,
    EMPLOYER_DISTRICT,
    LOAN_DISTRICT,
    OWNERS_DISTRICT,
    SCHOOL_DISTRICT,
)
from app.demo.stage import Stage
from app.demo.truth import ListKey

_TAKEN_IN = "Đơn vị sự nghiệp ngoài công lập được bổ sung vào đối tượng."
Sources = Mapping[str, int]


async def the_chairman(stage: Stage) -> Client:
    """The Chairman of the province."""
    return await stage.cast.as_officer(PROVINCE_PATH, "chutich")


async def decide(stage: Stage, sources: Sources) -> Counter[str]:
    """The Chairman signs; for owners of businesses the chairman of their district does."""
    approved: Counter[str] = Counter()
    chairman = await the_chairman(stage)
    for district in districts_of(stage):
        if district == SCHOOL_DISTRICT:
            continue
        signer = chairman
        if district == OWNERS_DISTRICT:
            signer = await _delegated(stage, chairman, district)
        made = await approve(stage, signer, district, sources, suspended=district == LOAN_DISTRICT)
        if district == EMPLOYER_DISTRICT:
            await oversight_scenes.draw_sample(stage, made.id)
        stage.decisions[district] = made.id
        approved += await _approved_of(stage, district)
    return approved


async def _delegated(stage: Stage, chairman: Client, district: str) -> Client:
    path = stage.cast.districts[district]
    order = DelegationOrder(
        document_number="77/QĐ-UBND", officer_id=stage.cast.offices[path].numbers["chutich"],
        area_path=path, valid_from=DECIDED, valid_to=date(2020, 12, 31),
    )  # fmt: skip
    await chairman.delegate(order)
    return await stage.cast.as_officer(path, "chutich")


async def approve(
    stage: Stage, signer: Client, district: str, sources: Sources, *, suspended: bool = False
) -> DecisionShown:
    """One decision on what a district has ready, exactly as the signer saw it."""
    day = LAST_DAY if district == SCHOOL_DISTRICT else DECIDED
    officer = await stage.cast.as_officer(stage.cast.districts[district], "canbo")
    lists = lists_of(stage, district)
    batch_id = await officer.open_batch(lists, f"{district}-LD/TTr-UBND")
    if suspended:
        await _suspend(stage, signer, batch_id)
    batch = await signer.batch(batch_id)
    loan = district == LOAN_DISTRICT
    order = ApprovalOrder(
        number=f"{district}-LD/QĐ-UBND", signed_on=day, expected_count=batch.case_count,
        expected_total_dong=batch.total_dong, expected_root=batch.root,
        source_id=sources["VAY" if loan else "LD"], agent_code=BANK if loan else AGENT,
        transfer_agent_code=None if loan else TRANSFERS,
    )  # fmt: skip
    made = await signer.approve(batch_id, order)
    if district == OWNERS_DISTRICT:
        stage.tally.tell("SIGNED_BY_DELEGATE", made.case_count == batch.case_count, made.number)
    return made


async def _suspend(stage: Stage, signer: Client, batch_id: int) -> None:
    """A batch is stopped for a question of the bank and let go on the same day."""
    reason = "Chờ Ngân hàng Chính sách xã hội xác nhận không có nợ xấu"
    stop = SuspensionOrder(number="81/UBND-VX", signed_on=DECIDED, reason=reason)
    await signer.suspend_batch(batch_id, stop)
    go_on = SuspensionOrder(number="82/UBND-VX", signed_on=DECIDED, reason="Ngân hàng đã xác nhận")
    resumed = await signer.resume_batch(batch_id, go_on)
    stage.tally.tell("SUSPENDED_AND_RESUMED", resumed.kind == "resumed", resumed.kind)


async def _approved_of(stage: Stage, district: str) -> Counter[str]:
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    approved: Counter[str] = Counter()
    for number in lists_of(stage, district):
        for one in await waiting(reader, number, "approved"):
            approved[one.group_code] += 1
    return approved


async def take_one_out(stage: Stage) -> None:
    """A later decision takes one worker out before anybody was paid."""
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")
    (number,) = lists_of(stage, COOPERATIVE_DISTRICT, "03")
    (case, *_) = await waiting(reader, number, "approved")
    decision = stage.decisions[COOPERATIVE_DISTRICT]
    await oversight_scenes.take_out(stage, decision, case.id, ADJUSTED)


async def answer_in_writing(stage: Stage) -> None:
    """Everybody of the cooperative who was refused is handed the written notice."""
    officer = await maker_of(stage, COOPERATIVE_DISTRICT)
    (number,) = lists_of(stage, COOPERATIVE_DISTRICT, "01")

    async def unanswered() -> list[int]:
        page = await officer.unanswered_refusals()
        return [one.dossier_id for one in page.items if one.list_id == number]

    refused = await unanswered()
    for place, dossier_id in enumerate(refused, 1):
        await officer.give_refusal_notice(dossier_id, f"{place}/TB-LĐTBXH", DECIDED)
    answered = bool(refused) and not await unanswered()
    stage.tally.tell("REFUSED_IN_WRITING", answered, refused)


async def reopen(stage: Stage) -> None:
    """QĐ 32: the staff of private schools come in, and walk their road again."""
    officer = await maker_of(stage, SCHOOL_DISTRICT)
    (number,) = lists_of(stage, SCHOOL_DISTRICT, "01")
    page = await officer.reopenings(AMENDMENT)
    fits = [one.dossier_id for one in page.items if one.list_id == number]
    for dossier_id in fits:
        await officer.reopen(dossier_id, AMENDMENT, _TAKEN_IN)
    await officer.submit_list(number, len(fits))
    await state(stage, SCHOOL_DISTRICT, "bhxh", number)
    await hear(stage, stage.cast.districts[SCHOOL_DISTRICT], [number])
    await hear(stage, PROVINCE_PATH, [number])
    rows = len(next(
        one.rows for one in stage.province.papers if one.key == ListKey("01", SCHOOL_DISTRICT)
    ))  # fmt: skip
    stage.tally.tell("TAKEN_IN_BY_AMENDMENT", len(fits) == rows, fits)
