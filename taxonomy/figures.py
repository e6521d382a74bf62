"""Where a number comes from: the year and region it holds for, how it was come by, and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of

Basis = Literal["measured", "published", "computed", "proxy", "assumption"]


@dataclass(frozen=True, slots=True)
class Region:
    """A country, a region or the world."""

    id: str
    titles: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known about a number.

    `year` is the year for which it holds; where the source gives none it is the year of reading and
    `year_is_stated` is false. `period` is the time as the source words it, such as "2020-Q3".
    """

    year: int
    period: str
    year_is_stated: bool
    region: str
    basis: Basis
    source: str

    @property
    def is_rough(self) -> bool:
        """Whether the number stands in for one that was not found: a proxy or an assumption."""
        return self.basis in {"proxy", "assumption"}


def region(region_id: str) -> Region:
    """One region; UnknownCodeError if there is none of that id."""
    try:
        return _regions()[region_id]
    except KeyError:
        raise UnknownCodeError(region_id, "the regions of numbers") from None


def origin_of(row: Mapping[str, str]) -> Origin:
    """The columns that every list of numbers has."""
    return Origin(
        year=int(row["year"]),
        period=row["period"],
        year_is_stated=row["year_stated"] == "1",
        region=row["region"],
        basis=cast(Basis, row["basis"]),
        source=row["source"],
    )


@cache
def _regions() -> Mapping[str, Region]:
    return MappingProxyType({row["id"]: Region(row["id"], titles_of(row)) for _, row in read_rows("regions")})
