"""What can be chosen in the material box, and what follows from the choice.

An option is written "class:foundry_sand", "code:100908" or "own", which means: the words as they are, and the city
finds the class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from databank.records import Hazard
from taxonomy import crosswalks, materials, waste_list
from taxonomy.codes import UnknownCodeError
from web.labels import material_class_title, title, waste_code, waste_title
from web.language import gettext as _

OWN = "own"
UNCLASSIFIED = "unspecified_non_hazardous"
ENTRY_DIGITS = 6
OFFERED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
EDITION = waste_list.EDITIONS[-1]
TYPICAL_FORMS = (
    ("sludge", re.compile(r"sludge|dregs|_mud|red_mud|dredged|digestate|potato_cell|jarosite|cake")),
    ("liquid", re.compile(r"acid|solvent|oil|oily_water|cooling_water|tall_oil|chemicals")),
    ("dry_powder", re.compile(r"fly_ash|apc_ash|sewage_sludge_ash|_dust|fgd_residue|calcine")),
    ("gas", re.compile(r"co2|so2|hydrogen|oxygen|biogas")),
    ("heat", re.compile(r"waste_heat")),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing the words may mean; `because` says why it is offered."""

    value: str
    title: str
    code: str
    hint: str
    form: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What was chosen: its class, its entry in the List of Waste if it was one, and its hazard by the list."""

    material_class: str
    code: str = ""
    hazard: Hazard = Hazard.UNKNOWN
    is_mirror: bool = False


def option(value: str) -> Option:
    """One option in the words of the page; LookupError when there is none of that value."""
    chosen = material(value)
    form = typical_form(chosen.material_class)
    if not chosen.code:
        return Option(value, material_class_title(chosen.material_class), "", _family_hint(chosen), form)
    entry = _entry(chosen.code)
    titled = waste_title(chosen.code, _edition_of(chosen.code))
    return Option(value, titled[:1].upper() + titled[1:], entry.display, _code_hint(chosen), form)


def _family_hint(chosen: Material) -> str:
    return title(materials.family(materials.material_class(chosen.material_class).family).titles)


def _code_hint(chosen: Material) -> str:
    if chosen.is_mirror:
        return _("hazardous or not after a test: we ask about it")
    return _("hazardous") if chosen.hazard is Hazard.HAZARDOUS else _("not hazardous")


def material(value: str) -> Material:
    """What an option stands for.

    Raises
    ------
    LookupError
        When there is no such option.
    """
    kind, _colon, code = value.partition(":")
    if value == OWN:
        return Material(UNCLASSIFIED)
    if kind == "class":
        return Material(materials.material_class(code).id)
    if kind != "code" or len(code) != ENTRY_DIGITS:
        raise UnknownCodeError(value, "the material box")
    entry = _entry(code)
    hazard = Hazard.HAZARDOUS if entry.hazardous else Hazard.NON_HAZARDOUS
    return Material(crosswalks.material_class_of(code).target, code, hazard, is_mirror=entry.entry_type.startswith("M"))


def tested(chosen: Material, result: str) -> Material:
    """A mirror entry after its test: hazardous, or not, or not tested yet. A test may show that the twin is meant."""
    hazard = {"hazardous": Hazard.HAZARDOUS, "not_hazardous": Hazard.NON_HAZARDOUS}.get(result, Hazard.UNKNOWN)
    code = chosen.code
    if hazard not in {Hazard.UNKNOWN, chosen.hazard}:
        twins = waste_list.edition(_edition_of(code)).mirror_twins(code)
        code = twins[0].code if len(twins) == 1 else code
    return Material(chosen.material_class, code, hazard, is_mirror=True)


def title_of(value: str, text: str) -> str:
    """What a material is called: by its option, with its code, else in the words of whoever wrote it."""
    if not value or value == OWN:
        return text
    shown = option(value)
    return f"{shown.title}, {waste_code(material(value).code)}" if shown.code else shown.title


def typical_form(material_class: str) -> str:
    """The form in which a material usually comes."""
    return next((form for form, pattern in TYPICAL_FORMS if pattern.search(material_class)), "bulk")


def _edition_of(code: str) -> str:
    return EDITION if code in waste_list.edition(EDITION).entries else waste_list.EDITIONS[0]


def _entry(code: str) -> waste_list.WasteEntry:
    return waste_list.edition(_edition_of(code)).entry(code)
