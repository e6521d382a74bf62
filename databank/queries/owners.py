"""Several organisations at once, by their ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, noload

from databank import records
from databank.access import Viewer, organisation_readable
from databank.models import Organisation
from databank.queries.values import organisation_of


def organisations_by_id(session: Session, viewer: Viewer, ids: Collection[str]) -> Mapping[str, records.Organisation]:
    """The organisations that the viewer may see, without their sites."""
    query = (
        select(Organisation)
        .where(Organisation.id.in_(sorted(ids)), organisation_readable(viewer))
        .options(noload(Organisation.sites))
    )
    return {row.id: organisation_of(row) for row in session.scalars(query)}
