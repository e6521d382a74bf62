"""What templates ask about somebody's own records: whether one is theirs, and where else its owner may go."""

from __future__ import annotations

from collections.abc import Iterator

from flask.blueprints import BlueprintSetupState

from databank.records import ProvenanceKind
from web.auth import current_viewer
from web.labels import N_
from web.language import gettext
from web.records.blueprint import blueprint
from web.records.tasks import Record

BEGINNINGS = (
    ("listing.start", N_("List a side stream")),
    ("wanting.start", N_("Tell a need")),
    ("imports.home", N_("Bring a spreadsheet")),
)
LINKS = (
    ("sharing.sharing_page", N_("Who sees what, and who looked")),
    ("records.copy", N_("A second lot: copy")),
)
STREAM_LINKS = (("records.materiaalitori", N_("Copy as a Materiaalitori notice")),)


def may_edit(record: Record) -> bool:
    """Whether the viewer may change a record that a page shows."""
    viewer = current_viewer()
    is_fact = record.provenance.kind is ProvenanceKind.PUBLIC_SOURCE and not record.is_example
    is_own = record.organisation_id in viewer.organisation_ids or record.id in viewer.submitted_ids
    return is_own and not is_fact


def owner_links(is_need: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001 - a template's question
    """Endpoint and word of what an owner may do with a record on other pages."""
    return ((endpoint, gettext(word)) for endpoint, word in (*LINKS, *(() if is_need else STREAM_LINKS)))


def beginnings() -> Iterator[tuple[str, str]]:
    """Endpoint and word of the forms that make a record."""
    return ((endpoint, gettext(word)) for endpoint, word in BEGINNINGS)


def _install(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(may_edit=may_edit, owner_links=owner_links, beginnings=beginnings)


blueprint.record_once(_install)
