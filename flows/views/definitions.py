"""View definitions as values: what a diagram shows, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flows.headlines import Template
from flows.partition import Dimension, Role
from taxonomy.codes import Titles

MOST_NODES, MOST_STAGES = 12, 7
OF_AN_OWNER = ("organisation", "site")


class Shape(StrEnum):
    """A circuit returns to its first stage; a chain runs one way; a butterfly has its processes in the middle."""

    CIRCUIT = "circuit"
    CHAIN = "chain"
    BUTTERFLY = "butterfly"


class Drawing(StrEnum):
    """What the links are drawn as; the numbers are the same."""

    SANKEY = "sankey"
    MATRIX = "matrix"
    COVERAGE = "coverage"
    CIRCLE = "circle"


class YearRule(StrEnum):
    """Which year a view shows before a reader chooses one.

    `compared` is the newest year beside an earlier one in the same order of boxes; `all` is every year side by side.
    """

    NEWEST = "newest"
    LATEST = "latest"
    COMPARED = "compared"
    ALL = "all"


class Companion(StrEnum):
    """A small drawing under the picture that answers the question next to it."""

    YEARS = "years"
    SHARES = "shares"
    TREATMENTS = "treatments"
    BY_YEAR = "by_year"
    DISTANCES = "distances"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """How the smallest boxes of a stage become one: at most `most` boxes, none below a share of the stage.

    Keys of `keep` are never folded.
    """

    most: int = MOST_NODES
    least_share: float = 0.0
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """Keys of a dimension that are drawn as one named box."""

    id: str
    titles: Titles
    keys: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of its box; the mark keeps it apart from the keys of the data."""
        return f"group:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One column of the picture: a dimension in a role, its named groups, and whether its smallest boxes are folded.

    Rows without a key skip a waypoint; in another stage they stand as not stated.
    """

    id: str
    titles: Titles
    dimension: Dimension
    role: Role
    fold: Fold | None = None
    groups: tuple[KeyGroup, ...] = ()
    is_waypoint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """Rows of one dimension that a view shows alone (`only`) or leaves out."""

    dimension: Dimension
    keys: frozenset[str]
    only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDefinition:
    """What a diagram shows. `boundary` is where a reader starts; None leaves it to the page."""

    name: str
    shape: Shape
    layer: str
    titles: Titles
    question: Titles
    stages: tuple[Stage, ...]
    filters: frozenset[str]
    table_columns: tuple[str, ...]
    headlines: tuple[Template, ...]
    ledes: tuple[Template, ...]
    drawing: Drawing = Drawing.SANKEY
    year: YearRule = YearRule.NEWEST
    boundary: str | None = None
    row_filters: tuple[RowFilter, ...] = ()
    companions: tuple[Companion, ...] = ()

    @property
    def needs_material(self) -> bool:
        """Whether the view shows one family or class, which the reader must choose."""
        return "family" in self.filters

    @property
    def needs_owner(self) -> bool:
        """Whether the boundary is drawn around one organisation or site, which the reader must choose."""
        return self.boundary in OF_AN_OWNER

    @property
    def compares_years(self) -> bool:
        """Whether the page shows an earlier year beside the chosen one, with the boxes in the same order."""
        return self.year is YearRule.COMPARED

    def stage(self, stage_id: str) -> Stage | None:
        """The stage of an id."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    @property
    def centre(self) -> int:
        """The stage of the processes inside: where a circuit or butterfly has its plants."""
        return next((place for place, stage in enumerate(self.stages) if stage.role is Role.PROCESS), 0)
