"""What may be chosen in a column, as a person writes it in a language: the lists of the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from databank.imports.labels import choice_labels
from taxonomy import industries, materials, treatments, units, waste_list
from taxonomy.codes import Language

LATEST_EDITION = waste_list.EDITIONS[-1]
RARE_UNITS = frozenset({"mg", "g", "Mt"})


@cache
def choices(column: str, language: Language) -> Mapping[str, str]:
    """The values of a column with what they are called, in the order of a list; empty for free text."""
    if column in _LISTED:
        return MappingProxyType(_LISTED[column](language))
    return MappingProxyType({value: titles.in_language(language) for value, titles in choice_labels(column).items()})


def _material_classes(language: Language) -> dict[str, str]:
    titled = {one.id: one.titles.in_language(language) for one in materials.material_classes()}
    return dict(sorted(titled.items(), key=lambda pair: pair[1].casefold()))


def _waste_codes(language: Language) -> dict[str, str]:
    """Six digits with their title: "10 09 08 valukeernat ja -muotit ..."."""
    entries = waste_list.edition(LATEST_EDITION).entries.values()
    return {
        entry.code: f"{entry.display.replace(waste_list.NO_BREAK_SPACE, ' ')} {entry.titles.in_language(language)}"
        for entry in entries
        if entry.level == "entry"
    }


def _operations(language: Language) -> dict[str, str]:
    return {one.code: f"{one.code} {one.titles.in_language(language)}" for one in treatments.operations()}


def _sectors(language: Language) -> dict[str, str]:
    return {one.id: one.titles.in_language(language) for one in industries.sectors()}


def _units(_language: Language) -> dict[str, str]:
    return {symbol: symbol for symbol in sorted(units.UNITS, key="t".__ne__) if symbol not in RARE_UNITS}


_LISTED: Mapping[str, Callable[[Language], dict[str, str]]] = {
    **dict.fromkeys(("material_class", "material_classes", "material", "hint_material_class"), _material_classes),
    **dict.fromkeys(("waste_code", "waste_codes", "code_if_waste", "hint_waste_code"), _waste_codes),
    "treatment_code": _operations,
    "sector": _sectors,
    "unit": _units,
}
