"""Views one after the other on a screen on a wall: one sentence and one picture at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from flows.views import view, view_names
from taxonomy.codes import Titles
from web.addresses import LocalisedBlueprint, address
from web.diagrams import embedding, pictures
from web.diagrams.choice import one_of, view_named
from web.diagrams.weaving import WALL, Woven, loom
from web.errors import WrongRequestError
from web.labels import title
from web.language import gettext as _

blueprint = LocalisedBlueprint("wall", __name__)

KEPT = ("data", "boundary", "year", "values", "unit", "views", "seconds", "paused")
SECONDS = range(5, 601)
USUAL_SECONDS = 20
MOST_VIEWS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One picture of the round and the addresses around it."""

    number: int
    count: int
    previous: str
    following: str
    pause: str
    leave: str


@blueprint.page("flows", Titles("/seina", "/vagg", "/wall"))
def wall() -> str:
    """The picture whose turn it is; those with nothing to draw are passed by."""
    data = one_of("data", ("facts", "examples"), "facts")
    names, seconds = _views(), _number("seconds", USUAL_SECONDS, SECONDS)
    turn = _number("at", 1, range(1, len(names) + 1)) - 1
    woven, turn = _first_drawn(names, turn)
    is_paused = request.args.get("paused") == "1"
    return render_template(
        "diagrams/wall.html",
        step=_step(woven, names, turn, is_paused=is_paused),
        view_title=title(woven.choice.view.titles),
        page_title=pictures.picture_title(woven),
        headline=pictures.headline_html(woven),
        scope=pictures.scope(woven),
        svg=Markup("") if woven.is_empty else Markup(embedding.drawing(replace(woven, shape=WALL))),  # noqa: S704  # our own drawing
        source_line=pictures.source_line(woven),
        seconds=seconds,
        paused=is_paused,
        mark=woven.labels.example_mark if data == "examples" else "",
    )


def _views() -> tuple[str, ...]:
    """The views of the address, else all shipped ones that need no organisation to be chosen."""
    text = request.args.get("views", "").strip()
    if not text:
        return tuple(name for name in view_names() if not view(name).needs_owner)
    names = tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))[:MOST_VIEWS]
    for name in names:
        view_named(name)
    if not names:
        raise WrongRequestError(_("views names no view. Write for example views=big-picture,energy."), field="views")
    return names


def _number(name: str, usual: int, allowed: range) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) < 5 and int(text) in allowed:  # noqa: PLR2004  # digits
        return int(text)
    raise WrongRequestError(
        _(
            "%(name)s cannot be “%(value)s”: write a whole number from %(least)s to %(most)s.",
            name=name,
            value=text[:20],
            least=allowed.start,
            most=allowed.stop - 1,
        ),
        field=name,
    )


def _first_drawn(names: Sequence[str], turn: int) -> tuple[Woven, int]:
    """The first picture from `turn` on that has something in it; the one asked for when none has."""
    asked = loom(names[turn]).pictures[0]
    found, place = asked, turn
    for further in range(1, len(names)):
        if not found.is_empty:
            return found, place
        place = (turn + further) % len(names)
        found = loom(names[place]).pictures[0]
    return (asked, turn) if found.is_empty else (found, place)


def _step(woven: Woven, names: Sequence[str], turn: int, *, is_paused: bool) -> Step:
    count = len(names)
    return Step(
        number=turn + 1,
        count=count,
        previous=_address(at=(turn - 1) % count + 1),
        following=_address(at=(turn + 1) % count + 1),
        pause=_address(at=turn + 1, paused=None if is_paused else 1),
        leave=woven.choice.address(),
    )


def _address(**changes: Any) -> str:
    """The same round with something changed; None takes it away."""
    query: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)} | changes
    return address("wall.wall", **{name: value for name, value in query.items() if value is not None})
