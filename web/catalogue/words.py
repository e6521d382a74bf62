"""Words for what records spell in codes: parameters, units, physical forms, structures, patterns."""

from __future__ import annotations

import re

from web.labels import N_
from web.language import gettext
from web.language import gettext as _

PARAMETERS = {
    "moisture": N_("Moisture"),
    "dry_matter": N_("Dry matter"),
    "LOI": N_("Loss on ignition"),
    "TOC": N_("Total organic carbon"),
    "NCV": N_("Net calorific value"),
    "pH": "pH",
    "ash": N_("Ash"),
    "oil": N_("Oil"),
    "total_phenolics": N_("Phenols, total"),
    "total_oil_C10_C40": N_("Oil, C10 to C40"),
    "grain_size": N_("Grain size"),
    "floating_impurities": N_("Floating impurities"),
    "bark_content": N_("Bark"),
}
FORMS = {
    "bulk": N_("Loose"),
    "liquid": N_("Liquid"),
    "sludge": N_("Sludge"),
    "gas": N_("Gas"),
    "heat": N_("Heat"),
    "dry_powder": N_("Dry powder"),
    "granulate": N_("Granulate"),
    "shredded": N_("Shredded"),
    "pieces": N_("Pieces"),
}
STRUCTURES = {
    "road_base": N_("Road or street base"),
    "field": N_("Storage field or yard"),
    "embankment": N_("Embankment"),
    "noise_wall": N_("Noise wall"),
    "backfill": N_("Backfill"),
    "landfill_cover": N_("Landfill structure or cover"),
    "landscaping": N_("Landscaping"),
}
PATTERNS = {"continuous": N_("continuous"), "seasonal": N_("seasonal"), "campaign": N_("in campaigns")}
FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*|_\d*)+\Z")
COUNT = re.compile(r"(?<=[A-Za-z])\d+")
LEACHING = "leach_LS10_"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNIT_SIGNS = (("cm3", "cm³"), ("m3", "m³"), ("wt-%", "%"), ("_dm", ""))


def parameter_label(name: str) -> str:
    """A substance or property: SiO₂, Moisture, Cr by leaching."""
    if name.startswith(LEACHING):
        return _("%(substance)s, leaching L/S 10", substance=parameter_label(name.removeprefix(LEACHING)))
    if name in PARAMETERS:
        return gettext(PARAMETERS[name])
    if not FORMULA.match(name):
        return name
    return COUNT.sub(lambda found: found[0].translate(SUBSCRIPTS), name).replace("_", "·")


def unit_label(unit: str) -> str:
    """A unit with its signs: m³, mg/kg (dry)."""
    shown = unit
    for plain, sign in UNIT_SIGNS:
        shown = shown.replace(plain, sign)
    return _("%(unit)s (dry)", unit=shown) if unit.endswith("_dm") else shown


def form_label(form: str | None) -> str:
    """A physical form in words; one we have no word for stays as it is written."""
    return gettext(FORMS[form]) if form in FORMS else form or ""


def structure_label(structure: str | None) -> str:
    """What a project builds; a structure we have no word for stays as it is written."""
    return gettext(STRUCTURES[structure]) if structure in STRUCTURES else structure or ""


def pattern_label(pattern: str | None) -> str:
    """Whether it comes all the time or in seasons."""
    return gettext(PATTERNS[pattern]) if pattern in PATTERNS else pattern or ""
