"""Where Peittoo is, and how far from it."""

from __future__ import annotations

from collections.abc import Iterable

from databank import queries
from databank.errors import RecordNotFoundError
from databank.geography import distance_km
from databank.records import SideStream
from web.house import Session

PEITTOO = "peittoo"
Place = tuple[float, float]


def peittoo(session: Session) -> Place | None:
    """The point distances are measured from; None in a bank without areas."""
    try:
        area = queries.area(session, PEITTOO)
    except RecordNotFoundError:
        return None
    return area.lat, area.lon


def area_titles(session: Session, language: str) -> dict[str, str]:
    """Id and name of every area."""
    return {area.id: area.titles.in_language(language) for area in queries.areas(session)}


def distances_km(streams: Iterable[SideStream], origin: Place | None) -> dict[str, float]:
    """Distance of each stream that has a point, as the crow flies."""
    if origin is None:
        return {}
    return {
        stream.id: distance_km(stream.lat, stream.lon, *origin)
        for stream in streams
        if stream.lat is not None and stream.lon is not None
    }
