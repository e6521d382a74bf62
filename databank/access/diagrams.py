"""The gate of diagrams: what is drawn by name, and what may be in public sums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from databank.access.clauses import PUBLIC_STATUSES, objected_ids, readable, shows
from databank.access.keeping import kept
from databank.access.levels import Viewer, is_city, without_records
from databank.access.owners import owned
from databank.models import Exchange, Flow, SideStream, Site
from databank.records import Consent, FieldGroup, ProvenanceKind

Drawn = type[SideStream] | type[Exchange] | type[Flow]
Handed = type[Exchange] | type[Flow]


def consented(table: Drawn) -> ColumnElement[bool]:
    """Whether a record may be in public sums: its owner agreed to that or to more, and it was reviewed.

    What names a side stream is reviewed with it; the query joins that stream. Who objected to a public source stays
    in its sums, unnamed: an objection is about a name, and a sum must not change by it.
    """
    agreed = or_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.consent.in_([Consent.SUMS, Consent.NAME]))
    return and_(agreed, or_(SideStream.id.is_(None), SideStream.status.in_(PUBLIC_STATUSES)))


@kept
def shows_stream(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a side stream appears in diagrams with its names, for this viewer.

    It must also show its organisation and amount in the catalogue, so that a diagram never tells more.
    """
    viewer = without_records(viewer)
    named = _unhidden(viewer) if is_city(viewer) else and_(_named(SideStream), _unhidden(viewer))
    return or_(named, owned(viewer, SideStream))


@kept
def shows_record(viewer: Viewer, table: Handed) -> ColumnElement[bool]:
    """Whether an exchange or a flow is shown with its names, for this viewer.

    What names a side stream must not name one whose owner is hidden; the query joins that stream. Who objected is
    named at neither end.
    """
    viewer = without_records(viewer)
    of_stream = or_(SideStream.id.is_(None), _unhidden(viewer))
    if is_city(viewer):
        return or_(of_stream, _own_end(viewer, table))
    return or_(and_(_named(table), of_stream, *_unobjected_ends(table)), _own_end(viewer, table))


def _named(table: Drawn) -> ColumnElement[bool]:
    """Whether a public source names the record, or its owner agreed to be named."""
    return or_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.consent == Consent.NAME)


def _unhidden(viewer: Viewer) -> ColumnElement[bool]:
    return and_(readable(viewer), shows(viewer, FieldGroup.ORGANISATION), shows(viewer, FieldGroup.AMOUNT))


def _ends(table: Handed) -> tuple[Any, Any]:
    return (Exchange.donor_site_id, Exchange.receiver_site_id) if table is Exchange else (Flow.source, Flow.target)


def _own_end(viewer: Viewer, table: Handed) -> ColumnElement[bool]:
    """Whether a viewer acts for the giver or the taker."""
    if not viewer.organisation_ids:
        return false()
    own_sites = select(Site.id).where(Site.organisation_id.in_(sorted(viewer.organisation_ids)))
    return or_(*(end.in_(own_sites) for end in _ends(table)))


def _unobjected_ends(table: Handed) -> list[ColumnElement[bool]]:
    sites = select(Site.id).where(Site.organisation_id.in_(objected_ids()))
    return [or_(end.is_(None), end.not_in(sites)) for end in _ends(table)]
