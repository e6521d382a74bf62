"""The reserved ends of flows: what is outside, stored, sold, let out, or only known as a fate."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from databank.records import Fate, Process

ELSEWHERE = "Elsewhere"
STOCK = "Stock"
MARKET = "Market"
ENVIRONMENT = "Environment"
PROTECTED = "Protected"
OUTSIDE_MARK = "Elsewhere:"
"""A receiver's name that begins so is outside the region."""

FATE_TARGETS: Mapping[Fate, str] = MappingProxyType(
    {fate: {Fate.ELSEWHERE: ELSEWHERE, Fate.STOCK: STOCK}.get(fate, f"fate:{fate.value}") for fate in Fate}
)
_KINDS = {
    ELSEWHERE: "outside",
    STOCK: "stock",
    MARKET: "market",
    ENVIRONMENT: "environment",
    PROTECTED: "protected",
}
RESERVED: Mapping[str, Process] = MappingProxyType(
    {
        name: Process(id=name, label=name, kind=_KINDS.get(name, "fate"))
        for name in (*_KINDS, *(target for target in FATE_TARGETS.values() if target not in _KINDS))
    }
)
