"""How sure reconciled flows are: exactly for small networks, by random probes for large ones.

The errors that balances let through are P z for a projection P and standard normal z. For every flow the mean square
of some hundred such draws is its variance, to the same relative precision whether large or small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from flows.reconciliation.system import Places
from flows.reconciliation.values import Numbers

if TYPE_CHECKING:
    from flows.reconciliation.linear import Network

SEED = 20251121
PROBES, BLOCK = 128, 32
CHEAP_PIECES, CHEAP_CELLS = 300, 1_000_000


def is_cheap(network: Network) -> bool:
    """Whether the exact way takes little time and memory whatever the number of flows."""
    cells = int(network.forest.bridges.sum()) * len(network.adjustable)
    return network.laplacian.matrix.shape[0] <= CHEAP_PIECES and cells <= CHEAP_CELLS


def exact_variances(network: Network) -> tuple[Numbers, Numbers]:
    """Variance of every flow and leverage of every adjustable one, from the inverse of the Laplacian."""
    inverse = np.pad(network.laplacian.inverse(), ((0, 1), (0, 1)))  # the last row and column are ground
    source, target = network.source, network.target
    resistance = inverse[source, source] + inverse[target, target] - 2.0 * inverse[source, target]
    share = np.clip(network.variance * resistance, 0.0, 1.0)
    variance, leverage = _filled(network, network.variance * (1.0 - share), share)
    places = network.unmeasured[network.forest.bridges]
    variance[places] = _followed(network, inverse[:-1, :-1])
    return variance, leverage


def _followed(network: Network, inverse: Numbers) -> Numbers:
    """Variances of the flows that follow from others: each is a sum of measured ones with signs."""
    follows = np.flatnonzero(network.forest.bridges)
    if not len(follows):
        return np.zeros(0)
    inner = network.forest.carried(_ends(network, network.unchecked).toarray())[follows]
    weights = network.forest.carried(_ends(network, network.adjustable).toarray())[follows]
    spread = weights * network.variance
    taken = network.gathered(spread.T)
    explained = np.sum(taken * (inverse @ taken), axis=0)
    checked = np.maximum(np.sum(weights * spread, axis=1) - explained, 0.0)
    return np.asarray(checked + inner**2 @ network.system.variance[network.unchecked])


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
