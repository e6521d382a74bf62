"""Boxes of a drawing: how wide and high they are and where their name stands, never on a ribbon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from databank.records import Layer
from flows.diagram import Node, SankeyData
from flows.layout.lanes import turn_room
from flows.layout.lettering import LINE, LOUD_LINE, LOUD_PX, NAME_PX, text_width, wrap
from flows.partition import FROM_STOCK, IMPORT, UNEXPLAINED, UNUSED

LOUD_EXTRA, STUB, AIR, PAD = 8.0, 32.0, 12.0, 13.0
ASCENT = 0.77  # of a line, from its top to where the letters stand
ABROAD = frozenset({IMPORT, FROM_STOCK, "elsewhere", "Elsewhere"})


class Namer(Protocol):
    """The part of the labels that a layout needs: names take room."""

    def node_label(self, node: Node) -> str: ...
    def number(self, value: float) -> str: ...
    def share(self, value: float) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A placed node: bars at x0 and x1, its name in lines with the value under them.

    `room_above` and `room_below` is what the name needs beyond the bar.
    """

    node: Node
    place: str
    x0: float
    x1: float
    y: float
    input_height: float
    output_height: float
    lines: tuple[str, ...]
    value: str
    text_x: float
    text_y: float
    anchor: str
    room_above: float
    room_below: float

    @property
    def height(self) -> float:
        return max(self.input_height, self.output_height)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def text_above(self) -> float:
        """How far the name reaches above the bar."""
        return max(self.y - self.text_y + self.line_height * ASCENT, 0.0)

    @property
    def line_height(self) -> float:
        return LOUD_LINE if self.node.key == UNUSED else LINE

    def at(self, y: float) -> Box:
        """The same box with its bar starting at this height."""
        return replace(self, y=y, text_y=self.text_y + y - self.y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a box may stand: first, inner or last column, from x0 to x1, and how much room there is outside."""

    place: str
    x0: float
    x1: float
    outside: float


def draft(node: Node, frame: Frame, labels: Namer, data: SankeyData, scale: float) -> Box:
    """A box with its bar at height nought."""
    loud = node.key == UNUSED
    size, line = (LOUD_PX, LOUD_LINE) if loud else (NAME_PX, LINE)
    text_x, anchor, room = _text_place(node, frame)
    lane = sum(link.amount for link in data.returns() if node.id in (link.source, link.target))
    height = max(node.input, node.output) * scale
    lines = wrap(labels.node_label(node), room, size)
    above = False
    if lane and frame.place != "inner":
        bulge = turn_room(lane, scale) - AIR
        narrow = wrap(labels.node_label(node), room - bulge, size)
        above = any(text_width(one, size) > room - bulge or one.endswith("…") for one in narrow)
        if not above:
            lines, text_x = narrow, text_x + (bulge if frame.place == "last" else -bulge)
    tall = len(lines) * line + LINE
    text_y = -tall - 4 if above else height / 2 - tall / 2
    return Box(
        node=node,
        place=frame.place,
        x0=frame.x0,
        x1=frame.x1,
        y=0.0,
        input_height=node.input * scale,
        output_height=node.output * scale,
        lines=lines,
        value=_value(node, labels, data),
        text_x=text_x,
        text_y=text_y + line * ASCENT,
        anchor=anchor,
        room_above=max(-text_y, 0.0),
        room_below=max(text_y + tall - height, 0.0),
    )


def _text_place(node: Node, frame: Frame) -> tuple[float, str, float]:
    """Where the name starts, how it is anchored and how wide it may be."""
    stub = STUB if node.key in ABROAD else 0.0
    if frame.place == "first":
        return frame.x0 - AIR - stub, "end", frame.outside - AIR - stub
    if frame.place == "last":
        extra = LOUD_EXTRA if node.key == UNUSED else 0.0
        return frame.x1 + AIR + stub + extra, "start", frame.outside - AIR - stub - extra
    room = frame.x1 - frame.x0 - 2 * PAD
    if node.input <= 0 < node.output:  # its only bar is the right one: the name stands beside it
        return frame.x1 - PAD, "end", room
    return frame.x0 + PAD, "start", room


def _value(node: Node, labels: Namer, data: SankeyData) -> str:
    """The amount; what has no user and what is unexplained also as a share."""
    text = labels.number(node.amount)
    share = {UNUSED: "unused_share", UNEXPLAINED: "unexplained_share"}.get(node.key)
    counts_shares = getattr(labels, "unit_mode", "t") == "share"
    if share is None or counts_shares or not data.figures.get(share) or data.layer != Layer.MASS:
        return text
    return f"{text} · {labels.share(float(data.figures[share]))}"
