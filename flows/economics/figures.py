"""The numbers that calculations use: the shipped ones, and those that the city set instead of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from databank.errors import N_
from databank.records import Override
from flows.economics.shipped import Figure, FigureKind, Quantity, carriage_id, shipped
from flows.errors import FlowError
from flows.spans import Span
from taxonomy import economics
from taxonomy.figures import Origin

__all__ = ["SHIPPED", "Figure", "FigureKind", "Figures", "UnknownFigureError", "together"]

T = TypeVar("T")
MOST_WORKED_OUT = 4096
HERE = "here"
"""The region of whatever the city set."""


class UnknownFigureError(FlowError):
    """No number of this id is used."""

    def __init__(self, figure_id: str) -> None:
        super().__init__(N_("No number %(figure)s is used in calculations."), figure=figure_id)


class Figures:
    """The numbers in use. What the city set stands instead of everything shipped for the same thing.

    An override of another unit than the shipped number has is left aside: the list has changed since it was set.

    >>> Figures().carriage("truck", "payload").span
    Span(low=51.0, high=51.0)
    """

    __slots__ = ("_of", "_overrides", "_worked_out")

    def __init__(self, overrides: Mapping[str, Override] | None = None) -> None:
        self._overrides = {
            name: one
            for name, one in (overrides or {}).items()
            if name in shipped() and one.unit == shipped()[name].unit and one.withdrawn_on is None
        }
        self._of: dict[tuple[FigureKind, str], tuple[Figure, ...]] = {}
        self._worked_out: dict[Hashable, Any] = {}

    def figure(self, figure_id: str) -> Figure:
        """One number as it is used; UnknownFigureError if there is none of that id."""
        try:
            found = shipped()[figure_id]
        except KeyError:
            raise UnknownFigureError(figure_id) from None
        override = self._overrides.get(figure_id)
        return found if override is None else _set_here(found, override)

    def all(self) -> tuple[Figure, ...]:
        """Every number that is known, shipped or set."""
        return tuple(one for one in map(self.figure, shipped()) if one.span.is_known)

    def carriage(self, mode: str, quantity: Quantity) -> Figure:
        """A number about carriage; its span is open where no source was found."""
        return self.figure(carriage_id(mode, quantity))

    def of(self, kind: FigureKind, thing: str) -> tuple[Figure, ...]:
        """The known numbers of one kind about a class, use or factor: those set here, or else the shipped ones."""
        place = (kind, thing)
        if place not in self._of:
            found = [self.figure(name) for name in _about().get(place, ())]
            self._of[place] = _preferred(one for one in found if one.span.is_known)
        return self._of[place]

    def worked_out(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What follows from these numbers, worked out once: pairs of one offer differ in little but their distance."""
        found = self._worked_out.get(key)
        if found is None:
            found = work_out()
            if len(self._worked_out) >= MOST_WORKED_OUT:
                self._worked_out.clear()
            self._worked_out[key] = found
        return cast(T, found)

    def fees(self, material_class: str | None, code: str | None) -> tuple[Figure, ...]:
        """Gate fees: of both class and code, or else of the code, or else of the class."""
        by_class = self.of("gate_fee", material_class) if material_class else ()
        if any(one.is_set_here for one in by_class) or code is None:
            return by_class
        by_code = _preferred(self.figure(name) for name in _by_code().get(code, ()))
        both = tuple(one for one in by_code if one.of == material_class)
        return both or by_code or by_class


def _preferred(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    found = tuple(figures)
    return tuple(one for one in found if one.is_set_here) or found


def _set_here(figure: Figure, override: Override) -> Figure:
    origin = Origin(
        year=override.year,
        period=str(override.year),
        year_is_stated=True,
        region=HERE,
        basis=override.basis,
        source=override.source,
    )
    return replace(figure, span=Span.of(override.low, override.high), origin=origin, vat="excluded", is_set_here=True)


def together(figures: Iterable[Figure]) -> Span:
    """From the least to the greatest of some known numbers."""
    spans = [one.span for one in figures]
    lows = [span.low for span in spans if span.low is not None]
    highs = [span.high for span in spans if span.high is not None]
    return Span(min(lows), max(highs)) if lows and highs else Span()


@cache
def vat_rate(year: int) -> Decimal:
    """The rate of value added tax in a year, as a share."""
    rates = [one for one in economics.prices(kind="vat_rate") if one.origin.year <= year]
    return rates[0].low / 100 if rates else Decimal(0)


@cache
def _about() -> Mapping[tuple[FigureKind, str], tuple[str, ...]]:
    found: dict[tuple[FigureKind, str], tuple[str, ...]] = {}
    for one in shipped().values():
        found[one.kind, one.of] = (*found.get((one.kind, one.of), ()), one.id)
    return MappingProxyType(found)


@cache
def _by_code() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in shipped().values():
        for code in one.codes if one.kind == "gate_fee" else ():
            found[code] = (*found.get(code, ()), one.id)
    return MappingProxyType(found)


SHIPPED = Figures()
"""The shipped numbers alone."""
