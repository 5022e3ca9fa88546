"""Loans: the bank's own word on the workers of an employer's list, where the road leads to it.

From QĐ 32/2020 the list of idle workers goes straight to the policy bank (NHCSXH), which lends,
lends less, refuses with a reason, or sends back; no council and no source of the budget is asked.
"""

from app.loans.commands import answer
from app.loans.queries import answers_of

__all__ = ["answer", "answers_of"]
