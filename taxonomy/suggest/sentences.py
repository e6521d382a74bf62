"""What the suggestions say, in three languages: sentences of a list with their places filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from taxonomy.codes import LANGUAGES, Titles, read_rows, titles_of


@cache
def _sentences() -> Mapping[str, Titles]:
    return {row["id"]: titles_of(row) for _, row in read_rows("suggest_sentences")}


def sentence(name: str, **places: Titles | str) -> Titles:
    """A sentence of the list; a place is one word for all languages, or one for each."""
    found = _sentences()[name]
    if not places:
        return found
    filled = {language: _filled(getattr(found, language), language, places) for language in LANGUAGES}
    return Titles(fi=filled["fi"], sv=filled["sv"], en=filled["en"])


def _filled(text: str, language: str, places: Mapping[str, Titles | str]) -> str:
    words = {name: getattr(one, language) if isinstance(one, Titles) else one for name, one in places.items()}
    return text % words
