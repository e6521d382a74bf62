"""How near two material classes are in the tree of classes, as one table, and what else every text is compared with."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.goods import goods
from taxonomy.materials import general_classes, material_class, material_classes, wider_class
from taxonomy.purposes import purposes
from taxonomy.uses import uses

Floats = NDArray[np.float64]

ABOVE, SIBLING, FAMILY = 0.8, 0.4, 0.2
"""What a wider or a narrower class counts, one with the same parent, and one of the same family."""
VAGUE = 0.3
"""What a class counts that holds very different things: that two texts share it says little."""
VAGUE_CLASSES = frozenset({"mixed_waste", "chemicals"})


@cache
def class_names() -> tuple[str, ...]:
    """The material classes in the order of every table here."""
    return tuple(one.id for one in (*material_classes(), *general_classes()))


@cache
def class_places() -> dict[str, int]:
    """The place of each class."""
    return {name: place for place, name in enumerate(class_names())}


@cache
def kinship() -> Floats:
    """How near every class is to every other, 0..1."""
    chains = [_chain(name) for name in class_names()]
    found = np.zeros((len(chains), len(chains)))
    for row, one in enumerate(chains):
        for column, other in enumerate(chains):
            found[row, column] = _near(one, other)
    return found


@cache
def weights() -> Floats:
    """What each class counts: a vague one little."""
    vague = (name in VAGUE_CLASSES or material_class(name).kind == "unspecified" for name in class_names())
    return np.array([VAGUE if one else 1.0 for one in vague])


@cache
def serving() -> Floats:
    """How well each class serves each purpose: a table of shape (classes, purposes)."""
    members = np.zeros((len(class_names()), len(purposes())))
    for column, one in enumerate(purposes()):
        members[[class_places()[name] for name in one.material_classes], column] = 1.0
    return _best_over(members)


@cache
def rarity_of_purposes() -> Floats:
    """How much a purpose tells: one that many classes serve tells little, and one that none serves nothing."""
    return _rarity(np.array([len(one.material_classes) for one in purposes()]), len(class_names()))


@cache
def rarity_by_goods() -> Floats:
    """How much a purpose tells of goods named in words: one that many goods serve tells little."""
    counts = [sum(purpose.id in one.purposes for one in goods()) for purpose in purposes()]
    return _rarity(np.array(counts), len(goods()))


@cache
def classes_with_uses() -> tuple[str, ...]:
    """The classes of which a use is documented."""
    return tuple(sorted({one.material_class for one in uses() if not one.is_gap}))


@cache
def kinship_to_uses() -> Floats:
    """How near every class is to each of those with a documented use."""
    return kinship()[:, [class_places()[name] for name in classes_with_uses()]]


def _rarity(counts: NDArray[np.int64], of: int) -> Floats:
    return np.where(counts > 0, np.log((1 + of) / (1 + counts)), 0.0)


def _best_over(members: Floats) -> Floats:
    """For each class and column the nearness of its nearest member."""
    return np.stack([(kinship() * column).max(axis=1) for column in members.T], axis=1)


@cache
def _chain(name: str) -> tuple[str, ...]:
    """A class and those above it, its family last."""
    above = wider_class(name)
    return (name,) if above == name else (name, *_chain(above))


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if one[0] == other[0]:
        return 1.0
    if one[-1] != other[-1]:
        return 0.0
    if len(one) > 1 and len(other) > 1 and (one[0] in other or other[0] in one):
        return ABOVE
    return SIBLING if set(one[:-1]) & set(other[:-1]) else FAMILY
