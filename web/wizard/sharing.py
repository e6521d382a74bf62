"""The page "Who sees?": three presets, the consent to diagrams, and the warning that a hidden name may hide nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from databank.records import Coarse, Consent
from databank.sharing.producers import Producers, producers
from web.labels import N_, label, material_class_title
from web.language import gettext as _
from web.wizard.values import Page, Parts, Question, Reader, WrongAnswerError

DEFAULT_PRESET = "company_hidden"
DEFAULT_CONSENT = Consent.NO.value
PRESET_WORDS = {
    "company_hidden": (
        N_("Material visible, company hidden"),
        N_("Everybody sees the material, its municipality and a wide band; verified users the composition too."),
    ),
    "open": (
        N_("Everything is open"),
        N_("Everybody sees the company and the amount too. Your e-mail stays with those you name."),
    ),
    "city_only": (
        N_("Only the city sees it"),
        N_("Only you and the city see it. Nobody else finds it."),
    ),
}
CONSENT_WORDS = {
    Consent.NO: (N_("No"), N_("It is in no public diagram.")),
    Consent.SUMS: (
        N_("In sums only"),
        N_("Added up with at least two other companies, so that nobody can be made out."),
    ),
    Consent.NAME: (N_("By name"), N_("The diagram shows the company and its amount.")),
}


def preset_of(reader: Reader) -> str:
    """Who sees the record: what was chosen, else that the company is hidden."""
    chosen = reader("visibility")
    return chosen if chosen in PRESET_WORDS else DEFAULT_PRESET


def consent_of(reader: Reader) -> str:
    """The consent to diagrams: what was chosen, else none."""
    return reader("consent") or DEFAULT_CONSENT


def _read_visibility(reader: Reader) -> Parts:
    return {"record": {"visibility": preset_of(reader)}}


def _read_consent(reader: Reader) -> Parts:
    consent = consent_of(reader)
    if consent == Consent.NAME and preset_of(reader) != "open":
        raise WrongAnswerError(
            _(
                "By name shows the company and its amount to everybody: choose “Everything is open” above, "
                "or choose sums only."
            )
        )
    return {"record": {"consent": consent}}


def _read_coarse(reader: Reader) -> Parts:
    return {"record": {"coarse": ";".join(reader.words("coarse"))}}


def _say_consent(reader: Reader) -> str:
    consent = consent_of(reader)
    return label(Consent(consent)) if consent in set(Consent) else consent


def _say_coarse(reader: Reader) -> str:
    words = {Coarse.MATERIAL: _("a coarser class"), Coarse.AREA: _("the area only"), Coarse.AMOUNT: _("a wider band")}
    chosen = [words[Coarse(word)] for word in reader.words("coarse") if word in set(Coarse)]
    return ", ".join(chosen) or _("Nothing")


def few_producers(reader: Reader, material_class: str, waste_code: str | None) -> Producers | None:
    """How many could it be, when they are so few that a hidden name hides nobody."""
    found = producers(reader.session, material_class=material_class, waste_code=waste_code)
    return found if found.few else None


def coarse_offers(found: Producers) -> tuple[tuple[str, str, str], ...]:
    """What can be shown more roughly, and what that looks like."""
    shown = _("Shown as: %(title)s.", title=material_class_title(found.coarser_class))
    still = _("Even so there are few of them.") if found.coarser_few else ""
    return (
        (Coarse.MATERIAL, _("A coarser class of material"), f"{shown} {still}".strip()),
        (Coarse.AREA, _("The region instead of the municipality"), _("Shown as: Satakunta.")),
        (Coarse.AMOUNT, _("A wider band of the amount"), _("Shown for example as: 1,000 to 10,000 t.")),
    )


def sharing_page(*, diagrams: bool, producers_of: Callable[[Reader], Producers | None] | None = None) -> Page:
    """The page; `diagrams` asks for the consent, `producers_of` says who could be made out all the same."""

    def shows(reader: Reader) -> Mapping[str, Any]:
        found = producers_of(reader) if producers_of else None
        return {
            "presets": tuple((value, _(title), _(words)) for value, (title, words) in PRESET_WORDS.items()),
            "preset": preset_of(reader),
            "consents": tuple((kind.value, _(title), _(words)) for kind, (title, words) in CONSENT_WORDS.items()),
            "consent": consent_of(reader),
            "asks_consent": diagrams,
            "few": found,
            "coarse_offers": coarse_offers(found) if found else (),
            "coarse": reader.words("coarse"),
        }

    visibility = Question(
        label=N_("Who sees it"),
        fields=("visibility",),
        read=_read_visibility,
        say=lambda reader: _(PRESET_WORDS[preset_of(reader)][0]),
        columns=("visibility",),
    )
    consent = Question(
        label=N_("Use in diagrams"), fields=("consent",), read=_read_consent, say=_say_consent, columns=("consent",)
    )
    coarse = Question(
        label=N_("Shown more roughly"), fields=("coarse",), read=_read_coarse, say=_say_coarse, columns=("coarse",)
    )
    return Page(
        name="sharing",
        title=N_("Who sees it?"),
        template="wizard/sharing.html",
        shows=shows,
        questions=(visibility, consent, coarse) if diagrams else (visibility,),
        several=("coarse",),
    )
