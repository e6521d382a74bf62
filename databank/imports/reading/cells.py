"""How one cell is read, by the column that it stands in: canonical text, nothing, or a sentence about what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType

from databank.errors import N_, Sentence
from databank.imports.reading.codes import read_operation, read_waste_code
from databank.imports.reading.contents import written
from databank.imports.reading.dates import NO_DAY, month_number, proven_order, read_day, read_year
from databank.imports.reading.lists import LONGEST_TEXT, empty_words, total_words
from databank.imports.reading.marks import Evidence
from databank.imports.reading.numbers import Figure, NumberCellError, plain, read_figure, read_number
from databank.imports.reading.points import degrees_of
from databank.imports.reading.units import PERCENT, unit_of
from databank.imports.values import Column
from databank.sheets import Cell
from databank.sheets.formulas import unguarded
from databank.vocabulary import fold
from taxonomy.units import UNITS, UnitError, convert

WORDS, ABOUT = "+words", "+about"
"""What a cell may say beside columns of the kind: the words behind a code, and that a number is a rough one."""
TOTAL_STEMS = re.compile(r"yht|sum|tot|samman|kaikki|koko")
"""Every word for a total has one of these; most cells have none."""
LONGEST_LABEL = 80
"""No label of a total is longer."""
MOST_REMEMBERED = 10_000
PERCENT_FROM = Decimal(1)
TWO_SHARES = N_("This may be %(small)s or %(large)s per cent. Write the number with the sign of per cent behind it.")
NO_SHARE = N_("Write a share from 0 to 1, or a percentage with its sign such as 45 %.")

AMOUNTS = frozenset({"amount", "mass_t"})
NUMBERS = frozenset(
    {
        *("amount_min", "amount_max", "distance_km", "standard_uncertainty", "price_eur_per_t"),
        *("minimum", "typical", "maximum", "area_ha"),
    }
)
TONNES = frozenset({"free_t_per_year", "standard_uncertainty_t", "capacity_t_per_year"})
SHARES = frozenset({"moisture_share", "dry_share"})
LAST_DAYS = frozenset({"available_until", "committed_until", "ends_on", "source_date", "name_as_of"})
DAYS = frozenset({"available_from", "starts_on", "confirmed_on", "legal_date", "status_checked_on", *LAST_DAYS})
NUMERIC = AMOUNTS | NUMBERS | TONNES | SHARES | {"density_t_m3"}
_TOTAL_ENDS = tuple(f" {word}" for word in ("yhteensa", "yht", "totalt", "total", "sammanlagt", "summa"))
_TOTAL_BEGINS = tuple(f"{word} " for word in ("yhteensa", "totalt", "total", "summa", "sammanlagt"))
_LIST = re.compile(r"[;\n]|,(?=\s*[0-9]{2})|\s/\s|\s+(?:ja|och|and)\s+")

Read = Callable[[Cell], "str | Told | None"]


@dataclass(slots=True)
class Told:
    """What a cell says beyond one text.

    Attributes
    ----------
    cells : dict
        Canonical text by column of the kind.
    wrong : Sentence, optional
        Why the cell cannot be read; it stays as it is written then.
    total : str
        "all" or "group" when the cell is the label of a total; "maybe" when only the rest of the row can tell.
    """

    cells: dict[str, str] = field(default_factory=dict)
    wrong: Sentence | None = None
    total: str = ""


class Memo(dict[Cell, "str | Told | None"]):
    """What the cells of one column say, each text read once; forgotten when there are too many."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Cell) -> str | Told | None:
        """Read a text that was not met yet."""
        result = self._read(value)
        if not isinstance(value, str) or len(value) <= LONGEST_TEXT:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[value] = result
        return result


def reader_for(column: Column, evidence: Evidence, kind: str, *, is_text: bool) -> Read:
    """What reads the cells of a column; `is_text` takes words as they are, as in files of our own."""
    name = column.field or ""
    by_number: dict[str, Callable[..., str | Told | None]] = {
        **dict.fromkeys(AMOUNTS, _amount),
        **dict.fromkeys(SHARES, _share),
        **dict.fromkeys(NUMBERS | TONNES | {"density_t_m3"}, _number),
        **dict.fromkeys(DAYS, _day),
    }
    if name in by_number:
        return partial(by_number[name], evidence, column)
    is_free = name == "unit" and kind in FREE_UNITS
    return (None if is_free else PLAIN_READERS.get(name)) or (_exact_text if is_text else _text)


def text_of(value: Cell) -> str:
    """The text of a cell; empty for what says that nothing is known."""
    text = value.strip() if isinstance(value, str) else written(value)
    return "" if len(text) <= LONGEST_TEXT and text.casefold() in empty_words() else text


def total_span(text: str) -> str:
    """Whether a text is the label of a total: "all", "group", "maybe" or the empty text.

    >>> total_span("Yhteensä:"), total_span("Vaaralliset yhteensä"), total_span("Total waste"), total_span("Kuona")
    ('all', 'group', 'maybe', '')
    """
    if len(text) > LONGEST_LABEL or TOTAL_STEMS.search(text.casefold()) is None:
        return ""
    folded = fold(text).strip(" :.=*")
    known = total_words().get(folded)
    if known:
        return known
    if folded.endswith(_TOTAL_ENDS):
        return "group"
    return "maybe" if folded.startswith(_TOTAL_BEGINS) else ""


# --- words and codes ---------------------------------------------------------------------------------------------


def _exact_text(value: Cell) -> str | None:
    text = value.strip() if isinstance(value, str) else written(value)
    return unguarded(text) or None


def _text(value: Cell) -> str | Told | None:
    text = text_of(value)
    if not text:
        return None
    total = total_span(text)
    text = unguarded(text)
    return Told({"": text}, total=total) if total else text


def _waste_code(value: Cell) -> str | Told | None:
    text = text_of(value)
    if not text:
        return None
    found = read_waste_code(text) if len(text) <= LONGEST_TEXT else None
    if found is None:
        total = total_span(text)
        return Told({"": text}, total=total) if total else text
    total = total_span(found.words) if found.words else ""
    if total:
        return Told({"": found.code}, total="group")
    return Told({"": found.code, WORDS: found.words}) if found.words else found.code


def _waste_codes(value: Cell) -> str | None:
    text = text_of(value)
    if not text:
        return None
    parts = [part.strip() for part in _LIST.split(text) if part.strip()]
    read = [read_waste_code(part[:LONGEST_TEXT]) for part in parts]
    return ";".join(found.code if found else part for found, part in zip(read, parts, strict=True))


def _operation(value: Cell) -> str | None:
    text = text_of(value)
    return (read_operation(text[:LONGEST_TEXT]) or text) if text else None


def _unit(value: Cell) -> str | None:
    text = text_of(value)
    return (unit_of(text[:LONGEST_TEXT]) or text) if text else None


# --- numbers -----------------------------------------------------------------------------------------------------


def _figure(evidence: Evidence, index: int, value: Cell) -> Figure | Sentence | None:
    """The number of a cell, what is wrong with it, or nothing."""
    if isinstance(value, int | float):
        return Figure(plain(value))
    try:
        return Figure(read_number(value or "", None))
    except NumberCellError:
        text = text_of(value)
    if not text:
        return None
    try:
        return read_figure(text, evidence.mark(index, text))
    except NumberCellError as error:
        return error.sentence


def _amount(evidence: Evidence, column: Column, value: Cell) -> str | Told | None:
    if isinstance(value, str) and column.field == "amount":
        try:
            return read_number(value, None)
        except NumberCellError:
            pass  # the long way knows more about what people write
    figure = _figure(evidence, column.index, value)
    if figure is None or isinstance(figure, Sentence):
        return None if figure is None else Told({"": text_of(value)}, wrong=figure)
    if column.field == "mass_t":
        return _in_tonnes(figure, figure.unit or column.unit, value)
    if figure.low is None and figure.unit is None and not figure.is_about:
        return figure.value
    named = {"": figure.value, "amount_min": figure.low, "amount_max": figure.high, "unit": figure.unit}
    cells = {name: text for name, text in named.items() if text is not None}
    if figure.is_about:
        cells[ABOUT] = "1"
    return Told(cells)


def _in_tonnes(figure: Figure, unit: str | None, value: Cell) -> str | Told:
    if figure.value is None:
        return Told({"": text_of(value)}, wrong=Sentence(N_("Write one amount in tonnes here, not a range.")))
    return _converted(figure.value, unit, "t", value)


def _converted(number: str, unit: str | None, target: str, value: Cell) -> str | Told:
    """A number of a column whose unit is fixed, from the unit that its heading names."""
    if unit in {None, target}:
        return number
    try:
        return format(convert(Decimal(number), unit or target, target).normalize(), "f")
    except (UnitError, InvalidOperation):
        message = Sentence(N_("This is in %(unit)s and should be in %(target)s."), unit=unit, target=target)
        return Told({"": text_of(value)}, wrong=message)


def _number(evidence: Evidence, column: Column, value: Cell) -> str | Told | None:
    figure = _figure(evidence, column.index, value)
    if figure is None:
        return None
    if isinstance(figure, Sentence) or figure.value is None:
        wrong = figure if isinstance(figure, Sentence) else Sentence(N_("Write one number here, not a range."))
        return Told({"": text_of(value)}, wrong=wrong)
    unit = figure.unit or column.unit
    if column.field in TONNES and unit in UNITS:
        return _converted(figure.value, unit, "t", value)
    if column.field == "density_t_m3" and unit and unit.lower().startswith("kg"):
        return format((Decimal(figure.value) / 1000).normalize(), "f")
    return figure.value


def _coordinate(value: Cell) -> str | None:
    """A coordinate has no mark for thousands, so every comma is a decimal mark."""
    if isinstance(value, int | float):
        return plain(value)
    text = text_of(value)
    return (degrees_of(text) or text.replace(",", ".").replace(" ", "")) if text else None


def _share(evidence: Evidence, column: Column, value: Cell) -> str | Told | None:
    figure = _figure(evidence, column.index, value)
    if figure is None:
        return None
    share = Decimal(figure.value) if isinstance(figure, Figure) and figure.value is not None else None
    if share and column.unit == PERCENT and not isinstance(value, str) and 0 < share <= 1:
        # A workbook holds 0.8 for a cell that shows 80 % and for one that shows 0.8 under a heading with the sign.
        both = {"small": plain(float(share)), "large": plain(float(share * 100))}
        return Told({"": text_of(value)}, wrong=Sentence(TWO_SHARES, **both))
    if share is not None and (PERCENT in {column.unit, getattr(figure, "unit", None)} or share > PERCENT_FROM):
        share /= 100
    if share is None or not 0 <= share <= 1:
        return Told({"": text_of(value)}, wrong=Sentence(NO_SHARE))
    return format((1 - share if column.field == "dry_share" else share).normalize(), "f")


# --- dates -------------------------------------------------------------------------------------------------------


def _day(evidence: Evidence, column: Column, value: Cell) -> str | Told | None:
    text = text_of(value)
    if not text:
        return None
    day = read_day(
        text, evidence.order(column.index) if "/" in text or "-" in text else None, last=column.field in LAST_DAYS
    )
    return Told({"": text}, wrong=day) if isinstance(day, Sentence) else day


def _year(value: Cell) -> str | Told | None:
    text = text_of(value)
    if not text:
        return None
    year = read_year(text)
    if not isinstance(year, Sentence):
        return year
    total = total_span(text)
    return Told({"": text}, wrong=None if total else year, total=total)


def _load_year(value: Cell) -> str | Told | None:
    """The year of a load: only it is kept of the day. A month alone leaves the year to the title."""
    text = text_of(value)
    if not text or month_number(text) is not None:
        return None
    day = read_day(text, proven_order(text) or "dmy", last=False)
    if not isinstance(day, Sentence):
        return day[:4]
    total = total_span(text)
    return Told({"": text}, wrong=None if total else Sentence(NO_DAY), total=total)


PLAIN_READERS: Mapping[str, Read] = MappingProxyType(
    {
        "load_date": _load_year,
        "lat": _coordinate,
        "lon": _coordinate,
        "year": _year,
        "waste_code": _waste_code,
        "code_if_waste": _waste_code,
        "hint_waste_code": _waste_code,
        "waste_codes": _waste_codes,
        "treatment_code": _operation,
        "recovery_code": _operation,
        "disposal_code": _operation,
        "unit": _unit,
    }
)
"""Columns that are read without a look at the rest of the table."""
FREE_UNITS = frozenset({"area-facts", "composition"})
"""Kinds whose numbers are kept in the unit that their source names."""
