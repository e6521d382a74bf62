"""The gate of a record's history: what is hidden has none, and what is told roughly has none either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from databank.access.coarsening import MATERIAL_FIELDS
from databank.access.levels import Viewer, level_on, may_see_hints
from databank.access.masks import GROUP_FIELDS, HINTS, hidden_groups, told_roughly
from databank.records import Coarse, FieldGroup, Level, SideStream, Version

PARTS: Mapping[FieldGroup, str] = {
    FieldGroup.AMOUNT: "amounts",
    FieldGroup.COMPOSITION: "composition",
    FieldGroup.DOCUMENTS: "documents",
}
INSIDE = frozenset({"visibility", "consent", "coarse", "legal_check", "source_file", "source_row"})


def mask_versions(viewer: Viewer, stream: SideStream, versions: Sequence[Version]) -> tuple[Version, ...]:
    """The history of a side stream. Who and why are for its owner and the city; hidden fields have no history."""
    level = level_on(viewer, stream.organisation_id, stream.id)
    hidden = hidden_groups(stream, level)
    dropped = _hidden_fields(hidden) | (frozenset() if may_see_hints(viewer) else frozenset(HINTS))
    if level >= Level.CITY:
        return tuple(replace(version, changes=_without(version.changes, dropped)) for version in versions)
    dropped |= INSIDE | _rough_fields(told_roughly(stream, hidden))
    return tuple(
        replace(version, made_by="", reason="", changes=_without(version.changes, dropped)) for version in versions
    )


def _rough_fields(rough: Sequence[Coarse]) -> frozenset[str]:
    fields = {Coarse.MATERIAL: MATERIAL_FIELDS, Coarse.AMOUNT: GROUP_FIELDS[FieldGroup.AMOUNT]}
    return frozenset(name for part in rough for name in fields.get(part, ()))


def _hidden_fields(hidden: frozenset[FieldGroup]) -> frozenset[str]:
    """The fields of hidden groups; every part of a record may tell whose it is."""
    fields = {name for group in hidden for name in GROUP_FIELDS.get(group, ())}
    fields |= {part for group, part in PARTS.items() if group in hidden or FieldGroup.ORGANISATION in hidden}
    return frozenset(fields)


def _without(changes: Mapping[str, Any], dropped: frozenset[str]) -> dict[str, Any]:
    """Changes without the dropped fields; ``amounts[2023].amount`` belongs to ``amounts``."""
    return {name: change for name, change in changes.items() if name.partition("[")[0] not in dropped}
