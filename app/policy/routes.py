"""The doors of the policy: read the rules of a day, ask about a claim, ask when a step is due."""

from pathlib import Path
from typing import Annotated, TypeAlias

from fastapi import Body, Depends, Query

from app.core.settings import settings
from app.core.web.doors import Doors

from .drafting import policy_at
from .schemas import (
    AnyQuestion,
    DueDateSheet,
    EligibilitySheet,
    GroupCode,
    GroupSheet,
    PolicySheet,
    RuleDay,
    StepSheet,
    eligibility_sheet,
    policy_sheet,
)

router = Doors(prefix="/policy", tags=["policy"])


async def operator_overrides() -> Path | None:
    """The operator's overrides file, when the settings name one."""
    return settings().policy_overrides


Overrides: TypeAlias = Annotated[Path | None, Depends(operator_overrides)]
On: TypeAlias = Annotated[RuleDay, Query(description="The day whose rules are asked for.")]


@router.get("", operation_id="readPolicy")
async def read_policy(overrides: Overrides, on: On) -> PolicySheet:
    """The whole policy in force on a day: version, groups, rates, roads, citations and marks."""
    return policy_sheet(policy_at(on, overrides), on)


@router.get("/groups/{group}", operation_id="readPolicyGroup")
async def read_group(overrides: Overrides, group: GroupCode, on: On) -> GroupSheet:
    """One payable group as the policy of a day has it."""
    return GroupSheet.model_validate(policy_at(on, overrides).group(group))


@router.post("/eligibility", operation_id="judgeEligibility")
async def judge_eligibility(
    overrides: Overrides, question: Annotated[AnyQuestion, Body()]
) -> EligibilitySheet:
    """Whether a claim is eligible: every condition met, failed or unknown; nothing is stored."""
    return eligibility_sheet(policy_at(question.day, overrides), question)


@router.get("/due-date", operation_id="readDueDate")
async def read_due_date(
    overrides: Overrides,
    group: GroupCode,
    step: Annotated[str, Query(max_length=40, description="A step of the group's road.")],
    started_on: On,
) -> DueDateSheet:
    """The working day on which a step is due, by the policy of the day it started."""
    policy = policy_at(started_on, overrides)
    due_on = policy.due_date_of(group, step, started_on)
    shown = StepSheet.model_validate(policy.step(group, step))
    return DueDateSheet(group=group, step=shown, started_on=started_on, due_on=due_on)
