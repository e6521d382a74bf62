"""One sentence for two pages: "about 4000 t/a slag sand, now" says what, how much and from when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ABOUT = r"(?:(?:about|approx\.?|approximately|noin|n\.|arviolta|cirka|ca\.?|circa|ungefär|c\.|~)\s*)?"
FIGURE = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
UNITS = {
    "kg": ("kg", "kilo", "kiloa", "kilogram", "kilograms"),
    "t": ("t", "tn", "ton", "tons", "tonne", "tonnes", "tonni", "tonnia"),
    "m3": ("m3", "m³", "kuutio", "kuutiota", "kuutiometriä", "kubikmeter", "cubic metres", "cubic meters"),
}
PER_YEAR = r"a\s+year|(?:/|per\s+|om\s+)?\s*(?:a|v|vuosi|vuodessa|år|året|year)|/\s*y"
PERIODS = {
    "batch": r"kertaerä|yksi erä|kerran|en sats|ett parti|engångsparti|one batch|one lot|once",
    "stock": r"varastossa|i lager|in stock",
}
NOW = r"heti|nyt|nu|genast|omedelbart|now|immediately|at once"
FROM = r"(?:alkaen|från och med|från|fr\.o\.m\.|from|as of|starting)"
WHEN = r"\d{1,2}\.\d{1,2}\.20\d{2}|\d{1,2}/20\d{2}|20\d{2}-\d{2}-\d{2}|20\d{2}"
DRY = r"kuiva-?ainetta|kuivana|torrt|torrsubstans|dry matter|dry"

_UNIT = {word: unit for unit, words in UNITS.items() for word in words}
_ANY_UNIT = "|".join(re.escape(word) for word in sorted(_UNIT, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.,]){ABOUT}(?P<figure>(?:{FIGURE})(?:\s*[-–—]\s*(?:{FIGURE}))?)\s*(?P<unit>{_ANY_UNIT})"
    rf"(?P<per>\s*(?:{PER_YEAR}))?(?!\w)",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\b{FROM}\s+(?P<day>{WHEN})\b|\b(?P<then>{WHEN})\s+{FROM}\b", re.IGNORECASE)
_NOW = re.compile(rf"(?<!\w)(?:{NOW})(?!\w)", re.IGNORECASE)
_PERIODS = {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, words in PERIODS.items()}
_DRY = re.compile(rf"(?<!\w)(?:{DRY})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood: the answers of other pages, and the words that are left for the material."""

    material: str
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def parse(text: str) -> Said:
    """Take amount, period, basis and time out of a sentence. A sentence without an amount is a material.

    >>> said = parse("about 4000 t/a slag sand, now")
    >>> said.material, dict(said.answers)
    ('slag sand', {'amount': '4000', 'unit': 't', 'period': 'per_year', 'available': 'now'})
    """
    found = _AMOUNT.search(text)
    if found is None:
        return Said(text.strip())
    rest = _without(text, found)
    answers = {"amount": found["figure"].strip(), "unit": _UNIT[found["unit"].lower()]}
    answers["period"], rest = _period(rest, per_year=found["per"] is not None)
    if dry := _DRY.search(rest):
        answers["basis"], rest = "dry", _without(rest, dry)
    if begins := _FROM.search(rest):
        answers |= {"available": "later", "available_from": begins["day"] or begins["then"]}
        rest = _without(rest, begins)
    elif at_once := _NOW.search(rest):
        answers["available"], rest = "now", _without(rest, at_once)
    return Said(" ".join(rest.split()).strip(" ,;."), MappingProxyType(answers))


def _period(text: str, *, per_year: bool) -> tuple[str, str]:
    """Per year unless the sentence says that it is one batch or a stock, and the words that are left."""
    for name, pattern in _PERIODS.items():
        if not per_year and (found := pattern.search(text)):
            return name, _without(text, found)
    return "per_year", text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
