"""What the API answers over the sample data: whole lists slice by slice, sources, labels, masks, caches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from databank.access import ANONYMOUS, CITY, Role, Viewer

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from databank.store import Bank

LISTS = ["materials", "needs", "organisations", "flows", "taxonomy/waste-codes"]


def slices(client: FlaskClient, path: str, limit: int, **query: str) -> Iterator[list[dict[str, Any]]]:
    """Every slice of a list, following `next` to the end."""
    asked: dict[str, Any] = {"limit": limit, **query}
    for _round in range(2000):
        answer = client.get(f"/api/v1/{path}", query_string=asked)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        yield answer.get_json()["items"]
        if answer.get_json()["next"] is None:
            return
        asked["after"] = answer.get_json()["next"]
    pytest.fail("the list has no end")


def everything(client: FlaskClient, path: str, limit: int = 200, **query: str) -> list[dict[str, Any]]:
    return [item for part in slices(client, path, limit, **query) for item in part]


@pytest.mark.parametrize("path", LISTS)
def test_small_slices_give_the_same_list_as_large_ones(client: FlaskClient, path: str) -> None:
    large = everything(client, path)
    limit = max(len(large) // 5, 1)
    parts = list(slices(client, path, limit))
    assert [item for part in parts for item in part] == large
    assert all(len(part) == limit for part in parts[:-1])
    assert large


@pytest.mark.parametrize("sort", ["mass", "name", "newest", "distance"])
def test_every_order_gives_every_side_stream_once(client: FlaskClient, sort: str) -> None:
    usual = {item["id"] for item in everything(client, "materials")}
    ids = [item["id"] for item in everything(client, "materials", limit=17, sort=sort)]
    assert len(ids) == len(set(ids))
    assert set(ids) == usual


@pytest.mark.parametrize("path", ["materials", "needs", "organisations", "areas"])
def test_every_record_says_where_it_comes_from_and_whether_it_is_real(client: FlaskClient, path: str) -> None:
    items = everything(client, path) if path != "areas" else client.get("/api/v1/areas").get_json()["items"]
    for item in items:
        assert isinstance(item["is_example"], bool)
        assert item["provenance"]["kind"] in {"submitted", "imported", "public_source"}
        if not item["is_example"]:
            assert item["provenance"]["url"], item["id"]


@pytest.mark.parametrize("path", ["materials", "needs", "organisations"])
def test_facts_and_examples_are_parted(client: FlaskClient, path: str) -> None:
    both = everything(client, path)
    for data, is_example in (("facts", False), ("examples", True)):
        asked = everything(client, path, data=data)
        assert {item["id"] for item in asked} == {item["id"] for item in both if item["is_example"] is is_example}


@pytest.mark.parametrize("path", ["materials", "needs", "organisations"])
def test_one_record_is_answered_as_in_its_list(client: FlaskClient, path: str) -> None:
    item = everything(client, path)[0]
    assert client.get(f"/api/v1/{path}/{item['id']}").get_json() == item


def test_filters_narrow_to_what_they_name(client: FlaskClient) -> None:
    every = everything(client, "materials")
    families = everything(client, "materials", family="K")
    assert {item["id"] for item in families} == {item["id"] for item in every if item["family"] == "K"}
    offers = everything(client, "materials", kind="offer")
    assert {item["id"] for item in offers} == {item["id"] for item in every if item["kind"] == "offer"}
    assert families
    assert offers


def test_repeated_filters_widen_and_different_ones_narrow(client: FlaskClient) -> None:
    def count(query: str) -> int:
        return len(client.get(f"/api/v1/materials?limit=200&{query}").get_json()["items"])

    assert count("family=K&family=M") == count("family=K") + count("family=M")
    assert count("family=K&kind=offer") <= min(count("family=K"), count("kind=offer"))


def test_labels_follow_the_language_and_codes_do_not(client: FlaskClient) -> None:
    stream = everything(client, "materials", family="K")[0]["id"]
    spoken = {lang: client.get(f"/api/v1/materials/{stream}?lang={lang}").get_json() for lang in ("fi", "sv", "en")}
    assert len({said["labels"]["family"] for said in spoken.values()}) == 3
    assert len({said["family"] for said in spoken.values()}) == 1


def test_what_is_hidden_from_the_public_is_shown_to_the_city(
    client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]
) -> None:
    public = {item["id"]: item for item in everything(client, "materials")}
    city = {item["id"]: item for item in everything(client_as(CITY), "materials")}
    assert public.keys() <= city.keys()
    hidden = [name for name, item in public.items() if item["owner"]["organisation_id"] is None]
    assert any(city[name]["owner"]["organisation_id"] for name in hidden)
    banded = [amount for item in public.values() for amount in item["amounts"] if amount["band"]]
    assert banded
    assert all(amount["value"] is None for amount in banded)
    assert not [name for item in public.values() for name in item if name.startswith("hint")]


@pytest.mark.parametrize("data", ["facts", "examples"])
def test_the_flow_table_is_that_of_the_bank(client: FlaskClient, demo_bank: Bank, data: str) -> None:
    from databank.queries import flow_columns

    with demo_bank.session() as session:
        columns = flow_columns(session, ANONYMOUS, is_example=data == "examples", years="latest")
    rows = everything(client, "flows", data=data)
    assert len(rows) == len(columns.year)
    given = sum(row["amount"] for row in rows if row["amount"] is not None)
    assert given == pytest.approx(sum(amount for amount in columns.amount if amount is not None))
    assert all(row["is_example"] is (data == "examples") for row in rows)
    assert {row["unit"] for row in rows if row["layer"] == "energy"} <= {"MWh"}


def test_a_flow_leads_to_its_record(client: FlaskClient) -> None:
    rows = [row for row in everything(client, "flows") if row["record_url"]]
    assert rows
    for row in rows[:: max(len(rows) // 10, 1)]:
        record = client.get(row["record_url"]).get_json()
        assert record["id"] == row["record_id"]


def test_a_year_of_flows_holds_that_year(client: FlaskClient) -> None:
    years = client.get("/api/v1/flows?limit=1").get_json()["years"]
    rows = everything(client, "flows", year=str(years[-1]))
    assert {row["year"] for row in rows} == {years[-1]}


@pytest.mark.parametrize("data", ["facts", "examples"])
@pytest.mark.parametrize("boundary", ["pori", "satakunta", "peittoo"])
def test_a_diagram_keeps_the_conservation_contract(client: FlaskClient, data: str, boundary: str) -> None:
    body = client.get(f"/api/v1/views/big-picture?data={data}&boundary={boundary}").get_json()
    parts = body["conservation"]
    total = parts.pop("total_t")
    assert sum(parts.values()) == pytest.approx(total)
    drawn = sum(link["counted_t"] for link in body["links"] if link["kind"] == "record")
    assert drawn == pytest.approx(parts["drawn_t"])
    ids = {node["id"] for node in body["nodes"]}
    assert all({link["source"], link["target"]} <= ids for link in body["links"])


def test_every_view_is_listed_and_answers(client: FlaskClient) -> None:
    for item in client.get("/api/v1/views?lang=sv").get_json()["items"]:
        query = "&family=K" if item["needs_material"] else ""
        answer = client.get(f"/api/v1/views/{item['name']}?data=examples{query}")
        assert answer.status_code == 200
        assert client.get(item["page_url"]).status_code == 200


@pytest.mark.parametrize("code", ["100908", "10 09 08", "10-09-08"])
def test_a_waste_code_is_found_however_it_is_written(client: FlaskClient, code: str) -> None:
    body = client.get(f"/api/v1/taxonomy/waste-codes/{code}").get_json()
    assert (body["code"], body["level"], body["parent"]) == ("100908", "entry", "1009")
    assert body["mirror_codes"] == ["100907"]


@pytest.mark.parametrize("word", ["valukeernat", "gjutning", "casting"])
def test_the_search_answers_in_three_languages(client: FlaskClient, word: str) -> None:
    hits = client.get("/api/v1/taxonomy/search", query_string={"q": word}).get_json()["items"]
    assert (hits[0]["kind"], hits[0]["code"]) == ("material_class", "foundry_sand")
    assert all(word in hit["matched"].lower() for hit in hits)
    assert len({hit["label"] for hit in hits}) > 1


def test_material_classes_name_their_families(client: FlaskClient) -> None:
    body = client.get("/api/v1/taxonomy/material-classes?lang=fi").get_json()
    families = {family["id"] for family in body["families"]}
    assert {item["family"] for item in body["items"]} <= families


@pytest.mark.parametrize(
    "path", ["materials", "areas", "flows", "views/big-picture", "taxonomy/material-classes", "openapi.json"]
)
def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    assert "public, max-age=" in first.headers["Cache-Control"]
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""


def test_what_a_role_opens_is_kept_by_no_cache(client_as: Callable[[Viewer], FlaskClient]) -> None:
    member = Viewer(roles=frozenset({Role.MEMBER}))
    assert client_as(member).get("/api/v1/materials").headers["Cache-Control"] == "no-store"
