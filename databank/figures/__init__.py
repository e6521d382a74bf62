"""Numbers of calculations that the city set instead of the shipped ones: what holds, what held, who set it."""

from databank.figures.reading import Setting, overrides, settings
from databank.figures.setting import (
    LONGEST_SOURCE,
    FigureChangedError,
    FigureRefusedError,
    NewFigure,
    reset_figure,
    set_figure,
)

__all__ = [
    "LONGEST_SOURCE",
    "FigureChangedError",
    "FigureRefusedError",
    "NewFigure",
    "Setting",
    "overrides",
    "reset_figure",
    "set_figure",
    "settings",
]
