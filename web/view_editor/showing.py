"""What the page of the editor shows: the form, what two people changed, the picture and the ways to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from databank import queries
from databank.records import SavedView
from flows.views import Drawing, Word, grammar
from taxonomy import industries, materials
from taxonomy.codes import LANGUAGES
from web import house
from web.addresses import address
from web.labels import title
from web.language import NAMES, current_language
from web.language import gettext as _
from web.view_editor import preview, sentences, stored
from web.view_editor.checking import COUNTS
from web.view_editor.columns import KINDS, NUMBERS, Place, allowed, column_title, kind_of, shown_places
from web.view_editor.fields import ONLY, TEXTS, Typed, chosen, names, of_column, typed_of
from web.view_editor.listing import state_word, state_words, title_of
from web.view_editor.making import chosen_places

MOST_BOXES = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A view in the editor: the definition that holds what the form does not ask, and what is saved of it."""

    base: Mapping[str, Any]
    saved: SavedView | None = None
    history: tuple[SavedView, ...] = ()


def page(
    opened: Opened,
    typed: Typed,
    wrong: Mapping[str, str],
    seen: preview.Preview | None,
    *,
    is_conflict: bool = False,
) -> str:
    """The page of one view, with what was typed and the picture that it makes."""
    saved = opened.saved
    return render_template(
        "view_editor/view.html",
        form=typed | seen.typed if seen else typed,
        wrong=wrong,
        seen=seen,
        saved=saved,
        history=opened.history,
        state_word=state_word,
        state_words=state_words,
        title_of=title_of,
        changed=_changed(saved) if is_conflict and saved else "",
        theirs=list(_theirs(typed, saved)) if is_conflict and saved else [],
        languages=[(one, NAMES[one]) for one in LANGUAGES],
        places=shown_places(typed["kind_of"], typed),
        columns=_columns(typed, seen),
        kinds=_kinds(),
        headlines=_headlines(typed, opened),
        sentence_places=[(place, _(words)) for place, words in sentences.PLACES],
        grammar=grammar(),
        counts=_counts(),
        worded=_worded,
        open_columns=[number for number in NUMBERS if any(name in wrong for name in of_column(number))],
        only=[_only(name, typed) for name in ONLY],
        data_choices=preview.data_choices(),
        boundary_choices=preview.boundary_choices(),
        more_open=_is_in_more(wrong) or typed["kind_of"] != kind_of(opened.base),
        ways=_ways(saved) if saved and saved.published_version is not None else None,
    )


def _is_in_more(wrong: Mapping[str, str]) -> bool:
    """Whether a field that is wrong stands in the part that is folded away."""
    away = ("kind", "layer", "year", "boundary", "only_", "under_", "table_", "heading_", "group_", "most_")
    return any(name.startswith(away) for name in wrong)


def _worded(words: Sequence[Word], none: str = "") -> list[tuple[str, str]]:
    """Words of the grammar as choices; `none` is what an empty choice is called."""
    return [*([("", none)] if none else []), *((word.name, title(word.titles)) for word in words)]


def _kinds() -> list[tuple[str, str]]:
    """How a picture can be built, and as what else its flows can be drawn."""
    known = grammar()
    shapes = {word.name: title(word.titles) for word in known.shapes}
    drawings = {word.name: title(word.titles) for word in known.drawings}
    return [
        (name, shapes[shape] if drawing is Drawing.SANKEY else drawings[drawing])
        for name, (shape, drawing) in KINDS.items()
    ]


def _counts() -> list[tuple[str, str]]:
    """How many boxes a column may have."""
    return [("", _("All of them")), *((str(count), str(count)) for count in reversed(COUNTS))]


@dataclass(frozen=True, slots=True)
class Several:
    """A list of which any number may be chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def _only(dimension: str, typed: Typed) -> Several:
    """What a view may show alone, of one dimension."""
    if dimension == "sector":
        known = [(one.id, title(one.titles)) for one in industries.sectors()]
    elif dimension == "area":
        with house.bank().session() as session:
            known = [(one.id, title(one.titles)) for one in queries.areas(session)]
    else:
        known = [(one.id, title(one.titles)) for one in materials.families()]
    name = f"only_{dimension}"
    return Several(name, column_title(dimension), tuple(known), tuple(chosen(typed, name)))


@dataclass(frozen=True, slots=True)
class Column:
    """What may be said of a column beyond what it shows; `boxes` are those that may be gathered into one."""

    number: int
    label: str
    is_between: bool
    boxes: Several


def _columns(typed: Typed, seen: preview.Preview | None) -> list[Column]:
    """The columns that are filled. Boxes that were gathered stay in the list, whatever the picture shows now."""
    shown = list(seen.boxes.values()) if seen else []
    found = []
    for at, place in enumerate(chosen_places(typed)):
        name, label = f"group_{place.number}", _heading(typed, place)
        known = dict(shown[at]) if at < len(shown) else {}
        gathered = chosen(typed, name)
        known |= {key: key for key in gathered if key not in known}
        boxes = Several(name, label, tuple(known.items())[:MOST_BOXES], tuple(gathered))
        found.append(Column(place.number, label, place.optional, boxes))
    return found


def _heading(typed: Typed, place: Place) -> str:
    own = typed[f"heading_{place.number}_{current_language()}"]
    return own or (column_title(typed[place.field]) if typed[place.field] in allowed(place.role) else place.label)


def _headlines(typed: Typed, opened: Opened) -> list[tuple[str, str]]:
    """The ready sentences, those of the view it was begun from where they are others, and one's own."""
    kept = [(sentences.KEPT, _("As in the view it was begun from"))]
    is_kept = (
        sentences.choice_of(opened.base.get("headlines", [])) == sentences.KEPT or typed["headline"] == sentences.KEPT
    )
    return [*(kept if is_kept else []), *sentences.ready_choices(), (sentences.OWN, _("A sentence of your own"))]


def _changed(saved: SavedView) -> str:
    if saved.saved_by:
        return _("%(name)s has saved this view meanwhile.", name=saved.saved_by)
    return _("Somebody else has saved this view meanwhile.")


def _theirs(typed: Typed, saved: SavedView) -> Iterator[tuple[str, str]]:
    """What the other saved where it differs from what was typed."""
    other = typed_of(stored.members(saved))
    for text, words in (("title", _("Title")), ("question", _("Question")), ("own", _("Sentence"))):
        for language in LANGUAGES:
            name = f"{text}_{language}"
            if other[name] != typed[name]:
                yield f"{words}, {NAMES[language]}", other[name]
    mine, others = _picture(typed), _picture(other)
    if mine != others:
        yield _("Columns"), others
    if other["headline"] != typed["headline"]:
        yield _("Sentence over the picture"), dict(_all_headlines()).get(other["headline"], "")
    if any(other[name] != typed[name] for name in _small()):
        yield _("Further choices"), _("changed")


def _picture(typed: Typed) -> str:
    return " → ".join(_heading(typed, place) for place in chosen_places(typed))


def _all_headlines() -> list[tuple[str, str]]:
    own = [(sentences.OWN, _("A sentence of your own")), (sentences.KEPT, _("As in the view it was begun from"))]
    return [*sentences.ready_choices(), *own]


def _small() -> Iterator[str]:
    """Fields that few people change."""
    asked = (*TEXTS, "column", "headline", "kind", "look")
    yield from (name for name in names() if name.partition("_")[0] not in asked)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a published view stands, and the lines that put it into another site."""

    href: str
    embedded: str


def _ways(saved: SavedView) -> Ways:
    href = address("diagrams.diagram", view=saved.name, extension="html")
    there = url_for("embedding.embed", lang=current_language(), view=saved.name, _external=True)
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="640"></iframe>')
    return Ways(href, str(frame.format(there, title(saved.titles))))
