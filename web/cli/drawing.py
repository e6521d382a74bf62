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


def write_diagram(woven: SankeyData, output: Path, suffix: str) -> None:
    """Write `woven` to `output` in the format of `suffix`."""
    from flows.export import sankey_json
    from flows.labels import TaxonomyLabels
    from web.cli.chromium import write_picture
    from web.cli.files import whole_file, write_json, write_whole

    labels = TaxonomyLabels(woven, language())
    if suffix == ".json":
        write_json(output, sankey_json(woven, labels))
    elif suffix in TEXTS:
        write_whole(output, TEXTS[suffix](woven, labels))
    else:
        with whole_file(output) as temporary:
            write_picture(as_svg(woven, labels), temporary, suffix)


def as_csv(woven: SankeyData, labels: TaxonomyLabels) -> str:
    """Every link, then what is not drawn: `counted` adds up to all records of the question."""
    from flows.export import ROW_COLUMNS, sankey_rows

    stream = io.StringIO()
    writer = csv.DictWriter(stream, ROW_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sankey_rows(woven, labels))
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
