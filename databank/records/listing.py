"""What a viewer asks for, and the slice of a list that answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from databank.records.standing import RecordKind
from databank.records.streams import Hazard, LegalStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFilter:
    """What a viewer looks for. Empty means everything; every member narrows."""

    text: str = ""
    families: frozenset[str] = frozenset()
    material_classes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    kinds: frozenset[RecordKind] = frozenset()
    legal_statuses: frozenset[LegalStatus] = frozenset()
    hazards: frozenset[Hazard] = frozenset()
    min_t_per_year: Decimal | None = None
    max_t_per_year: Decimal | None = None
    near: tuple[float, float] | None = None
    within_km: float | None = None
    is_example: bool | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list; `next` is the opaque key of the next slice, None at the end."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = field(default=None)
