"""Amounts and days as people type them: "1 200,5", "1000-1500", "about 4000", "1.3.2027"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taxonomy import units
from taxonomy.codes import Language
from web.language import current_language
from web.language import gettext as _
from web.numbers import NBSP, SEPARATORS, number
from web.wizard.values import Choices, WrongAnswerError

ABOUT = re.compile(
    r"^(?:about|approx\.?|approximately|noin|n\.|arviolta|cirka|ca\.?|circa|ungefär|c\.|~)\s*", re.IGNORECASE
)
BETWEEN = re.compile(r"\s*(?:[–—]|\.{2,3}|(?<=\d)\s*-\s*(?=\d)|(?<=\d)\s+(?:to|till)\s+(?=\d))\s*")
ONE_MARK = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
DAY = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
MONTH = re.compile(r"(?P<month>\d{1,2})\s?/\s?(?P<year>\d{4})")
YEAR = re.compile(r"(?P<year>20\d{2})")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """A value, or the two ends of a range."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def cells(self) -> dict[str, str]:
        """The amount as the schemas read it."""
        given = {"amount": self.value, "amount_min": self.low, "amount_max": self.high}
        return {name: f"{number_:f}" for name, number_ in given.items() if number_ is not None}


def amount(text: str, language: Language) -> TypedAmount:
    """Read an amount; what could mean two numbers is asked back and never guessed.

    Raises
    ------
    WrongAnswerError
        With the two readings when one mark is followed by three digits: 1,234.
    """
    bare = ABOUT.sub("", text.strip())[:LONGEST]
    if not bare:
        raise WrongAnswerError(
            _("Enter the amount in digits, for example %(example)s.", example=number(Decimal("1200.5")))
        )
    parts = [part for part in BETWEEN.split(bare) if part]
    if len(parts) > 2:  # noqa: PLR2004 - a range has two ends
        raise _no_number(text)
    try:
        numbers = [units.parse_number(part, language) for part in parts]
    except units.AmbiguousNumberError:
        raise WrongAnswerError(
            _("%(text)s could mean two amounts. Choose the one you mean.", text=text.strip()), choices=meanings(bare)
        ) from None
    except units.NumberError:
        raise _no_number(text) from None
    if any(one < 0 for one in numbers):
        raise WrongAnswerError(_("An amount is not negative. Enter 0 or more."))
    return TypedAmount(value=numbers[0]) if len(numbers) == 1 else TypedAmount(low=numbers[0], high=numbers[1])


def meanings(text: str) -> Choices:
    """The two readings of "1,234", as what would be typed and how it is written: 1234 and 1.234."""
    thousands = ONE_MARK.sub(lambda found: re.sub(r"[.,]", "", found[0]), text)
    decimals = ONE_MARK.sub(lambda found: f"{found[0].replace(',', '.')}0", text)
    return (
        (thousands, _("%(amount)s, in thousands", amount=_grouped(thousands))),
        (decimals, _("%(amount)s, with decimals", amount=decimals.replace(".", SEPARATORS[current_language()][1]))),
    )


def _grouped(typed: str) -> str:
    """Whole numbers with a space at the thousands, which means the same in every language."""
    return re.sub(r"\d{4,}", lambda found: f"{int(found[0]):,}".replace(",", NBSP), typed)


def _no_number(text: str) -> WrongAnswerError:
    return WrongAnswerError(
        _(
            "%(text)s is not an amount. Enter digits, for example %(example)s, or a range, for example 1000-1500.",
            text=text.strip()[:LONGEST],
            example=number(Decimal("1200.5")),
        )
    )


def decimal(text: str, language: Language) -> Decimal:
    """Read one number, where 1,234 is asked back too."""
    typed = amount(text, language)
    if typed.value is None:
        raise _no_number(text)
    return typed.value


def day(text: str) -> date:
    """Read a day as 2027-03-01, 1.3.2027, 3/2027 or 2027; the first day of a month or year that is meant."""
    bare = text.strip()
    found = DAY.fullmatch(bare) or MONTH.fullmatch(bare) or YEAR.fullmatch(bare)
    try:
        if found is None:
            return date.fromisoformat(bare)
        given = {name: int(value) for name, value in found.groupdict().items()}
        return date(given["year"], given.get("month", 1), given.get("day", 1))
    except ValueError:
        raise WrongAnswerError(
            _("%(text)s is not a day. Enter it for example as 1.3.2027.", text=bare[:LONGEST])
        ) from None
