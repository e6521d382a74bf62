"""What becomes of a side stream, as far as its fate and its operation of annexes I and II tell."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from flows.partition import FATES, RETURNS, Rows, fates

LANDFILL = frozenset({"D1", "D5", "D12"})
"""The operations that the waste statistics regulation (EC) 2150/2002 counts as landfill."""
INTERIM = frozenset({"R", "R12", "R13", "D", "D13", "D14", "D15"})
"""Codes that tell recovery or disposal, but not which one: no number, exchange, sorting or storage before it."""
MATERIAL_RECOVERY = frozenset(f"R{number}" for number in range(2, 12))
"""R2 to R11: what Eurostat counts into the circular use of materials."""


class Outcome(IntEnum):
    """The end of a side stream, as told by its source."""

    MATERIAL_USE = 0
    ENERGY = 1
    RECOVERY_NOT_SAID = 2
    LANDFILL = 3
    OTHER_DISPOSAL = 4
    DISPOSAL_NOT_SAID = 5
    STORED = 6
    UNUSED = 7
    NOT_TOLD = 8


RECOVERED = (Outcome.MATERIAL_USE, Outcome.ENERGY, Outcome.RECOVERY_NOT_SAID)

_BY_FATE: Mapping[str, Outcome] = {
    "used": Outcome.MATERIAL_USE,
    RETURNS: Outcome.MATERIAL_USE,
    "market": Outcome.MATERIAL_USE,
    "energy": Outcome.ENERGY,
    "recovery_unspecified": Outcome.RECOVERY_NOT_SAID,
    "disposal": Outcome.DISPOSAL_NOT_SAID,
    "stock": Outcome.STORED,
    "unused": Outcome.UNUSED,
    "environment": Outcome.OTHER_DISPOSAL,
}


def outcomes(rows: Rows) -> NDArray[np.int64]:
    """The outcome of every row. The operation, where it is stated, tells more than the fate."""
    by_fate = np.array([_BY_FATE.get(fate, Outcome.NOT_TOLD) for fate in FATES], dtype=np.int64)
    treatment = rows.table.treatment_code
    by_code = np.array([_of_code(code) for code in treatment.labels], dtype=np.int64)
    told = by_code[treatment.codes[rows.rows]]
    ends = by_fate[fates(rows).codes]
    # a code without a number says less than a fate that names the use
    vague = np.isin(told, (Outcome.RECOVERY_NOT_SAID, Outcome.DISPOSAL_NOT_SAID)) & np.isin(
        ends, (Outcome.MATERIAL_USE, Outcome.ENERGY)
    )
    keeps = (told < 0) | (vague & (told == Outcome.RECOVERY_NOT_SAID)) | (ends == Outcome.UNUSED)
    return np.where(keeps, ends, told)


def _of_code(code: str) -> int:
    """The outcome that an operation tells; -1 where none is stated."""
    if code in MATERIAL_RECOVERY:
        return Outcome.MATERIAL_USE
    if code == "R1":
        return Outcome.ENERGY
    if code in LANDFILL:
        return Outcome.LANDFILL
    if code in INTERIM:
        return Outcome.RECOVERY_NOT_SAID if code.startswith("R") else Outcome.DISPOSAL_NOT_SAID
    return Outcome.OTHER_DISPOSAL if code.startswith("D") else -1
