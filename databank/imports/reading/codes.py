"""Codes as people and spreadsheets write them: of the List of Waste, and of recovery and disposal."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from databank.imports.reading.lists import MOST_TEXTS
from databank.vocabulary import fold
from taxonomy.codes import LANGUAGES
from taxonomy.treatments import operations
from taxonomy.waste_list import EDITIONS, edition

_GAP = r"[ .\-\u00a0\u202f\u2007\u2010-\u2013]{0,2}"
_CODE = re.compile(rf"(?<![0-9])([0-9]{{2}}){_GAP}([0-9]{{2}}){_GAP}([0-9]{{2}})(?:[.,]0+)?(?![0-9])\s*\*?")
_LOST_ZERO = re.compile(r"([1-9])([0-9]{2})([0-9]{2})(?:[.,]0+)?\s*\*?")
_LOST_SPACED = re.compile(rf"([1-9]){_GAP}([0-9]{{2}}){_GAP}([0-9]{{2}})\s*\*?")
_PREFIX = re.compile(r"(?:ewc|low|lou|jätekoodi|avfallskod|waste code|koodi|kod|code)\W{0,2}\s*", re.IGNORECASE)
_OPERATION = re.compile(r"([RD])\s*0?([1-9][0-9]?)?(?![0-9A-Za-zÄÖÅäöå])", re.IGNORECASE)
_TURNED = re.compile(r"0?([1-9][0-9]?)\s*([RD])", re.IGNORECASE)
_OPERATION_WORDS = re.compile(r"[\s:.,;=()–\-]+(?![0-9]).*", re.DOTALL)
_SIX = 6


class Code(NamedTuple):
    """A code of six digits, whether a star stood behind it, and the words around it."""

    code: str
    has_star: bool
    words: str


@cache
def _entries() -> frozenset[str]:
    return frozenset(code for name in EDITIONS for code in edition(name).entries if len(code) == _SIX)


@lru_cache(MOST_TEXTS)
def read_waste_code(text: str) -> Code | None:
    """Read "10 09 08*", "100908.0", "10.09.08", "EWC 10 09 08 valuhiekka" or, with its zero lost, "10102".

    Only codes that the list has are recognised; None leaves the text to a person.

    >>> read_waste_code("10 09 08* valuhiekka"), read_waste_code("10102")
    (Code(code='100908', has_star=True, words='valuhiekka'), Code(code='010102', has_star=False, words=''))
    >>> read_waste_code("10 09 08, 10 09 07") is None
    True
    """
    bare = _PREFIX.sub("", text.strip(), count=1).strip()
    lost = _LOST_ZERO.fullmatch(bare) or _LOST_SPACED.fullmatch(bare)
    if lost:
        code = f"0{''.join(lost.groups())}"
        return Code(code, "*" in bare, "") if code in _entries() else None
    found = [match for match in _CODE.finditer(bare) if "".join(match.groups()[:3]) in _entries()]
    if len({match.groups()[:3] for match in found}) != 1 and not (found and _is_own_title(bare, found[0])):
        return None
    match = found[0]
    around = f"{bare[: match.start()]} {bare[match.end() :]}"
    return Code("".join(match.groups()[:3]), "*" in bare, _words(around))


def _is_own_title(bare: str, first: re.Match[str]) -> bool:
    """Whether a code stands before its own title, which names another one: "10 09 08 ... other than 10 09 07"."""
    code, words = "".join(first.groups()[:3]), fold(bare[first.end() :]).strip(" -–:;,.*()")
    if first.start() > 0 or not words:
        return False
    entries = [edition(name).entries[code] for name in EDITIONS if code in edition(name).entries]
    titles = [fold(entry.titles.in_language(language)) for entry in entries for language in LANGUAGES]
    return any(words.startswith(title) or title.startswith(words) for title in titles)


def _words(around: str) -> str:
    """The words behind or before a code; a lone mark such as "(S)" is none."""
    words = " ".join(around.split()).strip(" -–:;,.*()[]")
    return words if len(words) > 2 else ""  # noqa: PLR2004


@lru_cache(MOST_TEXTS)
def read_operation(text: str) -> str | None:
    """Read "R5", "r 05", "5R", "R5 kierrätys"; several different codes or none give None.

    >>> read_operation("R 05 - kierrätys"), read_operation("R3/R5"), read_operation("D")
    ('R5', None, 'D')
    """
    bare = text.strip()
    turned = _TURNED.fullmatch(bare)
    if turned:
        return _known(turned[2], turned[1])
    first = _OPERATION.match(bare)
    if first is None:
        return None
    rest = bare[first.end() :]
    if rest and not _OPERATION_WORDS.fullmatch(rest) and not rest.startswith("/"):
        return None
    if first[2] is None and rest.strip():
        return None
    others = {_known(match[1], match[2]) for match in re.finditer(_OPERATION_INSIDE, rest)} - {None}
    code = _known(first[1], first[2])
    return code if not others - {code} else None


_OPERATION_INSIDE = re.compile(r"(?<![0-9A-Za-zÄÖÅäöå])([RD])\s*0?([1-9][0-9]?)(?![0-9A-Za-z])", re.IGNORECASE)


def _known(letter: str, number: str | None) -> str | None:
    code = f"{letter.upper()}{number or ''}"
    return code if code in _all_operations() else None


@cache
def _all_operations() -> frozenset[str]:
    return frozenset(operation.code for operation in operations())
