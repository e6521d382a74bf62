"""From records to offers: what is still free of a side stream, in tonnes as shipped."""

from __future__ import annotations

from collections.abc import Sequence

from databank.records import Amount, Basis, Exchange, ExchangeStatus, Organisation, Period, SideStream
from flows.matching.industries import industry_of
from flows.matching.values import Offer
from flows.spans import UNKNOWN, Span

RUNNING = frozenset({ExchangeStatus.AGREED, ExchangeStatus.RUNNING})


def offer_of(
    stream: SideStream,
    owner: Organisation | None = None,
    exchanges: Sequence[Exchange] = (),
    *,
    is_city_owned: bool = False,
) -> Offer:
    """A side stream as an offer; of its tonnes what no running exchange takes yet."""
    amount = latest(stream.amounts)
    return Offer(
        id=stream.id,
        name=stream.name,
        language=stream.language,
        kind=stream.kind,
        is_example=stream.is_example,
        material_class=stream.material_class,
        waste_code=stream.waste_code,
        code_if_waste=stream.code_if_waste,
        legal_status=stream.legal_status,
        hazard=stream.hazard,
        physical_form=stream.physical_form,
        mass_t_per_year=free_of(stream, exchanges),
        is_lasting=amount is None or amount.period is Period.PER_YEAR,
        basis=amount.basis if amount else Basis.AS_SHIPPED,
        moisture_share=Span.of(amount.moisture_share) if amount else UNKNOWN,
        measurements=stream.composition,
        origin=stream.origin,
        industry=industry_of(owner),
        organisation_id=stream.organisation_id,
        organisation_name=stream.organisation_name,
        holding=owner.holding if owner else None,
        site_id=stream.site_id,
        municipality=stream.municipality,
        lat=stream.lat,
        lon=stream.lon,
        available_from=stream.available_from,
        available_until=stream.available_until,
        committed_until=stream.committed_until,
        fate=stream.fate,
        treatment_code=stream.treatment_code,
        amount_method=amount.method if amount else None,
        confirmed_on=stream.confirmed_on or stream.provenance.dated,
        is_city_owned=is_city_owned,
        price_eur_per_t=None if stream.price_eur_per_t is None else float(stream.price_eur_per_t),
    )


def free_of(stream: SideStream, exchanges: Sequence[Exchange]) -> Span:
    """What is free: what the owner says is free, else the latest amount; less what goes to others already."""
    amount = latest(stream.amounts)
    if stream.free_t_per_year is not None:
        held = Span.of(stream.free_t_per_year)
    else:
        held = as_shipped(amount) if amount is not None else UNKNOWN
    for exchange in running(exchanges):
        if exchange.side_stream_id == stream.id:
            held = _left(held, as_shipped(exchange.amount))
    return held


def _left(held: Span, taken: Span) -> Span:
    """What is left; what is taken without a known amount leaves only the upper end certain."""
    low = None if held.low is None or taken.high is None else max(0.0, held.low - taken.high)
    high = None if held.high is None else max(0.0, held.high - (taken.low or 0.0))
    return Span(low, high)


def latest(amounts: Sequence[Amount]) -> Amount | None:
    """The amount of the latest year."""
    return max(amounts, key=lambda one: one.year or 0, default=None)


def as_shipped(amount: Amount) -> Span:
    """The tonnes as shipped: dry tonnes need their moisture, and what is no mass is unknown."""
    mass = Span.of(*amount.ends_t) if amount.ends_t else UNKNOWN
    if amount.basis is Basis.AS_SHIPPED:
        return mass
    if amount.basis is Basis.DRY and amount.moisture_share is not None and amount.moisture_share < 1:
        return mass.times(Span.of(1 / (1 - amount.moisture_share)))
    return UNKNOWN


def running(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """The exchanges that are agreed or run: of several years of one between the same two, the latest."""
    newest: dict[tuple[str | None, ...], Exchange] = {}
    for one in exchanges:
        ends = (one.side_stream_id, one.donor_site_id, one.donor_name, one.receiver_site_id, one.receiver_name)
        known = newest.get(key := (*ends, one.material_class))
        if known is None or (known.amount.year or 0) < (one.amount.year or 0):
            newest[key] = one
    return tuple(one for one in newest.values() if one.status in RUNNING)
