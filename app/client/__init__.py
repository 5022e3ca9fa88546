"""Client: the service's API as typed calls, for the command line, the demonstration and others.

    async with Client("http://127.0.0.1:8000") as api:
        await api.sign_in(enrolment_code="…")
        received = await api.receive_list("07", workbook)

Every act carries an Idempotency-Key and is sent again with the same key when its answer is lost.
A refusal is raised as `Problem`, with the sentence the service gave.
"""

from app.client.api import Client
from app.client.transport import Problem, Unreachable

__all__ = ["Client", "Problem", "Unreachable"]
