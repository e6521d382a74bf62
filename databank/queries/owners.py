"""Several organisations at once, by their ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from databank import records
from databank.access import Viewer, mask_organisation, organisation_readable, site_readable
from databank.models import Organisation, Site
from databank.queries.values import organisation_of


def organisations_by_id(session: Session, viewer: Viewer, ids: Collection[str]) -> Mapping[str, records.Organisation]:
    """Those of the organisations that the viewer may see."""
    sites = Organisation.sites.and_(site_readable(viewer))
    query = (
        select(Organisation)
        .where(Organisation.id.in_(sorted(ids)), organisation_readable(viewer))
        .options(selectinload(sites).selectinload(Site.permits))
    )
    return {row.id: mask_organisation(viewer, organisation_of(row)) for row in session.scalars(query)}
