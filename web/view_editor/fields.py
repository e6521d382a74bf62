"""The form of a view: what a definition fills in, and the definition that the answers make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from taxonomy.codes import LANGUAGES
from web.diagrams.choice import DEFAULT_BOUNDARY
from web.view_editor import sentences
from web.view_editor.columns import CHAIN, CIRCUIT, STANDARD, Place, column_titles, in_places, places

Typed = dict[str, str]
Members = Mapping[str, Any]
SHAPES = (CIRCUIT, CHAIN)
TEXTS = ("title", "question", "own")
LONGEST = {"title": 80, "question": 240, "own": 400, "heading": 60}
ALWAYS_CHOSEN = ("year", "boundary")
BY_MATERIAL = ("family", "material_class")
TABLE_ORDER = ("source", "target", "family", "amount", "share_of_source", "share_of_target", "records")
LOOK = ("look_data", "look_year", "look_boundary")
ALL_PLACES = range(1, len(STANDARD[CHAIN]) + 1)


def names() -> list[str]:
    """Every field of the form, of either shape."""
    return [
        *(f"{text}_{language}" for text in TEXTS for language in LANGUAGES),
        *("shape", "columns_of", "layer", "material", "headline"),
        *(f"{kind}_{number}" for number in ALL_PLACES for kind in ("column", "fold")),
        *(f"heading_{number}_{language}" for number in ALL_PLACES for language in LANGUAGES),
        *(f"table_{name}" for name in TABLE_ORDER),
        *LOOK,
    ]


def typed_in(form: Mapping[str, str]) -> Typed:
    """What was sent, at most as much of each field as could be typed into it by far."""
    return {name: form.get(name, "")[:2000].replace("\0", "").strip() for name in names()}


def typed_of(members: Members) -> Typed:
    """What a definition fills in."""
    typed = {f"{text}_{language}": members.get(text, {}).get(language, "") for text in TEXTS for language in LANGUAGES}
    typed |= {"shape": members["shape"], "columns_of": members["shape"], "layer": members["layer"]}
    typed["material"] = "1" if "family" in members.get("filters", ()) else ""
    for number, stage in in_places(members["shape"], members["stages"]).items():
        typed |= _typed_stage(number, stage)
    headlines = members.get("headlines", [])
    typed["headline"] = sentences.choice_of(headlines)
    if typed["headline"] == sentences.OWN:
        typed |= {f"own_{language}": headlines[0].get(language, "") for language in LANGUAGES}
    typed |= {f"table_{name}": "1" for name in members.get("table_columns", ())}
    return dict.fromkeys(names(), "") | typed | {"look_boundary": DEFAULT_BOUNDARY}


def _typed_stage(number: int, stage: Members) -> Typed:
    """A column in its place; a heading that is its usual one is left for the picture to fill in."""
    usual = column_titles(stage["dimension"])
    own = stage["title"] if any(stage["title"].get(one) != usual.in_language(one) for one in LANGUAGES) else {}
    return {
        f"column_{number}": stage["dimension"],
        f"fold_{number}": "1" if stage.get("fold", True) else "",
        **{f"heading_{number}_{language}": own.get(language, "") for language in LANGUAGES},
    }


def with_shape(typed: Typed) -> Typed:
    """The answers with the columns of the shape that was chosen; those of the other shape are put to its usual ones."""
    if typed["shape"] not in SHAPES or typed["shape"] == typed["columns_of"]:
        return typed
    fresh = {f"column_{number}": name for number, name in enumerate(STANDARD[typed["shape"]], 1)}
    fresh |= {f"heading_{number}_{language}": "" for number in ALL_PLACES for language in LANGUAGES}
    return typed | fresh | {f"fold_{number}": "1" for number in ALL_PLACES} | {"columns_of": typed["shape"]}


def without_old_headings(typed: Typed, base: Members) -> Typed:
    """The heading of a column goes when the column is changed, unless the heading was changed too."""
    before, kept = typed_of(base), dict(typed)
    for number in ALL_PLACES:
        headings = [f"heading_{number}_{language}" for language in LANGUAGES]
        is_another = typed[f"column_{number}"] != before.get(f"column_{number}", "")
        if is_another and all(typed[name] == before.get(name, "") for name in headings):
            kept |= dict.fromkeys(headings, "")
    return kept


def members_of(typed: Typed, base: Members) -> dict[str, Any]:
    """The definition of the answers. What the form does not ask stays as it is in `base`."""
    shape = typed["shape"] if typed["shape"] in SHAPES else base["shape"]
    return {
        **base,
        "shape": shape,
        "layer": typed["layer"],
        "title": _texts(typed, "title"),
        "question": _texts(typed, "question"),
        "stages": _stages(typed, base),
        "filters": [*ALWAYS_CHOSEN, *(BY_MATERIAL if typed["material"] else ())],
        "table_columns": [name for name in TABLE_ORDER if typed[f"table_{name}"]],
        "headlines": _headlines(typed, base),
    }


def _texts(typed: Typed, name: str) -> dict[str, str]:
    return {str(language): typed[f"{name}_{language}"] for language in LANGUAGES}


def _headlines(typed: Typed, base: Members) -> Sequence[Members]:
    if typed["headline"] == sentences.OWN:
        return sentences.own(_texts(typed, "own"))
    kept: Sequence[Members] = base.get("headlines", [])
    return sentences.ready().get(typed["headline"], kept)


def chosen_places(typed: Typed) -> list[Place]:
    """The places that have a column."""
    return [place for place in places(typed["columns_of"]) if typed[place.field]]


def _stages(typed: Typed, base: Members) -> list[Members]:
    return [_stage(typed, place, base) for place in chosen_places(typed)]


def _stage(typed: Typed, place: Place, base: Members) -> Members:
    """One column, with whatever else the view that it was begun from says of it."""
    dimension = typed[place.field]
    heading = _texts(typed, f"heading_{place.number}")
    usual = column_titles(dimension)
    same = next((stage for stage in base["stages"] if stage["dimension"] == dimension), {"id": dimension})
    return {
        **same,
        "title": {str(one): heading.get(one) or usual.in_language(one) for one in LANGUAGES},
        "dimension": dimension,
        "fold": bool(typed[f"fold_{place.number}"]),
    }
