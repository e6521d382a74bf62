"""The material box: what the words in it may mean, and what follows from the choice.

An option is written "class:foundry_sand", "code:100908" or "own", which means: the words as they are, and the city
finds the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from databank.records import Hazard
from taxonomy import crosswalks, materials, waste_list
from taxonomy.codes import UnknownCodeError
from taxonomy.search import Hit, fold, search
from web.labels import material_class_title, title, waste_code, waste_title
from web.language import gettext as _

MOST_OPTIONS = 8
MOST_CODES = 4
OWN = "own"
UNCLASSIFIED = "unspecified_non_hazardous"
SHORTEST_PART = 4
ENTRY_DIGITS = 6
EXACT = 100.0
OFFERED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
EDITION = waste_list.EDITIONS[-1]
_NO_DIGIT = re.compile(r"[^0-9]")
TYPICAL_FORMS = (
    ("sludge", re.compile(r"sludge|dregs|_mud|red_mud|dredged|digestate|potato_cell|jarosite|cake")),
    ("liquid", re.compile(r"acid|solvent|oil|oily_water|cooling_water|tall_oil|chemicals")),
    ("dry_powder", re.compile(r"fly_ash|apc_ash|sewage_sludge_ash|_dust|fgd_residue|calcine")),
    ("gas", re.compile(r"co2|so2|hydrogen|oxygen|biogas")),
    ("heat", re.compile(r"waste_heat")),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing the words may mean."""

    value: str
    title: str
    code: str
    hint: str
    form: str


@dataclass(frozen=True, slots=True)
class Material:
    """What was chosen: its class, its entry in the List of Waste if it was one, and its hazard by the list."""

    material_class: str
    code: str = ""
    hazard: Hazard = Hazard.UNKNOWN
    is_mirror: bool = False


def options(text: str) -> tuple[Option, ...]:
    """What the words may mean, best first; nothing for no words."""
    found = dict.fromkeys(_values(text))
    return tuple(option(value) for value in list(found)[:MOST_OPTIONS])


def exact_option(text: str) -> str:
    """The one thing that is called exactly so; empty when several are, or none."""
    best = [value for hit in search(text, MOST_OPTIONS) if _is_exact(hit, text) for value in _offered(hit)]
    return best[0] if len(set(best)) == 1 else ""


def _is_exact(hit: Hit, text: str) -> bool:
    return hit.score >= EXACT and (fold(text.strip()) == fold(hit.matched) or _NO_DIGIT.sub("", text) == hit.code)


def _values(text: str) -> Iterator[str]:
    """Options for the words; where no title has a word, for the beginning of it that one has: kuona of kuonavirta.

    A class named so brings its own codes along; a family brings all its classes, when nothing else is called so.
    """
    hits = search(text) or _by_parts(text)
    named = [value for hit in hits if hit.kind != "family" for value in _offered(hit)]
    for value in named:
        yield value
        if value == named[0]:
            yield from _codes_of_class(value)
    if not named:
        yield from (value for hit in hits for value in _offered(hit))


@cache
def _codes_of_class(value: str) -> tuple[str, ...]:
    """The codes under which a class is known, a few of them: with one, a mirror entry can be asked about."""
    kind, _, class_id = value.partition(":")
    entries = waste_list.edition(EDITION).entries
    codes = (code for code in entries if len(code) == ENTRY_DIGITS and kind == "class")
    found = (f"code:{code}" for code in codes if crosswalks.material_class_of(code).target == class_id)
    return tuple(islice(found, MOST_CODES))


def _by_parts(text: str) -> list[Hit]:
    for word in sorted(text.split(), key=len, reverse=True):
        for end in range(len(word) - 1, SHORTEST_PART - 1, -1):
            if found := search(word[:end]):
                return found
    return []


def _offered(hit: Hit) -> Iterator[str]:
    if hit.kind == "material_class" and materials.material_class(hit.code).kind in OFFERED_KINDS:
        yield f"class:{hit.code}"
    elif hit.kind == "waste_code" and len(hit.code) == ENTRY_DIGITS:
        yield f"code:{hit.code}"
    elif hit.kind == "family" and materials.family(hit.code).kind in OFFERED_KINDS:
        yield from (f"class:{one.id}" for one in materials.material_classes() if one.family == hit.code)


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
