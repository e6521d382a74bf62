"""The drawings that a view declares to stand under its picture, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from flows.views import Companion
from web.diagrams.companions.by_year import by_year
from web.diagrams.companions.distances import how_far
from web.diagrams.companions.position import position
from web.diagrams.companions.shares import shares
from web.diagrams.companions.treatments import treatments
from web.diagrams.companions.years import years
from web.diagrams.weaving import Woven

Drawn = tuple[str, str]
"""A heading and what stands under it: a drawing as SVG, or several with words below."""

DRAWN: Mapping[Companion, Callable[[Woven], Iterator[Drawn]]] = MappingProxyType(
    {
        Companion.YEARS: years,
        Companion.SHARES: shares,
        Companion.BY_YEAR: by_year,
        Companion.DISTANCES: how_far,
        Companion.POSITION: position,
        Companion.TREATMENTS: treatments,
    }
)


def beside(woven: Woven) -> Iterator[Drawn]:
    """Each with its heading; one that has nothing to show is left out."""
    for companion in woven.choice.view.companions:
        yield from DRAWN[companion](woven)
