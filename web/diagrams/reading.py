"""Flow tables for pictures: one data set as the viewer sees it, in the state that is asked for, remembered."""

from __future__ import annotations

from databank import flow_versions, queries
from databank.records import Layer
from flows.system.layers import content_layer, dry_contents, substance_contents, substance_layer
from flows.system.scenarios import TODAY, Scenario, applied
from flows.table import FlowTable
from web import house
from web.auth import current_viewer
from web.house import Session, bank

EVERY_YEAR = 0
DRY, MOISTURE = "dry", "moisture"


def table_of(
    session: Session,
    *,
    is_example: bool,
    year: int | None = None,
    layer: str | None = None,
    scenario: Scenario = TODAY,
    content: str = "",
) -> FlowTable:
    """The flows of one data set, of a year, of every year or of each stream's latest, in one state of the system.

    With `content` the flows count what they hold: dry matter, or a substance that analyses tell.
    """
    viewer = current_viewer()

    def read() -> FlowTable:
        found = queries.flow_columns(
            session,
            viewer,
            is_example=is_example,
            years="latest" if year is None else None if year == EVERY_YEAR else [year],
            layer=layer,
            planned=scenario.counts_planned,
            **house.ages(),
        )
        return FlowTable.from_columns(found)

    key = ("flows", viewer, is_example, year, layer, scenario.counts_planned, *house.ages().values())
    table = bank().remembered(session, key, read)
    table = table if scenario == TODAY else applied(table, scenario)
    return held(session, table, content) if content else table


def held(session: Session, table: FlowTable, content: str) -> FlowTable:
    """The tonnes of dry matter or of a substance in the flows; what nobody analysed is left out and counted."""
    parameter = MOISTURE if content == DRY else content
    analyses = queries.contents(session, current_viewer(), parameter, is_example=table.is_example)
    contents = dry_contents(analyses) if content == DRY else substance_contents(analyses)
    return content_layer(table, contents, layer_of(content))


def layer_of(content: str) -> str:
    """The layer that a content is counted in."""
    return str(Layer.DRY_MASS) if content == DRY else substance_layer(content)


def years_of(session: Session, *, is_example: bool) -> list[int]:
    """The years that one data set has flows of."""
    viewer = current_viewer()
    key = ("flow years", viewer, is_example, *house.ages().values())
    return bank().remembered(session, key, lambda: queries.flow_years(session, viewer, is_example, **house.ages()))


def reconciled(session: Session, table: FlowTable, *, layer: str) -> tuple[FlowTable, int]:
    """The table with the values of the accepted versions, and the number of rows that have changed since."""
    from flows.reconciliation.applying import with_versions

    viewer = current_viewer()
    found = [
        flow_versions.standing_version(session, viewer, is_example=table.is_example, year=year, layer=layer)
        for year in table.years()
    ]
    done = with_versions(table, [version for version in found if version is not None])
    return done.table, done.changed


def has_version(session: Session, *, is_example: bool, layer: str) -> bool:
    """Whether the viewer's pictures may use reconciled values of a data set."""
    return bool(flow_versions.standing_years(session, current_viewer(), is_example=is_example, layer=layer))
