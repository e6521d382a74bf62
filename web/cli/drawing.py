"""Writing a woven diagram in each format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from web.cli.speech import language, refuse

if TYPE_CHECKING:
    from flows.diagram import SankeyData
    from flows.drawing.palette import Palette
    from flows.labels import TaxonomyLabels
    from flows.views import ViewDefinition

PLOTLY = Path(__file__).parent.parent / "static" / "vendor" / "plotly-sankey.min.js"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A woven diagram with its words and colours; `heading` and `summary` are what a screen reader hears first."""

    woven: SankeyData
    labels: TaxonomyLabels
    colours: Palette
    heading: str = ""
    summary: str = ""


def drawing(
    woven: SankeyData, definition: ViewDefinition | None, names: Mapping[str, str], colours: Palette | None = None
) -> Drawing:
    """The words of a diagram in the language of the command line; `names` are those of areas and of own materials.

    Without `colours` it has those of the material families.
    """
    from flows.drawing.palette import palette
    from flows.headlines import headline, plain
    from flows.labels import TaxonomyLabels

    labels = TaxonomyLabels(woven, language(), names)
    if definition is None:
        return Drawing(woven, labels, colours or palette())
    heading = definition.titles.in_language(language())
    return Drawing(woven, labels, colours or palette(), heading, plain(headline(definition.headlines, woven, labels)))


def write_diagram(drawn: Drawing, output: Path, suffix: str) -> None:
    """Write a diagram to `output` in the format of `suffix`."""
    from web.cli.files import whole_file, write_whole

    if suffix in TEXTS:
        write_whole(output, TEXTS[suffix](drawn))
        return
    with whole_file(output) as temporary:
        temporary.write_bytes(as_picture(as_svg(drawn), suffix))


def as_picture(svg: str, suffix: str) -> bytes:
    """The drawing as ``.png`` or ``.pdf``; a refusal with the remedy where there is no Chromium."""
    from web.chromium import PictureError, picture

    try:
        return picture(svg, suffix)
    except PictureError as error:
        refuse(error.message, **error.values)


def as_json(drawn: Drawing) -> str:
    """The numbers, for programs."""
    from flows.export import sankey_json
    from web.cli.files import json_text

    return json_text(sankey_json(drawn.woven, drawn.labels))


def as_csv(drawn: Drawing) -> str:
    """Every link, then what is not drawn: `counted` adds up to all records of the question."""
    from flows.export import ROW_COLUMNS, sankey_rows

    stream = io.StringIO()
    writer = csv.DictWriter(stream, ROW_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sankey_rows(drawn.woven, drawn.labels))
    return stream.getvalue()


def as_svg(drawn: Drawing) -> str:
    """The drawing by itself, with its own styles."""
    from flows.drawing import svg
    from flows.layout import layout

    placed = layout(drawn.woven, drawn.labels)
    return svg(
        drawn.woven,
        placed,
        drawn.labels,
        title=drawn.heading,
        description=drawn.summary,
        standalone=True,
        colours=drawn.colours,
    )


def as_html(drawn: Drawing) -> str:
    """One page with the interactive figure, needing no other file."""
    from flows.figures import figure_html

    return figure_html(drawn.woven, drawn.labels, drawn.colours, PLOTLY.read_text("utf-8"), heading=drawn.heading)


def as_sankeymatic(drawn: Drawing) -> str:
    """The drawn links as the text of SankeyMATIC."""
    from flows.formats.sankeymatic import diagram_text

    return diagram_text(drawn.woven, drawn.labels, drawn.colours)


TEXTS: Mapping[str, Callable[[Drawing], str]] = {
    ".svg": as_svg,
    ".html": as_html,
    ".csv": as_csv,
    ".json": as_json,
    ".txt": as_sankeymatic,
}
