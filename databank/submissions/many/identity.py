"""Which record a row is about when it has no id: what its owner calls it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from databank.vocabulary import fold

IDENTITIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "organisations": ("name",),
        "sites": ("name",),
        "side-streams": ("site_id", "name", "waste_code", "code_if_waste"),
        "needs": ("site_id", "name"),
        "flows": ("source", "target", "material", "year", "layer", "treatment_code"),
    }
)
"""The columns that tell one record of an owner from another, where the layout of a file names none."""
PREFIXES: Mapping[str, str] = MappingProxyType(
    {"organisations": "YR", "sites": "TP", "side-streams": "SV", "needs": "TA", "flows": "VI"}
)
"""How a new id begins."""
ONCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "area-facts": ("area_id", "topic", "name_en", "year", "source_url"),
        "amounts": ("side_stream_id", "year"),
        "composition": ("side_stream_id", "parameter", "measured_on", "laboratory"),
        "documents": ("side_stream_id", "url"),
        "flows": ("record_id", "year"),
        "side-streams": ("id", "year"),
    }
)
"""What stands once in a file; of other kinds it is the id."""


def identity_of(kind: str, columns: Sequence[str], values: Mapping[str, Any]) -> tuple[str, ...]:
    """What identifies a row: whose it is, and what these columns say. A business id is enough for an organisation.

    >>> identity_of("sites", ("name",), {"organisation_id": "alder", "name": "Kärjen  TEHDAS", "is_example": False})
    ('alder', 'False', 'karjen tehdas')
    """
    owner = values.get("organisation_id") or ""
    if kind == "organisations" and values["business_id"]:
        return (owner, str(values["is_example"]), values["business_id"])
    return (owner, str(values["is_example"]), *(said(values[name]) for name in columns))


@lru_cache(maxsize=8192, typed=True)
def said(value: Any) -> str:
    """A value as it is compared: text without regard to case, accents and spaces."""
    return "" if value is None else fold(str(value))


def key_hash(importer: str | None, kind: str, identity: Sequence[str]) -> str:
    """The name under which the bank remembers a row: whoever sees it learns nothing of the row.

    128 bits of a SHA-256 tell all rows of the world apart, in half the space.
    """
    return hashlib.sha256("\0".join((importer or "", kind, *identity)).encode()).hexdigest()[:32]
