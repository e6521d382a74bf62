"""The interactive figure: plotly JSON made as plain values, and a page of one file that needs no network."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from flows.diagram import Link, Node, SankeyData
from flows.drawing import place_and_time, svg
from flows.drawing.bands import tone_of
from flows.drawing.palette import Palette
from flows.labels import Labels
from flows.layout import Layout, feedback_order, layout

CONTEXT = {"ctx": ("#e3e7e6", "#26333a"), "unknown": ("#c3c9cb", "#4b5961"), "gap": ("#c3c9cb", "#4b5961")}
PROTECTED = ("#46535c", "#b1bcc1")
INK, PAPER = ("#14212b", "#eef1ee"), ("#f8f8f5", "#10181d")
FONT = '"Schibsted Grotesk", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
ALMOST_NOUGHT = 0.001  # plotly.js takes a place of 0 for no place at all
START = (
    'const figure = JSON.parse(document.getElementById("figure-values").textContent);'
    'Plotly.newPlot("figure", figure.data, figure.layout, figure.config);'
)
CONFIG: Mapping[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d"],
}


def figure_json(
    data: SankeyData, labels: Labels, palette: Palette, *, dark: bool = False, placed: Layout | None = None
) -> dict[str, Any]:
    """Make the figure.

    Parameters
    ----------
    data : SankeyData
        The diagram.
    labels : Labels
        Its words.
    palette : Palette
        Family to light and dark colour.
    dark : bool
        For a dark page.
    placed : Layout, optional
        Where the drawing has everything, when it does not stand by itself.

    Returns
    -------
    dict
        `data`, `layout` and `config` as Plotly.newPlot takes them. Nodes stand where the drawing has them, listed in
        feedback order: so plotly.js takes the same links for returns as we do.
    """
    placed = placed or layout(data, labels)
    links = sorted((link for link in data.links if link.amount > 0), key=lambda link: tone_of(link, palette) == "fam")
    used = {end for link in links for end in (link.source, link.target)}
    order = {name: place for place, name in enumerate(feedback_order(data))}
    boxes = sorted((box for box in placed.boxes if box.node.id in used), key=lambda box: order[box.node.id])
    number = {box.node.id: place for place, box in enumerate(boxes)}
    shade = int(dark)
    sankey = {
        "type": "sankey",
        "arrangement": "snap",
        "valueformat": ",.0f",
        "node": {
            "label": [labels.node_label(box.node) for box in boxes],
            "customdata": [f"{labels.node_label(box.node)}: {box.value} {labels.unit}" for box in boxes],
            "hovertemplate": "%{customdata}<extra></extra>",
            "color": [_node_colour(box.node, palette, shade) for box in boxes],
            "x": _columns([box.node.stage for box in boxes], data),
            "y": [_inside(box.middle / _bottom(placed)) for box in boxes],
            "pad": 14,
            "thickness": 8,
            "line": {"width": 0},
        },
        "link": {
            "source": [number[link.source] for link in links],
            "target": [number[link.target] for link in links],
            "value": [link.amount for link in links],
            "customdata": [labels.sentence(link) for link in links],
            "hovertemplate": "%{customdata}<extra></extra>",
            "color": [_link_colour(link, palette, shade) for link in links],
        },
    }
    return {"data": [sankey], "layout": _page(data, labels, shade), "config": dict(CONFIG)}


def figure_html(data: SankeyData, labels: Labels, palette: Palette, script: str, *, heading: str = "") -> str:
    """A page of one file: the figure, and the static drawing for a reader without scripts.

    `script` is the text of the plotly.js bundle; nothing is fetched from anywhere.
    """
    figure = json.dumps(figure_json(data, labels, palette), ensure_ascii=False).replace("</", "<\\/")
    title = html.escape(heading or place_and_time(data, labels))
    mark = f"<p><strong>{html.escape(labels.example_mark)}</strong></p>" if data.is_example else ""
    closed = script.replace("</script", "<\\/script")
    static = svg(data, layout(data, labels), labels, title=heading, standalone=True, colours=palette)
    return "\n".join(
        (
            f'<!doctype html>\n<html lang="{labels.language}">\n<head>\n<meta charset="utf-8">',
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>',
            f"<style>body{{margin:2rem;font-family:{FONT};background:{PAPER[0]};color:{INK[0]}}}",
            "#figure{height:80vh;min-width:60rem}</style>\n</head>\n<body>",
            f'<h1>{title}</h1>\n{mark}\n<div id="figure"></div>\n<noscript>{static}</noscript>',
            f'<script type="application/json" id="figure-values">{figure}</script>',
            f"<script>{closed}</script>\n<script>{START}</script>",
            "</body>\n</html>\n",
        )
    )


def _page(data: SankeyData, labels: Labels, shade: int) -> dict[str, Any]:
    said = place_and_time(data, labels)
    note = {
        "text": f"{labels.example_mark} · {said}" if data.is_example else said,
        "showarrow": False,
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "yshift": 32,
        "xanchor": "left",
    }
    return {
        "font": {"family": FONT, "size": 14, "color": INK[shade]},
        "paper_bgcolor": PAPER[shade],
        "plot_bgcolor": PAPER[shade],
        "margin": {"l": 64, "r": 64, "t": 56, "b": 96},
        "annotations": [note],
    }


def _node_colour(node: Node, palette: Palette, shade: int) -> str:
    return palette[node.key][shade] if node.key in palette else INK[shade]


def _link_colour(link: Link, palette: Palette, shade: int) -> str:
    tone = tone_of(link, palette)
    if tone == "fam":
        return palette[link.family][shade]
    return CONTEXT.get(tone, PROTECTED)[shade]


def _bottom(placed: Layout) -> float:
    return max((box.y + box.height for box in placed.boxes), default=1.0)


def _columns(stages: list[str], data: SankeyData) -> list[float]:
    """Places from left to right as shares of the width."""
    number = {column.id: place for place, column in enumerate(data.columns)}
    return [_inside(number[stage] / max(len(number) - 1, 1)) for stage in stages]


def _inside(share: float) -> float:
    return round(min(max(share, ALMOST_NOUGHT), 1 - ALMOST_NOUGHT), 4)
