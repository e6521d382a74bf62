"""The schematic map: our own sketch of coast and river with the areas on it, no tiles and no one else's server.

Everything here is values in picture units; the template draws them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from databank.geography import KM_PER_DEGREE

LETTER = 0.53
"""Width of an average letter as a share of the type size."""

SEA_NAME_AT = (61.33, 20.85)


@dataclass(frozen=True, slots=True)
class Frame:
    """A plane around one point. North is up; `scale` is picture units per kilometre."""

    lat: float
    lon: float
    width: float
    height: float
    scale: float

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Picture coordinates of a point; true near the centre, good to a hundredth at 60 km."""
        east = (lon - self.lon) * KM_PER_DEGREE * math.cos(math.radians(self.lat))
        north = (lat - self.lat) * KM_PER_DEGREE
        return round(self.width / 2 + east * self.scale, 1), round(self.height / 2 - north * self.scale, 1)

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


@dataclass(frozen=True, slots=True)
class Spot:
    """What is to be marked: a point with its name and where a click leads."""

    id: str
    name: str
    lat: float
    lon: float
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot in the picture with a place for its name that covers no other name or mark."""

    id: str
    name: str
    href: str | None
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    centre: bool


@dataclass(frozen=True, slots=True)
class Ring:
    km: int
    radius: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Word:
    """A name that stands for itself, such as that of the sea."""

    text: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Locator:
    """A whole map: water as one closed path, its shore, the river, rings, words and marks."""

    width: float
    height: float
    water: str
    shore: str
    river: str
    rings: tuple[Ring, ...]
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]


Box = tuple[float, float, float, float]


@cache
def _lines() -> dict[str, tuple[tuple[float, float], ...]]:
    text = (resources.files("web") / "areas" / "coast.csv").read_text("utf-8")
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        lines.setdefault(row["line"], []).append((float(row["lat"]), float(row["lon"])))
    return {name: tuple(points) for name, points in lines.items()}


def smooth_path(points: Sequence[tuple[float, float]]) -> str:
    """Join points by quadratic curves through the middles, so that a sketch of few points has no corners."""
    steps = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for corner, following in pairwise(points):
        middle = (corner[0] + following[0]) / 2, (corner[1] + following[1]) / 2
        steps.append(f"Q{corner[0]:.1f} {corner[1]:.1f} {middle[0]:.1f} {middle[1]:.1f}")
    steps.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(steps)


def _shore(frame: Frame) -> str:
    return smooth_path([frame.place(lat, lon) for lat, lon in _lines()["coast"]])


def _sea_word(frame: Frame, text: str, size: float) -> tuple[Word, ...]:
    """The name of the sea, where open water is widest in the frame: at its left edge."""
    x, y = frame.place(*SEA_NAME_AT)
    x, y = max(x, size), min(max(y, 2 * size), frame.height - size)
    return (Word(text, x, y),) if text else ()


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text_box(x: float, y: float, anchor: str, width: float, size: float) -> Box:
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return left, y - size * 0.85, left + width, y + size * 0.25


def _choices(x: float, y: float, size: float) -> Iterable[tuple[float, float, str]]:
    """Where a name may stand, best first: right, left, above, below, then further out."""
    for gap in (1.0, 1.9, 2.8, 4.0, 5.5):
        step = size * 0.75 * gap
        yield x + step, y + size * 0.35, "start"
        yield x - step, y + size * 0.35, "end"
        yield x + step * 0.6, y - step * 0.8, "start"
        yield x - step * 0.6, y - step * 0.8, "end"
        yield x + step * 0.6, y + step * 1.5, "start"
        yield x - step * 0.6, y + step * 1.5, "end"
        yield x, y - step, "middle"
        yield x, y + step * 1.7, "middle"


def _place_name(
    spot: tuple[float, float], width: float, size: float, taken: list[Box], frame: Frame
) -> tuple[float, float, str]:
    for x, y, anchor in _choices(*spot, size):
        box = _text_box(x, y, anchor, width, size)
        inside = frame.holds(box[0], box[1]) and frame.holds(box[2], box[3])
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return x, y, anchor
    return spot[0] + size * 0.75, spot[1] + size * 0.35, "start"


def _marks(
    frame: Frame, spots: Sequence[Spot], centre_id: str | None, size: float, taken: list[Box]
) -> tuple[Mark, ...]:
    placed = [(spot, frame.place(spot.lat, spot.lon)) for spot in spots]
    placed = [(spot, point) for spot, point in placed if frame.holds(*point)]
    taken.extend((x - 5, y - 5, x + 5, y + 5) for _, (x, y) in placed)
    placed.sort(key=lambda item: (item[0].id != centre_id, -item[1][0], item[0].id))
    marks = []
    for spot, (x, y) in placed:
        is_centre = spot.id == centre_id
        letters = len(spot.name) * LETTER * size * (1.25 if is_centre else 1.0)
        text_x, text_y, anchor = _place_name((x, y), letters, size, taken, frame)
        marks.append(Mark(spot.id, spot.name, spot.href, x, y, round(text_x, 1), round(text_y, 1), anchor, is_centre))
    return tuple(marks)


def _rings(frame: Frame, radii_km: Sequence[int]) -> tuple[Ring, ...]:
    """Rings around the middle; their words stand to the north-east, where no coast and few areas are."""
    slant = math.sqrt(0.5)
    rings = []
    for km in radii_km:
        radius = km * frame.scale
        x, y = frame.width / 2 + radius * slant, frame.height / 2 - radius * slant
        rings.append(Ring(km, round(radius, 1), round(x + 3, 1), round(y - 3, 1)))
    return tuple(rings)


def locator(
    spots: Sequence[Spot],
    *,
    frame: Frame,
    centre_id: str | None = None,
    radii_km: Sequence[int] = (),
    sea: str = "",
    type_size: float = 10.0,
) -> Locator:
    """Lay out the map of `spots` in `frame`; `centre_id` is drawn as the place the rings go around."""
    rings = _rings(frame, radii_km)
    words = _sea_word(frame, sea, type_size)
    taken = [_text_box(ring.label_x, ring.label_y, "start", 5 * type_size * LETTER, type_size) for ring in rings]
    taken += [_text_box(word.x, word.y, "start", len(word.text) * type_size * LETTER, type_size) for word in words]
    lines, shore = _lines(), _shore(frame)
    return Locator(
        width=frame.width,
        height=frame.height,
        water=f"{shore}L-999 9999L-999 -999Z",
        shore=shore,
        river=smooth_path([frame.place(*point) for point in lines["river"]]),
        rings=rings,
        words=words,
        marks=_marks(frame, spots, centre_id, type_size, taken),
    )


def frame_around(spots: Sequence[Spot], *, width: float, height: float, margin: float) -> Frame:
    """The frame that shows every spot with `margin` units to spare."""
    lats, lons = [spot.lat for spot in spots], [spot.lon for spot in spots]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    tall = max((max(lats) - min(lats)) * KM_PER_DEGREE, 5.0)
    wide = max((max(lons) - min(lons)) * KM_PER_DEGREE * math.cos(math.radians(lat)), 5.0)
    return Frame(lat, lon, width, height, min((width - 2 * margin) / wide, (height - 2 * margin) / tall))
