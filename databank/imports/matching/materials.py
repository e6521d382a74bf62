"""The material class that the owner's words and the waste code together speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from databank.imports.matching.codes import entry, title_names
from databank.imports.matching.found import ALIKE, Found, best_first
from databank.imports.matching.names import Names
from databank.imports.matching.spelling import plain, stems
from databank.imports.matching.words import material_words
from taxonomy import crosswalks, materials
from taxonomy.codes import UnknownCodeError
from taxonomy.search import search

FILLERS = (
    *("käytetty", "käytettyä", "käytetyt", "vanha", "vanhaa", "vanhat", "vanhentunut", "vanhentuneet", "uusi", "uudet"),
    *("muu", "muut", "muuta", "sekalainen", "sekalaista", "sekalaiset", "lajiteltu", "lajittelematon", "kokonainen"),
    *("kuiva", "kuivaa", "märkä", "märkää", "kostea", "puhdas", "puhdasta", "puhtaat", "likainen", "likaista"),
    *("ja", "tai", "sis", "sekä", "erä", "lava", "kontti", "kuorma", "tonnia", "jäte", "jätteet", "jätettä", "jae"),
    *("pori", "porin", "tehdas", "tehtaan", "tuotannon", "tuotannosta", "valimon", "rakeistettu", "murskattu"),
    *("använd", "använda", "begagnad", "begagnade", "gammal", "gamla", "annan", "annat", "andra", "blandad", "blandat"),
    *("torr", "torrt", "våt", "ren", "rent", "hela", "krossad", "och", "eller", "samt", "avfall", "från", "fraktion"),
    *("used", "spent", "old", "new", "other", "mixed", "assorted", "dry", "wet", "clean", "dirty", "and", "or", "of"),
    *("from", "the", "waste", "wastes", "material", "materials", "crushed"),
)
"""Words that say little of the material; where they are part of a name they count all the same."""
BY_TITLE = 0.9
BY_CODE, BY_DERIVED_CODE, BY_CODE_OF_THE_REST = 0.9, 0.87, 0.65
REST = "99"
AGREED = 0.97
CONTRADICTED = 0.72
SEARCHED = {"most": 0.58, "hit": 100.0, "least": 0.35}


@lru_cache(maxsize=20_000)
def by_words(text: str) -> tuple[Found, ...]:
    """The classes that words may mean, by the names of classes and by the titles of waste codes; an id means itself."""
    if is_class(text):
        return (Found(text, 1.0, text, "id"),)
    found = _names().find(text)
    if found and found[0].score >= ALIKE + (1 - ALIKE) / 2:
        return found
    return best_first([*found, *_by_titles(text), *_searched(text)])


def is_class(text: str) -> bool:
    """Whether a text is the id of a material class."""
    try:
        return bool(materials.material_class(text).id)
    except UnknownCodeError:
        return False


@cache
def _names() -> Names:
    return Names(material_words(), fillers=FILLERS, compounds=True)


def _by_titles(text: str) -> Iterator[Found]:
    for one in title_names().find(text):
        yield Found(crosswalks.material_class_of(one.value).target, one.score * BY_TITLE, one.matched, "title")


def _searched(text: str) -> Iterator[Found]:
    """What the search of the service finds is offered; it is never sure enough by itself."""
    for hit in search(text, 12):
        if hit.kind == "material_class":
            share = min(1.0, hit.score / SEARCHED["hit"])
            score = SEARCHED["least"] + (SEARCHED["most"] - SEARCHED["least"]) * share
            yield Found(hit.code, score, hit.matched, "search")


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
