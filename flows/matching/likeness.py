"""How alike two free texts are, an offer and a need, whatever their languages.

Kinds of evidence, each 0..1: both texts mean materials that are near in the tree of classes; both share words, parts
of compounds or runs of letters; the material offered has documented uses that the need resembles; it serves the
purposes that the need names; both name the same purposes or the same goods; the goods that the offer names, energy and
water and gases too, serve the purposes of the need, or none of them. A logistic joins them. The words alone would miss
"coal fly ash" for "filler to be ground into cement"; the lists alone would miss what no list has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.matching.kinship import (
    kinship,
    kinship_to_uses,
    rarity_by_goods,
    rarity_of_purposes,
    serving,
    weights,
)
from flows.matching.use_words import Floats
from flows.matching.values import Offer, Receiver
from flows.matching.wordings import Wordings, cosines
from taxonomy.codes import LANGUAGES, Language

EVIDENCE = ("classes", "words", "parts", "grams", "uses", "served", "purposes", "goods", "served_by_goods", "apart")
LEAST = 1e-12
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Joining:
    """The logistic: the weight of each kind of evidence in the order of `EVIDENCE`, and what is there without any."""

    of: tuple[float, ...]
    start: float


FITTED = Joining(of=(0.4, 0.8, 0.9, 0.5, 1.1, 1.9, 0.9, 1.3, 3.0, -2.1), start=-3.9)
"""Fitted to offers and needs of twelve parks, each park judged by weights from the other eleven, then rounded.

Words that both say count somewhat more than fitted: it costs nothing in these parks, whose words the lists know well,
and other people's words may be in no list.
"""


def likeness(one: str, other: str, *, language: Language | None = None, in_language: Language | None = None) -> float:
    """How well the text of an offer fits that of a need, 0..1; nought where one of them has no words.

    Parameters
    ----------
    one, other : str
        What is offered, and what is needed.
    language, in_language : str, optional
        Their languages, where they are known.

    >>> likeness("lentotuhka", "fly ash") > likeness("lentotuhka", "scrap metal")
    True
    """
    return float(likenesses([one], [other], languages=[language], in_languages=[in_language])[0, 0])


def likenesses(
    offers: Sequence[str],
    needs: Sequence[str],
    *,
    languages: Sequence[Language | None] | None = None,
    in_languages: Sequence[Language | None] | None = None,
) -> Floats:
    """The likeness of every offer to every need: an array of shape (offers, needs)."""
    return joined(Wordings.of(offers, languages), Wordings.of(needs, in_languages))


def joined(offers: Wordings, needs: Wordings, by: Joining = FITTED) -> Floats:
    """The likeness of texts that are read already."""
    found = np.full((len(offers.words), len(needs.words)), by.start)
    for weight, values in zip(by.of, evidence(offers, needs), strict=True):
        found += weight * values
    found = np.asarray(1 / (1 + np.exp(-found)))
    found[offers.is_silent, :] = 0.0
    found[:, needs.is_silent] = 0.0
    return found


def evidence(offers: Wordings, needs: Wordings) -> Iterator[Floats]:
    """The kinds of evidence in the order of `EVIDENCE`, each (offers, needs); one at a time, for they are large."""
    yield _same_classes(offers.classes, needs.classes)
    for layer in ("words", "parts", "grams"):
        yield cosines(offers.words, needs.words, layer)
    yield _documented(offers.classes, needs.uses)
    yield offers.classes @ serving() @ _shares(needs.purposes * rarity_of_purposes()).T
    yield _unit(offers.aims) @ _unit(needs.purposes).T
    yield _unit(offers.goods) @ _unit(needs.goods).T
    by_goods = offers.served @ _shares(needs.purposes * rarity_by_goods()).T
    yield by_goods
    yield _apart(offers, needs, by_goods)


class TextLikeness:
    """The likeness of the words of an offer and of a receiver: what `Terms.likeness` asks for."""

    def __call__(self, offer: Offer, receiver: Receiver, /) -> float | None:
        """From 0 to 1; None where one of them says nothing."""
        if not offer.name.strip() or not receiver.name.strip() or receiver.source != "need":
            return None
        return _of_names(offer.name, receiver.name, _known(offer.language), _known(receiver.language))


@lru_cache(maxsize=65_536)
def _of_names(one: str, other: str, language: Language | None, in_language: Language | None) -> float:
    """Names are few and stay: a market that is weighed again after one change asks for the same pairs."""
    return likeness(one, other, language=language, in_language=in_language)


def _known(language: str) -> Language | None:
    return next((one for one in LANGUAGES if one == language), None)


def _same_classes(one: Floats, other: Floats) -> Floats:
    """The cosine of the chances of classes, near classes being partly the same."""
    near, mine, theirs = kinship(), one * weights(), other * weights()
    norms = (np.sqrt(np.einsum("ij,jk,ik->i", part, near, part, optimize=True)) for part in (mine, theirs))
    mass, mass_of_others = (np.maximum(norm, LEAST) for norm in norms)
    return np.asarray(np.minimum(mine @ near @ theirs.T / mass[:, None] / mass_of_others[None, :], 1.0))


def _documented(classes: Floats, resembling: Floats) -> Floats:
    """How a need resembles the documented uses of what is offered, over the chances of its classes."""
    best = np.empty((len(resembling), classes.shape[1]))
    for start in range(0, len(resembling), BLOCK):
        part = resembling[start : start + BLOCK]
        best[start : start + BLOCK] = (kinship_to_uses()[None, :, :] * part[:, None, :]).max(axis=2)
    return np.asarray(classes @ best.T)


def _apart(offers: Wordings, needs: Wordings, by_goods: Floats) -> Floats:
    """Where goods and purposes are both named and none of these goods serves one of these purposes."""
    both = np.logical_and.outer((offers.goods > 0).any(axis=1), (needs.purposes > 0).any(axis=1))
    return np.asarray(both & (by_goods <= 0), dtype=np.float64)


def _shares(asked: Floats) -> Floats:
    """What share of a need each purpose is."""
    return np.asarray(asked / np.maximum(asked.sum(axis=1), LEAST)[:, None])


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1), LEAST)[:, None])
