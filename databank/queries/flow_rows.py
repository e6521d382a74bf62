"""The derived flow table as one statement.

Each side stream gives its year's amount to its present fate. An exchange or a flow that names the stream is a row of
its own, and the fate keeps the remainder. A part is counted apart only if it is at least as visible as its stream:
what a viewer may not see stays inside the stream, so that no difference tells it.

The tonnes that were reported of an exchange in a year replace what was agreed for that year.

Every row carries a reason: NULL when it flows, else why it is in no sum. `rank` is SHOWN or MASKED.

When planned rows are asked for too, what is planned or in reserve flows as if it ran now, and its kind says so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from databank.access import consented, shows_record, shows_stream
from databank.amounts import VOLUME_UNITS
from databank.models import Delivery, Exchange, Flow, SideStream, Site, StreamAmount
from databank.models.parts import Measured
from databank.processes import ELSEWHERE, FATE_TARGETS, OUTSIDE_MARK
from databank.queries.ageing import is_stale
from databank.queries.flow_asked import (
    EVERY,
    IN_SUMS,
    MASKED,
    NOT_YET,
    NUMBERS,
    PLANNED,
    SHOWN,
    UNSEEN,
    Asked,
)
from databank.queries.flow_remainders import counted_parts, fates, latest
from databank.records import (
    AmountStatus,
    Basis,
    Fate,
    Layer,
    LeftOut,
    Period,
    RealStatus,
    RecordKind,
    RecordStatus,
)


@lru_cache(maxsize=64)
def flow_rows(asked: Asked) -> Select[*tuple[Any, ...]]:
    """Every row with its rank, organisation and reason. Building the statement takes longer than running it."""
    streams = latest(asked, _streams(asked).cte("all_streams"), "streams")
    parts = counted_parts(asked, streams, _parts(asked).cte("all_parts"))
    rows = union_all(fates(streams, parts), select(*(parts.c[name] for name in EVERY))).subquery()
    return select(*(cast(rows.c[name], Double).label(name) if name in NUMBERS else rows.c[name] for name in EVERY))


# --- side streams ------------------------------------------------------------------------------------------------


def _streams(asked: Asked) -> Select[*tuple[Any, ...]]:
    """The amounts of side streams, each with its reason."""
    query = (
        select(
            StreamAmount.year.label("year"),
            func.coalesce(SideStream.site_id, "organisation:" + SideStream.organisation_id).label("source"),
            case(*((SideStream.fate == fate, target) for fate, target in FATE_TARGETS.items())).label("target"),
            SideStream.material_class.label("material"),
            _text(StreamAmount.layer).label("layer"),
            StreamAmount.layer_amount.label("amount"),
            StreamAmount.layer_uncertainty.label("standard_uncertainty"),
            _text(StreamAmount.basis).label("basis"),
            func.coalesce(SideStream.treatment_code, "").label("treatment_code"),
            _text(StreamAmount.method).label("method"),
            _text(SideStream.origin).label("origin"),
            _kind(asked, "fate", _is_planned_stream()).label("kind"),
            SideStream.id.label("record_id"),
            SideStream.id.label("stream_id"),
            SideStream.organisation_id.label("organisation_id"),
            _rank(shows_stream(asked.viewer), SideStream).label("rank"),
            _stream_reason(asked).label("reason"),
        )
        .join(StreamAmount, StreamAmount.side_stream_id == SideStream.id)
        .where(SideStream.is_example == asked.is_example, SideStream.status.in_(IN_SUMS))
        .where(_rank(shows_stream(asked.viewer), SideStream) > UNSEEN)
    )
    return query.where(*_of_years(asked, StreamAmount.year))


def _rank(shown: ColumnElement[bool], table: type[SideStream | Exchange | Flow]) -> ColumnElement[int]:
    return case((shown, SHOWN), (consented(table), MASKED), else_=UNSEEN)


def _mother_rank(asked: Asked) -> ColumnElement[int]:
    """The rank of the stream that a part names, whatever years are asked for: else two answers would tell the part."""
    has_amounts = SideStream.amounts.any()
    return case((has_amounts, _rank(shows_stream(asked.viewer), SideStream)), else_=UNSEEN)


def _text(column: Any) -> ColumnElement[str]:
    return type_coerce(column, String)


def _of_years(asked: Asked, column: Any) -> list[ColumnElement[bool]]:
    return [] if asked.years is None else [column.in_(asked.years)]


def _stream_reason(asked: Asked) -> ColumnElement[str | None]:
    shown = shows_stream(asked.viewer)
    return case(
        (
            _not_counted(asked, SideStream.kind == RecordKind.PLANNED, _counts(StreamAmount, shown)),
            LeftOut.PLANNED.value,
        ),
        *_real_reasons(asked, SideStream, _counts(StreamAmount, shown)),
        (or_(SideStream.status == RecordStatus.EXPIRED, is_stale(asked.stale_before)), LeftOut.STALE.value),
        *_amount_reasons(StreamAmount),
        else_=null(),
    )


def _real_reasons(asked: Asked, table: Any, counts: ColumnElement[bool]) -> list[tuple[ColumnElement[bool], str]]:
    """Only what exists flows; what has ended flowed in its own years and is no present flow."""
    gone = [RealStatus.CANCELLED, RealStatus.LAPSED, *([RealStatus.ENDED] if asked.latest else [])]
    return [
        (_not_counted(asked, table.real_status.in_(NOT_YET), counts), LeftOut.PLANNED.value),
        (table.real_status.in_(gone), LeftOut.NOT_REAL.value),
    ]


def _not_counted(asked: Asked, is_planned: ColumnElement[bool], counts: ColumnElement[bool]) -> ColumnElement[bool]:
    """Planned rows, unless they are asked for and count as a plan."""
    return and_(is_planned, not_(counts)) if asked.planned else is_planned


def _counts(measured: type[Measured], shown: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a plan is a flow of a year: a batch for a whole contract is none.

    What is only in sums stays out in every case: the difference of a sum with plans and one without would tell it.
    """
    return and_(shown, measured.period != Period.BATCH)


def _kind(asked: Asked, rule: str, is_planned: ColumnElement[bool]) -> ColumnElement[str]:
    """Which rule gave the row; what is only planned says that instead."""
    return case((is_planned, PLANNED), else_=rule) if asked.planned else literal(rule)


def _is_planned_stream() -> ColumnElement[bool]:
    return or_(SideStream.kind == RecordKind.PLANNED, SideStream.real_status.in_(NOT_YET))


def _amount_reasons(table: type[Measured]) -> list[tuple[ColumnElement[bool], str]]:
    statuses = {
        AmountStatus.UNDER_REVIEW: LeftOut.UNDER_REVIEW,
        AmountStatus.CONFLICTING: LeftOut.CONFLICTING,
        AmountStatus.DOUBLE_COUNT: LeftOut.DOUBLE_COUNT,
    }
    stated = or_(table.amount.is_not(None), and_(table.amount_min.is_not(None), table.amount_max.is_not(None)))
    volume = and_(table.unit.in_(VOLUME_UNITS), stated)
    return [
        *((table.amount_status == status, reason.value) for status, reason in statuses.items()),
        (table.basis.not_in([Basis.AS_SHIPPED, Basis.ENERGY]), LeftOut.OTHER_BASIS.value),
        (table.period == Period.STOCK, LeftOut.STOCK_NOT_FLOW.value),
        (and_(volume, table.layer_amount.is_(None)), LeftOut.NOT_CONVERTED.value),
        (or_(table.layer_amount.is_(None), table.year.is_(None)), LeftOut.UNKNOWN_AMOUNT.value),
    ]


# --- exchanges and flows -----------------------------------------------------------------------------------------


def _parts(asked: Asked) -> Select[*tuple[Any, ...]]:
    rows = union_all(_exchanges(asked), _flows(asked)).subquery()
    return select(rows).where(rows.c.rank > UNSEEN, *_of_years(asked, rows.c.year))


def _exchanges(asked: Asked) -> Select[*tuple[Any, ...]]:
    """Exchanges from site to site, or to what is known of the receiver: as agreed, and as reported year by year."""
    donor = Site.__table__.alias("donor")
    years, is_reported = _exchange_years(), Delivery.exchange_id.is_not(None)
    return (
        select(
            years.c.year.label("year"),
            func.coalesce(Exchange.donor_site_id, SideStream.site_id, ELSEWHERE).label("source"),
            _receiver().label("target"),
            Exchange.material_class.label("material"),
            case((is_reported, Layer.MASS.value), else_=_text(Exchange.layer)).label("layer"),
            func.coalesce(Delivery.mass_t, Exchange.layer_amount).label("amount"),
            case((~is_reported, Exchange.layer_uncertainty)).label("standard_uncertainty"),
            case((is_reported, Basis.AS_SHIPPED.value), else_=_text(Exchange.basis)).label("basis"),
            func.coalesce(Exchange.treatment_code, "").label("treatment_code"),
            func.coalesce(_text(Delivery.method), _text(Exchange.method)).label("method"),
            func.coalesce(_text(SideStream.origin), "").label("origin"),
            _kind(asked, "exchange", Exchange.real_status.in_(NOT_YET)).label("kind"),
            Exchange.id.label("record_id"),
            Exchange.side_stream_id.label("stream_id"),
            _mother_rank(asked).label("mother_rank"),
            func.coalesce(SideStream.organisation_id, donor.c.organisation_id).label("organisation_id"),
            _rank(shows_record(asked.viewer, Exchange), Exchange).label("rank"),
            case(
                *_real_reasons(asked, Exchange, _counts(Exchange, shows_record(asked.viewer, Exchange))),
                (is_reported, null()),
                *_amount_reasons(Exchange),
                else_=null(),
            ).label("reason"),
        )
        .select_from(Exchange)
        .join(years, years.c.id == Exchange.id)
        .outerjoin(Delivery, and_(_stands(), Delivery.exchange_id == years.c.id, Delivery.year == years.c.year))
        .outerjoin(SideStream, Exchange.side_stream_id == SideStream.id)
        .outerjoin(donor, Exchange.donor_site_id == donor.c.id)
        .where(Exchange.is_example == asked.is_example)
    )


def _exchange_years() -> Subquery:
    """The year of each exchange, and every other one of which tonnes were reported."""
    agreed = select(Exchange.id.label("id"), Exchange.year.label("year"))
    return union(agreed, select(Delivery.exchange_id, Delivery.year).where(_stands())).subquery("exchange_years")


def _stands() -> ColumnElement[bool]:
    """Whether a report was not corrected since."""
    return Delivery.superseded_at.is_(None)


def _receiver() -> ColumnElement[str]:
    return case(
        (Exchange.receiver_site_id.is_not(None), Exchange.receiver_site_id),
        (Exchange.receiver_name.startswith(OUTSIDE_MARK, autoescape=True), ELSEWHERE),
        (Exchange.treatment_code == "R1", FATE_TARGETS[Fate.ENERGY]),
        (Exchange.treatment_code.startswith("D"), FATE_TARGETS[Fate.DISPOSAL]),
        else_=FATE_TARGETS[Fate.USED],
    )


def _flows(asked: Asked) -> Select[*tuple[Any, ...]]:
    """Flows as they were reported."""
    source, target = Site.__table__.alias("source_site"), Site.__table__.alias("target_site")
    return (
        select(
            Flow.year.label("year"),
            Flow.source.label("source"),
            Flow.target.label("target"),
            Flow.material.label("material"),
            _text(Flow.layer).label("layer"),
            Flow.mass_t.label("amount"),
            Flow.standard_uncertainty_t.label("standard_uncertainty"),
            _text(Flow.basis).label("basis"),
            func.coalesce(Flow.treatment_code, "").label("treatment_code"),
            _text(Flow.method).label("method"),
            func.coalesce(_text(SideStream.origin), "").label("origin"),
            literal("flow").label("kind"),
            Flow.record_id.label("record_id"),
            Flow.side_stream_id.label("stream_id"),
            _mother_rank(asked).label("mother_rank"),
            func.coalesce(SideStream.organisation_id, source.c.organisation_id, target.c.organisation_id).label(
                "organisation_id"
            ),
            _rank(shows_record(asked.viewer, Flow), Flow).label("rank"),
            case((Flow.mass_t.is_(None), LeftOut.UNKNOWN_AMOUNT.value), else_=null()).label("reason"),
        )
        .select_from(Flow)
        .outerjoin(SideStream, Flow.side_stream_id == SideStream.id)
        .outerjoin(source, Flow.source == source.c.id)
        .outerjoin(target, Flow.target == target.c.id)
        .where(Flow.is_example == asked.is_example)
    )
