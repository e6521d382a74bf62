"""How levels, presets and the other choices are called and explained."""

from __future__ import annotations

from collections.abc import Mapping

from databank.access import PRESETS, Role
from databank.records import Coarse, DecisionState, FieldGroup, Level, RequestState, Reuse
from databank.sharing import Step
from web.labels import N_, label
from web.language import gettext as _
from web.wizard.sharing import CONSENT_WORDS, PRESET_WORDS

OWN = "own"
"""The choice that is none of the presets."""

ROLES: Mapping[str, str] = {
    Role.MEMBER: N_("Member"),
    Role.VERIFIED_INVESTOR: N_("Verified investor"),
    Role.REVIEWER: N_("Reviewer of the city"),
    Role.DATA_OWNER: N_("Data owner of the city"),
    Role.PUBLISHER: N_("Communications of the city"),
    Role.FACILITATOR: N_("Facilitator"),
    Role.RESEARCHER: N_("Researcher"),
    Role.NEIGHBOURING_MUNICIPALITY: N_("Neighbouring municipality"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
LEVELS: Mapping[Level, str] = {
    Level.PUBLIC: N_("Everybody"),
    Level.VERIFIED: N_("Verified readers"),
    Level.NAMED: N_("Only those you name"),
    Level.CITY: N_("You and the city"),
    Level.DRAFT: N_("Only you"),
}
VIEWERS: Mapping[str, str] = {
    "public": N_("The public"),
    "member": N_("A member"),
    "verified": N_("A verified reader"),
    "city": N_("The city"),
}
COARSE: Mapping[Coarse, str] = {
    Coarse.MATERIAL: N_("The material: a wider class, without code, hazard and process"),
    Coarse.AREA: N_("The place: the region only, not the municipality"),
    Coarse.AMOUNT: N_("The amount: a wider band, such as 1,000 to 10,000 t"),
}
REUSE: Mapping[Reuse, tuple[str, str]] = {
    Reuse.OPEN: (N_("Open licence CC BY 4.0"), N_("Anybody may reuse what everybody sees, if they name the source.")),
    Reuse.MEMBERS: (N_("Members only"), N_("For use inside this bank.")),
    Reuse.COMMERCIAL: (N_("On request"), N_("Whoever wants to reuse it commercially asks you first.")),
}
DECISIONS: Mapping[DecisionState, str] = {
    DecisionState.OPEN: N_("Waits for a decision"),
    DecisionState.ACCEPTED: N_("Accepted as a secret"),
    DecisionState.REFUSED: N_("Refused"),
}
REQUESTS: Mapping[RequestState, str] = {
    RequestState.RECEIVED: N_("Received"),
    RequestState.HEARING: N_("The companies are being heard"),
    RequestState.DECIDED: N_("Decided"),
}
STEPS: Mapping[Step, str] = {
    Step.HEARD: N_("Heard"),
    Step.ANSWERED: N_("Answered"),
    Step.DECIDED: N_("Decided"),
}


def presets() -> tuple[tuple[str, str, str], ...]:
    """Value, title and explanation of each ready choice, and of a choice of one's own."""
    ready = ((name, _(title), _(words)) for name, (title, words) in PRESET_WORDS.items())
    return (*ready, (OWN, _("A choice of your own"), _("Choose group by group under More precisely.")))


def consents() -> tuple[tuple[str, str, str], ...]:
    """Value, title and explanation of each way to appear in diagrams."""
    return tuple((kind.value, _(title), _(words)) for kind, (title, words) in CONSENT_WORDS.items())


def coarse_parts() -> tuple[tuple[str, str, str], ...]:
    """Value and title of what can be told roughly."""
    return tuple((part.value, _(title), "") for part, title in COARSE.items())


def reuse_terms() -> tuple[tuple[str, str, str], ...]:
    """Value, title and explanation of the terms of reuse."""
    return tuple((terms.value, _(title), _(words)) for terms, (title, words) in REUSE.items())


def preset_of(visibility: Mapping[FieldGroup, Level]) -> str:
    """The ready choice that a record has, or the word for its own."""
    return next((name for name, preset in PRESETS.items() if dict(preset) == dict(visibility)), OWN)


def viewer_word(name: str) -> str:
    """A role in the language of the page; the name of an organisation stays as it is."""
    return _(ROLES[name]) if name in ROLES else name


def group_choices(groups: tuple[FieldGroup, ...]) -> tuple[tuple[str, str, str], ...]:
    """Value and name of field groups."""
    return tuple((group.value, label(group), "") for group in groups)


def decision(state: DecisionState) -> str:
    """What became of a claim."""
    return _(DECISIONS[state])


def request_state(state: RequestState) -> str:
    """Where a request stands."""
    return _(REQUESTS[state])


def step(kind: Step) -> str:
    """What was done."""
    return _(STEPS[kind])


def next_steps() -> tuple[tuple[str, str, str], ...]:
    """What the city may do next with a request."""
    return (
        ("hear", _("Hear a company"), _("It reads the question with its record and answers there.")),
        ("answer", _("Write down a company's answer"), _("When it came by letter or telephone.")),
        ("decide", _("Decide"), _("Nothing follows after that.")),
    )
