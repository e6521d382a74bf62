"""The derived flow table of the bank, for commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from web.cli.speech import language, refuse

if TYPE_CHECKING:
    from databank.access import Viewer
    from flows.table import FlowTable
    from web.house import Session


def table_of_bank(
    audience: str, *, is_example: bool, year: int | None = None, layer: str | None = None
) -> tuple[FlowTable, dict[str, str]]:
    """The flow table as the audience may see it, and the names of the areas; without a year each stream's latest.

    Of dry mass or a substance it is made of the mass and what analyses tell.
    """
    from databank.queries import areas, flow_columns, flow_years
    from flows.table import FlowTable
    from web.cli.exchange import viewer_of
    from web.cli.opening import opened_bank, settings_from_environment

    viewer = viewer_of(audience)
    with opened_bank() as bank, bank.session() as session:
        months = settings_from_environment().stale_months
        refuse_empty_year(year, flow_years(session, viewer, is_example, stale_months=months))
        columns = flow_columns(
            session,
            viewer,
            is_example=is_example,
            years="latest" if year is None else [year],
            stale_months=months,
        )
        names = {area.id: area.titles.in_language(language()) for area in areas(session)}
        table = held(session, viewer, FlowTable.from_columns(columns), layer)
    return table, names


def held(session: Session, viewer: Viewer, table: FlowTable, layer: str | None) -> FlowTable:
    """The table in a layer that is derived from the mass layer; any other layer is there already."""
    from databank.queries import contents
    from databank.records import Layer
    from flows.system.layers import content_layer, dry_contents, substance_contents
    from flows.table import SUBSTANCE

    if layer == Layer.DRY_MASS:
        return content_layer(table, dry_contents(contents(session, viewer, "moisture", is_example=table.is_example)))
    if layer is None or not layer.startswith(SUBSTANCE):
        return table
    name = layer.removeprefix(SUBSTANCE)
    known = substance_contents(contents(session, viewer, name, is_example=table.is_example))
    return content_layer(table, known, layer)


def refuse_empty_year(year: int | None, years: Sequence[int]) -> None:
    """A year without a flow is no empty diagram but a mistake."""
    if year is not None and year not in years:
        refuse(
            "There are no flows of %(year)d. The years with flows are: %(years)s.",
            year=year,
            years=", ".join(map(str, years)),
        )
