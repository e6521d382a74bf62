"""What shows what a material is: measurements of its composition, documents and photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One composition row."""

    parameter: str
    minimum: Decimal | None
    typical: Decimal | None
    maximum: Decimal | None
    unit: str
    method: str | None = None
    laboratory: str | None = None
    measured_on: date | None = None
    sample_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One parameter of what flows, and its moisture where that is known."""

    measured: Measurement
    moisture: Measurement | None = None


class DocumentKind(StrEnum):
    PHOTO = "photo"
    LAB_REPORT = "lab_report"
    PRODUCT_SHEET = "product_sheet"
    DECISION = "decision"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document or photo of a side stream, on the web or, as ``/files/...``, kept in the bank."""

    kind: DocumentKind
    title: str
    url: str
    language: str | None = None
    issued_on: date | None = None
