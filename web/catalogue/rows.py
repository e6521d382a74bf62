"""One line of a list: what of a record is said at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from databank.freshness import Age, age_of, stated_on
from databank.records import (
    Amount,
    Hazard,
    LegalStatus,
    MaterialNeed,
    Measurement,
    ProvenanceKind,
    RecordKind,
    SideStream,
)
from web import house, numbers
from web.catalogue.amounts import amount_text, counts_as_mass, detail_text, quality_of
from web.catalogue.words import parameter_label, pattern_label, unit_label
from web.labels import label, material_class_title, waste_code
from web.language import gettext as _

SCALE_LEFT, SCALE_RIGHT = 4, 180
MOST_PARAMETERS = 3
PERCENT = 100
ROOM_ABOVE = 1.25
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an amount lies on the common scale of its list, in pixels."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """A side stream in a list."""

    stream: SideStream
    facts: tuple[str, ...]
    composition: str
    amount: str
    detail: str
    dots: int
    quality: str
    freshness: str
    is_aging: bool
    holder: str
    scale: Scale | None

    @property
    def is_offer(self) -> bool:
        """Whether it may be had; anything else is a fact or a plan."""
        return self.stream.kind is RecordKind.OFFER


def rows_of(streams: Sequence[SideStream], distance_km: dict[str, float]) -> tuple[Row, ...]:
    """Rows on one common scale, the largest amount of the list being its end."""
    masses = [stream.latest for stream in streams if counts_as_mass(stream.latest)]
    end = max((_end(amount) for amount in masses if amount), default=0.0)
    return tuple(_row(stream, distance_km.get(stream.id), end) for stream in streams)


def _row(stream: SideStream, distance_km: float | None, end: float) -> Row:
    latest = stream.latest
    dots, quality = quality_of(latest)
    return Row(
        stream=stream,
        facts=tuple(fact for fact in _facts(stream, distance_km) if fact),
        composition=composition_text(stream.composition),
        amount=amount_text(latest, rate=stream.kind is RecordKind.OFFER),
        detail=detail_text(latest),
        dots=dots,
        quality=quality,
        freshness=freshness(stream),
        is_aging=is_aging(stream),
        holder=holder(stream),
        scale=scale_of(latest, end),
    )


def _facts(stream: SideStream, distance_km: float | None) -> tuple[str, ...]:
    where = numbers.kilometres(distance_km) if distance_km is not None else ""
    when = availability(stream, house.today()) if stream.kind is RecordKind.OFFER else label(stream.fate)
    return material_class_title(stream.material_class), stream.municipality or "", where, when, legal_text(stream)


def legal_text(stream: SideStream) -> str:
    """Legal status with the code and, for waste, its hazard."""
    code = stream.waste_code or stream.code_if_waste
    parts = [label(stream.legal_status)]
    if stream.legal_status in {LegalStatus.WASTE, LegalStatus.UNKNOWN} and stream.hazard is not Hazard.UNKNOWN:
        parts.append(label(stream.hazard).lower())
    text = ", ".join(parts)
    return f"{text} {waste_code(code)}" if code and stream.waste_code else text


def availability(stream: SideStream, today: date) -> str:
    """From when and until when it may be had, and whether all the time."""
    when, pattern = (
        _window(stream.available_from, stream.available_until, today),
        pattern_label(stream.availability_pattern),
    )
    return f"{when}, {pattern}" if pattern else when


def _window(start: date | None, end: date | None, today: date) -> str:
    if end is not None and end < today:
        return _("Ended %(month)s", month=numbers.month(end))
    if start is None or start <= today:
        return _("Now, until %(month)s", month=numbers.month(end)) if end else _("Now")
    return _("From %(month)s", month=numbers.month(start))


def composition_text(composition: Sequence[Measurement]) -> str:
    """The first three parameters: SiO₂ 94 %."""
    shown = [row for row in composition if row.typical is not None][:MOST_PARAMETERS]
    return " · ".join(
        f"{parameter_label(row.parameter)} {numbers.with_unit(row.typical, unit_label(row.unit))}" for row in shown
    )


def is_aging(record: SideStream | MaterialNeed) -> bool:
    """Whether its owner is asked to confirm it."""
    return age_of(record, house.today(), house.settings().stale_months) is not Age.FRESH


def freshness(stream: SideStream | MaterialNeed) -> str:
    """When it was last confirmed, and whether that is too long ago; or the date of its public source."""
    age, said = age_of(stream, house.today(), house.settings().stale_months), stated_on(stream)
    if age is not Age.FRESH:
        last = numbers.month(said)
        if age is Age.ASKED:
            return _("Confirmation asked, last confirmed %(month)s", month=last)
        return _("Not confirmed since %(month)s, so in no sum", month=last)
    if stream.confirmed_on:
        return _("Confirmed %(month)s", month=numbers.month(stream.confirmed_on))
    if stream.provenance.kind is ProvenanceKind.PUBLIC_SOURCE and stream.provenance.dated:
        return _("Source of %(month)s", month=numbers.month(stream.provenance.dated))
    return ""


def holder(stream: SideStream) -> str:
    """Whose it is, as far as the viewer may know."""
    return stream.organisation_name or _("Company hidden")


def scale_of(amount: Amount | None, end: float) -> Scale | None:
    """Place of an amount on a scale that ends at `end`."""
    if amount is None or not counts_as_mass(amount) or not end or amount.typical is None:
        return None
    low = amount.low if amount.low is not None else amount.typical
    high = amount.high if amount.high is not None else amount.typical
    return Scale(*(_pixel(float(value), end) for value in (low, amount.typical, high)))


def measured_scale(row: Measurement) -> Scale | None:
    """Place of a measured range: shares on 0 to 100 %, anything else up to a quarter above its greatest value."""
    values = [float(value) for value in (row.minimum, row.typical, row.maximum) if value is not None]
    if row.typical is None or min(values) < 0 or not max(values):
        return None
    end = PERCENT if row.unit.startswith("%") else max(values) * ROOM_ABOVE
    return Scale(_pixel(min(values), end), _pixel(float(row.typical), end), _pixel(max(values), end))


def _end(amount: Amount) -> float:
    return float(max(value for value in (amount.high, amount.typical, 0) if value is not None))


def _pixel(value: float, end: float) -> float:
    return round(SCALE_LEFT + (SCALE_RIGHT - SCALE_LEFT) * min(value / end, 1), 1)
