"""A case as it is opened: the record as the city sees it, its changes, findings, sender, and what its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from databank import queries, reviews
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.plausibility import Finding, findings_of, findings_of_need
from databank.plausibility.comparing import surroundings
from databank.records import MaterialNeed, ReviewState, SideStream
from databank.reviews.queue import changed_since
from web import house
from web.desk.meanings import Meaning, meaning_of

Record = SideStream | MaterialNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case with its record and everything that is said of it."""

    case: reviews.Case
    record: Record
    findings: tuple[Finding, ...]
    changes: Mapping[str, tuple[object, object]]
    sender: reviews.Sender | None
    meaning: Meaning | None

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self.case.kind


def record_of(session: house.Session, viewer: Viewer, kind: str, record_id: str) -> Record:
    """A side stream or a need, as the viewer sees it."""
    if kind not in reviews.KINDS:
        raise RecordNotFoundError(record_id)
    read = queries.side_stream if kind == "side-streams" else queries.need
    return read(session, viewer, record_id)


def open_case(session: house.Session, viewer: Viewer, kind: str, record_id: str) -> Opened:
    """Everything about a case; a record that has had none yet has one that is done."""
    record = record_of(session, viewer, kind, record_id)
    case = reviews.case(session, kind, record_id) or reviews.Case(
        kind=kind,
        record_id=record_id,
        state=ReviewState.DONE,
        since=record.updated_at,
        reviewed_version=record.version,
    )
    return Opened(
        case=case,
        record=record,
        findings=findings(session, viewer, record),
        changes=changed_since(session, kind, record_id, case.reviewed_version) if case.reviewed_version else {},
        sender=reviews.senders(session, [(kind, record_id)]).get((kind, record_id)),
        meaning=meaning_of(session, viewer, record),
    )


def findings(session: house.Session, viewer: Viewer, record: Record) -> tuple[Finding, ...]:
    """What looks wrong in a record, beside what else the bank holds."""
    if isinstance(record, MaterialNeed):
        return findings_of_need(record, house.today())
    return findings_of(record, surroundings(session, viewer, record), house.today())
