"""Where a record of an import is looked at by this viewer."""

from __future__ import annotations

from databank.access import Viewer
from web.addresses import address
from web.imports.loading import is_desk

REVIEWED = frozenset({"side-streams", "needs"})


def record_address(viewer: Viewer, kind: str, record_id: str, organisation_id: str | None) -> str:
    """The owner's page of a record, the city's page, or the organisation's; empty where there is none."""
    if kind in REVIEWED:
        if organisation_id in viewer.organisation_ids:
            return address("records.record", record_id=record_id)
        return address("desk.case", kind=kind, record_id=record_id) if is_desk(viewer) else ""
    if kind == "organisations":
        return address("catalogue.organisation", record_id=record_id, extension="html")
    if kind == "sites" and organisation_id:
        return address("catalogue.organisation", record_id=organisation_id, extension="html")
    return ""
