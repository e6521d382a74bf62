"""What the masthead and the footer link to."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from web.addresses import address
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
    ("catalogue.organisations", N_("Organisations")),
    ("pages.api_page", N_("Open data and API")),
    ("pages.accessibility", N_("Accessibility")),
    ("pages.privacy", N_("Privacy")),
)
CATALOGUE = (
    ("catalogue.materials", N_("Materials")),
    ("catalogue.needs", N_("Needs")),
    ("catalogue.organisations", N_("Organisations")),
)


def main_links() -> Iterator[tuple[str, str, bool]]:
    """Address, word and whether we are in that part of the service."""
    for endpoint, word in MAIN:
        same_part = endpoint.split(".")[0] == request.blueprint and request.endpoint != "catalogue.home"
        yield address(endpoint), gettext(word), same_part


def foot_links() -> Iterator[tuple[str, str]]:
    """Address and word."""
    return ((address(endpoint), gettext(word)) for endpoint, word in FOOT)


def catalogue_links() -> Iterator[tuple[str, str, bool]]:
    """The three lists of the catalogue."""
    for endpoint, word in CATALOGUE:
        yield address(endpoint), gettext(word), endpoint == request.endpoint


def install(app: Flask) -> None:
    """Links for templates."""
    app.jinja_env.globals.update(main_links=main_links, foot_links=foot_links, catalogue_links=catalogue_links)
