"""A small picture of the network around one side stream: each match a path from left to right, and the same as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.matching.graph import network, path_of
from flows.matching.values import Match
from taxonomy.treatment_steps import step as treatment_step
from taxonomy.uses import use
from web.labels import N_, material_class_title, title
from web.language import current_language
from web.language import gettext as _
from web.matching.looking import Found

MOST_PATHS = 8
COLUMN, WIDTH, LINE, GAP, TOP = 190, 150, 15, 14, 26
MOST_LETTERS, MOST_LINES = 22, 3
COLUMNS = {"organisation": 0, "hidden": 0, "side_stream": 1, "material_class": 2}
KINDS = {
    "organisation": N_("Organisation"),
    "hidden": N_("Organisation"),
    "side_stream": N_("Side stream"),
    "material_class": N_("Material class"),
    "process": N_("Treatment"),
    "need": N_("Need"),
    "use": N_("Documented use"),
    "site": N_("Site"),
}
EDGES = {
    "offers": N_("has on offer"),
    "is_made_of": N_("is of the class"),
    "treats": N_("is treated in"),
    "makes": N_("becomes"),
    "accepts": N_("is accepted by"),
    "wants": N_("is the need of"),
    "has_use": N_("is used for"),
    "used_by": N_("fits the industry of"),
    "takes": N_("is taken by"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """One node: where it stands and what it says, line by line."""

    id: str
    kind: str
    kind_word: str
    words: tuple[str, ...]
    label: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Wire:
    """One edge, as a curve between two boxes."""

    path: str


@dataclass(frozen=True, slots=True)
class PathRow:
    """One edge as a row of the table: from, how, to, and where that is known from."""

    tail: str
    how: str
    head: str
    source: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture with its size, and its table."""

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    rows: tuple[PathRow, ...]
    width: int
    height: int


def of_found(found: Found) -> Picture | None:
    """The picture of the best matches of a side stream; None without any."""
    matches = found.ranked.possible[:MOST_PATHS] or found.ranked.failed[:MOST_PATHS]
    if not matches:
        return None
    names = _names(matches)
    edges = list(dict.fromkeys(edge for match in matches for edge in _edges(match)))
    columns = _columns(edges)
    boxes = {box.id: box for box in _boxes(columns, names)}
    sources = _sources(found)
    return Picture(
        boxes=tuple(boxes.values()),
        wires=tuple(Wire(_curve(boxes[tail], boxes[head])) for tail, _how, head in edges),
        rows=tuple(
            PathRow(names[tail], _(EDGES[how]), names[head], sources.get((_whole(tail), _whole(head)), ""))
            for tail, how, head in edges
        ),
        width=(max(columns.values()) + 1) * COLUMN - (COLUMN - WIDTH),
        height=max(box.y + box.height for box in boxes.values()) + GAP,
    )


def _edges(match: Match) -> Iterator[tuple[str, str, str]]:
    """The edges of a path; the wish of a need runs from its owner, and is drawn towards them."""
    is_treated = False
    for tail, how, head in path_of(match):
        first, last = (head, tail) if how == "wants" else (tail, head)
        is_treated = is_treated or how == "makes"
        yield _apart(first, match, how == "makes" or not is_treated), how, _apart(last, match, not is_treated)


def _apart(node: str, match: Match, is_before: bool) -> str:  # noqa: FBT001 - one of two ends
    """A material after its treatment is a box of its own, even if its class is the same."""
    if is_before or match.step is None or not node.startswith("material_class:"):
        return node
    return f"{node}@{match.step.line}"


def _whole(node: str) -> str:
    """The node of the graph behind a box."""
    return node.partition("@")[0]


def _columns(edges: list[tuple[str, str, str]]) -> dict[str, int]:
    """The column of each node: one further than the node before it."""
    columns = {tail: COLUMNS.get(tail.partition(":")[0], 0) for tail, _how, _head in edges[:1]}
    for tail, _how, head in edges:
        columns.setdefault(tail, 0)
        columns[head] = max(columns.get(head, 0), columns[tail] + 1)
    return columns


def _boxes(columns: dict[str, int], names: dict[str, str]) -> Iterator[Box]:
    """The boxes of each column under one another."""
    below: dict[int, int] = {}
    for node, column in columns.items():
        kind = node.partition(":")[0]
        words = tuple(_wrapped(names[node]))
        height = TOP + LINE * len(words)
        y = below.get(column, GAP)
        below[column] = y + height + GAP
        yield Box(node, kind, _(KINDS[kind]), words, names[node], column * COLUMN, y, height)


def _curve(tail: Box, head: Box) -> str:
    x1, y1 = tail.x + WIDTH, tail.y + tail.height // 2
    x2, y2 = head.x, head.y + head.height // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def _wrapped(text: str) -> Iterator[str]:
    """A name in a few short lines."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= MOST_LETTERS:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    kept = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        kept[-1] += " …"
    yield from (one if len(one) <= MOST_LETTERS + 2 else one[:MOST_LETTERS] + "…" for one in kept)


def _names(matches: tuple[Match, ...]) -> dict[str, str]:
    """What each node of some paths is called on the page."""
    names: dict[str, str] = {}
    for match in matches:
        for tail, _how, head in _edges(match):
            for node in (tail, head):
                names.setdefault(node, _name(node, match))
    return names


def _name(node: str, match: Match) -> str:
    kind, _colon, name = node.partition(":")
    begun, receiver = match.step.before if match.step else match.offer, match.receiver
    if kind == "material_class":
        class_id, treated, _line = name.partition("@")
        return (
            _("%(material)s, treated", material=material_class_title(class_id))
            if treated
            else material_class_title(name)
        )
    if kind == "use":
        return title(use(name).titles)
    if kind == "process" and match.step is not None:
        return title(treatment_step(match.step.step).titles)
    if kind == "side_stream":
        return begun.name
    if kind in {"need", "site"}:
        return receiver.name
    return _holder(node, begun.organisation_id, begun.organisation_name, receiver.organisation_name)


def _holder(node: str, giver_id: str | None, giver: str | None, taker: str | None) -> str:
    if node == f"organisation:{giver_id}" or (giver_id is None and ":side_stream:" in node):
        return giver or _("company hidden")
    return taker or _("company hidden")


def _sources(found: Found) -> dict[tuple[str, str], str]:
    """Where each edge of the graph is known from."""
    graph = network(found.market, [found.offer], found.lines, current_language())
    told = {(tail, head): one.get("source") or "" for tail, head, one in graph.edges(data=True)}
    return told | {(head, tail): source for (tail, head), source in told.items()}
