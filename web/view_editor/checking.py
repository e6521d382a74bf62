"""What is wrong with the answers of the form, each beside the field in which it can be put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from databank.records import Layer
from flows.errors import ViewDefinitionError
from taxonomy.codes import LANGUAGES
from web.language import gettext as _
from web.view_editor import sentences
from web.view_editor.columns import allowed, column_title, places
from web.view_editor.fields import ALL_PLACES, LONGEST, SHAPES, TABLE_ORDER, Typed, names

Problems = Mapping[str, str]
Found = Iterator[tuple[str, str]]
WHOLE = "title_fi"
"""The field that takes the blame for what is wrong with no single one."""


def problems(typed: Typed, *, publishing: bool) -> Problems:
    """Every problem by its field, in the order of the form; a draft may still lack Swedish and English."""
    found = dict(_texts(typed, publishing=publishing))
    found |= dict(_choices(typed))
    found |= dict(_columns(typed))
    found |= dict(_headings(typed, publishing=publishing))
    return {name: found[name] for name in names() if name in found}


def _texts(typed: Typed, *, publishing: bool) -> Found:
    asked = ["title", "question", *(["own"] if typed["headline"] == sentences.OWN else [])]
    for text in asked:
        for language in LANGUAGES:
            name = f"{text}_{language}"
            if not typed[name] and (publishing or language == "fi"):
                yield name, _missing(text, language)
            elif len(typed[name]) > LONGEST[text]:
                yield name, _("This has at most %(most)s letters.", most=LONGEST[text])
            elif text == "own" and (place := sentences.wrong_place(typed[name])) is not None:
                yield (
                    name,
                    _("No picture can fill “%(place)s”. Take the places from the list under the field.", place=place),
                )


def _missing(text: str, language: str) -> str:
    wanted = {
        "title": {
            "fi": _("Write the title in Finnish."),
            "sv": _("Write the title in Swedish, too."),
            "en": _("Write the title in English, too."),
        },
        "question": {
            "fi": _("Write the question in Finnish."),
            "sv": _("Write the question in Swedish, too."),
            "en": _("Write the question in English, too."),
        },
        "own": {
            "fi": _("Write the sentence in Finnish."),
            "sv": _("Write the sentence in Swedish, too."),
            "en": _("Write the sentence in English, too."),
        },
    }
    return wanted[text][language]


def _choices(typed: Typed) -> Found:
    if typed["shape"] not in SHAPES:
        yield "shape", _("Choose how the picture is built.")
    if typed["layer"] not in tuple(Layer):
        yield "layer", _("Choose what is counted.")
    if typed["headline"] not in (*sentences.ready(), sentences.OWN, sentences.KEPT):
        yield "headline", _("Choose the sentence over the picture.")
    if not any(typed[f"table_{name}"] for name in TABLE_ORDER):
        yield f"table_{TABLE_ORDER[0]}", _("Choose at least one column for the table.")


def _columns(typed: Typed) -> Found:
    """A place that must be filled, a column that cannot stand in its place, and one that is chosen twice."""
    met: set[str] = set()
    for place in places(typed["columns_of"]):
        chosen = typed[place.field]
        if not chosen:
            if not place.optional:
                yield place.field, _("Choose what the column “%(place)s” shows.", place=place.label)
        elif chosen not in allowed(place.role):
            yield (
                place.field,
                _("This cannot stand in the column “%(place)s”. Choose from its list.", place=place.label),
            )
        elif chosen in met:
            yield (
                place.field,
                _("“%(column)s” is shown twice. Choose something else here.", column=column_title(chosen)),
            )
        met.add(chosen)


def _headings(typed: Typed, *, publishing: bool) -> Found:
    """A heading of one's own is given in all languages or in none."""
    for number in ALL_PLACES:
        fields = [f"heading_{number}_{language}" for language in LANGUAGES]
        some = any(typed[name] for name in fields)
        for name in fields:
            if len(typed[name]) > LONGEST["heading"]:
                yield name, _("This has at most %(most)s letters.", most=LONGEST["heading"])
            elif publishing and some and not typed[name]:
                yield name, _("Write the heading in all three languages, or in none.")


def of_grammar(error: ViewDefinitionError, typed: Typed) -> Problems:
    """A definition that the grammar of views refuses, beside the field that made the member it names."""
    member = str(error.values.get("member", ""))
    return {field_of(member, typed): _(error.message, **error.values)}


def field_of(member: str, typed: Typed) -> str:
    """The field of a member such as ``stages[2].dimension``."""
    if stage := re.match(r"stages\[(\d+)\]", member):
        filled = [place.field for place in places(typed["columns_of"]) if typed[place.field]]
        number = int(stage[1])
        return filled[number] if number < len(filled) else "column_1"
    if text := re.fullmatch(r"(title|question)\.(fi|sv|en)", member):
        return f"{text[1]}_{text[2]}"
    if headline := re.match(r"headlines\[\d+\](?:\.(fi|sv|en))?", member):
        return f"own_{headline[1] or 'fi'}" if typed["headline"] == sentences.OWN else "headline"
    starts = {"stages": "column_1", "shape": "shape", "layer": "layer", "table_columns": f"table_{TABLE_ORDER[0]}"}
    return starts.get(member, WHOLE)
