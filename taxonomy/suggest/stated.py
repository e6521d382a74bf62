"""The waste code that a text itself gives, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.suggest.sentences import sentence
from taxonomy.suggest.values import StatedCode
from taxonomy.suggest.vocabulary import entries
from taxonomy.waste_list import EDITIONS, NO_BREAK_SPACE, WasteEntry, display_code, edition

NEWEST = EDITIONS[-1]
GROUP = 4

_CODE = re.compile(
    r"(?<![\w.,])(?P<code>[0-2]\d[ \u00a0.\-]\d\d[ \u00a0.\-]\d\d|[0-2]\d{5})(?P<star>\s?\*)?(?![\w*]|[.,\-]\d)"
)


def stated_code(text: str, *, is_whole: bool) -> StatedCode | None:
    """The first code of the list in a text, else the first that looks like one.

    Parameters
    ----------
    is_whole : bool
        Whether there is nothing but the code: then six digits that no list has are a wrong code, and else a number.
    """
    found = list(_found(text))
    known = next(((code, star) for code, star in found if code in entries()), None)
    if known is not None:
        return _of_list(*known)
    unknown = next((code for code, star in found if is_whole or star), None)
    if unknown is None:
        return None
    return StatedCode(unknown, "unknown", sentence("unknown_code", code=shown(unknown)))


def without_codes(text: str) -> str:
    """The text without what looks like a code."""
    return _CODE.sub(" ", text)


def _found(text: str) -> Iterator[tuple[str, bool]]:
    for match in _CODE.finditer(text):
        yield "".join(letter for letter in match["code"] if letter.isdigit()), match["star"] is not None


def _of_list(code: str, star: bool) -> StatedCode:  # noqa: FBT001  # the star stands with its code
    entry = entries()[code]
    if star and not entry.hazardous_fi:
        twins = ", ".join(shown(twin) for twin in entry.mirror_codes)
        name = "wrong_star_extra" if twins else "wrong_star_no_twin"
        return StatedCode(code, "wrong_star", sentence(name, code=shown(code), twins=twins))
    if code not in edition(NEWEST).entries:
        told = sentence("abolished", code=shown(code), group=_plain(display_code(code[:GROUP])))
        return StatedCode(code, "abolished", told)
    if not star and entry.hazardous_fi:
        return StatedCode(code, "right", sentence("wrong_star_missing", code=shown(code)))
    return StatedCode(code, "right", None)


def shown(code: str) -> str:
    """A code as it is printed, with its star."""
    entry = entries().get(code)
    return _plain(entry.display if isinstance(entry, WasteEntry) else display_code(code))


def _plain(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")
