"""Indicators against published and hand-made cases, and their uncertainty against simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.boundary import boundary
from flows.errors import IndicatorDataError, UnknownIndicatorError
from flows.indicators import (
    Matched,
    Measured,
    Report,
    definition,
    definitions,
    finn_cycling_index,
    indicators,
    read_reference_lines,
    reference_lines,
    report_rows,
)
from flows.indicators.accounts import Accounts
from flows.indicators.computing import NEWLY_MATCHED, RATES
from flows.indicators.definitions import parse_definitions
from flows.indicators.reference_lines import COLUMNS
from flows.table import Categorical, FlowTable
from tests.flow_tables import MATERIALS, flow, foundry_town, site, table_of

OUT, PLANTS, DETRITUS, BACTERIA, FEEDERS, CARNIVORES = -1, 0, 1, 2, 3, 4
# Cone Spring (Tilly 1968 as in Ulanowicz 1986), kcal a square metre and year: from, to, amount
CONE_SPRING = (
    (OUT, PLANTS, 11184), (OUT, DETRITUS, 635), (PLANTS, DETRITUS, 8881), (DETRITUS, BACTERIA, 5205),
    (DETRITUS, FEEDERS, 2309), (BACTERIA, DETRITUS, 1600), (BACTERIA, FEEDERS, 75), (FEEDERS, DETRITUS, 200),
    (FEEDERS, CARNIVORES, 370), (CARNIVORES, DETRITUS, 167), (PLANTS, OUT, 300), (DETRITUS, OUT, 860),
    (BACTERIA, OUT, 255), (PLANTS, OUT, 2003), (DETRITUS, OUT, 3109), (BACTERIA, OUT, 3275),
    (FEEDERS, OUT, 1814), (CARNIVORES, OUT, 203),
)  # fmt: skip
MONTE_CARLO = 4000


def reading_of(report: Report, name: str) -> Measured:
    return next(one.measured for one in report.readings if one.definition.id == name)


def worked(table: FlowTable, name: str, boundary_name: str | None = None, **asked: int | None) -> Measured:
    return reading_of(indicators(table, boundary_name=boundary_name, materials=MATERIALS, **asked), name)  # type: ignore[arg-type]


# --- Finn's cycling index ----------------------------------------------------------------------------------------


def cone_spring() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    source, target, amounts = (np.array(column) for column in zip(*CONE_SPRING, strict=True))
    return source, target, amounts.astype(float)


def test_cone_spring_has_the_published_index_and_throughflow() -> None:
    found = finn_cycling_index(*cone_spring(), 5)
    assert found.throughflow_t == 30_626
    assert found.index == pytest.approx(0.0919, abs=5e-5)


def test_the_derivatives_of_the_index_are_those_of_small_changes() -> None:
    source, target, amounts = cone_spring()
    amounts[3] += 40  # nothing balances any more, so that no process is on the kink between in and out
    amounts[9] += 25
    found = finn_cycling_index(source, target, amounts, 5)
    for place, amount in enumerate(amounts):
        step = 1e-5 * amount
        up, down = amounts.copy(), amounts.copy()
        up[place] += step
        down[place] -= step
        above, below = (finn_cycling_index(source, target, one, 5).index for one in (up, down))
        assert above is not None
        assert below is not None
        assert found.derivatives[place] == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-9)


def dense_index(source: np.ndarray, target: np.ndarray, amounts: np.ndarray, count: int) -> float:
    flows = np.zeros((count, count))
    given, taken = np.zeros(count), np.zeros(count)
    for tail, head, amount in zip(source, target, amounts, strict=True):
        if tail == head:
            continue
        if tail >= 0:
            given[tail] += amount
        if head >= 0:
            taken[head] += amount
        if tail >= 0 <= head:
            flows[tail, head] += amount
    through = np.maximum(given, taken)
    shares = np.divide(flows, through[:, None], out=np.zeros_like(flows), where=through[:, None] > 0)
    own = np.diag(np.linalg.inv(np.eye(count) - shares))
    return float(((1 - 1 / own) * through).sum() / through.sum())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 6), st.floats(0.1, 1000)), min_size=1, max_size=25))
def test_the_sparse_index_is_that_of_the_whole_matrix(rows: list[tuple[int, int, float]]) -> None:
    losses = [(number, OUT, 5.0) for number in range(7)]  # something leaves everywhere, so that there is a steady state
    source, target, amounts = (np.array(column) for column in zip(*rows, *losses, strict=True))
    found = finn_cycling_index(source, target, amounts.astype(float), 7)
    assert found.index == pytest.approx(dense_index(source, target, amounts, 7), abs=1e-9)
    assert 0 <= (found.index or 0) < 1


def test_a_chain_has_no_cycling_and_a_closed_circle_no_index() -> None:
    chain = finn_cycling_index(np.array([-1, 0, 1]), np.array([0, 1, -1]), np.array([5.0, 5.0, 5.0]), 2)
    assert chain.index == 0
    circle = finn_cycling_index(np.array([0, 1]), np.array([1, 0]), np.array([5.0, 5.0]), 2)
    assert circle.index is None
    empty = finn_cycling_index(np.array([], int), np.array([], int), np.array([]), 0)
    assert empty.index == 0


# --- rates of the foundry town -----------------------------------------------------------------------------------


def ledger(*rows: tuple[str, str, str, float, str]) -> FlowTable:
    return table_of(
        [flow(source, target, material, amount, treatment_code=code) for source, target, material, amount, code in rows]
    )


def test_every_definition_has_a_rate_and_every_rate_a_definition() -> None:
    assert set(RATES) | {NEWLY_MATCHED} == set(definitions())


def test_rates_of_a_small_town() -> None:
    table = ledger(
        ("foundry", "fate:used", "sand", 30, "R5"),
        ("foundry", "fate:energy", "slag", 20, "R1"),
        ("foundry", "fate:disposal", "sludge", 40, "D1"),
        ("boiler", "fate:disposal", "ash", 10, "D10"),
        ("boiler", "fate:unused", "ash", 100, ""),
        ("boiler", "fate:not_known", "ash", 7, ""),
    )
    recycling = worked(table, "recycling_rate")
    assert recycling.value == pytest.approx(30 / 200)
    assert (
        recycling.numerator and recycling.numerator.amount_t,
        recycling.denominator and recycling.denominator.amount_t,
    ) == (30, 200)
    assert worked(table, "recovery_rate").value == pytest.approx(50 / 200)
    diversion = worked(table, "landfill_diversion")
    assert diversion.value == pytest.approx(60 / 100)
    assert [str(note.values["percent"]) for note in diversion.notes] == ["51.7"]
    assert worked(table, "unused_potential").value == 100


def test_outputs_of_treatment_plants_are_no_new_side_streams() -> None:
    rows = [
        flow("foundry", "fate:used", "sand", 30.0),
        flow("recycler", "fate:disposal", "sand", 30.0, treatment_code="D1", origin="secondary"),
    ]
    assert worked(table_of(rows), "landfill_diversion").value == 1


def test_recovery_without_a_word_whether_as_material_gives_a_range() -> None:
    table = ledger(
        ("foundry", "fate:used", "sand", 20, "R5"),
        ("foundry", "fate:recovery_unspecified", "sand", 30, "R"),
        ("boiler", "fate:disposal", "ash", 50, "D"),
    )
    found = worked(table, "recycling_rate")
    assert found.value is None
    assert [found.low, found.high] == pytest.approx([0.2, 0.5])
    assert found.missing
    assert worked(table, "recovery_rate").value == pytest.approx(0.5)
    diversion = worked(table, "landfill_diversion")
    assert diversion.value == pytest.approx(0.5)  # disposal that nobody names counts as landfilled
    assert diversion.notes


def test_circularity_of_inputs_and_outputs() -> None:
    table = ledger(
        ("Elsewhere", "foundry", "scrap", 80, ""),
        ("recycler", "foundry", "slag", 20, ""),
        ("foundry", "recycler", "slag", 30, "R4"),
        ("foundry", "Market", "castings", 70, ""),
        ("foundry", "boiler", "mixed", 5, "R1"),
    )
    inputs = worked(table, "input_circularity")
    assert inputs.value is not None
    assert inputs.value == pytest.approx(50 / 130)  # what is burnt is no material
    outputs = worked(table, "output_circularity")
    assert outputs.value == pytest.approx(50 / 55)


def test_what_nobody_states_as_input_makes_a_range_or_nothing() -> None:
    half = ledger(("Elsewhere", "foundry", "scrap", 60, ""), ("recycler", "foundry", "slag", 20, ""),
                  ("foundry", "Market", "castings", 80, ""))  # fmt: skip
    found = worked(half, "input_circularity")
    assert found.value is None
    assert [found.low, found.high] == pytest.approx([20 / 100, 40 / 100])
    nothing = worked(ledger(("foundry", "fate:used", "sand", 10, "R5")), "input_circularity")
    assert nothing == Measured(missing=nothing.missing)
    assert nothing.missing
    assert worked(ledger(("foundry", "fate:used", "sand", 10, "R5")), "finn_cycling_index").value is None


def test_the_circular_material_use_rate_needs_import_export_and_recovery() -> None:
    whole = ledger(("Elsewhere", "foundry", "scrap", 100, ""), ("foundry", "fate:used", "sand", 25, "R5"),
                   ("foundry", "Elsewhere", "castings", 25, ""))  # fmt: skip
    found = worked(whole, "circular_material_use_rate")
    assert found.value == pytest.approx(25 / (100 - 25 + 25))
    sold = ledger(("Elsewhere", "foundry", "scrap", 100, ""), ("foundry", "fate:used", "sand", 25, "R5"),
                  ("foundry", "Market", "castings", 75, ""))  # fmt: skip
    lacking = worked(sold, "circular_material_use_rate")
    assert lacking.value is None
    assert "75 t are sold" in str(lacking.missing[0])
    assert lacking.numerator is not None
    assert lacking.numerator.amount_t == 25


def test_peittoo_counts_side_streams_of_the_region_and_not_what_it_landfills() -> None:
    table = ledger(
        ("recycler", "foundry", "slag", 30, ""),
        ("faraway", "foundry", "slag", 20, ""),
        ("Elsewhere", "foundry", "scrap", 50, ""),
        ("boiler", "foundry", "ash", 500, "D1"),
    )
    report = indicators(table, boundary_name="satakunta", materials=MATERIALS)
    found = next(one for one in report.readings if one.definition.id == "self_sufficiency")
    assert found.boundary == "peittoo"
    assert found.measured.value == pytest.approx(0.3)
    elsewhere = table_of([flow("boiler", "recycler", "ash", 5.0)], processes=(site("boiler", "e", "Pori"),))
    assert worked(elsewhere, "self_sufficiency").value is None


def test_unused_is_nought_only_where_an_owner_could_have_said_so() -> None:
    used = [flow("foundry", "fate:used", "sand", 10.0)]
    assert worked(table_of(used), "unused_potential").value == 0
    register = [{**used[0], "method": "register"}]
    assert worked(table_of(register), "unused_potential").value is None


def test_shares_by_method_add_up_and_are_not_known_without_methods() -> None:
    methods = ("weighed", "records", "estimate", "register", "")
    table = table_of(
        [flow("foundry", "fate:used", "sand", 10.0 * n, method=method) for n, method in enumerate(methods, 1)]
    )
    shares = [worked(table, f"share_{name}").value for name in ("measured", "declared", "estimated", "register")]
    assert shares == [pytest.approx(n / 15) for n in (1, 2, 3, 4)]
    silent = table_of([flow("foundry", "fate:used", "sand", 10.0, method="")])
    assert worked(silent, "share_measured").value is None


def test_nothing_at_all_says_so_everywhere() -> None:
    report = indicators(table_of([]), materials=MATERIALS)
    for reading in report.readings:
        assert reading.measured.value is None
        assert reading.measured.missing
    assert [row["value"] for row in report_rows(report, "en")] == [None] * len(definitions())


def test_years_stand_apart_and_thin_years_are_not_compared() -> None:
    ends = ((2010, 1.0, "R5"), (2024, 10.0, "R5"), (2024, 30.0, "D1"), (2025, 20.0, "R5"), (2025, 20.0, "D1"))
    rows = [
        flow("foundry", "fate:used", "sand", amount, year=year, record_id=f"{year}{code}", treatment_code=code)
        for year, amount, code in ends
    ]
    report = indicators(table_of(rows), year=2025, materials=MATERIALS, matched={2025: Matched(mass_t=12.0)})
    trend = next(one.trend for one in report.readings if one.definition.id == "recycling_rate")
    assert [(one.year, one.value) for one in trend] == [(2010, None), (2024, 0.25), (2025, 0.5)]
    assert reading_of(report, NEWLY_MATCHED).value == 12


def test_names_that_nobody_knows_are_said() -> None:
    known = worked(ledger(("foundry", "fate:used", "sand", 10, "R5")), "recycling_rate")
    assert not known.notes
    foreign = worked(ledger(("foundry", "fate:used", "unheard of", 10, "R5")), "recycling_rate")
    assert foreign.value is None
    assert "100.0%" in str(foreign.missing[-1])


# --- uncertainty -------------------------------------------------------------------------------------------------


def uncertain_town() -> FlowTable:
    """A town that knows nearly all its inputs, with a circle, a burnt part and stated and unstated uncertainties."""
    return table_of(
        [
            flow("Elsewhere", "foundry", "scrap", 300.0, standard_uncertainty=12.0),
            flow("recycler", "foundry", "slag", 60.0),
            flow("foundry", "recycler", "slag", 90.0, treatment_code="R4", standard_uncertainty=5.0),
            flow("foundry", "boiler", "mixed", 15.0, treatment_code="R1"),
            flow("foundry", "Elsewhere", "castings", 190.0, standard_uncertainty=0.0),
            flow("foundry", "fate:disposal", "sand", 40.0, treatment_code="D1"),
            flow("foundry", "fate:unused", "sand", 10.0, standard_uncertainty=3.0),
        ]
    )


@pytest.mark.parametrize(
    "name",
    [
        "circular_material_use_rate", "input_circularity", "output_circularity", "finn_cycling_index", "recycling_rate",
        "recovery_rate", "landfill_diversion", "unused_potential",
    ],
)  # fmt: skip
def test_propagated_uncertainty_is_that_of_a_simulation(name: str) -> None:
    table, line, work = uncertain_town(), boundary(None), RATES[name]
    found = work(Accounts.of(table, line, MATERIALS, 2025))
    assert found.value is not None
    values = simulated(table, lambda drawn: work(Accounts.of(drawn, line, MATERIALS, 2025)))
    assert found.standard_uncertainty == pytest.approx(np.std(values), rel=0.12)
    assert found.value == pytest.approx(np.mean(values), abs=0.3 * np.std(values))
    assert found.low is not None
    assert found.high is not None
    inside = np.mean((values >= found.low) & (values <= found.high))
    assert 0.92 < inside < 0.98


def simulated(table: FlowTable, work: Callable[[FlowTable], Measured]) -> np.ndarray:
    """Values of tables whose rows are drawn on their own, a quarter as wide, so that all of it is nearly linear."""
    stated = np.where(np.isnan(table.standard_uncertainty), 0.1 * table.amount, table.standard_uncertainty)
    random = np.random.default_rng(20261122)
    drawn = table.amount + 0.25 * stated * random.standard_normal((MONTE_CARLO // 10, len(table)))
    values = [work(replace(table, amount=amounts)).value for amounts in drawn]
    known = np.array([value for value in values if value is not None])
    middle = work(table).value
    assert middle is not None
    return np.asarray(middle + 4 * (known - middle))


def test_what_numerator_and_denominator_share_is_accounted_for() -> None:
    alone = worked(ledger(("foundry", "fate:used", "sand", 30, "R5")), "recycling_rate")
    assert alone.value == 1
    assert alone.standard_uncertainty == pytest.approx(0)  # the one flow is all of it, however uncertain
    two = worked(
        ledger(("foundry", "fate:used", "sand", 30, "R5"), ("foundry", "fate:disposal", "sand", 70, "D1")),
        "recycling_rate",
    )
    assert two.standard_uncertainty == pytest.approx(0.1 * np.sqrt(2) * 0.3 * 0.7)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=15, max_size=15), st.sampled_from(["pori", "peittoo", "satakunta", None]))
def test_shares_are_shares_and_ranges_are_ordered(amounts: list[float], where: str | None) -> None:
    town = foundry_town()
    drawn = np.append(amounts, [np.nan, 900.0])
    report = indicators(replace(town, amount=drawn), boundary_name=where, materials=MATERIALS)
    for reading in report.readings:
        found, most = reading.measured, 1.0 if reading.definition.unit == "share" else np.inf
        assert found.value is None or -1e-9 <= found.value <= most + 1e-9
        assert found.value is not None or found.missing
        if found.low is not None and found.high is not None:
            assert -1e-9 <= found.low <= found.high <= most + 1e-9


def test_the_order_of_rows_does_not_matter() -> None:
    town = uncertain_town()
    rows = list(range(len(town)))
    forward = indicators(town, materials=MATERIALS)
    backward = indicators(reordered(town, rows[::-1]), materials=MATERIALS)
    for one, other in zip(forward.readings, backward.readings, strict=True):
        assert one.measured.value == pytest.approx(other.measured.value)
        assert one.measured.standard_uncertainty == pytest.approx(other.measured.standard_uncertainty)


def reordered(table: FlowTable, order: list[int]) -> FlowTable:
    changed: dict[str, Any] = {}
    for member in fields(table):
        value = getattr(table, member.name)
        if isinstance(value, Categorical):
            changed[member.name] = Categorical(value.codes[order], value.labels)
        elif isinstance(value, np.ndarray):
            changed[member.name] = value[order]
    return replace(table, **changed)


# --- data files --------------------------------------------------------------------------------------------------


def test_the_national_lines_are_those_that_eurostat_published() -> None:
    lines = {(line.area, line.year): line.share for line in reference_lines()
             if line.indicator == "circular_material_use_rate" and line.kind == "value"}  # fmt: skip
    assert [lines["FI", year] for year in (2022, 2023, 2024)] == [0.006, 0.024, 0.020]
    assert [lines["EU27", year] for year in (2022, 2023, 2024)] == [0.115, 0.118, 0.122]
    targets = {line.year: line.share for line in reference_lines()
               if line.indicator == "recycling_rate" and line.kind == "target" and line.area == "EU27"}  # fmt: skip
    assert targets == {2025: 0.55, 2030: 0.60, 2035: 0.65}
    assert not any(line.is_comparable for line in reference_lines() if line.indicator != "circular_material_use_rate")


GOOD_LINE = "recycling_rate,FI,value,2022,0.4,0,a,b,c,d,e,A source,https://example.org,f,g,first edition,2026-11-22"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "no_such"), (1, ""), (2, "hope"), (3, "22"), (4, "40"), (4, "nan"), (4, ""), (5, "yes"), (7, ""),
        (12, "ftp://example.org"), (16, "22.11.2026"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_with_file_line_and_column(place: int, value: str) -> None:
    cells = GOOD_LINE.split(",")
    cells[place] = value
    text = "\n".join([",".join(COLUMNS), GOOD_LINE.replace("2022", "2021"), ",".join(cells)])
    with pytest.raises(IndicatorDataError, match=f"lines.csv, line 3: {COLUMNS[place]} "):
        read_reference_lines(text, "lines.csv")


def test_a_missing_column_and_a_doubled_line_are_named() -> None:
    with pytest.raises(IndicatorDataError, match=r"lines.csv, line 1: .*indicator"):
        read_reference_lines("area,kind\nFI,value\n", "lines.csv")
    with pytest.raises(IndicatorDataError, match="line 3: year"):
        read_reference_lines("\n".join([",".join(COLUMNS), GOOD_LINE, GOOD_LINE]), "lines.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1"),
        ("[]", "the file"),
        ('{"a": 1}', "a must be"),
        ('{"a": {"title": {"fi": "x"}}}', "a.title"),
        ('{"a": {"group": "circle"}}', "a.title"),
    ],
)
def test_a_wrong_definition_is_named(text: str, said: str) -> None:
    with pytest.raises(IndicatorDataError, match=said):
        parse_definitions(text, "indicators.json")


def test_an_unknown_indicator_is_named() -> None:
    with pytest.raises(UnknownIndicatorError, match="no indicator happiness"):
        definition("happiness")
