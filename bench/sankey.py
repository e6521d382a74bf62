"""Sankey data from a flow table of a million rows: ours, a hand-written DuckDB group-by and floweaver, in one run.

Each makes the links sector -> material family -> fate with their sums, as JSON, from a table that is already in memory
in the form the tool likes best. The sums of all three are compared before any time is printed.

    python bench/sankey.py [ROWS]
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable

import duckdb
import floweaver
import numpy as np
import pandas as pd

from databank.records import FlowColumns, Process
from flows.materials import Materials
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import parse_view, view

SECTORS = ("metal", "forest", "chemicals", "energy", "waste", "food", "minerals", "communities")
FAMILIES = ("K", "M", "X", "T", "R", "V", "W", "L")
FATES = ("used", "energy", "disposal", "unused", "recovery_unspecified")
SITES, CLASSES, RUNS = 120, 40, 5

Links = dict[tuple[str, str], float]


def made_up(rows: int) -> dict[str, list]:
    """A flow table of one year: sites of eight sectors, forty materials of eight families, five fates."""
    chance = np.random.default_rng(20251121)
    sites = np.array([f"site-{number:03}" for number in range(SITES)])
    classes = np.array([f"class-{number:02}" for number in range(CLASSES)])
    fates = np.array([f"fate:{fate}" for fate in FATES])
    return {
        "source": sites[chance.integers(0, SITES, rows)].tolist(),
        "target": fates[chance.integers(0, len(FATES), rows)].tolist(),
        "material": classes[chance.integers(0, CLASSES, rows)].tolist(),
        "value": np.round(chance.lognormal(3.0, 1.5, rows), 3).tolist(),
    }


def sector_of(site: str) -> str:
    """The sector that a made-up site belongs to."""
    return SECTORS[int(site[-3:]) % len(SECTORS)]


def family_of(material: str) -> str:
    """The family that a made-up material belongs to."""
    return FAMILIES[int(material[-2:]) % len(FAMILIES)]


def ours(raw: dict[str, list]) -> tuple[Callable[[], Links], Callable[[], Links]]:
    """The same three stages by a view definition, and the whole big picture with its conservation contract."""
    rows = len(raw["value"])
    sites = sorted(set(raw["source"]))
    columns = FlowColumns(
        year=[2025] * rows,
        source=raw["source"],
        target=raw["target"],
        material=raw["material"],
        layer=["mass"] * rows,
        amount=raw["value"],
        standard_uncertainty=[None] * rows,
        basis=["as_shipped"] * rows,
        treatment_code=[""] * rows,
        method=["weighed"] * rows,
        origin=["primary"] * rows,
        kind=["flow"] * rows,
        record_id=[f"R{number}" for number in range(rows)],
        processes=tuple(Process(id=s, label=s, kind="site", sector=sector_of(s), municipality="Pori") for s in sites),
        left_out={},
        is_example=True,
    )
    table = FlowTable.from_columns(columns)
    materials = Materials(
        family_of={name: family_of(name) for name in set(raw["material"])},
        kind_of=dict.fromkeys(FAMILIES, "side_stream") | {"N": "unspecified"},
    )
    words = {"fi": "x", "sv": "x", "en": "x"}
    stages = [("producer", "sector"), ("family", "material_family"), ("fate", "fate")]
    chain = parse_view(
        json.dumps(
            {"name": "bench", "shape": "chain", "layer": "mass", "title": words, "question": words}
            | {"stages": [{"id": name, "title": words, "dimension": dimension} for name, dimension in stages]}
        ),
        "bench",
    )

    def woven(definition: object) -> Links:
        data = weave(table, definition, year=2025, boundary="pori", materials=materials)
        json.dumps([(link.source, link.target, link.family, link.amount, link.record_count) for link in data.links])
        return {(bare(link.source), bare(link.target)): link.amount for link in data.links}

    return lambda: woven(chain), lambda: woven(view("big-picture"))


def bare(node: str) -> str:
    """A node without its stage."""
    return node.split(":", 1)[1]


def by_duckdb(frame: pd.DataFrame) -> Callable[[], Links]:
    """Two group-bys over one pass of joins, written by hand for exactly this picture."""
    connection = duckdb.connect()
    connection.register("frame", frame)
    connection.execute("CREATE TABLE flows AS SELECT * FROM frame")
    sites = pd.DataFrame({"source": sorted(set(frame["source"]))}).assign(sector=lambda f: f["source"].map(sector_of))
    materials = pd.DataFrame({"material": sorted(set(frame["material"]))})
    materials = materials.assign(family=lambda f: f["material"].map(family_of))
    connection.register("site_frame", sites)
    connection.register("material_frame", materials)
    connection.execute("CREATE TABLE sites AS SELECT * FROM site_frame")
    connection.execute("CREATE TABLE materials AS SELECT * FROM material_frame")
    query = """
        WITH cube AS (
            SELECT sector, family, target, sum(value) AS value, count(*) AS records
            FROM flows JOIN sites USING (source) JOIN materials USING (material) GROUP BY ALL)
        SELECT sector, family, sum(value), sum(records) FROM cube GROUP BY ALL
        UNION ALL SELECT family, replace(target, 'fate:', ''), sum(value), sum(records) FROM cube GROUP BY ALL"""

    def woven() -> Links:
        rows = connection.execute(query).fetchall()
        json.dumps([(tail, head, value, int(records)) for tail, head, value, records in rows])
        return {(tail, head): value for tail, head, value, _ in rows}

    return woven


def by_floweaver(frame: pd.DataFrame) -> Callable[[], Links]:
    """The same picture as process groups, a waypoint and one bundle."""
    sites, targets = sorted(set(frame["source"])), sorted(set(frame["target"]))
    sectors: dict[str, list[str]] = defaultdict(list)
    for name in sites:
        sectors[sector_of(name)].append(name)
    families: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(frame["material"])):
        families[family_of(name)].append(name)
    nodes = {
        "sites": floweaver.ProcessGroup(sites, floweaver.Partition.Simple("process", list(sectors.items()))),
        "via": floweaver.Waypoint(floweaver.Partition.Simple("type", list(families.items()))),
        "fates": floweaver.ProcessGroup(targets, floweaver.Partition.Simple("process", targets)),
    }
    ordering = [["sites"], ["via"], ["fates"]]
    bundles = [floweaver.Bundle("sites", "fates", waypoints=["via"])]
    definition = floweaver.SankeyDefinition(nodes, bundles, ordering)
    dataset = floweaver.Dataset(frame.rename(columns={"material": "type"}))

    def woven() -> Links:
        data = floweaver.weave(definition, dataset)
        json.dumps(data.to_json())
        sums: Links = defaultdict(float)
        for link in data.links:
            sums[_last(link.source), _last(link.target)] += (
                link.data["value"] if hasattr(link, "data") else link.link_width
            )
        return dict(sums)

    return woven


def _last(node: str) -> str:
    return node.rsplit("^", 1)[1].removeprefix("fate:")


def timed(work: Callable[[], Links], runs: int) -> tuple[float, float, Links]:
    """Median wall and CPU seconds."""
    walls, cpus, found = [], [], {}
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus), found


def main() -> None:
    """Time all of them, compare their sums, print the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    raw = made_up(rows)
    frame = pd.DataFrame(raw)
    same, whole = ours(raw)
    results = {
        "ours": timed(same, RUNS),
        "DuckDB by hand": timed(by_duckdb(frame), RUNS),
        "floweaver 2.0.1": timed(by_floweaver(frame), 1),
        "ours, big picture": timed(whole, RUNS),
    }
    expected = results["DuckDB by hand"][2]
    for name in ("ours", "floweaver 2.0.1"):
        found = results[name][2]
        assert found.keys() == expected.keys(), (name, sorted(found)[:5], sorted(expected)[:5])
        assert all(abs(found[key] - value) <= 1e-6 * value for key, value in expected.items()), name
    print(f"{rows} rows, {len(expected)} links, sums equal")
    base_wall, base_cpu, _ = results["ours"]
    for name, (wall, cpu, _) in results.items():
        ratios = f"{wall / base_wall:6.1f} x ours", f"{cpu / base_cpu:6.1f} x ours"
        print(f"{name:18} wall {wall:7.3f} s ({ratios[0]})   cpu {cpu:7.3f} s ({ratios[1]})")
    print(f"peak memory of the run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
