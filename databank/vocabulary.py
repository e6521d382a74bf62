"""Where the bank meets the taxonomy: what follows from a code, and how text is compared."""

from __future__ import annotations

import unicodedata
from functools import cache

from taxonomy import industries, materials, waste_list

OTHER_SECTOR = "other"
MOST_SIGNS = 4096


class _Bare(dict[int, str]):
    """Each sign without its accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        signs = unicodedata.normalize("NFKD", chr(code))
        bare = "".join(sign for sign in signs if not unicodedata.combining(sign))
        if len(self) < MOST_SIGNS:
            self[code] = bare
        return bare


_BARE = _Bare()


def fold(text: str) -> str:
    """Text as it is compared: no case, no accents, single spaces.

    >>> fold("  Ähtävän  KUONA ")
    'ahtavan kuona'
    """
    return " ".join(text.casefold().translate(_BARE).split())


def family_of(material_class: str) -> str:
    """The family of a material class."""
    return materials.material_class(material_class).family


@cache
def material_words(material_class: str) -> str:
    """The names of a class in the three languages, folded."""
    titles = materials.material_class(material_class).titles
    return fold(f"{titles.fi} {titles.sv} {titles.en}")


def code_words(code: str | None) -> str:
    """A waste code as people type it: "100908 10 09 08"."""
    return f"{code} {code[:2]} {code[2:4]} {code[4:]}" if code else ""


@cache
def hazardous_by_list(code: str, edition: str) -> bool | None:
    """What the list alone says of a code; None for a mirror entry, where only a test can tell."""
    entry = waste_list.edition(edition).entry(code)
    return None if entry.entry_type.startswith("M") else entry.hazardous


@cache
def first_edition(code: str) -> str:
    """The oldest edition of the List of Waste that has the code."""
    return next(name for name in waste_list.EDITIONS if code in waste_list.edition(name).entries)


def sector_of(industry_code: str | None, edition: str | None) -> str:
    """The sector of an industry; `other` when the industry is not known."""
    return industries.sector_of_industry(industry_code, edition or "NACE2") if industry_code else OTHER_SECTOR
