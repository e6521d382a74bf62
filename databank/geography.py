"""Distances and the coarse grid behind which a hidden site stands. Flat-earth arithmetic, good to 1 % in a region."""

from __future__ import annotations

from math import cos, radians, sqrt

KM_PER_DEGREE = 111.195
GRID_KM = 5.0
GRID_LATITUDE = 61.5
"""Reference latitude of the grid: its squares are 5 km wide in Satakunta."""

REGION = frozenset(
    {
        *("Eura", "Eurajoki", "Harjavalta", "Huittinen", "Jämijärvi", "Kankaanpää", "Karvia", "Kokemäki"),
        *("Merikarvia", "Nakkila", "Pomarkku", "Pori", "Rauma", "Siikainen", "Säkylä", "Ulvila"),
    }
)
"""The municipalities of Satakunta since 2021."""


def distance_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Equirectangular distance; the same formula as in the bank's queries."""
    north = (lat - to_lat) * KM_PER_DEGREE
    east = (lon - to_lon) * KM_PER_DEGREE * cos(radians(to_lat))
    return sqrt(north * north + east * east)


def grid_point(lat: float | None, lon: float | None) -> tuple[float | None, float | None]:
    """The nearest point of the 5 km grid."""
    if lat is None or lon is None:
        return None, None
    step_lat = GRID_KM / KM_PER_DEGREE
    step_lon = step_lat / cos(radians(GRID_LATITUDE))
    return round(round(lat / step_lat) * step_lat, 4), round(round(lon / step_lon) * step_lon, 4)
