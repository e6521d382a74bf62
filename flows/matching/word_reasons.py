"""Why the words of an offer and of a need are alike, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from databank.errors import N_, Sentence, Term
from flows.matching.kinship import ABOVE, class_places, serving
from flows.matching.lists import use_in
from flows.matching.saying import class_word
from flows.matching.values import Offer, Receiver
from taxonomy.goods import purposes_served
from taxonomy.purposes import purposes, purposes_named
from taxonomy.suggest.stated import without_codes
from taxonomy.suggest.words import words_of

MOST = 3


def word_reasons(offer: Offer, receiver: Receiver) -> tuple[Sentence, ...]:
    """What the offer is understood as, which purposes of the need that serves, and which words both have."""
    return (*_understood(offer), *_served(offer, receiver), *_shared(offer, receiver))


def use_reasons(offer: Offer, receiver: Receiver) -> tuple[Sentence, ...]:
    """The documented use of the material in the industry of a receiver, if there is one."""
    found = use_in(offer, receiver)
    if found is None:
        return ()
    return (Sentence(N_("A documented use in this industry: %(use)s."), use=Term(found.titles)),)


def not_understood() -> Sentence:
    """What is to be said of an offer that neither words nor codes tell anything of."""
    return Sentence(N_("What is offered could not be understood from its words, and it has no code."))


def _understood(offer: Offer) -> Iterator[Sentence]:
    if offer.material_class is not None:
        yield Sentence(N_("The offer is understood as %(material)s."), material=class_word(offer.material_class))


def _served(offer: Offer, receiver: Receiver) -> Iterator[Sentence]:
    named, by_words = purposes_named(receiver.name), purposes_served(offer.name)
    place = class_places().get(offer.material_class or "")
    by_class = serving()[place] if place is not None else np.zeros(len(purposes()))
    served = [
        one
        for column, one in enumerate(purposes())
        if one.id in named and (by_class[column] >= ABOVE or by_words.get(one.id, 0.0) >= ABOVE)
    ]
    for one in sorted(served, key=lambda one: -named[one.id])[:MOST]:
        yield Sentence(N_("The need names a purpose that such material serves: %(purpose)s."), purpose=Term(one.titles))


def _shared(offer: Offer, receiver: Receiver) -> Iterator[Sentence]:
    mine, theirs = _lemmas(offer.name), _lemmas(receiver.name)
    shared = sorted(mine & theirs)[:MOST]
    if shared:
        yield Sentence(N_("Both say %(words)s."), words=", ".join(shared))


@lru_cache(maxsize=20_000)
def _lemmas(text: str) -> frozenset[str]:
    return frozenset(word.lemma for word in words_of(without_codes(text)) if not word.is_denied)
