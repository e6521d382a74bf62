"""The first page: what is brought, for whom, the file, and the files that were brought before."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from databank.errors import DatabankError, RecordNotFoundError
from databank.imports import running
from databank.imports.beginning import Upload
from databank.imports.values import ImportMapping
from databank.records import ImportState, RecordKind
from web import house
from web.addresses import address
from web.auth import current_person, current_viewer, signature, signed_in
from web.auth.limits import refuse_too_many
from web.imports import earlier, leading, owners, stepping
from web.imports.blueprint import blueprint
from web.imports.columns_form import read_year
from web.imports.loading import is_desk, kinds_of
from web.imports.templates import template_links
from web.imports.words import KINDS, MEGABYTE, kind_word, said, size_word, state_word
from web.labels import N_
from web.language import current_language, gettext
from web.language import gettext as _
from web.numbers import number
from web.wizard.values import WrongAnswerError

SEE_OTHER, UNPROCESSABLE, TOO_LARGE = 303, 422, 413
SPARE_BYTES = 100_000
"""Room for the other fields of the form beside the largest file."""
MOST_AN_HOUR = 40
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.json"
FIELDS = ("kind", "organisation", "year", "rows")
ROW_KINDS = (
    ("", N_("As the file says")),
    (RecordKind.OFFER.value, N_("Offers: what is or will be available")),
    (RecordKind.REGISTER.value, N_("Past records: what arose in years that have passed")),
)
Typed = dict[str, str]
Wrong = dict[str, str]


class FileTooLargeError(Exception):
    """What is being sent is larger than any file may be; it is not read."""


def largest_bytes() -> int:
    """How large a file may be."""
    return house.settings().import_megabytes * MEGABYTE


def _allow_file(endpoint: str | None, _values: object) -> None:
    """Let those who may bring files send large ones; the rule stands before the form is read for its token."""
    if endpoint != "imports.home" or request.method != "POST":
        return
    viewer = current_viewer()
    if viewer.person_id is None or not kinds_of(viewer):
        return
    request.max_content_length = largest_bytes() + SPARE_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise FileTooLargeError


blueprint.url_value_preprocessor(_allow_file)


@blueprint.teardown_request
def let_go(_error: BaseException | None) -> None:
    """Close what was sent: a large file waits in a file of its own."""
    request.close()


@blueprint.errorhandler(FileTooLargeError)
def too_large(_error: FileTooLargeError) -> ResponseReturnValue:
    """The page again with what was typed; the file is not read."""
    sentence = _too_large_sentence(request.content_length or 0)
    return _page(leading.leading_fields(), {"file": sentence}), TOO_LARGE


@blueprint.page("imports", methods=["GET", "POST"])
@signed_in
def home() -> ResponseReturnValue:
    """The form, and the earlier files; a file that could not be read leads back here with its sentence."""
    if request.method == "POST":
        return _bring()
    typed = {name: request.args.get(name, "") for name in FIELDS}
    return _page(*(_of_refused(request.args["again"]) if "again" in request.args else (typed, {})))


def _bring() -> ResponseReturnValue:
    viewer = current_viewer()
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    refuse_too_many("import", most=MOST_AN_HOUR, minutes=60)
    file = request.files.get("file")
    wrong = _problems(typed, file)
    organisation_id = None
    try:
        with house.bank().session() as session:
            organisation_id = owners.organisation_of(session, viewer, typed["organisation"], is_desk=is_desk(viewer))
    except WrongAnswerError as refused:
        wrong["organisation"] = refused.sentence
    if wrong or file is None:
        return _page(typed, wrong), TOO_LARGE if wrong.get("file") and _size(file) > largest_bytes() else UNPROCESSABLE
    try:
        import_id = running.begin(
            house.bank(), viewer, _upload(typed, file, organisation_id), file.stream, at=house.now()
        )
    except DatabankError as refused:
        return _page(typed, {"file": gettext(refused.message, **refused.values)}), UNPROCESSABLE
    stepping.begin("check", import_id)
    return redirect(address("imports.one", import_id=import_id), SEE_OTHER)


def _upload(typed: Typed, file: FileStorage, organisation_id: str | None) -> Upload:
    options = {"year": typed["year"], "record_kind": typed["rows"] if typed["kind"] == "side-streams" else ""}
    return Upload(
        kind=typed["kind"],
        file_name=file.filename or "",
        made_by=signature(),
        language=current_language(),
        organisation_id=organisation_id,
        mapping=ImportMapping(options={name: value for name, value in options.items() if value}),
    )


def _problems(typed: Typed, file: FileStorage | None) -> Wrong:
    wrong: Wrong = {}
    if typed["kind"] not in kinds_of(current_viewer()):
        wrong["kind"] = _("Choose what the file holds.")
    try:
        read_year(typed["year"])
    except WrongAnswerError as refused:
        wrong["year"] = refused.sentence
    if typed["rows"] not in {value for value, _word in ROW_KINDS}:
        typed["rows"] = ""
    size = _size(file)
    if file is None or not file.filename:
        wrong["file"] = _("Choose a file.")
    elif not size:
        wrong["file"] = _("%(file)s is empty. Choose the file that holds your rows.", file=file.filename)
    elif size > largest_bytes():
        wrong["file"] = _too_large_sentence(size)
    return wrong


def _size(file: FileStorage | None) -> int:
    """How large the file is; afterwards it is at its beginning."""
    if file is None:
        return 0
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size


def _too_large_sentence(size: int) -> str:
    return _(
        "The file is too large: %(size)s MB. It may be at most %(limit)s MB: leave out rows or columns, or send it in "
        "parts.",
        size=number(round(size / MEGABYTE, 1)),
        limit=number(largest_bytes() // MEGABYTE),
    )


def _of_refused(import_id: str) -> tuple[Typed, Wrong]:
    """The form as it was for a file that could not be read, with the reason."""
    with house.bank().session() as session:
        view = running.import_of(session, current_viewer(), import_id)
    if view.state is not ImportState.REFUSED or view.message is None:
        raise RecordNotFoundError(import_id)
    organisation = view.organisation_id or ""
    if is_desk(current_viewer()):
        organisation = view.organisation_name or ""
    options = view.mapping.options
    typed = {"kind": view.kind, "organisation": organisation, "year": options.get("year", "")}
    return {**typed, "rows": options.get("record_kind", "")}, {"file": said(view.message)}


def _page(typed: Typed, wrong: Wrong) -> str:
    viewer = current_viewer()
    page = earlier.page_number(request.args.get("page", ""))
    with house.bank().session() as session:
        lines, following = earlier.lines(session, viewer, page)
    kinds = kinds_of(viewer)
    chosen = typed.get("kind", "")
    typed = {**typed, "kind": chosen if chosen in kinds else next(iter(kinds), "")}
    return render_template(
        "imports/home.html",
        form=typed,
        wrong=wrong,
        kinds=[(kind, kind_word(kind), gettext(KINDS[kind][1])) for kind in kinds],
        row_kinds=[(value, gettext(word), "") for value, word in ROW_KINDS],
        organisations=owners.own_organisations(viewer, current_person()),
        is_desk=is_desk(viewer),
        may_bring=bool(kinds),
        limit=number(largest_bytes() // MEGABYTE),
        most_bytes=largest_bytes(),
        accepted=ACCEPTED,
        imports=lines,
        next=following,
        templates=template_links(viewer),
        kind_word=kind_word,
        state_word=state_word,
        size_word=size_word,
    )
