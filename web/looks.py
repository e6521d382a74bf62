"""Writing down who looked at a record, when more was shown to them than everybody sees."""

from __future__ import annotations

from databank import sharing
from databank.access import Role
from databank.records import MaterialNeed, SideStream
from web.auth import current_viewer
from web.house import bank, now


def note_look(record: SideStream | MaterialNeed) -> None:
    """Keep that the viewer of this request opened a record; nothing for those who see what everybody sees."""
    viewer = current_viewer()
    if not (viewer.roles - {Role.MEMBER, Role.PUBLISHER} or record.id in viewer.granted_ids):
        return
    with bank().session(writing=True) as session:
        sharing.note_look(session, viewer, record, sharing.label_of(session, viewer), now())
