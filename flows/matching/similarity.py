"""How near two materials are to each other in the lists that name them.

The List of Waste sorts by the process that waste comes from, so scrap iron stands in four of its chapters; EWC-Stat
sorts by substance, and our material classes by what a user would call it. The best of the three counts. In each tree
nearness is that of Lin (1998): twice the information of what both have in common by the sum of their own. What is
common but rare tells much; to share a chapter of eighty entries tells little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from types import MappingProxyType

from databank.errors import N_, Sentence, Term
from flows.matching.saying import class_word, code_word, known_code
from flows.matching.values import Offer, Receiver
from taxonomy import crosswalks
from taxonomy.codes import UnknownCodeError
from taxonomy.materials import family, material_class, material_classes
from taxonomy.waste_list import entry_codes

Fit = tuple[float | None, Sentence]
STATISTICS_SHARE = 0.95
CHAPTER, SUBCHAPTER = 2, 4


def class_fit(offer: Offer, receiver: Receiver, statistics_share: float = STATISTICS_SHARE) -> Fit:
    """The best of what codes and classes say, 0..1, and what they have in common; None where one side names nothing."""
    return fit_of(offer.material_class, offer.code, receiver.material_classes, receiver.waste_codes, statistics_share)


@lru_cache(maxsize=65536)
def fit_of(
    class_id: str | None,
    code: str | None,
    classes: tuple[str, ...],
    codes: tuple[str, ...],
    statistics_share: float = STATISTICS_SHARE,
) -> Fit:
    """The fit of one class and code to several; a side without classes has those of its codes."""
    given, wanted = known_code(code), tuple(filter(None, (known_code(one) for one in codes)))
    wildcards = tuple(one for one in codes if known_code(one) is None)
    own = class_id or (crosswalks.material_class_of(given).target if given else None)
    asked = classes or tuple(dict.fromkeys(crosswalks.material_class_of(one).target for one in wanted))
    found = [
        *_class_fits(own, asked),
        *_code_fits(given, wanted, statistics_share),
        *_wildcard_fits(given, wildcards),
    ]
    if not found:
        return None, Sentence(N_("One of the two names neither a code nor a class of material."))
    return max(found, key=lambda one: one[0])


def class_likeness(one: str, other: str) -> float | None:
    """Nearness of two material classes; None where a list does not have one of them.

    >>> class_likeness("foundry_sand", "foundry_sand"), class_likeness("foundry_sand", "plastics")
    (1.0, 0.0)
    """
    try:
        first, second = _class_path(one), _class_path(other)
    except UnknownCodeError:
        return None
    return _lin(first, second, _class_weights())


def code_likeness(one: str, other: str) -> float:
    """Nearness of two six-digit codes in the List of Waste.

    >>> code_likeness("100908", "100908"), code_likeness("100908", "170101")
    (1.0, 0.0)
    """
    return _lin(_code_path(one), _code_path(other), _code_weights())


def statistics_likeness(one: str, other: str) -> float:
    """Nearness of two six-digit codes in EWC-Stat, where each stands below one category.

    >>> statistics_likeness("170405", "200140") > statistics_likeness("170405", "200101")
    True
    """
    return _lin(_statistics_path(one), _statistics_path(other), _statistics_weights())


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree for those who compare in bulk: the path of a node from the root, and the information of each node."""

    path: Callable[[str], tuple[str, ...]]
    weights: Mapping[str, float]


def class_tree() -> Tree:
    """The material classes."""
    return Tree(_class_path, _class_weights())


def code_tree() -> Tree:
    """The List of Waste."""
    return Tree(_code_path, _code_weights())


def statistics_tree() -> Tree:
    """EWC-Stat with the codes below its categories."""
    return Tree(_statistics_path, _statistics_weights())


def _lin(one: tuple[str, ...], other: tuple[str, ...], weights: Mapping[str, float]) -> float:
    """Lin's nearness of two nodes, each told by its path from the root, the node last."""
    common = [node for node, same in zip(one, other, strict=False) if node == same]
    own = weights[one[-1]] + weights[other[-1]]
    return 1.0 if one == other else 2 * weights[common[-1]] / own if common and own else 0.0


def _class_fits(own: str | None, asked: Iterable[str]) -> list[tuple[float, Sentence]]:
    fits = []
    for one in asked:
        likeness = class_likeness(own, one) if own else None
        if likeness is not None and own is not None:
            fits.append((likeness, _told_of_classes(own, one, likeness)))
    return fits


def _told_of_classes(own: str, asked: str, likeness: float) -> Sentence:
    if own == asked:
        return Sentence(N_("Both name the same material: %(material)s."), material=class_word(own))
    values = {"material": class_word(own), "other": class_word(asked)}
    if likeness > 0:
        shared = Term(family(material_class(own).family).titles)
        return Sentence(N_("%(material)s and %(other)s belong together: %(family)s."), **values, family=shared)
    return Sentence(N_("%(material)s and %(other)s have nothing in common in the lists."), **values)


def _code_fits(given: str | None, wanted: Iterable[str], share: float) -> list[tuple[float, Sentence]]:
    if given is None:
        return []
    fits = []
    for one in wanted:
        by_list, by_statistics = code_likeness(given, one), share * statistics_likeness(given, one)
        fits.append((by_list, _told_of_codes(given, one)))
        if by_statistics > by_list:
            category = Term(crosswalks.ewc_stat()[crosswalks.ewc_stat_of(given).target].titles)
            values = {"code": code_word(given), "other": code_word(one), "category": category}
            told = Sentence(N_("%(code)s and %(other)s are one kind in statistics: %(category)s."), **values)
            fits.append((by_statistics, told))
    return fits


def _told_of_codes(given: str, asked: str) -> Sentence:
    values = {"code": code_word(given), "other": code_word(asked)}
    if given == asked:
        return Sentence(N_("Both name the same code, %(code)s."), code=code_word(given))
    if given[:SUBCHAPTER] == asked[:SUBCHAPTER]:
        return Sentence(N_("%(code)s and %(other)s stand in one sub-chapter of the List of Waste."), **values)
    if given[:CHAPTER] == asked[:CHAPTER]:
        return Sentence(N_("%(code)s and %(other)s stand in one chapter of the List of Waste."), **values)
    return Sentence(N_("%(code)s and %(other)s have nothing in common in the lists."), **values)


def _wildcard_fits(given: str | None, wildcards: Iterable[str]) -> list[tuple[float, Sentence]]:
    """A receiver that takes a whole sub-chapter takes each of its codes: nothing nearer could be asked of it."""
    return [
        (1.0, Sentence(N_("The receiver takes all of %(code)s."), code=code_word(one)))
        for one in wildcards
        if given is not None and one and given.startswith(one)
    ]


def _code_path(code: str) -> tuple[str, ...]:
    return (code[:CHAPTER], code[:SUBCHAPTER], code)


@cache
def _code_weights() -> Mapping[str, float]:
    return _information(_code_path(code) for code in entry_codes())


def _statistics_path(code: str) -> tuple[str, ...]:
    category = crosswalks.ewc_stat_of(code).target
    return (category[:3], category, code)


@cache
def _statistics_weights() -> Mapping[str, float]:
    return _information(_statistics_path(code) for code in entry_codes())


@cache
def _class_path(class_id: str) -> tuple[str, ...]:
    """A class below the wider ones, the family first; the general class of a family is the family itself."""
    found = material_class(class_id)
    if class_id.startswith("family_"):
        return (class_id,)
    above = _class_path(found.parent) if found.parent else (f"family_{found.family.lower()}",)
    return (*above, class_id)


@cache
def _class_weights() -> Mapping[str, float]:
    return _information(_class_path(one.id) for one in material_classes())


def _information(paths: Iterable[tuple[str, ...]]) -> Mapping[str, float]:
    """The information of each node: the rarer it is to stand below it, the more it tells."""
    below: Counter[str] = Counter()
    total = 0
    for path in paths:
        below.update(set(path))
        total += 1
    return MappingProxyType({node: -log(count / total) for node, count in below.items()})
