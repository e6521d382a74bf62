"""The form of who sees what: what a record has, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from databank.access import PRESETS
from databank.records import Coarse, Consent, FieldGroup, Level, MaterialNeed, Reuse, SideStream
from databank.sharing import Sharing
from web.language import gettext as _
from web.sharing.words import preset_of

CHOICES = (Level.PUBLIC, Level.VERIFIED, Level.NAMED, Level.CITY)
NEED_GROUPS = (
    *(FieldGroup.MATERIAL, FieldGroup.AMOUNT, FieldGroup.ORGANISATION, FieldGroup.COMPOSITION),
    *(FieldGroup.LOGISTICS, FieldGroup.CONTACT),
)


def groups_of(record: SideStream | MaterialNeed) -> tuple[FieldGroup, ...]:
    """The groups that a record has."""
    return tuple(FieldGroup) if isinstance(record, SideStream) else NEED_GROUPS


def filled_with(record: SideStream | MaterialNeed) -> dict[str, Any]:
    """The form as the record has it."""
    form: dict[str, Any] = {
        "preset": preset_of(record.visibility),
        "reuse": record.reuse.value,
        "version": str(record.version),
        **{f"level_{group.value}": level.name.lower() for group, level in record.visibility.items()},
    }
    if isinstance(record, SideStream):
        form |= {"consent": record.consent.value, "coarse": [part.value for part in record.coarse]}
    return form


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """The form as it was sent."""
    return {**form.to_dict(), "coarse": form.getlist("coarse")}


def chosen(record: SideStream | MaterialNeed, form: Mapping[str, Any]) -> tuple[Sharing | None, dict[str, str]]:
    """What was chosen, or what is wrong with it."""
    wrong: dict[str, str] = {}
    if form.get("preset") not in {*PRESETS, "own"}:
        wrong["preset"] = _("Choose who sees the record")
    if form.get("reuse") not in set(Reuse):
        wrong["reuse"] = _("Choose on which terms others may use it")
    if isinstance(record, SideStream) and form.get("consent") not in set(Consent):
        wrong["consent"] = _("Choose how it may appear in diagrams")
    if wrong:
        return None, wrong
    return _sharing(record, form), {}


def _sharing(record: SideStream | MaterialNeed, form: Mapping[str, Any]) -> Sharing:
    is_stream = isinstance(record, SideStream)
    return Sharing(
        visibility=levels(record.visibility, form),
        reuse=Reuse(form["reuse"]),
        consent=Consent(form["consent"]) if is_stream else Consent.NO,
        coarse=tuple(part for part in Coarse if is_stream and part.value in form.get("coarse", ())),
    )


def levels(before: Mapping[FieldGroup, Level], form: Mapping[str, Any]) -> dict[FieldGroup, Level]:
    """The ready choice, with the groups that were chosen otherwise under "More precisely"."""
    found = dict(PRESETS.get(form["preset"], before))
    for group in FieldGroup:
        level = _level(form.get(f"level_{group.value}", ""))
        if level is not None and level is not before[group]:
            found[group] = level
    return found


def _level(word: str) -> Level | None:
    return next((level for level in Level if level.name.lower() == word), None)
