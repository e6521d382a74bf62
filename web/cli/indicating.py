"""`sivuvirta indicators`: how circular the bank or a flow table is, each value with what it is made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.bank_flows import refuse_empty_year
from web.cli.flow_files import read_table
from web.cli.sentences import said
from web.cli.speech import DONE, SOME_REJECTED, language, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from flows.indicators import Measured, Reading, Report

DEFAULT_BOUNDARY = "satakunta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which indicators of the bank are wanted."""

    year: int | None
    boundary: str
    audience: str
    is_example: bool


@click.command()
@click.argument("flows", metavar="[FLOWS.csv]", required=False, type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(1900, 2200), help="One year; else each stream's latest known year.")
@click.option("--boundary", help="pori, peittoo or satakunta. Of the bank: satakunta; of a file: all but Elsewhere.")
@click.option(
    "--data",
    type=click.Choice(["facts", "examples"]),
    default="facts",
    show_default=True,
    help="What of the bank is counted; the two are never counted together.",
)
@click.option(
    "--audience",
    type=click.Choice(["public", "city"]),
    default="public",
    show_default=True,
    help="Whose eyes the indicators of the bank are made for.",
)
@click.option("--keep-going", is_flag=True, help="Use the good rows of FLOWS.csv and count the bad ones.")
@click.option("--output", type=click.Path(path_type=Path), help="Write everything as JSON instead of printing lines.")
def indicators(
    flows: Path | None,
    year: int | None,
    boundary: str | None,
    data: str,
    audience: str,
    keep_going: bool,  # noqa: FBT001  # click hands a flag over by name
    output: Path | None,
) -> int:
    """Indicators of circularity of the bank, or of FLOWS.csv."""
    if flows is None:
        asked = Asked(
            year=year, boundary=boundary or DEFAULT_BOUNDARY, audience=audience, is_example=data == "examples"
        )
        report, rejected = report_of_bank(asked), 0
    else:
        report, rejected = report_of_file(flows, year, boundary, keep_going=keep_going)
    if output is None:
        for line in lines(report):
            say(line)
    else:
        write(report, output)
    return SOME_REJECTED if rejected else DONE


def report_of_file(file: Path, year: int | None, boundary: str | None, *, keep_going: bool) -> tuple[Report, int]:
    """The indicators of a flow table, and how many of its rows were left out."""
    from flows.indicators import indicators as worked_out
    from flows.selection import REJECTED

    table = read_table(file, keep_going=keep_going, year=year)
    refuse_empty_year(year, table.years())
    return worked_out(table, year=year, boundary_name=boundary), table.left_out.get(REJECTED, 0)


def report_of_bank(asked: Asked) -> Report:
    """The indicators of the bank as the audience may know them."""
    from databank.queries import flow_columns
    from databank.records import Layer
    from flows.indicators import indicators as worked_out
    from flows.table import FlowTable
    from web.cli.exchange import viewer_of
    from web.cli.opening import opened_bank, settings_from_environment
    from web.newly_matched import matched

    viewer, today = viewer_of(asked.audience), datetime.now(UTC).date()
    with opened_bank() as bank, bank.session() as session:
        months = settings_from_environment().stale_months

        def read(years: str | None) -> FlowTable:
            found = flow_columns(
                session,
                viewer,
                is_example=asked.is_example,
                years="latest" if years else None,
                layer=Layer.MASS,
                stale_months=months,
            )
            return FlowTable.from_columns(found)

        past = read(None)
        refuse_empty_year(asked.year, past.years())
        years = {*past.years(), asked.year}
        agreed = matched(session, viewer, is_example=asked.is_example, years=years, today=today)
        table = past if asked.year is not None else read("latest")
    return worked_out(table, year=asked.year, boundary_name=asked.boundary, history=past, matched=agreed)


def lines(report: Report) -> Iterator[str]:
    """One line for each indicator, and under it what is missing and what to know."""
    for reading in report.readings:
        yield f"{reading.definition.titles.in_language(language())}: {value_words(reading)}{made_of(reading)}"
        for sentence in (*reading.measured.missing, *reading.measured.notes):
            yield f"  {said(sentence)}"


def value_words(reading: Reading) -> str:
    """The value with its interval, the range in which it lies, or that it is not known."""
    measured, unit = reading.measured, reading.definition.unit
    if measured.value is not None:
        if not measured.standard_uncertainty:
            return amount(unit, measured.value)
        return _("%(value)s (%(span)s)", value=amount(unit, measured.value), span=span(unit, measured))
    if measured.low is not None:
        return _("between %(span)s", span=span(unit, measured))
    return _("not known")


def span(unit: str, measured: Measured) -> str:
    """The interval of a value."""
    return f"{amount(unit, measured.low or 0.0)} – {amount(unit, measured.high or 0.0)}"


def amount(unit: str, value: float) -> str:
    """A share as a percentage with two decimals, or whole tonnes."""
    return f"{100 * value:.2f} %" if unit == "share" else f"{value:,.0f} t".replace(",", "\u00a0")


def made_of(reading: Reading) -> str:
    """Numerator and denominator, where they are known."""
    found, measured = reading.definition, reading.measured
    parts = [
        f"{amount('t', part.amount_t)} {titles.in_language(language())}"
        for part, titles in ((measured.numerator, found.numerator), (measured.denominator, found.denominator))
        if part is not None and titles is not None
    ]
    return f" = {' / '.join(parts)}" if parts else ""


def write(report: Report, output: Path) -> None:
    """Everything as JSON."""
    from flows.indicators import report_json
    from web.cli.files import write_whole

    write_whole(output, json.dumps(report_json(report, language(), said), ensure_ascii=False, indent=1) + "\n")
    known = sum(reading.measured.value is not None for reading in report.readings)
    say(
        _(
            "%(count)d indicators are written to %(file)s; %(known)d of them have a value.",
            count=len(report.readings),
            file=output,
            known=known,
        )
    )
