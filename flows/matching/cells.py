"""One row of a file as values: each reader leaves a fault that names the column and what would be right."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from databank.errors import N_, RowError, Sentence
from flows.matching.saying import code_word
from flows.spans import UNKNOWN, Span
from taxonomy.codes import LANGUAGES, Language, UnknownCodeError
from taxonomy.industries import industry
from taxonomy.suggest.suggesting import LONGEST_TEXT
from taxonomy.waste_list import entry_codes, parse_code

LARGEST_T = 1e12
CODE_DIGITS, DIVISION_DIGITS, POLE, HALF_TURN = 6, 2, 90.0, 180.0
START_DIGITS = (2, 4)
NOT_KNOWN = frozenset({"-", "–", "na", "n/a", "nd", "?", "null", "none"})
OWN_WORDS = frozenset({"id", "material", "name"})
"""Columns in which such a sign may be somebody's own word."""
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")

Faults = list[RowError]


@dataclass(slots=True)
class Row:
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
        """Leave a fault at a column."""
        self.faults.append(RowError(self.line, name, self.text(name)[:80], message))


def material_of(row: Row) -> str:
    """What is offered or needed, in somebody's own words."""
    text = row.text("material")
    if not text:
        row.wrong("material", Sentence(N_("%(column)s is missing."), column="material"))
    if len(text) > LONGEST_TEXT:
        row.wrong("material", Sentence(N_("The text is longer than %(most)s letters."), most=LONGEST_TEXT))
    return text


def language_of(row: Row) -> Language | None:
    """The language of these words, if the row says."""
    text = row.text("lang").lower()
    if text and text not in LANGUAGES:
        row.wrong("lang", Sentence(N_("Choose one of: %(names)s."), names=", ".join(LANGUAGES)))
    return next((one for one in LANGUAGES if one == text), None)


def code_of(row: Row, column: str, text: str, *, may_be_start: bool = False) -> str | None:
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


def industry_of(row: Row) -> str | None:
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


def mass_of(row: Row) -> Span:
    """Tonnes a year; 0 is a measured nought, an empty cell is not known."""
    value = _number(row, "mass_t_per_year")
    if value is None:
        return UNKNOWN
    if value < 0:
        row.wrong("mass_t_per_year", Sentence(N_("An amount cannot be below zero.")))
    if value > LARGEST_T:
        row.wrong("mass_t_per_year", Sentence(N_("This is more than any flow on earth. Check the unit: tonnes.")))
    return Span.of(value)


def place_of(row: Row) -> tuple[float | None, float | None]:
    """Both coordinates or none."""
    lat, lon = _coordinate(row, "lat", POLE), _coordinate(row, "lon", HALF_TURN)
    if bool(row.text("lat")) != bool(row.text("lon")):
        empty = "lon" if row.text("lat") else "lat"
        row.wrong(empty, Sentence(N_("%(column)s is missing: a place needs both lat and lon."), column=empty))
    return lat, lon


def _coordinate(row: Row, name: str, most: float) -> float | None:
    value = _number(row, name, comma_is_decimal=True)
    if value is not None and abs(value) > most:
        told = Sentence(
            N_("%(column)s must lie between -%(most)d and %(most)d degrees (WGS84)."), column=name, most=most
        )
        row.wrong(name, told)
    return value


def _number(row: Row, name: str, *, comma_is_decimal: bool = False) -> float | None:
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
