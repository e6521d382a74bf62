"""One indicator as its row of the page says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.boundary import boundaries
from flows.indicators import Coverage, Measured, Part, Reading, ReferenceLine, Report, YearValue
from web import numbers
from web.indicators.amounts import amount, span
from web.indicators.chart import Chart, chart
from web.labels import title
from web.language import gettext as _
from web.saying import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everything the template of one indicator needs."""

    id: str
    name: str
    value: str
    is_known: bool
    interval: str
    meaning: str
    formula: str
    numerator: tuple[str, str] | None
    denominator: tuple[str, str] | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    coverage: str
    source: str
    source_url: str
    chart: Chart | None
    chart_words: str
    years: tuple[tuple[str, str], ...]
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One reference line with its source."""

    name: str
    area: str
    year: str
    share: str
    is_target: bool
    is_comparable: bool
    source: str
    url: str
    read_on: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that answer one question."""

    id: str
    name: str
    rows: tuple[Row, ...]


def groups(report: Report) -> Iterator[Group]:
    """The indicators by the question they answer."""
    names = {
        "circle": _("How much goes round"),
        "fate": _("What becomes of side streams"),
        "work": _("What was brought about here"),
        "knowledge": _("How the amounts are known"),
    }
    for group, name in names.items():
        found = [reading for reading in report.readings if reading.definition.group == group]
        yield Group(group, name, tuple(_row(reading) for reading in found))


def _row(reading: Reading) -> Row:
    found, measured = reading.definition, reading.measured
    return Row(
        id=found.id,
        name=title(found.titles),
        value=value_words(found.unit, measured),
        is_known=measured.value is not None,
        interval=interval_words(found.unit, measured),
        meaning=title(found.meaning),
        formula=title(found.formula),
        numerator=_part(measured.numerator, title(found.numerator)),
        denominator=_part(measured.denominator, title(found.denominator) if found.denominator else ""),
        missing=tuple(map(said, measured.missing)),
        notes=tuple(map(said, measured.notes)),
        coverage=coverage_words(reading) if found.group in {"circle", "fate"} else "",
        source=title(found.source),
        source_url=found.source_url,
        chart=None if found.group == "knowledge" else chart(reading),
        chart_words=chart_words(reading),
        years=tuple((str(one.year), year_words(found.unit, one)) for one in reading.trend),
        lines=tuple(map(line_row, reading.lines)),
    )


def value_words(unit: str, measured: Measured) -> str:
    """The value, else the range in which it lies, else nothing."""
    if measured.value is not None:
        return amount(unit, measured.value)
    if measured.low is not None and measured.high is not None:
        return span(unit, measured.low, measured.high)
    return ""


def interval_words(unit: str, measured: Measured) -> str:
    """Between which values the indicator lies in about 95 of 100 cases."""
    if measured.value is None or measured.low is None or measured.high is None or not measured.standard_uncertainty:
        return ""
    return span(unit, measured.low, measured.high)


def year_words(unit: str, one: YearValue) -> str:
    """What is known of one year."""
    if one.value is not None:
        return amount(unit, one.value)
    if one.low is not None and one.high is not None:
        return span(unit, one.low, one.high)
    return _("not known")


def coverage_words(reading: Reading) -> str:
    """How much is known of what the indicator is made of."""
    found: Coverage = reading.coverage
    where = title(boundaries()[reading.boundary].titles)
    shares = {
        "input": None if found.known_input_share is None else amount("share", found.known_input_share),
        "fate": None if found.known_fate_share is None else amount("share", found.known_fate_share),
    }
    if shares["input"] is None:
        return _("%(where)s: no plant gives anything out in this choice.", where=where)
    if shares["fate"] is None:
        return _("%(where)s: input known for %(input)s of the mass given out.", where=where, input=shares["input"])
    return _(
        "%(where)s: input known for %(input)s of the mass given out, fate told for %(fate)s of the side streams.",
        where=where,
        **shares,
    )


def chart_words(reading: Reading) -> str:
    """What a screen reader hears of the line of years."""
    unit = reading.definition.unit
    own = [f"{one.year}: {year_words(unit, one)}" for one in reading.trend]
    others = [f"{title(line.titles)} {line.year}: {amount(unit, line.share)}" for line in reading.lines]
    return _("%(name)s by year. %(values)s.", name=title(reading.definition.titles), values="; ".join([*own, *others]))


def line_row(line: ReferenceLine) -> LineRow:
    """A reference line in words."""
    return LineRow(
        name=title(line.titles),
        area=line.area,
        year=str(line.year),
        share=amount("share", line.share),
        is_target=line.kind == "target",
        is_comparable=line.is_comparable,
        source=title(line.source),
        url=line.url,
        read_on=numbers.day(line.read_on),
        vintage=title(line.vintage),
    )


def _part(part: Part | None, name: str) -> tuple[str, str] | None:
    return (numbers.tonnes(part.amount_t), name) if part is not None else None
