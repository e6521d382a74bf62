"""What is wrong with the answers of the form, each beside the field in which it can be put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flows.errors import ViewDefinitionError
from flows.views import grammar
from flows.views.definitions import MOST_NODES
from flows.views.reading import FEWEST_NODES, TABLE_COLUMNS
from taxonomy.codes import LANGUAGES
from web.language import gettext as _
from web.view_editor import sentences
from web.view_editor.columns import KINDS, allowed, column_title, places
from web.view_editor.fields import LONGEST, Typed, names
from web.view_editor.making import chosen_places

Problems = Mapping[str, str]
Found = Iterator[tuple[str, str]]
COUNTS = range(FEWEST_NODES, MOST_NODES + 1)
WHOLE = "title_fi"
"""The field that takes the blame for what is wrong with no single one."""


def problems(typed: Typed, *, publishing: bool) -> Problems:
    """Every problem by its field, in the order of the form; a draft may still lack Swedish and English."""
    found = dict(_texts(typed, publishing=publishing))
    found |= dict(_choices(typed))
    found |= dict(_columns(typed))
    found |= dict(_of_columns(typed, publishing=publishing))
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
    known = grammar()
    if typed["kind"] not in KINDS:
        yield "kind", _("Choose how the picture is built.")
    if typed["headline"] not in (*sentences.ready(), sentences.OWN, sentences.KEPT):
        yield "headline", _("Choose the sentence over the picture.")
    if typed["layer"] not in [word.name for word in known.layers]:
        yield "layer", _("Choose what is counted.")
    if typed["year"] not in [word.name for word in known.years]:
        yield "year", _("Choose the year that is shown first.")
    if typed["boundary"] not in ["", *(word.name for word in known.boundaries)]:
        yield "boundary", _("Choose the boundary that is shown first.")
    if not any(typed[f"table_{name}"] for name in TABLE_COLUMNS):
        yield f"table_{TABLE_COLUMNS[0]}", _("Choose at least one column for the table.")


def _columns(typed: Typed) -> Found:
    """A place that must be filled, a column that cannot stand in its place, and one that follows itself."""
    before = ""
    for place in places(typed["kind_of"]):
        shown = typed[place.field]
        if not shown:
            if not place.optional:
                yield place.field, _("Choose what the column “%(place)s” shows.", place=place.label)
            continue
        if shown not in allowed(place.role):
            yield (
                place.field,
                _("This cannot stand in the column “%(place)s”. Choose from its list.", place=place.label),
            )
        elif shown == before:
            yield (
                place.field,
                _("“%(column)s” is shown twice. Choose something else here.", column=column_title(shown)),
            )
        before = shown


def _of_columns(typed: Typed, *, publishing: bool) -> Found:
    """Headings and names of boxes are given in all languages or in none; the number of boxes is one of the list."""
    for place in places(typed["kind_of"]):
        for part in ("heading", "group"):
            yield from _in_all_languages(typed, part, place.number, publishing=publishing)
        if typed[f"most_{place.number}"] not in ("", *map(str, COUNTS)):
            yield f"most_{place.number}", _("Choose how many boxes there are at most.")


def _in_all_languages(typed: Typed, part: str, number: int, *, publishing: bool) -> Found:
    fields = [f"{part}_{number}_{language}" for language in LANGUAGES]
    is_needed = any(typed[name] for name in fields) if part == "heading" else bool(typed[f"group_{number}"])
    for name in fields:
        if len(typed[name]) > LONGEST[part]:
            yield name, _("This has at most %(most)s letters.", most=LONGEST[part])
        elif is_needed and not typed[name] and (publishing or (part == "group" and name.endswith("fi"))):
            yield name, _("Write this name in all three languages.")


def of_grammar(error: ViewDefinitionError, typed: Typed) -> Problems:
    """A definition that the grammar of views refuses, beside the field that made the member it names."""
    member = str(error.values.get("member", ""))
    return {field_of(member, typed): _(error.message, **error.values)}


def field_of(member: str, typed: Typed) -> str:
    """The field of a member such as ``stages[2].dimension``."""
    if stage := re.match(r"stages\[(\d+)\](\.groups)?", member):
        filled = chosen_places(typed)
        number = filled[min(int(stage[1]), len(filled) - 1)].number if filled else 1
        return f"group_{number}_fi" if stage[2] else f"column_{number}"
    if text := re.fullmatch(r"(title|question)\.(fi|sv|en)", member):
        return f"{text[1]}_{text[2]}"
    if headline := re.match(r"headlines\[\d+\](?:\.(fi|sv|en))?", member):
        return f"own_{headline[1] or 'fi'}" if typed["headline"] == sentences.OWN else "headline"
    if only := re.match(r"only\.(\w+)", member):
        return f"only_{only[1]}" if f"only_{only[1]}" in typed else WHOLE
    starts = {"stages": "column_1", "shape": "kind", "drawing": "kind", "table_columns": f"table_{TABLE_COLUMNS[0]}"}
    return starts.get(member, member if member in typed else WHOLE)
