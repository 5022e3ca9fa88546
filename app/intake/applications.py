"""One application (mẫu 02, 03, 04) entered by itself: a list of one row, checked before it is kept.

An application takes the road of every list: it is judged by the rules of rows and received, as a
JSON list of its form, by the act that receives lists. What it adds is the answer at once, field by
field, and that a faulty application leaves nothing behind.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, policy
from app.access import Actor
from app.core import clock
from app.core.errors import Refused
from app.core.settings import settings
from app.intake import commands
from app.intake.application_schemas import ApplicationForm, ApplicationReceived
from app.intake.forms import form_of
from app.intake.json_rows import json_list
from app.intake.refusals import WrongOffice
from app.intake.rules import PolicyFacts, Problem, check_row, frame_of
from app.intake.schemas import Upload
from app.intake.sources import JSON

Fields: TypeAlias = Mapping[str, str | int | None]
_COUNTED_BY_POLICY: Final = {"months", "amount_dong"}
_OF_A_SHEET = re.compile(
    r"^Dòng \d+, cột “[^”]*”: | \(đang ghi “[^”]*”\)|,? (?:gõ )?ở ô định dạng văn bản"
)
"""What a sentence says of a sheet and its cells, of which an application has none."""
_UNFIT = "Giá trị không đúng kiểu."
_SHAPE_VI: Final = {
    "missing": "Cần điền mục này.",
    "extra_forbidden": "Mẫu này không có mục này.",
    "int_type": "Cần số nguyên, chỉ gồm chữ số.",
    "string_type": "Cần chữ.",
    "string_too_long": "Quá dài.",
}


class ApplicationFaulty(Refused):
    """The application has {count} faults; nothing was kept."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Đơn còn {count} chỗ cần sửa; chưa có gì được ghi nhận."


@dataclass(frozen=True)
class Judged:
    """What the rules say of an application: faults and warnings by field; money in đồng."""

    months: int
    amount_dong: int
    faults: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


def fields_of(form: str) -> tuple[str, ...]:
    """What an applicant is asked: the form's columns but the number and what the policy counts."""
    return tuple(name for name in form_of(form).fields if name not in {"stt", *_COUNTED_BY_POLICY})


async def judge(session: AsyncSession, actor: Actor, form: str, fields: Fields) -> Judged:
    """The rules' word on an application; nothing is kept. Raises WrongOffice."""
    level = admin_units.level_of(actor.unit_path)
    if form_of(form).handed_in_at != level:
        raise WrongOffice(form=form, level=level)
    known = policy.enacted_upto(policy.revision_known())
    facts = PolicyFacts(clock.today(session), settings().policy_overrides, known)
    frame = frame_of(form, facts.day, {}, admin_units.code_of(actor.unit_path), facts, {})
    row = check_row(frame, 1, tuple(fields.get(name) for name in form_of(form).fields))
    faults = [_located(one) for one in row["problems"]]
    told = {one["pointer"] for one in faults}
    faults += [one for one in _misshapen(form, fields) if one["pointer"] not in told]
    warnings = [_located(one) for one in row["warnings"]]
    return Judged(row["months"], row["amount_dong"], faults, warnings)


async def enter(
    session: AsyncSession, actor: Actor, form: ApplicationForm, fields: Fields
) -> ApplicationReceived:
    """Receive an application as a list of one row; raises ApplicationFaulty, keeping nothing."""
    judged = await judge(session, actor, form, fields)
    if judged.faults:
        raise ApplicationFaulty(count=len(judged.faults), errors=judged.faults)
    list_id = await commands.receive_list(
        session, actor, form, Upload(_as_list(fields), JSON), f"don-mau-{form}"
    )
    return ApplicationReceived(
        list_id=list_id, form=form, months=judged.months, amount_dong=judged.amount_dong,
        warnings=judged.warnings,
    )  # fmt: skip


def _as_list(fields: Fields) -> bytes:
    """The same application is the same bytes, and so the same list."""
    row = {name: fields[name] for name in sorted(fields) if fields[name] not in (None, "")}
    return json.dumps({"rows": [row]}, ensure_ascii=False).encode()


def _located(problem: Problem) -> dict[str, Any]:
    """A problem of a row as an error of a document: where, which kind, and in words."""
    words = _OF_A_SHEET.sub("", problem["vi"])
    return {
        "pointer": f"#/{problem['field']}",
        "code": problem["code"],
        "message": words[:1].upper() + words[1:],
    }


def _misshapen(form: str, fields: Fields) -> Iterator[dict[str, Any]]:
    """Fields that are missing, unknown or of another type, by the shape that lists of JSON have."""
    try:
        json_list(form_of(form), _as_list(fields))
    except ValidationError as error:
        for one in error.errors():
            field = "/".join(str(part) for part in one["loc"][2:])
            words = _SHAPE_VI.get(one["type"], _UNFIT)
            escaped = field.replace("~", "~0").replace("/", "~1")[:200]
            yield {"pointer": f"#/{escaped}", "code": one["type"], "message": words}
