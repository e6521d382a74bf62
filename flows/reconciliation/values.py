"""What reconciliation takes and gives, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from databank.errors import Sentence

Numbers = NDArray[np.float64]


class Observability(StrEnum):
    """What the balances tell of a flow.

    `redundant` is measured and checked by the others, `just_measured` is measured and checked by nothing,
    `determinable` is not measured but follows from the others, `free` is neither.
    """

    REDUNDANT = "redundant"
    JUST_MEASURED = "just_measured"
    DETERMINABLE = "determinable"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A transfer coefficient: the flow from `process` to `target` is `share` times all that comes into the process.

    An empty `material` means all materials together. `share` is 0..1, None where it is not known; an uncertainty of 0
    makes it a constant, None stands for 10 % of the share.
    """

    year: int
    process: str
    target: str
    material: str = ""
    layer: str = "mass"
    share: float | None = None
    standard_uncertainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledCoefficient:
    """A transfer coefficient after reconciliation; `share` and `uncertainty` are None where nothing determines them.

    `score` is its adjustment in standard deviations of that adjustment, None where nothing checks it; `proposed` is
    what the flows say it would be when it is taken for not known, given for a suspect only.
    """

    coefficient: Coefficient
    share: float | None
    uncertainty: float | None
    observability: Observability
    score: float | None
    is_suspect: bool = False
    proposed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A flow that is likely wrong. Nothing is deleted: a person looks at it.

    `row` is its place in the table, `score` its adjustment in standard deviations of that adjustment, `proposed` what
    the other flows say it would be when it is taken for not measured.
    """

    row: int
    score: float
    reported: float
    proposed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A small set of rows and balances that cannot all hold, each named; leaving any one out ends the conflict."""

    rows: tuple[int, ...]
    processes: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reconciled:
    """The result for one year and layer: columns as long as `rows`, which are places in the flow table.

    Attributes
    ----------
    rows : places of the reconciled rows in the table.
    reported, reported_uncertainty : what the table says; NaN where nothing was measured.
    amount, uncertainty : the reconciled value and its standard uncertainty, t (MWh); NaN where it is free.
    observability : one `Observability` for each row.
    lower, upper : the interval that the balances and 0 leave; equal to the amount where it is known.
    score : adjustment in standard deviations of the adjustment; NaN where nothing checks the flow.
    chi_square, degrees, p_value : the global test; p_value is None without redundancy.
    assumed : number of rows whose uncertainty was assumed to be 10 % of the value.
    is_exact : whether uncertainties are exact or estimated from random probes.
    clipped : places of the rows that least squares would make negative; they are 0.
    coefficients : the transfer coefficients of this year and layer.
    rough_bounds : number of free rows whose interval is wider than it could be, because their group is large.
    """

    year: int
    layer: str
    rows: NDArray[np.intp]
    reported: Numbers
    reported_uncertainty: Numbers
    amount: Numbers
    uncertainty: Numbers
    observability: tuple[Observability, ...]
    lower: Numbers
    upper: Numbers
    score: Numbers
    chi_square: float
    degrees: int
    p_value: float | None
    suspects: tuple[Suspect, ...]
    conflict: Conflict | None
    assumed: int
    is_exact: bool
    clipped: tuple[int, ...] = ()
    coefficients: tuple[ReconciledCoefficient, ...] = ()
    rough_bounds: int = 0
