"""`sivuvirta user`: people with accounts, from the command line; the first administrator above all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from web.cli.opening import opened_bank, settings_from_environment
from web.cli.speech import refuse, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.records import Person
    from web.house import Session

ROLES = (
    "verified_investor",
    "reviewer",
    "data_owner",
    "publisher",
    "facilitator",
    "researcher",
    "neighbouring_municipality",
    "administrator",
)
ROLE = click.Choice(ROLES)
LANGUAGE = click.Choice(("fi", "sv", "en"))
KIND = click.Choice(("member", "manager"))
MANDATE_DAYS = 365


@click.group()
def user() -> None:
    """Make accounts, give roles, close accounts, help who cannot sign in."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="A role; repeat it for several.")
@click.option("--language", type=LANGUAGE, default="fi", show_default=True, help="Language of letters to the person.")
@click.option("--organisation", help="Id or business id of an organisation for which the person acts for a year.")
@click.option("--mandate", type=KIND, default="member", show_default=True, help="As what the person acts for it.")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of printing a link to set one.")
def add(
    email: str,
    name: str,
    roles: tuple[str, ...],
    language: str,
    organisation: str | None,
    mandate: str,
    ask_password: bool,  # noqa: FBT001  # click hands a flag over by name
) -> None:
    """Make an account for EMAIL and print the link with which its password is set.

    The first administrator is made like this: sivuvirta user add EMAIL --name NAME --role administrator
    """
    from databank import accounts
    from databank.access import Role
    from web.app import create_app
    from web.auth import by_hand

    address = checked_email(email)
    settings = settings_from_environment()
    app = create_app(settings)
    hashed = by_hand.password_hash(app, asked_password(address, name)) if ask_password else None
    with opened_bank() as bank, bank.session(writing=True) as session:
        person = accounts.add_person(
            session,
            address,
            name=" ".join(name.split()),
            language=language,
            at=datetime.now(UTC),
            roles=[Role(role) for role in roles],
            password_hash=hashed,
        )
        if organisation:
            give_mandate(session, person, organisation, mandate)
    say(_("%(email)s has an account.", email=person.email))
    if hashed is None:
        say(_("Set the password here, within 12 hours:"))
        say(by_hand.reset_link(app, person.id, person.language))


@user.command("list")
def list_users() -> None:
    """Print everybody with an account: address, name, roles, what is missing."""
    from databank import accounts

    with opened_bank() as bank, bank.session() as session:
        people = accounts.people(session)
    for person in people:
        state = "" if person.active else _("closed")
        say("\t".join((person.email, person.name, ", ".join(sorted(person.roles)) or "-", state)).rstrip())
    if not people:
        say(_("Nobody has an account yet."))


@user.command()
@click.argument("email")
@click.argument("roles", type=ROLE, nargs=-1)
def role(email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL exactly these ROLES; none at all takes every role."""
    from databank import accounts
    from databank.access import Role

    with opened_bank() as bank, bank.session(writing=True) as session:
        person = found(session, email)
        accounts.change_roles(session, person.id, [Role(one) for one in roles])
    say(_("Roles of %(email)s: %(roles)s.", email=person.email, roles=", ".join(roles) or "-"))


@user.command()
@click.argument("email")
@click.option("--again", is_flag=True, help="Open a closed account again.")
def deactivate(email: str, again: bool) -> None:  # noqa: FBT001  # click hands a flag over by name
    """Close the account of EMAIL: the person is signed out everywhere and cannot sign in."""
    from databank import accounts

    with opened_bank() as bank, bank.session(writing=True) as session:
        person = found(session, email)
        accounts.set_active(session, person.id, active=again)
    if again:
        say(_("The account of %(email)s is open again.", email=person.email))
    else:
        say(_("The account of %(email)s is closed.", email=person.email))


@user.command("reset-link")
@click.argument("email")
@click.option("--two-factor", is_flag=True, help="Take two-factor sign-in away too: phone and recovery codes are lost.")
def reset_link(email: str, two_factor: bool) -> None:  # noqa: FBT001  # click hands a flag over by name
    """Print a link with which EMAIL sets a new password; it works once."""
    from databank import accounts
    from web.app import create_app
    from web.auth import by_hand

    with opened_bank() as bank, bank.session(writing=True) as session:
        person = found(session, email)
        if two_factor:
            accounts.remove_two_factor(session, person.id)
    say(by_hand.reset_link(create_app(settings_from_environment()), person.id, person.language))


def checked_email(text: str) -> str:
    """An e-mail address as it is kept."""
    from databank.schemas.cells import email

    try:
        return email(text.strip()).lower()
    except ValueError:
        refuse("%(email)s is no e-mail address. Write it as name@example.org.", email=text)


def asked_password(email: str, name: str) -> str:
    """A password typed twice, which nobody sees."""
    from web.auth.passwords import problem

    password: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    sentence = problem(password, (email, name))
    if sentence:
        refuse("%(problem)s.", problem=sentence)
    return password


def found(session: Session, email: str) -> Person:
    """The person with this address."""
    from databank import accounts

    person = accounts.person_by_email(session, email, today=datetime.now(UTC).date())
    if person is None:
        refuse("Nobody has an account with the address %(email)s. See sivuvirta user list.", email=email)
    return person


def give_mandate(session: Session, person: Person, organisation: str, kind: str) -> None:
    """Let a new person act for an organisation for a year."""
    from databank.access import CITY
    from databank.accounts import mandates
    from databank.records import MandateKind

    organisation_id = mandates.organisation_named(session, CITY, organisation)
    if organisation_id is None:
        refuse("There is no organisation %(organisation)s in the bank.", organisation=organisation)
    now = datetime.now(UTC)
    mandates.give(
        session,
        person.id,
        organisation_id,
        MandateKind(kind),
        by="sivuvirta user add",
        at=now,
        valid_until=now.date() + timedelta(days=MANDATE_DAYS),
    )
