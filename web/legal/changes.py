"""What changes when the legal status changes, for each pair of statuses, as a page and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from taxonomy import status_changes
from taxonomy.status_changes import STATUSES, Change, Status
from web import house
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, table_response
from web.labels import title
from web.language import gettext as _
from web.legal.blueprint import blueprint
from web.legal.words import source_parts, status_word

COLUMNS = ("from", "to", "topic", "title_fi", "title_sv", "title_en", "source", "valid_from")
BEFORE: Status = "waste"
AFTER: Status = "end_of_waste"


@blueprint.page("status_changes", formats=TABLE_FORMATS)
def changes(extension: str) -> ResponseReturnValue:
    """One change, topic by topic; as data every change there is."""
    if extension != "html":
        return table_response(rows(), extension, COLUMNS, "status-changes")
    before = _status("from", BEFORE)
    after = _status("to", AFTER if before != AFTER else BEFORE)
    return render_template(
        "legal/changes.html",
        before=before,
        after=after,
        heading=_heading(before, after),
        statuses=[(status, status_word(status)) for status in STATUSES],
        changes=_lines(before, after),
    )


def _status(name: str, fallback: Status) -> Status:
    given = request.args.get(name, "")
    if given and given not in STATUSES:
        known = ", ".join(STATUSES)
        raise WrongRequestError(_("There is no such status. Choose one of %(known)s.", known=known), field=name)
    return given or fallback


def _heading(before: Status, after: Status) -> str:
    return f"{status_word(before)} \N{RIGHTWARDS ARROW} {status_word(after).lower()}"


def _lines(before: Status, after: Status) -> list[dict[str, Any]]:
    if before == after:
        return []
    return [
        {
            "topic": title(change.topic.titles),
            "sentence": title(change.titles),
            "source": tuple(source_parts(change.source)),
            "valid_from": change.valid_from,
        }
        for change in status_changes.changes(before, after, house.today())
    ]


def rows() -> Iterator[dict[str, Any]]:
    """Every change in force today, one line for each topic."""
    for before, after in status_changes.pairs():
        for change in status_changes.changes(before, after, house.today()):
            yield _row(before, after, change)


def _row(before: Status, after: Status, change: Change) -> dict[str, Any]:
    return {
        "from": before,
        "to": after,
        "topic": change.topic.id,
        "title_fi": change.titles.fi,
        "title_sv": change.titles.sv,
        "title_en": change.titles.en,
        "source": change.source,
        "valid_from": change.valid_from,
    }


@blueprint.app_template_global("status_known")
def status_known(status: object) -> str:
    """The status for a link to this page, or nothing where it is none of the four."""
    value = str(getattr(status, "value", status))
    return value if value in STATUSES else ""
