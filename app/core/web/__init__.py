"""What every door needs: strict bodies, byte budgets, refusals as problem documents, docs."""

from app.core.web.doors import Door
from app.core.web.edge import BodyBudget
from app.core.web.pages import Cursor, PageSize, after
from app.core.web.papers import PAPER, PaperForm, paper_answer, public_base
from app.core.web.problems import install_problems, problem

__all__ = [
    "PAPER", "BodyBudget", "Cursor", "Door", "PageSize", "PaperForm", "after", "install_problems",
    "paper_answer", "problem", "public_base",
]  # fmt: skip
