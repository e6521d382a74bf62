"""The figures that headlines are made of: sums of side streams by fate, shares, and how much is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from databank.records import Origin
from flows.boundary import Way
from flows.partition import FATES, UNUSED, Rows, fates
from flows.sankey.strands import Closing

RECOVERED = ("used", "returns", "energy", "recovery_unspecified")
PRIMARY = ("unused", "recovered", "disposal")
SIDE_STREAMS = ("side_stream", "unspecified", "energy")


def summary(rows: Rows, gaps: Sequence[Closing], protected_t: float) -> Mapping[str, float | str]:
    """Sum what the processes inside give and take.

    `side_streams_t` counts primary side streams only, `secondary_t` the outputs of treatment plants. Figures named
    `primary_...` are of the former, with shares of their sum; the other fates are of both together, as drawn.
    """
    given = rows.pick((rows.way == Way.OUTPUT) | (rows.way == Way.RETURN))
    streams = given.pick(given.materials.of_kind(*SIDE_STREAMS)[given.family_codes])
    figures = _by_fate(streams)
    figures |= _by_origin(streams)
    figures |= _of_primary(streams)
    figures |= _boundary(rows, given, gaps)
    figures |= _shares(figures)
    figures["protected_t"] = protected_t
    figures["facts"] = float(not rows.table.is_example)
    return MappingProxyType(figures | _largest_unused(streams))


def _by_fate(streams: Rows) -> dict[str, float]:
    sums = np.bincount(fates(streams).codes, streams.amounts, len(FATES)).tolist()
    figures = {f"{fate}_t": amount for fate, amount in zip(FATES, sums, strict=True)}
    figures["returned_t"] = figures.pop("returns_t")
    figures["recovered_t"] = sum(figures["returned_t" if fate == "returns" else f"{fate}_t"] for fate in RECOVERED)
    figures["all_side_streams_t"] = float(streams.amounts.sum())
    return figures


def _by_origin(streams: Rows) -> dict[str, float]:
    secondary = streams.table.origin.where([Origin.SECONDARY])[streams.rows]
    amounts = streams.amounts
    return {"side_streams_t": float(amounts[~secondary].sum()), "secondary_t": float(amounts[secondary].sum())}


def _of_primary(streams: Rows) -> dict[str, float]:
    """Fates of what arises, so that a headline's parts belong to its whole."""
    primary = streams.pick(~streams.table.origin.where([Origin.SECONDARY])[streams.rows])
    whole = float(primary.amounts.sum())
    fate = _by_fate(primary)
    figures = {f"primary_{name}_t": fate[f"{name}_t"] for name in PRIMARY}
    return figures | {f"primary_{name}_share": _share(fate[f"{name}_t"], whole) for name in PRIMARY}


def _boundary(rows: Rows, given: Rows, gaps: Sequence[Closing]) -> dict[str, float]:
    families = given.family_codes
    kinds = {
        name: given.materials.of_kind(kind)[families]
        for name, kind in (("products_t", "product"), ("emissions_t", "emission"))
    }
    figures = {name: float(given.amounts[mask].sum()) for name, mask in kinds.items()}
    figures["drawn_t"] = float(rows.amounts.sum())
    figures["input_t"] = float(rows.amounts[rows.way == Way.INPUT].sum())
    figures["output_t"] = float(given.amounts.sum())
    figures["unknown_input_t"] = float(sum(gap.amount for gap in gaps if gap.tail[0] == 0))
    figures["unexplained_t"] = float(sum(gap.amount for gap in gaps if gap.tail[0] != 0))
    figures["records"] = float(len(rows.rows))
    figures["organisations"] = float(len(_organisations(given)))
    return figures


def _organisations(given: Rows) -> set[str]:
    source = given.table.source
    present = np.flatnonzero(np.bincount(given.source_codes, minlength=len(source.labels)))
    processes = (given.table.process(source.labels[code]) for code in present)
    return {process.organisation or process.id for process in processes}


def _shares(figures: Mapping[str, float]) -> dict[str, float]:
    streams = figures["all_side_streams_t"]
    names = ("unused", "returned", "recovered", "disposal", "not_known")
    shares = {f"{name}_share": _share(figures[f"{name}_t"], streams) for name in names}
    shares["known_fate_share"] = 1 - shares.pop("not_known_share") if streams else 0.0
    whole = figures["input_t"] + figures["returned_t"] + figures["unknown_input_t"]
    shares["unknown_input_share"] = _share(figures["unknown_input_t"], whole)
    shares["unexplained_share"] = _share(figures["unexplained_t"], figures["output_t"] + figures["unexplained_t"])
    return shares


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _largest_unused(streams: Rows) -> dict[str, float | str]:
    unused: NDArray[np.bool_] = fates(streams).codes == FATES.index(UNUSED)
    families = streams.materials.families
    sums = np.bincount(streams.family_codes[unused], streams.amounts[unused], len(families))
    best = int(sums.argmax()) if len(families) else 0
    if not len(families) or sums[best] <= 0:
        return {"largest_unused_t": 0.0}
    return {"largest_unused_family": families[best], "largest_unused_t": float(sums[best])}
