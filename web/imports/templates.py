"""Empty spreadsheets to fill in: the columns of a kind with hints and lists to choose from."""

from __future__ import annotations

import io

from flask import Response
from werkzeug.exceptions import NotFound
from werkzeug.http import dump_options_header

from databank.access import Viewer
from databank.sheets.templates import template_name, write_template
from web.addresses import address
from web.auth import signed_in
from web.imports.blueprint import blueprint
from web.imports.loading import kinds_of
from web.imports.words import KINDS, Choices, kind_word
from web.language import current_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.page("imports", "/templates/<kind>")
@signed_in
def template(kind: str) -> Response:
    """The template of a kind, in the language of the page."""
    if kind not in KINDS:
        raise NotFound
    content = io.BytesIO()
    write_template(kind, current_language(), content)
    response = Response(content.getvalue(), mimetype=XLSX)
    name = template_name(kind, current_language())
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response


def template_links(viewer: Viewer) -> Choices:
    """Address and word of the templates of what the viewer may bring."""
    return tuple((address("imports.template", kind=kind), kind_word(kind)) for kind in kinds_of(viewer))
