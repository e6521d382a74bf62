"""What was found for a wording, and from which score on it is taken without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ACCEPTED = 0.85
"""Score from which the best candidate is taken without asking a person."""
MARGIN = 0.08
"""How far the second candidate must lie behind the first."""
ALIKE = 0.6
"""Score from which a name says something at all; below it stands what is only offered for choosing."""
MOST = 6
"""Candidates that are offered for one wording."""


@dataclass(frozen=True, slots=True)
class Found:
    """One value that a wording may mean: how sure that is, the name that it was found by, and how."""

    value: str
    score: float
    matched: str = ""
    reason: str = ""


def best_first(found: Iterable[Found], most: int = MOST) -> tuple[Found, ...]:
    """The best find of each value, the surest first."""
    best: dict[str, Found] = {}
    for one in found:
        known = best.get(one.value)
        if known is None or one.score > known.score:
            best[one.value] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.score, len(one.matched), one.value))[:most])


def accepted(found: Sequence[Found]) -> Found | None:
    """The first of the finds if it is sure enough and stands alone."""
    if not found or found[0].score < ACCEPTED:
        return None
    if len(found) > 1 and found[0].score - found[1].score < MARGIN:
        return None
    return found[0]
