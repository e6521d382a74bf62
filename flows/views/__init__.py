"""View definitions: what a diagram shows, as JSON that is checked before anything is drawn from it."""

from flows.views.comparing import Difference, NodeDifference, differences, node_differences
from flows.views.definitions import (
    Companion,
    Drawing,
    Fold,
    KeyGroup,
    RowFilter,
    Shape,
    Stage,
    ViewDefinition,
    YearRule,
)
from flows.views.grammar import Grammar, Word, dimension_titles, grammar
from flows.views.narrowing import Narrowing, Pick, Split, split_dimensions
from flows.views.reading import parse_view
from flows.views.shipped import load_view, view, view_names
from flows.views.writing import view_json

__all__ = [
    "Companion",
    "Difference",
    "Drawing",
    "Fold",
    "Grammar",
    "KeyGroup",
    "Narrowing",
    "NodeDifference",
    "Pick",
    "RowFilter",
    "Shape",
    "Split",
    "Stage",
    "ViewDefinition",
    "Word",
    "YearRule",
    "differences",
    "dimension_titles",
    "grammar",
    "load_view",
    "node_differences",
    "parse_view",
    "split_dimensions",
    "view",
    "view_json",
    "view_names",
]
