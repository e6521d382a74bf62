"""The form of a view: what a definition fills in, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from flows.views import Companion, YearRule, dimension_titles
from flows.views.definitions import MOST_NODES
from flows.views.reading import TABLE_COLUMNS
from taxonomy.codes import LANGUAGES
from web.view_editor import sentences
from web.view_editor.columns import KINDS, NUMBERS, in_places, kind_of, usual_columns

Typed = dict[str, str]
Members = Mapping[str, Any]
TEXTS = ("title", "question", "own")
LONGEST = {"title": 80, "question": 240, "own": 400, "heading": 60, "group": 60}
BY_MATERIAL = ("family", "material_class")
ONLY = ("sector", "area", "material_family")
"""Dimensions of which a view may show some alone, with a list in the form for each."""
LOOK = ("look_data", "look_year", "look_boundary")
LONGEST_SENT, MOST_CHECKED = 2_000, 200
BREAK = "\n"
"""Between the answers of a field that has several."""


def names() -> list[str]:
    """Every field of the form, in its order."""
    return [
        *(f"{text}_{language}" for text in ("title", "question") for language in LANGUAGES),
        *("kind", "kind_of"),
        *(f"column_{number}" for number in NUMBERS),
        "headline",
        *(f"own_{language}" for language in LANGUAGES),
        *("layer", "year", "boundary", "material"),
        *several(),
        *(f"under_{name}" for name in Companion),
        *(f"table_{name}" for name in TABLE_COLUMNS),
        *(name for number in NUMBERS for name in of_column(number)),
        *LOOK,
    ]


def several() -> list[str]:
    """Fields with any number of answers."""
    return [*(f"only_{name}" for name in ONLY), *(f"group_{number}" for number in NUMBERS)]


def of_column(number: int) -> list[str]:
    """What may be said of a column beyond what it shows."""
    texts = [f"{part}_{number}_{language}" for part in ("heading", "group") for language in LANGUAGES]
    return [*texts, f"most_{number}", f"pass_{number}"]


def typed_in(form: MultiDict[str, str]) -> Typed:
    """What was sent, at most as much of each field as could be typed into it by far."""
    typed = {name: form.get(name, "")[:LONGEST_SENT].replace("\0", "").strip() for name in names()}
    for name in several():
        typed[name] = BREAK.join(one[:LONGEST_SENT].replace("\0", "") for one in form.getlist(name)[:MOST_CHECKED])
    return typed


def chosen(typed: Typed, name: str) -> list[str]:
    """The answers of a field that may have several."""
    return [one for one in typed[name].split(BREAK) if one]


def typed_of(members: Members) -> Typed:
    """What a definition fills in."""
    kind = kind_of(members)
    typed = dict.fromkeys(names(), "") | {"kind": kind, "kind_of": kind}
    typed |= {
        f"{text}_{one}": members.get(text, {}).get(one, "") for text in ("title", "question") for one in LANGUAGES
    }
    typed |= {"layer": members["layer"], "year": members.get("year", YearRule.NEWEST)}
    typed |= {"boundary": members.get("boundary", ""), "material": "1" if "family" in members["filters"] else ""}
    typed |= {f"only_{name}": BREAK.join(members.get("only", {}).get(name, ())) for name in ONLY}
    for number, stage in in_places(kind, members["stages"]).items():
        typed |= _typed_stage(number, stage)
    headlines = members.get("headlines", [])
    typed["headline"] = sentences.choice_of(headlines)
    if typed["headline"] == sentences.OWN:
        typed |= {f"own_{language}": headlines[0].get(language, "") for language in LANGUAGES}
    typed |= {f"under_{name}": "1" for name in members.get("companions", ())}
    return typed | {f"table_{name}": "1" for name in members.get("table_columns", ())}


def _typed_stage(number: int, stage: Members) -> Typed:
    """A column in its place; a heading that is its usual one is left for the picture to fill in."""
    own = {} if stage["title"] == usual_heading(stage["dimension"]) else stage["title"]
    fold = stage.get("fold", True)
    most = fold.get("most", MOST_NODES) if isinstance(fold, dict) else MOST_NODES if fold else ""
    nothing: Members = {"keys": (), "title": {}}
    group = next(iter(stage.get("groups", ())), nothing)
    return {
        f"column_{number}": stage["dimension"],
        f"most_{number}": str(most),
        f"pass_{number}": "1" if stage.get("waypoint") else "",
        f"group_{number}": BREAK.join(group["keys"]),
        **{f"heading_{number}_{language}": own.get(language, "") for language in LANGUAGES},
        **{f"group_{number}_{language}": group["title"].get(language, "") for language in LANGUAGES},
    }


def usual_heading(dimension: str) -> dict[str, str]:
    """The heading of a column that is given none of its own."""
    try:
        titles = dimension_titles(dimension)
    except KeyError:  # a view may be older than the grammar
        return {}
    return {str(language): titles.in_language(language) for language in LANGUAGES}


def with_kind(typed: Typed) -> Typed:
    """The answers with the columns of the kind of picture that was chosen; those of another kind make way."""
    if typed["kind"] not in KINDS or typed["kind"] == typed["kind_of"]:
        return typed
    blank = {name: "" for number in NUMBERS for name in (f"column_{number}", f"group_{number}", *of_column(number))}
    most = {f"most_{number}": str(MOST_NODES) for number in NUMBERS}
    return typed | blank | most | usual_columns(typed["kind"]) | {"kind_of": typed["kind"]}


def settled(typed: Typed, base: Members) -> Typed:
    """What was said of a column goes when the column is changed, unless it was changed too."""
    before, kept = typed_of(base), dict(typed)
    if typed["kind_of"] not in KINDS:
        kept["kind_of"] = before["kind_of"]
    for number in NUMBERS:
        if typed[f"column_{number}"] == before[f"column_{number}"]:
            continue
        for part in (f"heading_{number}", f"group_{number}"):
            said = [name for name in typed if name == part or name.startswith(f"{part}_")]
            if all(typed[name] == before[name] for name in said):
                kept |= dict.fromkeys(said, "")
    return kept
