"""What could treat a material, and where it was tried: treatment lines and trials at sites that the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from databank import records
from databank.access import Viewer, mask_sited, organisation_readable, site_readable
from databank.models import Organisation, Site, TreatmentLine, Trial
from databank.queries.filters import holds_one
from databank.queries.values import provenance_of
from databank.records import RealStatus
from taxonomy.codes import Titles

STANDING = (RealStatus.REAL, RealStatus.PLANNED, RealStatus.RESERVE)
"""What is there or may come; what ended or was given up treats nothing."""


def treatments(
    session: Session,
    viewer: Viewer,
    *,
    area_id: str | None = None,
    steps: Collection[str] | None = None,
    standing: bool = False,
) -> tuple[records.TreatmentLine, ...]:
    """Treatment lines, facts before examples: of an area, of some treatments, or all.

    Parameters
    ----------
    standing : bool
        Leave out what ended, was cancelled or lapsed.
    """
    query = (
        select(TreatmentLine, _owner(viewer))
        .join(TreatmentLine.site)
        .join(Site.organisation)
        .options(contains_eager(TreatmentLine.site))
        .where(site_readable(viewer))
        .order_by(TreatmentLine.is_example, TreatmentLine.step, Site.name, TreatmentLine.id)
    )
    if area_id is not None:
        query = query.where(Site.area_id == area_id)
    if steps is not None:
        query = query.where(TreatmentLine.step.in_(sorted(steps)))
    if standing:
        query = query.where(TreatmentLine.real_status.in_(STANDING), Site.real_status.in_(STANDING))
    return tuple(mask_sited(viewer, _line_of(row, owner)) for row, owner in session.execute(query))


def trials(
    session: Session,
    viewer: Viewer,
    *,
    area_id: str | None = None,
    classes: Collection[str] | None = None,
) -> tuple[records.Trial, ...]:
    """Trials, the latest first, facts before examples: in an area, of some material classes, or all."""
    query: Select[Any] = (
        select(Trial, _owner(viewer))
        .outerjoin(Trial.site)
        .outerjoin(Site.organisation)
        .options(contains_eager(Trial.site), joinedload(Trial.area))
        .where(or_(Trial.site_id.is_(None), site_readable(viewer)))
        .order_by(Trial.is_example, func.coalesce(Trial.ended_year, Trial.began_year, 0).desc(), Trial.id)
    )
    if area_id is not None:
        query = query.where(or_(Trial.area_id == area_id, Site.area_id == area_id))
    if classes is not None:
        query = query.where(holds_one(Trial.material_classes, classes))
    return tuple(mask_sited(viewer, _trial_of(row, owner)) for row, owner in session.execute(query))


def _owner(viewer: Viewer) -> ColumnElement[Any]:
    """The name of the organisation of the site, where it is shown."""
    return case((organisation_readable(viewer), Organisation.name))


def _line_of(row: TreatmentLine, owner: str | None) -> records.TreatmentLine:
    site = row.site
    return records.TreatmentLine(
        id=row.id,
        site_id=row.site_id,
        site_name=site.name,
        organisation_id=site.organisation_id if owner else None,
        organisation_name=owner,
        area_id=site.area_id,
        municipality=site.municipality,
        lat=site.lat,
        lon=site.lon,
        step=row.step,
        material_classes=row.material_classes,
        capacity_t_per_year=row.capacity_t_per_year,
        permit_note=row.permit_note,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        is_example=row.is_example,
        note=row.note,
        provenance=provenance_of(row),
    )


def _trial_of(row: Trial, owner: str | None) -> records.Trial:
    """A trial with its place: its site, or the middle of its area."""
    site, place = row.site, row.site or row.area
    return records.Trial(
        id=row.id,
        site_id=row.site_id,
        site_name=site.name if site else None,
        organisation_id=site.organisation_id if site and owner else None,
        organisation_name=owner,
        area_id=site.area_id if site else row.area_id,
        municipality=place.municipality if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        titles=Titles(row.title_fi or "", row.title_sv or "", row.title_en or ""),
        material_classes=row.material_classes,
        permit=row.permit,
        began_year=row.began_year,
        ended_year=row.ended_year,
        amount=row.amount,
        unit=row.unit,
        outcome=row.outcome,
        result=_words_of(row.result_fi, row.result_sv, row.result_en),
        use_id=row.use_id,
        is_example=row.is_example,
        provenance=provenance_of(row),
    )


def _words_of(*texts: str | None) -> Titles | None:
    """A text in the languages in which it is known; None where nothing is."""
    fi, sv, en = (text or "" for text in texts)
    return Titles(fi, sv, en) if fi or sv or en else None
