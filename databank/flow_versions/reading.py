"""Which version holds, and which have held."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_reconcile
from databank.records import Audience, FlowVersion, VersionedFlow


def audiences_of(viewer: Viewer) -> tuple[Audience, ...]:
    """Whose versions a viewer's pictures may use, the first choice first: what the city computed is for its desk."""
    return (Audience.CITY, Audience.PUBLIC) if may_reconcile(viewer) else (Audience.PUBLIC,)


def versions(session: Session, viewer: Viewer, *, is_example: bool) -> tuple[FlowVersion, ...]:
    """All versions of a data set, the newest first; nothing for those who accept none."""
    if not may_reconcile(viewer):
        return ()
    table = models.FlowVersion
    query = (
        select(table, models.Person.name)
        .outerjoin(models.Person, models.Person.id == table.accepted_by)
        .where(table.is_example == is_example)
        .order_by(table.id.desc())
    )
    return tuple(_version(row, name) for row, name in session.execute(query))


def standing_version(
    session: Session, viewer: Viewer, *, is_example: bool, year: int, layer: str
) -> FlowVersion | None:
    """The version that a viewer's pictures use, with its flows; None where there is none."""
    table = models.FlowVersion
    rows = (
        session.scalars(standing(audience, is_example, layer).where(table.year == year).limit(1)).first()
        for audience in audiences_of(viewer)
    )
    row = next((found for found in rows if found is not None), None)
    if row is None:
        return None
    flows = select(models.VersionedFlow).where(models.VersionedFlow.version_id == row.id)
    found = session.scalars(flows.order_by(models.VersionedFlow.place))
    return _version(row, None, tuple(_flow(flow) for flow in found))


def standing_years(session: Session, viewer: Viewer, *, is_example: bool, layer: str) -> tuple[int, ...]:
    """The years of which a viewer's pictures have a version."""
    queries = (standing(audience, is_example, layer) for audience in audiences_of(viewer))
    return tuple(sorted({row.year for query in queries for row in session.scalars(query)}))


def standing(audience: Audience, is_example: bool, layer: str) -> Select[models.FlowVersion]:  # noqa: FBT001 - which data set
    """The versions that have not been withdrawn, the one that holds first."""
    table = models.FlowVersion
    mine = (table.is_example == is_example, table.audience == audience.value, table.layer == layer)
    return select(table).where(*mine, table.withdrawn_at.is_(None)).order_by(table.id.desc())


def _version(row: models.FlowVersion, accepted_by: str | None, flows: tuple[VersionedFlow, ...] = ()) -> FlowVersion:
    return FlowVersion(
        id=row.id,
        is_example=row.is_example,
        audience=Audience(row.audience),
        year=row.year,
        layer=row.layer,
        fingerprint=row.fingerprint,
        chi_square=row.chi_square,
        degrees=row.degrees,
        p_value=row.p_value,
        assumed=row.assumed,
        note=row.note,
        accepted_at=row.accepted_at,
        accepted_by=accepted_by,
        withdrawn_at=row.withdrawn_at,
        flows=flows,
    )


def _flow(row: models.VersionedFlow) -> VersionedFlow:
    return VersionedFlow(
        record_id=row.record_id,
        source=row.source,
        target=row.target,
        material=row.material,
        reported=row.reported,
        reported_uncertainty=row.reported_uncertainty,
        amount=row.amount,
        uncertainty=row.uncertainty,
        observability=row.observability,
        lower=row.lower,
        upper=row.upper,
        score=row.score,
    )
