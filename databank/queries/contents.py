"""What side streams hold, for the records that a viewer sees flow."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from databank import records
from databank.access import Viewer, mask_side_stream, shows_record, shows_stream, without_records
from databank.models import Exchange, Flow, Measurement, SideStream, StreamAmount
from databank.queries.streams import whole_streams
from databank.queries.values import side_stream_of
from databank.records import Analysis

MOISTURE = "moisture"
PERCENT = Decimal(100)


def contents(session: Session, viewer: Viewer, parameter: str, *, is_example: bool) -> dict[str, Analysis]:
    """The analyses of one parameter, by the id of the record that flows.

    A side stream's own come first; exchanges and flows that name it hold the same. Only records that a diagram shows
    to the viewer with their names are asked, and only what the viewer may read of a composition is told.

    Parameters
    ----------
    parameter : str
        As in compositions, such as "Zn"; "moisture" is also read from what the amounts say.
    """
    viewer = without_records(viewer)
    query = whole_streams(select(SideStream)).where(
        SideStream.is_example == is_example, shows_stream(viewer), _analysed(parameter)
    )
    streams = (mask_side_stream(viewer, side_stream_of(row)) for row in session.scalars(query))
    found = {stream.id: analysis for stream in streams if (analysis := _analysis(stream, parameter))}
    parts = {part: found[stream] for part, stream in _parts(session, viewer, is_example=is_example) if stream in found}
    return found | parts


def _analysed(parameter: str) -> ColumnElement[bool]:
    measured = SideStream.composition.any(Measurement.parameter == parameter)
    if parameter != MOISTURE:
        return measured
    return or_(measured, SideStream.amounts.any(StreamAmount.moisture_share.is_not(None)))


def _analysis(stream: records.SideStream, parameter: str) -> Analysis | None:
    of = {row.parameter: row for row in reversed(stream.composition)}  # of several the first stands
    moisture = of.get(MOISTURE) or _told_with_amounts(stream)
    measured = moisture if parameter == MOISTURE else of.get(parameter)
    return Analysis(measured=measured, moisture=moisture) if measured else None


def _told_with_amounts(stream: records.SideStream) -> records.Measurement | None:
    """The moisture of the latest amount that tells one."""
    told = [(amount.year or 0, amount.moisture_share) for amount in stream.amounts if amount.moisture_share is not None]
    if not told:
        return None
    share = Decimal(str(max(told)[1])) * PERCENT
    return records.Measurement(parameter=MOISTURE, minimum=None, typical=share, maximum=None, unit="%")


def _parts(session: Session, viewer: Viewer, *, is_example: bool) -> Iterator[tuple[str, str]]:
    """Shown exchanges and flows with the side stream that each names."""
    for table, key in ((Exchange, Exchange.id), (Flow, Flow.record_id)):
        query = (
            select(key, SideStream.id)
            .select_from(table)
            .join(SideStream, table.side_stream_id == SideStream.id)
            .where(table.is_example == is_example, shows_record(viewer, table))
        )
        yield from ((part, stream) for part, stream in session.execute(query))
