"""The form of the words: which of them are uncertain, what may be chosen, and what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from databank.imports.labels import choice_labels
from databank.imports.values import NEW, SKIP, ImportMapping, Wording
from taxonomy import materials
from taxonomy.search import fold
from web.imports.words import Choices, sureness
from web.labels import N_, title
from web.language import gettext
from web.language import gettext as _
from web.numbers import share
from web.records import choices

Form = MultiDict[str, str]
OTHER = "+other"
LONGEST_VALUE, LONGEST_PLACE = 200, 300
ON_PAGE = 20
SHOWN_ROWS = 12
"""Rows of one text that can be decided one by one."""
NEW_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "site_id": (N_("A new site"), N_("The bank does not know it yet: it is made, not confirmed.")),
        "source": (N_("A new place"), N_("The bank does not know it yet: it is made, not confirmed.")),
        "target": (N_("A new place"), N_("The bank does not know it yet: it is made, not confirmed.")),
        "organisation_id": (N_("A new organisation"), N_("The bank does not know it yet: it is made.")),
        **dict.fromkeys(
            ("material_class", "material_classes", "material"),
            (N_("None of these: propose a new class"), N_("The city is told of it; until then a wider class is used.")),
        ),
    }
)
"""What can become something new, and what that means."""
PLACES = frozenset({"organisation_id", "site_id", "source", "target", "area_id"})
"""Columns that name something of the bank: nothing else than what it knows can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way to understand a wording: its value, its words, and how sure it is."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingLine:
    """One wording as the page shows it.

    Attributes
    ----------
    others : tuple
        Everything else that may be chosen, for columns with a list.
    is_typed : bool
        Whether something else is typed as a code.
    rows : tuple of (place, words)
        Places such as "Taul1!17" that can be decided by themselves, with how they are called.
    """

    name: str
    wording: Wording
    offers: tuple[Offer, ...]
    chosen: str
    others: Choices
    is_typed: bool
    rows: Choices

    @property
    def chosen_word(self) -> str:
        """What was chosen, in words."""
        return next((one.label for one in self.offers if one.value == self.chosen), self.chosen)


def name_of(wording: Wording) -> str:
    """The name of a wording in the form: the same each time, whatever characters the wording has."""
    digest = hashlib.sha256(f"{wording.field}\0{wording.text}".encode()).hexdigest()
    return f"{wording.field}-{digest[:16]}"


def needs_answer(wording: Wording) -> bool:
    """Whether somebody has to say what it means."""
    return wording.chosen is None and not wording.is_automatic


def line_of(wording: Wording, places: Choices = (), *, makes: bool = True, known: Choices = ()) -> WordingLine:
    """A wording with everything that may be chosen for it.

    Parameters
    ----------
    places : tuple
        The rows in which it stands, with what they are called.
    makes : bool
        Whether the viewer may make what is new of this column.
    known : tuple
        What the bank knows, for a column that names one of few things, such as the sites of a company.
    """
    offers = [
        Offer(
            value=one.value,
            label=one.label,
            note=_("%(word)s, %(share)s", word=sureness(one.score), share=share(one.score)),
        )
        for one in wording.candidates
    ]
    if makes and wording.field in NEW_WORDS:
        word, note = NEW_WORDS[wording.field]
        offers.append(Offer(value=NEW, label=gettext(word), note=gettext(note)))
    offers.append(Offer(value=SKIP, label=_("Leave these rows out")))
    taken = {one.value for one in offers}
    others = tuple(pair for pair in (*others_of(wording.field), *known) if pair[0] not in taken)
    chosen = wording.chosen or ""
    if not chosen and wording.is_automatic and wording.candidates:
        chosen = wording.candidates[0].value
    if chosen and chosen not in taken:
        offers.insert(0, Offer(value=chosen, label=dict(others).get(chosen, chosen)))
    return WordingLine(
        name=name_of(wording),
        wording=wording,
        offers=tuple(offers),
        chosen=chosen,
        others=others,
        is_typed=not others and wording.field not in PLACES,
        rows=places[:SHOWN_ROWS],
    )


def others_of(field: str) -> Choices:
    """Every value of a column that has a list of them."""
    if field in {"material_class", "material_classes", "material"}:
        found = [(one.id, title(one.titles)) for one in materials.material_classes()]
    elif field == "treatment_code":
        return tuple(choices.operations()[1:])
    else:
        found = [(value, title(titles)) for value, titles in choice_labels(field).items()]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def decided(wordings: Sequence[Wording], before: ImportMapping, form: Form) -> ImportMapping:
    """What the form decides of the words that stand in it; the others stay as they were."""
    words: dict[str, dict[str, str]] = {field: dict(chosen) for field, chosen in before.words.items()}
    rows: dict[str, dict[str, str]] = {place: dict(cells) for place, cells in before.rows.items()}
    for wording in wordings:
        name = name_of(wording)
        value = _value(wording, form)
        if value:
            words.setdefault(wording.field, {})[fold(wording.text)] = value
        _decide_rows(wording, form, name, rows)
    return replace(before, words=words, rows={place: cells for place, cells in rows.items() if cells})


def _value(wording: Wording, form: Form) -> str:
    """What was chosen for all with this text; nothing when nothing was."""
    name = name_of(wording)
    chosen, other = form.get(f"word-{name}", ""), form.get(f"other-{name}", "").strip()
    return (other if chosen in {"", OTHER} else chosen)[:LONGEST_VALUE]


def _decide_rows(wording: Wording, form: Form, name: str, rows: dict[str, dict[str, str]]) -> None:
    """What single rows say instead of their cell."""
    shown = {str(row) for row in wording.rows}
    for key, value in form.items():
        prefix, _colon, place = key.partition(":")
        if prefix != f"row-{name}" or place.rpartition("!")[2] not in shown or len(place) > LONGEST_PLACE:
            continue
        cells = rows.setdefault(place, {})
        if value == SKIP:
            cells[""] = SKIP
        elif value:
            cells[wording.field] = value[:LONGEST_VALUE]
        else:
            cells.pop(wording.field, None)
            if cells.get("") == SKIP:
                del cells[""]


def row_choices(line: WordingLine) -> Choices:
    """What may be chosen for one row: nothing of its own, or one of the offers."""
    own = tuple((one.value, one.label) for one in line.offers if one.value not in {NEW, SKIP})
    return (("", _("as above")), *own, (SKIP, _("leave this row out")))


def chosen_of_row(mapping: ImportMapping, field: str, place: str) -> str:
    """What was chosen for one row by itself."""
    cells: Mapping[str, str] = mapping.rows.get(place, {})
    return SKIP if cells.get("") == SKIP else cells.get(field, "")
