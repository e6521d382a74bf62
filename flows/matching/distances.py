"""How far two places are from each other, as the crow flies."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from flows.matching.values import Offer, Receiver

EARTH_RADIUS_KM = 6371.0


def distance_km(offer: Offer, receiver: Receiver) -> float | None:
    """The great-circle distance; None where one of the two has no coordinates that can be believed.

    The point 0, 0 lies in the Gulf of Guinea: it is what a form sends that was left empty.
    """
    return between_km(offer.lat, offer.lon, receiver.lat, receiver.lon)


def between_km(lat: float | None, lon: float | None, to_lat: float | None, to_lon: float | None) -> float | None:
    """The great-circle distance of two places that may not be known."""
    here, there = _point(lat, lon), _point(to_lat, to_lon)
    return None if here is None or there is None else great_circle_km(*here, *there)


def great_circle_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """The distance on a sphere.

    >>> round(great_circle_km(61.485, 21.797, 61.127, 21.511), 1)
    42.6
    """
    north, east = radians(to_lat - lat) / 2, radians(to_lon - lon) / 2
    chord = sin(north) ** 2 + cos(radians(lat)) * cos(radians(to_lat)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004 - degrees
