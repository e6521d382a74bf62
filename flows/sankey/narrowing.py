"""Which rows and closing differences a reader's choice of boxes leaves in a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.errors import NarrowingError
from flows.partition import FOLDED, PROTECTED, UNEXPLAINED, UNKNOWN_INPUT, Rows
from flows.sankey.closing import Closing
from flows.sankey.staging import PART_OF, StagePlan
from flows.sankey.strands import Strand
from flows.views import Narrowing, Pick, Split

Wanted = Mapping[int, frozenset[str]]


def kept_rows(
    rows: Rows, strands: Sequence[Strand], plan: Sequence[StagePlan], narrowing: Narrowing
) -> NDArray[np.bool_]:
    """Which rows touch one of the boxes of every stage asked for and none of the hidden ones."""
    kept = np.ones(len(rows.rows), dtype=bool)
    for place, keys in wanted(plan, narrowing.only).items():
        kept &= _touching(rows, strands, place, keys)
    for place, keys in wanted(plan, narrowing.hidden).items():
        kept &= ~_touching(rows, strands, place, keys)
    return kept


def kept_closings(gaps: Iterable[Closing], plan: Sequence[StagePlan], narrowing: Narrowing) -> list[Closing]:
    """The differences whose boxes are asked for and not hidden."""
    only, hidden = wanted(plan, narrowing.only), wanted(plan, narrowing.hidden)
    return [gap for gap in gaps if _is_kept({gap.tail[0]: gap.tail[1], gap.head[0]: gap.head[1]}, only, hidden)]


def keeps_protected(plan: Sequence[StagePlan], narrowing: Narrowing) -> bool:
    """Whether the sum that may be shown only as a sum stays: of what is in it nothing else is known."""
    only, hidden = wanted(plan, narrowing.only), wanted(plan, narrowing.hidden)
    return _is_kept({len(plan) - 2: PROTECTED, len(plan) - 1: PROTECTED}, only, hidden)


def wanted(plan: Sequence[StagePlan], picks: Iterable[Pick]) -> Wanted:
    """The picked keys of each stage by its place."""
    places = {stage.stage.id: place for place, stage in enumerate(plan)}
    found: dict[int, frozenset[str]] = {}
    for pick in picks:
        found[places[pick.stage]] = found.get(places[pick.stage], frozenset()) | {pick.key}
    return found


def _is_kept(ends: Mapping[int, str], only: Wanted, hidden: Wanted) -> bool:
    asked = all(place in ends and _is_one_of(ends[place], keys) for place, keys in only.items())
    return asked and not any(_is_one_of(key, hidden.get(place, frozenset())) for place, key in ends.items())


def _is_one_of(key: str, asked: frozenset[str]) -> bool:
    """Whether a box is asked for, by itself or as a part of one that was split."""
    return key in asked or any(key.startswith(f"{whole}{PART_OF}") for whole in asked)


def _touching(rows: Rows, strands: Sequence[Strand], place: int, keys: frozenset[str]) -> NDArray[np.bool_]:
    touched = np.zeros(len(rows.table), dtype=bool)
    for strand in strands:
        if place in strand.path:
            split = strand.splits[strand.path.index(place)]
            # the last cell is what -1, a row that skips the stage, looks up
            picked = np.array([*(_is_one_of(key, keys) for key in split.keys), False], dtype=bool)
            touched[strand.rows.rows[picked[split.codes]]] = True
    return np.asarray(touched[rows.rows], dtype=bool)


def check_boxes(strands: Sequence[Strand], plan: Sequence[StagePlan], narrowing: Narrowing) -> None:
    """Every box that is asked for must be there.

    Raises
    ------
    NarrowingError
        When one is not; the sentence names it.
    """
    places = {stage.stage.id: place for place, stage in enumerate(plan)}
    boxes: tuple[Pick | Split, ...] = (*narrowing.only, *narrowing.hidden, *narrowing.splits)
    for asked in boxes:
        if asked.key == FOLDED:
            raise NarrowingError(
                "The box of the smallest of stage %(stage)s is many in one. Open the stage first, then choose of them.",
                stage=asked.stage,
            )
        place = places[asked.stage]
        known = {UNKNOWN_INPUT, UNEXPLAINED, PROTECTED, *plan[place].stage.dimension.keys}
        laid = (strand.splits[strand.path.index(place)] for strand in strands if place in strand.path)
        known.update(key for split in laid for key in split.keys)
        if not any(_is_one_of(key, frozenset({asked.key})) for key in known):
            raise NarrowingError(
                "Stage %(stage)s has no box %(key)s in this year and boundary. Choose one that the diagram shows.",
                stage=asked.stage,
                key=asked.key[:60],
            )
