"""From a flow table to the equations of one year and layer: which flow joins which balance, and what is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from flows.balance import BOUNDARY_KINDS, STOCK
from flows.reconciliation.values import Numbers
from flows.selection import usual_basis
from flows.table import Categorical, FlowTable

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

ENVIRONMENT = 0
ASSUMED_SHARE = 0.1
"""The standard uncertainty of a value that came without one, as a share of the value."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class System:
    """The flows of one year and layer between numbered processes; 0 is everything that is not balanced.

    Attributes
    ----------
    rows : places of the flows in the table, in an order that does not depend on the order of the table.
    source, target : process numbers; equal for a flow that joins no balance.
    amount : the measured value, NaN where nothing was measured.
    variance : its square uncertainty, 0 for a constant, NaN where nothing was measured.
    is_assumed : whether the uncertainty is assumed to be 10 % of the value.
    from_stock, to_stock : whether the flow is a stock change.
    names : name of each process; the first stands for the environment.
    """

    year: int
    layer: str
    rows: Places
    source: Places
    target: Places
    amount: Numbers
    variance: Numbers
    is_assumed: Mask
    from_stock: Mask
    to_stock: Mask
    names: tuple[str, ...]

    @property
    def unmeasured(self) -> Mask:
        return np.isnan(self.amount)

    @property
    def scale(self) -> float:
        """The largest measured amount, by which sums are compared to zero; 1 where there is none."""
        known = np.abs(self.amount[~self.unmeasured])
        return float(known.max()) if known.size and known.max() > 0 else 1.0

    def incidence(self) -> Any:
        """Balances times flows, sparse: +1 where a flow comes in, -1 where it goes out; the environment has no row."""
        flows = np.arange(len(self.rows))
        places = np.concatenate([self.target, self.source])
        signs = np.repeat([1.0, -1.0], len(flows))
        joins = (places != ENVIRONMENT) & np.tile(self.source != self.target, 2)
        both = np.concatenate([flows, flows])
        shape = (len(self.names) - 1, len(flows))
        return csr_array((signs[joins], (places[joins] - 1, both[joins])), shape=shape)

    def excess(self, amounts: Numbers) -> Numbers:
        """What comes in less what goes out, for every process and (first) the environment."""
        count = len(self.names)
        taken = np.bincount(self.target, amounts, count)
        return np.asarray(taken - np.bincount(self.source, amounts, count), dtype=np.float64)

    def held(self, zero: Mask) -> System:
        """The same with some flows at zero, as constants."""
        amount, variance = np.where(zero, 0.0, self.amount), np.where(zero, 0.0, self.variance)
        return replace(self, amount=amount, variance=variance)

    def part(self, chosen: Mask) -> System:
        """The system of some of its flows, with the processes that they touch."""
        ends = np.concatenate([[ENVIRONMENT], self.source[chosen], self.target[chosen]])
        kept, number = np.unique(ends, return_inverse=True)
        half = int(chosen.sum())
        return replace(
            self,
            **{
                name: getattr(self, name)[chosen]
                for name in ("rows", "amount", "variance", "is_assumed", "from_stock", "to_stock")
            },
            source=number[1 : 1 + half],
            target=number[1 + half :],
            names=tuple(self.names[place] for place in kept),
        )


def systems(table: FlowTable) -> Iterator[System]:
    """One system for every year and layer that the table has, in order."""
    names = sorted({*table.source.labels, *table.target.labels})
    places = {name: place for place, name in enumerate(names)}
    source = _onto(places, table.source)
    target = _onto(places, table.target)
    kinds = [table.process(name).kind for name in names]
    bounds = np.array([kind in BOUNDARY_KINDS for kind in kinds], dtype=bool)
    stores = np.array([kind == STOCK for kind in kinds], dtype=bool)
    for layer in sorted(table.layer.labels):
        asked = table.layer.where([layer])
        usual = asked & table.basis.where([usual_basis(table.basis, asked, layer)])
        for year in np.unique(table.year[asked]).tolist():
            rows = _ordered(table, np.flatnonzero(asked & (table.year == year)))
            joins = usual[rows] & (source[rows] != target[rows])
            balanced = _balanced(source[rows], target[rows], joins, len(names)) & ~bounds
            number = np.where(balanced, np.cumsum(balanced), ENVIRONMENT)
            yield System(
                year=year,
                layer=layer,
                rows=rows,
                source=np.where(joins, number[source[rows]], ENVIRONMENT),
                target=np.where(joins, number[target[rows]], ENVIRONMENT),
                from_stock=joins & stores[source[rows]],
                to_stock=joins & stores[target[rows]],
                names=("", *(names[place] for place in np.flatnonzero(balanced))),
                **_measurements(table, rows),
            )


def _measurements(table: FlowTable, rows: Places) -> dict[str, Any]:
    amount, given = table.amount[rows], table.standard_uncertainty[rows]
    assumed = np.isnan(given) & ~np.isnan(amount)
    uncertainty = np.where(assumed, ASSUMED_SHARE * np.abs(amount), given)
    return {
        "amount": amount,
        "variance": np.where(np.isnan(amount), np.nan, uncertainty**2),
        "is_assumed": assumed,
    }


def _balanced(source: Places, target: Places, joins: Mask, count: int) -> Mask:
    """The processes that both give and take."""
    gives = np.bincount(source[joins], minlength=count) > 0
    takes = np.bincount(target[joins], minlength=count) > 0
    return np.asarray(gives & takes, dtype=bool)


def _ordered(table: FlowTable, rows: Places) -> Places:
    """The rows in an order of their contents, so that a shuffled table gives the same numbers to the last digit."""
    texts = (table.record_id, table.material, table.target, table.source)
    keys = (table.standard_uncertainty[rows], table.amount[rows], *(_ranks(column)[rows] for column in texts))
    return np.asarray(rows[np.lexsort(keys)], dtype=np.intp)


def _ranks(column: Categorical) -> NDArray[np.int64]:
    order = {label: place for place, label in enumerate(sorted(column.labels))}
    return _onto(order, column)


def _onto(places: dict[str, int], column: Categorical) -> NDArray[np.int64]:
    if not column.labels:
        return np.zeros(0, dtype=np.int64)
    return np.array([places[label] for label in column.labels], dtype=np.int64)[column.codes]
