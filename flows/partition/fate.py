"""Where material ends: by the target of a flow, unless its treatment says energy or disposal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from databank.records import Process
from flows.boundary import Boundary
from flows.partition.rows import RETURNS, UNUSED, NodeCodes, Partition, Rows

FATES = (
    "market",
    "used",
    RETURNS,
    "elsewhere",
    "energy",
    "recovery_unspecified",
    "stock",
    "disposal",
    "not_known",
    UNUSED,
    "environment",
)
# what a treatment code says: nothing, burnt (R1), put away (D), made into material (R2-R11), recovered somehow (R)
NO_CODE, BURNT, PUT_AWAY, MADE_NEW, SOMEHOW = range(5)
CODES = 5
MATERIAL_RECOVERY = frozenset(f"R{number}" for number in range(2, 12))


def fates(rows: Rows) -> Partition:
    """Where material ends: its target, unless the treatment says energy or disposal of what stays inside."""
    if "fate" not in rows.kept:
        rows.kept["fate"] = _split(rows)
    return rows.kept["fate"]


def _split(rows: Rows) -> Partition:
    number = {fate: position for position, fate in enumerate(FATES)}
    by_target = [number[_fate_of(rows.table.process(name), rows.line)] for name in rows.table.target.labels]
    target = np.array(by_target, dtype=np.int64)[rows.target_codes]
    return Partition(_overruled(number)[target, coded(rows)], FATES)


def coded(rows: Rows) -> NodeCodes:
    """What the treatment code of each row says, by number."""
    codes = rows.table.treatment_code
    return np.array([_said(code) for code in codes.labels], dtype=np.int64)[codes.codes[rows.rows]]


def _said(code: str) -> int:
    if code.startswith("D"):
        return PUT_AWAY
    if not code.startswith("R"):
        return NO_CODE
    return BURNT if code == "R1" else MADE_NEW if code in MATERIAL_RECOVERY else SOMEHOW


def _fate_of(process: Process, line: Boundary) -> str:
    if process.kind == "fate":
        fate = process.id.removeprefix("fate:")
        return fate if fate in FATES else "not_known"
    if process.kind == "site":
        return RETURNS if line.side(process) == 0 else "elsewhere"
    named = {"outside": "elsewhere", "stock": "stock", "market": "market", "environment": "environment"}
    return named.get(process.kind, "used")


def _overruled(number: Mapping[str, int]) -> NDArray[np.int64]:
    table = np.repeat(np.arange(len(FATES))[:, None], CODES, axis=1)
    open_fates = [number[fate] for fate in (RETURNS, "used", "not_known", "recovery_unspecified")]
    table[open_fates, BURNT] = number["energy"]
    table[open_fates, PUT_AWAY] = number["disposal"]
    return table
