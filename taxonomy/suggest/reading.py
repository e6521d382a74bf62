"""One text as the engine reads it: its words, what is said beside them, the candidates and their chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxonomy.codes import Language
from taxonomy.suggest.added import AddedTerms, Match, pull
from taxonomy.suggest.certainty import certainty
from taxonomy.suggest.ranking import (
    Context,
    Evidence,
    Ranker,
    context_of,
    likeness,
    probabilities,
    ranker,
    scores,
    weights,
)
from taxonomy.suggest.values import StatedCode
from taxonomy.suggest.words import Word, meant, spellings, words_of
from taxonomy.waste_list import edition

Floats = NDArray[np.float64]

STATED = 8.0
"""What a code in the text adds to its score: it is right far more often than the words, and still may be a slip."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beside the text; see `suggest`."""

    language: Language | None
    industry: str | None
    process: str | None
    form: str | None
    in_edition: str | None
    extra: AddedTerms


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read.

    Attributes
    ----------
    spelling : mapping
        The words as their owner wrote them.
    chances : array
        The chance of each candidate of the evidence.
    likeness : array
        The score of each near term.
    is_known : bool
        Whether the text has any word that means something here, or a code.
    sure : float
        The chance that the likeliest candidate is right.
    added : tuple
        The further terms that the text met.
    """

    words: tuple[Word, ...]
    spelling: Mapping[str, str]
    context: Context
    stated: StatedCode | None
    by: Ranker
    evidence: Evidence
    chances: Floats
    likeness: Floats
    is_known: bool
    sure: float
    added: tuple[Match, ...]

    def code(self, place: int) -> str:
        """The code of the candidate at a place."""
        return self.by.codes[int(self.evidence.codes[place])]


def read(text: str, words: tuple[Word, ...], stated: StatedCode | None, asked: Asked) -> Reading:
    """Collect the evidence for a text that has words, and weigh it.

    Likeness by letters forgives slips of the pen; a text that is nothing but slips is read as what it may have meant.
    """
    by = ranker()
    added = tuple(asked.extra.met(words))
    if not added and not any(by.index.knows(word) for word in words):
        words = tuple(map(meant, words))
    is_known = bool(added) or stated is not None or any(by.index.knows(word) for word in words)
    context = context_of(words, industry=asked.industry, process=asked.process, language=asked.language)
    said = (*words, *(words_of(asked.form) if asked.form else ()))
    pulls = pull(added)
    if stated is not None:
        pulls = {**pulls, stated.code: pulls.get(stated.code, 0.0) + STATED}
    evidence = by.evidence(said, context, pulls)
    named = [by.codes[number] for number in evidence.codes]
    found = scores(evidence, weights()) + np.array([pulls.get(code, 0.0) for code in named])
    chances = probabilities(_listed(found, named, asked.in_edition))
    return Reading(
        words=words,
        spelling=spellings(text),
        context=context,
        stated=stated,
        by=by,
        evidence=evidence,
        chances=chances,
        likeness=likeness(evidence, weights()),
        is_known=is_known,
        sure=certainty(evidence, chances, by, words, is_known=is_known),
        added=added,
    )


def _listed(found: Floats, named: Sequence[str], in_edition: str | None) -> Floats:
    """Scores without those of entries that an edition does not have."""
    if in_edition is None:
        return found
    listed = edition(in_edition).entries
    return np.where([code in listed for code in named], found, -np.inf)
