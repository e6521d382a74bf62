"""Emission factors: what making, recycling or landfilling a tonne of a material emits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of
from taxonomy.figures import Origin, origin_of

FactorKind = Literal["production", "recycled", "landfill", "saving", "combustion", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """One factor in its own unit; `is_weak` marks a source that should be replaced before one relies on it."""

    id: str
    kind: FactorKind
    titles: Titles
    value: Decimal
    unit: str
    is_weak: bool
    origin: Origin


def emission_factors(kind: str | None = None) -> tuple[EmissionFactor, ...]:
    """All factors, or those of one kind."""
    return tuple(one for one in _factors().values() if kind is None or one.kind == kind)


def emission_factor(factor_id: str) -> EmissionFactor:
    """One factor; UnknownCodeError if there is none of that id."""
    try:
        return _factors()[factor_id]
    except KeyError:
        raise UnknownCodeError(factor_id, "the emission factors") from None


@cache
def _factors() -> Mapping[str, EmissionFactor]:
    return MappingProxyType({row["id"]: _factor(row) for _, row in read_rows("emission_factors")})


def _factor(row: Mapping[str, str]) -> EmissionFactor:
    return EmissionFactor(
        id=row["id"],
        kind=cast(FactorKind, row["kind"]),
        titles=titles_of(row),
        value=Decimal(row["value"]),
        unit=row["unit"],
        is_weak=row["is_weak"] == "1",
        origin=origin_of(row),
    )
