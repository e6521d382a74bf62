"""Which offers and receivers could meet at all: they share a key, are near enough, and their times overlap.

Receivers are put in one sorted order: key, then row of latitude, then longitude. What an offer may meet in one row is
then one unbroken run of that order, found by two binary searches; the true distance is asked only of those within it.
Nothing that meets is missed: a row is as high as the radius, and a run as wide as the radius can be at that latitude.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.matching.distances import EARTH_RADIUS_KM

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Days = NDArray[np.int32]

OPEN_FIRST, OPEN_LAST = np.int32(np.iinfo(np.int32).min), np.int32(np.iinfo(np.int32).max)
"""The days of a window that is open."""
AT_ONCE = 250_000
"""So many pairs are looked at in one step: what they need stays in the cache of a processor."""
MARGIN = 1e-9
"""What is added to every bound, in radians: 6 mm, more than rounding can move a point."""
MOST_BITS = 62
MOST_BITS_OF_LONGITUDE = 30
LEAST_BITS_OF_LONGITUDE = 8


@dataclass(frozen=True, slots=True)
class Side:
    """Offers or receivers, each one place of the arrays.

    Attributes
    ----------
    owner, key : array
        One entry for each key of each place: whose it is, and the key, from 0.
    lat, lon : array
        In radians; NaN where nobody knows.
    first, last : array
        The days of the window.
    """

    owner: Numbers
    key: Numbers
    lat: Floats
    lon: Floats
    first: Days
    last: Days

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Places of offers and of receivers that could meet, each pair once, in the order of the offers."""

    offers: Numbers
    receivers: Numbers

    def __len__(self) -> int:
        return len(self.offers)


class Join:
    """Receivers in their order, ready to be asked.

    Parameters
    ----------
    radius_km : float, optional
        Farther apart nothing meets; None asks no distance. What has no coordinates is never too far.
    """

    def __init__(self, receivers: Side, radius_km: float | None) -> None:
        self.count = len(receivers)
        self._angle = None if radius_km is None else radius_km / EARTH_RADIUS_KM + MARGIN
        self._chord = np.inf if radius_km is None else _chord_of(radius_km)
        entries = np.flatnonzero((receivers.last >= receivers.first)[receivers.owner])
        is_placed = np.isfinite(receivers.lat[receivers.owner[entries]])
        self._placed = _Sorted(receivers, entries[is_placed], self._angle)
        self._unplaced = _Sorted(receivers, entries[~is_placed], None)

    def pairs(self, offers: Side) -> Pairs:
        """Every pair that meets."""
        entries = np.flatnonzero((offers.last >= offers.first)[offers.owner])
        is_placed = np.isfinite(offers.lat[offers.owner[entries]])
        placed, unplaced = self._placed.ordered(offers, entries[is_placed]), entries[~is_placed]
        codes = [
            *self._met(offers, self._placed, placed, self._placed.runs_near(offers, placed, self._angle)),
            *self._met(offers, self._placed, unplaced, self._placed.runs_of_key(offers, unplaced)),
            *self._met(offers, self._unplaced, entries, self._unplaced.runs_of_key(offers, entries)),
        ]
        every = np.sort(np.concatenate(codes)) if codes else np.zeros(0, np.int64)
        if len(every):
            every = every[np.concatenate(([True], every[1:] != every[:-1]))]
        place = every // max(self.count, 1)
        return Pairs(place, every - place * self.count)

    def _met(self, offers: Side, among: _Sorted, entries: Numbers, runs: Iterator[_Runs]) -> Iterator[Numbers]:
        """The pairs of runs that do meet, each as one number."""
        points = points_of(offers)
        for run in runs:
            for asked, found in run.opened():
                owner = offers.owner[entries[asked]]
                in_time = np.flatnonzero(
                    (among.first[found] <= offers.last[owner]) & (offers.first[owner] <= among.last[found])
                )
                owner, found = owner[in_time], found[in_time]  # noqa: PLW2901 - only those are looked at further
                if self._angle is not None:
                    near = np.flatnonzero(~(_chords(points, owner, among.points, found) > self._chord))
                    owner, found = owner[near], found[near]  # noqa: PLW2901
                yield owner * self.count + among.owner[found]


@dataclass(frozen=True, slots=True)
class _Runs:
    """For each of some entries of offers an unbroken run of the order of receivers."""

    asked: Numbers
    start: Numbers
    end: Numbers

    def opened(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Every pair of an entry and a place in its run, in steps that fit the memory."""
        sizes = self.end - self.start
        total = np.cumsum(sizes)
        begin = 0
        while begin < len(sizes):
            before = int(total[begin - 1]) if begin else 0
            stop = max(begin + 1, int(np.searchsorted(total, before + AT_ONCE, side="right")))
            part = sizes[begin:stop]
            offset = np.repeat(self.start[begin:stop] - (np.cumsum(part) - part), part)
            yield np.repeat(self.asked[begin:stop], part), offset + np.arange(int(part.sum()))
            begin = stop


class _Sorted:
    """Entries of receivers by key, row and longitude."""

    def __init__(self, receivers: Side, entries: Numbers, angle: float | None) -> None:
        owner = receivers.owner[entries]
        self._keys = int(receivers.key[entries].max(initial=-1)) + 1
        self._angle = angle
        self._south = float(receivers.lat[owner].min(initial=np.pi / 2)) if angle else 0.0
        rows = self._row(receivers.lat[owner]) if angle else np.zeros(len(entries), np.int64)
        self._rows = int(rows.max(initial=0)) + 1
        room = MOST_BITS - max(self._keys, 1).bit_length() - self._rows.bit_length()
        self._turn = 2 ** max(LEAST_BITS_OF_LONGITUDE, min(MOST_BITS_OF_LONGITUDE, room))
        lon = self._longitude(receivers.lon[owner]) if angle else np.zeros(len(entries), np.int64)
        order_key = self._order(receivers.key[entries], rows, lon)
        order = np.argsort(order_key)
        self._order_key = order_key[order]
        self.owner = owner[order]
        self.first, self.last = receivers.first[self.owner], receivers.last[self.owner]
        self.points = np.take(points_of(receivers), self.owner, axis=1)

    def ordered(self, offers: Side, entries: Numbers) -> Numbers:
        """Entries of offers in the order of the receivers: neighbours are asked one after the other, which is quick."""
        if self._angle is None:
            return entries
        owner = offers.owner[entries]
        rows, lon = self._row(offers.lat[owner]), self._longitude(offers.lon[owner])
        return entries[np.argsort(self._order(offers.key[entries], rows, lon))]

    def runs_of_key(self, offers: Side, entries: Numbers) -> Iterator[_Runs]:
        """The whole run of the key of each entry."""
        key = offers.key[entries]
        nothing = np.zeros(len(entries), np.int64)
        start = np.searchsorted(self._order_key, self._order(key, nothing, nothing))
        end = np.searchsorted(self._order_key, self._order(key + 1, nothing, nothing))
        yield _filled(np.arange(len(entries)), start, end)

    def runs_near(self, offers: Side, entries: Numbers, angle: float | None) -> Iterator[_Runs]:
        """The runs that hold whatever may be near an entry: one or two for each row that the radius reaches."""
        if angle is None:
            yield from self.runs_of_key(offers, entries)
            return
        owner = offers.owner[entries]
        lat, lon, key = offers.lat[owner], offers.lon[owner], offers.key[entries]
        lowest, highest = self._row(lat - angle), self._row(lat + angle)
        for step in range(int((highest - lowest).max(initial=-1)) + 1):
            row = lowest + step
            here = np.flatnonzero((row <= highest) & (row >= 0) & (row < self._rows) & (key < self._keys))
            reach = self._reach(lat[here], row[here], angle)
            for turn in _turns(lon[here], reach):
                west = self._longitude(np.maximum(lon[here] - reach + turn, -np.pi))
                east = self._longitude(np.minimum(lon[here] + reach + turn, np.pi))
                start = np.searchsorted(self._order_key, self._order(key[here], row[here], west))
                end = np.searchsorted(self._order_key, self._order(key[here], row[here], east), side="right")
                yield _filled(here, start, end)

    def _reach(self, lat: Floats, row: Numbers, angle: float) -> Floats:
        """How far east or west of a point something in a row may be and still be within the angle.

        By the haversine formula, with the least distance to the row and its narrowest circle of latitude.
        """
        south = np.maximum(self._south + row * angle, lat - angle)
        north = np.minimum(self._south + (row + 1) * angle, lat + angle)
        apart = np.maximum(np.maximum(south - lat, lat - north), 0.0)
        narrowest = np.cos(np.minimum(np.maximum(np.abs(south), np.abs(north)), np.pi / 2))
        left = np.sin(min(angle, np.pi) / 2) ** 2 - np.sin(apart / 2) ** 2
        share = np.maximum(left, 0.0) / np.maximum(np.cos(lat) * narrowest, MARGIN)
        return np.asarray(2 * np.arcsin(np.sqrt(np.minimum(share, 1.0))) + MARGIN)

    def _row(self, lat: Floats) -> Numbers:
        height = self._angle or 1.0
        return np.asarray(np.floor((lat - self._south) / height).astype(np.int64))

    def _longitude(self, lon: Floats) -> Numbers:
        share = (lon + np.pi) / (2 * np.pi)
        return np.asarray(np.floor(share * (self._turn - 1)).astype(np.int64))

    def _order(self, key: Numbers, row: Numbers, lon: Numbers) -> Numbers:
        return np.asarray((key * self._rows + row) * self._turn + lon)


def _filled(asked: Numbers, start: Numbers, end: Numbers) -> _Runs:
    """Only those runs that hold something."""
    has_any = end > start
    return _Runs(asked[has_any], start[has_any], end[has_any])


def _turns(lon: Floats, reach: Floats) -> tuple[float, ...]:
    """A run that goes over the date line goes on at the other side."""
    is_over_east, is_over_west = bool((lon + reach > np.pi).any()), bool((lon - reach < -np.pi).any())
    return (0.0, *((-2 * np.pi,) if is_over_east else ()), *((2 * np.pi,) if is_over_west else ()))


def points_of(side: Side) -> Floats:
    """The points on a globe of radius 1: an array of shape (3, points)."""
    width = np.cos(side.lat)
    return np.stack((width * np.cos(side.lon), width * np.sin(side.lon), np.sin(side.lat)))


def _chords(points: Floats, here: Numbers, others: Floats, there: Numbers) -> Floats:
    """The squared straight lines through the globe."""
    found = np.zeros(len(here))
    for one, other in zip(points, others, strict=True):
        across = one[here]
        across -= other[there]
        across *= across
        found += across
    return found


def _chord_of(radius_km: float) -> float:
    return float(2 * np.sin(min(radius_km / EARTH_RADIUS_KM, np.pi) / 2)) ** 2
