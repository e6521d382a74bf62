"""Names of the fates of a side stream and of the other ends that diagrams draw: stock, market, the unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of


@dataclass(frozen=True, slots=True)
class Fate:
    """One end of a flow that is no site; `order` is its place in a diagram from top to bottom."""

    id: str
    titles: Titles
    order: int


@cache
def _fates() -> Mapping[str, Fate]:
    fates = [Fate(row["id"], titles_of(row), int(row["order"])) for _, row in read_rows("fates")]
    return MappingProxyType({fate.id: fate for fate in sorted(fates, key=lambda fate: fate.order)})


def fates() -> tuple[Fate, ...]:
    """All of them in the order of diagrams."""
    return tuple(_fates().values())


def fate_titles(fate_id: str) -> Titles:
    """The names of one fate, asked by its id without the prefix ``fate:``."""
    try:
        return _fates()[fate_id].titles
    except KeyError:
        raise UnknownCodeError(fate_id, "the fates") from None
