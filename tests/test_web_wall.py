"""The round of views for a screen on a wall: it steps with and without script, and keeps what was chosen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from web.diagrams.weaving import Woven


def link(page: str, name: str) -> str:
    found = re.search(rf'id="wall-{name}" href="([^"]+)"', page)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("path", ["/fi/virrat/seina", "/sv/floden/vagg", "/en/flows/wall"])
def test_the_wall_shows_one_picture_in_every_language(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?data=examples")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.text.count("<h1") == 1
    assert answer.text.count("<svg class=") == 1


def test_a_round_visits_every_chosen_view_and_keeps_the_choice(client: FlaskClient) -> None:
    path = "/en/flows/wall?views=energy,big-picture,one-material&data=examples&boundary=pori&seconds=7"
    titles = []
    for _turn in range(3):
        page = client.get(path).text
        titles.append(re.search(r"<title>([^,]+),", page)[1])  # type: ignore[index]
        assert "Pori" in page.split("</title>")[0]
        following = link(page, "next")
        refresh = re.search(r'<noscript><meta http-equiv="refresh" content="7;url=([^"]+)">', page)
        assert refresh is not None
        assert unescape(refresh[1]) == following
        assert client.get(link(client.get(following).text, "previous")).text == page
        path = following
    assert len(set(titles)) == 3
    assert re.search(r"<title>([^,]+),", client.get(path).text)[1] == titles[0]  # type: ignore[index]


def test_a_paused_wall_stands_still_without_script(client: FlaskClient) -> None:
    running = client.get("/en/flows/wall?data=examples").text
    paused = client.get(link(running, "pause")).text
    assert 'http-equiv="refresh"' in running
    assert 'http-equiv="refresh"' not in paused
    assert 'http-equiv="refresh"' in client.get(link(paused, "pause")).text


def test_a_view_with_nothing_in_it_is_passed_by(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Woven, "is_empty", property(lambda woven: woven.choice.view.name == "energy"))
    page = client.get("/en/flows/wall?views=energy,big-picture&data=examples").text
    assert "<title>Big picture" in page
    assert "2 of 2" in page


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("views=none", 404, "no view none"),
        ("views=,", 400, "views names no view"),
        ("seconds=1", 400, "from 5 to 600"),
        ("at=99", 400, "at cannot be"),
        ("data=both", 400, "data cannot be"),
        ("boundary=moon", 400, "boundary cannot be"),
    ],
)
def test_a_wrong_round_is_a_sentence(client: FlaskClient, query: str, status: int, named: str) -> None:
    answer = client.get(f"/en/flows/wall?{query}")
    assert answer.status_code == status
    assert named in answer.text


def test_a_picture_on_a_wall_is_as_wide_as_a_wall_and_styled_as_on_its_page(client: FlaskClient) -> None:
    def shape(path: str) -> float:
        found = re.search(r'<svg class="flow[^"]*" viewBox="0 0 (\d+) (\d+)"', client.get(path).text)
        assert found is not None
        return int(found[1]) / int(found[2])

    assert shape("/en/flows/wall?data=examples") > 1.7 > shape("/en/flows/big-picture?data=examples")
    assert "diagrams.css" in client.get("/en/flows/wall?data=examples&views=matrix").text
