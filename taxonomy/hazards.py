"""The hazardous properties HP 1 to HP 15 of waste. A product has CLP classes instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of


@dataclass(frozen=True, slots=True)
class HazardProperty:
    """One property of Directive 2008/98/EC, annex III."""

    code: str
    titles: Titles


@cache
def _properties() -> Mapping[str, HazardProperty]:
    rows = (row for _, row in read_rows("hazard_properties"))
    return MappingProxyType({row["code"]: HazardProperty(row["code"], titles_of(row)) for row in rows})


def hazard_properties() -> tuple[HazardProperty, ...]:
    """HP1 to HP15."""
    return tuple(_properties().values())


def hazard_property(code: str) -> HazardProperty:
    """One property; "HP 14" and "hp14" are the same."""
    try:
        return _properties()["".join(code.split()).upper()]
    except KeyError:
        raise UnknownCodeError(code, "the hazardous properties HP1-HP15") from None
