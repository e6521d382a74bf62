"""The woven diagram as values: nodes, links with the records behind them, and where every tonne went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from flows.conservation import Conservation
from taxonomy.codes import Titles


class LinkKind(StrEnum):
    """A link of records, a closing difference that is drawn but is no record, or what may be shown as a sum only."""

    RECORD = "record"
    CLOSING = "closing"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box of one stage. `vocabulary` says with which words `key` is named; `members` are the folded keys.

    `titles` is the name that the view itself gives the box, `part_of` the box that was split into this one and others.
    """

    id: str
    stage: str
    key: str
    vocabulary: str
    input: float = 0.0
    output: float = 0.0
    members: tuple[str, ...] = ()
    titles: Titles | None = None
    part_of: str = ""

    @property
    def pick(self) -> str:
        """The word by which a narrowing names this box within its stage."""
        return self.id.split(":", 1)[1]

    @property
    def amount(self) -> float:
        return max(self.input, self.output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A ribbon. Each record is counted in exactly one link: `counted` of all record links adds up to what is drawn.

    `material` is the word of the table where links are split by it and not by family. `standard_uncertainty` is in the
    unit of the amount, of independent records; None where no record stands behind the link.
    """

    source: str
    target: str
    family: str
    amount: float
    counted: float
    is_return: bool
    kind: LinkKind
    record_count: int
    record_ids: Sequence[str] = ()
    material: str = ""
    standard_uncertainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One stage of the picture, in order; a process diagram has columns without a title."""

    id: str
    titles: Titles | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SankeyData:
    """All that a renderer needs; no drawing in it. Links are in reading order.

    `narrowed` is the amount that the reader's own choice of boxes took away; it is part of what is outside.
    """

    view: str
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    conservation: Conservation
    left_out: Mapping[str, int]
    years: tuple[int, int] | None
    boundary: str
    basis: str
    layer: str
    figures: Mapping[str, float | str]
    is_example: bool
    family: str | None = None
    material_class: str | None = None
    shape: str = ""
    drawing: str = "sankey"
    boundary_titles: Titles | None = None
    narrowed: float = 0.0
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def node(self, node_id: str) -> Node:
        """The node of an id."""
        return next(node for node in self.nodes if node.id == node_id)

    def returns(self) -> tuple[Link, ...]:
        """The links that run back."""
        return tuple(link for link in self.links if link.is_return)

    @property
    def unexplained_share(self) -> float | None:
        """The share of what processes give or hold back that nobody can explain; None where it cannot be told."""
        share = self.figures.get("unexplained_share")
        return share if isinstance(share, float) else None

    @property
    def unit(self) -> str:
        return "MWh" if self.layer == "energy" else "t"
