"""Numbers in use as rows of a table, grouped by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from databank.records import Override
from flows.economics import Figure, FigureKind, Figures
from flows.economics.shipped import KINDS, Quantity
from flows.spans import Span
from taxonomy.figures import Basis
from web.classification.use_words import (
    SourceLink,
    capitalised,
    marks_of,
    region_title,
    source_link,
    unit_words,
    year_text,
)
from web.labels import N_
from web.language import gettext
from web.language import gettext as _
from web.numbers import NBSP, UNKNOWN, number

TITLES: Mapping[FigureKind, str] = MappingProxyType(
    {
        "carriage": N_("Carriage"),
        "density": N_("Bulk densities"),
        "gate_fee": N_("Gate fees"),
        "price": N_("Prices"),
        "treatment_cost": N_("Costs of treatment"),
        "raw_price": N_("Prices of raw materials that are replaced"),
        "transport_emission": N_("Emissions of carriage"),
        "treatment_emission": N_("Emissions of treatment"),
        "avoided": N_("Emissions of what is replaced"),
    }
)
NOTES: Mapping[FigureKind, str] = MappingProxyType(
    {
        "carriage": N_("A load is limited by mass or by volume. The lorry comes back empty."),
        "density": N_("They tell whether mass or volume limits a load."),
        "gate_fee": N_("They are spared where a material no longer goes to a landfill or an incinerator."),
        "price": N_("What is paid for a tonne of such material."),
        "treatment_cost": N_("What a tonne costs to make fit for its use."),
        "raw_price": N_("What the receiver pays for a tonne of what is replaced."),
        "transport_emission": N_("A lorry that goes full and comes back empty emits what the half-full one does."),
        "treatment_emission": N_("What making a tonne fit for its use emits."),
        "avoided": N_("That one tonne replaces one tonne is an assumption."),
    }
)
BASES: Mapping[Basis, str] = MappingProxyType(
    {
        "measured": N_("Measured or invoiced"),
        "published": N_("Published by somebody"),
        "computed": N_("Worked out from other numbers"),
        "proxy": N_("Of something similar"),
        "assumption": N_("An assumption"),
    }
)
QUANTITIES: Mapping[Quantity, str] = MappingProxyType(
    {
        "cost": N_("Cost of carriage"),
        "loading": N_("Cost of loading and unloading"),
        "payload": N_("Largest load by mass"),
        "volume": N_("Largest load by volume"),
        "detour": N_("Detour"),
        "dangerous": N_("Surcharge"),
        "emission": N_("Emission"),
        "emission_full": N_("Emission of a full lorry"),
        "emission_half": N_("Emission of a half-full lorry"),
    }
)
VAT: Mapping[str, str] = MappingProxyType({"included": N_("with VAT"), "excluded": N_("without VAT")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number in words; `shipped` is what the city's own number stands instead of."""

    id: str
    name: str
    note: str
    value: str
    unit: str
    year: str
    region: str
    marks: tuple[str, ...]
    source: SourceLink
    is_set_here: bool
    shipped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The numbers of one kind."""

    kind: FigureKind
    title: str
    note: str
    rows: tuple[Row, ...]


def groups(figures: Figures, today: date) -> tuple[Group, ...]:
    """Every number that is known, by kind."""
    known: dict[FigureKind, list[Figure]] = {}
    for figure in figures.all():
        known.setdefault(figure.kind, []).append(figure)
    return tuple(
        Group(kind=kind, title=gettext(TITLES[kind]), note=gettext(NOTES[kind]), rows=rows_of(known[kind], today))
        for kind in KINDS
        if kind in known
    )


def rows_of(figures: Iterable[Figure], today: date) -> tuple[Row, ...]:
    """The numbers of one kind in words."""
    return tuple(row_of(one, today) for one in figures)


def row_of(figure: Figure, today: date) -> Row:
    """One number in words."""
    origin, shipped = figure.origin, Figures().figure(figure.id)
    return Row(
        id=figure.id,
        name=capitalised(figure.titles),
        note=_note(figure),
        value=spread(figure.span),
        unit=unit_words(figure.unit),
        year=year_text(origin) if origin else UNKNOWN,
        region=region_title(origin) if origin else UNKNOWN,
        marks=marks_of(origin, today) if origin else (),
        source=source_link(origin.source) if origin else SourceLink("", ""),
        is_set_here=figure.is_set_here,
        shipped=spread(shipped.span) if figure.is_set_here and shipped.span.is_known else "",
    )


def _note(figure: Figure) -> str:
    """What of a carriage a number is; whether value added tax is in a price."""
    if figure.kind in {"carriage", "transport_emission"}:
        return gettext(QUANTITIES[cast(Quantity, figure.id.rpartition(":")[2])])
    return gettext(VAT[figure.vat]) if figure.vat and figure.kind in {"gate_fee", "price", "raw_price"} else ""


def spread(span: Span) -> str:
    """From the least to the greatest; a dash where no number is known."""
    if span.low is None or span.high is None:
        return UNKNOWN
    low, high = number(span.low), number(span.high)
    return low if low == high else f"{low}\u2013{high}"


def set_text(override: Override) -> str:
    """A number that was set, with its unit."""
    return f"{between(override.low, override.high)}{NBSP}{unit_words(override.unit)}"


def between(low: Decimal, high: Decimal) -> str:
    """Two ends of a number."""
    return number(low) if low == high else f"{number(low)}\u2013{number(high)}"


def basis_choices() -> list[tuple[str, str]]:
    """How a number may have been come by."""
    return [("", _("Choose")), *((name, gettext(words)) for name, words in BASES.items())]


def basis_word(basis: Basis) -> str:
    """How a number was come by."""
    return gettext(BASES[basis])
