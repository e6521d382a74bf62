"""Whose record it is to change: those who act for its organisation, or who sent it in and hold the key of its draft."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from databank.access.levels import Viewer
from databank.models import MaterialNeed, SideStream


def owned(viewer: Viewer, table: type[SideStream | MaterialNeed]) -> ColumnElement[bool]:
    """Whether a row is the viewer's to change."""
    ways: list[ColumnElement[bool]] = []
    if viewer.organisation_ids:
        ways.append(table.organisation_id.in_(sorted(viewer.organisation_ids)))
    if viewer.submitted_ids:
        ways.append(table.id.in_(sorted(viewer.submitted_ids)))
    return or_(*ways) if ways else false()
