"""One's own records as files, in the columns that an import takes: change them in a spreadsheet and bring them back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank.exchange import OWN_KINDS, export_rows, table_of, write_csv, write_json
from databank.sheets.writing import Table, write_workbook
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.auth.limits import refuse_too_many
from web.files import CSV_FORMS, TABLE_FORMATS, WORKBOOK, download
from web.labels import N_
from web.language import gettext
from web.records.blueprint import blueprint

EVERYTHING = "everything"
MOST_AN_HOUR = 120
KINDS = {
    "side-streams": N_("Side streams"),
    "amounts": N_("Amounts by year"),
    "composition": N_("Composition"),
    "documents": N_("Documents"),
    "needs": N_("Needs"),
    "sites": N_("Sites"),
    "permits": N_("Permits"),
    "organisations": N_("Organisation"),
}


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What a page links to: a kind by its word, and the address of each format."""

    word: str
    addresses: tuple[tuple[str, str], ...]


@blueprint.page("own", "/download/<kind>", formats=TABLE_FORMATS)
def own_file(kind: str, extension: str) -> ResponseReturnValue:
    """The viewer's own records of a kind; or one workbook with a sheet for every kind."""
    if extension == "html" or kind not in (*OWN_KINDS, EVERYTHING) or (kind == EVERYTHING and extension != "xlsx"):
        raise NotFound
    refuse_too_many("own records", most=MOST_AN_HOUR, minutes=60)
    with house.bank().session() as session:
        if extension == "xlsx":
            return _workbook(session, kind)
        found = export_rows(session, current_viewer(), kind, own=True)
        if extension == "json":
            text = io.StringIO()
            write_json(found, kind, text)
            return download(text.getvalue().encode(), "application/json", f"{kind}.json")
        form, text = CSV_FORMS[extension], io.StringIO(newline="")
        write_csv(found, kind, text, form)
        return download(text.getvalue().encode(form.encoding), "text/csv; charset=utf-8", f"{kind}.csv")


def _workbook(session: house.Session, kind: str) -> Response:
    kinds = KINDS if kind == EVERYTHING else (kind,)
    viewer = current_viewer()

    def tables() -> Iterator[Table]:
        return (table_of(export_rows(session, viewer, one, own=True), one) for one in kinds)

    content = io.BytesIO()
    write_workbook(tables(), content)
    return download(content.getvalue(), WORKBOOK, f"{'own-records' if kind == EVERYTHING else kind}.xlsx")


def own_files() -> tuple[OwnFiles, ...]:
    """Every kind with the addresses of its files."""
    return tuple(
        OwnFiles(
            gettext(word),
            tuple((one, address("records.own_file", kind=kind, extension=one)) for one in TABLE_FORMATS),
        )
        for kind, word in KINDS.items()
    )
