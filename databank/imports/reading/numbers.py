"""Numbers as people write them, and which of comma and point is the decimal mark of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from databank.errors import N_, Sentence
from databank.imports.reading.units import unit_of
from databank.sheets import Cell
from taxonomy.units import AmbiguousNumberError, NumberError, parse_number

Mark = Literal[",", "."]

AMBIGUOUS = N_(
    "This may be %(small)s or %(large)s. Tell in the settings of the import whether comma or point is the decimal "
    "mark, or write the number without a mark for thousands."
)
NO_NUMBER = N_("This is no number. Write digits such as 1200,5, without words.")
OPEN_RANGE = N_("This is only a lower limit. Write the amount, or a range with two ends such as 10-20.")
FORMULA_ERROR = N_("This cell holds an error of the spreadsheet. Correct its formula, or write the value.")

LONGEST_FIGURE = 60
"""Nobody writes a number, its unit and a few words longer than this."""
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003", " "))
_SIMPLE = re.compile(r"([0-9]+)([.,])([0-9]+)", re.ASCII)
_AMBIGUOUS = re.compile(r"[+\-\u2212]?\s*([1-9][0-9]{0,2})([.,])([0-9]{3})", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+-]?[0-9]{1,2}", re.ASCII)
_ABOUT = re.compile(
    r"(?:n\.|noin|ca\.?|c\.|cirka|circa|ungefär|uppskattningsvis|approx\.?|approximately|about|around|est\.?|"
    r"arviolta|arvio|arviolta noin|[~≈])\s*(?=[0-9<])",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:<=?|≤|alle|enintään|korkeintaan|max\.?|under|högst|mindre än|less than|below|at most|up to)\s*", re.IGNORECASE
)
_AT_LEAST = re.compile(
    r"(?:>=?|≥|yli|vähintään|min\.?|över|minst|mer än|more than|over|above|at least)\s*", re.IGNORECASE
)
_RANGE = re.compile(r"(.*?[0-9.,].*?)\s*(?:-|–|—|\.{2,3}|…|\bto\b|\btill\b)\s*([0-9].*)")
_WITH_UNIT = re.compile(r"([+\-\u2212]?[0-9][0-9 .,']*?)\s*([^\W\d_%][^0-9]*[23³²]?.{0,12}|%)", re.DOTALL)
_NUMBER_FRONT = re.compile(r"[+\-\u2212]?[0-9][0-9 .,']*")
_FIRST_NUMBER = re.compile(r"[0-9][0-9 .,']*")
_TAIL = re.compile(r"(?:,-|\*+|:-)$")

_MINUS_BEHIND = re.compile(r"([0-9][0-9 .,]*[0-9])\s?[-\u2212]", re.ASCII)
"""As accounting programs write what is taken back: "1 200,00-"."""
_POINT_PROOF = re.compile(
    r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{4,}\.[0-9]+|[0-9 ]+,[0-9]{3}\.[0-9]+|"
    r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?: [0-9]{3})+\.[0-9]+",
    re.ASCII,
)
_COMMA_PROOF = re.compile(
    r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{4,},[0-9]+|[0-9 ]+\.[0-9]{3},[0-9]+|"
    r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?: [0-9]{3})+,[0-9]+",
    re.ASCII,
)


class Figure(NamedTuple):
    """What one cell says: a value, or a range, with the unit that stands in it."""

    value: str | None
    low: str | None = None
    high: str | None = None
    unit: str | None = None
    is_about: bool = False


class NumberCellError(ValueError):
    """A cell that cannot be read as a number; its sentence says what would be right."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plain(value: float) -> str:
    """A number of a workbook as text with a point and without an exponent.

    >>> plain(1200.0), plain(0.1 + 0.2), plain(1e-7)
    ('1200', '0.3', '0.0000001')
    """
    if isinstance(value, int):
        return str(value)
    text = format(value, ".15g")
    return text if "e" not in text else format(Decimal(text), "f")


def read_number(text: str, mark: Mark | None) -> str:
    """A number as text with a point.

    Raises
    ------
    NumberCellError
        Saying what would be right.
    """
    if text.isascii() and text.isdigit():
        return text
    simple = _SIMPLE.fullmatch(text)
    if simple:
        whole, sign, part = simple.groups()
        if len(part) != 3 or len(whole) > 3 or whole[0] == "0" or sign == mark:  # noqa: PLR2004
            return f"{whole}.{part}"
    return _careful(text.translate(_SPACES).strip(), mark)


def _careful(text: str, mark: Mark | None) -> str:
    behind = _MINUS_BEHIND.fullmatch(text)
    text = f"-{behind[1]}" if behind else text
    if len(text) > LONGEST_FIGURE:
        raise NumberCellError(Sentence(NO_NUMBER))
    ambiguous = _AMBIGUOUS.fullmatch(text)
    if ambiguous:
        return _by_mark(text, ambiguous, mark)
    if _SCIENTIFIC.fullmatch(text):
        return format(Decimal(text.replace(",", ".")), "f")
    try:
        return format(parse_number(text, "en"), "f")
    except AmbiguousNumberError:
        raise NumberCellError(Sentence(NO_NUMBER)) from None
    except NumberError:
        raise NumberCellError(Sentence(FORMULA_ERROR if text.startswith("#") else NO_NUMBER)) from None


def _by_mark(text: str, found: re.Match[str], mark: Mark | None) -> str:
    whole, sign, part = found.groups()
    minus = "-" if text[0] in "-\u2212" else ""
    small, large = f"{minus}{whole}.{part}", f"{minus}{whole}{part}"
    if mark is None:
        raise NumberCellError(Sentence(AMBIGUOUS, small=f"{minus}{whole}{sign}{part}", large=large))
    return small if sign == mark else large


def read_figure(text: str, mark: Mark | None) -> Figure:
    """Read an amount with everything that people write around it: "n. 500 t", "<5", "10-20", "1 200,5 kg".

    Raises
    ------
    NumberCellError
        Saying what would be right.
    """
    try:
        return Figure(read_number(text, mark))
    except NumberCellError as error:
        if len(text) > LONGEST_FIGURE:
            raise
        bare = _TAIL.sub("", text.translate(_SPACES).strip()).strip()
        about = _ABOUT.match(bare)
        rest = bare[about.end() :].strip() if about else bare
        figure = _bounded(rest, mark) or _with_unit(rest, mark)
        if figure is None:
            if rest == text or not _NUMBER_FRONT.fullmatch(rest):
                raise error from None
            figure = Figure(read_number(rest, mark))
        return figure._replace(is_about=about is not None)


def _bounded(text: str, mark: Mark | None) -> Figure | None:
    """Read an upper limit or a range; a lower limit alone is refused."""
    found = _AT_MOST.match(text)
    if found:
        end = read_figure(text[found.end() :], mark)
        return end._replace(value=None, low="0", high=end.value) if end.value else None
    if _AT_LEAST.match(text) and any(sign.isdigit() for sign in text):
        raise NumberCellError(Sentence(OPEN_RANGE))
    found = _RANGE.fullmatch(text)
    if found is None or text.startswith(("-", "\u2212")):
        return None
    first, last = read_figure(found[1], mark), read_figure(found[2], mark)
    if first.value is None or last.value is None or first.unit not in {None, last.unit}:
        raise NumberCellError(Sentence(NO_NUMBER))
    return Figure(None, first.value, last.value, last.unit)


def _with_unit(text: str, mark: Mark | None) -> Figure | None:
    found = _WITH_UNIT.fullmatch(text)
    unit = unit_of(found[2]) if found else None
    if found is None or unit is None:
        return None
    return Figure(read_number(found[1].strip(), mark), unit=unit)


def proof_of(text: str) -> Mark | None:
    """Which mark one text proves to be the decimal mark; None when it proves nothing."""
    front = _FIRST_NUMBER.search(text[:LONGEST_FIGURE].translate(_SPACES))
    if front is None:
        return None
    number = front[0].strip(" .,")
    if _COMMA_PROOF.fullmatch(number):
        return ","
    return "." if _POINT_PROOF.fullmatch(number) else None


def mark_of(values: Iterable[Cell]) -> Mark | None:
    """The decimal mark that the texts of a table prove; None when they prove none, or both.

    >>> mark_of(["1,234", "0,5"]), mark_of(["1,234"]), mark_of(["1,234.5", "1,234"])
    (',', None, '.')
    """
    proven = {proof for value in values if isinstance(value, str) and (proof := proof_of(value))}
    return proven.pop() if len(proven) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether a number can be told only by the decimal mark of its table."""
    return _AMBIGUOUS.fullmatch(text.translate(_SPACES).strip()) is not None
