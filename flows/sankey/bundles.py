"""Links before they are named: rows summed between the boxes of two stages, and how many links that makes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.diagram import Link, LinkKind
from flows.partition import ABSENT
from flows.sankey.folding import Shelf
from flows.sankey.grouping import Ends, Group, Keys, RecordIds, group
from flows.sankey.strands import Strand
from flows.views import Stage


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """All links from one stage straight to another."""

    tail: int
    head: int
    strand: Strand
    ends: Ends
    groups: list[Group]
    keys: Keys


def bundles(strands: Sequence[Strand], shelf: Sequence[Shelf], *, in_colours: bool) -> list[Bundle]:
    """Sum the rows of every strand between the boxes it passes; without colours families are not told apart."""
    found = []
    for strand in strands:
        codes = [shelf[stage].renumber(split) for stage, split in zip(strand.path, strand.splits, strict=True)]
        family = strand.family if in_colours else np.full(len(strand.family), ABSENT, dtype=np.int64)
        for first in range(len(codes)):
            for last in range(first + 1, len(codes)):
                mask = _direct(codes, first, last)
                if mask.any():
                    found.append(_bundle(strand, shelf, (first, last), (codes[first], codes[last], family), mask))
    return found


def _direct(codes: Sequence[NDArray[np.int64]], first: int, last: int) -> NDArray[np.bool_]:
    """Rows that go from one stage straight to the other, skipping those between."""
    mask = (codes[first] != ABSENT) & (codes[last] != ABSENT)
    for between in codes[first + 1 : last]:
        mask &= between == ABSENT
    return np.asarray(mask, dtype=bool)


def _bundle(
    strand: Strand,
    shelf: Sequence[Shelf],
    places: tuple[int, int],
    codes: tuple[Keys, Keys, Keys],
    mask: NDArray[np.bool_],
) -> Bundle:
    first, last = places
    tail, head = strand.path[first], strand.path[last]
    rows = strand.rows
    # a row is counted where it starts, so that the links of one strand add up to its rows
    counted = strand.counted if first == 0 else np.zeros(len(mask), dtype=bool)
    columns = (rows.rows, *codes, rows.amounts, rows.variances, counted)
    ends = Ends(*(columns if mask.all() else (column[mask] for column in columns)))
    groups, keys = group(ends, len(shelf[head].keys), len(rows.materials.families))
    return Bundle(tail, head, strand, ends, groups, keys)


def count_in(found: Sequence[Bundle], base: Sequence[Shelf], shelf: Sequence[Shelf]) -> int:
    """How many links the bundles would make on narrower shelves."""
    onto = [[held.number(key) for key in wide.keys] for wide, held in zip(base, shelf, strict=True)]
    links = {
        (bundle.tail, bundle.head, onto[bundle.tail][one.tail], onto[bundle.head][one.head], one.family)
        for bundle in found
        for one in bundle.groups
    }
    return len(links)


def record_links(stages: Sequence[Stage], shelf: Sequence[Shelf], found: Sequence[Bundle]) -> Iterator[Link]:
    """The links of all bundles, with the records behind each."""
    for bundle in found:
        families = bundle.strand.rows.materials.families
        column = bundle.strand.rows.table.record_id
        for one in bundle.groups:
            yield Link(
                source=node_id(stages[bundle.tail], shelf[bundle.tail].keys[one.tail]),
                target=node_id(stages[bundle.head], shelf[bundle.head].keys[one.head]),
                family=families[one.family] if one.family != ABSENT else "",
                amount=one.amount,
                counted=one.counted,
                is_return=bundle.head <= bundle.tail,
                kind=LinkKind.RECORD,
                record_count=one.rows,
                record_ids=RecordIds(column, bundle.ends.rows, bundle.keys, one.key),
                standard_uncertainty=math.sqrt(one.variance),
            )


def node_id(stage: Stage, key: str) -> str:
    """The id of a node: its stage and key."""
    return f"{stage.id}:{key}"
