"""Writing a woven diagram in each format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from web.cli.speech import language

if TYPE_CHECKING:
    from flows.diagram import SankeyData
    from flows.labels import TaxonomyLabels

COLUMNS = (
    "source",
    "source_label",
    "target",
    "target_label",
    "material",
    "mass_t",
    "counted_t",
    "kind",
    "is_return",
    "record_count",
    "is_example",
)


def write_diagram(woven: SankeyData, output: Path, suffix: str) -> None:
    """Write `woven` to `output` in the format of `suffix`."""
    from flows.labels import TaxonomyLabels
    from web.cli.chromium import write_picture
    from web.cli.files import whole_file, write_json, write_whole

    labels = TaxonomyLabels(woven, language())
    if suffix == ".json":
        from web.api.diagram_numbers import diagram_numbers

        write_json(output, diagram_numbers(woven, labels.node_label))
    elif suffix in TEXTS:
        write_whole(output, TEXTS[suffix](woven, labels))
    else:
        with whole_file(output) as temporary:
            write_picture(as_svg(woven, labels), temporary, suffix)


def as_csv(woven: SankeyData, labels: TaxonomyLabels) -> str:
    """One row per link; the record links' `counted_t` adds up to what is drawn."""
    from web.api.diagram_numbers import diagram_numbers

    numbers = diagram_numbers(woven, labels.node_label)
    names = {node["id"]: node["label"] for node in numbers["nodes"]}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for link in numbers["links"]:
        ends = {"source_label": names[link["source"]], "target_label": names[link["target"]]}
        writer.writerow({**link, **ends, "is_return": int(link["is_return"]), "is_example": int(woven.is_example)})
    return stream.getvalue()


def as_svg(woven: SankeyData, labels: TaxonomyLabels) -> str:
    """The drawing by itself, with its own styles."""
    from flows.drawing import svg
    from flows.layout import layout

    return svg(woven, layout(woven, labels), labels, standalone=True)


def as_html(woven: SankeyData, labels: TaxonomyLabels) -> str:
    """One page with the interactive figure, needing no other file."""
    from flows.figures import figure_html
    from flows.palette import palette

    return figure_html(woven, labels, palette())


TEXTS: Mapping[str, Callable[[SankeyData, TaxonomyLabels], str]] = {".svg": as_svg, ".html": as_html, ".csv": as_csv}
