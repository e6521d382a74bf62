"""From one page to the next: what was decided is kept, and the step that follows is begun."""

from __future__ import annotations

from flask import current_app, redirect
from flask.typing import ResponseReturnValue

from databank.imports import running
from databank.imports.showing import ImportView
from databank.imports.values import ImportMapping
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.auth.limits import refuse_too_many
from web.imports.loading import page_of
from web.jobs.imports import start

SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
MOST_STEPS_AN_HOUR = 600


def count_step() -> None:
    """Refuse somebody who takes steps faster than a person."""
    refuse_too_many("import step", most=MOST_STEPS_AN_HOUR, minutes=60)


def begin(step: str, import_id: str) -> None:
    """Begin a step that was asked for: done at once for a small file, else by the worker."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the application, not its proxy
    start(app, step, import_id)


def keep(session: house.Session, view: ImportView, mapping: ImportMapping) -> None:
    """Keep what was decided; the check of the rows begins anew."""
    running.decide(session, current_viewer(), view.id, mapping, at=house.now(), expected=view.changed_at)


def go(import_id: str, endpoint: str = "imports.one") -> ResponseReturnValue:
    """To the page that follows."""
    return redirect(address(endpoint, import_id=import_id), SEE_OTHER)


def where_it_is(view: ImportView) -> ResponseReturnValue:
    """To the page that an import waits at, from one that does not fit its state."""
    return redirect(page_of(view), SEE_OTHER)
