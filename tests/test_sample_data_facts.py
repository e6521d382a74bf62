"""The public facts: verbatim in amount and year, sourced, and left out of sums by stated rules."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from statistics import median

import pytest

from taxonomy.materials import material_class
from tests.sample_files import all_rows, amount_rows, rows

# all values of the register, t, as the source states them: summed apart from these files
REGISTER_SUMS = {
    "2017": Decimal("1067064.712"),
    "2018": Decimal("1076646.499"),
    "2019": Decimal("942726.77"),
    "2020": Decimal("882335.59"),
    "2021": Decimal("1249275.104"),
    "2022": Decimal("1036128.68"),
    "2023": Decimal("843865.42"),
}
REGISTER_VALUES = 397
THOUSANDFOLD = 1000
STREAMS = {row["id"]: row for row in rows("facts", "side-streams")}


def register_amounts() -> list[dict[str, str]]:
    return [row for row in amount_rows("facts") if STREAMS[row["side_stream_id"]]["kind"] == "register"]


def with_status(status: str) -> list[dict[str, str]]:
    return [row for row in register_amounts() if row["amount_status"] == status]


def stated(row: dict[str, str]) -> list[Decimal]:
    """Every number that the register gives for the year: two where it gives two."""
    return [Decimal(row[name]) for name in ("amount", "amount_min", "amount_max") if row[name]]


def test_every_row_has_its_dated_source() -> None:
    for kind, row in all_rows("facts"):
        if kind != "amounts":
            assert row["source_url"].startswith("http"), row
            assert row["source_title"], row
            assert date.fromisoformat(row["source_date"]) <= date(2026, 11, 22), row


def test_names_of_companies_carry_the_date_of_their_source() -> None:
    for row in rows("facts", "organisations"):
        assert row["name_as_of"] == row["source_date"], row["id"]


def test_the_registers_series_are_verbatim() -> None:
    sums: dict[str, Decimal] = {}
    for row in register_amounts():
        sums[row["year"]] = sums.get(row["year"], Decimal(0)) + sum(stated(row))
    assert sums == REGISTER_SUMS
    assert sum(len(stated(row)) for row in register_amounts()) == REGISTER_VALUES


def test_register_rows_are_tonnes_a_year_from_a_register() -> None:
    told = Counter((row["unit"], row["period"], row["basis"], row["method"]) for row in register_amounts())
    assert told == {("t", "per_year", "as_shipped", "register"): len(register_amounts())}


def test_register_rows_say_no_more_than_the_register() -> None:
    fates = {"D": "disposal", "R": "recovery_unspecified"}
    named = 0
    for row in STREAMS.values():
        if row["kind"] != "register":
            continue
        assert row["fate"] == fates[row["treatment_code"]], row["id"]
        if row["waste_code"]:
            named += 1
            assert "arvio" in row["note"], row["id"]
            assert not row["hint_waste_code"], row["id"]
        else:
            assert row["material_class"] == f"unspecified_{row['hazard']}", row["id"]
            assert row["hint_waste_code"], row["id"]
    assert named == 9


def test_facts_offer_nothing() -> None:
    assert {row["kind"] for row in STREAMS.values()} == {"register", "third_party", "planned"}
    assert {row["kind"] for row in rows("facts", "needs")} == {"third_party", "planned"}
    assert "unused" not in {row["fate"] for row in STREAMS.values()}


def test_the_review_rule_finds_the_values_under_review() -> None:
    series: dict[str, list[dict[str, str]]] = {}
    for row in register_amounts():
        series.setdefault(row["side_stream_id"], []).append(row)
    found = {
        (row["side_stream_id"], row["year"])
        for stream, years in series.items()
        for row in years
        if row["amount"] and is_thousandfold(stream, row, series)
    }
    marked = {(row["side_stream_id"], row["year"]) for row in with_status("under_review")}
    assert found == marked
    assert len(marked) == 3


def is_thousandfold(stream: str, row: dict[str, str], series: dict[str, list[dict[str, str]]]) -> bool:
    """Against the median of the stream's other years; against the site's other streams where there is one year."""
    others = [value for other in series[stream] if other is not row for value in stated(other)]
    if others:
        return Decimal(row["amount"]) >= THOUSANDFOLD * median(others)
    site = STREAMS[stream]["site_id"]
    beside = [
        value
        for other, years in series.items()
        if other != stream and STREAMS[other]["site_id"] == site
        for year in years
        for value in stated(year)
    ]
    return bool(beside) and Decimal(row["amount"]) >= THOUSANDFOLD * max(beside)


def test_a_year_with_two_values_keeps_both_and_conflicts() -> None:
    (row,) = [row for row in register_amounts() if not row["amount"]]
    assert (row["amount_min"], row["amount_max"], row["amount_status"]) == ("75.2", "253", "conflicting")
    assert "253" in row["amount_note"]
    assert "75,2" in row["amount_note"]


def test_the_landfill_repeats_the_works_and_only_the_works_count() -> None:
    repeated = {row["year"]: Decimal(row["amount"]) for row in with_status("double_count")}
    works = next(
        row["id"]
        for row in STREAMS.values()
        if row["site_id"] == "boliden-sulatto" and row["hazard"] == "non_hazardous" and row["treatment_code"] == "D"
    )
    own = {row["year"]: row for row in register_amounts() if row["side_stream_id"] == works}
    assert sorted(repeated) == ["2018", "2019", "2020", "2021", "2022"]
    for year, amount in repeated.items():
        assert own[year]["amount_status"] == "confirmed"
        assert Decimal("0.91") <= amount / Decimal(own[year]["amount"]) < Decimal("0.965"), year


def test_sources_that_disagree_on_ash_are_all_kept() -> None:
    ash = [row for row in STREAMS.values() if row["material_class"] == "apc_ash"]
    assert {(row["amount"], row["amount_min"], row["amount_max"]) for row in ash} == {
        ("", "30000", "40000"),
        ("45000", "", ""),
        ("70000", "", ""),
    }
    assert {row["amount_status"] for row in ash} == {"conflicting"}


def test_dry_mass_carries_the_moisture_that_makes_the_sources_numbers_agree() -> None:
    (row,) = [row for row in STREAMS.values() if row["moisture_share"]]
    wet = float(row["amount"]) / (1 - float(row["moisture_share"]))
    assert wet == pytest.approx(540_000, rel=1e-5)


@pytest.mark.parametrize(
    ("basis", "streams"), [("contained_metal", 1), ("permit_maximum", 1), ("capacity", 2), ("dry", 2), ("energy", 4)]
)
def test_amounts_that_are_no_mass_say_so(basis: str, streams: int) -> None:
    assert sum(row["basis"] == basis for row in STREAMS.values()) == streams


def test_a_heap_is_a_stock() -> None:
    (heap,) = [row for row in STREAMS.values() if row["amount"] == "3500000"]
    assert (heap["period"], heap["fate"], heap["material_class"]) == ("stock", "stock", "ferrous_sulphate")


def test_product_flows_go_to_the_market_and_are_products() -> None:
    for row in rows("facts", "flows"):
        assert row["target"] == "Market"
        assert material_class(row["material"]).family == "product"


@pytest.mark.parametrize(
    ("donor", "year", "amount"),
    [
        ("porin-vesi-luotsinmaki", "2023", "23000"),
        ("fortum-power-and-heat-meri-pori", "2023", "18300"),
        ("fortum-waste-solutions-tuhkanpesu", "2023", "18100"),
        ("veikko-lehti-aittaluoto", "2011", "6600"),
    ],
)
def test_links_with_an_amount_take_it_from_a_stream(donor: str, year: str, amount: str) -> None:
    (link,) = [row for row in rows("facts", "exchanges") if row["donor_site_id"] == donor and row["amount"]]
    stream = link["side_stream_id"]
    source = {row["year"]: row["amount"] for row in amount_rows("facts") if row["side_stream_id"] == stream}
    assert (link["year"], link["amount"], source[year]) == (year, amount, amount)


def test_links_that_never_came_to_be_keep_their_status() -> None:
    told = Counter(row["real_status"] for row in rows("facts", "exchanges"))
    assert told == {"real": 17, "ended": 3, "planned": 2, "cancelled": 1, "lapsed": 1}


def test_outputs_of_treatment_plants_are_secondary() -> None:
    sector = {row["id"]: row["sector"] for row in rows("facts", "sites")}
    water_works = {"porin-vesi-luotsinmaki"}
    for row in STREAMS.values():
        if row["kind"] == "register":
            is_treated = sector[row["site_id"]] == "waste" and row["site_id"] not in water_works
            assert (row["origin"] == "secondary") == is_treated, row["id"]
