"""Names of views as they stand in addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from databank.vocabulary import fold

LONGEST_NAME = 60
NAMELESS = "view"


def slug(title: str) -> str:
    """A title as a word of an address: small letters, digits and hyphens.

    >>> slug("Ähtävän kuona 2026 – mihin?")
    'ahtavan-kuona-2026-mihin'
    """
    words = re.findall(r"[a-z0-9]+", fold(title))
    return "-".join(words)[:LONGEST_NAME].strip("-") or NAMELESS


def free_names(title: str, taken: Collection[str]) -> Iterator[str]:
    """The name of a title, and the same with a number, without those that are taken."""
    first = slug(title)
    if first not in taken:
        yield first
    yield from (name for number in count(2) if (name := f"{first}-{number}") not in taken)
