"""Codes that were damaged on their way: waste codes without zeros or amid words, operations, units, industries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from databank.imports.matching.found import Found, best_first
from databank.imports.matching.names import Names
from databank.imports.matching.words import names_of
from taxonomy import industries, treatments, units, waste_list
from taxonomy.codes import LANGUAGES, UnknownCodeError

LENGTH = 6
PAIR = 2
AMID_WORDS, MISREAD, PADDED, FRONT_ZERO, INNER_ZERO, SEVERAL = 0.95, 0.9, 0.93, 0.95, 0.88, 0.6
NEAR, SAME_GROUP, BELOW = 0.55, 0.5, 0.4
TITLE = 0.96
MOST_DIGITS = 10
_ONE_OF = re.compile(r"(?<![0-9])([0-9]{1,2})[ .\-/]?([0-9]{2})[ .\-/]?([0-9]{2})(?![0-9])")
_GROUPS = re.compile(r"[^0-9a-zA-ZåäöÅÄÖ]*([0-9]{1,2})[ .,\-/]+([0-9]{1,2})[ .,\-/]+([0-9]{1,2})[^0-9a-zA-ZåäöÅÄÖ]*")
_OTHER_THAN = re.compile(
    r"muut? kuin|andra? .{0,60}än|other than|mainit|nimikkee|som anges|mentioned in", re.IGNORECASE
)
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "|": "1", "S": "5", "B": "8"})
_OPERATION = re.compile(r"(?<![A-Za-z0-9])([RDrd])[ .\-]?0?([0-9]{1,2})(?:[0-9]{2}|[A-Za-z]{1,2})?(?![A-Za-z0-9])")
_TIME = re.compile(r"\s*(?:/|\bper\b|\bp\.)\s*(?:a|v|vuosi|vuodessa|år|year|yr|y|annum)\.?\s*$", re.IGNORECASE)
_INDUSTRY = re.compile(r"(?<![0-9])([0-9]{2})\.?([0-9]{0,2})([0-9]?)(?![0-9])")


# --- waste codes -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def waste_code(text: str) -> tuple[Found, ...]:
    """The entries of the List of Waste that a text may mean, in any edition."""
    try:
        return (Found(waste_list.parse_code(text), 1.0, text, "code"),)
    except (ValueError, UnknownCodeError):
        pass
    found = [*_whole(text), *_titled(text)]
    return best_first(found or _nearest(_digits(text)))


def _whole(text: str) -> Iterator[Found]:
    """Readings in which the whole of the text is a code, or a code stands amid words."""
    if not _OTHER_THAN.search(text):
        amid = {code for match in _ONE_OF.finditer(text) if (code := _known("".join(match.groups()).zfill(LENGTH)))}
        yield from (Found(code, AMID_WORDS if len(amid) == 1 else SEVERAL, text, "amid") for code in sorted(amid))
    groups = _GROUPS.fullmatch(text)
    if groups and (code := _known("".join(part.zfill(PAIR) for part in groups.groups()))):
        yield Found(code, PADDED, text, "zeros")
    digits = _digits(text)
    if not digits.isdigit() and len(digits) == LENGTH and (code := _known(digits.translate(_LETTERS))):
        yield Found(code, MISREAD, text, "letters")
    yield from _without_zero(digits)


def _digits(text: str) -> str:
    """The signs of a text that is a code and nothing else, without spaces, stars and the ".0" of a spreadsheet."""
    return re.sub(r"\.0+$", "", text.strip().strip("*").strip()).replace(" ", "").replace("\u00a0", "").strip("'")


def _without_zero(digits: str) -> Iterator[Found]:
    """Five digits are a code without one of its zeros, most often the one in front."""
    if not (digits.isdigit() and len(digits) == LENGTH - 1):
        return
    front = _known(f"0{digits}")
    if front:
        yield Found(front, FRONT_ZERO, digits, "zeros")
    inner = {code for place in (2, 4) if (code := _known(f"{digits[:place]}0{digits[place:]}"))}
    score = INNER_ZERO if len(inner) == 1 and not front else SEVERAL
    yield from (Found(code, score, digits, "zeros") for code in sorted(inner))


def _titled(text: str) -> Iterator[Found]:
    """Entries whose title the text is."""
    if sum(sign.isalpha() for sign in text) >= LENGTH:
        yield from (Found(one.value, one.score * TITLE, one.matched, "title") for one in title_names().find(text))


def _nearest(digits: str) -> Iterator[Found]:
    """Entries that look like a code that no list has; those below a chapter or group of which only that is said."""
    if not digits.isdigit() or not PAIR <= len(digits) <= MOST_DIGITS:
        return
    if len(digits) < LENGTH - 1:
        below = (code for code in entries() if code.startswith(digits))
        yield from (Found(code, BELOW, digits, "group") for code in below)
        return
    for code in entries():
        distance = OSA.distance(digits, code, score_cutoff=PAIR)
        if distance == 1:
            yield Found(code, NEAR + (SAME_GROUP - BELOW if code[:4] == digits[:4] else 0), digits, "near")
        elif distance == PAIR and code[:4] == digits[:4]:
            yield Found(code, SAME_GROUP, digits, "near")


@cache
def entries() -> tuple[str, ...]:
    """The codes of all entries of all editions."""
    found = {
        code: None
        for name in waste_list.EDITIONS
        for code, entry in waste_list.edition(name).entries.items()
        if entry.level == "entry"
    }
    return tuple(sorted(found))


def is_entry(code: str) -> bool:
    """Whether a text of six digits is an entry of some edition."""
    return code in _entry_set()


def _known(code: str) -> str | None:
    return code if code in _entry_set() else None


@cache
def _entry_set() -> frozenset[str]:
    return frozenset(entries())


def entry(code: str) -> waste_list.WasteEntry:
    """The entry of a code in the newest edition that has it."""
    return waste_list.edition(newest_edition(code)).entry(code)


def newest_edition(code: str) -> str:
    """The newest edition that has a code of any."""
    return next(name for name in reversed(waste_list.EDITIONS) if code in waste_list.edition(name).entries)


@cache
def title_names() -> Names:
    """The titles of all entries."""
    titled = ((code, getattr(entry(code).titles, language)) for code in entries() for language in LANGUAGES)
    return Names(titled)


# --- operations, units, industries -------------------------------------------------------------------------------


@lru_cache(maxsize=5_000)
def operation(text: str) -> tuple[Found, ...]:
    """The recovery and disposal operations that a text may mean."""
    try:
        return (Found(treatments.operation(text).code, 1.0, text, "code"),)
    except UnknownCodeError:
        pass
    named = {code for match in _OPERATION.finditer(text) if (code := _operation_code(*match.groups()))}
    score = AMID_WORDS if len(named) == 1 else SEVERAL
    found = tuple(Found(code, score, text, "amid") for code in sorted(named))
    return best_first(found or names_of("treatment_code").find(text))


def _operation_code(letter: str, number: str) -> str | None:
    try:
        return treatments.operation(f"{letter}{int(number)}").code
    except UnknownCodeError:
        return None


@lru_cache(maxsize=5_000)
def unit(text: str) -> tuple[Found, ...]:
    """The units that a text may mean; "t/v" is t, as the period is a column of its own."""
    bare = _TIME.sub("", text).strip()
    for spelling in (text.strip(), bare, bare.lower(), bare.strip("().[] ")):
        try:
            return (Found(units.unit(spelling).symbol, 1.0, text, "code"),)
        except units.UnitError:
            continue
    found = names_of("unit").find(bare)
    return tuple(one for one in found if one.reason == "name")


@lru_cache(maxsize=5_000)
def industry(text: str, edition: str) -> tuple[Found, ...]:
    """The industry that a code of NACE or its five-digit national form means, alone or before its name."""
    match = _INDUSTRY.search(text)
    if match is None:
        return ()
    for code in (match[1] + match[2], match[1]):
        try:
            return (Found(industries.industry(code, edition).code, AMID_WORDS, text, "code"),)
        except UnknownCodeError:
            continue
    return ()


def parts(text: str, marks: str = ";") -> tuple[str, ...]:
    """The members of a list in a cell.

    >>> parts("betoni; tiili ;")
    ('betoni', 'tiili')
    """
    places = [-1, *(place for place, sign in enumerate(text) if sign in marks), len(text)]
    found = (text[first + 1 : last].strip() for first, last in pairwise(places))
    return tuple(part for part in found if part)
