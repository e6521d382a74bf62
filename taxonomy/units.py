"""Units with exact factors, and numbers as people write them in Finnish, Swedish and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from taxonomy.codes import LANGUAGES

Quantity = Literal["mass", "energy", "volume"]


class UnitError(ValueError):
    """A unit that is not known, or two units that measure different things."""


class NumberError(ValueError):
    """A text that is no plain number."""


class AmbiguousNumberError(NumberError):
    """A number such as "1,234" that may be a thousand times larger than meant."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is the size in the base unit of its quantity: kilogram, joule or cubic metre."""

    symbol: str
    quantity: Quantity
    factor: Decimal


def _units(quantity: Quantity, **factors: str) -> dict[str, Unit]:
    return {symbol: Unit(symbol, quantity, Decimal(factor)) for symbol, factor in factors.items()}


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        **_units("mass", mg="0.000001", g="0.001", kg="1", t="1E3", kt="1E6", Mt="1E9"),
        **_units(
            "energy", kWh="3.6E6", MWh="3.6E9", GWh="3.6E12", TWh="3.6E15", MJ="1E6", GJ="1E9", TJ="1E12", PJ="1E15"
        ),
        **_units("volume", l="0.001", m3="1"),
    }
)
_SYMBOLS = {"m³": "m3", "tn": "t", "ton": "t", "L": "l"}

_SPACED = re.compile(r"(?P<whole>[0-9]{1,3}(?:[ \u00a0\u2007\u2009\u202f'][0-9]{3})+)(?:[.,](?P<part>[0-9]+))?")
_ENGLISH = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<part>[0-9]+)")
_CONTINENTAL = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<part>[0-9]+)")
_MILLIONS = re.compile(r"(?P<whole>[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})+)(?P<part>)")
_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")
_FORMS = (_SPACED, _ENGLISH, _CONTINENTAL, _MILLIONS, _PLAIN)
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_NOT_A_DIGIT = re.compile(r"[^0-9]")
_EXAMPLES = {"fi": "1234 tai 1234,5", "sv": "1234 eller 1234,5", "en": "1234 or 1234.5"}


def unit(symbol: str) -> Unit:
    """Look a unit up by its symbol."""
    if symbol in UNITS:
        return UNITS[symbol]
    cleaned = symbol.strip()
    try:
        return UNITS[_SYMBOLS.get(cleaned, cleaned)]
    except KeyError:
        raise UnitError(f"The unit {symbol!r} is not known. Use one of {', '.join(UNITS)}.") from None


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """Convert between units of one quantity; a volume never becomes a mass without a density."""
    given, wanted = unit(source), unit(target)
    if given.quantity != wanted.quantity:
        raise UnitError(f"{source} measures {given.quantity} and {target} measures {wanted.quantity}.")
    return value * given.factor / wanted.factor


def parse_number(text: str, language: str) -> Decimal:
    """Read a number such as "1 200,5", "1200.5" or "1,234,567.8".

    Comma and point are both understood in every language, because people copy from spreadsheets. One mark
    followed by exactly three digits could mean either, so it is refused rather than guessed.

    Raises
    ------
    AmbiguousNumberError
        For "1,234" and "1.234".
    NumberError
        For anything else that is no plain number, NaN and infinity included.
    """
    if language not in LANGUAGES:
        raise NumberError(f"{language!r} is not one of the languages {', '.join(LANGUAGES)}.")
    sign, digits = _sign(text.strip())
    if _AMBIGUOUS.fullmatch(digits):
        raise AmbiguousNumberError(f"{text.strip()!r} could mean two numbers. Write {_EXAMPLES[language]}.")
    for form in _FORMS:
        match = form.fullmatch(digits)
        if match:
            whole = _NOT_A_DIGIT.sub("", match["whole"])
            return Decimal(f"{sign}{whole}.{match['part']}" if match["part"] else sign + whole)
    raise NumberError(f"{text!r} is not a number. Write for example {_EXAMPLES[language]}.")


def _sign(text: str) -> tuple[str, str]:
    if text[:1] in {"-", "\u2212"}:
        return "-", text[1:].lstrip()
    return "", text.removeprefix("+")
