"""Shapes of one application."""

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

ApplicationForm: TypeAlias = Literal["02", "03", "04"]


class ApplicationReceived(BaseModel):
    """The list of one row that an application became; its dossier is a draft once it is read.

    `warnings` are conditions of the policy that the councils will look at; money is in đồng.
    """

    list_id: int
    form: str
    months: int
    amount_dong: int
    warnings: list[dict[str, Any]]
