"""The record of a page: the viewer's own, or there is no such page."""

from __future__ import annotations

from dataclasses import dataclass

from databank.queries.own import own_kind, own_need, own_side_stream
from databank.records import MaterialNeed, SideStream
from web.auth import current_viewer
from web.house import Session

STREAMS = "side-streams"


@dataclass(frozen=True, slots=True)
class Owned:
    """One record of the viewer's, with everything it says."""

    kind: str
    record: SideStream | MaterialNeed

    @property
    def stream(self) -> SideStream | None:
        """The record, if it is a side stream."""
        return self.record if isinstance(self.record, SideStream) else None


def owned(session: Session, record_id: str) -> Owned:
    """The record to be changed; RecordNotFoundError for anybody else's."""
    viewer = current_viewer()
    kind = own_kind(session, viewer, record_id)
    ask = own_side_stream if kind == STREAMS else own_need
    return Owned(kind, ask(session, viewer, record_id))
