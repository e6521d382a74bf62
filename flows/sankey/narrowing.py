"""Which rows and closing differences a reader's choice of boxes leaves in a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.errors import NarrowingError
from flows.partition import FOLDED, PROTECTED, UNEXPLAINED, UNKNOWN_INPUT, Rows
from flows.sankey.closing import Closing
from flows.sankey.staging import StagePlan
from flows.sankey.strands import Strand
from flows.views import Narrowing, Pick

Wanted = Mapping[int, frozenset[str]]


def kept_rows(
    rows: Rows, strands: Sequence[Strand], plan: Sequence[StagePlan], narrowing: Narrowing
) -> NDArray[np.bool_]:
    """Which rows touch one of the boxes of every stage asked for and none of the hidden ones.

    Raises
    ------
    NarrowingError
        When a box is not there.
    """
    for pick in (*narrowing.only, *narrowing.hidden):
        _check(pick, strands, plan)
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
    asked = all(ends.get(place) in keys for place, keys in only.items())
    return asked and not any(key in hidden.get(place, ()) for place, key in ends.items())


def _touching(rows: Rows, strands: Sequence[Strand], place: int, keys: frozenset[str]) -> NDArray[np.bool_]:
    touched = np.zeros(len(rows.table), dtype=bool)
    for strand in strands:
        if place in strand.path:
            split = strand.splits[strand.path.index(place)]
            # the last cell is what -1, a row that skips the stage, looks up
            picked = np.array([*(key in keys for key in split.keys), False], dtype=bool)
            touched[strand.rows.rows[picked[split.codes]]] = True
    return np.asarray(touched[rows.rows], dtype=bool)


def _check(pick: Pick, strands: Sequence[Strand], plan: Sequence[StagePlan]) -> None:
    place = next(number for number, stage in enumerate(plan) if stage.stage.id == pick.stage)
    if pick.key == FOLDED:
        raise NarrowingError(
            "The box of the smallest of stage %(stage)s is many in one. Open the stage first, then choose among them.",
            stage=pick.stage,
        )
    known = {UNKNOWN_INPUT, UNEXPLAINED, PROTECTED, *plan[place].stage.dimension.keys}
    known.update(
        key for strand in strands if place in strand.path for key in strand.splits[strand.path.index(place)].keys
    )
    if pick.key not in known:
        raise NarrowingError(
            "Stage %(stage)s has no box %(key)s in this year and boundary. Choose one that the diagram shows.",
            stage=pick.stage,
            key=pick.key[:60],
        )
