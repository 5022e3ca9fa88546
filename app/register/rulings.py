"""An officer's word on two people: one and the same, or different; and taking it back.

Rulings are few and reach over the whole country, so one is given at a time.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Table, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.db import Standing
from app.core.errors import Refused
from app.core.jobs import enqueue
from app.register import queries
from app.register.rules import EXACT
from app.register.schemas import RulingMade, RulingOrder, UndoingOrder
from app.register.tables import IdentityRuling, PersonKey

SETTLE_MERGER: Final = "dossiers.settle_merger"
_ONE_AT_A_TIME: Final = 42_2020_01


class RulingsChanged(Refused):
    """{expected} rulings on this pair were expected, {found} are there; reload and look again."""

    vi = "Dự kiến cặp này đã có {expected} kết luận nhưng hiện có {found}; hãy tải lại và xem lại."


class AlreadyRuled(Refused):
    """A ruling stands on these two people; undo it first if it is wrong."""

    vi = "Đã có kết luận về hai người này; nếu sai, hãy hủy kết luận đó trước."


class PairReplaced(Refused):
    """One of the two has since been put into a third person; rule on the pair in its place."""

    vi = "Một trong hai người đã được gộp vào người khác; hãy kết luận trên cặp thay thế."


class NotOfThisPair(Refused):
    """The person whose number is to stay is neither of the two."""

    status = 422
    vi = "Người được giữ lại không thuộc cặp này."


class NothingToUndo(Refused):
    """No ruling stands on this pair."""

    vi = "Cặp này không có kết luận nào đang có hiệu lực."


async def note_conflicts(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> int:
    """Pair people whom one row gives numbers of both; answers how many pairs are new.

    Asked after the rows of the stage have their people: the strongest number has decided who it
    is, and a weaker one belongs to somebody else.
    """
    weaker = union_all(
        *(
            select(staged.c.person_id, staged.c[key].label("digest")).where(
                wanted, staged.c[key].is_not(None)
            )
            for key in ("k_cmnd", "k_insurance")
        )
    ).subquery("weaker")
    query = select(
        func.pair_linked(func.array_agg(weaker.c.person_id), func.array_agg(PersonKey.person_id))
    ).join_from(
        weaker,
        PersonKey,
        (PersonKey.digest == weaker.c.digest)
        & PersonKey.kind.in_(EXACT)
        & (PersonKey.person_id != weaker.c.person_id),
    )
    return await session.scalar(query) or 0


async def hold_people(session: AsyncSession) -> None:
    """Until this act is over nobody is merged or parted; many may hold at once.

    For acts that read who somebody is and then write it down as a claim.
    """
    await session.execute(select(func.pg_advisory_xact_lock_shared(_ONE_AT_A_TIME)))


async def rule(session: AsyncSession, actor: Actor, pair_id: int, order: RulingOrder) -> RulingMade:
    """Declare the two of a pair one and the same, or different.

    Raises NotFound, RulingsChanged, AlreadyRuled, PairReplaced, NotOfThisPair.
    """
    pair, words = await _held(session, pair_id)
    if len(words) != order.expected_ruling_count:
        raise RulingsChanged(expected=order.expected_ruling_count, found=len(words))
    if pair["state"] == "replaced":
        raise PairReplaced
    if pair["state"] != "open":
        raise AlreadyRuled
    kept, lost = None, None
    if order.ruling == "same":
        both = (pair["person_a"], pair["person_b"])
        kept = order.kept_id or await queries.stronger_of(session, both)
        if kept not in both:
            raise NotOfThisPair
        lost = await _join(session, actor, kept, sum(both) - kept)
    made = await _write(session, actor, pair, order.ruling, order.because, kept)
    return RulingMade(
        ruling_id=made, pair_id=pair_id, ruling=order.ruling, kept_id=kept,
        lost_dossier_id=lost, ruling_count=len(words) + 1,
    )  # fmt: skip


async def undo(
    session: AsyncSession, actor: Actor, pair_id: int, order: UndoingOrder
) -> RulingMade:
    """Take back the ruling that stands on a pair; a merger is parted again.

    Raises NotFound, NothingToUndo.
    """
    pair, words = await _held(session, pair_id)
    if not words or words[-1].ruling == "undone":
        raise NothingToUndo
    last = words[-1]
    if last.kept_id is not None:
        await _part(session, actor, last.kept_id, last.person_a + last.person_b - last.kept_id)
    made = await _write(session, actor, pair, "undone", order.because, None)
    return RulingMade(
        ruling_id=made, pair_id=pair_id, ruling="undone", kept_id=None, lost_dossier_id=None,
        ruling_count=len(words) + 1,
    )  # fmt: skip


async def _held(
    session: AsyncSession, pair_id: int
) -> tuple[dict[str, Any], Sequence[IdentityRuling]]:
    """A pair and every word on it, while nobody else rules."""
    await session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    pair = await queries.pair_of(session, pair_id)
    both = (pair["person_a"], pair["person_b"])
    return pair, (await queries.rulings_on(session, [both]))[both]


async def _join(session: AsyncSession, actor: Actor, kept: int, gone: int) -> int | None:
    lost = await session.scalar(select(func.join_people(kept, gone)))
    await enqueue(session, SETTLE_MERGER, {"kept": kept}, _province_of(actor))
    return lost


async def _part(session: AsyncSession, actor: Actor, kept: int, gone: int) -> None:
    await session.execute(select(func.part_people(gone)))
    for person in (kept, gone):
        await enqueue(session, SETTLE_MERGER, {"kept": person}, _province_of(actor))


def _province_of(actor: Actor) -> Standing:
    """What a merger changes may lie beyond the officer's own territory."""
    own = actor.standing
    return replace(own, scope=f"{own.province}.")


async def _write(
    session: AsyncSession,
    actor: Actor,
    pair: dict[str, Any],
    ruling: Literal["same", "different", "undone"],
    because: str,
    kept: int | None,
) -> int:
    word = IdentityRuling(
        person_a=pair["person_a"], person_b=pair["person_b"], ruling=ruling, kept_id=kept,
        because=because, ruled_by=actor.officer_id, area_path=pair["pair_path"],
    )  # fmt: skip
    session.add(word)
    await session.flush()
    return word.id
