"""What somebody built on: a record that an import made or changed stays when others have gone on from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from databank import models
from databank.errors import N_, Sentence
from databank.models import Import, RecordVersion
from databank.records import ImportState, ReviewState

CHANGED = N_("Somebody changed it after the import.")
REVIEWED = N_("The city has reviewed it.")
NAMED = N_("Another record names it.")
OPENED = N_("It was opened to a named recipient.")
ASKED = N_("Somebody has asked about it.")
FILED = N_("A photo or a report was added to it.")
CLAIMED = N_("Its company has said what is right or wrong in it.")
SECRET = N_("A business secret is claimed in it.")
REQUESTED = N_("A request for information names it.")
MATCHED = N_("Somebody talks with others about it.")
MERGED = N_("Another record was merged into it.")
PEOPLE = N_("People act for it, were invited for it, or bring files for it.")

BY_KIND: tuple[tuple[str, type[Any], str], ...] = (
    (OPENED, models.Grant, "granted_at"),
    (ASKED, models.Enquiry, "asked_at"),
    (SECRET, models.SecrecyClaim, "claimed_at"),
    (REVIEWED, models.ReviewNote, "made_at"),
)
"""Tables that say of which kind a record is."""
NAMING: Mapping[str, tuple[tuple[str, Any, Any], ...]] = {
    "side-streams": (
        (NAMED, models.Exchange.side_stream_id, models.Exchange.updated_at),
        (NAMED, models.Flow.side_stream_id, models.Flow.updated_at),
        (FILED, models.StoredFile.side_stream_id, models.StoredFile.stored_at),
        (CLAIMED, models.Claim.side_stream_id, models.Claim.vouched_at),
        (ASKED, models.Agreement.record_id, models.Agreement.accepted_at),
        (MATCHED, models.Match.side_stream_id, models.Match.made_at),
    ),
    "needs": (
        (ASKED, models.Agreement.record_id, models.Agreement.accepted_at),
        (MATCHED, models.Match.need_id, models.Match.made_at),
    ),
}
"""Columns that name a record, and when they did."""
LIVING_ON: Mapping[str, tuple[tuple[str, str | None, Any], ...]] = {
    "sites": (
        (NAMED, "side-streams", models.SideStream.site_id),
        (NAMED, "needs", models.MaterialNeed.site_id),
        (NAMED, "permits", models.Permit.site_id),
        (NAMED, "exchanges", models.Exchange.donor_site_id),
        (NAMED, "exchanges", models.Exchange.receiver_site_id),
        (NAMED, "flows", models.Flow.source),
        (NAMED, "flows", models.Flow.target),
        (NAMED, "treatment-lines", models.TreatmentLine.site_id),
        (NAMED, "trials", models.Trial.site_id),
        (PEOPLE, None, models.Invitation.site_id),
        (MATCHED, None, models.Match.receiver_site_id),
    ),
    "organisations": (
        (NAMED, "sites", models.Site.organisation_id),
        (NAMED, "side-streams", models.SideStream.organisation_id),
        (NAMED, "needs", models.MaterialNeed.organisation_id),
        (OPENED, None, models.Grant.organisation_id),
        (ASKED, None, models.Enquiry.organisation_id),
        (CLAIMED, None, models.Claim.organisation_id),
        (NAMED, None, models.Look.organisation_id),
        (MATCHED, None, models.Match.receiver_organisation_id),
        *((PEOPLE, None, table.organisation_id) for table in (models.Mandate, models.Invitation, models.ClaimCode)),
        *((PEOPLE, None, table.organisation_id) for table in (models.Agreement, models.RequestStep, models.Import)),
    ),
    "areas": ((NAMED, "sites", models.Site.area_id), (NAMED, "trials", models.Trial.area_id)),
    "side-streams": (
        (NAMED, "exchanges", models.Exchange.side_stream_id),
        (NAMED, "flows", models.Flow.side_stream_id),
        (FILED, None, models.StoredFile.side_stream_id),
        (CLAIMED, None, models.Claim.side_stream_id),
    ),
}
"""Columns without which a row cannot be: what an import made stays as long as one of these names it."""


def touched(import_id: str, kind: str) -> Select[str, int, datetime]:
    """The records of a kind that an import made (`first` is 1) or changed, with its first version of each."""
    return (
        select(
            RecordVersion.record_id,
            func.min(RecordVersion.number).label("first"),
            func.min(RecordVersion.made_at).label("at"),
        )
        .where(RecordVersion.import_id == import_id, RecordVersion.kind == kind)
        .group_by(RecordVersion.record_id)
    )


def staying(
    session: Session,
    import_id: str,
    kind: str,
    query: Select[str, int, datetime],
    *,
    going: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Sentence]:
    """Those of the records in `query` that stay, each with the first reason.

    Parameters
    ----------
    going : mapping, optional
        For a look ahead: what stays of the kinds that would go before this one. Whatever else the import made of
        them is counted as gone.
    """
    found: dict[str, Sentence] = {}
    rows = query.subquery()
    for message, blocked in _blockers(import_id, kind, rows, going):
        for record_id in session.scalars(blocked):
            found.setdefault(record_id, Sentence(message))
    return found


def _blockers(
    import_id: str, kind: str, rows: Subquery, going: Mapping[str, Collection[str]] | None
) -> Iterator[tuple[str, Select[str]]]:
    """One query for each way of building on a record."""
    record_id, at = rows.c.record_id, rows.c.at
    yield CHANGED, _changed_later(import_id, kind, rows)
    for message, table, moment in BY_KIND:
        said = and_(table.kind == kind, table.record_id == record_id, getattr(table, moment) >= at)
        yield message, select(record_id).where(exists().where(said))
    case = models.ReviewCase
    decided = and_(case.kind == kind, case.record_id == record_id, case.state != ReviewState.WAITING)
    yield REVIEWED, select(record_id).where(exists().where(and_(decided, case.since >= at)))
    moved = models.MovedRecord
    yield MERGED, select(record_id).where(exists().where(moved.kind == kind, moved.new_id == record_id))
    asked_for = models.InformationRequest
    among = type_coerce(asked_for.record_ids, Text).like("%;" + record_id + ";%")
    yield REQUESTED, select(record_id).where(exists().where(among))
    for message, column, since in NAMING.get(kind, ()):
        yield message, select(record_id).where(exists().where(column == record_id, since >= at))
    for message, child, column in LIVING_ON.get(kind, ()):
        named = exists().where(column == record_id, _is_no_part(import_id, child, column, going))
        yield message, select(record_id).where(rows.c.first == 1, named)


def _changed_later(import_id: str, kind: str, rows: Subquery) -> Select[str]:
    """Versions of other hands; what another import did and took back again counts no more."""
    undone = select(Import.id).where(Import.state == ImportState.UNDONE)
    other = or_(
        RecordVersion.import_id.is_(None),
        and_(RecordVersion.import_id != import_id, RecordVersion.import_id.not_in(undone)),
    )
    later = and_(
        RecordVersion.kind == kind, RecordVersion.record_id == rows.c.record_id, RecordVersion.number > rows.c.first
    )
    return select(rows.c.record_id).where(exists().where(later, other))


def _is_no_part(
    import_id: str, child: str | None, column: Any, going: Mapping[str, Collection[str]] | None
) -> ColumnElement[bool]:
    """That the row which names the record does not go with it."""
    table = column.class_
    if child is None:
        return table.id != import_id if table is models.Import else literal(value=True)
    if going is None:
        return literal(value=True)
    key = record_key(table)
    version = aliased(RecordVersion)
    goes = exists().where(
        version.import_id == import_id, version.kind == child, version.number == 1, version.record_id == key
    )
    stays = going.get(child, ())
    return or_(~goes, key.in_(sorted(stays))) if stays else ~goes


def record_key(table: type[Any]) -> Any:
    """How the journal calls a row of a table."""
    if table is models.Flow:
        return models.Flow.record_id + "/" + cast(models.Flow.year, String)
    return table.id
