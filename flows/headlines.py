"""Sentences made of a diagram's own figures: which one fits the data, and how a number is said in it."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from flows.diagram import Node, SankeyData
from flows.labels import NBSP, Labels, word
from taxonomy.codes import Titles

FIGURES = frozenset(
    {
        *("drawn_t", "input_t", "output_t", "inside_t", "side_streams_t", "secondary_t", "all_side_streams_t"),
        *("products_t", "emissions_t", "unused_t", "used_t", "returned_t", "energy_t", "recovery_unspecified_t"),
        *("recovered_t", "disposal_t", "stock_t", "elsewhere_t", "market_t", "environment_t", "not_known_t"),
        *("protected_t", "unknown_input_t", "unexplained_t", "largest_unused_t", "top_t"),
        *("records", "unknown_records", "organisations", "facts"),
        *("unused_share", "returned_share", "recovered_share", "disposal_share", "known_fate_share"),
        *("unknown_input_share", "unexplained_share"),
        *("primary_unused_t", "primary_recovered_t", "primary_disposal_t"),
        *("primary_unused_share", "primary_recovered_share", "primary_disposal_share"),
        *("primary_circular_t", "primary_lost_t", "primary_stored_t"),
        *("primary_recovery_unspecified_t", "primary_recovery_unspecified_share"),
        *("primary_circular_share", "primary_lost_share", "primary_stored_share"),
        *("primary_input_t", "secondary_input_t", "secondary_input_share"),
        *("coded_recovery_t", "coded_disposal_t", "coded_share"),
        *("measured_t", "declared_t", "estimated_t", "measured_share", "declared_share", "estimated_share"),
    }
)
NAMES = frozenset({"largest_unused_family", "material", "boundary", "top_source", "top_target"})
FORMS = frozenset({"mass", "share", "number", "name"})
_HOT = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence with places such as ``{unused_t:mass}``; square brackets mark the words that stand out.

    It is used when every figure of `when` is above zero and none of `unless` is.
    """

    titles: Titles
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def unknown(self) -> str | None:
        """The first place or figure that no diagram can fill, None when all can be."""
        for name in (*self.when, *self.unless):
            if name not in FIGURES:
                return name
        for text in (self.titles.fi, self.titles.sv, self.titles.en):
            try:
                places = [(name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None]
            except ValueError:
                return text
            for name, form in places:
                if name not in (NAMES if form == "name" else FIGURES) or form not in FORMS:
                    return name
        return None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a headline; `is_hot` pieces stand out."""

    text: str
    is_hot: bool = False


def headline(templates: Sequence[Template], data: SankeyData, labels: Labels) -> tuple[Part, ...]:
    """The first sentence that fits the figures, cut where it stands out."""
    fitting = next((template for template in templates if _fits(template, data)), None)
    if fitting is None:
        return ()
    text = _filled(fitting, data, labels)
    pieces = _HOT.split(text)
    return tuple(Part(piece, is_hot=bool(place % 2)) for place, piece in enumerate(pieces) if piece)


def ledes(templates: Sequence[Template], data: SankeyData, labels: Labels) -> tuple[str, ...]:
    """Every further sentence that fits the figures."""
    return tuple(_filled(template, data, labels) for template in templates if _fits(template, data))


def plain(parts: Sequence[Part]) -> str:
    """A headline without marks."""
    return "".join(part.text for part in parts)


def mass(value: float, data: SankeyData, labels: Labels) -> str:
    """An amount with its unit in words, one or many."""
    number = labels.plain_number(value)
    kind = "energy" if data.layer == "energy" else "mass"
    form = "one" if number == labels.plain_number(1.0) else "many"
    return f"{number}{NBSP}{word(f'{kind}_{form}', labels.language)}"


def _fits(template: Template, data: SankeyData) -> bool:
    amounts = data.figures
    return all(_above_zero(amounts.get(name)) for name in template.when) and not any(
        _above_zero(amounts.get(name)) for name in template.unless
    )


def _above_zero(value: float | str | None) -> bool:
    return isinstance(value, float) and value > 0


def _filled(template: Template, data: SankeyData, labels: Labels) -> str:
    text = template.titles.in_language(labels.language)
    said = ""
    for before, name, form, _ in string.Formatter().parse(text):
        said += before
        if name is not None:
            said += _said(name, form or "", data, labels)
    return said


def _said(name: str, form: str, data: SankeyData, labels: Labels) -> str:
    if name == "material":
        return asked_material(data, labels)
    if name == "boundary":
        return data.boundary_titles.in_language(labels.language) if data.boundary_titles else data.boundary
    if name in ("top_source", "top_target"):
        return labels.node_label(data.node(str(data.figures[name])))
    if form == "name":
        return labels.family_label(str(data.figures.get(name, "")))
    value = float(data.figures.get(name, 0.0))
    if form == "mass":
        return mass(value, data, labels)
    return labels.share(value) if form == "share" else labels.plain_number(value)


def asked_material(data: SankeyData, labels: Labels) -> str:
    """The name of the family or class that the diagram was asked for."""
    if data.material_class:
        node = Node(id="asked", stage="", key=data.material_class, vocabulary="material_class")
        return labels.node_label(node)
    return labels.family_label(data.family) if data.family else word("all_materials", labels.language)
