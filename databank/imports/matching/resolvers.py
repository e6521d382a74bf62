"""How the text of each column is found again: which list it is looked up in, and what a value is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from databank import records
from databank.imports.matching import codes, materials
from databank.imports.matching.found import Found
from databank.imports.matching.names import Names
from databank.imports.matching.parties import Parties, number_in
from databank.imports.matching.words import label_of, names_of
from databank.processes import RESERVED
from databank.schemas import COLUMNS
from taxonomy import materials as classes
from taxonomy import treatments, waste_list
from taxonomy.codes import LANGUAGES
from taxonomy.suggest.added import AddedTerms

Find = Callable[[str], tuple[Found, ...]]
Label = Callable[[str], str]
CHOICES = (
    *("kind", "legal_status", "hazard", "origin", "period", "basis", "method", "amount_status", "fate", "status"),
    *("real_status", "consent", "reuse", "layer", "is_example", "language", "waste_list_edition", "industry_edition"),
    *("sector", "coarse"),
)
"""Columns that hold one word of a list."""
FREE_CHOICES = (
    "physical_form",
    "availability_pattern",
    "structure",
    "municipality",
    "coordinate_precision",
    "visibility",
)
"""Columns for which there are words, and which may hold others."""
LISTS: Mapping[str, str] = {"material_classes": ";,/&", "waste_codes": ";,", "coarse": ";,"}
"""Columns that hold several values, and the signs that may part them."""
PLACED = ("site_id", "source", "target")
"""Columns whose text means one thing in one organisation and another thing in another."""
CLASSES = ("material_class", "material_classes", "material")
ELSEWHERE: Mapping[str, frozenset[str]] = {
    "exchanges": frozenset({"status", "material"}),
    "documents": frozenset({"kind", "language"}),
    "areas": frozenset({"kind", "municipality"}),
    "area-facts": frozenset({"unit"}),
    "composition": frozenset({"unit", "method"}),
}
"""Columns of other kinds that only share the name."""


def anything(_value: str) -> bool:
    """Every value may be decided for: the schema of the kind refuses what is none."""
    return True


@dataclass(frozen=True, slots=True)
class Resolver:
    """How one column is looked up.

    Attributes
    ----------
    is_free : bool
        Text that is not found again stays as it is; the schema of the kind decides whether that will do.
    allows : callable
        Whether a person may decide for a value: what they do not see is as unknown as what does not exist.
    """

    find: Find
    label: Label
    is_free: bool = False
    allows: Callable[[str], bool] = anything


def resolvers(
    kind: str, parties: Parties, areas: Callable[[], tuple[records.Area, ...]], language: str, extra: AddedTerms
) -> dict[str, Resolver]:
    """The resolvers of the columns of a kind, without those of sites, which depend on the organisation of the row."""
    known = _choices(language) | _codes(language, extra) | _parties(parties, areas, language)
    return {name: known[name] for name in COLUMNS[kind] if name in known and name not in ELSEWHERE.get(kind, ())}


def _choices(language: str) -> dict[str, Resolver]:
    named = {name: Resolver(names_of(name).find, partial(label_of, name, language=language)) for name in CHOICES}
    free = {
        name: Resolver(names_of(name).find, partial(label_of, name, language=language), is_free=True)
        for name in FREE_CHOICES
    }
    return named | free


def _codes(language: str, extra: AddedTerms) -> dict[str, Resolver]:
    code = Resolver(codes.waste_code, partial(code_label, language=language))
    material = Resolver(partial(materials.by_words, extra=extra), partial(class_label, language=language))
    return {
        **dict.fromkeys(("waste_code", "code_if_waste", "waste_codes"), code),
        **dict.fromkeys(CLASSES, material),
        "treatment_code": Resolver(codes.operation, partial(operation_label, language=language)),
        "unit": Resolver(codes.unit, str),
        "industry_code": Resolver(_industry, str, is_free=True),
        "business_id": Resolver(_business_id, str, is_free=True),
    }


def _parties(parties: Parties, areas: Callable[[], tuple[records.Area, ...]], language: str) -> dict[str, Resolver]:
    place = Areas(areas, language)
    return {
        "organisation_id": Resolver(
            parties.organisation, parties.organisation_label, allows=parties.organisations.__contains__
        ),
        "receiver": Resolver(parties.spelling, str, is_free=True),
        "area_id": Resolver(place.find, place.label),
    }


def _industry(text: str) -> tuple[Found, ...]:
    return codes.industry(text, "NACE2") or codes.industry(text, "NACE2.1")


def _business_id(text: str) -> tuple[Found, ...]:
    number, _is_damaged = number_in(text)
    return (Found(number, 1.0, text, "number"),) if number else ()


class Areas:
    """The areas of the bank by their names; they are public."""

    def __init__(self, areas: Callable[[], tuple[records.Area, ...]], language: str) -> None:
        self._areas = areas
        self._language = language
        self._titles: dict[str, str] | None = None
        self._names = Names(())

    def find(self, text: str) -> tuple[Found, ...]:
        """The areas that a text may mean."""
        self._read()
        return self._names.find(text)

    def label(self, area_id: str) -> str:
        """The name of an area."""
        return self._read().get(area_id, area_id)

    def _read(self) -> dict[str, str]:
        if self._titles is None:
            known = self._areas()
            named = [(one.id, getattr(one.titles, language)) for one in known for language in LANGUAGES]
            self._names = Names([*named, *((one.id, one.id) for one in known)])
            self._titles = {one.id: one.titles.in_language(self._language) for one in known}
        return self._titles


def end_of_flow(parties: Parties, text: str, organisation_id: str | None) -> tuple[Found, ...]:
    """What one end of a flow may be: a reserved process or a site."""
    if text in RESERVED:
        return (Found(text, 1.0, text, "process"),)
    reserved = names_of("process").find(text)
    return tuple(sorted((*parties.end(text, organisation_id), *reserved), key=lambda one: -one.score))


def class_label(class_id: str, language: str) -> str:
    """The name of a material class."""
    return classes.material_class(class_id).titles.in_language(language)


def code_label(code: str, language: str) -> str:
    """A waste code as it is printed, with its title, and with its edition where the newest one has it no more."""
    edition = codes.newest_edition(code)
    abolished = f" [{edition}]" if edition != waste_list.EDITIONS[-1] else ""
    return f"{waste_list.display_code(code)} {codes.entry(code).titles.in_language(language)}{abolished}"


def operation_label(code: str, language: str) -> str:
    """An operation with its title."""
    return f"{code} {treatments.operation(code).titles.in_language(language)}"


def end_label(parties: Parties, value: str, language: str) -> str:
    """The name of one end of a flow."""
    return label_of("process", value, language) if value in RESERVED else parties.site_label(value)
