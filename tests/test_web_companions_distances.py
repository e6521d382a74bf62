"""How far side streams go, under the picture of areas: facts, examples, whose eyes, and whose factor."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import view

DRAWING = re.compile(r'<svg class="flow distances".*?</figure>', re.DOTALL)
BAR = re.compile(r"<title>([^<]*?): ([\d,.]+)\u00a0t/a")


def beside(client: FlaskClient, query: str = "data=facts", name: str = "area-to-area") -> str:
    answer = client.get(f"/en/flows/{name}?{query}")
    assert answer.status_code == 200
    found = DRAWING.search(answer.text)
    return unescape(found.group(0)) if found else ""


def bars(text: str) -> dict[str, float]:
    return {name: float(amount.replace(",", "")) for name, amount in BAR.findall(text)}


def stays(text: str) -> float:
    found = re.search(r"Not counted: ([\d,.]+)\u00a0t/a", text)
    return float(found.group(1).replace(",", "")) if found else 0.0


@pytest.mark.parametrize("viewer", [ANONYMOUS, CITY])
@pytest.mark.parametrize(("data", "year"), [("facts", 2023), ("examples", 2025)])
def test_bars_are_the_tonnes_of_the_picture(
    client_as: Callable[[Viewer], FlaskClient], demo_bank: Bank, viewer: Viewer, data: str, year: int
) -> None:
    """No tonne is lost and none is added, for everybody and for the city, each from what they see."""
    with demo_bank.session() as session:
        columns = queries.flow_columns(
            session, viewer, is_example=data == "examples", years=[year], layer="mass", stale_months=24
        )
    drawn = weave(FlowTable.from_columns(columns), view("area-to-area"), year=year, boundary="satakunta")
    text = beside(client_as(viewer), f"data={data}&year={year}")
    assert sum(bars(text).values()) + stays(text) == pytest.approx(float(drawn.figures["drawn_t"]), abs=4)
    assert len(bars(text)) == 6


def test_the_way_from_meri_pori_to_peittoo_is_known(client: FlaskClient) -> None:
    """10.8 km straight, 13 to 15 by road; what goes from one place of Pori to another has no distance."""
    text = beside(client, "data=facts&year=2023")
    found = bars(text)
    assert found["10–50 km"] == 18_100
    assert found["Inside one area or municipality"] == 23_000
    assert found["Distance not known"] > 700_000
    assert "234,000–273,000 tonne-kilometres" in text
    assert "times 1.2–1.4 for the way by road (an assumption)" in text
    assert 'href="/en/figures-used"' in text


def test_examples_are_marked_and_stand_apart(client: FlaskClient) -> None:
    examples = beside(client, "data=examples&year=2025")
    assert "EXAMPLE DATA" in examples
    assert bars(examples)["50–150 km"] == 10_000
    assert "EXAMPLE DATA" not in beside(client, "data=facts")


def test_a_closer_look_has_its_own_distances(client: FlaskClient) -> None:
    """Only what leaves Meri-Pori: the 23 000 t within Pori are not in it."""
    text = beside(client, "data=facts&year=2023&only=origin:meri-pori")
    assert bars(text)["Inside one area or municipality"] == 0
    assert bars(text)["10–50 km"] == 18_100


def test_nothing_to_carry_is_no_drawing(client: FlaskClient) -> None:
    assert not beside(client, "data=facts&boundary=peittoo&year=2011")


def test_other_views_do_not_tell_distances(client: FlaskClient) -> None:
    assert not beside(client, "data=facts", name="big-picture")


@pytest.mark.parametrize("viewer", [ANONYMOUS, CITY])
def test_no_point_of_a_site_is_used(
    demo_bank: Bank, client_as: Callable[[Viewer], FlaskClient], viewer: Viewer
) -> None:
    """Points are those of areas, which everybody sees; a municipality has none, however many sites stand in it."""
    from web.diagrams.companions.distances import _points

    app = client_as(viewer).application
    with app.test_request_context(), demo_bank.session() as session:
        assert set(_points(session)) == {area.id for area in queries.areas(session)}


def test_the_citys_own_factor_is_told_and_used(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from flows.economics import Figures
    from flows.spans import Span
    from web.diagrams.companions import distances

    class Set(Figures):
        def carriage(self, mode, quantity):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
            return replace(super().carriage(mode, quantity), span=Span(2.0, 2.0), is_set_here=True)

    monkeypatch.setattr(distances, "in_use", lambda _session: Set())
    text = beside(client, "data=facts&year=2023")
    assert "times 2 for the way by road (a number that the city has set)" in text
    assert "it makes 390,000 tonne-kilometres a year" in text
