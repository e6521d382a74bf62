"""What the page of the editor shows: the form, what two people changed, the picture and the ways to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from databank.records import Layer, SavedView
from taxonomy.codes import LANGUAGES
from web.addresses import address
from web.labels import N_, title
from web.language import NAMES, current_language
from web.language import gettext as _
from web.view_editor import preview, sentences, stored
from web.view_editor.columns import CHAIN, CIRCUIT, column_title, places
from web.view_editor.fields import TABLE_ORDER, Typed, chosen_places, typed_of
from web.view_editor.listing import state_word, state_words, title_of

LAYERS: Mapping[str, str] = {
    Layer.MASS: N_("Tonnes as they are carried"),
    Layer.DRY_MASS: N_("Tonnes of dry matter"),
    Layer.ENERGY: N_("Energy, MWh"),
}
TABLE_WORDS: Mapping[str, str] = {
    "source": N_("From"),
    "target": N_("To"),
    "family": N_("Material"),
    "amount": N_("Amount"),
    "share_of_source": N_("Share of source"),
    "share_of_target": N_("Share of target"),
    "records": N_("Records"),
}


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
        places=places(typed["columns_of"]),
        chosen=chosen_places(typed),
        shapes=_shapes(),
        headlines=_headlines(typed, opened),
        sentence_places=[(place, _(words)) for place, words in sentences.PLACES],
        layers=[(layer, _(words)) for layer, words in LAYERS.items()],
        table=[(f"table_{name}", _(TABLE_WORDS[name])) for name in TABLE_ORDER],
        data_choices=preview.data_choices(),
        boundary_choices=preview.boundary_choices(),
        more_open=_is_in_more(wrong) or typed["columns_of"] != opened.base["shape"],
        ways=_ways(saved) if saved and saved.published_version is not None else None,
    )


def _is_in_more(wrong: Mapping[str, str]) -> bool:
    """Whether a field that is wrong stands in the part that is folded away."""
    return any(name.startswith(("shape", "layer", "table_", "heading_")) for name in wrong)


def _shapes() -> list[tuple[str, str, str]]:
    return [
        (
            CIRCUIT,
            _("A circuit"),
            _("What comes in, who uses it, what goes out and where it ends. What returns is drawn back."),
        ),
        (CHAIN, _("A chain"), _("From those who give, through materials, to those who receive.")),
    ]


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
    if any(other.get(name, "") != typed.get(name, "") for name in ("layer", "material", *_small())):
        yield _("Further choices"), _("changed")


def _picture(typed: Typed) -> str:
    return " → ".join(column_title(typed[place.field]) for place in chosen_places(typed))


def _all_headlines() -> list[tuple[str, str]]:
    own = [(sentences.OWN, _("A sentence of your own")), (sentences.KEPT, _("As in the view it was begun from"))]
    return [*sentences.ready_choices(), *own]


def _small() -> Iterator[str]:
    """Fields that few people change."""
    for number in range(1, 7):
        yield f"fold_{number}"
        yield from (f"heading_{number}_{language}" for language in LANGUAGES)
    yield from (f"table_{name}" for name in TABLE_ORDER)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a published view stands, and the lines that put it into another site."""

    href: str
    embedded: str


def _ways(saved: SavedView) -> Ways:
    href = address("diagrams.diagram", view=saved.name, extension="html")
    there = f"{request.host_url.rstrip('/')}/embed/{current_language()}/flows/{saved.name}"
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="640"></iframe>')
    return Ways(href, str(frame.format(there, title(saved.titles))))
