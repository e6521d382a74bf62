"""Pages of the flow pictures and their twins."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from databank.access import may_make_views
from flows.drawing.palette import palette
from web.addresses import LocalisedBlueprint, address
from web.auth import current_viewer
from web.diagrams import exports, files, pictures
from web.diagrams import gallery as cards
from web.diagrams import records as behind_numbers
from web.diagrams.choice import kept_query, one_of, view_named
from web.diagrams.citing import share_of
from web.diagrams.controls import controls
from web.diagrams.owners import owners, plants
from web.diagrams.picking import picked
from web.diagrams.pictures import Wayfinder
from web.diagrams.weaving import Loom, Woven, loom
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, csv_response, json_response, table_response
from web.labels import title
from web.language import gettext as _

blueprint = LocalisedBlueprint("diagrams", __name__)

SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing opened on its own brings its own styles and may do nothing else."""

FORMATS = ("svg", "csv", "figure.json", "json", *files.FORMATS)


@blueprint.page("flows")
def gallery() -> str:
    """Every view with what it says now, over facts or over examples."""
    chosen = one_of("data", ("facts", "examples"), "facts")
    words = {"facts": _("Facts"), "examples": _("Examples")}
    return render_template(
        "diagrams/gallery.html",
        cards=cards.cards(is_example=chosen == "examples"),
        data_links=[
            Wayfinder(
                words[data], address("diagrams.gallery", **({"data": data} if data != "facts" else {})), data == chosen
            )
            for data in words
        ],
        examples=chosen == "examples",
        may_edit=may_make_views(current_viewer()),
    )


@blueprint.page("flows", "/<view>", formats=FORMATS)
def diagram(view: str, extension: str) -> ResponseReturnValue:
    """One view: page, drawing, numbers or interactive figure."""
    view_named(view)
    woven = loom(view)
    if extension == "csv":
        rows = [row for one in woven.pictures for row in exports.rows(one)]
        return csv_response(rows, exports.COLUMNS, _file_name(woven))
    if extension == "json":
        return json_response(_members(woven))
    if extension == "svg":
        return _drawing(_only(woven))
    if extension == "figure.json":
        return _figure(_only(woven))
    if extension in files.FORMATS:
        return files.answer(_only(woven), extension)
    return _page(woven)


def _page(woven: Loom) -> str:
    choice = woven.choice
    return render_template(
        "diagrams/diagram.html",
        view_title=title(choice.view.titles),
        question=title(choice.view.question),
        page_title=pictures.picture_title(woven.pictures[0]),
        pictures=[pictures.picture(one) for one in woven.pictures],
        picked={one.name: picked(one) for one in woven.pictures},
        shares={one.name: share_of(one) for one in woven.pictures},
        double=len(woven.pictures) > 1,
        controls=controls(choice, woven.years, woven.pictures[0].labels, has_version=woven.has_version),
        choice=choice,
        plants=plants(woven.pictures[0].table),
        owners=owners(woven.pictures[0].table) if choice.view.needs_owner else [],
        kept_query=kept_query(choice, "compare"),
        owner_query=kept_query(choice, "boundary"),
        examples=True in choice.is_example,
    )


def _file_name(woven: Loom) -> str:
    choice = woven.choice
    parts = (choice.view.name, choice.data, choice.boundary, str(choice.year or "latest"))
    return "-".join(parts)


def _members(woven: Loom) -> dict[str, object]:
    """One data set as itself; both side by side, never summed."""
    if len(woven.pictures) == 1:
        return exports.members(woven.pictures[0])
    return {"pictures": [exports.members(one) for one in woven.pictures]}


def _only(woven: Loom) -> Woven:
    if len(woven.pictures) > 1:
        raise WrongRequestError(_("A drawing holds one data set. Ask for data=facts or data=examples."), field="data")
    return woven.pictures[0]


def _drawing(woven: Woven) -> Response:
    response = Response(pictures.file_svg(woven), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = SVG_POLICY
    response.headers["Content-Disposition"] = f'inline; filename="{woven.data.view}-{woven.name}.svg"'
    return response


def _figure(woven: Woven) -> Response:
    from flows.figures import figure_json

    dark = request.args.get("dark") == "1"
    return jsonify(figure_json(woven.data, woven.labels, palette(), dark=dark))


@blueprint.page("flows", "/<view>/records", formats=TABLE_FORMATS)
def records(view: str, extension: str) -> ResponseReturnValue:
    """The records behind one number of a picture."""
    view_named(view)
    woven = _only(loom(view))
    found = behind_numbers.behind(woven)
    listed = behind_numbers.rows(woven, found)
    if extension != "html":
        members = behind_numbers.members(woven, listed)
        return table_response(members, extension, behind_numbers.COLUMNS, f"{view}-records")
    return render_template(
        "diagrams/records.html",
        view_title=title(woven.choice.view.titles),
        back=woven.choice.address(),
        heading=_("Records behind: %(name)s", name=found.heading),
        scope=pictures.scope(woven),
        rows=listed,
        total=woven.labels.number(behind_numbers.total(listed)),
        unit=woven.labels.unit,
        more=behind_numbers.not_listed(found),
        examples=woven.data.is_example,
    )
