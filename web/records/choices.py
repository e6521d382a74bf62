"""What may be chosen in the editors, in the words of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial

from databank.records import Basis, DocumentKind, Fate, LegalStatus, Method, Origin, Period
from taxonomy import materials, treatments, units
from taxonomy.search import fold
from web.catalogue.words import FORMS, PARAMETERS, PATTERNS, STRUCTURES, parameter_label, unit_label
from web.labels import N_, family_title, label, material_class_title, title
from web.language import NAMES, gettext

Choice = tuple[str, str]
NOT_SAID: Choice = ("", "\u2013")
OXIDES = ("SiO2", "Al2O3", "Fe2O3", "CaO", "MgO", "Na2O", "K2O", "TiO2", "MnO", "P2O5", "SO3")
ELEMENTS = (
    "As",
    "Ba",
    "Cd",
    "Cl",
    "Co",
    "Cr",
    "Cu",
    "Fe",
    "Hg",
    "Li",
    "Mo",
    "N",
    "Ni",
    "P",
    "Pb",
    "S",
    "Sb",
    "V",
    "Zn",
)
LEACHED = ("As", "Ba", "Cd", "Cl", "Cr", "Cu", "DOC", "F", "Hg", "Mo", "Ni", "Pb", "Sb", "Se", "SO4", "V", "Zn")
SUGGESTED_PARAMETERS = (*PARAMETERS, *OXIDES, *ELEMENTS, *(f"leach_LS10_{name}" for name in LEACHED))
SUGGESTED_UNITS = ("%", "wt-%_dm", "mg/kg", "mg/kg_dm", "g/kg", "kg/m3", "mm", "MJ/kg", "mS/m", "cm3/kg", "-")
PACKAGINGS = (N_("Loose"), N_("Big bags"), N_("Containers"), N_("Pallets"), N_("Bales"), N_("Tanks"), N_("Barrels"))
LOADINGS = (
    N_("Our wheel loader"),
    N_("The carrier loads"),
    N_("From a silo"),
    N_("By conveyor"),
    N_("By pipe or pump"),
)
STORAGES = (N_("Outdoors"), N_("Covered"), N_("Indoors"), N_("In a silo"), N_("In a tank"), N_("No storage of our own"))
OPERATORS = (("<=", "≤"), (">=", "≥"), ("<", "<"), (">", ">"), ("=", "="))
AMOUNT_UNITS = ("t", *(symbol for symbol in units.UNITS if symbol not in {"mg", "g", "t", "Mt"}))
OFFERED_KINDS = {"side_stream", "unspecified", "energy"}


def words_of(*members: Enum) -> Callable[[], Iterable[Choice]]:
    """The members of an enumeration with their words."""
    return partial(_words_of, members)


def _words_of(members: Iterable[Enum]) -> list[Choice]:
    return [(str(member.value), label(member)) for member in members]


legal_statuses = words_of(*LegalStatus)
bases = words_of(*Basis)
methods = words_of(*Method)
periods = words_of(*Period)
origins = words_of(*Origin)
fates = words_of(Fate.UNUSED, *(fate for fate in Fate if fate is not Fate.UNUSED))
document_kinds = words_of(*DocumentKind)


def hazards() -> list[Choice]:
    """Hazard as an owner knows it."""
    return [
        ("", gettext("As the List of Waste says; a mirror entry has not been tested")),
        ("hazardous", gettext("Hazardous: a test or its composition shows it")),
        ("non_hazardous", gettext("Not hazardous: a test or its composition shows it")),
    ]


def languages() -> list[Choice]:
    """The languages of the bank."""
    return [(code, name) for code, name in NAMES.items()]


def document_languages() -> list[Choice]:
    """The language of a document; a photo has none."""
    return [NOT_SAID, *languages()]


def material_classes() -> list[Choice]:
    """All classes, family by family, in the alphabet of the page."""
    known = [one for one in materials.material_classes() if one.kind in OFFERED_KINDS]
    titled = [(family_title(one.family), material_class_title(one.id), one.id) for one in known]
    return [(class_id, f"{family}: {name}") for family, name, class_id in sorted(titled)]


def classes_by_family() -> list[tuple[str, str, list[Choice]]]:
    """Every family with its classes, for choosing several."""
    found: dict[str, list[Choice]] = {}
    for one in materials.material_classes():
        if one.kind in OFFERED_KINDS:
            found.setdefault(one.family, []).append((one.id, material_class_title(one.id)))
    return [(family, family_title(family), sorted(below, key=lambda pair: pair[1])) for family, below in found.items()]


def physical_forms() -> list[Choice]:
    """Loose, liquid, sludge and so on."""
    return [NOT_SAID, *((form, gettext(word)) for form, word in FORMS.items())]


def structures() -> list[Choice]:
    """What a project builds."""
    return [NOT_SAID, *((structure, gettext(word)) for structure, word in STRUCTURES.items())]


def patterns() -> list[Choice]:
    """All the time, in seasons, in campaigns."""
    return [NOT_SAID, *((pattern, gettext(word).capitalize()) for pattern, word in PATTERNS.items())]


def operations() -> list[Choice]:
    """Recovery and disposal operations."""
    return [NOT_SAID, *((one.code, f"{one.code} {title(one.titles)}") for one in treatments.operations())]


def amount_units() -> list[Choice]:
    """Units of mass, volume and energy."""
    return [(symbol, unit_label(symbol)) for symbol in AMOUNT_UNITS]


def suggested(words: Iterable[str]) -> Callable[[], Iterable[Choice]]:
    """Words that are offered while typing; anything else may be typed too."""
    return lambda: [(gettext(word), "") for word in words]


def parameters() -> list[Choice]:
    """Names of substances and properties that are offered while typing."""
    return [(parameter_label(name), "") for name in SUGGESTED_PARAMETERS]


def measured_units() -> list[Choice]:
    """Units of measured values that are offered while typing."""
    return [(unit_label(unit), "") for unit in SUGGESTED_UNITS]


def parameter_of(typed: str) -> str:
    """The name under which the bank keeps a parameter; one that we have no word for stays as it was typed."""
    return _kept_word(typed, SUGGESTED_PARAMETERS, parameter_label)


def unit_of(typed: str) -> str:
    """The unit as the bank keeps it."""
    return _kept_word(typed, SUGGESTED_UNITS, unit_label)


def _kept_word(typed: str, words: Iterable[str], called: Callable[[str], str]) -> str:
    wanted = fold(typed.strip())
    known = (word for word in words if wanted in {fold(word), fold(called(word))})
    return next(known, typed.strip())


def shown_parameter(name: object) -> str:
    """A parameter as it may be typed again."""
    return parameter_label(str(name)) if name in SUGGESTED_PARAMETERS else str(name or "")


def shown_unit(unit: object) -> str:
    """A unit as it may be typed again."""
    return unit_label(str(unit)) if unit in SUGGESTED_UNITS else str(unit or "")
