"""The material class that the owner's words and the waste code together speak for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from databank.imports.matching.codes import entry
from databank.imports.matching.found import ALIKE, MARGIN, MOST, Found, best_first
from databank.imports.matching.names import Names
from databank.imports.matching.spelling import plain, stem, stems
from databank.imports.matching.words import material_words
from taxonomy import crosswalks, materials
from taxonomy.codes import UnknownCodeError
from taxonomy.suggest import suggest
from taxonomy.suggest.added import NO_TERMS, AddedTerms

NAMED = 0.9
"""From this score on a text is a name, if not written as it stands in the list; nothing else is looked for."""
SURE = 0.9
"""Score of the engine from which its first class is held against the names."""
TELLING = 0.73
"""Score of a name that is enough beside the word of the engine."""
MET, OFFERED = 0.9, 0.58
_AND = re.compile(r"\b(?:ja|sekä|tai|och|samt|eller|and|or)\b|[&+/]", re.IGNORECASE)
"""Who names two things may mean a third one that has both."""
_NAMING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SUGGESTED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
BY_CODE, BY_DERIVED_CODE, BY_CODE_OF_THE_REST = 0.9, 0.87, 0.65
REST = "99"
AGREED = 0.97
CONTRADICTED = 0.72


@lru_cache(maxsize=20_000)
def by_words(text: str, extra: AddedTerms = NO_TERMS) -> tuple[Found, ...]:
    """The classes that words may mean, by the names of classes and by what else people call wastes; an id means itself.

    Names and engine are two witnesses: together they are sure, against each other they leave it to a person. What
    the engine alone says is offered: it finds something in any words, and a class only through its codes.
    """
    if is_class(text):
        return (Found(text, 1.0, text, "id"),)
    named = _names().find(text)
    if named and named[0].score >= NAMED:
        return named
    return best_first(_heard(text, [one for one in named if one.score >= ALIKE], _suggested(text, extra)))


def _heard(text: str, named: Sequence[Found], suggested: Sequence[Found]) -> Iterator[Found]:
    """What the names and the engine say together."""
    sure = next((one for one in suggested[:1] if one.score >= SURE), None)
    offered = [_at_most(one, OFFERED) for one in suggested]
    if sure is None or (named and not _can_be_suggested(named[0].value)):
        yield from (*named, *offered)
        return
    agreed = _agreed(text, named, sure.value) if named else None
    if agreed is not None:
        yield replace(agreed, score=max(MET, agreed.score))
    elif named:
        yield _at_most(sure, CONTRADICTED)
    yield from (_at_most(one, CONTRADICTED) for one in (*named, *offered))


def _agreed(text: str, named: Sequence[Found], class_id: str) -> Found | None:
    """The best name if it is of the class; one name of several classes is of the one that the engine tells."""
    rivals = [one for one in named if named[0].score - one.score < MARGIN]
    if any(one.matched != named[0].matched and not _is_of(one.value, class_id) for one in rivals):
        return None
    if named[0].score < TELLING or _AND.search(text) or _is_attribute(text, named[0].matched):
        return None
    return next((one for one in rivals if _is_of(one.value, class_id)), None)


def _is_attribute(text: str, name: str) -> bool:
    """Whether a name only tells of what something else is: "betonin seosaine" is no concrete."""
    words = _NAMING.findall(text.casefold())
    head = stems(plain(name))[-1:]
    return any(
        (stem(plain(word)),) == head
        and word.endswith("n")
        and not name.casefold().endswith("n")
        and re.search(rf"{re.escape(word)} [^\W\d_]", text.casefold())
        for word in words
    )


def is_class(text: str) -> bool:
    """Whether a text is the id of a material class."""
    try:
        return bool(materials.material_class(text).id)
    except UnknownCodeError:
        return False


@cache
def _names() -> Names:
    return Names(material_words(), compounds=True)


def _suggested(text: str, extra: AddedTerms) -> tuple[Found, ...]:
    """What the engine says, with its own scores."""
    return tuple(
        Found(one.material_class, one.score, one.reasons[0].matched if one.reasons else "", "suggested")
        for one in suggest(text, extra=extra).classes[:MOST]
    )


def _can_be_suggested(class_id: str) -> bool:
    """Whether the engine knows the class: goods and raw materials are no waste."""
    return materials.material_class(class_id).kind in SUGGESTED_KINDS


@lru_cache(maxsize=2_000)
def by_code(code: str) -> Found | None:
    """The class of a waste code; an entry for all the rest of a group says little."""
    try:
        link = crosswalks.material_class_of(code)
    except UnknownCodeError:
        return None
    score = BY_CODE if link.basis == "sourced" else BY_DERIVED_CODE
    return Found(link.target, BY_CODE_OF_THE_REST if code.endswith(REST) else score, code, "code")


def together(words: Sequence[Found], coded: Found | None) -> tuple[Found, ...]:
    """What words and code say together: agreement makes sure, disagreement leaves it to a person."""
    telling = [one for one in words if one.score >= ALIKE]
    if coded is None:
        return tuple(words)
    if not telling or _says_nothing(telling[0].value):
        return best_first([coded, *(_at_most(one, CONTRADICTED) for one in words)])
    if _says_nothing(coded.value):
        return best_first([*words, _at_most(coded, ALIKE)])
    if all(_is_roughly(one.matched, coded.value) for one in telling if not _is_of(one.value, coded.value)):
        telling = [replace(coded, reason="words and code"), *telling]
    agreeing = [one for one in telling if _is_of(one.value, coded.value)]
    if agreeing:
        agreed = [Found(one.value, max(AGREED, one.score), one.matched, "words and code") for one in agreeing[:1]]
        return best_first([*agreed, *(_at_most(one, CONTRADICTED) for one in words if one is not agreeing[0])])
    return best_first(
        [Found(one.value, min(one.score, CONTRADICTED), one.matched, one.reason) for one in (*words, coded)]
    )


def _is_of(named: str, coded: str) -> bool:
    """Whether a named class is the one of the code, or a narrower or wider one of the same kind."""
    return named == coded or materials.wider_class(named) == coded or materials.wider_class(coded) == named


def _is_roughly(name: str, class_id: str) -> bool:
    """Whether a name is the last part of a name of a class: foundry sand is sand, and no other sand is meant."""
    told = stems(plain(name))
    return any(all(any(word.endswith(one) for word in words) for one in told) for words in _stems_of(class_id))


@cache
def _stems_of(class_id: str) -> tuple[tuple[str, ...], ...]:
    return tuple({stems(plain(name)) for one, name in material_words() if one == class_id})


def _says_nothing(class_id: str) -> bool:
    return materials.material_class(class_id).kind == "unspecified"


def doubted(found: Sequence[Found]) -> tuple[Found, ...]:
    """The same, but none of them is sure."""
    return tuple(_at_most(one, CONTRADICTED) for one in found)


def _at_most(one: Found, score: float) -> Found:
    return Found(one.value, min(one.score, score), one.matched, one.reason)


def least_specific(candidates: Sequence[Found], code: str | None) -> str:
    """The class for a material that is to get an entry of its own: the family at most, else waste not specified."""
    coded = by_code(code) if code else None
    known = [coded] if coded is not None else [one for one in candidates if one.score >= ALIKE][:1]
    if known:
        return _general(known[0].value)
    is_hazardous = code is not None and bool(entry(code).hazardous)
    return "unspecified_hazardous" if is_hazardous else "unspecified_non_hazardous"


def _general(class_id: str) -> str:
    found = materials.material_class(class_id)
    return found.id if found.kind == "unspecified" else f"family_{found.family.lower()}"
