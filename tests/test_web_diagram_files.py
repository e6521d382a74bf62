"""Files of a diagram: every format of every view, the same sums in each, and what happens without Chromium."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from databank.access import CITY, Viewer
from flows.views import view_names
from web import chromium
from web.chromium import PictureError
from web.diagrams import files

KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
    "metadata.json": "application/json",
    "zip": "application/zip",
    "standalone.html": "text/html",
}


class Asked:
    """Stands for Chromium and remembers what it was asked to draw."""

    def __init__(self) -> None:
        self.drawings: list[tuple[str, str]] = []

    def picture(self, svg: str, suffix: str, *, longest_s: float) -> bytes:
        assert 0 < longest_s <= 60
        self.drawings.append((hashlib.sha256(svg.encode()).hexdigest(), suffix))
        return f"{suffix} of {len(svg)}".encode()


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Asked:
    asked = Asked()
    monkeypatch.setattr(chromium, "chromium", lambda: "chromium")
    monkeypatch.setattr(chromium, "picture", asked.picture)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(files, "refuse_too_many", lambda *_args, **_values: None)
    return asked


class Rows(HTMLParser):
    """The cells of every table row of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def amounts_of(page: str) -> list[float]:
    """The amounts of the long table of a standalone page."""
    found = Rows()
    found.feed(page)
    cells = [row[3].replace(",", "").replace("\u00a0", "") for row in found.rows if len(row) == 7]
    return [float(cell) for cell in cells if re.fullmatch(r"[0-9.]+", cell)]


@pytest.mark.parametrize("name", view_names())
@pytest.mark.parametrize("data", ["facts", "examples"])
def test_every_view_answers_in_every_format_with_the_same_sum(
    client: FlaskClient, drawer: Asked, name: str, data: str
) -> None:
    base, query = f"/en/flows/{name}", f"?data={data}"
    got = {extension: client.get(f"{base}.{extension}{query}") for extension in KINDS}
    for extension, answer in got.items():
        assert (extension, answer.status_code, answer.mimetype) == (extension, 200, KINDS[extension])
        assert "Set-Cookie" not in answer.headers
    links = json.loads(got["json"].text)["links"]
    drawn = sum(link["mass_t"] for link in links)
    kinds = {"drawn", "closing", "drawn_protected"}
    rows = [row for row in csv.DictReader(io.StringIO(got["csv"].text)) if row["row"] in kinds]
    assert sum(float(row["amount"]) for row in rows) == pytest.approx(drawn, rel=1e-9)
    page_amounts = amounts_of(got["standalone.html"].text)
    assert len(page_amounts) == len(links)
    assert sum(page_amounts) == pytest.approx(drawn, rel=1e-3, abs=0.5 * max(len(links), 1))
    assert drawer.drawings[0][1] == ".png"


def test_the_archive_holds_what_its_readme_names(client: FlaskClient, drawer: Asked) -> None:
    answer = client.get("/sv/floden/big-picture.zip?data=examples")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    readme = held.pop("README.txt").decode()
    assert set(held) == set(re.findall(r"[a-z.]+\.(?:svg|png|csv|metadata\.json|json)", readme))
    assert "CC BY 4.0" in readme
    address = "/sv/floden/big-picture"
    assert held["diagram.csv"] == client.get(f"{address}.csv?data=examples").data
    assert held["diagram.svg"] == client.get(f"{address}.svg?data=examples").data
    assert json.loads(held["view.json"])["name"] == "big-picture"
    assert answer.data == client.get("/sv/floden/big-picture.zip?data=examples").data
    assert len(drawer.drawings) == 1


def test_the_description_names_licence_place_time_and_files_with_their_checksums(client: FlaskClient) -> None:
    told = json.loads(client.get("/en/flows/energy.metadata.json?data=facts").text)
    assert told["@type"] == "Dataset"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["isExample"] is False
    assert told["spatialCoverage"]["identifier"] == "satakunta"
    assert re.fullmatch(r"\d{4}(/\d{4})?", told["temporalCoverage"])
    assert "No day is fixed" in told["nextUpdate"]
    assert told["identifier"] in told["citation"]
    for file in told["distribution"]:
        path = file["contentUrl"].removeprefix("http://localhost")
        if "sha256" in file:
            content = client.get(path).data
            assert hashlib.sha256(content).hexdigest() == file["sha256"], path
            assert len(content) == int(file["contentSize"])
    assert sum("sha256" in file for file in told["distribution"]) == 2


def test_the_version_names_the_numbers_and_not_their_words(client: FlaskClient) -> None:
    def version(path: str) -> str:
        return str(json.loads(client.get(path).text)["identifier"])

    english = version("/en/flows/big-picture.metadata.json?data=examples")
    assert version("/fi/virrat/big-picture.metadata.json?data=examples") == english
    assert version("/en/flows/big-picture.metadata.json?data=facts") != english
    assert version("/en/flows/big-picture.metadata.json?data=examples&boundary=peittoo") != english


def test_a_picture_is_drawn_once_and_kept_for_everybody(client: FlaskClient, drawer: Asked, tmp_path: Path) -> None:
    first = client.get("/en/flows/energy.png")
    assert client.get("/en/flows/energy.png").data == first.data
    assert len(drawer.drawings) == 1
    assert [file.suffix for file in (tmp_path / "sivuvirta" / "pictures").glob("*.p*")] == [".png"]


def test_what_only_the_city_sees_is_kept_nowhere(
    client_as: Callable[[Viewer], FlaskClient], drawer: Asked, tmp_path: Path
) -> None:
    city = client_as(CITY)
    assert city.get("/en/flows/big-picture.png?data=examples").status_code == 200
    assert city.get("/en/flows/big-picture.png?data=examples").status_code == 200
    assert len(drawer.drawings) == 2
    assert list((tmp_path / "sivuvirta" / "pictures").glob("*.png")) == []


def test_the_folder_of_pictures_forgets_the_oldest(
    client: FlaskClient, drawer: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_KEPT", 2)
    for year in ("latest", "2025", "2024"):
        assert client.get(f"/en/flows/energy.png?data=examples&year={year}").status_code == 200
    assert len(drawer.drawings) == 3
    assert len(list((tmp_path / "sivuvirta" / "pictures").glob("*.png"))) == 2


@pytest.mark.parametrize("extension", ["png", "pdf"])
def test_without_chromium_a_sentence_leads_to_the_drawing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extension: str
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    answer = client.get(f"/en/flows/energy.{extension}?data=examples")
    assert answer.status_code == 503
    assert "Chromium is not installed" in answer.text
    assert re.search(r'href="/en/flows/energy\.svg\?data=examples[^"]*"', answer.text)
    archive = client.get("/en/flows/energy.zip?data=examples")
    assert archive.status_code == 200
    with zipfile.ZipFile(io.BytesIO(archive.data)) as opened:
        assert "diagram.png" not in opened.namelist()
        assert "diagram.png" not in opened.read("README.txt").decode()


def test_a_machine_that_is_busy_says_so(client: FlaskClient, drawer: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONGEST_WAIT_S", 0.05)
    with files._place(), files._place():
        answer = client.get("/en/flows/energy.png")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "being drawn just now" in answer.text
    assert drawer.drawings == []
    assert client.get("/en/flows/energy.png").status_code == 200


def test_a_failed_drawing_is_a_sentence(client: FlaskClient, drawer: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_values: object) -> bytes:
        raise PictureError("nothing")

    monkeypatch.setattr(chromium, "picture", fail)
    answer = client.get("/en/flows/energy.pdf")
    assert answer.status_code == 503
    assert "could not be drawn" in answer.text
    assert drawer.drawings == []


def test_a_page_of_one_file_fetches_and_runs_nothing(client: FlaskClient) -> None:
    page = client.get("/fi/virrat/big-picture.standalone.html?data=examples").text
    assert "<script" not in page
    assert not re.search(r"""(?:src|srcset)=|@import|url\((?!data:|#)|<link""", page)
    assert "ESIMERKKIAINEISTO" in page
    assert "CC BY 4.0" in page
    assert len(page.encode()) < 400_000


def test_text_of_the_reader_stays_text(client: FlaskClient) -> None:
    evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for extension in ("svg", "standalone.html"):
        answer = client.get(f"/en/flows/energy.{extension}?data=examples&pin={evil}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert "<script>alert" not in client.get(f"/en/flows/energy?data=examples&pin={evil}").text


def test_two_data_sets_are_no_one_file(client: FlaskClient) -> None:
    for extension in ("png", "zip", "standalone.html"):
        answer = client.get(f"/en/flows/energy.{extension}?data=both")
        assert answer.status_code == 400
        assert "data=facts or data=examples" in answer.text


def test_a_page_says_how_it_is_passed_on(client: FlaskClient) -> None:
    page = client.get("/en/flows/energy?data=examples").text
    shared = page.split('id="share-examples"')[1]
    for extension in KINDS:
        assert f"/en/flows/energy.{extension}?data=examples" in shared
    assert "&lt;iframe src=&#34;http://localhost/embed/en/flows/energy?data=examples" in shared
    assert "[Invented example data]" in shared
