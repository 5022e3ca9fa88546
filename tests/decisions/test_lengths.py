"""A decision of any length is one act: the same steps, the same statements."""

import pytest

from app import decisions, dossiers
from app.audit.verify_trail import merkle_root
from app.decisions import queries
from app.decisions.merkle import verify
from app.decisions.schemas import ApprovalOrder
from tests.grounds import scalar
from tests.heard_rows import AMOUNT, waiting
from tests.money_rows import CHAIRMAN, TODAY, acting, count_statements, funded, stand_still


@pytest.mark.parametrize("lines", [199, 200, 201, 2_039])
async def test_decisions_of_many_lengths_behave_alike(house: str, lines: int) -> None:
    await stand_still(house)
    batch_id = await waiting(house, lines)
    source_id = await funded(lines * AMOUNT)
    async with acting(CHAIRMAN) as session:
        seen = await dossiers.holding(session, await dossiers.lists_in(session, batch_id))
    assert (seen.case_count, seen.total_dong) == (lines, lines * AMOUNT)
    order = ApprovalOrder(
        number=f"{lines}/QĐ-DAI", signed_on=TODAY, expected_count=lines,
        expected_total_dong=lines * AMOUNT, expected_root=seen.root.hex(), source_id=source_id,
        agent_code="BUUDIEN",
    )  # fmt: skip
    async with acting(CHAIRMAN) as session:
        statements = await count_statements(session)
        made = await decisions.approve(session, CHAIRMAN, batch_id, order)
    leaves = "select array_agg(leaf order by dossier_id) from decision_line where decision_id = :d"
    kept = await scalar(house, leaves, d=made.id)
    assert (len(kept), merkle_root(kept)) == (lines, made.root)
    first = await scalar(
        house, "select min(dossier_id) from decision_line where decision_id = :d", d=made.id
    )
    for dossier_id in (first, first + lines - 1):
        async with acting(CHAIRMAN) as session:
            proof = await queries.proof_of(session, made.id, dossier_id)
        path = [bytes.fromhex(one) for one in proof.path]
        assert verify(bytes.fromhex(proof.leaf), proof.place, lines, path, made.root)
    _STATEMENTS.add(len(statements))
    assert len(_STATEMENTS) == 1


_STATEMENTS: set[int] = set()
