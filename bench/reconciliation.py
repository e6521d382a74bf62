"""Reconciliation of 1,000, 10,000 and 100,000 flows: time, peak memory, and the difference to a dense reference.

Made-up networks of one process to four flows: nine flows in ten run to a near process, the others anywhere; lognormal
amounts with an error and an uncertainty of 10 %, each tenth flow to or from the environment. Before any time is
printed, 1,000 flows are compared with the textbook's dense formula, and 10,000 with exact uncertainties.

    python bench/reconciliation.py                   # another list of sizes as arguments
    python bench/reconciliation.py --unmeasured 0.1  # a tenth of the flows is not measured
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time

import numpy as np

from databank.records import FlowColumns
from flows.reconciliation.reconciling import reconcile
from flows.reconciliation.system import systems
from flows.reconciliation.values import Reconciled
from flows.table import FlowTable

SIZES, DENSE, COMPARED = (1_000, 10_000, 100_000), 1_000, 10_000
ERROR, NEAR, STEPS = 0.1, 0.92, 20
RUNS = 3
SAME, ALLOWED = 1e-6, 0.1


def made_up(flows: int, unmeasured: float) -> FlowTable:
    """Chains of twenty flows from the environment through processes and back to it, measured with errors."""
    chance = np.random.default_rng(20251121)
    processes, chains = max(flows // 4, 2), -(-flows // STEPS)
    steps = np.where(
        chance.random((chains, STEPS)) < NEAR,
        chance.integers(1, 6, (chains, STEPS)),
        chance.integers(0, processes, (chains, STEPS)),
    )
    visited = np.cumsum(np.column_stack([chance.integers(0, processes, chains), steps[:, 2:]]), axis=1) % processes
    names = np.array([f"process-{one:06}" for one in range(processes)], dtype=object)[visited]
    outside = np.full((chains, 1), "Elsewhere", dtype=object)
    source, target = np.hstack([outside, names]).ravel()[:flows], np.hstack([names, outside]).ravel()[:flows]
    true = np.repeat(chance.lognormal(3.0, 1.0, chains), STEPS)[:flows]
    amount = true * np.maximum(1.0 + ERROR * chance.standard_normal(flows), ERROR)
    amount[chance.random(flows) < unmeasured] = np.nan
    return FlowTable.from_columns(
        FlowColumns(
            year=[2025] * flows,
            source=source.tolist(),
            target=target.tolist(),
            material=["sand"] * flows,
            layer=["mass"] * flows,
            amount=amount.tolist(),
            standard_uncertainty=[None] * flows,
            basis=["as_shipped"] * flows,
            treatment_code=[""] * flows,
            method=["records"] * flows,
            origin=["primary"] * flows,
            kind=["flow"] * flows,
            record_id=[f"R{number:07}" for number in range(flows)],
            processes=(),
            left_out={},
            is_example=True,
        )
    )


def dense(table: FlowTable) -> tuple[np.ndarray, np.ndarray]:
    """The textbook's formula with dense matrices, in the order of the table: amounts and standard uncertainties."""
    (system,) = systems(table)
    matrix, measured, variance = system.incidence().toarray(), system.amount, system.variance
    gain = (variance[:, None] * matrix.T) @ np.linalg.pinv((matrix * variance) @ matrix.T)
    amount = measured - gain @ (matrix @ measured)
    deviation = np.sqrt(np.maximum(variance - np.diag(gain @ matrix) * variance, 0.0))
    order = np.argsort(system.rows)
    return amount[order], deviation[order]


def compare(unmeasured: float) -> None:
    """Stop when the results are not those of the slow ways."""
    table = made_up(DENSE, 0.0)
    (result,) = reconcile(table)
    amount, deviation = dense(table)
    first = not result.clipped  # the dense formula knows no zero; it is compared where none is needed
    apart = np.max(np.abs(result.amount - amount) / np.maximum(np.abs(amount), 1.0)) if first else np.nan
    spread = np.max(np.abs(result.uncertainty - deviation) / deviation) if first else np.nan
    print(f"{DENSE} flows beside dense matrices: amounts {apart:.1e} apart, uncertainties {spread:.1e} (relative)")
    assert first
    assert max(apart, spread) < SAME
    table = made_up(COMPARED, unmeasured)
    (exact,), (probed,) = reconcile(table, exact_up_to=COMPARED), reconcile(table, exact_up_to=0)
    sure = exact.uncertainty > 1e-9 * np.nanmax(exact.uncertainty)
    error = np.abs(probed.uncertainty[sure] / exact.uncertainty[sure] - 1.0)
    quantiles = np.quantile(error, [0.5, 0.95])
    print(f"{COMPARED} flows, probes beside exact uncertainties: {quantiles[0]:.1%} median, {quantiles[1]:.1%} p95")
    assert quantiles[1] <= ALLOWED


def one_size(flows: int, unmeasured: float) -> None:
    """Time one size in this process and print it with the peak of memory, which is why it has a process of its own."""
    table = made_up(flows, unmeasured)
    reconcile(made_up(50, unmeasured))  # the libraries are loaded before the clock starts
    before = peak()
    walls, cpus = [], []
    result: Reconciled | None = None
    for _ in range(RUNS):
        wall, cpu = time.perf_counter(), time.process_time()
        (result,) = reconcile(table)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    assert result is not None
    kind = "exact" if result.is_exact else "probes"
    print(
        f"{flows:7} flows: {min(walls):6.2f} s, CPU {min(cpus):6.2f} s, peak {peak():4.0f} MB ({before:.0f} before),"
        f" {result.degrees} checks, {len(result.clipped)} set to zero, {len(result.suspects)} suspects, {kind}"
    )


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Compare, then time every size in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--unmeasured", type=float, default=0.0)
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        one_size(asked.sizes[0], asked.unmeasured)
        return
    compare(asked.unmeasured)
    for size in asked.sizes:
        command = [sys.executable, __file__, str(size), "--unmeasured", str(asked.unmeasured), "--only"]
        subprocess.run(command, check=True, env=dict(os.environ))


if __name__ == "__main__":
    main()
