"""Offers and receivers as columns of numbers: what joins and scores in bulk, each place one record.

What a record does not say is NaN, and stays so: nothing here fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from flows.matching.criteria import receiver_grade
from flows.matching.fit_tables import class_numbers, code_numbers
from flows.matching.gates.windows import Window, window_of
from flows.matching.joining import OPEN_FIRST, OPEN_LAST, Days, Floats, Side, points_of
from flows.matching.saying import known_code
from flows.matching.terms import Terms
from flows.matching.values import Offer, Receiver
from taxonomy import crosswalks
from taxonomy.codes import UnknownCodeError
from taxonomy.materials import material_classes, wider_class

POLE, HALF_TURN = 90, 180
CHAPTER, SUBCHAPTER = 2, 4
Small = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Columns:
    """One side of a market.

    Attributes
    ----------
    side : Side
        Keys, places and windows, as the join wants them; a window that is upside down is open there.
    points : array of shape (3, records)
        The places on a globe of radius 1.
    codes, classes : array of shape (records, slots)
        Numbers of what each has or takes, the last number of the table for an empty slot.
    wildcards, has_wildcard : tuple of tuple of str, array of bool
        The chapters or sub-chapters that a receiver takes as a whole, and whether there are any.
    amount : array
        Tonnes a year or of the batch, the middle of what is known.
    has_day, is_upside_down : array of bool
        Whether a day is named, and whether the first is after the last.
    length : array
        Days of the window from the day of the terms on; endless where it is open.
    freshness, grade : array
        What the day of its last confirmation and what it rests on count.
    """

    side: Side
    points: Floats
    codes: Small
    classes: Small
    wildcards: tuple[tuple[str, ...], ...]
    has_wildcard: NDArray[np.bool_]
    amount: Floats
    is_lasting: NDArray[np.bool_]
    has_day: NDArray[np.bool_]
    is_upside_down: NDArray[np.bool_]
    length: Floats
    freshness: Floats
    grade: Floats

    def __len__(self) -> int:
        return len(self.amount)


def offer_columns(offers: Sequence[Offer], terms: Terms) -> Columns:
    """Offers as columns; `grade` is that of how the amount is known."""
    grades = terms.weights.evidence
    return _columns(
        offers,
        terms,
        codes=[(code,) if (code := known_code(one.code)) else () for one in offers],
        classes=[(name,) if (name := class_of(one)) else () for one in offers],
        wildcards=[() for _ in offers],
        grades=[np.nan if one.amount_method is None else grades[one.amount_method.value] for one in offers],
        keys=[_keys_of_offer(one) for one in offers],
    )


def receiver_columns(receivers: Sequence[Receiver], terms: Terms) -> Columns:
    """Receivers as columns; `grade` is that of what says that they take it."""
    codes = [tuple(filter(None, map(known_code, one.waste_codes))) for one in receivers]
    wildcards = [tuple(one for one in each.waste_codes if one and known_code(one) is None) for each in receivers]
    classes = [one.material_classes or _classes_of(known) for one, known in zip(receivers, codes, strict=True)]
    asked = zip(classes, codes, wildcards, strict=True)
    return _columns(
        receivers,
        terms,
        codes=codes,
        classes=classes,
        wildcards=wildcards,
        grades=[receiver_grade(one, terms)[0] for one in receivers],
        keys=[_keys_of(names, [*known, *starts]) for names, known, starts in asked],
    )


def class_of(offer: Offer) -> str | None:
    """The class of an offer: its own, else that of its code."""
    code = known_code(offer.code)
    return offer.material_class or (crosswalks.material_class_of(code).target if code else None)


def _classes_of(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(crosswalks.material_class_of(code).target for code in codes))


def _columns(
    records: Sequence[Offer] | Sequence[Receiver],
    terms: Terms,
    *,
    codes: Sequence[tuple[str, ...]],
    classes: Sequence[tuple[str, ...]],
    wildcards: Sequence[tuple[str, ...]],
    grades: Sequence[float],
    keys: Sequence[frozenset[int]],
) -> Columns:
    windows = [window_of(one) for one in records]
    upside_down = np.array([_is_upside_down(window) for window in windows], bool)
    typical = [one.mass_t_per_year.typical for one in records]
    side = _side(records, windows, keys, terms.day)
    return Columns(
        side=side,
        points=points_of(side),
        codes=_slots(codes, code_numbers()),
        classes=_slots(classes, class_numbers()),
        wildcards=tuple(wildcards),
        has_wildcard=np.array(list(map(bool, wildcards)), bool),
        amount=np.array([np.nan if one is None else one for one in typical], float),
        is_lasting=np.array([one.is_lasting for one in records], bool),
        has_day=np.array([any(window) for window in windows], bool),
        is_upside_down=upside_down,
        length=np.array([_length(window, terms.day) for window in windows], float),
        freshness=np.array([_freshness(one.confirmed_on, terms) for one in records], float),
        grade=np.array(grades, float),
    )


def _side(
    records: Sequence[Offer] | Sequence[Receiver],
    windows: Sequence[Window],
    keys: Sequence[frozenset[int]],
    day: date,
) -> Side:
    sizes = [len(one) for one in keys]
    points = np.radians([_point(one) for one in records]).reshape(len(records), 2)
    bounds = [(None, None) if _is_upside_down(window) else window for window in windows]
    return Side(
        owner=np.repeat(np.arange(len(records)), sizes),
        key=np.array([key for one in keys for key in sorted(one)], np.int64),
        lat=points[:, 0],
        lon=points[:, 1],
        first=_days((first for first, _ in bounds), OPEN_FIRST, day),
        last=_days((last for _, last in bounds), OPEN_LAST, None),
    )


def _days(days: Iterable[date | None], unknown: np.int32, least: date | None) -> Days:
    """Days as numbers, none before `least`: what was before today cannot be shared any more."""
    found = [unknown if one is None else one.toordinal() for one in days]
    return np.maximum(np.array(found, np.int32), OPEN_FIRST if least is None else least.toordinal()).astype(np.int32)


def _point(record: Offer | Receiver) -> tuple[float, float]:
    """The coordinates, if they can be believed; see `distances`."""
    lat, lon = record.lat, record.lon
    if lat is None or lon is None or (lat == 0 and lon == 0) or not (abs(lat) <= POLE and abs(lon) <= HALF_TURN):
        return np.nan, np.nan
    return lat, lon


def _slots(rows: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> Small:
    """What each record names, as numbers; at least one slot."""
    none = len(numbers)
    width = max(map(len, rows), default=0) or 1
    found = np.full((len(rows), width), none, np.int16)
    for place, names in enumerate(rows):
        for slot, name in enumerate(names):
            found[place, slot] = numbers.get(name, none)
    return found


def _is_upside_down(window: Window) -> bool:
    return window[0] is not None and window[1] is not None and window[0] > window[1]


def _length(window: Window, day: date) -> float:
    first, last = window
    return np.inf if last is None else float(max(0, (last - max(first or day, day)).days + 1))


def _freshness(confirmed: date | None, terms: Terms) -> float:
    if confirmed is None:
        return np.inf
    age = max(0, (terms.day - confirmed).days)
    return float(0.5 ** (age / terms.weights.constants.freshness_half_life_d))


def _keys_of_offer(offer: Offer) -> frozenset[int]:
    """What takers may have written: its code or the start of it, its class, a wider or a narrower one."""
    code, name = known_code(offer.code), class_of(offer)
    starts = () if code is None else (code, code[:SUBCHAPTER], code[:CHAPTER])
    return _keys_of(_family_of(name) if name else (), starts)


def _keys_of(classes: Iterable[str], codes: Iterable[str]) -> frozenset[int]:
    return frozenset(key for name in (*classes, *codes) if (key := _numbers_of_keys().get(name)) is not None)


@cache
def _numbers_of_keys() -> dict[str, int]:
    """A number for every class, code, sub-chapter and chapter; what no list has meets nothing."""
    starts = {code[:length] for code in code_numbers() for length in (CHAPTER, SUBCHAPTER)}
    return {name: place for place, name in enumerate((*class_numbers(), *code_numbers(), *sorted(starts)))}


@cache
def _family_of(name: str) -> tuple[str, ...]:
    """A class with all those above and below it."""
    try:
        above = _above(name)
    except UnknownCodeError:
        return ()
    return (*above, *(one.id for one in material_classes() if name in _above(one.id)[1:]))


@cache
def _above(name: str) -> tuple[str, ...]:
    wider = wider_class(name)
    return (name,) if wider == name else (name, *_above(wider))
