"""Photos and reports of a side stream: sent, listed, removed by the owner, and given out at ``/files/<id>``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from databank import files as kept
from databank import queries
from databank.errors import RecordRefusedError
from databank.records import DocumentKind, SideStream
from databank.schemas import read_row
from databank.submissions import save
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.errors import WrongRequestError
from web.labels import N_
from web.language import gettext, ngettext
from web.language import gettext as _
from web.looks import note_look
from web.numbers import number
from web.records import choices
from web.records.blueprint import blueprint
from web.records.fields import Typed, Wrong, a_day, cells_of_form, choice, sent, text, typed_of, wrong_cells
from web.records.loading import change, load_stream

UNPROCESSABLE, TOO_LARGE, SEE_OTHER = 422, 413, 303
MEGABYTE = 1_000_000
SPARE_BYTES = 5 * MEGABYTE
LARGEST_UPLOAD_BYTES = kept.MOST_FILES * kept.LARGEST_BYTES + SPARE_BYTES
"""All files that one record may have, sent at once. What is larger than one file may be is refused with its name."""
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.xlsx,.csv,.txt"
FIELDS = (
    choice("kind", N_("What is it?"), choices.document_kinds),
    text("title", N_("Title"), N_("Empty: the name of the file.")),
    choice("language", N_("Language"), choices.document_languages, look="select"),
    a_day("issued_on", N_("Date of the document"), N_("For example 1.3.2027")),
)
LINK = text("url", N_("or a document on the web"), N_("An address that begins with https://"), longest=500)
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an upload: how many files are in, and why others are not."""

    added: int
    problems: tuple[str, ...]
    too_large: bool = False


def _allow_files(endpoint: str | None, _values: object) -> None:
    """Let those who may have records send files; the rule stands before the form is read for its token."""
    if endpoint != "records.files" or request.method != "POST":
        return
    viewer = current_viewer()
    if not viewer.organisation_ids and not viewer.submitted_ids:
        return
    request.max_content_length = LARGEST_UPLOAD_BYTES
    if (request.content_length or 0) > LARGEST_UPLOAD_BYTES:
        raise WrongRequestError(
            _(
                "What you sent is too large: %(size)s MB. One file may be at most %(limit)s MB. Go back and try again.",
                size=number((request.content_length or 0) // MEGABYTE),
                limit=kept.LARGEST_BYTES // MEGABYTE,
            ),
            TOO_LARGE,
        )


blueprint.url_value_preprocessor(_allow_files)


@blueprint.teardown_request
def let_go(_error: BaseException | None) -> None:
    """Close what was sent: large files wait in files of their own."""
    request.close()


@blueprint.page("own", "/<record_id>/files", methods=["GET", "POST"])
def files(record_id: str) -> ResponseReturnValue:
    """The documents of a side stream, and the form that adds to them."""
    with house.bank().session(writing=request.method == "POST") as session:
        stream = load_stream(session, record_id)
        if request.method == "GET":
            return _page(session, stream, typed_of((*FIELDS, LINK), {"kind": "photo"}), {})
        return _add(session, stream)


@blueprint.page("own", "/<record_id>/files/remove", methods=["POST"])
def remove_file(record_id: str) -> ResponseReturnValue:
    """Take a document off, and its file out of the bank."""
    with house.bank().session(writing=True) as session:
        stream = load_stream(session, record_id)
        kept.remove(session, stream.id, request.form.get("document", ""), change("Document removed by its owner"))
    return redirect(address("records.files", record_id=record_id, removed="1"), SEE_OTHER)


def _page(session: house.Session, stream: SideStream, typed: Typed, wrong: Wrong, added: int = 0) -> str:
    return render_template(
        "records/files.html",
        record=stream,
        documents=load_stream(session, stream.id).documents,
        photos={kept.address_of(file.id) for file in kept.kept_files(session, stream.id) if file.is_photo},
        fields=(*FIELDS, LINK),
        form=typed,
        wrong=wrong,
        accepted=ACCEPTED,
        limit=kept.LARGEST_BYTES // MEGABYTE,
        most=kept.MOST_FILES,
        added=ngettext("%(count)s file was added.", "%(count)s files were added.", added, count=added) if added else "",
    )


def _add(session: house.Session, stream: SideStream) -> ResponseReturnValue:
    """Keep every good file; what was typed stays when one is refused."""
    typed = sent((*FIELDS, LINK), request.form)
    cells, wrong = cells_of_form((*FIELDS, LINK), typed)
    given = [file for file in request.files.getlist("files") if file.filename]
    if not given and not cells.get("url"):
        wrong.setdefault("files", _("Choose a file, or write the address of a document on the web."))
    wrong |= {} if wrong else _problems_of(stream, cells)
    if wrong:
        return _page(session, stream, typed, wrong), UNPROCESSABLE
    if cells["url"]:
        row = read_row(
            "documents", {**cells, "side_stream_id": stream.id, "title": cells["title"] or cells["url"][:200]}
        )
        save(session, "documents", row, change("Document added by its owner"))
    done = _keep_all(session, stream, given, cells)
    if done.problems:
        status = TOO_LARGE if done.too_large else UNPROCESSABLE
        return _page(session, stream, typed, {"files": " ".join(done.problems)}, done.added), status
    return redirect(address("records.files", record_id=stream.id, added=str(done.added or 1)), SEE_OTHER)


def _problems_of(stream: SideStream, cells: dict[str, str]) -> Wrong:
    """What the bank says of the fields, before any file is kept."""
    try:
        stand_in = {"side_stream_id": stream.id, "title": cells["title"] or "-", "url": cells["url"] or "https://x.fi"}
        read_row("documents", {**cells, **stand_in})
    except RecordRefusedError as refused:
        return wrong_cells(refused.rows, (*FIELDS, LINK))
    return {}


def _keep_all(session: house.Session, stream: SideStream, given: list[FileStorage], cells: dict[str, str]) -> Sent:
    row = read_row("documents", {**cells, "side_stream_id": stream.id, "title": "-", "url": "https://x.fi"})
    about = kept.About(kind=row["kind"], title=cells["title"], language=row["language"], issued_on=row["issued_on"])
    added, problems, too_large = 0, list[str](), False
    for file in given:
        try:
            kept.keep(session, stream.id, _content(file, about.kind), change("Document added by its owner"), about)
            added += 1
        except kept.FileRefusedError as refused:
            problems.append(gettext(refused.message, **refused.values))
            too_large = too_large or "size" in refused.values
    return Sent(added, tuple(problems), too_large)


def _content(file: FileStorage, kind: DocumentKind) -> kept.Content:
    """What a sent file holds; a large one is measured and never read into memory."""
    name = file.filename or ""
    size = file.stream.seek(0, 2)
    if size > kept.LARGEST_BYTES:
        raise kept.too_large(name, size)
    file.stream.seek(0)
    content = kept.read_content(name, file.stream.read())
    if kind is DocumentKind.PHOTO and not content.is_photo:
        raise kept.FileRefusedError(
            N_("%(name)s is no photo. Say above what it is, and choose it again."), name=content.name
        )
    return content


@blueprint.route("/files/<file_id>")
def stored_file(file_id: str) -> ResponseReturnValue:
    """A stored file for those who see its document: photos in place, everything else as a download."""
    with house.bank().session() as session:
        viewer = current_viewer()
        file, data = kept.kept_file(session, viewer, file_id)
        stream = queries.side_stream(session, viewer, file.side_stream_id)
    note_look(stream)
    response = Response(data, mimetype=file.media_type)
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", file.name)
    place = "inline" if file.is_photo else "attachment"
    response.headers["Content-Disposition"] = f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
