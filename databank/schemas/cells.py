"""Cells: how one value is read from text and written back. CSV, JSON and forms share them.

What a cell refuses is a sentence that names what would be right; the value itself stands beside it in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import email_validator
from marshmallow import ValidationError, fields

from databank.business_id import parse_business_id
from databank.errors import N_, Sentence

T = TypeVar("T")
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
GREATEST = Decimal(999_999_999)
MICRO = Decimal("0.000001")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
EMPTY = Sentence(N_("Fill this in: it cannot be empty."))


class Cell(fields.Field[T], Generic[T]):
    """A field that reads the text of a cell with `parse` and writes a value with `write`.

    Parameters
    ----------
    parse : callable
        Text to value; a ValueError or LookupError is what the cell refuses, its message the sentence.
    write : callable, optional
        Value to what JSON can hold.
    """

    def __init__(self, parse: Callable[[str], T], write: Callable[[T], Any] = str, **settings: Any) -> None:
        settings.setdefault("required", "load_default" not in settings)
        super().__init__(error_messages={"required": EMPTY, "null": EMPTY}, **settings)
        self.parse = parse
        self.write = write

    def _deserialize(self, value: Any, *_context: Any, **_: Any) -> T:
        try:
            return self.parse(as_text(value))
        except (ValueError, LookupError) as error:
            raise ValidationError(error.args[0] if isinstance(error.args[0], Sentence) else str(error)) from error

    def _serialize(self, value: T | None, *_context: Any, **_: Any) -> Any:
        return None if value is None else self.write(value)


def as_text(value: Any) -> str:
    """What JSON or a form handed over, as the text of a cell."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple):
        return ";".join(as_text(item) for item in value)
    if isinstance(value, str | int | float | Decimal | date):
        return str(value).strip()
    raise ValueError(Sentence(N_("Write one value here: text or a number.")))


# --- parsers -----------------------------------------------------------------------------------------------------


def one_of(words: type[StrEnum]) -> Callable[[str], Any]:
    """Reads one of the words of an enumeration."""

    def parse(text: str) -> StrEnum:
        try:
            return words(text.lower())
        except ValueError:
            raise ValueError(Sentence(N_("Choose one of: %(choices)s."), choices=", ".join(words))) from None

    return parse


def bounded(low: Decimal | int = 0, high: Decimal | int = GREATEST) -> Callable[[str], Decimal]:
    """Reads a number between two bounds, with a point and at most six decimals kept."""

    def parse(text: str) -> Decimal:
        number = parse_decimal(text)
        if number < low:
            raise ValueError(
                Sentence(N_("A negative number is no amount: write 0 or more."))
                if low == 0
                else Sentence(N_("Write a number that is at least %(low)s."), low=low)
            )
        if number > high:
            raise ValueError(Sentence(N_("This number is too great: write at most %(high)s."), high=high))
        return number.quantize(MICRO)

    return parse


def parse_decimal(text: str) -> Decimal:
    """Read a plain number. NaN, infinity, spaces and commas are refused."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(Sentence(N_("Write a number with digits and a point, such as 1200.5.")))
    return Decimal(text)


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between two bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII) or not low <= int(text) <= high:
            raise ValueError(Sentence(N_("Write a whole number from %(low)s to %(high)s."), low=low, high=high))
        return int(text)

    return parse


def parse_day(text: str) -> date:
    """Read a date as 2026-11-20."""
    refused = ValueError(Sentence(N_("Write the date as year-month-day, such as 2026-11-20.")))
    if not _DAY.fullmatch(text):
        raise refused
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refused from None


def parse_flag(text: str) -> bool:
    """Read 1 or 0."""
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise ValueError(Sentence(N_("Write 1 for yes or 0 for no."))) from None


def parse_id(text: str) -> str:
    """Read a public id."""
    if not ID_PATTERN.fullmatch(text):
        raise ValueError(
            Sentence(N_("An id is at most 64 letters a-z, digits, hyphens, points, colons and underscores."))
        )
    return text


def short(length: int) -> Callable[[str], str]:
    """Reads text of at most `length` signs, without control characters."""

    def parse(text: str) -> str:
        if len(text) > length:
            raise ValueError(Sentence(N_("This text is too long: at most %(length)s characters."), length=length))
        if _CONTROL.search(text):
            raise ValueError(Sentence(N_("This text holds control characters: write it again.")))
        return text

    return parse


def web_address(text: str) -> str:
    """Read an http address; no other kind is ever made a link."""
    if not re.fullmatch(r"https?://[^\s<>\"']+", text) or len(text) > 500:  # noqa: PLR2004 - the column's length
        raise ValueError(Sentence(N_("Write a web address that begins with https:// or http://.")))
    return text


def document_address(text: str) -> str:
    """Read the address of a document: on the web, or of a file that the bank keeps."""
    return text if re.fullmatch(r"/files/[a-z2-7]{26}", text, re.ASCII) else web_address(text)


def email(text: str) -> str:
    """Read an e-mail address; that it exists is shown by the answer to a mail."""
    try:
        return str(email_validator.validate_email(text, check_deliverability=False).normalized)
    except email_validator.EmailNotValidError:
        raise ValueError(Sentence(N_("Write an e-mail address in the form name@company.fi."))) from None


def each(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Reads a list separated by semicolons."""
    return lambda text: tuple(dict.fromkeys(parse(part.strip()) for part in text.split(";") if part.strip()))


def plain_number(number: Decimal) -> int | float:
    """A decimal as a JSON number: these 15 digits survive."""
    return int(number) if number == number.to_integral_value() else float(number)


# --- cells -------------------------------------------------------------------------------------------------------


def text(length: int = 200, **settings: Any) -> Cell[str]:
    """A text; empty is unknown unless it is required."""
    settings.setdefault("load_default", None)
    return Cell(short(length), **settings)


def required_text(length: int = 200) -> Cell[str]:
    """A text that must be there."""
    return Cell(short(length))


def choice(words: type[StrEnum], **settings: Any) -> Cell[Any]:
    """One word of an enumeration."""
    return Cell(one_of(words), **settings)


def number(low: Decimal | int = 0, high: Decimal | int = GREATEST, **settings: Any) -> Cell[Decimal]:
    """A number with at most six decimals."""
    settings.setdefault("load_default", None)
    return Cell(bounded(low, high), plain_number, **settings)


def fraction(low: float, high: float, **settings: Any) -> Cell[float]:
    """A number kept as it is written: a share or a coordinate."""
    return Cell(lambda cell: float(bounded(Decimal(str(low)), Decimal(str(high)))(cell)), float, **settings)


def day() -> Cell[date]:
    """A date or unknown."""
    return Cell(parse_day, date.isoformat, load_default=None)


def flag(*, default: bool = False) -> Cell[bool]:
    """Yes or no."""
    return Cell(parse_flag, bool, load_default=default)


def year(**settings: Any) -> Cell[int]:
    """A calendar year."""
    return Cell(whole(1900, 2100), int, **settings)


def identity(**settings: Any) -> Cell[str]:
    """A public id, or a reference to one."""
    return Cell(parse_id, **settings)


def business_id() -> Cell[str]:
    """A business id with its check digit."""
    return Cell(parse_business_id, load_default=None)
