"""Which industries take such material: documented uses and usual users of goods, and the exchanges of a bank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from databank.errors import N_, Sentence, Term
from databank.records import Market, RealStatus
from flows.matching.chances import Array, Told, chances
from flows.matching.industries import industry_of
from flows.matching.precedent_weights import PrecedentWeights, shipped_weights
from flows.matching.resemblance import Shelf
from flows.matching.streams import DIVISION, Precedent, Stream, digits, stream_of
from flows.matching.values import Offer, Receiver
from taxonomy.codes import Titles
from taxonomy.industries import OTHER, industries, industry, sector

HAPPENED = frozenset({RealStatus.REAL, RealStatus.ENDED})
"""What was only planned, or was cancelled, is no precedent."""
LEAST_EVIDENCE = 0.05
"""With less than this, nothing is known of who takes a stream."""
MUCH_ALIKE = 0.5
"""From this likeness on a precedent is told of."""
HUNDRED = 100
MOST_KEPT = 2_000
"""So many answers are kept: many offers of a list are of one name and class."""
_NOTHING: Mapping[str, float] = MappingProxyType({})


class Precedents:
    """The precedents of a bank on top of the shipped knowledge, asked for one stream at a time.

    Parameters
    ----------
    known : sequence of Precedent
        What happened before; none is needed, the shipped lists answer alone then.
    weights : PrecedentWeights, optional
        By default those of the reviewed file.
    """

    def __init__(self, known: Sequence[Precedent] = (), weights: PrecedentWeights | None = None) -> None:
        self._known = tuple(known)
        self._weights = weights or shipped_weights()
        self._shelf = Shelf([one.stream for one in known])
        self._receivers = table([one.receiver for one in known], divisions())
        self._asked: dict[tuple[str | None, ...], Mapping[str, float]] = {}

    def of(self, offer: Offer) -> Mapping[str, float]:
        """How likely each NACE division takes such a stream: smoothed odds, the sum is 1; empty if nothing is known."""
        key = (offer.name, offer.language, offer.code, offer.material_class, offer.industry)
        if key not in self._asked:
            if len(self._asked) >= MOST_KEPT:
                self._asked.clear()
            self._asked[key] = self.of_stream(stream_of(offer))
        return self._asked[key]

    def of_stream(self, stream: Stream) -> Mapping[str, float]:
        """As `of`, for a stream that is no offer of a bank."""
        told = Told.of([stream], divisions())
        alike = np.array([self._shelf.alike(stream)])
        evidence = told.goods_weight + self._weights.uses * told.uses_weight
        if evidence.item() + (alike**self._weights.sharpness).sum() < LEAST_EVIDENCE:
            return _NOTHING
        found = chances(told, alike, self._receivers, self._weights)[0]
        return MappingProxyType(dict(zip(divisions(), map(float, found), strict=True)))

    def score(self, offer: Offer, receiver: Receiver) -> tuple[float | None, Sentence]:
        """How likely somebody like the receiver takes an offer, and on what that rests.

        Who is known to take such material is its own precedent, as likely as the likeliest industry. Where only the
        sector of a receiver is known, it is the chance of the sector.
        """
        known = self.of(offer)
        if not known:
            return None, Sentence(N_("Nothing is known of which industries take such material."))
        if receiver.source == "intake":
            return max(known.values()), Sentence(N_("They are known to take such material."))
        among, name = _trade(receiver)
        if not among:
            return None, Sentence(N_("The industry of the receiver is not known."))
        chance = sum(known.get(division, 0.0) for division in among)
        return chance, self._told(offer, among, {"share": round(chance * HUNDRED), "industry": name})

    def nearest(self, stream: Stream, among: Collection[str]) -> Precedent | None:
        """The precedent most like a stream that went to one of some divisions; None if none is much alike."""
        alike = self._shelf.alike(stream)
        found = [(likeness, one) for likeness, one in zip(alike, self._known, strict=True) if one.receiver in among]
        best = max(found, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] >= MUCH_ALIKE else None

    def _told(self, offer: Offer, among: Collection[str], values: Mapping[str, object]) -> Sentence:
        case = self.nearest(stream_of(offer), among)
        if case is None:
            return Sentence(N_("Estimated from documented uses, %(share)d %% goes to %(industry)s."), **values)
        told = N_(
            "Estimated from documented uses and earlier cases, %(share)d %% goes to %(industry)s; one was %(case)s."
        )
        return Sentence(told, case=case.stream.text, **values)


def _trade(receiver: Receiver) -> tuple[Collection[str], Term]:
    """The divisions in one of which a receiver works, and what they are called together."""
    own = digits(receiver.industry or "")[:DIVISION]
    if len(own) == DIVISION:
        return {own}, Term(industry(own).titles)
    if receiver.sector is None or receiver.sector == OTHER:
        return (), Term(Titles("", "", ""))
    found = sector(receiver.sector)
    return found.divisions, Term(found.titles)


def precedents_of(market: Market) -> tuple[Precedent, ...]:
    """The exchanges of a market that happened, of which the industry that received is known."""
    return tuple(_precedents(market))


def _precedents(market: Market) -> Iterator[Precedent]:
    trades = {one.site.id: industry_of(one.organisation) for one in market.places if one.site is not None}
    streams = {one.id: one for one in market.offers}
    for exchange in market.exchanges:
        division = digits(trades.get(exchange.receiver_site_id or "") or "")[:DIVISION]
        if len(division) < DIVISION or exchange.real_status not in HAPPENED:
            continue
        donor = digits(trades.get(exchange.donor_site_id or "") or "")
        stream = streams.get(exchange.side_stream_id or "")
        code = (stream.waste_code or stream.code_if_waste) if stream is not None else None
        yield Precedent(
            id=exchange.id,
            stream=Stream(
                text=exchange.material,
                industries=(donor,) if donor else (),
                waste_codes=(code,) if code else (),
                classes={exchange.material_class: 1.0},
            ),
            receiver=division,
        )


@cache
def divisions() -> tuple[str, ...]:
    """Every division of NACE Rev. 2."""
    return tuple(sorted(one.code for one in industries() if one.level == "division"))


def table(receivers: Iterable[str], columns: Sequence[str]) -> Array:
    """One row a receiver, 1 in the column of its division."""
    return np.array([[float(one == column) for column in columns] for one in receivers]).reshape(-1, len(columns))
