"""Candidates, scores and one new listing: ours, a blocked join written by hand in DuckDB, and brute force, in one run.

Made-up offers and receivers all over Finland: 842 codes of which a few are very common, up to 8 accepted codes a
receiver, windows of time, and a radius with which an offer has some 15 to 20 receivers. The pairs of all are compared
by their hash before any time is printed.

    python bench/matching.py [COUNT ...]
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import duckdb
import numpy as np

from flows.matching.bulk import candidates, scores
from flows.matching.columns import Columns
from flows.matching.distances import EARTH_RADIUS_KM
from flows.matching.fit_tables import class_numbers, code_fits, code_numbers
from flows.matching.index import Index
from flows.matching.joining import Pairs, Side, points_of
from flows.matching.terms import Terms
from flows.matching.values import Offer, Receiver
from flows.matching.weights import shipped
from flows.spans import Span

COUNTS = (10_000, 100_000)
BRUTE_FORCE = 3_000
RADIUS_KM = {10_000: 62.0, 100_000: 19.5}
RUNS, LISTINGS = 5, 1_000
LISTING_RADIUS_KM = 100.0
NOT_KNOWN = 0.1
DAY = date(2026, 11, 22)
TERMS = Terms(day=DAY, weights=shipped())
SOUTH, NORTH, WEST, EAST = 59.8, 70.1, 20.5, 31.6

Result = TypeVar("Result")


def made_up(count: int, most_codes: int, seed: int) -> Columns:
    """One side of a market: each record in one place, with one or several codes and a window of time."""
    chance = np.random.default_rng(seed)
    codes = len(code_numbers())
    common = 1 / np.arange(1, codes + 1)
    sizes = chance.integers(1, most_codes + 1, count)
    owner = np.repeat(np.arange(count), sizes)
    pair = np.unique(owner * codes + chance.choice(codes, len(owner), p=common / common.sum()))
    owner, code = pair // codes, pair % codes
    first = DAY.toordinal() + chance.integers(0, 1500, count)
    days = chance.integers(200, 3000, count)
    side = Side(
        owner=owner,
        key=code,
        lat=np.radians(chance.uniform(SOUTH, NORTH, count)),
        lon=np.radians(chance.uniform(WEST, EAST, count)),
        first=first.astype(np.int32),
        last=(first + days).astype(np.int32),
    )
    slots = np.full((count, most_codes), codes, np.int16)
    slots[owner, np.arange(len(owner)) - np.searchsorted(owner, owner)] = code
    return Columns(
        side=side,
        points=points_of(side),
        codes=slots,
        classes=np.full((count, 1), len(class_numbers()), np.int16),
        wildcards=((),) * count,
        has_wildcard=np.zeros(count, bool),
        amount=np.where(chance.random(count) < NOT_KNOWN, np.nan, chance.lognormal(5, 1.5, count)),
        is_lasting=chance.random(count) > NOT_KNOWN,
        has_day=np.ones(count, bool),
        is_upside_down=np.zeros(count, bool),
        length=days + 1.0,
        freshness=0.5 ** (chance.integers(0, 900, count) / 365),
        grade=chance.choice([0.7, 0.8, 0.9, 1.0], count),
    )


def by_duckdb(offers: Side, receivers: Side, radius_km: float) -> Callable[[], Pairs]:
    """A join on code and cell of a grid, written by hand: each offer asks the nine cells around it."""
    connection = duckdb.connect()
    angle = radius_km / EARTH_RADIUS_KM
    height = np.degrees(angle)
    width = np.degrees(2 * np.arcsin(np.sin(angle / 2) / np.cos(np.radians(NORTH) + angle)))
    for name, side in (("offers", offers), ("receivers", receivers)):
        x, y, z = points_of(side)
        row = np.floor((np.degrees(side.lat) - SOUTH) / height).astype(np.int32)
        column = np.floor((np.degrees(side.lon) - WEST) / width).astype(np.int32)
        each = (("x", x), ("y", y), ("z", z), ("cell_row", row), ("cell_column", column))
        frame = {
            "owner": side.owner,
            "code": side.key.astype(np.int32),
            "first": side.first[side.owner],
            "last": side.last[side.owner],
        } | {column_name: values[side.owner] for column_name, values in each}
        connection.register("frame", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
    chord = float(2 * np.sin(angle / 2)) ** 2
    query = f"""
        WITH asked AS (
            SELECT o.*, o.cell_row + dr AS r, o.cell_column + dc AS c
            FROM offers o, unnest([-1, 0, 1]) AS rows(dr), unnest([-1, 0, 1]) AS columns(dc))
        SELECT asked.owner, t.owner AS receiver
        FROM asked JOIN receivers t ON asked.code = t.code AND asked.r = t.cell_row AND asked.c = t.cell_column
        WHERE asked.first <= t.last AND t.first <= asked.last
          AND (asked.x - t.x) ** 2 + (asked.y - t.y) ** 2 + (asked.z - t.z) ** 2 <= {chord!r}"""

    def joined() -> Pairs:
        found = connection.execute(query).fetchnumpy()
        return Pairs(np.asarray(found["owner"]), np.asarray(found["receiver"]))

    return joined


def by_brute_force(offers: Columns, receivers: Columns, radius_km: float) -> Pairs:
    """Every pair, by the haversine formula and without any order."""
    here, there = offers.side, receivers.side
    met: list[np.ndarray] = []
    for place in range(len(here)):
        mine = offers.codes[place, 0]
        across = np.sin((there.lat - here.lat[place]) / 2) ** 2
        across += np.cos(there.lat) * np.cos(here.lat[place]) * np.sin((there.lon - here.lon[place]) / 2) ** 2
        near = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(across)) <= radius_km
        near &= (there.first <= here.last[place]) & (here.first[place] <= there.last)
        near &= (receivers.codes == mine).any(axis=1)
        met.append(np.flatnonzero(near))
    sizes = [len(one) for one in met]
    return Pairs(np.repeat(np.arange(len(here)), sizes), np.concatenate(met))


def hash_of(pairs: Pairs, width: int) -> str:
    """One hash of a set of pairs, whatever their order."""
    return hashlib.sha256(np.sort(pairs.offers * width + pairs.receivers).astype(np.int64).tobytes()).hexdigest()


def timed(work: Callable[[], Result], runs: int = RUNS) -> tuple[float, float, Result]:
    """Median wall and CPU seconds, and what came out."""
    walls, cpus, found = [], [], work()
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus), found


def unit() -> float:
    """CPU milliseconds of a million additions: about 40 on an idle core of 2.5 GHz."""
    start, total = time.process_time(), 0
    for _ in range(1_000_000):
        total = total + 1
    return (time.process_time() - start) * 1e3


def compare(count: int) -> None:
    """Candidates and scores of one size beside DuckDB, and brute force where it is small enough."""
    radius = RADIUS_KM.get(count, 62.0 * (10_000 / count) ** 0.5)
    offers, receivers = made_up(count, 1, 1), made_up(count, 8, 2)
    code_fits(TERMS.weights.constants.statistics_share)
    ours = timed(lambda: candidates(offers, receivers, radius))
    scored = timed(lambda: scores(offers, receivers, candidates(offers, receivers, radius), TERMS))
    peer = timed(by_duckdb(offers.side, receivers.side, radius))
    assert hash_of(ours[2], count) == hash_of(peer[2], count)
    pairs = ours[2]
    print(f"{count} offers x {count} receivers, {radius:.0f} km: {len(pairs)} pairs, {len(pairs) / count:.1f} an offer")
    for name, (wall, cpu, _) in (
        ("candidates", ours),
        ("with scores and parts", scored),
        ("DuckDB, candidates", peer),
    ):
        ratios = f"{wall / peer[0]:5.2f} x DuckDB", f"{cpu / peer[1]:5.2f} x DuckDB"
        print(f"  {name:22} wall {wall:7.3f} s ({ratios[0]})   cpu {cpu:7.3f} s ({ratios[1]})")
    values = scored[2].values
    known = ", ".join(f"{name} {np.mean(~np.isnan(column)):.0%}" for name, column in values.items())
    print(f"  criteria known: {known}")
    print(f"  peak memory of the run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def check_by_brute_force() -> None:
    """The same pairs as every pair tried, by their hash."""
    offers, receivers = made_up(BRUTE_FORCE, 1, 3), made_up(BRUTE_FORCE, 8, 4)
    wall, _, found = timed(lambda: candidates(offers, receivers, 150.0), 1)
    slow, _, expected = timed(lambda: by_brute_force(offers, receivers, 150.0), 1)
    assert hash_of(found, BRUTE_FORCE) == hash_of(expected, BRUTE_FORCE)
    print(f"{BRUTE_FORCE} x {BRUTE_FORCE}: {len(found)} pairs, the same as by brute force ({slow / wall:.0f} x slower)")


def ask_an_index(count: int) -> None:
    """New listings, one after the other, against many receivers: the best 10 with their reasons."""
    columns, listed = made_up(count, 8, 2), made_up(LISTINGS, 1, 5)
    names = list(code_numbers())
    receivers = [
        Receiver(
            id=f"R{place}",
            source="need",
            name="made up",
            waste_codes=tuple(names[code] for code in columns.codes[place] if code < len(names)),
            mass_t_per_year=Span.of(float(columns.amount[place])) if columns.amount[place] > 0 else Span(),
            lat=float(np.degrees(columns.side.lat[place])),
            lon=float(np.degrees(columns.side.lon[place])),
            ends_on=date.fromordinal(int(columns.side.last[place])),
            confirmed_on=DAY - timedelta(days=place % 900),
        )
        for place in range(count)
    ]
    start = time.perf_counter()
    index = Index(receivers, TERMS, radius_km=LISTING_RADIUS_KM)
    making = time.perf_counter() - start
    walls, cpus = [], []
    for place in range(LISTINGS):
        offer = Offer(
            id="new",
            name="made up",
            waste_code=names[listed.codes[place, 0]],
            mass_t_per_year=Span.of(500.0),
            lat=float(np.degrees(listed.side.lat[place])),
            lon=float(np.degrees(listed.side.lon[place])),
            confirmed_on=DAY,
        )
        start, cpu = time.perf_counter(), time.process_time()
        index.best(offer)
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - cpu)
    print(f"{count} receivers indexed in {making:.1f} s; one new listing, best 10 with reasons:")
    for name, found in (("wall", sorted(walls)), ("cpu", sorted(cpus))):
        median, late = found[len(found) // 2] * 1e3, found[int(len(found) * 0.95)] * 1e3
        print(f"  {name}: median {median:.2f} ms, p95 {late:.2f} ms")
    print(f"  unit {unit():.0f} ms (see bench/README.md)")


def main() -> None:
    """Run everything and print it."""
    check_by_brute_force()
    for count in [int(one) for one in sys.argv[1:]] or COUNTS:
        compare(count)
    ask_an_index(COUNTS[-1])


if __name__ == "__main__":
    main()
