"""How one amount is written: exactly as its source has it, with its unit, year, basis and range."""

from __future__ import annotations

from databank.records import Amount, AmountStatus, Basis, Method, Period
from web.catalogue.words import unit_label
from web.labels import label
from web.language import gettext as _
from web.numbers import NBSP, Number, number, per_year

DASH = "\u2013"


def range_text(low: Number | None, high: Number | None) -> str:
    """Low to high with a dash; one open end is said in words."""
    if low is None:
        return _("at most %(amount)s", amount=number(high))
    if high is None:
        return _("at least %(amount)s", amount=number(low))
    return f"{number(low)}{DASH}{number(high)}"


def has_range(amount: Amount) -> bool:
    """Whether a least or a greatest amount is stated."""
    return amount.low is not None or amount.high is not None


def unit_of(amount: Amount, *, rate: bool) -> str:
    """The unit, per year where a `rate` is meant and not what arose in one year."""
    unit = unit_label(amount.unit)
    return per_year(unit) if rate and amount.period is Period.PER_YEAR else unit


def amount_text(amount: Amount | None, *, rate: bool) -> str:
    """The amount with its unit: 4 200 t/v, a range or in words that it is not known.

    `rate` is for what is offered or needed; a fact of the past is an amount in its year.
    """
    if amount is None or (amount.value is None and not has_range(amount)):
        return _("Amount not known")
    figure = number(amount.value) if amount.value is not None else range_text(amount.low, amount.high)
    return f"{figure}{NBSP}{unit_of(amount, rate=rate)}"


def detail_text(amount: Amount | None) -> str:
    """What stands beside the amount: range, year, basis, period and whether it is under review."""
    if amount is None:
        return ""
    spread = range_text(amount.low, amount.high) if amount.value is not None and has_range(amount) else ""
    parts = [
        spread,
        _("public band") if amount.band else "",
        _("in %(year)s", year=amount.year) if amount.year else "",
        "" if amount.period is Period.PER_YEAR else label(amount.period),
        label(amount.basis),
        status_text(amount),
    ]
    return " · ".join(part for part in parts if part)


def range_cell(amount: Amount) -> str:
    """The range for a table, empty where none is stated."""
    return range_text(amount.low, amount.high) if has_range(amount) else ""


def unit_cell(amount: Amount) -> str:
    """The unit for a table, with the period where it is not a year."""
    unit = unit_label(amount.unit)
    return unit if amount.period is Period.PER_YEAR else f"{unit}, {label(amount.period)}"


def status_text(amount: Amount) -> str:
    """Why an amount is in no sum; nothing for one that is."""
    words = {
        AmountStatus.UNDER_REVIEW: _("under review"),
        AmountStatus.CONFLICTING: _("sources differ"),
        AmountStatus.DOUBLE_COUNT: _("counted in another record"),
    }
    return words.get(amount.status, "")


def series_title(amount: Amount) -> str:
    """Unit and basis of a yearly series."""
    return _("Amount by year, %(unit)s, %(basis)s", unit=unit_label(amount.unit), basis=label(amount.basis))


def quality_of(amount: Amount | None) -> tuple[int, str]:
    """Dots and word: measured, reported or estimated, by how the amount was found out."""
    if amount is None:
        return 0, _("no amount")
    dots = {Method.WEIGHED: 3, Method.RECORDS: 2, Method.REGISTER: 2, Method.ESTIMATE: 1}
    return dots[amount.method], label(amount.method)


def counts_as_mass(amount: Amount | None) -> bool:
    """Whether the amount is tonnes that flow, so that it may stand on the common scale of a list."""
    return (
        amount is not None
        and amount.unit == "t"
        and amount.basis is Basis.AS_SHIPPED
        and amount.status is AmountStatus.CONFIRMED
    )
