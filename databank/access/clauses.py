"""The gate in SQL: conditions, so that no list, count, sum, sort or search sees more than its viewer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, func, not_, or_, select, true, type_coerce

from databank.access.keeping import kept
from databank.access.levels import Viewer, is_city, level_of
from databank.access.owners import owned
from databank.models import MaterialNeed, Organisation, SideStream
from databank.records import Coarse, FieldGroup, Hazard, Level, ProvenanceKind, RecordStatus

PUBLIC_STATUSES = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)
Guarded = type[SideStream] | type[MaterialNeed]


@kept
def shows(viewer: Viewer, group: FieldGroup, table: Guarded = SideStream) -> ColumnElement[bool]:
    """Whether a row shows a field group to the viewer. Who objected is named to nobody but the city."""
    seen = _reached(viewer, group, table)
    if group is FieldGroup.ORGANISATION and not is_city(viewer):
        seen = and_(seen, not_(_objected(table)))
    return or_(seen, owned(viewer, table))


def _reached(viewer: Viewer, group: FieldGroup, table: Guarded) -> ColumnElement[bool]:
    """Whether the level of a group is within the viewer's, or within that of a named recipient of the row."""
    column = getattr(table, f"level_{group.value}")
    reached: ColumnElement[bool] = column <= int(level_of(viewer, None))
    if not viewer.granted_ids or is_city(viewer):
        return reached
    return or_(reached, and_(column <= int(Level.NAMED), table.id.in_(sorted(viewer.granted_ids))))


def _objected(table: Guarded) -> ColumnElement[bool]:
    """Whether the owner objected to what a public source says of them."""
    return table.organisation_id.in_(objected_ids())


def objected_ids() -> Any:
    """The organisations that objected, until the city has looked at it."""
    return select(Organisation.id).where(Organisation.objected_on.is_not(None))


@kept
def readable(viewer: Viewer, table: Guarded = SideStream) -> ColumnElement[bool]:
    """Whether a row exists for the viewer at all."""
    if is_city(viewer):
        open_to_all = table.status != RecordStatus.DRAFT
    else:
        objected = and_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, _objected(table))
        open_to_all = and_(table.status.in_(PUBLIC_STATUSES), not_(objected))
    return or_(and_(open_to_all, _reached(viewer, FieldGroup.MATERIAL, table)), owned(viewer, table))


def exact(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer sees the amount itself: its group is shown, and it is not told roughly to them."""
    fine = or_(not_(_tells_roughly(Coarse.AMOUNT)), shows(viewer, FieldGroup.ORGANISATION))
    return and_(shows(viewer, FieldGroup.AMOUNT), fine)


def _tells_roughly(part: Coarse) -> ColumnElement[bool]:
    return type_coerce(SideStream.coarse, Text).contains(f";{part.value};")


def shown_band(viewer: Viewer) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Lower and upper end of the band that stands for a hidden amount."""
    named = shows(viewer, FieldGroup.ORGANISATION)
    return (
        case((named, SideStream.band_low_t), else_=SideStream.rough_low_t),
        case((named, SideStream.band_high_t), else_=SideStream.rough_high_t),
    )


def shown_mass(viewer: Viewer) -> ColumnElement[Any]:
    """What the viewer may sort side streams by: the tonnes, or the lower end of a band; -1 is unknown."""
    if is_stranger(viewer):
        return SideStream.public_mass_t.expression
    known = case((SideStream.mass_t.is_(None), SideStream.public_mass_t), else_=SideStream.mass_t)
    return case((exact(viewer), known), else_=func.coalesce(SideStream.rough_low_t, SideStream.public_mass_t))


def is_stranger(viewer: Viewer) -> bool:
    """Whether the viewer sees of every record what everybody sees: the columns that are indexed for that."""
    tied = viewer.organisation_ids or viewer.submitted_ids or viewer.granted_ids
    return level_of(viewer, None) is Level.PUBLIC and not tied


def shown_name_key(viewer: Viewer) -> ColumnElement[Any]:
    """What the viewer may sort side streams by when they stand by name."""
    rough = SideStream.rough_name_key.expression
    if is_stranger(viewer):
        return rough
    return case((shows(viewer, FieldGroup.ORGANISATION), SideStream.name_key), else_=rough)


def of_class(viewer: Viewer, classes: list[str]) -> ColumnElement[bool]:
    """Whether a side stream is shown to the viewer as one of some material classes."""
    named = shows(viewer, FieldGroup.ORGANISATION)
    fine, rough = SideStream.material_class.in_(classes), SideStream.rough_class.in_(classes)
    return or_(and_(named, fine), and_(not_(named), rough))


def says(viewer: Viewer, word: str) -> ColumnElement[bool]:
    """Whether a word stands in what a side stream is called to the viewer."""
    fine = or_(SideStream.rough_search_text.is_(None), shows(viewer, FieldGroup.ORGANISATION))
    return or_(
        and_(fine, SideStream.search_text.contains(word, autoescape=True)),
        SideStream.rough_search_text.contains(word, autoescape=True),
    )


def shown_hazard(viewer: Viewer) -> ColumnElement[Any]:
    """The hazard as it is shown: not known where the material is told roughly."""
    rough = and_(_tells_roughly(Coarse.MATERIAL), not_(shows(viewer, FieldGroup.ORGANISATION)))
    return case((rough, Hazard.UNKNOWN.value), else_=SideStream.hazard)


def shows_grid(table: Guarded) -> ColumnElement[bool]:
    """Whether a row of a hidden owner shows the grid point of its site; else its place is the region."""
    return true() if table is MaterialNeed else not_(_tells_roughly(Coarse.AREA))
