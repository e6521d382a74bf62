"""Organisations and sites found again by their numbers, names and places, among those that a viewer may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Viewer, organisation_readable, site_readable
from databank.business_id import parse_business_id
from databank.imports.matching.found import ALIKE, Found, best_first
from databank.imports.matching.names import Names
from databank.imports.matching.spelling import plain
from databank.models import Organisation, Site

LEGAL_FORMS = frozenset(
    {
        *(
            "oy",
            "ab",
            "oyj",
            "abp",
            "ltd",
            "plc",
            "inc",
            "llc",
            "gmbh",
            "ky",
            "tmi",
            "ay",
            "rf",
            "ry",
            "kb",
            "as",
            "hb",
        ),
        *("osakeyhtio", "aktiebolag", "limited", "corporation", "corp", "company", "co", "finland", "suomi"),
    }
)
SAME_NAME = 0.95
BY_HOLDING, NEAR_NUMBER, BY_PLACE, ONLY_SITE, AMONG_MANY = 0.7, 0.75, 0.87, 0.86, 0.7
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:FI[ -]?)?([0-9]{6,7}) ?[-\u2010-\u2015]? ?([0-9])(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as it may be named in a file."""

    id: str
    name: str
    business_id: str | None
    holding: str | None
    municipality: str | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A site as it may be named in a file."""

    id: str
    organisation_id: str
    name: str
    address: str | None
    municipality: str | None
    is_example: bool


def number_in(text: str) -> tuple[str | None, bool]:
    """The business id in a text, and whether something in the text only looks like one.

    >>> number_in("Boliden, 0112038-9"), number_in("0112038-8"), number_in("Boliden")
    (('0112038-9', False), (None, True), (None, False))
    """
    match = _NUMBER.search(text)
    if match is None:
        return None, False
    try:
        return parse_business_id(f"{match[1]}-{match[2]}"), False
    except ValueError:
        return None, True


@lru_cache(maxsize=50_000)
def bare_name(name: str) -> str:
    """The name of a company without its legal form and country.

    >>> bare_name("Oy Kromatek Ab"), bare_name("BASF Battery Materials Finland Oy")
    ('kromatek', 'basf battery materials')
    """
    words = plain(name).split()
    told = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(told or words)


class Parties:
    """The organisations and sites that a viewer may see, read once.

    Parameters
    ----------
    own_id : str, optional
        The organisation whose file it is: what is an example is matched with examples only, and the reverse.
    """

    def __init__(self, session: Session, viewer: Viewer, own_id: str | None = None) -> None:
        self.organisations = {one.id: one for one in _organisations(session, viewer)}
        self.sites = {one.id: one for one in _sites(session, viewer)}
        own = self.organisations.get(own_id or "")
        self._is_example = own is not None and own.is_example
        self._by_owner: dict[str | None, Names] = {}

    # --- organisations -------------------------------------------------------------------------------------------

    def organisation(self, text: str) -> tuple[Found, ...]:
        """The organisations that a text may mean."""
        if text in self.organisations:
            return (Found(text, 1.0, text, "id"),)
        number, is_damaged = number_in(text)
        if number is not None:
            known = self._by_number.get(number)
            return (Found(known, 1.0, number, "number"),) if known else ()
        held = (replace(one, score=min(one.score, BY_HOLDING)) for one in self._holdings.find(bare_name(text)))
        found = [*self._names.find(bare_name(text)), *held]
        if is_damaged:
            found += self._near_numbers(text)
        return best_first(found)

    def spelling(self, text: str) -> tuple[Found, ...]:
        """How the bank spells the name of an organisation that a text is: never one that it only begins with."""
        sure = (one for one in self.organisation(text) if one.score >= SAME_NAME)
        return best_first(Found(self.organisations[one.value].name, one.score, one.matched) for one in sure)

    @cached_property
    def _by_number(self) -> dict[str, str]:
        return {one.business_id: one.id for one in self.organisations.values() if one.business_id}

    @cached_property
    def _names(self) -> Names:
        return Names((one.id, bare_name(one.name)) for one in self._told(self.organisations.values()))

    @cached_property
    def _holdings(self) -> Names:
        held = ((one.id, one.holding) for one in self._told(self.organisations.values()) if one.holding)
        return Names((party, bare_name(holding)) for party, holding in held)

    def _told(self, parties: Iterable[Party]) -> Iterator[Party]:
        return (one for one in parties if one.is_example == self._is_example)

    def _near_numbers(self, text: str) -> Iterator[Found]:
        digits = re.sub(r"\D", "", text)
        for number, party in self._by_number.items():
            if OSA.distance(number.replace("-", ""), digits, score_cutoff=1) <= 1:
                yield Found(party, NEAR_NUMBER, number, "number")

    # --- sites ---------------------------------------------------------------------------------------------------

    def site(self, text: str, organisation_id: str | None) -> tuple[Found, ...]:
        """The sites that a text may mean, of one organisation or of all that are seen."""
        known = self.sites.get(text)
        if known is not None:
            return (Found(text, 1.0, text, "id"),)
        own = self.sites_of(organisation_id)
        found = [*self._site_names(organisation_id).find(text), *_by_place(text, own)]
        if organisation_id is not None and len(own) == 1:
            found += (
                Found(own[0].id, ONLY_SITE, text, "only site")
                for one in self.organisation(text)
                if one.value == organisation_id and one.score >= ALIKE
            )
        return best_first(found)

    def sites_of(self, organisation_id: str | None) -> list[Place]:
        """The sites of an organisation, or all."""
        if organisation_id is None:
            return [one for one in self.sites.values() if one.is_example == self._is_example]
        return [one for one in self.sites.values() if one.organisation_id == organisation_id]

    def end(self, text: str, organisation_id: str | None) -> tuple[Found, ...]:
        """The sites that one end of a flow may mean, also by the name of an organisation."""
        found = list(self.site(text, organisation_id)) if organisation_id else []
        found += self.site(text, None)
        for one in self.organisation(text):
            own = self.sites_of(one.value)
            score = min(one.score, ONLY_SITE + 0.1 if len(own) == 1 else AMONG_MANY)
            found += (Found(place.id, score, one.matched, "organisation") for place in own)
        return best_first(found)

    def _site_names(self, organisation_id: str | None) -> Names:
        if organisation_id not in self._by_owner:
            self._by_owner[organisation_id] = Names(self._named_sites(organisation_id))
        return self._by_owner[organisation_id]

    def _named_sites(self, organisation_id: str | None) -> Iterator[tuple[str, str]]:
        for one in self.sites_of(organisation_id):
            owner = self.organisations.get(one.organisation_id)
            called = [one.name, *([one.address] if one.address else [])]
            if one.municipality:
                called += [
                    f"{one.name} {one.municipality}",
                    *([f"{one.address} {one.municipality}"] * bool(one.address)),
                ]
            if owner is not None:
                called += [f"{bare_name(owner.name)} {one.name}", f"{owner.name} {one.name}"]
            yield from ((one.id, name) for name in called)

    # --- labels --------------------------------------------------------------------------------------------------

    def organisation_label(self, party_id: str) -> str:
        """Name, and business id or municipality, of an organisation."""
        one = self.organisations.get(party_id)
        if one is None:
            return party_id
        more = one.business_id or one.municipality
        return f"{one.name} ({more})" if more else one.name

    def site_label(self, site_id: str) -> str:
        """Name of a site with its municipality and owner."""
        one = self.sites.get(site_id)
        if one is None:
            return site_id
        owner = self.organisations.get(one.organisation_id)
        told = (one.name, one.municipality, owner.name if owner else None)
        return ", ".join(part for part in told if part)


def _by_place(text: str, sites: list[Place]) -> Iterator[Found]:
    """The only site in a municipality, where the text is the municipality."""
    wanted = plain(text)
    there = [one for one in sites if one.municipality and plain(one.municipality) == wanted]
    score = BY_PLACE if len(there) == 1 else AMONG_MANY
    yield from (Found(one.id, score, text, "municipality") for one in there)


def _organisations(session: Session, viewer: Viewer) -> Iterator[Party]:
    columns = (Organisation.id, Organisation.name, Organisation.business_id, Organisation.holding)
    query = select(*columns, Organisation.municipality, Organisation.is_example).where(organisation_readable(viewer))
    return (Party(*row) for row in session.execute(query.order_by(Organisation.name_key, Organisation.id)))


def _sites(session: Session, viewer: Viewer) -> Iterator[Place]:
    columns = (Site.id, Site.organisation_id, Site.name, Site.address, Site.municipality, Site.is_example)
    query = select(*columns).where(site_readable(viewer)).order_by(Site.name, Site.id)
    return (Place(*row) for row in session.execute(query))
