"""What a viewer sees of a record that not everybody sees: the owner reads who looked at that."""

from __future__ import annotations

from databank.access.levels import Viewer, level_on
from databank.access.masks import hidden_groups
from databank.records import FieldGroup, Level, MaterialNeed, SideStream


def groups_beyond_public(
    viewer: Viewer, record: SideStream | MaterialNeed, organisation_id: str | None
) -> tuple[FieldGroup, ...]:
    """The groups that are shown to the viewer and not to everybody; none for whose record it is.

    Parameters
    ----------
    record : SideStream or MaterialNeed
        As the viewer sees it: the levels are the same for all.
    organisation_id : str or None
        Whose it is, also where the viewer does not learn it.
    """
    level = level_on(viewer, organisation_id, record.id)
    if level >= Level.DRAFT:
        return ()
    more = hidden_groups(record, Level.PUBLIC) - hidden_groups(record, level)
    return tuple(group for group in FieldGroup if group in more)
