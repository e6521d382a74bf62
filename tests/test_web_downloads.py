"""Lists as files, one's own records as files, and the templates: each format opens and says what the page says."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from databank.access import ANONYMOUS, Role, Viewer
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream
from web.app import create_app
from web.config import Settings

LISTS = ("/en/materials", "/en/needs", "/en/organisations", "/en/areas", "/en/taxonomy", "/en/taxonomy/operations")
OWNER = Viewer(frozenset({Role.MEMBER}), frozenset({"alder"}), person_id=1)
OTHER = Viewer(frozenset({Role.MEMBER}), frozenset({"birch"}), person_id=2)


def workbook(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def machine(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def excel(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_the_same_in_every_format(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    for extension in (".xlsx", ".excel.csv", ".csv", ".json"):
        assert f'{path}{extension}"' in page or f"{path}{extension}?" in page
    rows = machine(client.get(f"{path}.csv").data)
    assert rows
    ((heading, *found),) = workbook(client.get(f"{path}.xlsx").data).values()
    assert (heading, len(found)) == (list(rows[0]), len(rows))
    assert [list(row) for row in excel(client.get(f"{path}.excel.csv").data)] == [list(row) for row in rows]
    items = client.get(f"{path}.json").json["items"]  # type: ignore[index]
    key = next(iter(rows[0]))
    assert [str(row[0]) for row in found] == [row[key] for row in rows] == [str(item[key]) for item in items]


def test_numbers_of_lists_are_numbers(client: FlaskClient) -> None:
    plain = machine(client.get("/en/materials.csv?data=facts").data)
    ((heading, *found),) = workbook(client.get("/en/materials.xlsx?data=facts").data).values()
    comma = excel(client.get("/en/materials.excel.csv?data=facts").data)
    place = heading.index("amount_value")
    amounts = [row["amount_value"] for row in plain]
    assert [row["amount_value"].replace(",", ".") for row in comma] == amounts
    assert [row[place] for row in found] == [float(text) if text else "" for text in amounts]
    assert any("," in row["amount_value"] for row in comma)


def test_a_file_keeps_the_filters_of_its_page_and_tells_its_kind(client: FlaskClient) -> None:
    page = client.get("/en/materials?q=slag&km=50").get_data(as_text=True)
    (href,) = re.findall(r'href="(/en/materials\.xlsx[^"]*)"', page)
    answer = client.get(href.replace("&amp;", "&"))
    assert answer.content_type.endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sivuvirta-materials.xlsx"'
    ((_heading, *found),) = workbook(answer.data).values()
    assert 0 < len(found) < len(machine(client.get("/en/materials.csv").data))
    assert len(found) == len(machine(client.get("/en/materials.csv?q=slag&km=50").data))


# --- one's own records -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_owners(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    file = tmp_path_factory.mktemp("own") / "bank.sqlite3"
    shutil.copy(sqlite_template, file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        for owner in ("alder", "birch"):
            put_owner(session, owner)
            shown = {"visibility": "city_only", "consent": "no", "status": "draft"}
            put_stream(session, f"S-{owner}", site_id=owner, name=f"=Sand of {owner}", amount="4213.5", **shown)
            wanted = {"material_classes": "foundry_sand", "visibility": "city_only"}
            put(session, "needs", id=f"N-{owner}", name="Sand", site_id=owner, status="published", **wanted)
    yield bank
    bank.dispose()


def client_of(bank: Bank, viewer: Viewer) -> FlaskClient:
    settings = Settings(database_url="sqlite://", secret_key="a key for tests only")
    app = create_app(settings, bank=bank, viewer_of_request=lambda _request: viewer)
    app.testing = True
    return app.test_client()


def test_an_owner_gets_everything_in_one_workbook(two_owners: Bank) -> None:
    client = client_of(two_owners, OWNER)
    page = client.get("/en/own").get_data(as_text=True)
    assert "/en/own/download/everything.xlsx" in page
    sheets = workbook(client.get("/en/own/download/everything.xlsx").data)
    counts = {name: len(rows) - 1 for name, rows in sheets.items()}
    assert counts == {
        "side-streams": 1,
        "amounts": 1,
        "composition": 0,
        "documents": 0,
        "needs": 1,
        "sites": 1,
        "permits": 0,
        "organisations": 1,
    }
    heading, row = sheets["side-streams"]
    said = dict(zip(heading, row, strict=True))
    assert (said["name"], said["amount"], said["status"]) == ("=Sand of alder", 4213.5, "draft")


def test_every_link_to_ones_own_files_leads_to_one(two_owners: Bank) -> None:
    client = client_of(two_owners, OWNER)
    hrefs = re.findall(r'href="(/en/own/download/[^"]+)"', client.get("/en/own").get_data(as_text=True))
    assert len(hrefs) == 33
    for href in hrefs:
        answer = client.get(href)
        assert answer.status_code == 200
        assert b"birch" not in answer.data


def test_the_formats_of_ones_own_files_are_those_of_the_lists(two_owners: Bank) -> None:
    client = client_of(two_owners, OWNER)
    path = "/en/own/download/side-streams"
    assert machine(client.get(f"{path}.csv").data)[0]["name"] == "'=Sand of alder"
    assert excel(client.get(f"{path}.excel.csv").data)[0]["amount"] == "4213,5"
    assert json.loads(client.get(f"{path}.json").data)[0]["amount"] == 4213.5


@pytest.mark.parametrize("viewer", [OTHER, ANONYMOUS])
def test_nobody_gets_the_records_of_others(two_owners: Bank, viewer: Viewer) -> None:
    client = client_of(two_owners, viewer)
    sheets = json.dumps(workbook(client.get("/en/own/download/everything.xlsx").data), default=str)
    assert "alder" not in sheets
    assert ("birch" in sheets) is (viewer is OTHER)


@pytest.mark.parametrize("name", ["everything.csv", "dreams.csv", "flows.xlsx", "side-streams"])
def test_what_is_no_file_of_ones_own_is_not_found(two_owners: Bank, name: str) -> None:
    assert client_of(two_owners, OWNER).get(f"/en/own/download/{name}").status_code == 404
