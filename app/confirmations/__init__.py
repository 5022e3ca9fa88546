"""Confirmations: what the union, the social insurance and the tax branch state about a list.

Each body speaks by its own account, once a round, with the lines it cannot confirm; when every body
that the road asks has spoken the rest of the list goes on. A list that comes back after a return
is asked about again, in the next round.
"""

from app.confirmations.commands import confirm
from app.confirmations.queries import confirmations_of, waiting_for
from app.confirmations.rules import BODY_OF, Outcome

__all__ = ["BODY_OF", "Outcome", "confirm", "confirmations_of", "waiting_for"]
