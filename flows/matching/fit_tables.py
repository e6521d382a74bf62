"""How near every material class is to every other and every code to every code, as tables for comparing in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from flows.matching.similarity import Tree, class_tree, code_tree, statistics_tree
from taxonomy.materials import general_classes, material_classes
from taxonomy.waste_list import entry_codes

Floats = NDArray[np.float64]


@cache
def class_numbers() -> dict[str, int]:
    """The place of each material class in its table; the one after the last stands for none."""
    return {one.id: place for place, one in enumerate((*material_classes(), *general_classes()))}


@cache
def code_numbers() -> dict[str, int]:
    """The place of each six-digit code in its table; the one after the last stands for none."""
    return {code: place for place, code in enumerate(sorted(entry_codes()))}


@cache
def class_fits() -> Floats:
    """Nearness of classes; the last row and column are not known."""
    return _framed(_lin(tuple(class_numbers()), class_tree()))


@cache
def code_fits(statistics_share: float) -> Floats:
    """Nearness of codes by the better of two trees; the last row and column are not known."""
    codes = tuple(code_numbers())
    return _framed(np.maximum(_lin(codes, code_tree()), statistics_share * _lin(codes, statistics_tree())))


def _lin(nodes: Sequence[str], tree: Tree) -> Floats:
    """Twice the information of what two nodes have in common by the sum of their own."""
    paths = [tree.path(node) for node in nodes]
    own = np.array([tree.weights.get(path[-1], 0.0) for path in paths])
    common = np.zeros((len(nodes), len(nodes)))
    same = np.ones((len(nodes), len(nodes)), bool)
    for level in range(max(map(len, paths))):
        names = np.array([path[level] if level < len(path) else "" for path in paths])
        same &= (names[:, None] == names[None, :]) & (names != "")[None, :]
        weight = np.array([tree.weights.get(name, 0.0) for name in names.tolist()])
        common = np.where(same, weight[None, :], common)
    total = own[:, None] + own[None, :]
    found = np.divide(2 * common, total, out=np.zeros_like(total), where=total > 0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _framed(table: Floats) -> Floats:
    return np.pad(table, (0, 1), constant_values=-1.0)
