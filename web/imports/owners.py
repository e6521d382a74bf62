"""For whom a file may be brought: the organisations one acts for; at the city's desk any."""

from __future__ import annotations

from databank import queries
from databank.access import Viewer
from databank.accounts.mandates import organisation_to_ask_for
from databank.business_id import parse_business_id
from databank.queries.owners import organisations_by_id
from databank.records import Organisation, Person
from taxonomy.search import fold
from web.house import Session
from web.imports.words import Choices
from web.language import gettext as _
from web.wizard.values import WrongAnswerError

MOST_FOUND = 20


def own_organisations(viewer: Viewer, person: Person | None) -> Choices:
    """The organisations that the viewer acts for, by name."""
    mandates = person.mandates if person else ()
    found = {one.organisation_id: one.organisation_name for one in mandates}
    acting = ((one, found.get(one, one)) for one in viewer.organisation_ids)
    return tuple(sorted(acting, key=lambda pair: pair[1].casefold()))


def organisation_of(session: Session, viewer: Viewer, typed: str, *, is_desk: bool) -> str | None:
    """The organisation that was chosen or, at the desk, typed; none for the city's own.

    Raises
    ------
    WrongAnswerError
        When there is no such organisation, or several.
    """
    text = typed.strip()
    if not is_desk:
        if text not in viewer.organisation_ids:
            raise WrongAnswerError(_("Choose one of the organisations you act for."))
        return text
    if not text:
        return None
    found = _by_id(session, viewer, text) or _by_name(session, viewer, text)
    if not found:
        raise WrongAnswerError(
            _("No organisation is called %(name)s. Write its name or its business id, or leave this empty.", name=text)
        )
    if len(found) > 1:
        names = ", ".join(f"{one.name} ({one.business_id or one.id})" for one in found[:MOST_FOUND])
        raise WrongAnswerError(_("Several organisations fit: %(names)s. Write the business id.", names=names))
    return found[0].id


def _by_id(session: Session, viewer: Viewer, text: str) -> list[Organisation]:
    """By public id or business id."""
    found = organisations_by_id(session, viewer, {text})
    if found:
        return list(found.values())
    try:
        business_id = parse_business_id(text)
    except ValueError:
        return []
    known = organisation_to_ask_for(session, viewer, business_id)
    return list(organisations_by_id(session, viewer, {known}).values()) if known else []


def _by_name(session: Session, viewer: Viewer, text: str) -> list[Organisation]:
    """By name: the one that is called exactly so, else all whose names hold the words."""
    found = list(queries.organisations(session, viewer, text=text, limit=MOST_FOUND).items)
    return [one for one in found if fold(one.name) == fold(text)] or found


def sites_of(session: Session, viewer: Viewer, organisation_id: str | None) -> Choices:
    """The sites of an organisation, by name."""
    if organisation_id is None:
        return ()
    owner = queries.organisation(session, viewer, organisation_id)
    return tuple(sorted(((site.id, site.name) for site in owner.sites), key=lambda pair: pair[1].casefold()))
