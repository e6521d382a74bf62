"""Text as it is compared: without case, accents, signs and the endings of Finnish, Swedish and English words."""

from __future__ import annotations

import re
from functools import lru_cache

from taxonomy.search import fold

_SIGNS = re.compile(r"[^0-9a-z*?+]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
SHORTEST_STEM = 3
SHORTEST_ROOT = 2
_ENDINGS = tuple(
    sorted(
        (
            *("a", "aa", "en", "ien", "iden", "ia", "ja", "ta", "sta", "ista", "ssa", "issa", "lla", "illa"),
            *("lle", "ille", "t", "at", "et", "it", "ut", "tta", "itta", "n", "an", "in", "un", "on", "ksi", "iksi"),
            *("ita", "den", "ten", "eja", "oja", "seen", "een", "ihin", "hun", "han", "hon"),
            *("ar", "or", "er", "arna", "orna", "erna", "s", "es", "ies", "e", "et", "o", "u", "i", "y"),
        ),
        key=len,
        reverse=True,
    )
)


def plain(text: str) -> str:
    """Words and numbers only, folded, with single spaces.

    >>> plain("  Öljyinen vesi (LDPE-kalvo) ")
    'oljyinen vesi ldpe kalvo'
    """
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def without_asides(text: str) -> str:
    """The text without what stands in brackets."""
    return _ASIDE.sub(" ", text)


def stems(key: str) -> tuple[str, ...]:
    """The stems of the words of a plain text."""
    return tuple(map(stem, key.split(" "))) if key else ()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What is left of a folded word without its ending, so that its forms meet.

    >>> stem("valuhiekkaa"), stem("valuhiekat"), stem("askor"), stem("aska")
    ('valuhiek', 'valuhiek', 'ask', 'ask')
    """
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        rest = len(word) - len(ending)
        if word.endswith(ending) and rest >= (SHORTEST_STEM if len(ending) <= SHORTEST_ROOT else SHORTEST_STEM + 1):
            return _single(word.removesuffix(ending))
    return word


def _single(rest: str) -> str:
    """One consonant where the strong grade has two: hiekka, hiekat."""
    if len(rest) > SHORTEST_ROOT and rest[-1] in "aeiouy":
        rest = rest[:-1]
    is_double = len(rest) > SHORTEST_ROOT and rest[-1] == rest[-2]
    return rest[:-1] if is_double else rest
