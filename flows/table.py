"""The flow table: equally long columns, the repeating ones dictionary-encoded, so that grouping is integer work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from databank.records import FlowColumns, Process

Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]

COLUMNS = (
    "year",
    "source",
    "target",
    "material",
    "mass_t",
    "standard_uncertainty_t",
    "layer",
    "basis",
    "treatment_code",
    "record_id",
)
REQUIRED_COLUMNS = COLUMNS[:5]
SUBSTANCE = "substance:"
"""Begins the layer of one substance, such as ``substance:Zn``: tonnes of it."""
ASSUMED_RELATIVE_UNCERTAINTY = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Categorical:
    """A text column: `labels[codes[i]]` is the value of row i."""

    codes: Codes
    labels: tuple[str, ...]

    @classmethod
    def encode(cls, values: Sequence[str]) -> Categorical:
        """Number the labels in the order of their first appearance."""
        index = {label: number for number, label in enumerate(dict.fromkeys(values))}
        codes = np.fromiter(map(index.__getitem__, values), dtype=np.int32, count=len(values))
        return cls(codes, tuple(index))

    def values(self) -> list[str]:
        return [self.labels[code] for code in self.codes]

    def where(self, accepted: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows hold one of the accepted labels."""
        wanted = frozenset(accepted)
        return np.array([label in wanted for label in self.labels], dtype=bool)[self.codes]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The absolute amount of refused rows of one year and layer, kept so that nothing disappears."""

    year: int
    layer: str
    basis: str
    amount: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FlowTable:
    """Flows of one data set. `amount` is tonnes or MWh by layer; NaN is not measured, 0 is a measured zero.

    `stream` names what stays the same stream over the years: the record in the data bank, source, target, material
    and layer in a file.
    """

    year: NDArray[np.int32]
    source: Categorical
    target: Categorical
    material: Categorical
    layer: Categorical
    basis: Categorical
    treatment_code: Categorical
    method: Categorical
    origin: Categorical
    kind: Categorical
    record_id: Categorical
    amount: Numbers
    standard_uncertainty: Numbers
    processes: Mapping[str, Process]
    left_out: Mapping[str, int] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    is_example: bool = False
    stream_is_record: bool = True

    def __len__(self) -> int:
        return len(self.amount)

    @classmethod
    def from_columns(cls, columns: FlowColumns) -> FlowTable:
        """Take over the columns of the data bank."""
        return cls(
            year=np.asarray(columns.year, dtype=np.int32),
            source=Categorical.encode(columns.source),
            target=Categorical.encode(columns.target),
            material=Categorical.encode(columns.material),
            layer=Categorical.encode(columns.layer),
            basis=Categorical.encode(columns.basis),
            treatment_code=Categorical.encode(columns.treatment_code),
            method=Categorical.encode(columns.method),
            origin=Categorical.encode(columns.origin),
            kind=Categorical.encode(columns.kind),
            record_id=Categorical.encode(columns.record_id),
            amount=_numbers(columns.amount),
            standard_uncertainty=_numbers(columns.standard_uncertainty),
            processes=_processes(columns),
            left_out=MappingProxyType({str(reason): count for reason, count in columns.left_out.items()}),
            is_example=columns.is_example,
        )

    def years(self) -> tuple[int, ...]:
        """Every year that has a row, in order."""
        return tuple(int(year) for year in np.unique(self.year))

    def variances(self, rows: NDArray[np.intp]) -> Numbers:
        """Squared standard uncertainty of these rows; a row without one counts a tenth of its value."""
        stated = self.standard_uncertainty[rows]
        return np.square(np.where(np.isnan(stated), ASSUMED_RELATIVE_UNCERTAINTY * self.amount[rows], stated))

    def handled(self) -> dict[str, float]:
        """What each process gives and takes together, over all rows with a known amount."""
        sums: dict[str, float] = {}
        for column in (self.source, self.target):
            amounts = np.bincount(column.codes, np.nan_to_num(self.amount), len(column.labels))
            for label, amount in zip(column.labels, amounts.tolist(), strict=True):
                sums[label] = sums.get(label, 0.0) + amount
        return sums

    def process(self, name: str) -> Process:
        return self.processes.get(name) or plain_process(name)

    def streams(self) -> NDArray[np.int64]:
        """One number per row that is the same for the same stream in every year."""
        target, material, layer = self.target, self.material, self.layer
        ends = self.source.codes.astype(np.int64)
        for column in (target, material, layer):
            ends = ends * max(len(column.labels), 1) + column.codes
        if not self.stream_is_record:
            return ends
        named = np.array([bool(label) for label in self.record_id.labels], dtype=bool)[self.record_id.codes]
        return np.where(named, -1 - self.record_id.codes.astype(np.int64), ends)


def is_substance(layer: str) -> bool:
    """Whether a layer counts one substance, and says which.

    >>> is_substance("substance:Zn"), is_substance("substance:"), is_substance("mass")
    (True, False, False)
    """
    return layer.startswith(SUBSTANCE) and len(layer) > len(SUBSTANCE)


def plain_process(name: str) -> Process:
    """A process of which only the name is known; reserved names say what they are."""
    return Process(id=name, label=name, kind=process_kind(name))


def process_kind(name: str) -> str:
    """The kind that a reserved name stands for; any other name is a site."""
    reserved = {
        "Elsewhere": "outside",
        "Stock": "stock",
        "Market": "market",
        "Environment": "environment",
        "Protected": "protected",
    }
    return "fate" if name.startswith("fate:") else reserved.get(name, "site")


def _numbers(values: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _processes(columns: FlowColumns) -> Mapping[str, Process]:
    known = {process.id: process for process in columns.processes}
    names = dict.fromkeys([*columns.source, *columns.target])
    return MappingProxyType({name: known.get(name) or plain_process(name) for name in names})
