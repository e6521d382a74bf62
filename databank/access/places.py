"""The gate of organisations and sites: they are shown where a public source or a shown record names them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from databank.access.clauses import Guarded, objected_ids, readable, shows
from databank.access.diagrams import shows_record
from databank.access.keeping import kept
from databank.access.levels import Viewer, is_city
from databank.models import Exchange, Flow, MaterialNeed, Organisation, SideStream, Site
from databank.records import FieldGroup, ProvenanceKind

TABLES: tuple[Guarded, ...] = (SideStream, MaterialNeed)


@kept
def site_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a site is shown: a public source names it, or a record that is shown to this viewer does.

    A site known only through hidden records is not listed: that would tell what they hide. The sites of who objected
    are shown to themselves and to the city.
    """
    if is_city(viewer):
        return true()
    named = or_(Site.source_kind == ProvenanceKind.PUBLIC_SOURCE, *_names_site(viewer))
    own = Site.organisation_id.in_(sorted(viewer.organisation_ids)) if viewer.organisation_ids else false()
    return or_(own, and_(Site.organisation_id.not_in(objected_ids()), named))


@kept
def organisation_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an organisation is shown: as a site is, or through one of its sites."""
    if is_city(viewer):
        return true()
    recorded = [
        exists(
            select(table.id).where(
                table.organisation_id == Organisation.id,
                readable(_known(viewer), table),
                shows(_known(viewer), FieldGroup.ORGANISATION, table),
            )
        )
        for table in TABLES
    ]
    of_it = select(Site.id).where(Site.organisation_id == Organisation.id, or_(*_names_site(viewer)))
    through_site = exists(of_it.correlate(Organisation))  # another site may be asked for around it
    named = or_(Organisation.source_kind == ProvenanceKind.PUBLIC_SOURCE, *recorded, through_site)
    own = Organisation.id.in_(sorted(viewer.organisation_ids)) if viewer.organisation_ids else false()
    return or_(own, and_(Organisation.objected_on.is_(None), named))


def _known(viewer: Viewer) -> Viewer:
    """Who sent something in without an account may have named anybody's organisation: that opens no other page."""
    return Viewer(roles=viewer.roles, organisation_ids=viewer.organisation_ids, granted_ids=viewer.granted_ids)


def _names_site(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Whether a record that is shown names the site of the enclosing query."""
    found: list[ColumnElement[bool]] = [
        exists(
            select(table.id).where(
                table.site_id == Site.id,
                readable(_known(viewer), table),
                shows(_known(viewer), FieldGroup.ORGANISATION, table),
            )
        )
        for table in TABLES
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
