"""Where material goes: the derived table of flows, its processes, and why a record is in no sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """What a flow counts: tonnes for mass layers, MWh for energy. Layers are never added."""

    MASS = "mass"
    DRY_MASS = "dry_mass"
    ENERGY = "energy"


class LeftOut(StrEnum):
    """Why a record is in no sum. Every reason is counted and printed."""

    PLANNED = "planned"
    NOT_REAL = "not_real"
    CONFLICTING = "conflicting"
    UNDER_REVIEW = "under_review"
    DOUBLE_COUNT = "double_count"
    UNKNOWN_AMOUNT = "unknown_amount"
    NOT_CONVERTED = "not_converted"
    OTHER_BASIS = "other_basis"
    STOCK_NOT_FLOW = "stock_not_flow"
    STALE = "stale"
    TOO_FEW_TO_PROTECT = "too_few_to_protect"
    EXCEEDS_STREAM = "exceeds_stream"
    NOT_ANALYSED = "not_analysed"
    WITHOUT_PLANT = "without_plant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One end of a flow: a site, or a boundary process such as a fate, the market or ``Elsewhere``.

    `kind` is one of site, supply, fate, market, environment, outside, stock, protected.
    """

    id: str
    label: str
    kind: str
    sector: str = ""
    area: str = ""
    municipality: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowColumns:
    """The derived flow table of one data set (facts or examples) as equally long columns.

    `amount` is tonnes or MWh by `layer`, None when unknown; `kind` tells which rule gave the row: flow, exchange,
    fate, planned or protected. `origin` is that of the side stream ("" for a flow that is none). `left_out` counts the
    records that give no row, by reason.
    """

    year: Sequence[int]
    source: Sequence[str]
    target: Sequence[str]
    material: Sequence[str]
    layer: Sequence[str]
    amount: Sequence[float | None]
    standard_uncertainty: Sequence[float | None]
    basis: Sequence[str]
    treatment_code: Sequence[str]
    method: Sequence[str]
    origin: Sequence[str]
    kind: Sequence[str]
    record_id: Sequence[str]
    processes: tuple[Process, ...]
    left_out: Mapping[LeftOut, int]
    is_example: bool
