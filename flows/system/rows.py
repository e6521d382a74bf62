"""Taking rows out of a flow table, and adding rows to it; the table that is given stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databank.records import Basis, Layer, Process
from flows.table import Categorical, FlowTable, plain_process

TEXTS = ("source", "target", "material", "layer", "basis", "treatment_code", "method", "origin", "kind", "record_id")
PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row that is in no record: what a plant that does not run yet would give, tonnes in a year."""

    year: int
    source: str
    target: str
    material: str
    amount: float
    standard_uncertainty: float
    method: str = "calculation"
    origin: str = "secondary"
    kind: str = PLANNED
    record_id: str = ""
    treatment_code: str = ""
    layer: str = Layer.MASS.value
    basis: str = Basis.AS_SHIPPED.value


def taken(table: FlowTable, rows: NDArray[np.intp]) -> FlowTable:
    """The table with these rows only, in their order."""
    texts: dict[str, Any] = {name: _taken(getattr(table, name), rows) for name in TEXTS}
    return replace(
        table,
        year=table.year[rows],
        amount=table.amount[rows],
        standard_uncertainty=table.standard_uncertainty[rows],
        **texts,
    )


def relabelled(column: Categorical, rows: NDArray[np.intp], label: str) -> Categorical:
    """The column with one label in some rows."""
    labels = column.labels if label in column.labels else (*column.labels, label)
    codes = column.codes.copy()
    codes[rows] = labels.index(label)
    return Categorical(codes, labels)


def with_processes(table: FlowTable, processes: Mapping[str, Process]) -> FlowTable:
    """The table knowing these processes too, where it knows no more than a name, and every end that its rows have."""
    names = dict.fromkeys([*table.processes, *processes, *table.source.labels, *table.target.labels])
    told = {name: process for name, process in table.processes.items() if process != plain_process(name)}
    known = {name: told.get(name) or processes.get(name) or plain_process(name) for name in names}
    return replace(table, processes=MappingProxyType(known))


def added(table: FlowTable, rows: Sequence[NewRow], processes: Mapping[str, Process]) -> FlowTable:
    """The table with further rows at its end."""
    if not rows:
        return table
    texts: dict[str, Any] = {
        name: _extended(getattr(table, name), [getattr(row, name) for row in rows]) for name in TEXTS
    }
    longer = replace(
        table,
        year=np.append(table.year, np.array([row.year for row in rows], dtype=np.int32)),
        amount=np.append(table.amount, [row.amount for row in rows]),
        standard_uncertainty=np.append(table.standard_uncertainty, [row.standard_uncertainty for row in rows]),
        **texts,
    )
    return with_processes(longer, processes)


def _taken(column: Categorical, rows: NDArray[np.intp]) -> Categorical:
    return Categorical(column.codes[rows], column.labels)


def _extended(column: Categorical, values: Sequence[str]) -> Categorical:
    labels = tuple(dict.fromkeys([*column.labels, *values]))
    number = {label: place for place, label in enumerate(labels)}
    codes = np.array([number[value] for value in values], dtype=np.int32)
    return Categorical(np.append(column.codes, codes), labels)
