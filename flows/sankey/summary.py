"""The figures that headlines are made of: sums of side streams by fate, shares, and how much is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.records import Origin
from flows.boundary import Way
from flows.diagram import Link, LinkKind
from flows.partition import FATES, UNUSED, NodeCodes, Rows, fates
from flows.partition.circular import (
    CIRCULAR,
    CIRCULARITIES,
    INPUT_ORIGINS,
    LOST,
    PRIMARY_INPUT,
    SECONDARY_INPUT,
    STORED,
    circularity_of,
    input_origins,
)
from flows.partition.fate import CODES, NO_CODE, PUT_AWAY, coded
from flows.partition.matter import methods
from flows.sankey.closing import Gaps, entering, share
from flows.views import ViewDefinition

RECOVERED = ("used", "returns", "energy", "recovery_unspecified")
PRIMARY = ("unused", "recovered", "disposal")
SIDE_STREAMS = ("side_stream", "unspecified", "energy")
WAYS = 3
Figures = dict[str, float | str]
Shares = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """The rows summed by all that figures ask for: a few hundred cells instead of the rows themselves."""

    way: NodeCodes
    fate: NodeCodes
    code: NodeCodes
    family: NodeCodes
    is_secondary: NDArray[np.bool_]
    amount: NDArray[np.float64]

    def pick(self, mask: NDArray[np.bool_]) -> Cube:
        """The cells of the mask."""
        ends = (self.way[mask], self.fate[mask], self.code[mask], self.family[mask])
        return Cube(*ends, self.is_secondary[mask], self.amount[mask])

    def sum(self, mask: NDArray[np.bool_] | None = None) -> float:
        """The amount of the cells of the mask, without one of all."""
        return float((self.amount if mask is None else self.amount[mask]).sum())


def cube_of(rows: Rows) -> Cube:
    """Sum the rows in one pass; cells without an amount are left out."""
    shape = (WAYS, len(FATES), CODES, len(rows.materials.families), 2)
    secondary = rows.table.origin.where([Origin.SECONDARY])[rows.rows].astype(np.int64)
    key: NodeCodes = rows.way.astype(np.int64)
    for size, column in zip(shape[1:], (fates(rows).codes, coded(rows), rows.family_codes, secondary), strict=True):
        key = key * size + column
    sums = np.asarray(np.bincount(key, rows.amounts, int(np.prod(shape))), dtype=np.float64)
    cells = np.flatnonzero(sums)
    way, fate, code, family, second = np.unravel_index(cells, shape)
    return Cube(way, fate, code, family, second.astype(bool), sums[cells])


def summary(rows: Rows, balance: Gaps, protected_t: float) -> Figures:
    """Sum what the processes inside give and take.

    `side_streams_t` counts primary side streams only, `secondary_t` the outputs of treatment plants. Figures named
    `primary_...` are of the former, with shares of their sum; the other fates are of both together, as drawn.
    `balance` is of the processes as a whole, whatever part of their flows is shown.
    """
    whole = cube_of(rows)
    given = whole.pick(whole.way != Way.INPUT)
    streams = given.pick(rows.materials.of_kind(*SIDE_STREAMS)[given.family])
    figures = _by_fate(streams)
    figures |= {"side_streams_t": streams.sum(~streams.is_secondary), "secondary_t": streams.sum(streams.is_secondary)}
    figures |= _of_primary(streams.pick(~streams.is_secondary), rows)
    figures |= _of_kinds(given, rows)
    figures["drawn_t"] = float(rows.amounts.sum())
    figures["input_t"] = whole.sum(whole.way == Way.INPUT)
    figures["output_t"] = given.sum()
    figures["inside_t"] = whole.sum(whole.way == Way.RETURN)
    figures["records"] = float(len(rows.rows))
    figures["organisations"] = float(len(_organisations(rows)))
    figures |= _by_code(whole) | _of_inputs(rows) | _by_method(rows)
    figures |= _shares(figures) | balance.figures()
    figures["protected_t"] = protected_t
    figures["facts"] = float(not rows.table.is_example)
    return {**figures, **_largest_unused(streams, rows)}


def largest_link(links: Sequence[Link], view: ViewDefinition) -> Figures:
    """The widest ribbon of records into the last stage, by the ids of its ends."""
    ending = [link for link in into_last(links, view.stages[-1].id) if link.amount > 0]
    if not ending:
        return {"top_t": 0.0}
    widest = max(ending, key=lambda link: link.amount)
    return {"top_t": widest.amount, "top_source": widest.source, "top_target": widest.target}


def into_last(links: Iterable[Link], stage: str) -> list[Link]:
    """Links of records that end in a stage and do not run back."""
    return [
        link
        for link in links
        if link.kind is LinkKind.RECORD and not link.is_return and link.target.startswith(f"{stage}:")
    ]


def _by_fate(streams: Cube) -> Shares:
    sums = np.bincount(streams.fate, streams.amount, len(FATES)).tolist()
    figures = {f"{fate}_t": amount for fate, amount in zip(FATES, sums, strict=True)}
    figures["returned_t"] = figures.pop("returns_t")
    figures["recovered_t"] = sum(figures["returned_t" if fate == "returns" else f"{fate}_t"] for fate in RECOVERED)
    figures["all_side_streams_t"] = streams.sum()
    return figures


def _of_primary(primary: Cube, rows: Rows) -> Shares:
    """Fates of what arises, so that a headline's parts belong to its whole; and what of it is circular."""
    whole, fate = primary.sum(), _by_fate(primary)
    figures = {f"primary_{name}_t": fate[f"{name}_t"] for name in PRIMARY}
    comes_to = circularity_of(primary.fate, primary.code, primary.family, rows)
    named = {
        CIRCULAR: (CIRCULAR, "returns"),
        LOST: (LOST,),
        STORED: (STORED,),
        "recovery_unspecified": ("recovery_unspecified",),
    }
    for name, keys in named.items():
        wanted = [CIRCULARITIES.index(key) for key in keys]
        figures[f"primary_{name}_t"] = primary.sum(np.isin(comes_to, wanted))
    return figures | {name.removesuffix("_t") + "_share": share(amount, whole) for name, amount in figures.items()}


def _of_kinds(given: Cube, rows: Rows) -> Shares:
    kinds = (("products_t", "product"), ("emissions_t", "emission"))
    return {name: given.sum(rows.materials.of_kind(kind)[given.family]) for name, kind in kinds}


def _by_code(whole: Cube) -> Shares:
    """Amounts by what their treatment code says."""
    coded_t, put_away = whole.sum(whole.code != NO_CODE), whole.sum(whole.code == PUT_AWAY)
    return {
        "coded_recovery_t": coded_t - put_away,
        "coded_disposal_t": put_away,
        "coded_share": share(coded_t, whole.sum()),
    }


def _of_inputs(rows: Rows) -> Shares:
    """Inputs by origin, returns among them: the ones that tell their origin are the whole of the share."""
    taken = rows.pick(entering(rows))
    sums = np.bincount(input_origins(taken).codes, taken.amounts, len(INPUT_ORIGINS))
    by_origin = dict(zip(INPUT_ORIGINS, sums.tolist(), strict=True))
    secondary = by_origin[SECONDARY_INPUT] + by_origin["returned"]
    return {
        "primary_input_t": by_origin[PRIMARY_INPUT],
        "secondary_input_t": secondary,
        "secondary_input_share": share(secondary, secondary + by_origin[PRIMARY_INPUT]),
    }


def _by_method(rows: Rows) -> Shares:
    """Amounts by how they are known, with shares of all that is drawn."""
    split = methods(rows)
    sums = dict(zip(split.keys, np.bincount(split.codes, rows.amounts, len(split.keys)).tolist(), strict=True))
    whole = sum(sums.values())
    found: Shares = {}
    for name in ("measured", "declared", "estimated"):
        found[f"{name}_t"] = sums.get(name, 0.0)
        found[f"{name}_share"] = share(sums.get(name, 0.0), whole)
    return found


def _organisations(rows: Rows) -> set[str]:
    """Who gives something, by organisation."""
    source = rows.table.source
    leaving = rows.source_codes[rows.way != Way.INPUT]
    present = np.flatnonzero(np.bincount(leaving, minlength=len(source.labels)))
    processes = (rows.table.process(source.labels[code]) for code in present)
    return {process.organisation or process.id for process in processes}


def _shares(figures: Mapping[str, float]) -> Shares:
    streams = figures["all_side_streams_t"]
    names = ("unused", "returned", "recovered", "disposal", "not_known")
    shares = {f"{name}_share": share(figures[f"{name}_t"], streams) for name in names}
    shares["known_fate_share"] = 1 - shares.pop("not_known_share") if streams else 0.0
    return shares


def _largest_unused(streams: Cube, rows: Rows) -> Figures:
    unused = streams.fate == FATES.index(UNUSED)
    families = rows.materials.families
    sums = np.bincount(streams.family[unused], streams.amount[unused], len(families))
    best = int(sums.argmax()) if len(families) else 0
    if not len(families) or sums[best] <= 0:
        return {"largest_unused_t": 0.0}
    return {"largest_unused_family": families[best], "largest_unused_t": float(sums[best])}
