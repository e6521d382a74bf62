"""How the answer to the words for a waste is given: codes, classes, reasons, and the question between them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from taxonomy.suggest.vocabulary import entries
from taxonomy.waste_list import display_code
from web import labels
from web.api.fields import Label, Out, Quantity, described, string
from web.reasons import reason_text

OUTCOMES = ("found", "several", "not_enough", "nothing", "empty", "too_long", "number_only")
RULES = ("term", "title", "class_name", "process", "industry", "form", "hazard_word", "stated_code")
SCORE = "How often such a first suggestion is right, 0 to 1."


def code_title(code: str) -> str:
    """What a waste code means."""
    return labels.title(entries()[code].titles)


def written(code: str) -> str:
    """A waste code as it is written, with its star."""
    return display_code(code, hazardous=bool(entries()[code].hazardous_fi))


def list_of(schema: type[ma.Schema], text: str) -> ma.fields.List[Any]:
    """A list of objects with a word of explanation."""
    return ma.fields.List(ma.fields.Nested(schema), **described(text))


class ReasonOut(Out):
    """Why something is suggested."""

    rule = ma.fields.String(validate=ma.validate.OneOf(RULES))
    words = ma.fields.List(ma.fields.String(), **described("The words of the text that met something."))
    matched = ma.fields.String(**described("What they met."))
    source = ma.fields.String(**described("Where that comes from; own: our own list."))
    sentence = ma.fields.Function(reason_text, metadata={"type": "string"})


class CodeSuggestionOut(Out):
    """One entry of the List of Waste."""

    code = ma.fields.String()
    display = Label("code", written)
    label = Label("code", code_title)
    score = Quantity(**described(SCORE))
    hazard = ma.fields.String(
        validate=ma.validate.OneOf(["hazardous", "not_hazardous", "unknown"]),
        **described("A mirror entry is unknown until the text says or a test tells."),
    )
    twins = ma.fields.List(ma.fields.String(), **described("The other entries of the same mirror."))
    material_class = ma.fields.String()
    material_class_label = Label("material_class", labels.material_class_title)
    reasons = list_of(ReasonOut, "The strongest first.")


class ClassSuggestionOut(Out):
    """One material class."""

    material_class = ma.fields.String()
    label = Label("material_class", labels.material_class_title)
    score = Quantity(**described(SCORE))
    codes = ma.fields.List(ma.fields.String(), **described("The suggested codes that belong to it."))
    reasons = list_of(ReasonOut, "The strongest first.")


class OptionOut(Out):
    """One answer to the question, and the codes that remain."""

    label = Label("titles", labels.title)
    codes = ma.fields.List(ma.fields.String())


class QuestionOut(Out):
    """The one question that would separate the best suggestions."""

    id = ma.fields.String()
    label = Label("titles", labels.title)
    options = list_of(OptionOut, "In the order of the suggestions.")


class StatedOut(Out):
    """A waste code that the text itself gives."""

    code = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(["right", "wrong_star", "abolished", "unknown"]))
    sentence = Label("sentence", labels.title)


class SuggestionsOut(Out):
    """What a text may mean."""

    outcome = ma.fields.String(
        validate=ma.validate.OneOf(OUTCOMES), **described("What kind of answer it is; `sentence` says it in words.")
    )
    sentence = ma.fields.String()
    edition = string("The edition of the List of Waste that was looked in.")
    codes = list_of(CodeSuggestionOut, "The likeliest first.")
    classes = list_of(ClassSuggestionOut, "The likeliest first.")
    question = ma.fields.Nested(QuestionOut, allow_none=True)
    stated = ma.fields.Nested(StatedOut, allow_none=True)
