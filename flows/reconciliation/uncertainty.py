"""How sure reconciled flows are: exactly as far as the Laplacian can be factorised, by random probes beyond.

What the balances take away of a measured flow's variance needs the inverse of the Laplacian at its two ends alone. The
errors that balances let through are P z for a projection P and standard normal z. For every flow the mean square
of some hundred such draws is its variance, to the same relative precision whether large or small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, diags_array

from flows.reconciliation.system import Mask, Places
from flows.reconciliation.values import Numbers

if TYPE_CHECKING:
    from flows.reconciliation.linear import Network

SEED = 20251121
PROBES, BLOCK = 128, 32
CHEAP_PIECES = 300
MOST_BELOW = 4_000_000
"""Processes on the far sides of all flows that follow, up to which the exact way has memory enough."""


def is_exact(network: Network, exact_up_to: int) -> bool:
    """Whether the exact way is taken: it is asked for or cheap, and has memory enough."""
    pieces = network.laplacian.matrix.shape[0]
    wanted = len(network.system.rows) <= exact_up_to or pieces <= CHEAP_PIECES
    return wanted and network.laplacian.is_factored and network.forest.below <= MOST_BELOW


def exact_variances(network: Network, asked: Mask | None = None) -> tuple[Numbers, Numbers]:
    """Variance of every flow and leverage of every adjustable one, from entries of the inverse of the Laplacian.

    Of the unmeasured flows only those that are `asked` get one, the others NaN; None stands for all.
    """
    resistance = network.laplacian.resistance(network.source, network.target)
    share = np.clip(network.variance * resistance, 0.0, 1.0)
    variance, leverage = _filled(network, network.variance * (1.0 - share), share)
    wanted = network.forest.bridges if asked is None else network.forest.bridges & asked[network.unmeasured]
    follows = np.flatnonzero(wanted)
    variance[network.unmeasured[follows]] = _followed(network, follows)
    return variance, leverage


def _followed(network: Network, follows: Places) -> Numbers:
    """Variances of flows that follow from others: each is the sum, with signs, of the measured ones on its far side."""
    beyond = network.forest.beyond(follows)
    loose = (beyond @ _ends(network, network.unchecked)).power(2) @ network.system.variance[network.unchecked]
    weights = beyond @ _ends(network, network.adjustable)
    spread = weights @ diags_array(network.variance)
    checked = np.asarray(weights.multiply(spread).sum(axis=1)).ravel()
    taken = network.gathered(spread.T).tocsc()
    for first in range(0, len(follows), BLOCK):
        columns = taken[:, first : first + BLOCK].toarray()
        checked[first : first + BLOCK] -= np.einsum("ij,ij->j", columns, network.laplacian.solve(columns))
    return np.asarray(loose + np.maximum(checked, 0.0))


def _ends(network: Network, flows: Places) -> Any:
    """Processes times some flows, sparse: 1 where it comes in, -1 where it goes out."""
    system, columns = network.system, np.arange(len(flows))
    ends = np.concatenate([system.target[flows], system.source[flows]])
    signs = np.repeat([1.0, -1.0], len(flows))
    return csr_array((signs, (ends, np.tile(columns, 2))), shape=(len(system.names), len(flows)))


def probed_variances(network: Network) -> tuple[Numbers, Numbers]:
    """The same by probes of random signs, always the same ones.

    What the balances let through and what they take away are estimated both and brought to the sum 1, which is exact
    for flows that are hardly checked and never worse than 1 / sqrt(2 probes).
    """
    chance = np.random.default_rng(SEED)
    deviation = np.sqrt(network.variance)[:, None]
    left, taken = np.zeros(len(deviation)), np.zeros(len(deviation))
    followed = np.zeros(len(network.unmeasured))
    ends, inner = _ends(network, network.adjustable), _ends(network, network.unchecked)
    inner_deviation = np.sqrt(network.system.variance[network.unchecked])[:, None]
    for _ in range(PROBES // BLOCK):
        signs = chance.integers(0, 2, (len(deviation), BLOCK)) * 2.0 - 1.0
        errors = network.reconciled(deviation * signs, rough=True)
        loose = inner_deviation * (chance.integers(0, 2, (len(inner_deviation), BLOCK)) * 2.0 - 1.0)
        followed += np.sum(network.forest.carried(ends @ errors + inner @ loose) ** 2, axis=1)
        errors /= deviation
        left += np.einsum("ij,ij->i", errors, errors)
        np.subtract(signs, errors, out=signs)
        taken += np.einsum("ij,ij->i", signs, signs)
    share = taken / (left + taken)
    variance, leverage = _filled(network, network.variance * (1.0 - share), share)
    variance[network.unmeasured] = followed / PROBES
    return variance, leverage


def _filled(network: Network, variance: Numbers, share: Numbers) -> tuple[Numbers, Numbers]:
    """Columns for all flows: what is not adjustable keeps its own variance and has no leverage."""
    every, leverage = network.system.variance.copy(), np.full(len(network.system.rows), np.nan)
    every[network.adjustable] = variance
    leverage[network.adjustable] = share
    return every, leverage
