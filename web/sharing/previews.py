"""A record as others see it: the very page and line of the list, made for that viewer by the one query path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries, submissions
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.records import MaterialNeed, RecordStatus
from databank.sharing import preview_viewers
from databank.submissions import Change
from web import house
from web.addresses import address
from web.auth import signature
from web.catalogue.material import material_page
from web.catalogue.needs import need_page
from web.catalogue.places import distances_km, peittoo
from web.catalogue.rows import Row, rows_of
from web.house import Session
from web.language import gettext as _
from web.sharing.blueprint import blueprint
from web.sharing.owned import STREAMS, Owned, owned
from web.sharing.words import VIEWERS

PUBLIC = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one viewer sees in the list: a line of side streams, a need, or nothing at all."""

    who: str
    title: str
    row: Row | None
    need: MaterialNeed | None

    @property
    def nothing(self) -> bool:
        """Whether the record does not exist for them."""
        return self.row is None and self.need is None


@contextmanager
def as_published(session: Session, mine: Owned) -> Iterator[None]:
    """The bank as it will be when the record is public; a draft is published for as long as one looks."""
    if mine.record.status in PUBLIC:
        yield
        return
    change = Change(made_by=signature(), reason="", trusted=True, made_at=house.now())
    with submissions.trial(session):
        submissions.set_status(session, mine.kind, [mine.record.id], RecordStatus.PUBLISHED, change)
        session.flush()
        yield


def seen_by_all(session: Session, mine: Owned) -> tuple[Seen, ...]:
    """The record in the list of each of the four viewers."""
    with as_published(session, mine):
        return tuple(_seen(session, mine, who, viewer) for who, viewer in preview_viewers.items())


def _seen(session: Session, mine: Owned, who: str, viewer: Viewer) -> Seen:
    title = _(VIEWERS[who])
    try:
        if mine.kind != STREAMS:
            return Seen(who, title, None, queries.need(session, viewer, mine.record.id))
        stream = queries.side_stream(session, viewer, mine.record.id)
    except RecordNotFoundError:
        return Seen(who, title, None, None)
    return Seen(who, title, rows_of([stream], distances_km([stream], peittoo(session)))[0], None)


@blueprint.page("own", "/<record_id>/sharing/as/<who>")
def preview(record_id: str, who: str) -> ResponseReturnValue:
    """The page of the record, as one of the four viewers gets it."""
    viewer = preview_viewers.get(who)
    if viewer is None:
        abort(404)
    with house.bank().session(writing=True) as session:
        mine = owned(session, record_id)
        with as_published(session, mine), asking_for(mine), looking_as(viewer):
            answer = Response(page_for(session, mine, viewer, who))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page_for(session: Session, mine: Owned, viewer: Viewer, who: str) -> str:
    """The public page with a line that says as whom one looks; where the record is not shown, what stands instead."""
    note: Mapping[str, str] = {"who": _(VIEWERS[who]), "record_id": mine.record.id}
    try:
        if mine.kind != STREAMS:
            return need_page(queries.need(session, viewer, mine.record.id), note)
        return material_page(session, viewer, queries.side_stream(session, viewer, mine.record.id), note)
    except RecordNotFoundError:
        return render_template("sharing/hidden.html", preview=note)


@contextmanager
def asking_for(mine: Owned) -> Iterator[None]:
    """As if the public page itself were asked for, so that its own links come out as they will be."""
    endpoint = "catalogue.material" if mine.kind == STREAMS else "catalogue.need"
    path = address(endpoint, record_id=mine.record.id, extension="html")
    with current_app.test_request_context(path, base_url=request.url_root):
        (request.view_args or {}).pop("lang", None)  # the language is known already
        yield


@contextmanager
def looking_as(viewer: Viewer) -> Iterator[None]:
    """Whatever asks who is looking, gets this viewer, without an account."""
    before = {name: g.pop(name, None) for name in ("viewer", "person")}
    g.viewer, g.person = viewer, None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                g.pop(name, None)
            else:
                setattr(g, name, value)
