"""Numbers of the page of uses: each with its unit, time, region, source and what is rough about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taxonomy.economics import Price, PriceKind, WasteTax
from taxonomy.figures import Origin
from web.classification.use_facts import Tax, UseFacts
from web.classification.use_words import (
    SourceLink,
    capitalised,
    marks_of,
    region_title,
    source_link,
    unit_words,
    year_text,
)
from web.labels import N_, title, waste_code
from web.language import gettext
from web.language import gettext as _
from web.numbers import NBSP, day, number

PRICE_KINDS: dict[PriceKind, str] = {
    "gate_fee": N_("Gate fee"),
    "waste_tax": N_("Waste tax"),
    "price": N_("Price"),
    "price_change": N_("Change of price"),
    "treatment_cost": N_("Cost of treatment"),
    "cost_share": N_("Share of cost"),
    "threshold": N_("Threshold"),
    "vat_rate": N_("Rate of value added tax"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, in words."""

    name: str
    note: str
    value: str
    unit: str
    year: str
    region: str
    marks: tuple[str, ...]
    source: SourceLink


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The waste tax of some codes today, and what changes."""

    codes: str
    now: str
    reason: str
    changes: tuple[str, ...]
    source: SourceLink | None


def densities(facts: UseFacts, today: date) -> list[Figure]:
    """Bulk densities by form."""
    return [
        _figure(capitalised(one.form_titles), _spread(one.low, one.typical, one.high), "t/m3", one.origin, today)
        for one in facts.densities
    ]


def prices(facts: UseFacts, today: date) -> list[Figure]:
    """Gate fees and prices, each with its region: hints, most of them from elsewhere."""
    return [_price(one, today) for one in facts.prices]


def avoided(facts: UseFacts, today: date) -> list[Figure]:
    """The emission factors of what the uses replace."""
    return list(_avoided(facts, today))


def taxes(facts: UseFacts) -> list[TaxLine]:
    """Waste tax by code: today, and from which day it changes."""
    return [_tax_line(one) for one in facts.taxes]


def _figure(
    name: str, value: str, unit: str, origin: Origin, today: date, *, note: str = "", more: Iterable[str] = ()
) -> Figure:
    return Figure(
        name=name,
        note=note,
        value=value,
        unit=unit_words(unit),
        year=year_text(origin),
        region=region_title(origin),
        marks=(*more, *marks_of(origin, today)),
        source=source_link(origin.source),
    )


def _price(one: Price, today: date) -> Figure:
    vat = {"included": _("with VAT"), "excluded": _("without VAT")}.get(one.vat, "")
    note = " · ".join(part for part in (gettext(PRICE_KINDS[one.kind]), vat) if part)
    return _figure(title(one.titles), _spread(one.low, None, one.high), one.unit, one.origin, today, note=note)


def _avoided(facts: UseFacts, today: date) -> Iterator[Figure]:
    for one, uses in facts.avoided:
        note = "; ".join(dict.fromkeys(title(use.replaces) for use in uses))
        more = [_("stands in for a similar material")] if one.stands_in else []
        more += [_("weak source")] if one.factor.is_weak else []
        value, factor = number(one.factor.value), one.factor
        yield _figure(title(factor.titles), value, factor.unit, factor.origin, today, note=note, more=more)


def _spread(low: Decimal, typical: Decimal | None, high: Decimal) -> str:
    """Low to high, with the typical value where the source has one."""
    if low == high:
        return number(low)
    span = f"{number(low)}\u2013{number(high)}"
    return span if typical is None else _("%(span)s, typically %(value)s", span=span, value=number(typical))


def _tax_line(one: Tax) -> TaxLine:
    codes = ", ".join(waste_code(code) for code in one.codes)
    if one.now is None:
        unknown = _("The tax table of this day was not read.")
        return TaxLine(codes=codes, now="\u2013", reason=unknown, changes=(), source=None)
    return TaxLine(
        codes=codes,
        now=euros(one.now.eur_per_t),
        reason=title(one.now.titles),
        changes=tuple(_change(later) for later in one.later),
        source=source_link(one.now.source),
    )


def _change(later: WasteTax) -> str:
    return _("From %(day)s: %(amount)s", day=day(later.valid_from), amount=euros(later.eur_per_t))


def euros(value: Decimal) -> str:
    """Euros a tonne."""
    return f"{number(value)}{NBSP}€/t"
