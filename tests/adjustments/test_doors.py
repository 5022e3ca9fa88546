"""Later decisions through the service: who signs, what they prove, whom they set free."""

import hashlib
from typing import Any

import pytest

from app.access import Role
from app.client import Problem
from app.decisions.merkle import leaf_of, verify
from app.decisions.schemas import (
    AdjustmentOrder,
    DecisionRevocation,
    SuspensionOrder,
)
from app.dossiers.rules import Stage
from tests.adjustments.lines import correction, removal
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    Town,
    another_account,
    as_form,
    at_stage,
    dossiers_of,
    enrolled,
    stages_of,
)
from tests.dossiers.people import somebody
from tests.grounds import scalar, set_clock
from tests.jobs_at_hand import clear_desk, do_jobs, pay, release_all
from tests.town import logged, morning, town

__all__ = ["clear_desk", "logged", "morning", "town"]


async def decided(house: str, town: Town, people: Any = 3, form: str = "07") -> tuple[int, int]:
    """The list and the decision of some people carried to approval, their orders made."""
    found = await at_stage(town, house, Stage.APPROVED, people, form=form)
    await do_jobs(house)
    query = (
        "select max(decision_id) from decision_line l join dossier d on d.id = l.dossier_id"
        " where d.list_id = :l"
    )
    return found.id, int(await scalar(house, query, l=found.id))


async def closes(town: Town) -> bool:
    """Whether every đồng is where the orders say."""
    return bool((await (await town.at(PROVINCE, "baocao")).conservation())["closes"])


async def order_on(town: Town, decision_id: int, *lines: dict[str, Any]) -> AdjustmentOrder:
    """A later decision over what the Chairman sees now."""
    view = await (await town.at(PROVINCE, "chutich")).decision(decision_id)
    return AdjustmentOrder.model_validate(
        {
            "number": f"{decision_id}.{len(view.adjustments)}/QĐ-ĐC", "signed_on": DECISION_DAY,
            "reason": "Kết luận rà soát", "expected_root": view.in_force_root, "lines": lines,
        }
    )  # fmt: skip


def word(decision_id: int, root: str) -> DecisionRevocation:
    return DecisionRevocation(
        number=f"{decision_id}/QĐ-TH", signed_on=DECISION_DAY, reason="Lập sai đối tượng",
        reason_code="NOT_ELIGIBLE", expected_root=root,
    )  # fmt: skip


async def test_a_later_decision_is_shown_and_proved_and_the_first_stays(
    house: str, town: Town
) -> None:
    list_id, decision_id = await decided(house, town)
    chairman = await town.at(PROVINCE, "chutich")
    before = await chairman.decision(decision_id)
    first, second, third = await dossiers_of(list_id)
    order = await order_on(
        town,
        decision_id,
        removal(first),
        correction(second, "PAYEE_WRONG", payee_name="Trần Thị B"),
    )
    made = await chairman.adjust_decision(decision_id, order)
    after = await chairman.decision(decision_id)
    assert (after.case_count, after.total_dong, after.root) == (
        before.case_count, before.total_dong, before.root,
    )  # fmt: skip
    assert (after.in_force_count, after.in_force_total_dong) == (2, 3_000_000)
    assert (after.in_force_root, after.adjustments) == (made.root, [made])
    assert (made.seen_root, made.place, made.kind) == (before.root, 1, "adjusted")
    page = await chairman.changed_lines(decision_id, made.id)
    assert [(one.dossier_id, one.act) for one in page.items] == [
        (first, "removed"), (second, "corrected"),
    ]  # fmt: skip
    for line in (first, second):
        proof = await chairman.change_proof(decision_id, made.id, line)
        stands = proof.in_force
        told = [line, proof.act, proof.reason_code, proof.old_leaf, stands and stands.leaf]
        assert leaf_of(told).hex() == proof.change.leaf
        for one, root in ((proof.change, made.changes_root), (stands, made.root)):
            if one is not None:
                path = [bytes.fromhex(step) for step in one.path]
                args = (bytes.fromhex(one.leaf), one.place, one.count, path)
                assert one.root == root
                assert verify(*args, bytes.fromhex(root))
                assert not verify(*args, hashlib.sha256(args[0]).digest())
    old = await chairman.line_proof(decision_id, first)
    assert old.root == before.root
    assert await stages_of(list_id) == ["revoked", "approved", "approved"]
    assert await closes(town)
    assert third


async def test_only_a_signer_signs_and_only_over_what_was_seen(house: str, town: Town) -> None:
    list_id, decision_id = await decided(house, town, 2)
    first, second = await dossiers_of(list_id)
    order = await order_on(town, decision_id, removal(first))
    judge = await another_account(town.officer(COMMUNE, "uyvien1"), Role.CHAIRMAN, PROVINCE)
    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    for officer, code in (
        (town.officer(PROVINCE, "taichinh"), "forbidden"),
        (town.officer(DISTRICT), "forbidden"),
        (town.officer(OTHER_PROVINCE, "chutich"), "not-found"),
        (judge, "already-took-another-part"),
        (delegate, "not-delegated"),
    ):
        for act in ("adjust_decision", "revoke_decision"):
            given: Any = (
                order if act == "adjust_decision" else word(decision_id, order.expected_root)
            )
            with pytest.raises(Problem) as refusal:
                await getattr(await town.as_(officer), act)(decision_id, given)
            assert refusal.value.code == code, (officer.role, act)
    chairman = await town.at(PROVINCE, "chutich")
    await chairman.adjust_decision(decision_id, order)
    with pytest.raises(Problem) as late:
        await chairman.adjust_decision(decision_id, order.model_copy(update={"number": "khác/QĐ"}))
    assert (late.value.status, late.value.code) == (412, "decision-changed")
    assert await stages_of(list_id) == ["revoked", "approved"]
    assert second


async def test_the_same_order_sent_again_is_the_same_decision(house: str, town: Town) -> None:
    list_id, decision_id = await decided(house, town, 2)
    first, _ = await dossiers_of(list_id)
    order = (await order_on(town, decision_id, removal(first))).model_dump(
        mode="json", exclude_none=True
    )
    officer, door = town.officer(PROVINCE, "chutich"), f"/decisions/{decision_id}/adjustments"
    answers = [
        await town.raw(
            officer, "POST", door, json=order, headers={"Idempotency-Key": f"again-{decision_id}"}
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    nonsense = order | {"lines": [removal(first) | {"months": 2}], "number": "x"}
    assert (await town.raw(officer, "POST", door, json=nonsense)).status_code == 422


async def test_a_suspended_batch_is_revoked_without_being_let_go_on(house: str, town: Town) -> None:
    list_id, decision_id = await decided(house, town, 2)
    chairman = await town.at(PROVINCE, "chutich")
    view = await chairman.decision(decision_id)
    stop = SuspensionOrder(number=f"{decision_id}/TĐC", signed_on=DECISION_DAY, reason="Thanh tra")
    await chairman.suspend_batch(view.batch_id, stop)
    made = await chairman.revoke_decision(decision_id, word(decision_id, view.in_force_root))
    assert (made.case_count, made.freed_dong) == (0, 3_000_000)
    assert await stages_of(list_id) == ["revoked", "revoked"]
    assert await closes(town)
    goes_on = stop.model_copy(update={"number": f"{decision_id}/CTT"})
    await chairman.resume_batch(view.batch_id, goes_on)


# --- the people ---------------------------------------------------------------------------------


async def test_who_was_taken_out_may_be_given_another_benefit(house: str, town: Town) -> None:
    person = somebody()
    list_id, decision_id = await decided(house, town, [as_form("07", person)], "07")
    (line,) = await dossiers_of(list_id)
    await release_all(town)
    assert await pay(town, [line]) == 1
    chairman = await town.at(PROVINCE, "chutich")
    await chairman.adjust_decision(decision_id, await order_on(town, decision_id, removal(line)))
    finance = await town.at(PROVINCE, "taichinh")
    cases = (await finance.recovery_cases(dossier=line)).items
    assert [(one.dossier_id, one.owed_dong, one.whole) for one in cases] == [
        (line, 1_500_000, True)
    ]
    other, _ = await decided(house, town, [as_form("08", person)], "08")
    assert await stages_of(other) == ["approved"]
    (poor,) = await dossiers_of(other)
    await do_jobs(house)
    # What is called back is not set off against the new benefit as well.
    live = "select sum(amount_dong)::bigint from payout_order where live and dossier_id = :d"
    assert await scalar(house, live, d=poor) == 750_000
    assert await closes(town)


async def test_when_the_higher_is_taken_out_the_lower_comes_back(house: str, town: Town) -> None:
    person = somebody()
    lower_list, lower_id = await decided(house, town, [as_form("08", person)], "08")
    await release_all(town)
    (poor,) = await dossiers_of(lower_list)
    assert await pay(town, [poor]) == 1
    higher_list, higher_id = await decided(house, town, [as_form("07", person)], "07")
    (protected,) = await dossiers_of(higher_list)
    assert await stages_of(lower_list) == ["superseded"]
    chairman = await town.at(PROVINCE, "chutich")
    for lines in ([removal(poor)], [correction(poor, months=1)]):
        with pytest.raises(Problem) as refusal:
            await chairman.adjust_decision(lower_id, await order_on(town, lower_id, *lines))
        assert [one["code"] for one in refusal.value.body["errors"]] == ["SET_OFF"]
    root = (await chairman.decision(lower_id)).in_force_root
    with pytest.raises(Problem) as whole:
        await chairman.revoke_decision(lower_id, word(lower_id, root))
    assert whole.value.code == "counted-toward-another"
    await release_all(town)
    assert await pay(town, [protected]) == 1
    order = await order_on(town, higher_id, removal(protected))
    made = await chairman.adjust_decision(higher_id, order)
    assert (made.freed_dong, made.owed_dong) == (750_000, 750_000)
    await do_jobs(house)
    assert [await stages_of(one) for one in (lower_list, higher_list)] == [
        ["approved"], ["revoked"],
    ]  # fmt: skip
    assert await closes(town)
    await set_clock(house, DECISION_DAY)
