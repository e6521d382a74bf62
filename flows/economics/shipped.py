"""The numbers that come with the lists, and the places where none does and a city may set its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from flows.spans import UNKNOWN, Span
from taxonomy import economics
from taxonomy.avoided import avoided_by, prices_of
from taxonomy.codes import Titles
from taxonomy.densities import densities
from taxonomy.emission_factors import EmissionFactor
from taxonomy.figures import Origin
from taxonomy.materials import material_class, material_classes
from taxonomy.treatment_steps import treatment_steps
from taxonomy.uses import uses

FigureKind = Literal[
    "carriage",
    "density",
    "gate_fee",
    "price",
    "treatment_cost",
    "raw_price",
    "transport_emission",
    "treatment_emission",
    "avoided",
]
KINDS: tuple[FigureKind, ...] = get_args(FigureKind)
Quantity = Literal[
    "cost", "loading", "payload", "volume", "detour", "dangerous", "emission", "emission_full", "emission_half"
]
EUR_PER_T, KG_PER_T = "EUR/t", "kg CO2e/t"
PER_TONNE = frozenset({"kg CO2e/t", "kg CO2/t"})
"""Units of emission factors that can be told of a tonne without knowing more of it."""
ROWS: Mapping[tuple[str, Quantity], str] = MappingProxyType(
    {
        ("truck", "cost"): "cost:truck_cost_assumed",
        ("truck", "loading"): "loading_cost:truck_loading_assumed",
        ("truck", "payload"): "payload:truck_76t_fi",
        ("truck", "volume"): "payload_volume:truck_bulk_volume_assumed",
        ("truck", "detour"): "detour:truck_detour_assumed",
        ("truck", "dangerous"): "dangerous_goods:truck_dangerous_assumed",
        ("truck", "emission_full"): "emission:truck_artic_33t_full_uk",
        ("truck", "emission_half"): "emission:truck_artic_33t_half_uk",
        ("rail", "emission"): "emission:rail_general_diesel_fi",
        ("barge", "emission"): "emission:barge_110m_eu",
    }
)
"""The rows of the list of transport that carriage is reckoned with."""
BLANKS: Mapping[tuple[str, Quantity], tuple[str, Titles]] = MappingProxyType(
    {
        ("rail", "cost"): ("EUR/tkm", Titles("Rautatiekuljetus", "Järnvägstransport", "Carriage by rail")),
        ("rail", "detour"): (
            "km/km",
            Titles(
                "Rautatiematka suhteessa linnuntiehen",
                "Sträcka med järnväg i förhållande till fågelvägen",
                "Way by rail against the straight line",
            ),
        ),
        ("barge", "cost"): ("EUR/tkm", Titles("Proomukuljetus", "Pråmtransport", "Carriage by barge")),
        ("barge", "detour"): (
            "km/km",
            Titles(
                "Vesimatka suhteessa linnuntiehen",
                "Sträcka på vatten i förhållande till fågelvägen",
                "Way by water against the straight line",
            ),
        ),
    }
)
"""What no source was found for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a calculation.

    Attributes
    ----------
    span : Span
        UNKNOWN where none is shipped and the city has set none; `origin` is None then.
    of : str
        What it is of: a material class, a use, a treatment, an emission factor, a row of the list of transport.
    codes : tuple of str
        Waste codes for which a price or fee holds.
    vat : str
        "included" or "excluded" where that means something.
    lowest : float
        Below it the number makes no sense.
    """

    id: str
    kind: FigureKind
    titles: Titles
    span: Span
    unit: str
    origin: Origin | None
    of: str = ""
    codes: tuple[str, ...] = ()
    vat: str = ""
    lowest: float = 0.0
    is_set_here: bool = False


@cache
def shipped() -> Mapping[str, Figure]:
    """Every number that calculations may use, by id; those without a number are places for one's own."""
    found = (*_transport(), *_densities(), *_prices(), *_raw_prices(), *_factors(), *_steps(), *_blanks())
    return MappingProxyType({figure.id: figure for figure in found})


@cache
def factors() -> Mapping[str, EmissionFactor]:
    """The emission factors of what uses replace."""
    return MappingProxyType({one.factor.id: one.factor for use in _uses() for one in avoided_by(use)})


def _uses() -> Iterator[str]:
    return (use.id for use in uses() if not use.is_gap)


def _transport() -> Iterator[Figure]:
    rows = {f"{row.quantity}:{row.id}": row for row in economics.transport()}
    for (mode, quantity), name in ROWS.items():
        row = rows[name]
        kind: FigureKind = "transport_emission" if quantity.startswith("emission") else "carriage"
        span = Span.of(row.low, row.high)
        yield Figure(
            id=carriage_id(mode, quantity),
            kind=kind,
            titles=row.titles,
            span=span,
            unit=row.unit,
            origin=row.origin,
            of=row.id,
            lowest=_lowest(quantity),
        )


def _lowest(quantity: Quantity) -> float:
    return 1.0 if quantity == "detour" else 0.1 if quantity in {"payload", "volume"} else 0.0


def _densities() -> Iterator[Figure]:
    for row in densities():
        titles = material_class(row.material_class).titles
        form = row.form_titles
        yield Figure(
            id=f"density:{row.material_class}:{row.form}",
            kind="density",
            titles=Titles(f"{titles.fi} ({form.fi})", f"{titles.sv} ({form.sv})", f"{titles.en} ({form.en})"),
            span=Span.of(row.low, row.high),
            unit="t/m3",
            origin=row.origin,
            of=row.material_class,
            lowest=0.001,
        )


def _prices() -> Iterator[Figure]:
    for row in economics.prices():
        if row.kind not in {"gate_fee", "price"} or row.unit != EUR_PER_T or not (row.material_class or row.codes):
            continue
        yield Figure(
            id=f"price:{row.id}",
            kind="gate_fee" if row.kind == "gate_fee" else "price",
            titles=row.titles,
            span=Span.of(row.low, row.high),
            unit=row.unit,
            origin=row.origin,
            of=row.material_class or "",
            codes=row.codes,
            vat=row.vat,
        )


def _raw_prices() -> Iterator[Figure]:
    for factor in factors():
        for row in prices_of(factor):
            yield Figure(
                id=f"raw_price:{row.id}",
                kind="raw_price",
                titles=row.titles,
                span=Span.of(row.low, row.high),
                unit=row.unit,
                origin=row.origin,
                of=factor,
                vat=row.vat,
            )


def _factors() -> Iterator[Figure]:
    for one in factors().values():
        if one.unit in PER_TONNE:
            value = Span.of(one.value)
            yield Figure(
                id=f"factor:{one.id}",
                kind="avoided",
                titles=one.titles,
                span=value,
                unit=one.unit,
                origin=one.origin,
                of=one.id,
            )


def _steps() -> Iterator[Figure]:
    """What the treatments between donor and receiver cost and emit; most of it is for the city to set."""
    for one in treatment_steps():
        yield Figure(
            id=f"step_cost_of:{one.id}",
            kind="treatment_cost",
            titles=one.titles,
            span=Span.of(*one.cost_eur_per_t) if one.cost_eur_per_t else UNKNOWN,
            unit=EUR_PER_T,
            origin=one.cost_origin,
            of=one.id,
        )
        yield _blank(f"step_emission_of:{one.id}", "treatment_emission", one.titles, KG_PER_T, one.id)


def _blanks() -> Iterator[Figure]:
    for (mode, quantity), (unit, titles) in BLANKS.items():
        yield _blank(carriage_id(mode, quantity), "carriage", titles, unit, mode, _lowest(quantity))
    for one in material_classes():
        yield _blank(f"gate_fee_of:{one.id}", "gate_fee", one.titles, EUR_PER_T, one.id)
        yield _blank(f"price_of:{one.id}", "price", one.titles, EUR_PER_T, one.id, -1e6)
    for factor in factors().values():
        yield _blank(f"raw_price_of:{factor.id}", "raw_price", factor.titles, EUR_PER_T, factor.id)
    for use in uses():
        if not use.is_gap:
            titles = _both(use.material, use.titles)
            yield _blank(f"treatment_of:{use.id}", "treatment_cost", titles, EUR_PER_T, use.id)
            yield _blank(f"treatment_emission_of:{use.id}", "treatment_emission", titles, KG_PER_T, use.id)


def _blank(name: str, kind: FigureKind, titles: Titles, unit: str, of: str, lowest: float = 0.0) -> Figure:
    return Figure(id=name, kind=kind, titles=titles, span=UNKNOWN, unit=unit, origin=None, of=of, lowest=lowest)


def _both(one: Titles, two: Titles) -> Titles:
    return Titles(f"{one.fi}: {two.fi}", f"{one.sv}: {two.sv}", f"{one.en}: {two.en}")


def carriage_id(mode: str, quantity: Quantity) -> str:
    """The id of a number about carriage."""
    return f"carriage:{mode}:{quantity}"
