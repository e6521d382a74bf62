"""A market: offers on one side, receivers of three kinds on the other, never mixed up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from databank.records import Exchange, Market, MaterialNeed, Place, Site
from flows.matching.industries import classes_near, in_industry
from flows.matching.offers import as_shipped, running
from flows.matching.receivers import receiver_of_intake, receiver_of_need, receiver_of_use
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, Span
from taxonomy.uses import Use, uses_of

T = TypeVar("T")
MOST_USES_OF_A_PLACE = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """What an offer is matched with, by its class: made once for a market, asked for each offer."""

    market: Market
    taken: Mapping[str, Span]
    by_site: Mapping[str, Place]
    needs: Mapping[str, tuple[MaterialNeed, ...]]
    exchanges: Mapping[str, tuple[Exchange, ...]]

    @classmethod
    def of(cls, market: Market) -> Scene:
        """Prepare a market."""
        by_site = {place.site.id: place for place in market.places if place.site is not None}
        needs = ((word, need) for need in market.needs for word in (*need.material_classes, *need.waste_codes))
        exchanges = ((one.material_class, one) for one in market.exchanges)
        return cls(market, _taken(market.exchanges), by_site, _shelved(needs), _shelved(exchanges))

    def receivers(self, material_class: str | None, codes: Collection[str]) -> tuple[Receiver, ...]:
        """Who might take a material: needs, then intakes, then documented uses."""
        near = classes_near(material_class)
        return (*self._needs(near, codes), *self._intakes(near), *self._uses(material_class, codes))

    def takes(self, receiver: Receiver, offer: Offer) -> bool:
        """Whether all that speaks for a receiver is that it takes this very offer already."""
        if receiver.source != "intake":
            return False
        streams = {one.side_stream_id for one in self.market.exchanges if one.id in receiver.records}
        return streams == {offer.id}

    def _needs(self, near: Collection[str], codes: Collection[str]) -> Iterator[Receiver]:
        found = {need.id: need for word in (*near, *codes) for need in self.needs.get(word, ())}
        for need in found.values():
            yield receiver_of_need(need, self.market.owners.get(need.organisation_id or ""), self._site(need.site_id))

    def _intakes(self, near: Collection[str]) -> Iterator[Receiver]:
        held: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in (one for name in near for one in self.exchanges.get(name, ())):
            if exchange.receiver_site_id in self.by_site:
                held[str(exchange.receiver_site_id)].append(exchange)
        for site_id, exchanges in held.items():
            yield receiver_of_intake(exchanges, self.by_site[site_id], self.taken.get(site_id, UNKNOWN))

    def _uses(self, material_class: str | None, codes: Collection[str]) -> Iterator[Receiver]:
        if material_class is None:
            return
        uses = _best_first(uses_of(material_class), codes)
        for place in self.market.places:
            fitting = [use for use in uses if in_industry(place.organisation, use.industries)]
            for use in fitting[:MOST_USES_OF_A_PLACE]:
                taken = self.taken.get(place.site.id, UNKNOWN) if place.site else UNKNOWN
                yield receiver_of_use(use, place, taken)

    def _site(self, site_id: str | None) -> Site | None:
        place = self.by_site.get(site_id or "")
        return place.site if place else None


def _shelved(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    """Things by the words under which they are looked for."""
    shelves: dict[str, list[T]] = defaultdict(list)
    for word, thing in pairs:
        shelves[word].append(thing)
    return {word: tuple(things) for word, things in shelves.items()}


def _best_first(uses: Sequence[Use], codes: Collection[str]) -> list[Use]:
    """Uses that name one of the codes come first; their order by evidence stays."""
    return sorted(uses, key=lambda use: not set(codes) & set(use.codes))


def _taken(exchanges: Sequence[Exchange]) -> Mapping[str, Span]:
    """What the sites take already, by site; only what runs."""
    taken: dict[str, Span] = {}
    for exchange in running(exchanges):
        if exchange.receiver_site_id is not None:
            before = taken.get(exchange.receiver_site_id, Span(0.0, 0.0))
            taken[exchange.receiver_site_id] = before.plus(as_shipped(exchange.amount))
    return taken
