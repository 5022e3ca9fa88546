"""Pictures: figures drawn as SVG by the service itself, each with title, words and its table.

Every drawing takes a `Frame` and frozen values and gives a `Picture`: the same values, the same
bytes. It knows no database and no rule of the business; whoever asks brings the figures and the
order in which they stand. How it all looks is decided in style.py alone.
"""

from app.pictures.bridges import bridge
from app.pictures.coverage import coverage_bars
from app.pictures.figure import as_figure, page_figure, table_of
from app.pictures.funnels import funnel
from app.pictures.gauge import budget_gauge
from app.pictures.overdue import overdue_board
from app.pictures.raster import as_png
from app.pictures.schemas import (
    Budget,
    Frame,
    LateRow,
    Measure,
    Picture,
    Point,
    Series,
    Share,
    Stage,
    StageGroup,
    Step,
    StepKind,
    Tile,
)
from app.pictures.style import NARROW, WIDE
from app.pictures.tiles import tile_map
from app.pictures.timelines import timeline

__all__ = [
    "NARROW", "WIDE", "Budget", "Frame", "LateRow", "Measure", "Picture", "Point", "Series",
    "Share", "Stage", "StageGroup", "Step", "StepKind", "Tile", "as_figure", "as_png", "bridge",
    "budget_gauge", "coverage_bars", "funnel", "overdue_board", "page_figure", "table_of",
    "tile_map", "timeline",
]  # fmt: skip
