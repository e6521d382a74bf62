"""The gate in SQL: conditions, so that no list, count, sum, sort or search sees more than its viewer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select, true

from databank.access.levels import Viewer, is_city, level_of
from databank.models import Exchange, Flow, MaterialNeed, Organisation, SideStream, Site
from databank.records import Consent, FieldGroup, Level, ProvenanceKind, RecordStatus

PUBLIC_STATUSES = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)
Guarded = type[SideStream] | type[MaterialNeed]


def _own(viewer: Viewer, table: Guarded) -> ColumnElement[bool]:
    if not viewer.organisation_ids:
        return false()
    return table.organisation_id.in_(sorted(viewer.organisation_ids))


def shows(viewer: Viewer, group: FieldGroup, table: Guarded = SideStream) -> ColumnElement[bool]:
    """Whether a row shows a field group to the viewer."""
    column = getattr(table, f"level_{group.value}")
    return or_(column <= int(level_of(viewer, None)), _own(viewer, table))


def readable(viewer: Viewer, table: Guarded = SideStream) -> ColumnElement[bool]:
    """Whether a row exists for the viewer at all."""
    public = table.status.in_(PUBLIC_STATUSES)
    status = table.status != RecordStatus.DRAFT if is_city(viewer) else public
    return or_(
        and_(status, getattr(table, f"level_{FieldGroup.MATERIAL.value}") <= int(level_of(viewer, None))),
        _own(viewer, table),
    )


def shown_mass(viewer: Viewer) -> ColumnElement[Any]:
    """What the viewer may sort side streams by: the tonnes, or the lower end of the public band; -1 is unknown."""
    if level_of(viewer, None) is Level.PUBLIC and not viewer.organisation_ids:
        return SideStream.public_mass_t.expression
    known = case((SideStream.mass_t.is_(None), SideStream.public_mass_t), else_=SideStream.mass_t)
    return case((shows(viewer, FieldGroup.AMOUNT), known), else_=SideStream.public_mass_t)


def site_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a site is shown: a public source names it, or a record that is shown to this viewer does.

    A site known only through hidden records is not listed: that would tell what they hide.
    """
    if is_city(viewer):
        return true()
    own = Site.organisation_id.in_(sorted(viewer.organisation_ids)) if viewer.organisation_ids else false()
    return or_(Site.source_kind == ProvenanceKind.PUBLIC_SOURCE, own, *_names_site(viewer))


def organisation_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an organisation is shown: as a site is, or through one of its sites."""
    if is_city(viewer):
        return true()
    own = Organisation.id.in_(sorted(viewer.organisation_ids)) if viewer.organisation_ids else false()
    recorded = [
        exists(
            select(table.id).where(
                table.organisation_id == Organisation.id,
                readable(viewer, table),
                shows(viewer, FieldGroup.ORGANISATION, table),
            )
        )
        for table in (SideStream, MaterialNeed)
    ]
    through_site = exists(select(Site.id).where(Site.organisation_id == Organisation.id, or_(*_names_site(viewer))))
    return or_(Organisation.source_kind == ProvenanceKind.PUBLIC_SOURCE, own, *recorded, through_site)


def _names_site(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Whether a record that is shown names the site of the enclosing query."""
    found: list[ColumnElement[bool]] = [
        exists(
            select(table.id).where(
                table.site_id == Site.id, readable(viewer, table), shows(viewer, FieldGroup.ORGANISATION, table)
            )
        )
        for table in (SideStream, MaterialNeed)
    ]
    for ends, table in (
        ((Exchange.donor_site_id, Exchange.receiver_site_id), Exchange),
        ((Flow.source, Flow.target), Flow),
    ):
        found += [
            exists(
                select(end)
                .select_from(table)
                .outerjoin(SideStream, table.side_stream_id == SideStream.id)
                .where(end == Site.id, shows_record(viewer, table))
                .correlate(Site)
            )
            for end in ends
        ]
    return found


def consented(table: type[SideStream | Exchange | Flow]) -> ColumnElement[bool]:
    """Whether a record may be in public sums: its owner agreed to that or to more, and it was reviewed.

    What names a side stream is reviewed with it; the query joins that stream.
    """
    agreed = or_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.consent.in_([Consent.SUMS, Consent.NAME]))
    return and_(agreed, or_(SideStream.id.is_(None), SideStream.status.in_(PUBLIC_STATUSES)))


def shows_stream(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a side stream appears in diagrams with its names, for this viewer.

    It must also show its organisation and amount in the catalogue, so that a diagram never tells more.
    """
    if is_city(viewer):
        return SideStream.status != RecordStatus.DRAFT
    return or_(and_(_named(SideStream), _unhidden(viewer)), _own(viewer, SideStream))


def shows_record(viewer: Viewer, table: type[Exchange | Flow]) -> ColumnElement[bool]:
    """Whether an exchange or a flow is shown with its names, for this viewer.

    What names a side stream must not name one whose owner is hidden; the query joins that stream.
    """
    if is_city(viewer):
        return true()
    return or_(and_(_named(table), or_(SideStream.id.is_(None), _unhidden(viewer))), _own_end(viewer, table))


def _named(table: type[SideStream | Exchange | Flow]) -> ColumnElement[bool]:
    """Whether a public source names the record, or its owner agreed to be named."""
    return or_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.consent == Consent.NAME)


def _unhidden(viewer: Viewer) -> ColumnElement[bool]:
    return and_(readable(viewer), shows(viewer, FieldGroup.ORGANISATION), shows(viewer, FieldGroup.AMOUNT))


def _own_end(viewer: Viewer, table: type[Exchange | Flow]) -> ColumnElement[bool]:
    """Whether a viewer acts for the giver or the taker."""
    if not viewer.organisation_ids:
        return false()
    own = select(Site.id).where(Site.organisation_id.in_(sorted(viewer.organisation_ids)))
    ends = (Exchange.donor_site_id, Exchange.receiver_site_id) if table is Exchange else (Flow.source, Flow.target)
    return or_(*(end.in_(own) for end in ends))
