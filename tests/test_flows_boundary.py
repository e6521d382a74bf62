import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.boundary import Side, Way, boundaries, boundary, boundary_titles, ways
from flows.errors import UnknownBoundaryError
from flows.sankey import weave
from flows.selection import select
from flows.system.crossings import crossings
from flows.table import plain_process
from flows.views import view
from tests.flow_tables import MATERIALS, PROCESSES, flow, foundry_town, site, table_of

FOUNDRY, BOILER, RECYCLER, FARAWAY, MASKED = PROCESSES


def test_widest_boundary_first() -> None:
    assert list(boundaries()) == ["finland", "satakunta", "pori", "peittoo"]
    assert len(boundaries()["satakunta"].municipalities) == 16
    assert boundaries()["pori"].titles.sv == "Björneborg"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("peittoo", [FOUNDRY]),
        ("pori", [FOUNDRY, BOILER]),
        ("satakunta", [FOUNDRY, BOILER, RECYCLER]),
        ("finland", [FOUNDRY, BOILER, RECYCLER, FARAWAY]),
        ("site:boiler", [BOILER]),
        ("organisation:Foundry Oy", [FOUNDRY]),
        (None, PROCESSES[:4]),
    ],
)
def test_sites_inside(name: str | None, inside: list[object]) -> None:
    line = boundary(name)
    assert [process for process in PROCESSES if line.side(process) is Side.INSIDE] == list(inside)


def test_masked_flows_have_no_place() -> None:
    assert boundary("pori").side(MASKED) is Side.PROTECTED
    assert boundary(None).side(plain_process("Elsewhere")) is Side.OUTSIDE
    assert boundary(None).side(plain_process("fate:used")) is Side.NEUTRAL


def test_way_of_each_flow() -> None:
    town = foundry_town()
    found = ways(town, select(town).rows, boundary("pori"))
    names = [Way(way).name for way in found]
    assert names == [
        "INPUT", "OUTPUT", "OUTPUT", "OUTPUT", "OUTPUT", "INPUT", "OUTPUT", "OUTPUT", "OUTPUT", "RETURN", "OUTPUT",
        "OUTSIDE", "OUTSIDE", "SELF_LOOP", "PROTECTED",
    ]  # fmt: skip


def test_everything_by_its_own_name() -> None:
    assert boundary("all").id == boundary(None).id == "all"


@pytest.mark.parametrize(
    "name", ["helsinki", "site", "site:", "organisation:", "", "site:nowhere", "organisation:Pori"]
)
def test_unknown_name(name: str) -> None:
    with pytest.raises(UnknownBoundaryError):
        boundary(name, foundry_town().processes)


def test_a_market_is_no_site() -> None:
    with pytest.raises(UnknownBoundaryError, match="There is no site Market in these flows"):
        boundary("site:Market", foundry_town().processes)


def test_titles_of_a_site_and_an_organisation() -> None:
    processes = foundry_town().processes
    assert boundary("site:boiler", processes).titles.sv == "Boiler"
    assert boundary("organisation:Boiler Oy").titles.en == "Boiler Oy"
    assert boundary_titles("site:boiler", {"boiler": "Boiler"}).fi == "Boiler"
    assert boundary_titles("pori", {}).sv == "Björneborg"
    assert not boundary("site:boiler", processes).holds_protected


def test_a_plant_abroad_is_outside_finland_and_every_municipality_of_the_region_inside() -> None:
    finland = boundary("finland")
    assert finland.side(site("steelworks", "metal", "Luleå")) is Side.OUTSIDE
    assert finland.side(site("anywhere", "metal", "")) is Side.OUTSIDE
    assert finland.side(site("works", "metal", "Raahe")) is Side.INSIDE
    assert len(finland.municipalities) > 300


MUNICIPALITIES = ("Pori", "Ulvila", "Raahe", "Luleå", "")
PLANTS = tuple(
    site(f"plant{number}", "metal", municipality, area)
    for number, (municipality, area) in enumerate((one, area) for one in MUNICIPALITIES for area in ("", "peittoo"))
)
ENDS = st.sampled_from([*(plant.id for plant in PLANTS), "Elsewhere", "Market", "Stock", "fate:unused", "Protected"])
FLOWS = st.lists(st.tuples(ENDS, ENDS, st.sampled_from([0.0, 1.0, 7.25, 1e6])), min_size=1, max_size=25)
NESTED = (
    *(("peittoo", "pori"), ("pori", "satakunta"), ("satakunta", "finland"), ("finland", "all")),
    *(("site:plant1", "organisation:Plant1 Oy"), ("site:plant1", "peittoo"), ("organisation:Plant2 Oy", "satakunta")),
)
INWARD, OUTWARD = {Way.INPUT}, {Way.OUTPUT}
KEPT = {Way.RETURN, Way.SELF_LOOP}


@given(FLOWS)
@settings(max_examples=40, deadline=None)
def test_boundaries_nest(rows: list[tuple[str, str, float]]) -> None:
    table = table_of((flow(source, target, "slag", amount) for source, target, amount in rows), processes=PLANTS)
    every = np.arange(len(table))
    for smaller, larger in NESTED:
        before, after = (ways(table, every, boundary(name)).tolist() for name in (smaller, larger))
        for small, large in zip(before, after, strict=True):
            if small in KEPT:
                assert large in KEPT
            if small in INWARD | OUTWARD:
                assert large in KEPT | {small}


@given(FLOWS)
@settings(max_examples=40, deadline=None)
def test_what_crosses_and_what_does_not_is_everything(rows: list[tuple[str, str, float]]) -> None:
    table = table_of((flow(source, target, "slag", amount) for source, target, amount in rows), processes=PLANTS)
    total = pytest.approx(sum(amount for _, _, amount in rows))
    for name in {name for pair in NESTED for name in pair}:
        crossed = crossings(table, boundary(name))
        assert sum(crossed.parts()) == total
    for smaller, larger in NESTED:
        small, large = crossings(table, boundary(smaller)), crossings(table, boundary(larger))
        assert small.inside_t <= large.inside_t + 1e-6
        assert small.supplied_t <= large.supplied_t + 1e-6
        assert small.delivered_t <= large.delivered_t + 1e-6
        assert large.outside_t <= small.outside_t + 1e-6


def test_import_and_export_at_each_boundary() -> None:
    town = foundry_town()
    found = {name: crossings(town, boundary(name)) for name in ("finland", "satakunta", "pori", "peittoo", None)}
    assert {name: one.import_t for name, one in found.items()} == {
        "finland": 100.0,  # scrap
        "satakunta": 106.0,  # and sludge from faraway
        "pori": 108.0,  # and slag from the recycler, but no longer the sludge to it
        "peittoo": 108.0,
        None: 100.0,
    }
    assert {name: one.export_t for name, one in found.items()} == {
        "finland": 2.0,  # ash
        "satakunta": 2.0,
        "pori": 12.0,  # and slag to the recycler
        "peittoo": 17.0,  # and waste to the boiler, but no longer its ash
        None: 2.0,
    }
    assert found["pori"].protected_t == 30.0
    assert crossings(town, boundary("pori"), layer="energy").delivered_t == 900.0
    assert crossings(town, boundary("pori"), year=2020).parts() == (0.0,) * 7


@pytest.mark.parametrize("name", ["finland", "site:foundry", "organisation:Recycler Oy"])
def test_every_boundary_can_be_woven(name: str) -> None:
    data = weave(foundry_town(), view("big-picture"), boundary=name, materials=MATERIALS)
    assert data.boundary == name
    assert data.conservation.drawn_t > 0
