"""What may be asked: the query parameters, called as on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import marshmallow as ma
from marshmallow.validate import Length, OneOf, Range, Regexp

from databank.records import Hazard, LegalStatus, RecordKind
from flows.boundary import boundaries
from taxonomy import industries, materials
from taxonomy.codes import LANGUAGES
from taxonomy.suggest import LONGEST_TEXT, MOST
from web.api.blueprint import DEFAULT_LANGUAGE

LARGEST_PAGE = 200
USUAL_PAGE = 50
LARGEST_T = 1_000_000_000_000
LARGEST_KM = 2000
FAMILIES = tuple(family.id for family in materials.families())
CLASSES = tuple(item.id for item in (*materials.material_classes(), *materials.general_classes()))
INDUSTRIES = tuple(industry.code for industry in industries.industries())
NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f]*$"
DATA_SETS = {"facts": False, "examples": True}


def printable(text: str) -> None:
    """Refuse control characters: no name has one, and PostgreSQL fails on NUL."""
    if any(character < " " for character in text):
        message = "Must not hold control characters."
        raise ma.ValidationError(message)


def word(text: str, longest: int = 200, *, shortest: int = 0, **options: Any) -> ma.fields.String:
    """A short text without control characters."""
    metadata = {"pattern": NO_CONTROL_CHARACTERS} | ({"description": text} if text else {})
    return ma.fields.String(validate=[Length(shortest, longest), printable], metadata=metadata, **options)


def words(text: str) -> ma.fields.List[Any]:
    """A parameter that may be repeated."""
    return ma.fields.List(word("", 60), metadata={"description": f"{text} May be repeated."})


def one_of(known: Iterable[str], text: str, **options: Any) -> ma.fields.String:
    """A code of a list that the document shows."""
    return ma.fields.String(validate=OneOf(list(known)), metadata={"description": text}, **options)


def many_of(known: Iterable[str], text: str, **options: Any) -> ma.fields.List[Any]:
    """A repeated code of a list that the document shows."""
    inner = ma.fields.String(validate=OneOf(list(known)))
    return ma.fields.List(inner, metadata={"description": f"{text} May be repeated."}, **options)


def choices(enumeration: Any, text: str) -> ma.fields.List[Any]:
    """A repeated parameter of a fixed list."""
    inner: ma.fields.Enum[Any] = ma.fields.Enum(enumeration, by_value=ma.fields.String)
    return ma.fields.List(inner, metadata={"description": f"{text} May be repeated."})


class LanguageQuery(ma.Schema):
    """The language of labels and of errors."""

    lang = ma.fields.String(
        load_default=DEFAULT_LANGUAGE,
        validate=OneOf(LANGUAGES),
        metadata={"description": "Language of labels and errors."},
    )


class PageQuery(LanguageQuery):
    """One slice of a list."""

    after = word("The `next` of the slice before; no other text is a key.", 500)
    limit = ma.fields.Integer(
        load_default=USUAL_PAGE,
        validate=Range(min=1, max=LARGEST_PAGE),
        metadata={"description": "How many items at most."},
    )


class DataQuery(ma.Schema):
    """Facts from public sources, invented examples, or both side by side (never summed)."""

    data = ma.fields.String(
        load_default="both",
        validate=OneOf(["facts", "examples", "both"]),
        metadata={"description": "Facts, examples, or both; each item tells by is_example."},
    )


class MaterialsQuery(PageQuery, DataQuery):
    """The filters of the list of side streams."""

    q = word("Words of the name, the material class or the waste code.")
    family = many_of(FAMILIES, "Material family.")
    material_class = many_of(CLASSES, "Material class.", data_key="class")
    area = words("Industrial area.")
    organisation = words("Organisation.")
    kind = choices(RecordKind, "Record kind: only an offer is available; a register row is a fact about the past.")
    legal = choices(LegalStatus, "Legal status.")
    hazard = choices(Hazard, "Hazard.")
    t_min = ma.fields.Float(
        validate=Range(min=0, max=LARGEST_T), metadata={"description": "At least this many tonnes a year."}
    )
    t_max = ma.fields.Float(
        validate=Range(min=0, max=LARGEST_T), metadata={"description": "At most this many tonnes a year."}
    )
    km = ma.fields.Float(
        validate=Range(min=0, max=LARGEST_KM),
        metadata={"description": "Within this many kilometres of Peittoo."},
    )
    sort = ma.fields.String(
        load_default="mass",
        validate=OneOf(["mass", "name", "newest", "distance"]),
        metadata={"description": "Largest, by name, newest or nearest to Peittoo first."},
    )


class NeedsQuery(PageQuery, DataQuery):
    """The filters of the list of needs."""

    q = word("Words of the name or the material class.")
    family = many_of(FAMILIES, "Material family.")


class OrganisationsQuery(PageQuery, DataQuery):
    """The filters of the list of organisations."""

    q = word("Words of the name.")


class DataSetQuery(LanguageQuery):
    """Facts or examples, never both."""

    data = ma.fields.String(
        load_default="facts", validate=OneOf(list(DATA_SETS)), metadata={"description": "Facts or examples."}
    )


class OneDataSetQuery(DataSetQuery):
    """Sums are made of facts or of examples, never of both."""

    year = ma.fields.Integer(
        validate=Range(min=1900, max=2200),
        metadata={"description": "One year; without it each stream's latest known year."},
    )


class FlowsQuery(OneDataSetQuery, PageQuery):
    """The rows of the derived flow table."""

    layer = ma.fields.String(
        validate=OneOf(["mass", "dry_mass", "energy"]), metadata={"description": "What is counted: tonnes or MWh."}
    )


class ViewQuery(OneDataSetQuery):
    """How a diagram is drawn."""

    boundary = ma.fields.String(
        load_default="satakunta",
        validate=OneOf(tuple(boundaries())),
        metadata={"description": "The region; material from outside it is import."},
    )
    family = one_of(FAMILIES, "One material family; the view one-material needs it or a class.")
    material_class = one_of(CLASSES, "One material class.", data_key="class")


class SearchQuery(LanguageQuery):
    """A search over codes, titles and class names."""

    q = word("A code or words in Finnish, Swedish or English.", shortest=1, required=True)
    limit = ma.fields.Integer(
        load_default=30, validate=Range(min=1, max=100), metadata={"description": "How many hits at most."}
    )


class SuggestQuery(LanguageQuery):
    """A text that may be the name of a waste or a material, and what is known beside it."""

    q = ma.fields.String(
        required=True,
        validate=Length(max=LONGEST_TEXT),
        metadata={"description": "What somebody calls it, in Finnish, Swedish or English. Not kept and not logged."},
    )
    language = one_of(LANGUAGES, "Language of the text, if it is known.")
    industry = ma.fields.String(
        validate=OneOf(INDUSTRIES, error="Must be a code of NACE Rev. 2, such as 24.51."),
        metadata={"description": "NACE Rev. 2 code of who has it, such as 24.51."},
    )
    process = word("Words for the process from which it comes.")
    form = word("Words for what it looks like, such as sludge or dust.")
    edition = ma.fields.String(
        validate=OneOf(["2015", "2026"]),
        metadata={"description": "Of the List of Waste; without it, the one in force."},
    )
    limit = ma.fields.Integer(
        load_default=MOST,
        validate=Range(min=1, max=50),
        metadata={"description": "How many codes and how many classes at most."},
    )


class WasteCodesQuery(PageQuery):
    """The List of Waste."""

    edition = ma.fields.String(
        validate=OneOf(["2015", "2026"]), metadata={"description": "Without it, the one in force."}
    )
    parent = ma.fields.String(
        validate=[Length(max=4), Regexp(r"^([0-9]{2}|[0-9]{4})$")],
        metadata={"description": "Only what stands under this chapter."},
    )


class WasteCodeQuery(LanguageQuery):
    """One entry of the List of Waste."""

    edition = ma.fields.String(
        validate=OneOf(["2015", "2026"]), metadata={"description": "Without it, the one in force."}
    )
