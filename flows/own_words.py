"""Words of a table that the classification does not know: each is drawn under its own name in a colour of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.drawing.palette import Palette, palette
from flows.materials import Materials, shipped_materials
from flows.table import FlowTable

OWN = "own"
IN_TURN = ("W", "T", "M", "V", "X", "L", "K", "R")
"""Families whose colours are lent, those that differ most first."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """How a table with its own words is drawn: `materials` for the weaving, `names` for the labels, and `colours`."""

    materials: Materials
    names: Mapping[str, str]
    colours: Palette


def own_words(table: FlowTable) -> OwnWords | None:
    """Give each word a colour of the palette, in the order of the alphabet.

    None where the classification knows one of the words, whose colour then means its family, and where there are more
    words than colours.
    """
    known, colours = shipped_materials(), _colours()
    words = table.material.labels
    if not words or len(words) > len(colours) or any(_is_known(word, known) for word in words):
        return None
    ids = {word: f"{OWN}{place}" for place, word in enumerate(sorted(words))}
    return OwnWords(
        materials=Materials(family_of=ids, kind_of=dict.fromkeys(ids.values(), "side_stream")),
        names={identity: word for word, identity in ids.items()},
        colours=dict(zip(ids.values(), colours, strict=False)),
    )


def _is_known(word: str, known: Materials) -> bool:
    return word in known.family_of or word in known.kind_of


def _colours() -> tuple[tuple[str, str], ...]:
    return tuple(palette()[family] for family in IN_TURN)
