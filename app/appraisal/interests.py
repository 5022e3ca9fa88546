"""Dossiers of people who handle the list, of their households, or declared to concern somebody."""

from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from app.access.tables import Officer
from app.appraisal.rules import FindingCode
from app.dossiers.tables import Dossier, Interest, PartTaken
from app.register import IDENTITY
from app.register.tables import PersonKey

_LISTS = bindparam("lists", type_=ARRAY(BigInteger()))


def _handlers() -> Any:
    """The people, by list, who made it or have judged it so far; found from the officers, few."""
    return (
        select(PartTaken.list_id, PersonKey.person_id)
        .join(Officer, Officer.id == PartTaken.officer_id)
        .join(PersonKey, PersonKey.digest == Officer.identity_digest)
        .where(PartTaken.list_id == func.any(_LISTS), PersonKey.kind == IDENTITY)
        .distinct()
        .cte("handlers")
        .prefix_with("materialized", dialect="postgresql")
    )


def handler_findings(before: Any) -> Select[Any]:
    """A handler of the list, or somebody of their household, claims; or somebody declared it."""
    handlers = _handlers()
    own = select(before.c.dossier_id, before.c.area_path).join(
        handlers,
        (handlers.c.list_id == before.c.list_id) & (handlers.c.person_id == before.c.person_id),
    )
    households = (
        select(handlers.c.list_id, Dossier.household_id)
        .join(Dossier, Dossier.person_id == handlers.c.person_id)
        .where(Dossier.household_id.is_not(None))
        .distinct()
        .cte("households_of_handlers")
        .prefix_with("materialized", dialect="postgresql")
    )
    kin = select(before.c.dossier_id, before.c.area_path).join(
        households,
        (households.c.list_id == before.c.list_id)
        & (households.c.household_id == before.c.household_id),
    )
    declared = select(before.c.dossier_id, before.c.area_path).join(
        Interest, Interest.dossier_id == before.c.dossier_id
    )
    found = union_all(own, kin, declared).subquery("handled")
    code = literal(FindingCode.HANDLER_INTEREST.value, Text()).label("code")
    return select(
        found.c.dossier_id, code, literal(None, Text()).label("group_code"), found.c.area_path
    )
