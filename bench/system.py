"""Balance and checks of a large flow table, printed as seconds; the table is made up and in memory.

python bench/system.py            # one million rows; another number as argument
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from flows.balance import balance, balance_sums
from flows.system.checking import findings
from flows.system.layers import Content, content_layer
from flows.system.scenarios import Scenario, outcome
from flows.table import Categorical, FlowTable, plain_process

YEARS, MATERIALS, ROWS_PER_PROCESS, UNKNOWN_SHARE = 5, 40, 200, 1e-4
MIB = 1024


def made_up(rows: int) -> FlowTable:
    """Rows between processes in a row of years; lognormal tonnes, one in ten thousand not known."""
    random = np.random.default_rng(7)
    processes = max(rows // ROWS_PER_PROCESS, 2)
    names = (*(f"plant{number}" for number in range(processes)), "Elsewhere", "Market", "Stock")
    source, target = (random.integers(0, len(names), rows).astype(np.int32) for _ in range(2))
    amount = random.lognormal(3, 1, rows)
    amount[random.random(rows) < UNKNOWN_SHARE] = np.nan
    blank = Categorical(np.zeros(rows, dtype=np.int32), ("",))
    return FlowTable(
        year=(2021 + random.integers(0, YEARS, rows)).astype(np.int32),
        source=Categorical(source, names),
        target=Categorical(target, names),
        material=Categorical(
            random.integers(0, MATERIALS, rows).astype(np.int32), tuple(f"m{number}" for number in range(MATERIALS))
        ),
        layer=Categorical(np.zeros(rows, dtype=np.int32), ("mass",)),
        basis=Categorical(np.zeros(rows, dtype=np.int32), ("as_shipped",)),
        treatment_code=blank,
        method=blank,
        origin=blank,
        kind=blank,
        record_id=Categorical(np.arange(rows, dtype=np.int32), tuple(f"R{number}" for number in range(rows))),
        amount=amount,
        standard_uncertainty=np.full(rows, np.nan),
        processes={name: plain_process(name) for name in names},
    )


def timed(name: str, work: Callable[[], int]) -> None:
    """Print wall and CPU time of one piece of work, and what it counted."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = work()
    print(f"{name:28} {time.perf_counter() - wall:7.2f} s wall {time.process_time() - cpu:7.2f} s CPU {count:>10,}")


def main() -> None:
    """Make the table and time every part."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    table = made_up(rows)
    half = dict.fromkeys(table.record_id.labels[::2], Content(share=0.5, standard_uncertainty=0.05))
    print(f"{rows:,} rows, {len(table.processes):,} processes, {YEARS} years")
    timed("balance, rows", lambda: len(balance(table)))
    timed("balance, sums", lambda: len(balance_sums(balance(table))))
    timed("findings", lambda: len(findings(table)))
    timed("one plant thought away", lambda: len(outcome(table, Scenario.parse("without:plant0")).table))
    timed("layer of one substance", lambda: len(content_layer(table, half, "substance:Zn")))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB:.0f} MiB")


if __name__ == "__main__":
    main()
