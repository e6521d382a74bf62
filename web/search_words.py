"""What the one search box understands: amounts and distances in three languages; every other word stays text.

"yli 1000 t 50 km Peittoo", "över 1 000 t inom 50 km från Peittoo" and "over 1,000 t within 50 km of Peittoo" mean the
same on every page, whatever its language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

LONGEST_SEARCH = 200
KILO = 1000

AT_LEAST = (
    "yli",
    "vähintään",
    "ainakin",
    "över",
    "minst",
    "mer än",
    "over",
    "at least",
    "more than",
    "min",
    ">=",
    "≥",
    ">",
)
AT_MOST = (
    "alle",
    "enintään",
    "korkeintaan",
    "under",
    "högst",
    "mindre än",
    "at most",
    "less than",
    "max",
    "<=",
    "≤",
    "<",
)
NEAR = (*AT_MOST, "inom", "within", "säteellä")
AFTERWARDS = ("päässä", "säteellä", "of", "from", "från", "av", "sisällä")
PLACE = r"peittoo\w*"
TONNES = r"(?:t|tn|tonnia|tonni|ton|tons|tonnes|tonne|tonnin)"
PER_YEAR = r"(?:\s*(?:/|per\s+|a\s+|om\s+)?(?:a|v|vuosi|vuodessa|år|året|year))?"
NUMBER = r"(?P<number>\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+|\d+(?:[.,]\d+)?)"


def _one_of(words: tuple[str, ...], name: str) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:(?P<{name}>{'|'.join(re.escape(word) for word in longest_first)})\\s*)?"


START, END = r"(?<![\w.,])", r"(?!\w)"
AMOUNT = re.compile(
    START + _one_of((*AT_LEAST, *AT_MOST), "bound") + NUMBER + r"\s*(?P<kilo>k)?" + TONNES + PER_YEAR + END,
    re.IGNORECASE,
)
DISTANCE = re.compile(
    START
    + rf"(?:{PLACE}\s+)?"
    + _one_of(NEAR, "near")
    + NUMBER
    + r"\s*km"
    + END
    + rf"(?:\s+(?:{'|'.join(AFTERWARDS)})(?!\w))*(?:\s+{PLACE})?(?:\s+(?:{'|'.join(AFTERWARDS)})(?!\w))?",
    re.IGNORECASE,
)
WASTE_CODE = re.compile(r"(?<!\d)(\d\d)[ \u00a0-]?(\d\d)[ \u00a0-]?(\d\d)\*?(?!\d)")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What was understood; `text` is what is left for the text search."""

    text: str = ""
    min_t_per_year: Decimal | None = None
    max_t_per_year: Decimal | None = None
    within_km: float | None = None


def parse(typed: str) -> SearchWords:
    """Take amounts and distances out of what was typed.

    >>> parse("tuhka yli 1000 t 50 km Peittoo")
    SearchWords(text='tuhka', min_t_per_year=Decimal('1000'), max_t_per_year=None, within_km=50.0)
    """
    rest = " ".join(typed[:LONGEST_SEARCH].split())
    within_km = None
    if found := DISTANCE.search(rest):
        within_km = float(_number(found["number"]))
        rest = _without(rest, found)
    least = most = None
    while found := AMOUNT.search(rest):
        amount = _number(found["number"]) * (KILO if found["kilo"] else 1)
        if (found["bound"] or "").lower() in AT_MOST:
            most = amount
        else:
            least = amount
        rest = _without(rest, found)
    return SearchWords(WASTE_CODE.sub(r"\1\2\3", rest), least, most, within_km)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split())


def _number(text: str) -> Decimal:
    """Three digits after a sign are thousands in every language; nobody searches for thousandths of a tonne."""
    if re.fullmatch(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+", text):
        return Decimal(re.sub(r"\D", "", text))
    return Decimal(text.replace(",", "."))
