"""Pairs of an offer and a need in words, with a mark whether they fit: how well likeness tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from databank.errors import N_, RowError, Sentence
from flows.errors import FlowFileError
from flows.matching.likeness import likeness
from flows.matching.streams import language_of
from flows.matching.text_pairs import auc
from taxonomy.codes import Language

COLUMNS = ("offer", "need", "fits")
TRUE, FALSE = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})


@dataclass(frozen=True, slots=True)
class TextPair:
    """What is offered and what is needed in words, and whether somebody found that they fit."""

    offer: str
    need: str
    fits: bool
    language: Language | None = None


def read_pairs(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[TextPair, ...]:
    """Pairs from the rows of a table with their lines: ``offer,need,fits[,lang]``.

    Raises
    ------
    FlowFileError
        `rows` names every cell that is wrong.
    """
    lines = list(rows)
    if wrong := [error for line, row in lines for error in _faults(line, row)]:
        raise FlowFileError(N_("%(count)s cells cannot be used."), tuple(wrong), count=len(wrong))
    return tuple(
        TextPair(row["offer"], row["need"], row["fits"].lower() in TRUE, language_of(row.get("lang")))
        for _, row in lines
    )


def area_of_pairs(pairs: Sequence[TextPair]) -> float:
    """The area under the ROC curve: how often a pair that fits is thought more alike than one that does not."""
    scores = [likeness(one.offer, one.need, language=one.language, in_language=one.language) for one in pairs]
    return auc(np.array(scores), np.array([one.fits for one in pairs], dtype=np.bool_))


def _faults(line: int, row: Mapping[str, str]) -> Iterator[RowError]:
    for name in COLUMNS:
        if not row.get(name, ""):
            yield RowError(line, name, "", Sentence(N_("%(column)s is missing."), column=name))
    if row.get("fits") and row["fits"].lower() not in TRUE | FALSE:
        yield RowError(line, "fits", row["fits"], Sentence(N_("Choose one of: %(names)s."), names="1, 0"))
