"""What the city has set, and what it had set before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from databank import models
from databank.access import Viewer, may_set_figures
from databank.records import Override
from taxonomy.figures import Basis


@dataclass(frozen=True, slots=True)
class Setting:
    """One number as it was set, with the names of who set it and who withdrew it, where they still have accounts."""

    override: Override
    set_by: str | None
    withdrawn_by: str | None


def overrides(session: Session) -> Mapping[str, Override]:
    """The numbers that hold instead of shipped ones, by the id of the number. They are public, as their sources are."""
    table = models.FigureOverride
    newest = select(func.max(table.id)).group_by(table.figure)
    rows = session.scalars(select(table).where(table.id.in_(newest), table.withdrawn_on.is_(None)))
    return MappingProxyType({row.figure: override_of(row) for row in rows})


def settings(session: Session, viewer: Viewer) -> Mapping[str, tuple[Setting, ...]]:
    """All that was ever set, by the id of the number, the newest first; nothing for those who set none."""
    if not may_set_figures(viewer):
        return {}
    table, setter, withdrawer = models.FigureOverride, aliased(models.Person), aliased(models.Person)
    query = (
        select(table, setter.name, withdrawer.name)
        .outerjoin(setter, setter.id == table.set_by)
        .outerjoin(withdrawer, withdrawer.id == table.withdrawn_by)
        .order_by(table.figure, table.version.desc())
    )
    found: dict[str, tuple[Setting, ...]] = {}
    for row, set_by, withdrawn_by in session.execute(query):
        found[row.figure] = (*found.get(row.figure, ()), Setting(override_of(row), set_by, withdrawn_by))
    return MappingProxyType(found)


def override_of(row: models.FigureOverride) -> Override:
    """The value of a row."""
    return Override(
        figure=row.figure,
        low=row.low,
        high=row.high,
        unit=row.unit,
        year=row.year,
        basis=cast(Basis, row.basis),
        source=row.source,
        set_on=row.set_on,
        version=row.version,
        withdrawn_on=row.withdrawn_on,
    )
