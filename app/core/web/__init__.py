"""What every door needs: strict bodies, byte budgets, refusals as problem documents, docs."""

from app.core.web.doors import API, Door, Doors
from app.core.web.edge import BodyBudget
from app.core.web.pages import Cursor, PageSize, after, following
from app.core.web.papers import PAPER, PaperForm, paper_answer, public_base
from app.core.web.problems import install_problems, problem
from app.core.web.tags import TAGGED, IfNoneMatch, tagged

__all__ = [
    "API", "PAPER", "TAGGED", "BodyBudget", "Cursor", "Door", "Doors", "IfNoneMatch", "PageSize",
    "PaperForm", "after", "following", "install_problems", "paper_answer", "problem", "public_base",
    "tagged",
]  # fmt: skip
