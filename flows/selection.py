"""Which rows a question is about: one layer, one basis, one year or each stream's latest known year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.records import Basis, Layer, LeftOut
from flows.table import Categorical, FlowTable

REJECTED = "rejected"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Selection:
    """Row numbers with a known amount, and what stays outside the question by reason."""

    rows: NDArray[np.intp]
    years: tuple[int, int] | None
    layer: str
    basis: str
    left_out: Mapping[str, int]
    rejected_t: float


def select(table: FlowTable, *, layer: str = Layer.MASS, year: int | None = None) -> Selection:
    """Choose the rows of a layer and year; None takes each stream's latest known year.

    Wet and dry are never added: of several bases in the layer the usual one is taken, the rest is counted as left out.
    """
    asked = table.layer.where([layer])
    if year is not None:
        asked &= table.year == year
    basis = usual_basis(table.basis, asked, layer)
    same_basis = table.basis.where([basis])
    known = ~np.isnan(table.amount)
    left_out = dict(table.left_out)
    _count(left_out, LeftOut.OTHER_BASIS, int(np.count_nonzero(asked & ~same_basis)))
    _count(left_out, LeftOut.UNKNOWN_AMOUNT, int(np.count_nonzero(asked & same_basis & ~known)))
    rows = np.flatnonzero(asked & same_basis & known)
    if year is None:
        rows = _latest(table, rows)
    rejected_t = sum(
        refused.amount
        for refused in table.rejected
        if refused.layer == layer and refused.basis == basis and year in (None, refused.year)
    )
    span = (int(table.year[rows].min()), int(table.year[rows].max())) if len(rows) else None
    return Selection(rows=rows, years=span, layer=layer, basis=basis, left_out=left_out, rejected_t=rejected_t)


def usual_basis(basis: Categorical, asked: NDArray[np.bool_], layer: str) -> str:
    """The layer's own basis when a row has it, else the first one by name."""
    usual = Basis.ENERGY if layer == Layer.ENERGY else Basis.DRY if layer == Layer.DRY_MASS else Basis.AS_SHIPPED
    present = {basis.labels[code] for code in np.flatnonzero(np.bincount(basis.codes[asked]))}
    return str(usual) if usual in present or not present else min(present)


def _latest(table: FlowTable, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Keep of every stream the rows of its latest year."""
    years = table.year[rows]
    if len(rows) == 0 or years.min() == years.max():
        return rows
    _, stream = np.unique(table.streams()[rows], return_inverse=True)
    newest = np.full(int(stream.max()) + 1, np.iinfo(np.int32).min, dtype=np.int32)
    np.maximum.at(newest, stream, years)
    return np.asarray(rows[years == newest[stream]], dtype=np.intp)


def _count(left_out: dict[str, int], reason: str, number: int) -> None:
    if number:
        left_out[str(reason)] = left_out.get(str(reason), 0) + number
