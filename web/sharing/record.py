"""The owner's page: who sees what of a record, on which terms, who was let in and who looked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import sharing
from databank.errors import DatabankError, RecordChangedError
from databank.records import Coarse, FieldGroup, Level
from databank.sharing import NotOpenEnoughError
from databank.submissions import Change
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.house import Session
from web.labels import material_class_title
from web.language import gettext as _
from web.sharing import choosing, words
from web.sharing.blueprint import CONFLICT, SEE_OTHER, UNPROCESSABLE, blueprint
from web.sharing.owned import Owned, owned
from web.sharing.previews import seen_by_all

Wrong = dict[str, str]


@blueprint.page("own", "/<record_id>/sharing")
def sharing_page(record_id: str) -> ResponseReturnValue:
    """Who sees what."""
    return page_of(record_id)


@blueprint.page("own", "/<record_id>/sharing", methods=["POST"])
def choose(record_id: str) -> ResponseReturnValue:
    """Keep what was chosen."""
    form = choosing.typed(request.form)
    with house.bank().session(writing=True) as session:
        mine = owned(session, record_id)
        found, wrong = choosing.chosen(mine.record, form)
        if found is not None:
            wrong, status = _keep(session, mine, found, form)
        else:
            status = UNPROCESSABLE
    if wrong:
        return page_of(record_id, form, wrong), status
    flash(_("Saved. This is what others see now."))
    return redirect(address("sharing.sharing_page", record_id=record_id), SEE_OTHER)


def _keep(session: Session, mine: Owned, found: sharing.Sharing, form: dict[str, Any]) -> tuple[Wrong, int]:
    """Save; what is wrong and the status that says so."""
    change = Change(made_by=signature(), reason=_("Who sees what"), made_at=house.now())
    version = int(form["version"]) if form.get("version", "").isdecimal() else None
    try:
        sharing.choose(session, mine.kind, mine.record.id, found, change, expected_version=version)
    except NotOpenEnoughError as error:
        return {"consent": _(error.message)}, UNPROCESSABLE
    except RecordChangedError:
        return {"preset": _("Somebody changed this record meanwhile: look at it again and save once more.")}, CONFLICT
    except DatabankError as error:
        return {"preset": _(error.message, **error.values)}, CONFLICT
    return {}, SEE_OTHER


def page_of(record_id: str, form: dict[str, Any] | None = None, wrong: Wrong | None = None) -> str:
    """The page with what was typed and what is wrong with it."""
    with house.bank().session(writing=True) as session:  # a record that waits is published for the previews
        mine = owned(session, record_id)
        told = _told(session, mine)
        seen = seen_by_all(session, mine)
    filled = choosing.filled_with(mine.record) | (form or {})
    filled["version"] = str(mine.record.version)
    return render_template(
        "sharing/record.html",
        record=mine.record,
        kind=mine.kind,
        stream=mine.stream,
        form=filled,
        wrong=wrong or {},
        seen=seen,
        groups=choosing.groups_of(mine.record),
        choices=choosing.CHOICES,
        level_word=lambda level: _(words.LEVELS[level]),
        words=words,
        today=house.today(),
        may_name=current_viewer().person_id is not None,
        **told,
    )


def _told(session: Session, mine: Owned) -> dict[str, Any]:
    """What the page tells beside the choices."""
    record = mine.record
    claims = sharing.secrecy_claims(session, record_id=record.id)
    hearings = sharing.hearings_of(session, record.organisation_id or "")
    return {
        "warning": few_warning(session, mine),
        "recipients": sharing.recipients(session, mine.kind, record.id),
        "looks": sharing.looks_of(session, mine.kind, record.id),
        "claims": claims,
        "claimable": sharing.claimable(record),
        "ground": sharing.GROUND,
        "hearings": [one for one in hearings if record.id in one.record_ids],
    }


def few_warning(session: Session, mine: Owned) -> str:
    """That a hidden name hides nobody, where so few could produce the material; empty otherwise."""
    stream = mine.stream
    if stream is None or stream.visibility[FieldGroup.ORGANISATION] <= Level.PUBLIC:
        return ""
    found = sharing.producers(
        session,
        material_class=stream.material_class,
        waste_code=stream.waste_code or stream.code_if_waste,
        is_example=stream.is_example,
    )
    if not found.few or (Coarse.MATERIAL in stream.coarse and not found.coarser_few):
        return ""
    wider = material_class_title(found.coarser_class)
    return _(
        "Fewer than three sites in Satakunta could produce this: hiding your name will not hide you. "
        "Show the class (as “%(wider)s”), the place or the amount more roughly.",
        wider=wider,
    )
