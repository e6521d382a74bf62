"""Units as people write them: in a heading, in a cell of their own, or behind the number."""

from __future__ import annotations

import re
from functools import lru_cache

from databank.imports.reading.lists import MOST_TEXTS, unit_words
from databank.vocabulary import fold
from taxonomy.units import UNITS, UnitError, unit

PERCENT = "%"
MEGAGRAM = "Mg"
"""A tonne, as statistics write it: the capital letter tells it from the milligram."""
_GROUPS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})")
_PER_YEAR = re.compile(
    r"\s*(?:/|\bper\b|\bi\b|\s)\s*(?:v|a|vuosi|vuodessa|vuotta kohti|ar|aret|year|yr|annum)\.?$|\s*p\.?a\.?$"
)
_PERCENT = re.compile(r"%|prosentti\w*|procent|percent|per cent|massa-?%|paino-?%|p-%|m-%|w-%|vikts?-?%")
_RATIO = re.compile(r"[a-z]{1,3}[0-9]?/[a-z0-9 ]+")


@lru_cache(MOST_TEXTS)
def unit_of(text: str) -> str | None:
    """The symbol of a unit such as "t/v", "Tonnia vuodessa" or "m³"; None for anything else.

    >>> unit_of("ton/år"), unit_of("1000 t"), unit_of("kuutiota"), unit_of("kpl")
    ('t', 'kt', 'm3', None)
    """
    bare = _GROUPS.sub("", text.strip().strip(".").strip())
    if not bare:
        return None
    if bare == MEGAGRAM:
        return "t"
    if bare in UNITS:
        return bare
    if _PERCENT.fullmatch(fold(bare)):
        return PERCENT
    return _worded(fold(bare)) or _symbol(bare)


def _worded(folded: str) -> str | None:
    words = unit_words()
    yearless = _PER_YEAR.sub("", folded).strip().strip(".")
    return words.get(folded) or words.get(yearless)


def _symbol(text: str) -> str | None:
    try:
        return unit(re.sub(r"\s*/\s*(?:v|a|år|vuosi)$", "", text)).symbol
    except UnitError:
        return None


def is_ratio(text: str) -> bool:
    """Whether a text is a unit per something, such as "t/kk", which must not be taken for the bare unit."""
    folded = fold(text).strip()
    return _RATIO.fullmatch(folded) is not None and unit_of(folded.split("/")[0]) is not None
