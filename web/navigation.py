"""What the masthead and the footer link to."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from databank.access import CORRECTION_ROLES, DESK_ROLES, VIEW_ROLES, Role
from web.addresses import address
from web.auth import current_person, current_viewer
from web.labels import N_
from web.language import gettext

MAIN = (
    ("catalogue.materials", N_("Materials")),
    ("diagrams.gallery", N_("Flows")),
    ("areas.areas", N_("Areas")),
    ("classification.browser", N_("Taxonomy")),
    ("pages.about", N_("About")),
)
FOOT = (
    ("catalogue.needs", N_("Needs")),
    ("matching.open_matches", N_("Possible exchanges")),
    ("catalogue.organisations", N_("Organisations")),
    ("pages.api_page", N_("Open data and API")),
    ("pages.accessibility", N_("Accessibility")),
    ("pages.privacy", N_("Privacy")),
    ("terms.terms", N_("Terms")),
)
PARTS = {"legal": "classification", "matching": "catalogue"}
"""Pages that belong to a part of the masthead without being in its blueprint."""
CATALOGUE = (
    ("catalogue.materials", N_("Materials")),
    ("catalogue.needs", N_("Needs")),
    ("matching.open_matches", N_("Possible exchanges")),
    ("catalogue.organisations", N_("Organisations")),
)

# Endpoint, word, and who sees the link: somebody who acts for an organisation, or one of the roles.
OWN: tuple[tuple[str, str], ...] = (
    ("records.home", N_("My records")),
    ("imports.home", N_("Bring a spreadsheet")),
    ("matches.mine", N_("Exchanges")),
    ("matches.own_moments", N_("Coming moments")),
    ("enquiries.mine", N_("Questions")),
    ("accounts.account", N_("My account")),
)
DESK: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("desk.desk", N_("Review"), DESK_ROLES),
    ("desk.vocabulary", N_("Words"), CORRECTION_ROLES),
    ("matches.desk", N_("Exchanges"), DESK_ROLES | {Role.FACILITATOR}),
    ("matches.desk_moments", N_("Coming moments"), DESK_ROLES | {Role.FACILITATOR}),
    ("figures.figures", N_("Numbers"), DESK_ROLES),
    ("reconciling.flows", N_("Flows in balance"), DESK_ROLES),
    ("view_editor.views", N_("Flow diagrams"), VIEW_ROLES),
    ("sharing.claims", N_("Secrecy"), DESK_ROLES),
    ("sharing.requests", N_("Requests for information"), DESK_ROLES),
    ("claims.open_claims", N_("Claims"), DESK_ROLES),
    ("claims.letters", N_("Letters"), frozenset({Role.REVIEWER, Role.FACILITATOR, Role.ADMINISTRATOR})),
    ("accounts.requests", N_("Mandates"), frozenset({Role.REVIEWER, Role.ADMINISTRATOR})),
    ("accounts.invitations", N_("Invitations"), frozenset({Role.FACILITATOR, Role.REVIEWER, Role.ADMINISTRATOR})),
    ("accounts.people", N_("People and roles"), frozenset({Role.ADMINISTRATOR})),
    ("mails.mails", N_("Outbox"), frozenset({Role.ADMINISTRATOR})),
)


def main_links() -> Iterator[tuple[str, str, bool]]:
    """Address, word and whether we are in that part of the service."""
    for endpoint, word in MAIN:
        part = PARTS.get(request.blueprint or "", request.blueprint)
        same_part = endpoint.split(".")[0] == part and request.endpoint != "catalogue.home"
        yield address(endpoint), gettext(word), same_part


def foot_links() -> Iterator[tuple[str, str]]:
    """Address and word."""
    return ((address(endpoint), gettext(word)) for endpoint, word in FOOT)


def catalogue_links() -> Iterator[tuple[str, str, bool]]:
    """The three lists of the catalogue."""
    for endpoint, word in CATALOGUE:
        yield address(endpoint), gettext(word), endpoint == request.endpoint


def own_links() -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """The titles and links of a signed-in person's own pages, and of the city's desk for those who work at it."""
    viewer = current_viewer()
    if viewer.person_id is None:
        return
    yield gettext("Own pages"), [_link(endpoint, word) for endpoint, word in OWN]
    desk = [_link(endpoint, word) for endpoint, word, roles in DESK if roles & viewer.roles]
    if desk:
        yield gettext("The city's desk"), desk


def name_of_viewer() -> str:
    """The name of who has signed in; empty for a visitor."""
    person = current_person()
    return person.name if person else ""


def _link(endpoint: str, word: str) -> tuple[str, str, bool]:
    return address(endpoint), gettext(word), endpoint == request.endpoint


def install(app: Flask) -> None:
    """Links for templates."""
    app.jinja_env.globals.update(
        main_links=main_links,
        foot_links=foot_links,
        catalogue_links=catalogue_links,
        own_links=own_links,
        name_of_viewer=name_of_viewer,
    )
