"""What is spared where a tonne no longer goes where it goes today: the fee at the gate and the waste tax."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from databank.errors import N_, Sentence, Term
from databank.records import Fate
from flows.economics.carrying import line
from flows.economics.figures import Figure, Figures, vat_rate
from flows.economics.telling import rounded, spread
from flows.economics.values import Line
from flows.matching.values import Offer
from flows.spans import UNKNOWN, ZERO, Span
from taxonomy.codes import Titles, UnknownCodeError
from taxonomy.economics import WasteTax, prices, waste_tax_on
from taxonomy.fates import fate_titles
from taxonomy.figures import Origin

LANDFILL = frozenset({"D1", "D2", "D3", "D4", "D5", "D12"})
"""Operations that put waste into or onto the ground for good."""
ELSEWHERE_DISPOSED = frozenset({"D6", "D7", "D10", "D11"})
"""Disposal that is no landfill."""
TAKEN_OVER = frozenset({Fate.USED, Fate.ENERGY, Fate.RECOVERY_UNSPECIFIED})
PAID_AT_A_GATE = frozenset({Fate.DISPOSAL, Fate.ENERGY})


def tax_line(offer: Offer, day: date) -> Line:
    """The waste tax that a tonne bears today and would not bear any more."""
    tax = _tax(offer.code, day)
    if _is_no_landfill(offer):
        told = Sentence(N_("It goes to no landfill today, so that no waste tax is spared."))
        return Line(id="waste_tax", per_t=ZERO, told=told)
    if _where(offer) is None:
        told = Sentence(N_("Whether it goes to a landfill today is not known, so that the waste tax is not known."))
        return Line(id="waste_tax", per_t=UNKNOWN, told=told)
    if offer.code is None:
        told = Sentence(N_("The waste tax depends on the waste code, which is not known."))
        return Line(id="waste_tax", per_t=UNKNOWN, told=told)
    if tax is None:
        told = Sentence(N_("The tax table of %(day)s was not read for this waste code."), day=day)
        return Line(id="waste_tax", per_t=UNKNOWN, told=told)
    return _taxed(offer, tax)


def _taxed(offer: Offer, tax: WasteTax) -> Line:
    rate = float(tax.eur_per_t)
    per_t, sure = Span.of(rate), offer.treatment_code in LANDFILL or not rate
    if sure:
        told = Sentence(
            N_("%(reason)s Rate: %(rate)s EUR/t since %(day)s."),
            reason=Term(tax.titles),
            rate=rounded(rate),
            day=tax.valid_from,
        )
    else:
        per_t = Span(0.0, rate)
        told = Sentence(
            N_(
                "%(reason)s Rate: %(rate)s EUR/t since %(day)s. Which disposal it goes to is not said: only a landfill "
                "is taxed."
            ),
            reason=Term(tax.titles),
            rate=rounded(rate),
            day=tax.valid_from,
        )
    return Line(id="waste_tax", per_t=per_t, told=told, origins=(_origin(tax),))


def _origin(tax: WasteTax) -> Origin:
    year = tax.valid_from.year
    return Origin(year=year, period=str(year), year_is_stated=True, region="FI", basis="published", source=tax.source)


def _is_no_landfill(offer: Offer) -> bool:
    if offer.treatment_code:
        return offer.treatment_code.startswith("R") or offer.treatment_code in ELSEWHERE_DISPOSED
    return offer.fate in TAKEN_OVER


def _where(offer: Offer) -> str | None:
    """What is known of its way to a landfill: the operation, or only that it is disposed of."""
    if offer.treatment_code in LANDFILL:
        return offer.treatment_code
    bare = offer.treatment_code in {None, "", "D"}
    return "D" if bare and (offer.fate is Fate.DISPOSAL or offer.treatment_code == "D") else None


def _tax(code: str | None, day: date) -> WasteTax | None:
    try:
        return waste_tax_on(code, day) if code else None
    except UnknownCodeError:
        return None


def fee_line(offer: Offer, figures: Figures, tax: Line, day: date) -> Line:
    """The fee that is paid for a tonne today and would be paid no more.

    A price list rarely says whether the waste tax is in its fees: what is spared beside the tax lies between the fee
    without it and the whole fee.
    """
    if not (offer.fate in PAID_AT_A_GATE or offer.treatment_code in LANDFILL):
        told = Sentence(
            N_("What is paid today is not known. Where it goes today: %(fate)s."),
            fate=Term(_fate_titles(offer.fate)),
        )
        return Line(id="gate_fee", per_t=UNKNOWN, told=told)
    fees = figures.fees(offer.material_class, offer.code)
    if not fees:
        told = Sentence(N_("No gate fee is known for this material."))
        return Line(id="gate_fee", per_t=UNKNOWN, told=told)
    spans = [_net(one, _most_tax(tax, day)) for one in fees]
    per_t = Span(min(low for low, _ in spans), max(high for _, high in spans))
    if fees[0].is_set_here:
        told = Sentence(N_("Gate fee, without value added tax and waste tax: %(fee)s EUR/t."), fee=spread(per_t))
    else:
        told = Sentence(
            N_(
                "Gate fees of other regions, without value added tax: %(fee)s EUR/t. Whether they hold the waste tax "
                "is not said: the lower end is without it."
            ),
            fee=spread(per_t),
        )
    return line("gate_fee", per_t, told, fees)


def _most_tax(tax: Line, day: date) -> float:
    """The most that a fee may hold of the waste tax; the full rate where nobody knows whether it is charged."""
    return _full_rate(day) if tax.per_t.high is None else tax.per_t.high


def _full_rate(day: date) -> float:
    rates = [one.low for one in prices(kind="waste_tax") if one.origin.year <= day.year]
    return float(rates[0]) if rates else 0.0


def disposal(fees: Iterable[Figure], day: date) -> Span:
    """What it costs to dispose of a tonne at such fees, without value added tax.

    Nobody knows whether the waste tax comes on top of them: the upper end bears all of it.
    """
    spans = [_net(one, 0.0) for one in fees]
    return Span(min(low for low, _ in spans), max(high for _, high in spans) + _full_rate(day)) if spans else UNKNOWN


def _net(fee: Figure, tax: float) -> tuple[float, float]:
    """A fee without value added tax; its lower end without the waste tax too."""
    low, high = fee.span.low or 0.0, fee.span.high or 0.0
    if fee.is_set_here:
        return low, high
    if fee.vat == "included" and fee.origin is not None:
        rate = 1 + float(vat_rate(fee.origin.year))
        low, high = low / rate, high / rate
    return max(0.0, low - tax), high


def _fate_titles(fate: Fate) -> Titles:
    return fate_titles(fate.value)
