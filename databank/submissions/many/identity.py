"""Which record a row is about when it has no id: what its owner calls it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from databank.vocabulary import fold

IDENTITIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "organisations": ("name",),
        "sites": ("organisation_id", "name"),
        "side-streams": ("site_id", "name", "waste_code", "code_if_waste"),
        "needs": ("site_id", "name"),
        "flows": ("source", "target", "material", "layer", "treatment_code", "year"),
    }
)
"""The columns that tell one record from another, where the layout of a file names none."""
PREFIXES: Mapping[str, str] = MappingProxyType(
    {"organisations": "YR", "sites": "TP", "side-streams": "SV", "needs": "TA", "flows": "VI"}
)
"""How a new id begins."""


def identity_of(kind: str, named: Sequence[str], values: Mapping[str, Any]) -> tuple[str, ...]:
    """What identifies a row of a kind: its values, folded. A business id is enough for an organisation.

    >>> identity_of("sites", (), {"organisation_id": "alder", "name": "Kärjen  TEHDAS"})
    ('alder', 'karjen tehdas')
    """
    if kind == "organisations" and values.get("business_id"):
        return (values["business_id"],)
    return tuple(_said(values.get(name)) for name in named or IDENTITIES[kind])


def _said(value: Any) -> str:
    return "" if value is None else fold(str(value))


def key_hash(owner: str, kind: str, identity: Sequence[str]) -> str:
    """The name under which the bank remembers a row: whoever sees it learns nothing of the row."""
    return hashlib.sha256("\0".join((owner, kind, *identity)).encode()).hexdigest()
