"""Everything a waste may be called, as one list of terms: official titles, names of classes, and trade terms.

A term that fits several codes names them all, the likeliest first. A name of a material class stands for the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from taxonomy import crosswalks
from taxonomy.codes import LANGUAGES, Language, list_names, read_rows
from taxonomy.materials import MaterialClass, material_classes, other_names
from taxonomy.waste_list import EDITIONS, WasteEntry, edition

Kind = Literal["term", "title", "class_name"]

TERM_LISTS = "terms_"
NAMED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
"""Kinds of material classes that are somebody's side stream; ores and products are not suggested."""
OWN = "own"

_EXCEPT = re.compile(
    r"(muut? kuin [^,]*?nimikke\w+[^,]*?maini\w+|muut kuin nimikkeissä [^,]*? mainitut|"
    r"(andra )?(\w+ )?(och \w+ )?(andra |annat )?än (de|det|den|sådan[at]?) som anges i[^,]*|"
    r"other than those mentioned in [^,]*|\(?(except|excluding) [^,)]*\)?|lukuun ottamatta [^,)]*|utom [^,)]*|"
    r"(jätelajit,? )?joita ei ole mainittu muualla|som inte anges på annat ställe|annat avfall|"
    r"not otherwise specified)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One way to call a waste or a material.

    Attributes
    ----------
    codes : tuple of str
        Entries of the List of Waste, the likeliest first; empty for the name of a class.
    material_class : str
        The class that the term stands for: that of its first code, or the one it names.
    """

    text: str
    language: Language
    kind: Kind
    codes: tuple[str, ...]
    material_class: str
    source: str


@cache
def terms() -> tuple[Term, ...]:
    """All terms: trade terms first, then names of classes, then titles."""
    return (*_trade_terms(), *_class_names(), *_titles())


@cache
def entries() -> Mapping[str, WasteEntry]:
    """The entries of all editions by code, the newest edition last word."""
    every = (entry for name in EDITIONS for entry in edition(name).entries.values())
    return {entry.code: entry for entry in every if entry.level == "entry"}


def term_lists() -> tuple[str, ...]:
    """The names of the lists of trade terms, one a chapter."""
    return tuple(name for name in list_names() if name.startswith(TERM_LISTS))


def _trade_terms() -> Iterator[Term]:
    for name in term_lists():
        for _, row in read_rows(name):
            codes = tuple(row["codes"].split(";"))
            yield Term(row["term"], cast(Language, row["language"]), "term", codes, class_of(codes[0]), row["source"])


def _class_names() -> Iterator[Term]:
    for material in material_classes():
        if material.kind in NAMED_KINDS:
            yield from _names_of(material)


def _names_of(material: MaterialClass) -> Iterator[Term]:
    titles: list[tuple[Language, str]] = [(language, material.titles.in_language(language)) for language in LANGUAGES]
    for language, name in dict.fromkeys((*titles, *other_names(material.id))):
        yield Term(name, language, "class_name", (), material.id, OWN)


def _titles() -> Iterator[Term]:
    for code, entry in entries().items():
        for language in LANGUAGES:
            title = getattr(entry.titles, language)
            said = _EXCEPT.sub(" ", title.lower())
            if title and any(letter.isalpha() for letter in said):
                yield Term(said, language, "title", (code,), class_of(code), "List of Waste")


@cache
def class_of(code: str) -> str:
    """The material class of an entry."""
    return crosswalks.material_class_of(code).target
