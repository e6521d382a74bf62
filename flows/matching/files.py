"""Offers, needs and receivers from the rows of files: every bad cell is named, and nothing is guessed silently.

Columns that nobody asks for are ignored. A row with a bad cell is left out; the others are used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from databank.errors import N_, RowError, Sentence
from databank.records import Hazard
from flows.errors import FlowFileError
from flows.matching.saying import class_word, code_word
from flows.matching.similarity import class_likeness
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, Span
from taxonomy import crosswalks
from taxonomy.codes import LANGUAGES, Language, UnknownCodeError
from taxonomy.industries import industry
from taxonomy.suggest.chances import Chances, chances_of
from taxonomy.suggest.suggesting import LONGEST_TEXT
from taxonomy.waste_list import edition, entry_codes, parse_code

OFFER_COLUMNS = ("id", "material", "lang", "waste_code", "industry_code", "mass_t_per_year", "lat", "lon")
NEED_COLUMNS = ("id", "material", "lang", "waste_codes", "mass_t_per_year", "lat", "lon")
RECEIVER_COLUMNS = ("id", "industry_code", "name", "lat", "lon")
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "offers": ("id", "material"),
    "needs": ("id", "material"),
    "receivers": ("id", "industry_code"),
}
LARGEST_T = 1e12
CODE_DIGITS, DIVISION_DIGITS, POLE, HALF_TURN = 6, 2, 90.0, 180.0
START_DIGITS = (2, 4)
LEAST_CLASS_CHANCE, LEAST_SURE_CODE = 0.3, 0.5
NOT_KNOWN = frozenset({"-", "–", "na", "n/a", "nd", "?", "null", "none"})
OWN_WORDS = frozenset({"id", "material", "name"})
"""Columns in which such a sign may be somebody's own word."""
PLAIN_WORDS = 0.8
"""From this chance on the words of an offer speak plainly enough to doubt a code that says another thing."""

_BETWEEN = re.compile(r"[;,|/\n]+")
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")

Rows = Iterable[tuple[int, Mapping[str, str]]]
Record = TypeVar("Record", Offer, Receiver)
Faults = list[RowError]


@dataclass(slots=True)
class Listed(Generic[Record]):
    """The good rows of a file in their order, what is wrong with the others, and what should be known of some."""

    records: list[Record] = field(default_factory=list)
    errors: Faults = field(default_factory=list)
    notes: Faults = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """One row while it is read: a cell that cannot be used leaves its fault here."""

    line: int
    cells: Mapping[str, str]
    comma_is_decimal: bool
    faults: Faults = field(default_factory=list)

    def text(self, name: str) -> str:
        """What stands in a cell; nothing for a sign that people write where nothing is known."""
        text = self.cells.get(name, "").strip()
        return "" if name not in OWN_WORDS and text.lower() in NOT_KNOWN else text

    def wrong(self, name: str, message: Sentence) -> None:
        self.faults.append(RowError(self.line, name, self.text(name)[:80], message))


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


def _listed(rows: Rows, comma_is_decimal: bool, made: Callable[[_Row], Record]) -> Listed[Record]:  # noqa: FBT001
    found: Listed[Record] = Listed()
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = _Row(line, cells, comma_is_decimal)
        _check_id(row, seen)
        record = made(row)
        if row.faults:
            found.errors += row.faults
        else:
            found.records.append(record)
    return found


def _check_id(row: _Row, seen: dict[str, int]) -> None:
    name = row.text("id")
    if not name:
        row.wrong("id", Sentence(N_("%(column)s is missing."), column="id"))
    elif name in seen:
        row.wrong(
            "id", Sentence(N_("The same id stands in line %(line)s. Give each row one of its own."), line=seen[name])
        )
    seen.setdefault(name, row.line)


def _offer(row: _Row, notes: Faults) -> Offer:
    text, language = _material(row), _language(row)
    code, trade = _code(row, "waste_code", row.text("waste_code")), _industry(row)
    lat, lon = _place(row)
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
        mass_t_per_year=_mass(row),
        industry=trade,
        lat=lat,
        lon=lon,
    )


def _need(row: _Row) -> Receiver:
    written = [one.strip() for one in _BETWEEN.split(row.text("waste_codes")) if one.strip()]
    codes = tuple(filter(None, (_code(row, "waste_codes", one, may_be_start=True) for one in written)))
    text, language = _material(row), _language(row)
    lat, lon = _place(row)
    return Receiver(
        id=row.text("id"),
        source="need",
        name=text,
        language=language or "",
        waste_codes=codes,
        mass_t_per_year=_mass(row),
        lat=lat,
        lon=lon,
    )


def _receiver(row: _Row) -> Receiver:
    trade = _industry(row)
    if not row.text("industry_code"):
        row.wrong("industry_code", Sentence(N_("%(column)s is missing."), column="industry_code"))
    lat, lon = _place(row)
    return Receiver(id=row.text("id"), source="use", name=row.text("name"), industry=trade, lat=lat, lon=lon)


def _class(code: str | None, chances: Chances) -> str | None:
    if code:
        return crosswalks.material_class_of(code).target
    name, chance = next(iter(chances.classes.items()), (None, 0.0))
    return name if chance >= LEAST_CLASS_CHANCE else None


def _contradiction(row: _Row, code: str, chances: Chances) -> Iterator[RowError]:
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


def _material(row: _Row) -> str:
    text = row.text("material")
    if not text:
        row.wrong("material", Sentence(N_("%(column)s is missing."), column="material"))
    if len(text) > LONGEST_TEXT:
        row.wrong("material", Sentence(N_("The text is longer than %(most)s letters."), most=LONGEST_TEXT))
    return text


def _language(row: _Row) -> Language | None:
    text = row.text("lang").lower()
    if text and text not in LANGUAGES:
        row.wrong("lang", Sentence(N_("Choose one of: %(names)s."), names=", ".join(LANGUAGES)))
    return next((one for one in LANGUAGES if one == text), None)


def _code(row: _Row, column: str, text: str, *, may_be_start: bool = False) -> str | None:
    """A code of six digits; of five, a spreadsheet has dropped the nought that it began with."""
    if not text:
        return None
    digits = re.sub(r"[\s\u00a0\u202f.*\-]+", "", text.removesuffix(".0"))
    if digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS - 1:
        digits = f"0{digits}"
    if may_be_start and len(digits) in START_DIGITS and any(code.startswith(digits) for code in entry_codes()):
        return digits
    try:
        return parse_code(digits)
    except UnknownCodeError:
        row.wrong(column, Sentence(N_("%(code)s is not in the List of Waste."), code=code_word(digits)))
    except ValueError:
        row.wrong(column, Sentence(N_("This is not a waste code. Write six digits, for example 100908.")))
    return None


def _industry(row: _Row) -> str | None:
    """The industry, or the group or division that a longer national code begins with."""
    digits = row.text("industry_code").replace(".", "").replace(" ", "")
    if not digits:
        return None
    for length in range(len(digits), DIVISION_DIGITS - 1, -1):
        try:
            return industry(digits[:length]).code
        except UnknownCodeError:
            continue
    row.wrong("industry_code", Sentence(N_("This is no industry. Write a NACE Rev. 2 code such as 2451 or 24.51.")))
    return None


def _hazard(code: str | None) -> Hazard:
    """What the list says of a code; a mirror entry says nothing without a test."""
    for name in ("2026", "2015"):
        entry = edition(name).entries.get(code or "")
        if entry is not None:
            if entry.mirror_codes:
                return Hazard.UNKNOWN
            return Hazard.HAZARDOUS if entry.hazardous_fi else Hazard.NON_HAZARDOUS
    return Hazard.UNKNOWN


def _mass(row: _Row) -> Span:
    value = _number(row, "mass_t_per_year")
    if value is None:
        return UNKNOWN
    if value < 0:
        row.wrong("mass_t_per_year", Sentence(N_("An amount cannot be below zero.")))
    if value > LARGEST_T:
        row.wrong("mass_t_per_year", Sentence(N_("This is more than any flow on earth. Check the unit: tonnes.")))
    return Span.of(value)


def _place(row: _Row) -> tuple[float | None, float | None]:
    """Both coordinates or none."""
    lat, lon = _coordinate(row, "lat", POLE), _coordinate(row, "lon", HALF_TURN)
    if bool(row.text("lat")) != bool(row.text("lon")):
        empty = "lon" if row.text("lat") else "lat"
        row.wrong(empty, Sentence(N_("%(column)s is missing: a place needs both lat and lon."), column=empty))
    return lat, lon


def _coordinate(row: _Row, name: str, most: float) -> float | None:
    value = _number(row, name, comma_is_decimal=True)
    if value is not None and abs(value) > most:
        told = Sentence(
            N_("%(column)s must lie between -%(most)d and %(most)d degrees (WGS84)."), column=name, most=most
        )
        row.wrong(name, told)
    return value


def _number(row: _Row, name: str, *, comma_is_decimal: bool = False) -> float | None:
    """A number with a point or a comma; whether "1,234" is a thousand is asked, unless the file has decimal commas."""
    text = _SPACES.sub("", row.text(name)).replace("\u2212", "-")
    if not text:
        return None
    if _THOUSANDS.fullmatch(text) and not (comma_is_decimal or row.comma_is_decimal):
        row.wrong(name, Sentence(N_("This may be a thousand times as much. Write it without a thousands separator.")))
        return None
    plain = _with_point(text)
    value = float(plain) if text.isascii() and _NUMBER.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        row.wrong(name, Sentence(N_("This is not a number. Leave the cell empty when it is not known.")))
        return None
    return value


def _with_point(text: str) -> str:
    """The last of points and commas is the decimal sign where both occur."""
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        return re.sub("[.,]", "", text[:last]) + "." + text[last + 1 :]
    return text.replace(",", ".")
