"""Offers and needs of parks as free texts, with the pairs that really fit: how well likeness tells them apart.

The measure is the area under the ROC curve over all pairs of a park: how often a pair that fits is thought more alike
than one that does not. 0.5 is chance; word vectors reach 0.76 in the literature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.errors import N_, RowError, Sentence
from flows.errors import FlowFileError
from flows.matching.likeness import likenesses
from taxonomy.codes import LANGUAGES, Language

COLUMNS = ("park", "kind", "id", "text")
KINDS = ("offer", "need")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ParkTexts:
    """The two lists of one park; `fits` has the place of each offer and need that fit each other."""

    park: str
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    offer_languages: tuple[Language | None, ...]
    need_languages: tuple[Language | None, ...]
    fits: frozenset[tuple[int, int]]

    def truth(self) -> NDArray[np.bool_]:
        """Whether each pair fits: an array of shape (offers, needs)."""
        found = np.zeros((len(self.offers), len(self.needs)), bool)
        for offer, need in self.fits:
            found[offer, need] = True
        return found


@dataclass(frozen=True, slots=True)
class TextFigures:
    """The area under the curve of all pairs, and of each park that has pairs of both sorts."""

    area: float
    by_park: Mapping[str, float]
    pair_count: int
    fit_count: int


def read_parks(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[ParkTexts, ...]:
    """Parks from the rows of a table with their lines: ``park,kind,id,text[,lang][,fits]``.

    `fits` of an offer names the ids of needs of the same park, with semicolons between.

    Raises
    ------
    FlowFileError
        `rows` names every cell that is wrong.
    """
    lines = list(rows)
    wrong = [error for line, row in lines for error in _faults(line, row)] + _unknown_needs(lines)
    if wrong:
        raise FlowFileError(N_("%(count)s cells cannot be used."), tuple(wrong), count=len(wrong))
    parks = dict.fromkeys(row["park"] for _, row in lines)
    return tuple(_park(name, [row for _, row in lines if row["park"] == name]) for name in parks)


def text_figures(parks: Sequence[ParkTexts]) -> TextFigures:
    """How well likeness tells pairs that fit from those that do not."""
    truths = {one.park: one.truth() for one in parks}
    scores = {one.park: _scores(one) for one in parks}
    every = np.concatenate([truth.ravel() for truth in truths.values()])
    told = np.concatenate([score.ravel() for score in scores.values()])
    areas = {name: auc(scores[name].ravel(), truth.ravel()) for name, truth in truths.items() if _has_both(truth)}
    return TextFigures(auc(told, every), areas, len(every), int(every.sum()))


def auc(scores: Floats, fits: NDArray[np.bool_]) -> float:
    """The area under the ROC curve; equal scores count half.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    positives, negatives = int(fits.sum()), int((~fits).sum())
    if not positives or not negatives:
        raise FlowFileError(N_("There must be pairs that fit and pairs that do not."))
    values, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((rank[fits].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def _has_both(truth: NDArray[np.bool_]) -> bool:
    return bool(truth.any()) and not bool(truth.all())


def _scores(park: ParkTexts) -> Floats:
    return likenesses(park.offers, park.needs, languages=park.offer_languages, in_languages=park.need_languages)


def _park(name: str, rows: Sequence[Mapping[str, str]]) -> ParkTexts:
    offers, needs = ([row for row in rows if row["kind"] == kind] for kind in KINDS)
    place = {row["id"]: number for number, row in enumerate(needs)}
    fits = {(number, place[one]) for number, row in enumerate(offers) for one in _fitting(row)}
    return ParkTexts(
        park=name,
        offers=tuple(row["text"] for row in offers),
        needs=tuple(row["text"] for row in needs),
        offer_languages=tuple(map(_language, offers)),
        need_languages=tuple(map(_language, needs)),
        fits=frozenset(fits),
    )


def _fitting(row: Mapping[str, str]) -> list[str]:
    return [one.strip() for one in row.get("fits", "").split(";") if one.strip()]


def _language(row: Mapping[str, str]) -> Language | None:
    return next((one for one in LANGUAGES if one == row.get("lang", "")), None)


def _faults(line: int, row: Mapping[str, str]) -> list[RowError]:
    empty = [name for name in COLUMNS if not row.get(name, "")]
    wrong = [RowError(line, name, "", Sentence(N_("%(column)s is missing."), column=name)) for name in empty]
    if row.get("kind", "") not in ("", *KINDS):
        told = Sentence(N_("Choose one of: %(names)s."), names=", ".join(KINDS))
        wrong.append(RowError(line, "kind", row["kind"], told))
    return wrong


def _unknown_needs(lines: Sequence[tuple[int, Mapping[str, str]]]) -> list[RowError]:
    known = {(row.get("park", ""), row.get("id", "")) for _, row in lines if row.get("kind", "") == "need"}
    told = Sentence(N_("There is no need of this id in the same park."))
    return [
        RowError(line, "fits", one, told)
        for line, row in lines
        if row.get("kind", "") == "offer"
        for one in _fitting(row)
        if (row.get("park", ""), one) not in known
    ]
