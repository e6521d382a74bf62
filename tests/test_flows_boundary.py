import pytest

from flows.boundary import Side, Way, boundaries, boundary, ways
from flows.errors import UnknownBoundaryError
from flows.selection import select
from flows.table import plain_process
from tests.flow_tables import PROCESSES, foundry_town

FOUNDRY, BOILER, RECYCLER, FARAWAY, MASKED = PROCESSES


def test_widest_boundary_first() -> None:
    assert list(boundaries()) == ["satakunta", "pori", "peittoo"]
    assert len(boundaries()["satakunta"].municipalities) == 16
    assert boundaries()["pori"].titles.sv == "Björneborg"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("peittoo", [FOUNDRY]),
        ("pori", [FOUNDRY, BOILER]),
        ("satakunta", [FOUNDRY, BOILER, RECYCLER]),
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


def test_unknown_name() -> None:
    with pytest.raises(UnknownBoundaryError):
        boundary("helsinki")
