"""What it costs and emits to carry a tonne as shipped over a kilometre of straight distance.

A lorry is full by mass or by volume, whichever comes first, and comes back empty. The cost of a tonne-kilometre holds
for a load that is full by mass; a lighter load bears the same lorry, so that each tonne of it costs more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from databank.errors import N_, Sentence
from databank.records import Hazard
from flows.economics.figures import Figure, Figures
from flows.economics.loading import Load, load_of
from flows.economics.telling import basis_words, rounded, spread
from flows.economics.values import Line, LineId
from flows.matching.values import Offer
from flows.spans import UNKNOWN, ZERO, Span
from taxonomy.economics import Mode

G_PER_KG = 1000


@dataclass(frozen=True, slots=True)
class Carriage:
    """Cost (EUR) and emission (kg CO2e) of a tonne over a kilometre of straight distance."""

    mode: Mode
    cost: Span
    emission: Span
    load: Load | None
    detour: Figure
    cost_figures: tuple[Figure, ...]
    emission_figures: tuple[Figure, ...]
    surcharge: Figure | None = None


def carriage(offer: Offer, figures: Figures, mode: Mode = "truck") -> Carriage:
    """What carries an offer, and at what cost; not known where a number is missing."""
    return _by_road(offer, figures) if mode == "truck" else _by_rail_or_water(figures, mode)


def _by_road(offer: Offer, figures: Figures) -> Carriage:
    load = load_of(offer, figures)
    detour, cost = figures.carriage("truck", "detour"), figures.carriage("truck", "cost")
    full, half = figures.carriage("truck", "emission_full"), figures.carriage("truck", "emission_half")
    surcharge = figures.carriage("truck", "dangerous") if offer.hazard is Hazard.HAZARDOUS else None
    per_km = cost.span.times(detour.span).divided(load.share)
    return Carriage(
        mode="truck",
        cost=_surcharged(per_km, surcharge),
        emission=_round_trip(full.span, half.span, load.share).times(detour.span),
        load=load,
        detour=detour,
        cost_figures=(cost, detour, *load.figures, *((surcharge,) if surcharge else ())),
        emission_figures=(full, half, detour, *load.figures),
        surcharge=surcharge,
    )


def _by_rail_or_water(figures: Figures, mode: Mode) -> Carriage:
    """By net tonne-kilometres: whoever gave them has reckoned with load and return already."""
    detour, cost, emission = (
        figures.carriage(mode, "detour"),
        figures.carriage(mode, "cost"),
        figures.carriage(mode, "emission"),
    )
    return Carriage(
        mode=mode,
        cost=cost.span.times(detour.span),
        emission=emission.span.times(detour.span).times(Span.of(1 / G_PER_KG)),
        load=None,
        detour=detour,
        cost_figures=(cost, detour),
        emission_figures=(emission, detour),
    )


def _round_trip(full: Span, half: Span, share: Span) -> Span:
    """Kilograms of a tonne and road kilometre, there loaded and back empty.

    Factors of a full and of a half-full lorry give the emission of the empty one: per tonne of payload an empty lorry
    emits half - full, and a load adds 2 full - half for each tonne of it.
    """
    if None in {full.low, full.high, half.low, half.high, share.low, share.high}:
        return UNKNOWN
    ends = [
        (2 * max(half_end - full_end, 0.0) / share_end + 2 * full_end - half_end) / G_PER_KG
        for half_end in (half.low, half.high)
        for full_end in (full.low, full.high)
        for share_end in (share.low, share.high)
        if half_end is not None and full_end is not None and share_end
    ]
    return Span(max(min(ends), 0.0), max(*ends, 0.0)) if ends else UNKNOWN


def _surcharged(cost: Span, surcharge: Figure | None) -> Span:
    """Hazardous waste is dangerous goods or not: only the upper end bears the surcharge."""
    if surcharge is None or cost.high is None or surcharge.span.high is None:
        return cost
    return Span(cost.low, cost.high * (1 + surcharge.span.high / 100))


def transport_line(carried: Carriage, distance_km: float | None) -> Line:
    """What carrying a tonne costs."""
    return _line("transport", carried.cost, carried, distance_km, carried.cost_figures)


def emission_line(carried: Carriage, distance_km: float | None) -> Line:
    """What carrying a tonne emits."""
    return _line("transport_emission", carried.emission, carried, distance_km, carried.emission_figures)


def loading_line(figures: Figures) -> Line:
    """What loading and unloading a tonne cost."""
    loading = figures.carriage("truck", "loading")
    told = Sentence(N_("Loading and unloading cost %(cost)s EUR/t."), cost=spread(loading.span))
    return line("loading", loading.span.negative(), told, (loading,))


def _line(name: LineId, per_km: Span, carried: Carriage, distance_km: float | None, used: tuple[Figure, ...]) -> Line:
    if distance_km is None:
        return Line(id=name, per_t=UNKNOWN, told=Sentence(N_("The distance is not known.")))
    if not per_km.is_known:
        return Line(id=name, per_t=UNKNOWN, told=Sentence(MISSING[name, carried.mode == "rail"]))
    total = per_km.times(Span.of(-distance_km)) if distance_km else ZERO
    way = carried.detour.span.times(Span.of(distance_km))
    told = Sentence(
        (TOLD if carried.load else TOLD_BY_NET_TONNES)[name],
        km=spread(way),
        straight=rounded(distance_km),
        detour=spread(carried.detour.span),
        basis=basis_words(carried.detour),
        rate=spread(used[0].span),
        load=_more(carried, name),
    )
    return line(name, total, told, used)


def _more(carried: Carriage, name: LineId) -> Sentence | None:
    """What limits the load, and what dangerous goods may add."""
    if carried.load is None:
        return None
    if carried.surcharge is None or name != "transport":
        return carried.load.told
    return Sentence(
        N_(
            "%(load)s Hazardous waste may be dangerous goods on the road: the upper end has the surcharge of "
            "%(percent)s %%."
        ),
        load=carried.load.told,
        percent=spread(carried.surcharge.span),
    )


TOLD: dict[LineId, str] = {
    "transport": N_(
        "The way is %(km)s km (%(straight)s km as the crow flies times %(detour)s, %(basis)s) at %(rate)s EUR a "
        "tonne-kilometre, with an empty return. %(load)s"
    ),
    "transport_emission": N_(
        "The way is %(km)s km (%(straight)s km as the crow flies times %(detour)s, %(basis)s) at %(rate)s g of CO2e a "
        "tonne-kilometre when full, with an empty return. %(load)s"
    ),
}
TOLD_BY_NET_TONNES: dict[LineId, str] = {
    "transport": N_(
        "The way is %(km)s km (%(straight)s km as the crow flies times %(detour)s, %(basis)s) at %(rate)s EUR a "
        "tonne-kilometre."
    ),
    "transport_emission": N_(
        "The way is %(km)s km (%(straight)s km as the crow flies times %(detour)s, %(basis)s) at %(rate)s g of CO2e a "
        "tonne-kilometre."
    ),
}
MISSING: dict[tuple[LineId, bool], str] = {
    ("transport", True): N_("What carriage by rail costs, and how long the way is, is not known: set the numbers."),
    ("transport", False): N_("What the carriage costs, or how long the way is, is not known: set the numbers."),
    ("transport_emission", True): N_("How long the way by rail is, is not known: set its ratio to the straight line."),
    ("transport_emission", False): N_("How long the way is, or what it emits, is not known: set the numbers."),
}


def line(name: LineId, per_t: Span, told: Sentence, used: Iterable[Figure]) -> Line:
    """A line that is known, with the origins of its numbers."""
    figures = tuple(used)
    return Line(
        id=name,
        per_t=per_t,
        told=told,
        origins=tuple(dict.fromkeys(one.origin for one in figures if one.origin is not None)),
        is_set_here=any(one.is_set_here for one in figures),
    )
