"""The legend of a flow picture: only marks that the picture holds, each with its word."""

from __future__ import annotations

from collections.abc import Iterator

from flows.diagram import LinkKind, SankeyData
from flows.drawing.bands import Brush, tone_of
from flows.drawing.sheet import Entry
from flows.labels import Labels, word
from flows.layout import Layout
from flows.partition import FROM_STOCK, IMPORT, PROTECTED, UNEXPLAINED, UNKNOWN_INPUT, UNUSED

STOCK, ABROAD = "stock", frozenset({IMPORT, "elsewhere", "Elsewhere"})


def legend(data: SankeyData, placed: Layout, brush: Brush, *, ghost: str | None = None) -> Iterator[Entry]:
    """Entries in a fixed order.

    `ghost` is the name of the state that is outlined, empty where it has no name, None where there is none.
    """
    labels = brush.labels
    yield from _of_families(data, brush)
    for tone in _tones(data, placed, brush):
        yield Entry(word(f"legend_{tone}", labels.language), tone)
    if brush.fringe and any(link.standard_uncertainty for link in data.links):
        yield Entry(word("legend_fringe", labels.language), "fringed")
    if ghost is not None:
        yield Entry(_ghost_words(ghost, labels), "ghosted")


def _of_families(data: SankeyData, brush: Brush) -> Iterator[Entry]:
    """Families by name where no column of the picture names them."""
    if any(node.vocabulary == "family" for node in data.nodes):
        return
    found = {link.family for link in data.links if link.kind is LinkKind.RECORD}
    for family in brush.hued:
        if family in found:
            yield Entry(brush.labels.family_label(family), f"fam fam-{family}")


def _tones(data: SankeyData, placed: Layout, brush: Brush) -> Iterator[str]:
    keys = {node.key for node in data.nodes}
    tones = {tone_of(link, brush.hued) for link in data.links}
    present = {
        "context": "ctx" in tones,
        "unknown": UNKNOWN_INPUT in keys,
        "gap": UNEXPLAINED in keys,
        "protected": PROTECTED in keys or "protected" in tones,
        "unused": bool(keys & {UNUSED, f"fate:{UNUSED}"}),
        "stock": bool(keys & {STOCK, FROM_STOCK}),
        "abroad": bool(keys & ABROAD),
        "planned": any(brush.is_planned(link) for link in data.links),
        "self": bool(placed.self_loops),
    }
    return (tone for tone, there in present.items() if there)


def _ghost_words(name: str, labels: Labels) -> str:
    if not name:
        return word("legend_ghost_plain", labels.language)
    return word("legend_ghost", labels.language).format(base=name)
