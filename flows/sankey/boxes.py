"""The boxes and links of a diagram with their names, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from flows.boundary import Way
from flows.diagram import Link, LinkKind, Node
from flows.partition import FOLDED, PROTECTED, Rows
from flows.partition.ends import REGION
from flows.sankey.bundles import node_id
from flows.sankey.closing import Closing
from flows.sankey.folding import Shelf
from flows.sankey.staging import StagePlan
from flows.views import Stage


def closing_links(stages: Sequence[Stage], shelf: Sequence[Shelf], gaps: Sequence[Closing]) -> Iterator[Link]:
    """Differences summed between the boxes that hold their groups."""
    sums: dict[tuple[str, str], float] = {}
    for gap in gaps:
        pair = (_box_id(stages, shelf, gap.tail), _box_id(stages, shelf, gap.head))
        sums[pair] = sums.get(pair, 0.0) + gap.amount
    for (source, target), amount in sums.items():
        yield Link(
            source=source,
            target=target,
            family="",
            amount=amount,
            counted=0.0,
            is_return=False,
            kind=LinkKind.CLOSING,
            record_count=0,
        )


def protected_link(stages: Sequence[Stage], found: Rows, amount: float) -> Link:
    """What may be shown as a sum only, between the last two stages."""
    return Link(
        source=node_id(stages[-2], PROTECTED),
        target=node_id(stages[-1], PROTECTED),
        family="",
        amount=amount,
        counted=amount,
        is_return=False,
        kind=LinkKind.PROTECTED,
        record_count=int(np.count_nonzero(found.way == Way.PROTECTED)),
    )


def nodes(plan: Sequence[StagePlan], shelf: Sequence[Shelf], links: Sequence[Link], rows: Rows) -> Iterator[Node]:
    """The boxes with what arrives and leaves by the drawn links."""
    arriving: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for link in links:
        leaving[link.source] = leaving.get(link.source, 0.0) + link.amount
        arriving[link.target] = arriving.get(link.target, 0.0) + link.amount
    for stage, held in zip(plan, shelf, strict=True):
        for key in held.keys:
            box = node_id(stage.stage, key)
            vocabulary, word = stage.word(key)
            yield Node(
                id=box,
                stage=stage.stage.id,
                key=word,
                vocabulary=vocabulary,
                input=arriving.get(box, 0.0),
                output=leaving.get(box, 0.0),
                members=tuple(held.folded) if key == FOLDED else (),
                titles=rows.line.titles if word == REGION else stage.titles(key),
                part_of=stage.part_of(key),
            )


def _box_id(stages: Sequence[Stage], shelf: Sequence[Shelf], end: tuple[int, str]) -> str:
    """The id of the box that holds a key of a stage."""
    number, key = end
    return node_id(stages[number], shelf[number].keys[shelf[number].number(key)])


def reading_order(stages: Sequence[Stage], shelf: Sequence[Shelf]) -> Callable[[Link], tuple[bool, int, int, str]]:
    """Stage by stage, return lanes last, within a stage as the boxes stand."""
    ids = (node_id(stage, key) for stage, held in zip(stages, shelf, strict=True) for key in held.keys)
    place = {box: number for number, box in enumerate(ids)}
    return lambda link: (link.is_return, place[link.source], place[link.target], link.family)
