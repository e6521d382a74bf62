"""Parts of a network that nothing connects: each can be solved by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]


def labels_of(one: Places, other: Places, nodes: int) -> Places:
    """The component of each node, numbered from 0 in the order of their first nodes.

    Every node points to the least one it knows to be connected; pointers are shortened until they point to the first.

    >>> labels_of(np.array([0, 3], np.int32), np.array([2, 4], np.int32), 6).tolist()
    [0, 1, 0, 2, 2, 3]
    """
    least = np.arange(nodes, dtype=np.int32)
    while True:
        left, right = least[one], least[other]
        apart = left != right
        if not apart.any():
            break
        # Only roots are hooked below smaller ones, so the pointers never run in a circle.
        left, right = left[apart], right[apart]
        np.minimum.at(least, np.maximum(left, right), np.minimum(left, right))
        one, other = one[apart], other[apart]
        least = _shortened(least)
    return np.unique(least, return_inverse=True)[1].astype(np.int32)


def _shortened(least: Places) -> Places:
    while True:
        nearer = least[least]
        if np.array_equal(nearer, least):
            return least
        least = nearer
