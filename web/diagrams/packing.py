"""A diagram to take along: a page of one file, and an archive with every format and instructions."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from flask import render_template
from markupsafe import Markup

from flows.views import view_json
from web import house
from web.diagrams import citing, exports, metadata, pictures, tables
from web.diagrams.weaving import Woven
from web.files import LICENCE
from web.labels import title
from web.language import gettext as _
from web.typeface import font_face

EARLIEST_YEAR = 1980
"""Archives know no time before."""


def standalone(woven: Woven) -> str:
    """Drawing, sentence, table, source and licence in one page that fetches nothing and runs nothing."""
    return render_template(
        "diagrams/standalone.html",
        picture_title=pictures.picture_title(woven),
        headline=pictures.headline_html(woven),
        scope=pictures.scope(woven),
        svg=Markup("") if woven.is_empty else Markup(pictures.file_svg(woven)),  # noqa: S704  # our own drawing
        font=Markup(font_face()),  # noqa: S704  # our own font
        rows=list(tables.flow_rows(woven)),
        unit=woven.labels.unit,
        conservation=list(tables.conservation_lines(woven)),
        source_line=pictures.source_line(woven),
        share=citing.share_of(woven),
        example=woven.labels.example_mark if woven.data.is_example else "",
    )


def packed(woven: Woven, png: bytes | None) -> bytes:
    """A zip archive; the same numbers of the same day give the same bytes.

    Parameters
    ----------
    png : bytes, optional
        The drawn picture where one could be made.
    """
    files = {
        "README.txt": readme(woven, has_png=png is not None).encode(),
        "diagram.svg": pictures.file_svg(woven).encode(),
        "diagram.csv": metadata.csv_bytes(woven),
        "diagram.json": _json({"licence": LICENCE} | exports.members(woven)),
        "diagram.metadata.json": _json({"licence": LICENCE} | metadata.members(woven)),
        "view.json": view_json(woven.choice.view).encode(),
    }
    if png is not None:
        files["diagram.png"] = png
    stream = io.BytesIO()
    moment = house.today()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (max(moment.year, EARLIEST_YEAR), moment.month, moment.day, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def readme(woven: Woven, *, has_png: bool) -> str:
    """What is in the archive, how to cite it, and on which terms it may be used."""
    shared = citing.share_of(woven)
    heading = pictures.picture_title(woven)
    lines = [
        heading,
        "=" * len(heading),
        "",
        pictures.headline_text(woven),
        title(woven.choice.view.question),
        "",
        pictures.source_line(woven),
        _("All companies, offers and amounts of this diagram are invented examples.") if woven.data.is_example else "",
        "",
        _("Files"),
        "  diagram.svg            " + _("drawing that stays sharp at any size"),
        "  diagram.png            " + _("picture for slides and messages") if has_png else "",
        "  diagram.csv            " + _("table for spreadsheets; the column counted adds up to all records"),
        "  diagram.json           " + _("numbers for programs"),
        "  diagram.metadata.json  " + _("source, licence, place and time for programs"),
        "  view.json              " + _("what the diagram shows, for the command line of Sivuvirta"),
        "",
        _("Citation"),
        "  " + shared.citation,
        _("Licence"),
        "  CC BY 4.0, " + citing.LICENCE_ADDRESS,
        _("Next update"),
        "  " + shared.next_update,
        "",
    ]
    return "\r\n".join(lines)


def _json(members: Any) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=2, default=str).encode()
