"""The examples: processes that balance, loops that close, consent that can be kept, and every reason to be left out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from taxonomy.materials import material_class
from tests.sample_files import Row, amount_rows, rows

YEAR = "2025"
FRESH = "2024-11-21"
SIDE_STREAM_FAMILIES = frozenset("KMXTRVWL")
STREAMS = {row["id"]: row for row in rows("examples", "side-streams")}
ORGANISATION = {row["id"]: row["organisation_id"] for row in rows("examples", "sites")}
UNKNOWN_INPUT = {"esimerkkikemia-tehdas", "mallikartonki-tehdas", "mallikierratys-peittoo"}
Flow = tuple[str, str, str, float, str]
"""Source, target, material, tonnes and consent."""


def typical(row: Row) -> float | None:
    if row["amount"]:
        return float(row["amount"])
    return (float(row["amount_min"]) + float(row["amount_max"])) / 2 if row["amount_min"] else None


def counted(year: str) -> Iterator[tuple[Row, float]]:
    """The side streams whose amount of the year is mass that flows, with the tonnes."""
    for amount in amount_rows("examples"):
        stream = STREAMS[amount["side_stream_id"]]
        value, density = typical(amount), 1.0 if amount["unit"] == "t" else float(amount["density_t_m3"] or "nan")
        is_told = stream["status"] != "submitted" and stream["kind"] == "offer"
        is_fresh = stream["confirmed_on"] >= FRESH or stream["real_status"] == "ended"
        is_mass = amount["basis"] == "as_shipped" and amount["period"] != "stock"
        is_sound = is_mass and amount["amount_status"] == "confirmed"
        if (
            amount["year"] == year
            and is_told
            and is_fresh
            and is_sound
            and value is not None
            and not math.isnan(density)
        ):
            yield stream, value * density


def flows(year: str) -> Iterator[Flow]:
    """Each stream to its exchanges and the rest to its fate, then the other flows."""
    for stream, mass in counted(year):
        rest = mass
        for row in rows("examples", "exchanges"):
            if row["side_stream_id"] == stream["id"] and row["year"] == year and row["real_status"] != "planned":
                target = row["receiver_site_id"] or row["receiver_name"].partition(":")[0]
                yield stream["site_id"], target, stream["material_class"], float(row["amount"]), row["consent"]
                rest -= float(row["amount"])
        if rest > 0:
            yield stream["site_id"], f"fate:{stream['fate']}", stream["material_class"], rest, stream["consent"]
    for row in rows("examples", "flows"):
        if row["year"] == year and row["layer"] == "mass":
            yield row["source"], row["target"], row["material"], float(row["mass_t"]), row["consent"]


def balances(year: str) -> dict[str, tuple[float, float]]:
    """Input and output of every site in tonnes."""
    taken: dict[str, float] = defaultdict(float)
    given: dict[str, float] = defaultdict(float)
    for source, target, _, mass, _ in flows(year):
        given[source] += mass
        taken[target] += mass
    return {site: (taken[site], given[site]) for site in ORGANISATION if taken[site] or given[site]}


def test_no_process_gives_more_than_it_takes_unless_its_input_is_not_known() -> None:
    short = {site for site, (taken, given) in balances(YEAR).items() if taken and given > taken}
    assert short == UNKNOWN_INPUT


def test_processes_close_exactly_or_leave_a_small_difference() -> None:
    shares = {
        site: (taken - given) / taken
        for site, (taken, given) in balances(YEAR).items()
        if taken and given and site not in UNKNOWN_INPUT
    }
    exact = {site for site, share in shares.items() if share == 0}
    small = {site for site, share in shares.items() if 0.02 <= share <= 0.05}
    nearly = {site for site, share in shares.items() if 0 < share < 0.02}
    assert len(exact) >= 6
    assert len(small) >= 8
    assert exact | small | nearly == set(shares)


def test_the_region_is_of_the_size_of_the_big_picture() -> None:
    mass: dict[str, float] = defaultdict(float)
    for source, target, material, tonnes, consent in flows(YEAR):
        if source in ORGANISATION and material_class(material).family in SIDE_STREAM_FAMILIES:
            mass["all"] += tonnes
            mass[consent] += tonnes
            mass["unused"] += tonnes * (target == "fate:unused" and consent == "name")
            mass["returns"] += tonnes * (target in ORGANISATION)
    assert mass["all"] == pytest.approx(259_000, rel=0.02)
    assert mass["unused"] == pytest.approx(60_600, rel=0.01)
    assert mass["returns"] == pytest.approx(41_400, rel=0.01)
    assert mass["sums"] == pytest.approx(17_000, rel=0.02)


def test_every_family_and_most_sectors_take_part() -> None:
    families = {material_class(stream["material_class"]).family for stream, _ in counted(YEAR)}
    sector = {row["id"]: row["sector"] for row in rows("examples", "sites")}
    sectors = {sector[stream["site_id"]] for stream, _ in counted(YEAR)}
    assert families == SIDE_STREAM_FAMILIES
    assert sectors == {
        *("metal", "machinery", "forest", "chemicals", "minerals"),
        *("food", "energy", "waste", "construction", "communities"),
    }


@pytest.mark.parametrize(("year", "can_be_shown"), [("2025", True), ("2024", True), ("2023", False)])
def test_what_is_only_for_sums_can_be_protected(year: str, *, can_be_shown: bool) -> None:
    masked: dict[str, float] = defaultdict(float)
    for source, _, _, tonnes, consent in flows(year):
        if consent == "sums":
            masked[ORGANISATION[source]] += tonnes
    assert masked
    largest = max(masked.values()) / sum(masked.values())
    assert (len(masked) >= 3 and largest <= 0.85) == can_be_shown


def test_every_level_of_visibility_and_consent_is_there() -> None:
    presets = Counter(row["visibility"].partition("=")[0] for row in STREAMS.values())
    assert set(presets) == {"open", "company_hidden", "city_only", "material"}
    assert {row["consent"] for row in STREAMS.values()} == {"name", "sums", "no"}


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("kind", {"offer", "planned"}),
        ("status", {"published", "reserved", "expired", "submitted"}),
        ("real_status", {"real", "planned", "ended"}),
        ("period", {"per_year", "batch", "stock"}),
        ("basis", {"as_shipped", "dry", "energy"}),
        ("amount_status", {"confirmed", "conflicting", "under_review"}),
        ("unit", {"t", "m3", "MWh"}),
        ("legal_status", {"waste", "by_product", "end_of_waste", "product", "outside_waste_law", "unknown"}),
        ("origin", {"primary", "secondary"}),
    ],
)
def test_every_feature_has_a_record(column: str, words: set[str]) -> None:
    assert {row[column] for row in STREAMS.values()} >= words


def test_some_offers_were_not_confirmed_for_two_years() -> None:
    old = [row for row in STREAMS.values() if row["confirmed_on"] < FRESH and row["real_status"] == "real"]
    assert len(old) == 5


def test_a_value_under_review_is_a_thousand_times_its_own_history() -> None:
    years = {row["year"]: row for row in amount_rows("examples") if row["side_stream_id"] == "E-096"}
    history = sorted(float(row["amount"]) for year, row in years.items() if year != YEAR)
    assert years[YEAR]["amount_status"] == "under_review"
    assert float(years[YEAR]["amount"]) >= 1000 * sum(history) / len(history)


def test_example_sites_are_nobodys_place() -> None:
    real = [(float(row["lat"]), float(row["lon"])) for row in rows("facts", "sites") if row["lat"]]
    for row in rows("examples", "sites"):
        lat, lon = float(row["lat"]), float(row["lon"])
        nearest = min(math.hypot((lat - north) * 111.2, (lon - east) * 53.2) for north, east in real)
        assert nearest > 0.2, row["id"]


def test_measured_values_run_upwards_and_name_a_date() -> None:
    for row in rows("examples", "composition"):
        values = [float(row[name]) for name in ("minimum", "typical", "maximum") if row[name]]
        assert values == sorted(values), row
        assert date.fromisoformat(row["measured_on"]).year == 2026
    assert len({row["side_stream_id"] for row in rows("examples", "composition")}) >= 18
