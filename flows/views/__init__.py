"""View definitions: what a diagram shows, as JSON that is checked before anything is drawn from it."""

from flows.views.definitions import Stage, ViewDefinition, load_view, parse_view, view, view_names
from flows.views.narrowing import Narrowing, Pick, Split

__all__ = [
    "Narrowing",
    "Pick",
    "Split",
    "Stage",
    "ViewDefinition",
    "load_view",
    "parse_view",
    "view",
    "view_names",
]
