"""Names of dimensions, of their own keys and of the other words of view definitions, in three languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError


@cache
def words() -> Mapping[str, Mapping[str, Titles]]:
    """The words by part of the grammar: shapes, roles, dimensions, keys of a vocabulary and so on."""
    text = (resources.files("flows") / "data" / "view_words.json").read_text("utf-8")
    parts = json.loads(text)
    return MappingProxyType(
        {part: {name: Titles(**titles) for name, titles in named.items()} for part, named in parts.items()}
    )


def key_titles(vocabulary: str, key: str) -> Titles:
    """The names of a key of a dimension that has its own words, such as circularity.

    Raises
    ------
    UnknownCodeError
        When the vocabulary has no such key.
    """
    try:
        return words()[f"keys of {vocabulary}"][key]
    except KeyError:
        raise UnknownCodeError(key, f"the keys of {vocabulary}") from None
