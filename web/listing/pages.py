"""The questions of a listing: what arises, how much and from when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from databank.records import Basis, Fate, Period
from databank.sharing.producers import Producers
from web.catalogue.words import FORMS, form_label, unit_label
from web.labels import N_, label, material_class_title
from web.language import gettext as _
from web.numbers import day, per_year
from web.wizard import amounts, materials, offers, sentence, typed
from web.wizard.place import place_page
from web.wizard.producer import industry_of
from web.wizard.sharing import few_producers, sharing_page
from web.wizard.values import NOTHING, Answers, Page, Parts, Question, Reader, WrongAnswerError

USUAL_FORMS = ("bulk", "pieces", "dry_powder", "sludge", "liquid")
RESULTS = {
    "untested": N_("Not tested, or I do not know"),
    "not_hazardous": N_("Tested: it is not hazardous"),
    "hazardous": N_("Tested: it is hazardous"),
}


# --- what arises -------------------------------------------------------------------------------------------------


def chosen_material(reader: Reader) -> materials.Material | None:
    """The material that was chosen, after its test; None while there is none."""
    if not reader("choice"):
        return None
    chosen = materials.material(reader("choice"))
    return materials.tested(chosen, reader("tested")) if chosen.is_mirror else chosen


def _read_material(reader: Reader) -> Parts:
    if not reader("material"):
        raise WrongAnswerError(_("Write what arises, in your own words."))
    chosen = chosen_material(reader)
    if chosen is None:
        raise WrongAnswerError(_("Choose which of these it is, or that you cannot find it."))
    own_words = reader("choice") == materials.OWN
    return {
        "record": {
            "material_class": chosen.material_class,
            "code_if_waste": chosen.code,
            "hazard": chosen.hazard.value,
            "name": reader("material") if own_words else material_class_title(chosen.material_class),
        }
    }


def _say_material(reader: Reader) -> str:
    if reader("choice") == materials.OWN:
        return _("%(words)s (the city finds the class)", words=reader("material"))
    return materials.title_of(reader("choice"), reader("material"))


def _asks_test(reader: Reader) -> bool:
    return bool(reader("choice")) and materials.material(reader("choice")).is_mirror


def _say_test(reader: Reader) -> str:
    return _(RESULTS.get(reader("tested"), RESULTS["untested"]))


def form_of(reader: Reader) -> str:
    """The form that was chosen, else the usual one of the material."""
    chosen = chosen_material(reader)
    return reader("form") or (materials.typical_form(chosen.material_class) if chosen else "")


def _read_form(reader: Reader) -> Parts:
    return {"record": {"physical_form": form_of(reader)}}


def _say_form(reader: Reader) -> str:
    form = form_label(form_of(reader))
    return _("%(form)s, filled in from the material", form=form) if reader("form_filled") and form else form


def _tidy_material(answers: Answers) -> Answers:
    """Settle the choice, take a sentence apart, and fill in the form from the material."""
    kept = dict(answers)
    typed_words = kept["material"]
    source = kept.pop("sentence") or typed_words
    said = sentence.parse(source)
    if said.answers and kept["choice"] != materials.OWN:
        kept |= {**said.answers, "understood": source}
        if kept["asked_for"] != typed_words:
            kept["material"] = said.material
    if kept["asked_for"] != typed_words or not is_option(kept["choice"]):
        kept["choice"] = offers.exact_option(kept["material"])
    if kept["choice"] not in {"", materials.OWN}:
        kept["material"] = materials.option(kept["choice"]).title
    kept["narrowed"] = offers.narrowing(
        kept.pop("narrow"), "" if kept["asked_for"] != typed_words else kept["narrowed"]
    )
    kept["asked_for"] = kept["material"]
    return kept | _filled_form(kept)


def is_option(value: str) -> bool:
    """Whether there is such an option."""
    try:
        materials.material(value)
    except LookupError:
        return False
    return True


def _filled_form(answers: Answers) -> dict[str, str]:
    """The usual form of the material, unless somebody chose another."""
    if not answers["choice"] or (answers["form"] and answers["form"] != answers["form_filled"]):
        return {"form_filled": ""}
    usual = materials.typical_form(materials.material(answers["choice"]).material_class)
    return {"form": usual, "form_filled": usual}


def _is_ready(reader: Reader) -> bool:
    """Whether a mirror entry was asked about its test."""
    return not _asks_test(reader) or bool(reader("tested"))


def _show_material(reader: Reader) -> Mapping[str, Any]:
    form = form_of(reader)
    offer = offers.offer(reader("material"), industry=industry_of(reader), narrowed=reader("narrowed"))
    forms = [name for name in FORMS if name in USUAL_FORMS or name == form]
    return {
        "offer": offer,
        "own": materials.OWN,
        "chosen": _say_material(reader) if reader("choice") else "",
        "asks_test": _asks_test(reader) if reader("choice") else offer.asks_test,
        "results": tuple((value, _(words)) for value, words in RESULTS.items()),
        "result": reader("tested") or "untested",
        "forms_offered": tuple((name, form_label(name)) for name in forms),
        "form_chosen": form,
        "understood": understood(reader) if not reader("choice") else "",
    }


def understood(reader: Reader) -> str:
    """What was taken out of a sentence, in words."""
    if not reader("understood"):
        return ""
    pieces = (amounts.say_amount(reader), amounts.say_period(reader), _say_available(reader))
    return " · ".join(dict.fromkeys(piece for piece in pieces if piece))


MATERIAL = Page(
    name="material",
    title=N_("What arises?"),
    template="listing/material.html",
    questions=(
        Question(
            label=N_("Material"),
            fields=("material", "choice"),
            read=_read_material,
            say=_say_material,
            columns=("material_class", "code_if_waste", "hazard", "name"),
            required=True,
        ),
        Question(
            label=N_("Has it been tested?"),
            fields=("tested",),
            read=lambda _reader: NOTHING,
            say=_say_test,
            asked=_asks_test,
        ),
        Question(
            label=N_("Form"),
            fields=("form",),
            read=_read_form,
            say=_say_form,
            columns=("physical_form",),
        ),
    ),
    tidy=_tidy_material,
    is_ready=_is_ready,
    shows=_show_material,
    extra_fields=("asked_for", "sentence", "form_filled", "narrow", "narrowed"),
)


# --- how much and when -------------------------------------------------------------------------------------------


def _read_available(reader: Reader) -> Parts:
    """Now, or from a day that lies ahead."""
    if reader("available") != "later":
        return NOTHING
    if not reader("available_from"):
        raise WrongAnswerError(_("Enter from when it is available."), "available_from")
    try:
        begins = typed.day(reader("available_from"))
    except WrongAnswerError as refused:
        raise WrongAnswerError(refused.sentence, "available_from") from None
    year = max(begins.year, reader.today.year)
    return {"record": {"available_from": begins.isoformat(), "year": str(year)}}


def _say_available(reader: Reader) -> str:
    if reader("available") != "later":
        return _("Now")
    try:
        return _("from %(start)s", start=day(typed.day(reader("available_from"))))
    except WrongAnswerError:
        return reader("available_from")


def _show_amount(reader: Reader) -> Mapping[str, Any]:
    return {
        "units": tuple((unit, unit_label(unit)) for unit in amounts.UNITS),
        "unit": amounts.unit_of(reader),
        "periods": (
            (Period.PER_YEAR, _("Every year"), _("For example %(unit)s.", unit=per_year())),
            (Period.BATCH, _("One batch"), _("It arises once.")),
            (Period.STOCK, _("A stock"), _("It lies in store already.")),
        ),
        "period": amounts.period_of(reader),
        "bases": tuple((basis.value, label(basis)) for basis in (Basis.AS_SHIPPED, Basis.DRY)),
        "basis": reader("basis") or Basis.AS_SHIPPED.value,
        "available": reader("available") or "now",
        "from_sentence": reader("understood"),
    }


AMOUNT = Page(
    name="amount",
    title=N_("How much and when?"),
    template="listing/amount.html",
    questions=(
        Question(
            label=N_("Amount"),
            fields=("amount", "unit"),
            read=amounts.read_amount,
            say=amounts.say_amount,
            columns=("amount", "amount_min", "amount_max", "unit", "year"),
            required=True,
        ),
        Question(
            label=N_("How often"),
            fields=("period",),
            read=amounts.read_period,
            say=amounts.say_period,
            columns=("period",),
        ),
        Question(
            label=N_("Wet or dry"),
            fields=("basis", "moisture"),
            read=amounts.read_basis,
            say=amounts.say_basis,
            columns=("basis", "moisture_share"),
        ),
        Question(
            label=N_("Density, t/m³"),
            fields=("density",),
            read=amounts.read_density,
            say=lambda reader: reader("density"),
            columns=("density_t_m3",),
            asked=amounts.is_volume,
        ),
        Question(
            label=N_("Available"),
            fields=("available", "available_from"),
            read=_read_available,
            say=_say_available,
            columns=("available_from", "available_until"),
        ),
    ),
    tidy=amounts.settled,
    shows=_show_amount,
    extra_fields=("amount_meant",),
)


def _producers(reader: Reader) -> Producers | None:
    chosen = chosen_material(reader)
    if chosen is None or chosen.material_class == materials.UNCLASSIFIED:
        return None
    return few_producers(reader, chosen.material_class, chosen.code or None)


def complete(_reader: Reader, _parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is listed has no user yet, as far as the form asks."""
    return {"fate": Fate.UNUSED.value}


PAGES = (
    MATERIAL,
    AMOUNT,
    place_page(title=N_("Where and who?")),
    sharing_page(diagrams=True, producers_of=_producers),
)
