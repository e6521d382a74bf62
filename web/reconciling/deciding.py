"""The city accepts what was worked out as the version that pictures use, or withdraws a version."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from databank import flow_versions
from databank.flow_versions import VersionGoneError
from databank.records import NewVersion
from web import house
from web.auth import current_viewer
from web.language import gettext as _
from web.reconciling.asking import asked_of
from web.reconciling.blueprint import blueprint, for_the_city
from web.reconciling.working import Work, work_of

SEE_OTHER = 303


@blueprint.page("desk", "/flows/accept", methods=["POST"])
@for_the_city
def accept() -> ResponseReturnValue:
    """Keep the version that was looked at; when the flows have changed since, say so and keep nothing."""
    with house.bank().session(writing=True) as session:
        asked = asked_of(session, request.form)
        work = work_of(session, asked)
        version = new_version(work, request.form.get("note", ""))
        if version is None or version.fingerprint != request.form.get("fingerprint"):
            flash(_("The flows have changed since you opened the page, so nothing was kept. Look at them again."))
        else:
            flow_versions.accept(session, current_viewer(), version, now=house.now())
            flash(_("The version is kept. Pictures show it where “Reconciled” is chosen."))
    return redirect(asked.address(), SEE_OTHER)


@blueprint.page("desk", "/flows/<int:version_id>/withdraw", methods=["POST"])
@for_the_city
def withdraw(version_id: int) -> ResponseReturnValue:
    """Let a version hold no longer."""
    with house.bank().session(writing=True) as session:
        asked = asked_of(session, request.form)
        try:
            flow_versions.withdraw(session, current_viewer(), version_id, now=house.now())
        except VersionGoneError as error:
            flash(_(error.message))
        else:
            flash(_("The version is withdrawn. Pictures show what was reported, or the version before it."))
    return redirect(asked.address(), SEE_OTHER)


def new_version(work: Work, note: str) -> NewVersion | None:
    """What is worked out, as a version; None where there is nothing to accept."""
    result, asked = work.result, work.asked
    if result is None or result.conflict is not None or asked.year is None:
        return None
    return NewVersion(
        is_example=asked.is_example,
        audience=asked.audience,
        year=asked.year,
        layer=str(asked.layer),
        fingerprint=work.fingerprint,
        chi_square=result.chi_square,
        degrees=result.degrees,
        p_value=result.p_value,
        assumed=result.assumed,
        note=note,
        flows=work.flows,
    )
