"""How the classification is answered."""

from __future__ import annotations

import marshmallow as ma

from web import labels
from web.api.fields import Label, Out, Quantity, described, page_of, string


class TitlesOut(Out):
    """One name in three languages."""

    fi = ma.fields.String()
    sv = ma.fields.String()
    en = ma.fields.String()
    derived = ma.fields.Function(
        lambda titles: sorted(titles.derived),
        metadata={
            "type": "array",
            "items": {"type": "string", "enum": ["fi", "sv", "en"]},
            "description": "Languages in which the name is our own translation.",
        },
    )


class WasteCodeOut(Out):
    """One entry of the List of Waste."""

    code = ma.fields.String(**described("Two, four or six digits."))
    display = ma.fields.String(**described("As it is written, with the star of a hazardous entry."))
    level = ma.fields.String(validate=ma.validate.OneOf(["chapter", "subchapter", "entry"]))
    parent = string()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    hazardous = ma.fields.Boolean(allow_none=True, **described("By the list of the European Union."))
    hazardous_fi = ma.fields.Boolean(allow_none=True, **described("By the Finnish decree 978/2021."))
    entry_type = string("AH, AN, MH or MN: absolute or mirror, hazardous or not.")
    mirror_codes = ma.fields.List(ma.fields.String())


class FamilyOut(Out):
    """A material family; it gives the colour."""

    id = ma.fields.String()
    kind = ma.fields.String()
    label = Label("titles", labels.title)


class MaterialClassOut(Out):
    """One of our own material classes."""

    id = ma.fields.String()
    family = ma.fields.String()
    parent = string()
    kind = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)


class MaterialClassesOut(page_of(MaterialClassOut, "MaterialClassSliceOut")):  # type: ignore[misc]  # made by page_of
    """All material classes and their families."""

    families = ma.fields.List(ma.fields.Nested(FamilyOut))


class HitOut(Out):
    """One thing that a search found."""

    kind = ma.fields.String(**described("waste_code, material_class, family, operation or industry."))
    code = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    matched = ma.fields.String(**described("The text that matched."))
    score = Quantity()


WasteCodesOut = page_of(WasteCodeOut, "WasteCodesOut")
HitsOut = page_of(HitOut, "HitsOut")
