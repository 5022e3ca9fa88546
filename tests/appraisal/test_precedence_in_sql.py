"""The findings compare claims in SQL; it is the same order as everywhere else."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Text, select

from app.appraisal.findings import beats, competes
from app.core.bulk import rows_of
from app.dossiers import precedence
from app.dossiers.precedence import Rival
from app.policy import policy_at
from tests.grounds import owning

RULES = policy_at(date(2020, 5, 7))
KINDS: dict[str, Any] = {
    "dossier_id": BigInteger(), "person_id": BigInteger(), "group_code": Text(),
    "amount_dong": BigInteger(), "province_code": Text(), "tie_break": Text(), "state": Text(),
}  # fmt: skip


def some_claims(count: int) -> st.SearchStrategy[list[Rival]]:
    """Claims in every group, many of them equal in all but their place."""
    one = st.tuples(
        st.sampled_from([rule.code for rule in RULES.groups]), st.integers(1, 3),
        st.sampled_from(["40", "42"]), st.sampled_from(["a", "b"]),
        st.sampled_from(["open", "live"]),
    )  # fmt: skip
    return st.lists(one, min_size=count, max_size=count).map(
        lambda told: [
            Rival(number, 1, str(group), months * 500_000, province, place, state)
            for number, (group, months, province, place, state) in enumerate(told, 1)
        ]
    )


async def in_sql(house: str, claims: list[Rival]) -> set[tuple[int, int]]:
    """Every ordered pair of claims of which the first beats the second."""
    tables = [
        rows_of(
            **{name: (kind, [getattr(one, name) for one in claims]) for name, kind in KINDS.items()}
        )
        for _ in range(2)
    ]
    one, other = tables[0].c, tables[1].c
    query = select(one.dossier_id, other.dossier_id).where(
        one.dossier_id != other.dossier_id, competes(RULES, one), competes(RULES, other),
        beats(RULES, one, other),
    )  # fmt: skip
    async with owning(house) as session:
        return {(row[0], row[1]) for row in await session.execute(query)}


async def test_both_orders_are_one(house: str) -> None:
    samples: list[list[Rival]] = []

    @given(some_claims(60))
    @settings(max_examples=12, deadline=None, derandomize=True)
    def collect(claims: list[Rival]) -> None:
        samples.append(claims)

    collect()
    for claims in samples:
        wanted = {
            (one.dossier_id, other.dossier_id)
            for one in claims
            for other in claims
            if one != other
            and precedence.competes(RULES, one.group_code)
            and precedence.competes(RULES, other.group_code)
            and precedence.beats(RULES, one, other)
        }
        assert await in_sql(house, claims) == wanted
    assert len(samples) > 5
