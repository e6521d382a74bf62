"""Every possible exchange of the bank in one list: where the greatest amounts could find a user near by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from flows.matching.values import Match, Offer
from web import house
from web.auth import current_viewer
from web.catalogue.wishes import DATA_SETS, one_of
from web.files import TABLE_FORMATS
from web.labels import N_
from web.language import gettext as _
from web.matching import exports, looking
from web.matching.blueprint import blueprint
from web.matching.lines import MatchLine, distance_text, is_lasting, line_of
from web.matching.words import span_text
from web.numbers import kilometres, number, per_year, tonnes_per_year

MOST_SHOWN = 60
ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "mass": N_("Greatest amount first"),
        "score": N_("Best fit first"),
        "distance": N_("Nearest first"),
        "transport": N_("Most tonne-kilometres first"),
    }
)
"""Tonnes times kilometres is the work of moving it: what is great and far asks for another way of transport."""
FAR = float("inf")


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One possible exchange with the offer it begins with."""

    offer: str
    offer_id: str
    language: str
    holder: str
    mass: str
    distance: str
    line: MatchLine


@blueprint.page("matches", formats=TABLE_FORMATS)
def open_matches(extension: str) -> ResponseReturnValue:
    """The list of possible exchanges, or the same as rows."""
    data = one_of(request.args, "data", tuple(DATA_SETS), "both")
    order = one_of(request.args, "order", tuple(ORDERS), "mass")
    with house.bank().session() as session:
        found = [
            match
            for is_example in ([False, True] if DATA_SETS[data] is None else [DATA_SETS[data]])
            for match in looking.open_ones(session, current_viewer(), is_example=bool(is_example))
        ]
    best = sorted(best_of_each(found), key=KEYS[order])
    if extension != "html":
        return exports.response(best, extension, "sivuvirta-possible-exchanges")
    page = render_template(
        "matching/open.html",
        sentence=sentence_of(best),
        lines=[open_line(match) for match in best[:MOST_SHOWN]],
        left_out=max(0, len(best) - MOST_SHOWN),
        data=data,
        order=order,
        orders=ORDERS,
        examples=any(match.offer.is_example for match in best),
    )
    return Response(page)


def best_of_each(matches: list[Match]) -> list[Match]:
    """The best match of each offer with each organisation: the others are on the page of the side stream."""
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        receiver = match.receiver
        best.setdefault((_begun(match).id, receiver.organisation_id or receiver.id), match)
    return list(best.values())


def open_line(match: Match) -> OpenLine:
    """Say one possible exchange."""
    begun = _begun(match)
    return OpenLine(
        offer=begun.name,
        offer_id=begun.id,
        language=begun.language,
        holder=begun.organisation_name or _("company hidden"),
        mass=span_text(match.mass_t_per_year, per_year() if is_lasting(match) else "t"),
        distance=distance_text(match) if match.step else kilometres(match.distance_km),
        line=line_of(match),
    )


def sentence_of(matches: list[Match]) -> str:
    """How many there are and how much could move."""
    if not matches:
        return _("No possible exchange is known. Only offers are matched: list a side stream or a need to begin.")
    offers = {_begun(match).id: _begun(match) for match in matches}
    known = [one.mass_t_per_year.typical or 0.0 for one in offers.values()]
    return _(
        "%(count)s possible exchanges for %(offers)s offered side streams, together %(mass)s.",
        count=number(len(matches)),
        offers=number(len(offers)),
        mass=tonnes_per_year(sum(known)),
    )


def _begun(match: Match) -> Offer:
    """What is offered, before any treatment."""
    return match.step.before if match.step else match.offer


def _transport(match: Match) -> float | None:
    mass, distance = match.mass_t_per_year.typical, match.way_km
    return None if mass is None or distance is None else mass * distance


def _falling(value: float | None) -> float:
    return FAR if value is None else -value


KEYS: Mapping[str, Callable[[Match], tuple[object, ...]]] = MappingProxyType(
    {
        "mass": lambda match: (_falling(match.mass_t_per_year.typical), -match.score, match.receiver.id),
        "score": lambda match: (match.verdict != "pass", -match.score, match.receiver.id),
        "distance": lambda match: (FAR if match.way_km is None else match.way_km, -match.score),
        "transport": lambda match: (_falling(_transport(match)), -match.score, match.receiver.id),
    }
)
