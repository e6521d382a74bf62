"""Draw a flow table as plotly draws it when nobody arranges it: the picture beside ours in `docs/mikkeli.md`.

Run as ``python bench/plotly_default.py FLOWS.csv OUTPUT.html``; the page needs no other file.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PLOTLY = ROOT / "web" / "static" / "vendor" / "plotly-sankey.min.js"
PUBLISHED = {
    "Biomass": "rgba(56, 118, 30, 0.5)",
    "Metal ores": "rgba(241, 194, 51, 0.5)",
    "Non-metallic minerals": "rgba(224, 102, 102, 0.5)",
    "Fossil energy carriers": "rgba(142, 124, 195, 0.5)",
}
OTHER = "rgba(0, 77, 118, 0.5)"
SIZE = "width:1100px;height:500px"


def figure(file: Path) -> dict[str, Any]:
    """Nodes in the order of the file and links in kilotonnes, as the page of Mikkeli has them."""
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    names = list(dict.fromkeys(row[end] for row in rows for end in ("source", "target")))
    return {
        "type": "sankey",
        "node": {"label": names},
        "link": {
            "source": [names.index(row["source"]) for row in rows],
            "target": [names.index(row["target"]) for row in rows],
            "value": [float(row["mass_t"]) / 1000 for row in rows],
            "color": [PUBLISHED.get(row["material"], OTHER) for row in rows],
        },
    }


def page(file: Path) -> str:
    """The figure with plotly's script inside."""
    layout = {"font": {"size": 10}, "margin": {"l": 20, "r": 20, "t": 20, "b": 20}}
    call = f"Plotly.newPlot('f', [{json.dumps(figure(file))}], {json.dumps(layout)}, {{staticPlot: true}})"
    script = PLOTLY.read_text("utf-8")
    return (
        f'<!doctype html><meta charset="utf-8"><title>{file.stem}</title><body style="margin:0">'
        f'<div id="f" style="{SIZE}"></div><script>{script}</script><script>{call}</script>\n'
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(page(Path(sys.argv[1])), "utf-8")
