"""How many sites of the region could produce a material: with fewer than three, a hidden name hides nobody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, or_, select, union
from sqlalchemy.orm import Session

from databank.access import ANONYMOUS, LEAST_ORGANISATIONS, readable
from databank.geography import REGION
from databank.models import Organisation, SideStream, Site
from databank.records import ProvenanceKind
from taxonomy import materials

DIVISION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Producers:
    """How many sites could it be.

    Attributes
    ----------
    sites : int
        Counted up to three: beyond that the number helps nobody, and an exact one would tell of hidden records.
    few : bool
        Whether they are so few that hiding the name does not hide the company.
    coarser_class : str
        The class that tells less; the same class when nothing tells less.
    coarser_few : bool
        Whether they are too few even for the coarser class.
    """

    sites: int
    few: bool
    coarser_class: str
    coarser_few: bool


def producers(
    session: Session,
    *,
    material_class: str,
    waste_code: str | None = None,
    industry_code: str | None = None,
    is_example: bool = False,
) -> Producers:
    """Count the sites of the region that have such a side stream, or an industry that has.

    Parameters
    ----------
    industry_code : str, optional
        The industry of whoever asks: it has such a side stream too.
    """
    coarser = materials.wider_class(material_class)
    sites = _sites(session, {material_class}, waste_code, industry_code, is_example=is_example)
    family = materials.material_class(material_class).family
    within = {coarser, material_class} if not coarser.startswith("family_") else _classes_of(family)
    wider = _sites(session, within | _children(coarser), waste_code, industry_code, is_example=is_example)
    return Producers(
        sites=sites,
        few=sites < LEAST_ORGANISATIONS,
        coarser_class=coarser,
        coarser_few=wider < LEAST_ORGANISATIONS,
    )


def _classes_of(family: str) -> set[str]:
    return {one.id for one in materials.material_classes() if one.family == family}


def _children(class_id: str) -> set[str]:
    return {one.id for one in materials.material_classes() if one.parent == class_id}


def _sites(
    session: Session, classes: set[str], waste_code: str | None, industry_code: str | None, *, is_example: bool
) -> int:
    """How many sites, up to three."""
    such: ColumnElement[bool] = SideStream.material_class.in_(sorted(classes))
    if waste_code is not None:
        such = or_(such, SideStream.waste_code == waste_code, SideStream.code_if_waste == waste_code)
    with_stream = select(SideStream.site_id.label("id")).where(
        such, SideStream.site_id.is_not(None), SideStream.is_example == is_example, readable(ANONYMOUS)
    )
    divisions = _divisions(session, such, is_example=is_example)
    if industry_code is not None:
        divisions.add(industry_code[:DIVISION])
    of_industry = (
        select(Site.id.label("id"))
        .join(Site.organisation)
        .where(func.substr(Organisation.industry_code, 1, DIVISION).in_(sorted(divisions)))
        .where(Organisation.source_kind == ProvenanceKind.PUBLIC_SOURCE, Site.is_example == is_example)
    )
    found = union(with_stream, of_industry).subquery()
    in_region = select(literal(1)).select_from(found).join(Site, Site.id == found.c.id)
    query = in_region.where(Site.municipality.in_(sorted(REGION))).limit(LEAST_ORGANISATIONS)
    return len(session.execute(query).all())


def _divisions(session: Session, such: ColumnElement[bool], *, is_example: bool) -> set[str]:
    """The divisions of the industries that are known to have such a side stream."""
    query = (
        select(func.substr(Organisation.industry_code, 1, DIVISION))
        .join(SideStream, SideStream.organisation_id == Organisation.id)
        .where(such, Organisation.industry_code.is_not(None), SideStream.is_example == is_example)
        .where(readable(ANONYMOUS))
        .distinct()
    )
    return set(session.scalars(query))
