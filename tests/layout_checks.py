"""Checks of a placed picture by its geometry: nothing overlaps, nothing is cut off."""

import itertools
import json
from pathlib import Path
from typing import Any

from flows.diagram import SankeyData
from flows.labels import TaxonomyLabels
from flows.layout import Layout, layout
from flows.layout.boxes import Box
from flows.layout.lettering import text_width
from flows.sankey.processes import weave_processes
from taxonomy.codes import Language
from tests.flow_tables import MATERIALS, flow, table_of

FOLDER = Path(__file__).parent.parent / "bench" / "data"
GRAPHS: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("generated", "real")
    for line in (FOLDER / "graphs" / f"{name}.jsonl").read_text("utf-8").splitlines()
]
FEEDBACK: dict[str, dict[str, Any]] = json.loads((FOLDER / "feedback.json").read_text("utf-8"))
LINE = 15.0


def woven(graph: dict[str, Any], **asked: Any) -> SankeyData:
    """A committed graph as a diagram of processes."""
    names = graph["nodes"]
    rows = [flow(names[tail], names[head], "mixed", mass) for tail, head, mass in graph["links"]]
    return weave_processes(table_of(rows, processes=()), materials=MATERIALS, **asked)


def placed(data: SankeyData, language: Language = "en", **asked: Any) -> Layout:
    """A diagram with the names of one language."""
    return layout(data, TaxonomyLabels(data, language), **asked)


def text_area(box: Box) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a name with its value."""
    wide = max(text_width(line) for line in (*box.lines, box.value))
    left = box.text_x - wide if box.anchor == "end" else box.text_x
    top = box.text_y - 0.77 * box.line_height
    return left, left + wide, top, top + len(box.lines) * box.line_height + LINE


def bars(box: Box) -> list[tuple[float, float, float, float]]:
    """The bars that are drawn: one at either end of a station, or one alone."""
    if box.place != "inner":
        return [(box.x0, box.x1, box.y, box.y + max(box.height, 1.3))]
    sides = ((box.x0, box.input_height), (box.x1 - 5, box.output_height))
    return [(x, x + 5, box.y, box.y + max(height, 1.3)) for x, height in sides if height > 0]


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two areas have nothing in common; each is left, right, top and bottom."""
    return one[1] <= other[0] + 0.5 or other[1] <= one[0] + 0.5 or one[3] <= other[2] + 0.5 or other[3] <= one[2] + 0.5


def check(drawn: Layout) -> None:
    """No name leaves the picture or is cut; no name and no bar touches another."""
    texts = [text_area(box) for box in drawn.boxes]
    for left, right, top, bottom in texts:
        assert left >= -1
        assert right <= drawn.width + 1
        assert top >= 0
        assert bottom <= drawn.height
    assert not any("…" in line for box in drawn.boxes for line in box.lines)
    for one, other in itertools.combinations(texts, 2):
        assert apart(one, other), (one, other)
    whole = [(box.x0, box.x1, box.y, box.y + box.height) for box in drawn.boxes]
    for one, other in itertools.combinations(whole, 2):
        assert apart(one, other), (one, other)
    for bar, text in itertools.product([bar for box in drawn.boxes for bar in bars(box)], texts):
        assert apart(bar, text), (bar, text)
