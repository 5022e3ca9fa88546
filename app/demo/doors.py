"""Calls of doors that only the demonstration uses."""

from app.appraisal.schemas import AlertShown
from app.client import Client


async def alerts(secretary: Client, sitting_id: int) -> list[AlertShown]:
    """What is odd about the lists of a sitting."""
    return await secretary.ask(list[AlertShown], "GET", f"/sittings/{sitting_id}/alerts")


async def answer_alert(secretary: Client, sitting_id: int, alert_id: int, answer: str) -> None:
    """The council's answer to an alert, in words."""
    path = f"/sittings/{sitting_id}/alerts/{alert_id}/answer"
    await secretary.send("POST", path, json={"answer": answer})
