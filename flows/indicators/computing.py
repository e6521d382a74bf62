"""All indicators of one table: those of the year that is asked for, and the same of every other year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

from databank.errors import N_, Sentence
from databank.records import Method
from flows.boundary import Boundary, Way, boundary
from flows.indicators import rates
from flows.indicators.accounts import Accounts
from flows.indicators.definitions import Definition, definitions
from flows.indicators.reference_lines import reference_lines
from flows.indicators.values import Coverage, Matched, Measured, Part, Reading, Report, YearValue
from flows.materials import Materials, shipped_materials
from flows.table import FlowTable

RATES: Mapping[str, Callable[[Accounts], Measured]] = {
    "circular_material_use_rate": rates.circular_material_use_rate,
    "input_circularity": rates.input_circularity,
    "output_circularity": rates.output_circularity,
    "finn_cycling_index": rates.finn,
    "self_sufficiency": rates.self_sufficiency,
    "recycling_rate": rates.recycling_rate,
    "recovery_rate": rates.recovery_rate,
    "landfill_diversion": rates.landfill_diversion,
    "unused_potential": rates.unused_potential,
    "share_measured": partial(rates.share_by_method, method=Method.WEIGHED),
    "share_declared": partial(rates.share_by_method, method=Method.RECORDS),
    "share_estimated": partial(rates.share_by_method, method=Method.ESTIMATE),
    "share_register": partial(rates.share_by_method, method=Method.REGISTER),
}
THIN = 0.1
"""A year whose whole is less than this share of that of the year asked for is not compared with it."""
BY_NAME = frozenset(
    {"input_circularity", "output_circularity", "recycling_rate", "recovery_rate", "landfill_diversion"}
)
"""Rates that depend on which materials are side streams, and not products."""
UNKNOWN_WORDS = N_("%(percent)s%% of the side streams have names that the classification does not know.")
MOST_UNKNOWN = 0.5
NEWLY_MATCHED = "newly_matched"
NO_DESK = N_("A table of flows does not tell what was newly agreed.")
NOT_ASKED = N_("What was newly agreed is told of one year at a time.")


def indicators(
    table: FlowTable,
    *,
    year: int | None = None,
    boundary_name: str | None = None,
    history: FlowTable | None = None,
    matched: Mapping[int, Matched] | None = None,
    materials: Materials | None = None,
    only: Collection[str] | None = None,
) -> Report:
    """Work out every indicator, or some of them.

    Parameters
    ----------
    table : FlowTable
        Flows of one data set; only the layer mass counts.
    year : int, optional
        One year; without it each stream stands with its latest known one.
    boundary_name : str, optional
        Which processes are inside; all but `Elsewhere` by default.
    history : FlowTable, optional
        The same flows of all years, for the trend; `table` when it has them.
    matched : mapping, optional
        What was newly agreed in each year, from the data bank.
    only : collection of str, optional
        The ids of the indicators that are asked for; all by default.

    Raises
    ------
    UnknownBoundaryError
        When there is no such boundary.
    """
    known, line = materials or shipped_materials(), boundary(boundary_name)
    years = _Years(known, line)
    accounts = years.accounts(table, year, line)
    past = history or table
    readings = tuple(
        _reading(years, one, (table, year), (past, past.years()), matched or {})
        for one in definitions().values()
        if only is None or one.id in only
    )
    return Report(
        boundary=line.id,
        year=year,
        years=accounts.selection.years,
        basis=accounts.selection.basis,
        is_example=table.is_example,
        readings=readings if matched is not None else tuple(map(_without_desk, readings)),
        records=len(accounts.selection.rows),
        protected_t=accounts.sum_of(accounts.rows.way == Way.PROTECTED),
        rejected_t=accounts.selection.rejected_t,
    )


class _Years:
    """Accounts by year and boundary, each made once."""

    def __init__(self, materials: Materials, line: Boundary) -> None:
        self.materials, self.line = materials, line
        self._made: dict[tuple[int, int | None, str], Accounts] = {}

    def accounts(self, table: FlowTable, year: int | None, line: Boundary) -> Accounts:
        key = (id(table), year, line.id)
        if key not in self._made:
            self._made[key] = Accounts.of(table, line, self.materials, year)
        return self._made[key]


def _reading(
    years: _Years,
    found: Definition,
    asked: tuple[FlowTable, int | None],
    past: tuple[FlowTable, tuple[int, ...]],
    matched: Mapping[int, Matched],
) -> Reading:
    line = boundary(found.boundary) if found.boundary else years.line
    if found.id == NEWLY_MATCHED:
        values = {year: _matched(matched.get(year)) for year in past[1]} | {
            year: _matched(one) for year, one in matched.items()
        }
        measured = values.get(asked[1]) if asked[1] is not None else Measured(missing=(Sentence(NOT_ASKED),))
    else:
        work = RATES[found.id]
        values = {year: work(years.accounts(past[0], year, line)) for year in past[1]}
        measured = work(years.accounts(asked[0], asked[1], line))
    accounts = years.accounts(asked[0], asked[1], line)
    return Reading(
        definition=found,
        boundary=line.id,
        measured=_with_words(measured or _matched(None), found, accounts),
        coverage=Coverage(known_input_share=accounts.known_input_share, known_fate_share=accounts.known_fate_share),
        trend=tuple(_in_year(year, one, measured) for year, one in sorted(values.items())),
        lines=tuple(line for line in reference_lines() if line.indicator == found.id),
    )


def _with_words(measured: Measured, found: Definition, accounts: Accounts) -> Measured:
    """Say of how much only the word is known: of a product under a foreign name nobody tells that it is none.

    Where that is more than half, nobody can tell a rate of side streams: there is no value.
    """
    share = accounts.unknown_words_share
    if found.id not in BY_NAME or not share or (measured.value is None and measured.low is None):
        return measured
    sentence = Sentence(UNKNOWN_WORDS, percent=rates.percent(share))
    if share > MOST_UNKNOWN:
        return Measured(numerator=measured.numerator, denominator=measured.denominator, missing=(sentence,))
    return replace(measured, notes=(*measured.notes, sentence))


def _in_year(year: int, one: Measured, asked: Measured | None) -> YearValue:
    """A year of the trend. A year of which little is on record has no value beside one of which much is."""
    whole = asked.denominator.amount_t if asked and asked.denominator else 0.0
    if one.denominator is not None and one.denominator.amount_t < THIN * whole:
        return YearValue(year, None)
    return YearValue(year, one.value, one.low, one.high)


def _matched(found: Matched | None) -> Measured:
    if found is None:
        return Measured(missing=(Sentence(N_("Nothing was agreed here in that year.")),))
    if found.mass_t is None:
        return Measured(missing=(found.missing,) if found.missing else ())
    return Measured(value=found.mass_t, numerator=Part(amount_t=found.mass_t, standard_uncertainty_t=0.0))


def _without_desk(reading: Reading) -> Reading:
    """A table of a file knows of no agreements."""
    if reading.definition.id != NEWLY_MATCHED:
        return reading
    return replace(reading, measured=Measured(missing=(Sentence(NO_DESK),)), trend=())
