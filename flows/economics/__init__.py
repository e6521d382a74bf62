"""What an exchange would cost, spare and emit: every number a span with its origin, and unknown where none is known."""

from flows.economics.assessing import assess
from flows.economics.figures import SHIPPED, Figure, FigureKind, Figures, UnknownFigureError
from flows.economics.stepping import assess_stepped
from flows.economics.values import Economics, Line, LineId

__all__ = [
    "SHIPPED",
    "Economics",
    "Figure",
    "FigureKind",
    "Figures",
    "Line",
    "LineId",
    "UnknownFigureError",
    "assess",
    "assess_stepped",
]
