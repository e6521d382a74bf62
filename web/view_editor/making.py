"""The definition that the answers of the form make; what the form does not ask stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flows.views import Companion, Drawing, YearRule
from flows.views.definitions import MOST_NODES
from flows.views.reading import FILTERS, TABLE_COLUMNS
from taxonomy.codes import LANGUAGES
from web.view_editor import sentences
from web.view_editor.columns import KINDS, Place, places
from web.view_editor.fields import BY_MATERIAL, ONLY, Members, Typed, chosen, usual_heading

OWN_GROUP = "gathered"


def members_of(typed: Typed, base: Members) -> dict[str, Any]:
    """The definition of the answers."""
    shape, drawing = KINDS[typed["kind_of"]]
    made = {
        **base,
        "shape": str(shape),
        "drawing": str(drawing),
        "layer": typed["layer"],
        "year": typed["year"],
        "boundary": typed["boundary"],
        "title": _texts(typed, "title"),
        "question": _texts(typed, "question"),
        "stages": _stages(typed, base),
        "only": _only(typed, base),
        "filters": _filters(typed, base),
        "companions": [str(name) for name in Companion if typed[f"under_{name}"]],
        "table_columns": [name for name in TABLE_COLUMNS if typed[f"table_{name}"]],
        "headlines": _headlines(typed, base),
    }
    usual = {"drawing": Drawing.SANKEY, "year": YearRule.NEWEST, "boundary": "", "only": {}, "companions": []}
    return {name: value for name, value in made.items() if name not in usual or value != usual[name]}


def chosen_places(typed: Typed) -> list[Place]:
    """The places that have a column."""
    return [place for place in places(typed["kind_of"]) if typed[place.field]]


def _texts(typed: Typed, name: str) -> dict[str, str]:
    return {str(language): typed[f"{name}_{language}"] for language in LANGUAGES}


def _filters(typed: Typed, base: Members) -> list[str]:
    kept = [name for name in FILTERS if name in base["filters"] and name not in BY_MATERIAL]
    return [*kept, *(BY_MATERIAL if typed["material"] else ())]


def _only(typed: Typed, base: Members) -> dict[str, list[str]]:
    others = {name: keys for name, keys in base.get("only", {}).items() if name not in ONLY}
    return others | {name: chosen(typed, f"only_{name}") for name in ONLY if typed[f"only_{name}"]}


def _headlines(typed: Typed, base: Members) -> Sequence[Members]:
    if typed["headline"] == sentences.OWN:
        return sentences.own(_texts(typed, "own"))
    kept: Sequence[Members] = base.get("headlines", [])
    return sentences.ready().get(typed["headline"], kept)


def _stages(typed: Typed, base: Members) -> list[Members]:
    """The columns from left to right, each with whatever else the view that it was begun from says of it."""
    left, made = list(base["stages"]), list[Members]()
    for place in chosen_places(typed):
        same = next((stage for stage in left if stage["dimension"] == typed[place.field]), None)
        if same is not None:
            left.remove(same)
        made.append(_stage(typed, place, same or {}, {stage["id"] for stage in (*left, *made)}))
    return made


def _stage(typed: Typed, place: Place, same: Members, taken: Collection[str]) -> Members:
    dimension, number = typed[place.field], place.number
    heading, usual = _texts(typed, f"heading_{number}"), usual_heading(dimension)
    made = {
        "id": same.get("id") or _free(dimension, taken),
        "title": {one: heading[one] or usual[one] for one in heading},
        "dimension": dimension,
        "fold": _fold(typed[f"most_{number}"], same.get("fold", True)),
        "groups": _groups(typed, number, same.get("groups", [])),
        "waypoint": bool(typed[f"pass_{number}"]) and place.optional,
    }
    return {**same, **made}


def _free(word: str, taken: Collection[str]) -> str:
    return next(name for name in (word, *(f"{word}_{number}" for number in range(2, 20))) if name not in taken)


def _fold(most: str, before: Any) -> Any:
    """How the smallest boxes become one; other rules of folding stay."""
    if not most:
        return False
    rules = before if isinstance(before, dict) else {}
    if not rules and int(most) == MOST_NODES:
        return True
    return {**rules, "most": int(most)}


def _groups(typed: Typed, number: int, before: Sequence[Members]) -> list[Members]:
    """The one group that the form asks for, and any others that there were."""
    keys, others = chosen(typed, f"group_{number}"), list(before[1:])
    if not keys:
        return others
    name = before[0]["id"] if before else _free(OWN_GROUP, {group["id"] for group in others})
    return [{"id": name, "title": _texts(typed, f"group_{number}"), "keys": keys}, *others]
