"""The page "Where and who?": the organisation and its site, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from databank import queries, sending
from databank.business_id import parse_business_id
from databank.geography import REGION
from databank.vocabulary import fold
from web.auth import current_person
from web.labels import N_
from web.language import gettext as _
from web.wizard.values import NOTHING, Answers, Page, Parts, Question, Reader, WrongAnswerError

OTHER = "other"
GIVEN = "given"
GIVEN_ANSWERS = ("given_organisation", "given_site", "given_name")
"""Written by the service into a draft that was begun by an invitation; never a field of a form."""

SWEDISH_NAMES = {
    "Björneborg": "Pori",
    "Euraåminne": "Eurajoki",
    "Hvittis": "Huittinen",
    "Kumo": "Kokemäki",
    "Raumo": "Rauma",
    "Sastmola": "Merikarvia",
    "Ulvsby": "Ulvila",
}
MUNICIPALITIES = {fold(name): name for name in REGION} | {fold(one): name for one, name in SWEDISH_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Owner:
    """A place that the sender may choose without typing it."""

    value: str
    title: str
    organisation_id: str
    site_id: str | None


def owners(reader: Reader) -> tuple[Owner, ...]:
    """The place of an invitation, and the organisations that a signed-in person acts for with their sites."""
    if "owners" not in reader.found:
        reader.found["owners"] = tuple(_owners(reader))
    return cast(tuple[Owner, ...], reader.found["owners"])


def _owners(reader: Reader) -> Iterator[Owner]:
    if reader("given_organisation"):
        yield Owner(GIVEN, reader("given_name"), reader("given_organisation"), reader("given_site") or None)
    if not reader.viewer.organisation_ids:
        return
    own = queries.organisations_by_id(reader.session, reader.viewer, reader.viewer.organisation_ids)
    for organisation in sorted(own.values(), key=lambda one: one.name):
        for site in organisation.sites:
            where = ", ".join(part for part in (organisation.name, site.name, site.municipality) if part)
            yield Owner(f"site:{site.id}", where, organisation.id, site.id)
        other = _("%(organisation)s, another site", organisation=organisation.name)
        yield Owner(f"organisation:{organisation.id}", other, organisation.id, None)


def chosen_owner(reader: Reader) -> Owner | None:
    """The place that was chosen, the first one unless another was; None for a place that is typed."""
    choice = reader("owner")
    if choice == OTHER:
        return None
    offered = owners(reader)
    return next((owner for owner in offered if owner.value == choice), offered[0] if offered else None)


def _types_organisation(reader: Reader) -> bool:
    return chosen_owner(reader) is None


def _types_site(reader: Reader) -> bool:
    owner = chosen_owner(reader)
    return owner is None or owner.site_id is None


def _read_owner(reader: Reader) -> Parts:
    owner = chosen_owner(reader)
    if owner is None:
        return NOTHING
    parts: dict[str, Mapping[str, Any]] = {"organisation": {"id": owner.organisation_id}}
    if owner.site_id:
        parts["site"] = {"id": owner.site_id}
    return parts


def _say_owner(reader: Reader) -> str:
    owner = chosen_owner(reader)
    return owner.title if owner else ""


def _read_business_id(reader: Reader) -> Parts:
    typed = reader("business_id")
    if not typed:
        raise WrongAnswerError(_("Enter the business id of the company."))
    return {"organisation": {"business_id": business_id(typed)}}


def business_id(typed: str) -> str:
    """The official form of a business id, or WrongAnswerError with what is wrong about it."""
    try:
        return parse_business_id(typed)
    except ValueError as error:
        if "check digit" in str(error) and "seven" not in str(error):
            raise WrongAnswerError(
                _("Check the business id: its check digit does not match (%(typed)s).", typed=typed[:20])
            ) from None
        raise WrongAnswerError(
            _("A business id is seven digits, a hyphen and a check digit, for example 1234567-1.")
        ) from None


def known_name(reader: Reader) -> str:
    """What the bank calls the company of the typed business id, as far as this viewer may know; else empty."""
    try:
        number = business_id(reader("business_id"))
    except WrongAnswerError:
        return ""
    return sending.known_name(reader.session, reader.viewer, number) or ""


def _read_company(reader: Reader) -> Parts:
    name = reader("company") or known_name(reader)
    if not name:
        raise WrongAnswerError(_("Enter the name of the company."))
    return {"organisation": {"name": name}}


def _say_company(reader: Reader) -> str:
    return reader("company") or known_name(reader)


def municipality_of(typed: str) -> str:
    """The Finnish name of a municipality of the region, from either language; any other as it was typed."""
    return MUNICIPALITIES.get(fold(typed), typed)


def _read_site(reader: Reader) -> Parts:
    typed = reader("municipality")
    if not typed:
        raise WrongAnswerError(_("Enter the municipality where the material is."))
    return {"site": {"municipality": municipality_of(typed), "address": reader("address")}}


def _say_site(reader: Reader) -> str:
    return ", ".join(part for part in (reader("address"), municipality_of(reader("municipality"))) if part)


def email_of(reader: Reader) -> str:
    """The address that was typed, else that of the person who has signed in."""
    person = current_person()
    return reader("email") or (person.email if person else "")


def _read_contact(reader: Reader) -> Parts:
    if not email_of(reader):
        raise WrongAnswerError(_("Enter your e-mail address: the confirmation goes there."))
    return {"record": {"contact_email": email_of(reader)}}


def _read_contact_name(reader: Reader) -> Parts:
    person = current_person()
    return {"record": {"contact_name": reader("contact_name") or (person.name if person else "")}}


def _has_owners(reader: Reader) -> bool:
    return bool(owners(reader))


def _shows(reader: Reader) -> Mapping[str, Any]:
    person = current_person()
    chosen = chosen_owner(reader)
    return {
        "owners": owners(reader),
        "owner": chosen.value if chosen else OTHER,
        "asks_organisation": _types_organisation(reader),
        "asks_site": _types_site(reader),
        "known_name": "" if reader("company") else known_name(reader),
        "municipalities": sorted(REGION),
        "person": person,
    }


PLACE = (
    Question(label=N_("Place"), fields=("owner",), read=_read_owner, say=_say_owner, asked=_has_owners),
    Question(
        label=N_("Business id"),
        fields=("business_id",),
        read=_read_business_id,
        say=lambda reader: reader("business_id"),
        columns=("organisations.business_id",),
        required=True,
        asked=_types_organisation,
    ),
    Question(
        label=N_("Company"),
        fields=("company",),
        read=_read_company,
        say=_say_company,
        columns=("organisations.name",),
        required=True,
        asked=_types_organisation,
    ),
    Question(
        label=N_("Site"),
        fields=("municipality", "address"),
        read=_read_site,
        say=_say_site,
        columns=("sites.municipality", "sites.address", "sites.name", "organisations.municipality"),
        required=True,
        asked=_types_site,
    ),
)
CONTACT = (
    Question(
        label=N_("E-mail"),
        fields=("email",),
        read=_read_contact,
        say=email_of,
        columns=("contact_email",),
        required=True,
    ),
    Question(
        label=N_("Contact person"),
        fields=("contact_name",),
        read=_read_contact_name,
        say=lambda reader: reader("contact_name"),
        columns=("contact_name",),
    ),
)


def place_page(*more: Question, title: str, template: str = "wizard/place.html") -> Page:
    """The page, with the questions of one kind of record between the place and the contact."""
    return Page(name="place", title=title, template=template, shows=_shows, questions=(*PLACE, *more, *CONTACT))


def place_answers(answers: Answers) -> dict[str, str]:
    """What the next draft from the same place takes over: where, and who filled it in."""
    names = ("owner", "business_id", "company", "municipality", "address", "email", "contact_name", *GIVEN_ANSWERS)
    return {name: answers[name] for name in names if answers.get(name)}
