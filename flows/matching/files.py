"""Offers, needs and receivers from the rows of files: every bad cell is named, and nothing is guessed silently.

Columns that nobody asks for are ignored. A row with a bad cell is left out; the others are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from databank.errors import N_, RowError, Sentence
from databank.records import Hazard
from flows.errors import FlowFileError
from flows.matching.cells import Faults, Row, code_of, industry_of, language_of, mass_of, material_of, place_of
from flows.matching.saying import class_word
from flows.matching.similarity import class_likeness
from flows.matching.values import Offer, Receiver
from taxonomy import crosswalks
from taxonomy.suggest.chances import Chances, chances_of
from taxonomy.waste_list import edition

OFFER_COLUMNS = ("id", "material", "lang", "waste_code", "industry_code", "mass_t_per_year", "lat", "lon")
NEED_COLUMNS = ("id", "material", "lang", "waste_codes", "mass_t_per_year", "lat", "lon")
RECEIVER_COLUMNS = ("id", "industry_code", "name", "lat", "lon")
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "offers": ("id", "material"),
    "needs": ("id", "material"),
    "receivers": ("id", "industry_code"),
}
LEAST_CLASS_CHANCE, LEAST_SURE_CODE = 0.3, 0.5
PLAIN_WORDS = 0.8
"""From this chance on the words of an offer speak plainly enough to doubt a code that says another thing."""

_BETWEEN = re.compile(r"[;,|/\n]+")

Rows = Iterable[tuple[int, Mapping[str, str]]]
Record = TypeVar("Record", Offer, Receiver)


@dataclass(slots=True)
class Listed(Generic[Record]):
    """The good rows of a file in their order, what is wrong with the others, and what should be known of some."""

    records: list[Record] = field(default_factory=list)
    errors: Faults = field(default_factory=list)
    notes: Faults = field(default_factory=list)


def offers_of(rows: Rows, *, comma_is_decimal: bool = False) -> Listed[Offer]:
    """Offers; one without a code gets the class that its words mean, and the code where that is sure."""
    notes: Faults = []
    found = _listed(rows, comma_is_decimal, lambda row: _offer(row, notes))
    found.notes += notes
    return found


def needs_of(rows: Rows, *, comma_is_decimal: bool = False) -> Listed[Receiver]:
    """Needs as receivers; their codes may be whole chapters or sub-chapters."""
    return _listed(rows, comma_is_decimal, _need)


def receivers_of(rows: Rows, *, comma_is_decimal: bool = False) -> Listed[Receiver]:
    """Somebody of whom only the industry is known."""
    return _listed(rows, comma_is_decimal, _receiver)


def some(found: Listed[Record], file: str) -> Listed[Record]:
    """The same list; FlowFileError if it has no record, naming what is wrong with each row."""
    if found.records:
        return found
    if found.errors:
        raise FlowFileError(N_("%(file)s has no row that can be used."), tuple(found.errors), file=file)
    raise FlowFileError(N_("%(file)s has no rows under its heading. Nothing was read."), file=file)


def _listed(rows: Rows, comma_is_decimal: bool, made: Callable[[Row], Record]) -> Listed[Record]:  # noqa: FBT001
    found: Listed[Record] = Listed()
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = Row(line, cells, comma_is_decimal)
        _check_id(row, seen)
        record = made(row)
        if row.faults:
            found.errors += row.faults
        else:
            found.records.append(record)
    return found


def _check_id(row: Row, seen: dict[str, int]) -> None:
    name = row.text("id")
    if not name:
        row.wrong("id", Sentence(N_("%(column)s is missing."), column="id"))
    elif name in seen:
        row.wrong(
            "id", Sentence(N_("The same id stands in line %(line)s. Give each row one of its own."), line=seen[name])
        )
    seen.setdefault(name, row.line)


def _offer(row: Row, notes: Faults) -> Offer:
    text, language = material_of(row), language_of(row)
    code, trade = code_of(row, "waste_code", row.text("waste_code")), industry_of(row)
    lat, lon = place_of(row)
    chances = Chances() if row.faults else chances_of(text, language, trade)
    if code and not row.faults:
        notes += _contradiction(row, code, chances)
    likeliest = next(iter(chances.codes), None) if chances.sure >= LEAST_SURE_CODE else None
    told = code or likeliest
    return Offer(
        id=row.text("id"),
        name=text,
        language=language or "",
        material_class=_class(code, chances),
        waste_code=told,
        hazard=_hazard(code),
        mass_t_per_year=mass_of(row),
        industry=trade,
        lat=lat,
        lon=lon,
    )


def _need(row: Row) -> Receiver:
    written = [one.strip() for one in _BETWEEN.split(row.text("waste_codes")) if one.strip()]
    codes = tuple(filter(None, (code_of(row, "waste_codes", one, may_be_start=True) for one in written)))
    text, language = material_of(row), language_of(row)
    lat, lon = place_of(row)
    return Receiver(
        id=row.text("id"),
        source="need",
        name=text,
        language=language or "",
        waste_codes=codes,
        mass_t_per_year=mass_of(row),
        lat=lat,
        lon=lon,
    )


def _receiver(row: Row) -> Receiver:
    trade = industry_of(row)
    if not row.text("industry_code"):
        row.wrong("industry_code", Sentence(N_("%(column)s is missing."), column="industry_code"))
    lat, lon = place_of(row)
    return Receiver(id=row.text("id"), source="use", name=row.text("name"), industry=trade, lat=lat, lon=lon)


def _class(code: str | None, chances: Chances) -> str | None:
    if code:
        return crosswalks.material_class_of(code).target
    name, chance = next(iter(chances.classes.items()), (None, 0.0))
    return name if chance >= LEAST_CLASS_CHANCE else None


def _contradiction(row: Row, code: str, chances: Chances) -> Iterator[RowError]:
    """What the words say where they plainly speak of something else than the code."""
    said, chance = next(iter(chances.classes.items()), ("", 0.0))
    own = crosswalks.material_class_of(code).target
    if chance >= PLAIN_WORDS and not class_likeness(own, said) and own not in chances.classes:
        told = Sentence(
            N_("The code means %(material)s, the words mean %(other)s. The code was used; check which is right."),
            material=class_word(own),
            other=class_word(said),
        )
        yield RowError(row.line, "waste_code", row.text("waste_code"), told)


def _hazard(code: str | None) -> Hazard:
    """What the list says of a code; a mirror entry says nothing without a test."""
    for name in ("2026", "2015"):
        entry = edition(name).entries.get(code or "")
        if entry is not None:
            if entry.mirror_codes:
                return Hazard.UNKNOWN
            return Hazard.HAZARDOUS if entry.hazardous_fi else Hazard.NON_HAZARDOUS
    return Hazard.UNKNOWN
