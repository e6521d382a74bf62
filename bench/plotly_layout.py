"""Where plotly.js itself puts the graphs of bench/layout.py, measured in Chromium with the bundle the pages use.

    python bench/plotly_layout.py        # writes data/plotly.jsonl anew; Chromium as for pictures of diagrams

Every graph has a browser of its own that is stopped after a minute: plotly has been seen to hang on cycles.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphs import Graph, graphs

RESULTS = Path(__file__).parent / "data" / "plotly.jsonl"
BUNDLE = Path(__file__).parent.parent / "web" / "static" / "vendor" / "plotly-sankey.min.js"
WIDTH, HEIGHT, LONGEST_S, PATIENCE_MS = 1400, 900, 60, 20_000
CHROMIUM = os.environ.get("CHROMIUM", "chromium")
PAGE = """<!doctype html><meta charset="utf-8"><div id="figure"></div><pre id="found"></pre><script>%(bundle)s</script>
<script>
const started = performance.now();
Plotly.newPlot("figure", [%(trace)s], {width: %(width)d, height: %(height)d}).then(() => {
  const seconds = (performance.now() - started) / 1000;
  const all = (name) => [...document.querySelectorAll(name)].map((shape) => shape.__data__);
  const nodes = all(".sankey-node").map(({node}) => [node.pointNumber, node.x0, node.x1, node.y0, node.y1]);
  const links = all(".sankey-link").map(({link}) => [link.pointNumber, link.source.x1, link.y0, link.target.x0,
    link.y1, link.width, link.circular ? 1 : 0]);
  document.getElementById("found").textContent = JSON.stringify({seconds, nodes, links});
});
</script>"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A drawn link: its middle line's two ends, its width and whether it runs back."""

    number: int
    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    is_return: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One graph as plotly drew it; `bars` are left, right, top and bottom of its nodes."""

    name: str
    seconds: float
    bars: tuple[tuple[float, float, float, float], ...]
    links: tuple[Placed, ...]


def measured() -> dict[str, Measured]:
    """The committed results by the name of the graph."""
    return {found.name: found for found in map(_read, RESULTS.read_text("utf-8").splitlines())}


def _read(line: str) -> Measured:
    found = json.loads(line)
    links = [
        Placed(int(number), (x0, y0), (x1, y1), width, bool(circular))
        for number, x0, y0, x1, y1, width, circular in found["links"]
    ]
    bars = [(x0, x1, y0, y1) for _, x0, x1, y0, y1 in found["nodes"]]
    return Measured(found["name"], found["seconds"], tuple(bars), tuple(links))


def measure(graph: Graph) -> str:
    """One line of the results: what plotly made of a graph by itself, with nothing but nodes and links given."""
    trace = {
        "type": "sankey",
        "node": {"label": graph.nodes},
        "link": dict(zip(("source", "target", "value"), map(list, zip(*graph.links, strict=True)), strict=True)),
    }
    values = {"bundle": BUNDLE.read_text("utf-8"), "trace": json.dumps(trace), "width": WIDTH, "height": HEIGHT}
    found = json.loads(_dumped(PAGE % values))
    found["nodes"] = [[round(value, 2) for value in node] for node in sorted(found["nodes"])]
    found["links"] = [[round(value, 2) for value in link] for link in sorted(found["links"])]
    found["seconds"] = round(found["seconds"], 3)
    return json.dumps({"name": graph.name, **found}, separators=(",", ":")) + "\n"


def _dumped(page: str) -> str:
    with tempfile.TemporaryDirectory(prefix="sivuvirta-") as folder:
        path = Path(folder) / "graph.html"
        path.write_text(page, "utf-8")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        profile = f"--user-data-dir={folder}/profile"
        command = [CHROMIUM, "--headless", "--disable-gpu", *sandbox, profile, f"--virtual-time-budget={PATIENCE_MS}"]
        command += ["--dump-dom", path.as_uri()]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST_S)
    return re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)[1]


def lines() -> Iterator[str]:
    """Every graph in turn, with what it took printed."""
    for graph in graphs():
        start = time.perf_counter()
        yield measure(graph)
        print(f"{graph.name}: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    RESULTS.write_text("".join(lines()), "utf-8")
