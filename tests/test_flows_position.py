"""The place of a company: bands of its shares, what is recovered, and who it is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from databank.records import Process
from flows.errors import UnknownBoundaryError
from flows.position import MOST_FAMILIES, Position, band_of, position
from flows.table import FlowTable
from tests.flow_tables import MATERIALS, flow, foundry_town, site, table_of

MILLS = tuple(site(name, "metal", "Pori") for name in ("alder", "birch", "cedar", "doum"))


def place(table: FlowTable, name: str = "organisation:Foundry Oy", **asked: Any) -> Position:
    return position(table, name, materials=MATERIALS, **asked)


def mills(*shares: float, amount: float = 100.0) -> FlowTable:
    """Works of one sector, each of which has a share of its slag used and the rest put away."""
    rows = []
    for mill, share in zip(MILLS, shares, strict=False):
        rows.append(flow(mill.id, "fate:used", "slag", amount * share))
        rows.append(flow(mill.id, "fate:disposal", "slag", amount * (1 - share)))
    return table_of(rows, processes=MILLS)


@pytest.mark.parametrize(
    ("share", "band"),
    [(0.0, 0), (0.0099, 0), (0.01, 1), (0.049, 1), (0.05, 2), (0.2, 3), (0.5, 3), (0.5001, 4), (1.0, 4)],
)
def test_bands(share: float, band: int) -> None:
    assert band_of(share) == band


def test_amounts_by_family_with_the_band_of_their_share() -> None:
    found = place(foundry_town())
    assert [(one.families, one.amount) for one in found.taken] == [(("ore",), 100.0), (("K",), 8.0)]
    assert {one.families[0]: one.amount for one in found.given} == {
        "product": 60.0,
        "K": 34.0,
        "N": 7.0,
        "emission": 5.0,
    }
    # of slag and sand 34 of the 42 t that plants of Satakunta give; what the foundry gives itself is in neither
    bands = {one.families[0]: one.band for one in found.given}
    assert bands == {"product": 4, "K": 4, "N": 4, "emission": 4}
    assert found.taken_total.amount == 108.0
    assert found.given_total.amount == 106.0
    # 108 of 131 t taken in, 106 of 131 t given out
    assert (found.taken_total.band, found.given_total.band) == (4, 4)


def test_share_of_a_family_is_of_the_region_only() -> None:
    boiler = place(foundry_town(), "organisation:Boiler Oy")
    recycler = place(foundry_town(), "organisation:Recycler Oy")
    assert boiler.region == recycler.region == "satakunta"
    # 8 of 42 t of slags and sands in Satakunta; with the 500 t of Tampere it would be a band lower
    assert [(one.families, one.band) for one in recycler.given] == [(("K",), 2)]
    assert [(one.families, one.amount) for one in boiler.given] == [(("T",), 17.0)]


def test_a_company_beyond_the_region_is_set_beside_a_wider_one() -> None:
    found = place(foundry_town(), "organisation:Faraway Oy")
    assert found.region == "finland"
    abroad = Process(id="far", label="Far", kind="site", sector="metal", municipality="Riga", organisation="Far SIA")
    table = table_of([flow("far", "fate:used", "slag", 1.0)], processes=(abroad,))
    assert place(table, "organisation:Far SIA").region == "all"


def test_recovered_is_what_another_plant_takes_or_is_used() -> None:
    found = place(foundry_town())
    # of 20 unused, 10 to the recycler, 7 burnt, 4 stored: 17 of 41
    assert found.own is not None
    assert found.own.given == 41.0
    assert found.own.share == pytest.approx(17 / 41)
    boiler = place(foundry_town(), "organisation:Boiler Oy").own
    assert boiler is not None
    assert boiler.share == pytest.approx(12 / 17)


@pytest.mark.parametrize(("code", "share"), [("R4", 1.0), ("R1", 1.0), ("D1", 0.0), ("", 0.0)])
def test_what_leaves_the_data_is_judged_by_its_treatment(code: str, share: float) -> None:
    table = table_of([flow("foundry", "Elsewhere", "slag", 5.0, treatment_code=code)])
    own = place(table).own
    assert own is not None
    assert own.share == share


def test_a_plant_that_puts_away_recovers_nothing() -> None:
    table = table_of([flow("foundry", "recycler", "slag", 5.0, treatment_code="D5", kind="exchange")])
    own = place(table).own
    assert own is not None
    assert own.share == 0.0


def test_a_company_that_gives_no_side_streams_has_no_share() -> None:
    found = place(table_of([flow("foundry", "Market", "castings", 60.0)]))
    assert found.own is None
    assert found.others == ()
    assert found.given


def test_median_of_the_others_of_the_sector() -> None:
    found = place(mills(0.9, 0.1, 0.4, 0.6), "organisation:Alder Oy")
    assert {other.organisation for other in found.others} == {"Birch Oy", "Cedar Oy", "Doum Oy"}
    assert found.median == pytest.approx(0.4)
    assert place(mills(0.9), "organisation:Alder Oy").median is None


def test_own_and_other_sectors_are_no_others() -> None:
    table = mills(0.9, 0.1, 0.4, 0.6)
    assert len(place(table, "organisation:Alder Oy", but_for=["Birch Oy"]).others) == 2
    energy = {**table.processes, "birch": replace(table.processes["birch"], sector="energy")}
    assert len(place(replace(table, processes=energy), "organisation:Alder Oy").others) == 2
    abroad = {**table.processes, "birch": replace(table.processes["birch"], municipality="Tampere")}
    assert len(place(replace(table, processes=abroad), "organisation:Alder Oy").others) == 2


def test_a_site_is_compared_without_its_owner() -> None:
    second = replace(MILLS[1], organisation=MILLS[0].organisation)
    rows = [
        flow("alder", "birch", "slag", 10.0, kind="exchange"),
        flow("birch", "fate:used", "slag", 10.0),
        flow("cedar", "fate:used", "slag", 10.0),
    ]
    table = table_of(rows, processes=(MILLS[0], second, MILLS[2]))
    found = place(table, "site:alder")
    assert found.own is not None
    assert (found.own.given, found.own.share) == (10.0, 1.0)
    assert [other.organisation for other in found.others] == ["Cedar Oy"]
    whole = place(table, "organisation:Alder Oy")
    assert whole.own is not None
    assert whole.own.given == 10.0
    assert whole.taken == ()


def test_protected_sums_change_nothing() -> None:
    rows = [flow("foundry", "fate:used", "slag", 10.0), flow("boiler", "fate:used", "slag", 10.0)]
    masked = flow("Protected", "Protected", "Protected", 9e6, kind="protected", record_id="")
    assert place(table_of(rows)) == place(table_of([*rows, masked]))


def test_small_families_stand_together() -> None:
    kinds = {f"f{number}": "side_stream" for number in range(12)}
    many = replace(MATERIALS, family_of={name: name for name in kinds}, kind_of=kinds)
    rows = [flow("foundry", "fate:used", name, 100.0 - number) for number, name in enumerate(kinds)]
    found = position(table_of(rows), "organisation:Foundry Oy", materials=many)
    assert len(found.given) == MOST_FAMILIES
    assert len(found.given[-1].families) == 12 - MOST_FAMILIES + 1
    assert sum(one.amount for one in found.given) == found.given_total.amount == sum(100.0 - n for n in range(12))


@pytest.mark.parametrize("name", ["organisation:Nobody Oy", "site:nowhere"])
def test_a_company_without_flows_is_refused(name: str) -> None:
    with pytest.raises(UnknownBoundaryError):
        place(foundry_town(), name)
