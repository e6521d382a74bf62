"""Everybody with an account, for the administrator: roles, closing an account, help after a lost phone."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import accounts
from databank.access import Role
from databank.accounts import LastAdministratorError, mandates
from web import house
from web.accounts.blueprint import ROLE_WORDS, SEE_OTHER, blueprint, sentence_of
from web.addresses import address
from web.auth import needs_role
from web.errors import WrongRequestError
from web.language import gettext as _

CONFLICT = 409
GIVEN_ROLES = tuple(role for role in Role if role is not Role.MEMBER)


@blueprint.page("account", "/people")
@needs_role(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """The list."""
    with house.bank().session() as session:
        found = accounts.people(session)
    return render_template("accounts/people.html", people=found, role_words=ROLE_WORDS)


@blueprint.page("account", "/people/<int:person_id>")
@needs_role(Role.ADMINISTRATOR)
def person(person_id: int) -> ResponseReturnValue:
    """One person: roles, mandates, state of the account."""
    with house.bank().session() as session:
        found = accounts.person(session, person_id, today=house.today())
        own = mandates.all_mandates_of(session, person_id)
    return render_template(
        "accounts/person.html",
        one=found,
        mandates=own,
        roles=[(role.value, _(ROLE_WORDS[role][0]), _(ROLE_WORDS[role][1])) for role in GIVEN_ROLES],
        today=house.today(),
        form={},
        wrong={},
    )


@blueprint.page("account", "/people/<int:person_id>/roles", methods=["POST"])
@needs_role(Role.ADMINISTRATOR)
def change_roles(person_id: int) -> ResponseReturnValue:
    """Give a person exactly the ticked roles."""
    roles = [role for role in GIVEN_ROLES if role.value in request.form.getlist("roles")]
    return _changed(
        person_id, lambda session: accounts.change_roles(session, person_id, roles), _("The roles are saved.")
    )


@blueprint.page("account", "/people/<int:person_id>/active", methods=["POST"])
@needs_role(Role.ADMINISTRATOR)
def change_active(person_id: int) -> ResponseReturnValue:
    """Close or open an account. Closing it signs the person out everywhere."""
    active = request.form.get("active") == "1"
    done = _("The account is open again.") if active else _("The account is closed and signed out everywhere.")
    return _changed(person_id, lambda session: accounts.set_active(session, person_id, active=active), done)


@blueprint.page("account", "/people/<int:person_id>/second-factor", methods=["POST"])
@needs_role(Role.ADMINISTRATOR)
def remove_second_factor(person_id: int) -> ResponseReturnValue:
    """Let somebody who lost phone and recovery codes begin anew."""
    return _changed(
        person_id,
        lambda session: accounts.remove_two_factor(session, person_id),
        _("Two-factor sign-in is removed: the person sets it up at the next sign-in."),
    )


def _changed(person_id: int, change: Callable[[house.Session], None], done: str) -> ResponseReturnValue:
    try:
        with house.bank().session(writing=True) as session:
            change(session)
    except LastAdministratorError as error:
        raise WrongRequestError(sentence_of(error), CONFLICT) from error
    flash(done, "success")
    return redirect(address("accounts.person", person_id=person_id), SEE_OTHER)
