"""A flow table as rows of its stable columns, and rows of other formats in those columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from flows.table import COLUMNS, FlowTable

UNSPECIFIED = "unspecified"
"""The material of a flow whose format has no word for one."""
Line = Mapping[str, str | float | int]


def flow_lines(table: FlowTable) -> Iterator[Line]:
    """Every row as ``year,source,target,material,mass_t,...``; an amount that is not known is empty text."""
    texts = {name: getattr(table, name).values() for name in COLUMNS if name not in NUMBERS}
    columns: dict[str, list[str] | list[float | str]] = dict(texts)
    columns["mass_t"] = [_known(value) for value in table.amount.tolist()]
    columns["standard_uncertainty_t"] = [_known(value) for value in table.standard_uncertainty.tolist()]
    for number, year in enumerate(table.year.tolist()):
        yield {"year": year} | {name: columns[name][number] for name in COLUMNS[1:]}


NUMBERS = frozenset({"year", "mass_t", "standard_uncertainty_t"})


def _known(value: float) -> float | str:
    return "" if math.isnan(value) else value
