"""Exchanges of a bank whose partner is hidden and must be found again among everybody in the bank.

The donor's material is matched as if nobody had taken it yet. Who is matched stands first, in the order of matches;
behind them stand all others, by how likely their industry takes such material and how near they are. A miss is told
with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from databank.errors import N_, Sentence
from databank.records import Exchange, Market, MaterialNeed, Organisation, Place
from flows.matching.distances import distance_km
from flows.matching.industries import industry_of
from flows.matching.market import Scene
from flows.matching.metrics import Places, places
from flows.matching.offers import as_shipped
from flows.matching.precedents import HAPPENED
from flows.matching.ranking import Ranked, matches_of
from flows.matching.saying import class_word
from flows.matching.terms import Terms
from flows.matching.values import Match, Offer, Receiver
from taxonomy.uses import uses_of

FIRST = 10
"""Within so many the partner must stand."""


@dataclass(frozen=True, slots=True)
class Link:
    """An exchange between two different organisations that are both in the bank."""

    exchange: Exchange
    donor: Place
    receiver: Place


@dataclass(frozen=True, slots=True)
class LinkFound:
    """Where the hidden partner stands among `count` organisations, and why."""

    link: Link
    at: Places
    count: int
    told: Sentence

    @property
    def is_hit(self) -> bool:
        """Whether the partner is within the first ten, whatever the order of those ranked alike."""
        return self.at.last <= FIRST


def links_of(market: Market) -> tuple[Link, ...]:
    """The exchanges that happened between two organisations of a market: one for each pair and material."""
    found: dict[tuple[str, ...], Link] = {}
    for exchange in market.exchanges:
        donor = _end(market.places, exchange.donor_site_id, exchange.donor_name)
        receiver = _end(market.places, exchange.receiver_site_id, exchange.receiver_name)
        if donor is None or receiver is None or exchange.real_status not in HAPPENED:
            continue
        ends = (donor.organisation.id, receiver.organisation.id)
        if ends[0] != ends[1]:
            found.setdefault((*ends, exchange.material_class), Link(exchange, donor, receiver))
    return tuple(found.values())


def _end(known: Sequence[Place], site_id: str | None, name: str | None) -> Place | None:
    """The place of one end: its site, or the organisation that bears the name."""
    if site_id is not None:
        return next((one for one in known if one.site is not None and one.site.id == site_id), None)
    return next((one for one in known if name and _bears(one.organisation.name, name)), None)


def _bears(own: str, written: str) -> bool:
    """Whether two names are one, as far as the shorter goes: "Pori Energia Oy" in "Pori Energia Oy, kaukolämpö"."""
    shorter, longer = sorted((own.casefold(), written.casefold()), key=len)
    return longer.startswith(shorter) and not longer[len(shorter) : len(shorter) + 1].isalnum()


def without(market: Market, link: Link, *, needs_too: bool = False) -> Market:
    """The market as if the two had never met: nothing that passed between them is left.

    With `needs_too` nothing is left either of what the source of the exchange says that the receiver takes.
    """
    sites = _sites(market, link.donor.organisation), _sites(market, link.receiver.organisation)
    return replace(
        market,
        exchanges=tuple(one for one in market.exchanges if one.id != link.exchange.id and not _between(one, *sites)),
        needs=tuple(one for one in market.needs if not (needs_too and _of_its_source(one, link))),
    )


def _sites(market: Market, organisation: Organisation) -> frozenset[str]:
    return frozenset(one.site.id for one in market.places if one.site and one.organisation.id == organisation.id)


def _between(exchange: Exchange, donors: Collection[str], receivers: Collection[str]) -> bool:
    return exchange.donor_site_id in donors and exchange.receiver_site_id in receivers


def _of_its_source(need: MaterialNeed, link: Link) -> bool:
    is_partner = need.organisation_id == link.receiver.organisation.id
    return is_partner and need.provenance.url == link.exchange.provenance.url


def find_again(link: Link, market: Market, terms: Callable[[Market], Terms], *, needs_too: bool = False) -> LinkFound:
    """Hide the partner of an exchange and rank every organisation but the donor's own.

    Parameters
    ----------
    terms : callable
        On what terms a market is weighed; it is asked for the market without the partner.
    """
    hidden = without(market, link, needs_too=needs_too)
    offer, on = _offer(link), terms(hidden)
    ranked = matches_of(offer, Scene.of(hidden), on)
    order = _order(ranked)
    others = [one for one in hidden.places if one.organisation.id != link.donor.organisation.id]
    names = list(dict.fromkeys(one.organisation.id for one in others))
    likeliest = dict.fromkeys(names, 0.0)
    for place in others:
        name = place.organisation.id
        likeliest[name] = max(likeliest[name], _likely(offer, place, on))
    scores = np.array([1.0 + len(order) - order[name] if name in order else likeliest[name] for name in names])
    partner = link.receiver.organisation
    at = places(scores, names.index(partner.id))
    return LinkFound(link, at, len(names), _why(link, ranked, order))


def _offer(link: Link) -> Offer:
    exchange, site = link.exchange, link.donor.site
    return Offer(
        id=exchange.id,
        name=exchange.material,
        material_class=exchange.material_class,
        mass_t_per_year=as_shipped(exchange.amount),
        industry=industry_of(link.donor.organisation),
        organisation_id=link.donor.organisation.id,
        organisation_name=link.donor.organisation.name,
        site_id=site.id if site else None,
        municipality=site.municipality if site else link.donor.organisation.municipality,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
    )


def _order(ranked: Ranked) -> Mapping[str, int]:
    """The organisations that are matched, with their place: the possible ones first."""
    found = dict.fromkeys(
        match.receiver.organisation_id for match in (*ranked.possible, *ranked.failed) if match.receiver.organisation_id
    )
    return {name: place for place, name in enumerate(found)}


def _likely(offer: Offer, place: Place, terms: Terms) -> float:
    """Below 1: how likely somebody takes an offer for whom nothing speaks but their trade and where they are."""
    organisation, site = place.organisation, place.site
    anybody = Receiver(
        id=organisation.id,
        source="use",
        name=organisation.name,
        industry=industry_of(organisation),
        sector=organisation.sector,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
    )
    chance = terms.precedents.score(offer, anybody)[0] if terms.precedents else None
    distance = distance_km(offer, anybody)
    weights, constants = terms.weights.of, terms.weights.constants
    trade = max(constants.floor, chance or 0.0) ** weights["precedent"]
    near = 1.0 if distance is None else 0.5 ** (weights["distance"] * distance / constants.half_life_km)
    return float(trade * near)


def _why(link: Link, ranked: Ranked, order: Mapping[str, int]) -> Sentence:
    """On what the place of the partner rests."""
    partner, material = link.receiver.organisation, class_word(link.exchange.material_class)
    possible, failed = (_matches(found, partner) for found in (ranked.possible, ranked.failed))
    if (match := next(possible, None)) is not None:
        return _spoken(match, order[partner.id] + 1)
    if (match := next(failed, None)) is not None:
        condition = next(gate.told for gate in match.gates if gate.verdict == "fail")
        return Sentence(N_("It is matched, but a condition fails: %(condition)s"), condition=condition)
    if not uses_of(link.exchange.material_class):
        told = N_("No use of %(material)s is documented and nobody else takes it: only the industry speaks for it.")
        return Sentence(told, material=material)
    told = N_(
        "The documented uses of %(material)s are in other industries than its own; only the industry speaks for it."
    )
    return Sentence(told, material=material)


def _matches(found: Sequence[Match], partner: Organisation) -> Iterator[Match]:
    return (match for match in found if match.receiver.organisation_id == partner.id)


def _spoken(match: Match, place: int) -> Sentence:
    said = {
        "need": N_("It is matched by a need, as number %(place)d."),
        "intake": N_("It is matched by what it is known to take, as number %(place)d."),
        "use": N_("It is matched by a documented use in its industry, as number %(place)d."),
    }
    return Sentence(said[match.receiver.source], place=place)
