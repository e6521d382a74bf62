"""The lightest feedback set of every graph of bench/layout.py, by a solver that may take its time.

python bench/feedback.py        # writes data/feedback.json anew
"""

from __future__ import annotations

import json
from pathlib import Path

from graphs import Graph, graphs
from ortools.sat.python import cp_model

RESULTS = Path(__file__).parent / "data" / "feedback.json"
LONGEST_S, PARTS = 60, 1_000


def best(graph: Graph) -> tuple[float, bool]:
    """The least mass that runs back, and whether it is proved to be the least."""
    model = cp_model.CpModel()
    count = len(graph.nodes)
    place = [model.new_int_var(0, count - 1, f"place {node}") for node in range(count)]
    links = [(tail, head, mass) for tail, head, mass in graph.links if tail != head]
    back = []
    for number, (tail, head, _) in enumerate(links):
        runs_back = model.new_bool_var(f"back {number}")
        model.add(place[head] >= place[tail] + 1).only_enforce_if(~runs_back)
        back.append(runs_back)
    model.minimize(sum(round(mass * PARTS) * one for one, (_, _, mass) in zip(back, links, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = LONGEST_S
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    mass = sum(mass for one, (_, _, mass) in zip(back, links, strict=True) if solver.value(one))
    return round(mass, 6), status == cp_model.OPTIMAL


def main() -> None:
    """Solve all graphs, and tell of each."""
    found = {}
    for graph in graphs():
        mass, proved = best(graph)
        found[graph.name] = {"mass": mass, "proved": proved}
        print(f"{graph.name}: {mass:g} {'proved' if proved else 'best found'}", flush=True)
    RESULTS.write_text(json.dumps(found, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
