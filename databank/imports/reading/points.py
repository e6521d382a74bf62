"""Coordinates as people write them: degrees with signs, degrees and minutes, and pairs that changed places."""

from __future__ import annotations

import re
from decimal import Decimal

from databank.errors import N_, RowError, Sentence
from databank.imports.values import SourceRow

LATITUDES, LONGITUDES = (59.0, 70.2), (19.0, 31.7)
"""Finland with its territorial waters, roughly."""
LONGEST = 40
GREATEST_DEGREES = 1000.0
"""Greater numbers are metres of a plane."""
CHANGED_PLACES = N_(
    "Latitude and longitude have changed places: in Finland the latitude is from 59 to 70, the longitude from 19 to 32."
)
METRES = N_(
    "These are metres of plane coordinates such as ETRS-TM35FIN. Write degrees of WGS84, such as 61.4851 and 21.7972."
)
_NUMBER = r"([0-9]{1,2}(?:[.,][0-9]+)?)"
_SIGNED = re.compile(
    rf"[NEPI]?\s*{_NUMBER}\s*°?\s*(?:{_NUMBER}\s*'\s*(?:{_NUMBER}\s*(?:\"|''))?)?\s*[NEPI]?\.?", re.IGNORECASE
)
_MARKS = str.maketrans({"\u2032": "'", "\u2019": "'", "\u00b4": "'", "\u2033": '"', "\u201d": '"', "\u00a0": " "})


def degrees_of(text: str) -> str | None:
    """Degrees with their sign, a letter of the compass or minutes as one number; None for anything else.

    >>> degrees_of("61,4851° N"), degrees_of("61° 30' 36''"), degrees_of("6825000")
    ('61.4851', '61.51', None)
    """
    found = _SIGNED.fullmatch(text.strip().translate(_MARKS)[:LONGEST])
    if found is None:
        return None
    whole, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in found.groups())
    if minutes >= 60 or seconds >= 60 or (found[2] and whole % 1):  # noqa: PLR2004
        return None
    return format(round(whole + minutes / 60 + seconds / 3600, 7).normalize(), "f")


def check_point(row: SourceRow) -> None:
    """Refuse a point whose coordinates changed places or are metres: nothing is put right in silence."""
    pair = _pair(row)
    if pair is None:
        return
    lat, lon = pair
    message = ""
    if abs(lat) > GREATEST_DEGREES or abs(lon) > GREATEST_DEGREES:
        message = METRES
    elif _within(lat, LONGITUDES) and _within(lon, LATITUDES):
        message = CHANGED_PLACES
    if message:
        row.errors = [error for error in row.errors if error.field not in {"lat", "lon"}]
        row.errors.append(RowError(row.number, "lat", row.original.get("lat", ""), Sentence(message)))


def _pair(row: SourceRow) -> tuple[float, float] | None:
    try:
        return float(row.cells["lat"]), float(row.cells["lon"])
    except (KeyError, ValueError):
        return None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
