"""From the data bank to the indicators: the flows of every year, and what was newly agreed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from databank import queries
from flows.table import FlowTable
from web import house
from web.auth import current_viewer
from web.house import Session, bank
from web.newly_matched import matched

if TYPE_CHECKING:
    from flows.indicators import Report

LAYER = "mass"


def years_of(session: Session, *, is_example: bool) -> list[int]:
    """The years in which mass flows, the first one first."""
    return list(history(session, is_example=is_example).years())


def report_of(session: Session, *, is_example: bool, year: int | None, boundary: str) -> Report:
    """Every indicator as the present viewer may know it, worked out of the rows that they see."""
    from flows.indicators import indicators

    past = history(session, is_example=is_example)
    table = past if year is not None else table_of(session, is_example=is_example, latest=True)
    return indicators(
        table,
        year=year,
        boundary_name=boundary,
        history=past,
        matched=matched(
            session, current_viewer(), is_example=is_example, years={*past.years(), year}, today=house.today()
        ),
    )


def history(session: Session, *, is_example: bool) -> FlowTable:
    """The flows of every year."""
    return table_of(session, is_example=is_example, latest=False)


def table_of(session: Session, *, is_example: bool, latest: bool) -> FlowTable:
    """The flows of every year, or of each stream's latest known one."""
    viewer = current_viewer()

    def read() -> FlowTable:
        found = queries.flow_columns(
            session,
            viewer,
            is_example=is_example,
            years="latest" if latest else None,
            layer=LAYER,
            **house.ages(),
        )
        return FlowTable.from_columns(found)

    key = ("indicator flows", viewer, is_example, latest, *house.ages().values())
    return bank().remembered(session, key, read)
