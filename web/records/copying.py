"""A second lot: a copy of a record with only the amount and the time asked, and an id of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue

from databank import drafts
from databank import files as kept
from databank.errors import RecordNotFoundError, RecordRefusedError
from databank.exchange.exporting import cells_of
from databank.exchange.rows import amount_cells, measurement_cells
from databank.keys import new_key
from databank.queries import own
from databank.records import Amount, MaterialNeed, Period, SideStream
from databank.schemas import read_row
from databank.submissions import Change, save
from databank.submissions.replacing import replace_parts
from databank.submissions.saving import ALPHABET
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.catalogue.amounts import unit_of
from web.labels import N_, label
from web.language import current_language
from web.records.blueprint import blueprint
from web.records.fields import Typed, Wrong, a_day, cells_of_form, number, said, sent
from web.records.loading import NEEDS, STREAMS, Owned, change, load
from web.records.tasks import Cells, Record
from web.wizard import typed as typing
from web.wizard.values import WrongAnswerError

UNPROCESSABLE, SEE_OTHER = 422, 303
ID_LENGTH = 6
HELD = "drafts"
"""What a browser remembers: the keys of the drafts it holds."""
PREFIXES = {STREAMS: "SV", NEEDS: "TA"}
TIMES = {STREAMS: "available_from", NEEDS: "starts_on"}
ENDS = {STREAMS: ("available_from", "available_until"), NEEDS: ("starts_on", "ends_on")}
OF_ONE_AMOUNT = (
    "side_stream_id",
    "amount",
    "amount_min",
    "amount_max",
    "amount_note",
    "standard_uncertainty",
    "method",
)
NOT_COPIED = ("id", "status", "confirmed_on", "source_url", "source_title", "source_date")
FIELDS = (
    number("amount", N_("Amount"), N_("A number, or a range such as 1000-1500.")),
    a_day("from", N_("From when"), N_("For example 1.3.2027. Empty: now.")),
)


@blueprint.page("own", "/<record_id>/copy", methods=["GET", "POST"])
def copy(record_id: str) -> ResponseReturnValue:
    """The two questions, and the copy; the button pressed twice makes one copy."""
    with house.bank().session(writing=request.method == "POST") as session:
        owned = load(session, record_id)
        if request.method == "GET":
            return _page(owned, {}, {}, new_key())
        key, typed = request.form.get("key", ""), sent(FIELDS, request.form)
        cells, wrong = _read(typed)
        if wrong:
            return _page(owned, typed, wrong, key), UNPROCESSABLE
        copy_id = id_of_copy(owned, key)
        if not _is_made(session, copy_id):
            try:
                _copy(session, owned, copy_id, cells)
            except RecordRefusedError as refused:
                sentences = {"amount": " ".join(said(error.message) for error in refused.rows)}
                return _page(owned, typed, sentences, key), UNPROCESSABLE
    return redirect(address("records.record", record_id=copy_id, done="copy"), SEE_OTHER)


def _page(owned: Owned, typed: Typed, wrong: Wrong, key: str) -> str:
    latest = amount_of(owned.record)
    unit = unit_of(latest, rate=True) if latest else "t"
    period = "" if latest is None or latest.period is Period.PER_YEAR else label(latest.period)
    return render_template(
        "records/copy.html",
        record=owned.record,
        owned=owned,
        fields=FIELDS,
        form=typed,
        wrong=wrong,
        key=key,
        unit=", ".join(part for part in (unit, period) if part),
    )


def amount_of(record: Record) -> Amount | None:
    """The amount that a copy asks anew."""
    return record.amount if isinstance(record, MaterialNeed) else record.latest


def id_of_copy(owned: Owned, key: str) -> str:
    """The id that follows from the form, so that the same form sent twice is one record."""
    digest = hashlib.sha256(f"{owned.kind}/{owned.id}/{key}".encode()).digest()
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:ID_LENGTH])
    return f"{PREFIXES[owned.kind]}-{letters}"


def _is_made(session: house.Session, copy_id: str) -> bool:
    try:
        own.own_kind(session, current_viewer(), copy_id)
    except RecordNotFoundError:
        return False
    return True


def _read(typed: Typed) -> tuple[Cells, Wrong]:
    """The amount or range, and the day."""
    cells, wrong = cells_of_form(FIELDS[1:], typed)
    try:
        return {**cells, **typing.amount(typed["amount"], current_language()).cells()}, wrong
    except WrongAnswerError as refused:
        return cells, {"amount": refused.sentence, **wrong}


def _copy(session: house.Session, owned: Owned, copy_id: str, cells: Cells) -> None:
    made = change(f"Copy of {owned.id}")
    known = {name: cell for name, cell in owned.cells().items() if name not in NOT_COPIED}
    row = {**known, **_amount_cells(owned.record, cells), "id": copy_id, "confirmed_on": made.day.isoformat()}
    first, last = ENDS[owned.kind]
    row[first] = cells["from"]
    if cells["from"] and str(row.get(last) or "9999") < cells["from"]:
        row[last] = ""
    save(session, owned.kind, read_row(owned.kind, row), made)
    if isinstance(owned.record, SideStream):
        _copy_parts(session, owned.record, copy_id, made)
    _let_sender_in(session, owned, copy_id)


def _amount_cells(record: Record, cells: Mapping[str, Any]) -> Cells:
    """The new amount, of this year, measured in the unit and on the basis of the first lot."""
    latest = amount_of(record)
    if isinstance(record, MaterialNeed):
        return {"year": "", "amount": "", "amount_min": "", "amount_max": "", **_figures(cells)}
    kept_cells = cells_of("amounts", amount_cells("", latest)) if latest else {}
    for name in OF_ONE_AMOUNT:
        kept_cells.pop(name, None)
    return {**kept_cells, "amount_status": "confirmed", "year": house.today().year, **_figures(cells)}


def _figures(cells: Mapping[str, Any]) -> Cells:
    return {name: cells[name] for name in ("amount", "amount_min", "amount_max") if cells.get(name)}


def _copy_parts(session: house.Session, stream: SideStream, copy_id: str, made: Change) -> None:
    """Composition and documents come along; the files become the copy's own."""
    rows = [
        read_row("composition", cells_of("composition", measurement_cells(copy_id, row))) for row in stream.composition
    ]
    if rows:
        replace_parts(session, "composition", copy_id, rows, made)
    kept.copy_files(session, stream.id, copy_id, made)


def _let_sender_in(session: house.Session, owned: Owned, copy_id: str) -> None:
    """Whoever holds the first record by the key of its draft holds the copy in the same way."""
    viewer = current_viewer()
    if owned.record.organisation_id in viewer.organisation_ids:
        return
    key = drafts.begin(session, owned.kind, owned.record.language, at=house.now(), person_id=viewer.person_id)
    drafts.finish(session, key, copy_id, at=house.now())
    browser[HELD] = [*browser.get(HELD, []), key]
