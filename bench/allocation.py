"""The best set of exchanges: ours, greed and networkx's network simplex at the same optimum, in one run.

Made-up donors and takers on a square of 300 km with lognormal tonnes; each donor has some 18 takers near it with whom
a tonne gains something. Optima are compared, and every optimum is proved by its prices, before any time is printed.
The parts, each with wall time, CPU time and the peak of memory so far:

    python bench/allocation.py [flow] [components] [lots] [blends]      # all of them without arguments
    python bench/allocation.py flow --nodes 2000                        # a smaller flow, where time is short
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import networkx as nx
import numpy as np

from flows.allocation.admitting import admit
from flows.allocation.certifying import certify
from flows.allocation.greedy import greedy_plan
from flows.allocation.planning import plan_of
from flows.allocation.transport import Network, route
from flows.allocation.values import Arc, Donor, Limit, Objective, Plan, Problem, Taker

NEAR, ASKED, SQUARE_KM = 18, 16, 300.0
EUR_PER_T_KM = 0.195
SLACK = 1e-6

Result = TypeVar("Result")


def made_up(nodes: int, parts: int = 1) -> Network:
    """So many donors and as many takers, in parts that nothing connects; whole tonnes, whole cents."""
    chance = np.random.default_rng(20261122)
    made = [_part(chance, nodes // parts, place * (nodes // parts)) for place in range(parts)]
    tail, head, gain = (np.concatenate(columns) for columns in zip(*made, strict=True))
    return Network(
        supply_t=np.maximum(1.0, np.round(chance.lognormal(4.0, 1.5, nodes))),
        demand_t=np.maximum(1.0, np.round(chance.lognormal(4.0, 1.5, nodes))),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        gain_per_t=gain,
    )


def _part(chance: np.random.Generator, count: int, first: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of many takers by chance the nearest ones, and of those the ones that gain."""
    here, there = chance.random((count, 1, 2)) * SQUARE_KM, chance.random((count, 2)) * SQUARE_KM
    asked = chance.integers(0, count, (count, NEAR * ASKED))
    away = np.hypot(*np.moveaxis(here - there[asked], 2, 0))
    near = np.argsort(away, axis=1)[:, :NEAR]
    head, away = np.take_along_axis(asked, near, 1), np.take_along_axis(away, near, 1)
    gain = 10 + 60 * chance.random((count, 1)) + 40 * chance.random(away.shape) - EUR_PER_T_KM * away
    tail = np.repeat(np.arange(count), NEAR)
    once = np.unique(tail * count + head.ravel(), return_index=True)[1]
    once = once[gain.ravel()[once] > 0]
    return tail[once] + first, head.ravel()[once] + first, np.round(gain.ravel()[once], 2)


def by_networkx(network: Network) -> Callable[[], float]:
    """Network simplex over a graph that stands already, in whole tonnes and cents."""
    graph = nx.DiGraph()
    rest = "rest"
    graph.add_node(rest, demand=int(network.supply_t.sum() - network.demand_t.sum()))
    for place, mass in enumerate(network.supply_t.tolist()):
        graph.add_node(("donor", place), demand=-int(mass))
        graph.add_edge(("donor", place), rest, weight=0)
    for place, mass in enumerate(network.demand_t.tolist()):
        graph.add_node(("taker", place), demand=int(mass))
        graph.add_edge(rest, ("taker", place), weight=0)
    cents = np.rint(network.gain_per_t * 100).astype(int).tolist()
    for one, two, gain in zip(network.tail.tolist(), network.head.tolist(), cents, strict=True):
        graph.add_edge(("donor", one), ("taker", two), weight=-gain)
    return lambda: -nx.network_simplex(graph)[0] / 100


def by_greed(network: Network) -> float:
    """The best pair first, in columns."""
    supply, demand, total = network.supply_t.tolist(), network.demand_t.tolist(), 0.0
    order = np.argsort(-network.gain_per_t, kind="stable")
    columns = (network.tail[order].tolist(), network.head[order].tolist(), network.gain_per_t[order].tolist())
    for one, two, gain in zip(*columns, strict=True):
        mass = min(supply[one], demand[two])
        if mass > 0:
            supply[one] -= mass
            demand[two] -= mass
            total += mass * gain
    return total


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, float, float]:
    """Run once, children included, and print."""
    wall, cpu = time.perf_counter(), _cpu()
    result = work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name:34} wall {wall:8.3f} s   cpu {cpu:8.3f} s   peak {peak:5.0f} MB", flush=True)
    return result, wall, cpu


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def routed(network: Network, workers: int = 1) -> float:
    """Ours with its proof."""
    routing = route(network, workers)
    total, bound = routing.total(network), routing.bound(network)
    assert (np.bincount(network.tail, routing.mass_t, len(network.supply_t)) <= network.supply_t + SLACK).all()
    assert (np.bincount(network.head, routing.mass_t, len(network.demand_t)) <= network.demand_t + SLACK).all()
    assert (routing.mass_t >= 0).all()
    assert bound - total <= SLACK * total, (bound, total)
    return total


def flow(nodes: int) -> None:
    """One component against network simplex."""
    network = made_up(nodes)
    print(f"{nodes} donors, {nodes} takers, {len(network.tail)} arcs; aim: 15 times as fast as network simplex")
    ours, wall, cpu = timed("ours, with its proof", lambda: routed(network))
    greed, _, _ = timed("the best pair first", lambda: by_greed(network))
    theirs, peer_wall, peer_cpu = timed("networkx network_simplex", by_networkx(network))
    assert abs(ours - theirs) <= SLACK * theirs, (ours, theirs)
    print(f"  the same optimum {ours:.2f} €; greed reaches {100 * greed / ours:.1f} %")
    print(f"  network simplex takes {peer_wall / wall:.1f} x our wall time, {peer_cpu / cpu:.1f} x our CPU time")


def components(nodes: int, parts: int = 100) -> None:
    """Many components; nobody else is asked, as network simplex would take an hour."""
    network = made_up(nodes, parts)
    print(f"{nodes} donors, {nodes} takers, {len(network.tail)} arcs in {parts} components; aim: 3 s")
    one, _, _ = timed("ours in one process", lambda: routed(network))
    workers = os.cpu_count() or 1
    several, _, _ = timed(f"ours in {workers} processes", lambda: routed(network, workers))
    assert one == several
    greed, _, _ = timed("the best pair first", lambda: by_greed(network))
    print(f"  greed reaches {100 * greed / one:.1f} %")


def as_problem(network: Network) -> Problem:
    """The same as values."""
    donors = (Donor(id=f"d{n}", name=f"Donor {n}", mass_t_per_year=t) for n, t in enumerate(network.supply_t.tolist()))
    takers = (Taker(id=f"t{n}", name=f"Taker {n}", mass_t_per_year=t) for n, t in enumerate(network.demand_t.tolist()))
    columns = network.tail.tolist(), network.head.tolist(), network.gain_per_t.tolist()
    arcs = (Arc(donor=f"d{d}", taker=f"t{t}", value_eur_per_t=g) for d, t, g in zip(*columns, strict=True))
    objective = Objective(goal="cost")
    return Problem(donors=tuple(donors), takers=tuple(takers), arcs=tuple(arcs), objective=objective)


def lots(seconds: float, nodes: int = 300) -> None:
    """Least lots; the gap is the solver's, and what the prices alone allow stands beside it."""
    bare = as_problem(made_up(nodes))
    print(f"{nodes} donors, {nodes} takers, {len(bare.arcs)} arcs, least lots; aim: a gap of 0.1 % in 10 s")
    for lot in (25.0, 100.0):
        asked = replace(bare, takers=tuple(replace(one, least_lot_t=lot) for one in bare.takers))
        plan, _, _ = timed(f"lots of {lot:.0f} t", lambda asked=asked: plan_of(asked, lot_seconds=seconds))
        _report(asked, plan)


def blends(nodes: int = 300) -> None:
    """Five functional limits a taker, kept by the mixture."""
    chance = np.random.default_rng(5)
    bare = as_problem(made_up(nodes))
    names = ("NCV", "K", "P", "dry_matter", "glass_content")
    limits = tuple(Limit(parameter=name, most=0.55, is_functional=True) for name in names)
    donors = tuple(
        replace(one, qualities=dict(zip(names, chance.random(5).tolist(), strict=True)), is_hazardous=False)
        for one in bare.donors
    )
    asked = replace(bare, donors=donors, takers=tuple(replace(one, limits=limits, blends=True) for one in bare.takers))
    print(f"{nodes} donors, {nodes} takers, {len(bare.arcs)} arcs, five limits on each mixture")
    plan, _, _ = timed("mixtures", lambda: plan_of(asked))
    alone = replace(asked, takers=tuple(replace(one, blends=False) for one in asked.takers))
    single, _, _ = timed("the same, nobody mixes", lambda: plan_of(alone))
    _report(asked, plan)
    print(f"  mixing is worth {plan.total / single.total:.2f} x as much")


def _report(asked: Problem, plan: Plan) -> None:
    proof, _, _ = timed("proof, computed again", lambda: certify(asked, plan))
    greedy = greedy_plan(asked, admit(asked))
    beyond = 100 * (proof.bound / proof.total - 1)
    print(f"  gap {100 * proof.gap:.3f} % (prices alone: {beyond:.2f} %), holds: {proof.holds}", end="; ")
    print(f"greed reaches {100 * greedy.total / plan.total:.1f} %")


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["flow", "components", "lots", "blends", []], default=[])
    parser.add_argument("--nodes", type=int, default=10_000, help="donors of the flow; ten times as many in components")
    parser.add_argument("--lot-seconds", type=float, default=10.0, help="more of them on a machine with other work")
    asked = parser.parse_args()
    runs = {
        "flow": lambda: flow(asked.nodes),
        "components": lambda: components(10 * asked.nodes),
        "lots": lambda: lots(asked.lot_seconds),
        "blends": blends,
    }
    for name in asked.parts or runs:
        runs[name]()


if __name__ == "__main__":
    main()
