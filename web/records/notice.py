"""A side stream as the texts of a Materiaalitori notice, field by field. What its owner hides here stands apart.

Materiaalitori asks for a notice before a municipality may offer its secondary service (waste act 646/2011 section 33):
for services worth 2 000 euros a year or more, with 14 days for others to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from databank.records import Amount, FieldGroup, Level, SideStream
from taxonomy.codes import LANGUAGES, Language
from web import house
from web.catalogue.amounts import amount_text, detail_text
from web.catalogue.rows import availability, composition_text
from web.catalogue.words import form_label
from web.labels import label, material_class_title, waste_code, waste_title
from web.language import DEFAULT_LANGUAGE, current_language
from web.language import gettext as _
from web.numbers import NBSP
from web.records.blueprint import blueprint
from web.records.loading import load_stream

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class NoticeField:
    """One text of the notice; `hidden_from` tells who does not see it here."""

    name: str
    title: str
    text: str
    hidden: str


@blueprint.page("own", "/<record_id>/materiaalitori", formats=("txt",))
def materiaalitori(record_id: str, extension: str) -> ResponseReturnValue:
    """The texts to copy, in Finnish unless another language is asked for; or the same as plain text."""
    asked = request.args.get("in", "")
    language: Language = next((one for one in LANGUAGES if one == asked), DEFAULT_LANGUAGE)
    with house.bank().session() as session:
        stream = load_stream(session, record_id)
    with spoken_in(language):
        texts = list(texts_of(stream))
    shown = [one for one in texts if not one.hidden]
    if extension == "txt":
        chosen = texts if request.args.get("all") == "1" else shown
        return _download(chosen, stream.id)
    page = render_template(
        "records/materiaalitori.html",
        record=stream,
        language=language,
        shown=shown,
        hidden=[one for one in texts if one.hidden],
        examples=stream.is_example,
    )
    return Response(page)


def _download(texts: list[NoticeField], record_id: str) -> Response:
    body = "\r\n\r\n".join(f"{one.title}\r\n{one.text}" for one in texts) + "\r\n"
    response = Response(body.replace(NBSP, " "), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{record_id}-materiaalitori.txt"'
    return response


@contextmanager
def spoken_in(language: Language) -> Iterator[None]:
    """Words and numbers in another language than the page's."""
    before = current_language()
    g.language = language
    try:
        yield
    finally:
        g.language = before


def texts_of(stream: SideStream) -> Iterator[NoticeField]:
    """The fields of a notice that the record can fill."""
    code = stream.waste_code or stream.code_if_waste
    stated = (
        ("title", _("Title"), _title(stream), FieldGroup.MATERIAL),
        ("description", _("Description"), _description(stream), FieldGroup.MATERIAL),
        ("composition", _("Composition"), composition_text(stream.composition), FieldGroup.COMPOSITION),
        ("material", _("Material"), material_class_title(stream.material_class), FieldGroup.MATERIAL),
        ("code", _("Waste code"), _code(code, stream.waste_list_edition), FieldGroup.MATERIAL),
        ("amount", _("Amount"), _amount(stream.latest), FieldGroup.AMOUNT),
        ("place", _("Place"), stream.municipality or "", FieldGroup.MATERIAL),
        ("address", _("Company and site"), _site(stream), FieldGroup.ORGANISATION),
        ("availability", _("Availability"), availability(stream, house.today()), FieldGroup.LOGISTICS),
        ("contact", _("Contact"), _contact(stream), FieldGroup.CONTACT),
    )
    for name, title, text, group in stated:
        if text:
            yield NoticeField(name, title, text, _hidden_from(stream, group))


def _hidden_from(stream: SideStream, group: FieldGroup) -> str:
    """The word for who alone sees a group here; empty when everybody does."""
    level = stream.visibility[group]
    return "" if level is Level.PUBLIC else label(level)


def _title(stream: SideStream) -> str:
    return stream.name[:LONGEST_TITLE]


def _description(stream: SideStream) -> str:
    """What it is, in what form, and what the law says of it; nothing that names the company."""
    parts = [
        stream.name,
        form_label(stream.physical_form),
        label(stream.legal_status),
        label(stream.hazard),
    ]
    if stream.visibility[FieldGroup.LOGISTICS] is Level.PUBLIC:
        parts += [stream.packaging or "", stream.loading or "", stream.storage or ""]
    return ". ".join(part.strip(" .") for part in parts if part) + "."


def _code(code: str | None, edition: str | None) -> str:
    return f"{waste_code(code)} {waste_title(code, edition)}".strip() if code else ""


def _amount(latest: Amount | None) -> str:
    if latest is None or latest.typical is None:
        return ""
    return f"{amount_text(latest, rate=True)} ({detail_text(latest)})"


def _site(stream: SideStream) -> str:
    return ", ".join(part for part in (stream.organisation_name, stream.site_name, stream.municipality) if part)


def _contact(stream: SideStream) -> str:
    return ", ".join(part for part in (stream.contact_name, stream.contact_email) if part)
