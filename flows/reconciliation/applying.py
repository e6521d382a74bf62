"""From a reconciliation to a version that is kept, and from a version to a table that pictures are woven from."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databank.records import FlowVersion, VersionedFlow
from flows.reconciliation.values import Reconciled
from flows.table import Categorical, FlowTable

Key = tuple[str, str, str, str, float | None]
TEXTS = ("record_id", "source", "target", "material")
NUMBERS = ("reported", "reported_uncertainty", "amount", "uncertainty", "lower", "upper", "score")
DIGITS = 9  # of a reported amount: a bank that stores floats gives the last bits back as it likes


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A table with the values of versions.

    `reconciled` marks the rows that took a version's value; `changed` is the number of rows of a versioned year that
    no longer say what the version was computed from: they stand as reported.
    """

    table: FlowTable
    reconciled: NDArray[np.bool_]
    changed: int


def version_flows(table: FlowTable, result: Reconciled) -> tuple[VersionedFlow, ...]:
    """The rows of a result as they are kept."""
    texts = {name: _texts(getattr(table, name), result.rows) for name in TEXTS}
    numbers = {name: [_known(value) for value in getattr(result, name).tolist()] for name in NUMBERS}
    columns: dict[str, Sequence[Any]] = {**texts, **numbers, "observability": list(map(str, result.observability))}
    return tuple(VersionedFlow(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))


def fingerprint(flows: Iterable[VersionedFlow]) -> str:
    """What the flows report, whatever their order: equal for equal data, as 64 hexadecimal digits."""
    lines = sorted(repr((*_key(flow), _rounded(flow.reported_uncertainty))) for flow in flows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def with_versions(table: FlowTable, versions: Sequence[FlowVersion]) -> Applied:
    """Put the reconciled values of versions in the place of the reported ones they were computed from."""
    amount, uncertainty = table.amount.copy(), table.standard_uncertainty.copy()
    reconciled = np.zeros(len(table), dtype=bool)
    changed = 0
    for version in versions:
        rows = np.flatnonzero((table.year == version.year) & table.layer.where([version.layer]))
        waiting: dict[Key, list[VersionedFlow]] = defaultdict(list)
        for flow in version.flows:
            waiting[_key(flow)].append(flow)
        for row, key in zip(rows.tolist(), _keys(table, rows), strict=True):
            if not waiting[key]:
                changed += 1
                continue
            flow = waiting[key].pop(0)
            if flow.amount is not None:
                amount[row], reconciled[row] = flow.amount, True
                uncertainty[row] = math.nan if flow.uncertainty is None else flow.uncertainty
    return Applied(replace(table, amount=amount, standard_uncertainty=uncertainty), reconciled, changed)


def _keys(table: FlowTable, rows: NDArray[np.intp]) -> Iterable[Key]:
    texts = (_texts(getattr(table, name), rows) for name in TEXTS)
    amounts = [_rounded(_known(value)) for value in table.amount[rows].tolist()]
    return zip(*texts, amounts, strict=True)


def _texts(column: Categorical, rows: NDArray[np.intp]) -> list[str]:
    return [column.labels[code] for code in column.codes[rows]]


def _key(flow: VersionedFlow) -> Key:
    return flow.record_id, flow.source, flow.target, flow.material, _rounded(flow.reported)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
