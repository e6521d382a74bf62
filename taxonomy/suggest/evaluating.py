"""How good the suggestions are: shares of texts whose right code or class comes first, and whether the scores are true.

Measures: top-1, top-5, top-10 (the right code is the first, among the first five or ten); no answer; the class; and a
table of calibration, which compares the score of the first suggestion with the share of such texts it is right for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from taxonomy.codes import Language
from taxonomy.suggest.suggesting import suggest
from taxonomy.suggest.values import Answer

MOST = 10
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
NOT_FOUND = MOST + 1


@dataclass(frozen=True, slots=True)
class KnownText:
    """A text with the code that an expert gave it; class and industry where they are known."""

    text: str
    language: Language | None
    waste_code: str
    material_class: str = ""
    industry: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text: the place of its right code, and the first score.

    Attributes
    ----------
    place : int
        From 1; NOT_FOUND when the code is not among the first ten.
    class_is_right : bool or None
        None where no class is known.
    """

    known: KnownText
    place: int
    score: float
    has_answer: bool
    class_is_right: bool | None


@dataclass(frozen=True, slots=True)
class Measure:
    """The shares of a group of texts, 0 to 1; `first_class` is None where no class is known."""

    count: int
    top_1: float
    top_5: float
    top_10: float
    no_answer: float
    first_class: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose first score lies in a range: how many, the mean score, and the share that is right."""

    low: float
    high: float
    count: int
    score: float
    right: float


def outcomes(texts: Iterable[KnownText]) -> list[Outcome]:
    """Classify each text and compare."""
    return [_outcome(known) for known in texts]


def _outcome(known: KnownText) -> Outcome:
    answer = suggest(known.text, language=known.language, industry=known.industry or None, limit=MOST)
    codes = [one.code for one in answer.codes]
    return Outcome(
        known=known,
        place=codes.index(known.waste_code) + 1 if known.waste_code in codes else NOT_FOUND,
        score=answer.codes[0].score if codes else 0.0,
        has_answer=bool(codes),
        class_is_right=_is_right_class(answer, known) if known.material_class else None,
    )


def _is_right_class(answer: Answer, known: KnownText) -> bool:
    return bool(answer.classes) and answer.classes[0].material_class == known.material_class


def measure(found: Sequence[Outcome]) -> Measure:
    """The shares of one group; it has at least one text."""
    classed = [one.class_is_right for one in found if one.class_is_right is not None]
    return Measure(
        count=len(found),
        top_1=_share([one.place <= 1 for one in found]),
        top_5=_share([one.place <= 5 for one in found]),  # noqa: PLR2004  # the measure's own number
        top_10=_share([one.place <= MOST for one in found]),
        no_answer=_share([not one.has_answer for one in found]),
        first_class=_share(classed) if classed else None,
    )


def groups(found: Sequence[Outcome]) -> Mapping[str, Measure]:
    """All texts together, by language, and by language and kind where the kind is known."""
    named: dict[str, list[Outcome]] = {"": list(found)}
    for one in sorted(found, key=lambda one: (one.known.language or "", one.known.kind)):
        named.setdefault(one.known.language or "?", []).append(one)
        if one.known.kind:
            named.setdefault(f"{one.known.language or '?'} {one.known.kind}", []).append(one)
    return {name: measure(group) for name, group in named.items()}


def calibration(found: Sequence[Outcome]) -> list[Bin]:
    """The texts with an answer by their first score, in ranges that have any."""
    table = []
    for low, high in pairwise(BINS):
        within = [one for one in found if one.has_answer and (low <= one.score < high or one.score == high == 1.0)]
        if within:
            score = sum(one.score for one in within) / len(within)
            table.append(Bin(low, high, len(within), score, _share([one.place == 1 for one in within])))
    return table


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
