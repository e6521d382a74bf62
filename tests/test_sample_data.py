"""The sample files: complete, resolvable, sourced, and the two layers kept apart."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest

from databank.processes import RESERVED
from databank.schemas import COLUMNS, KINDS, SCHEMAS
from taxonomy import waste_list
from tests.sample_files import LAYERS, all_rows, amount_rows, ids, rows

CONTACT = re.compile(r"\w@\w|(\+358|(?<![\w-])0)[ ]?[45]\d[ -]?\d{3}")


@pytest.mark.parametrize("layer", LAYERS)
def test_columns_are_those_of_the_import(layer: str) -> None:
    for kind, row in all_rows(layer):
        assert tuple(row) == COLUMNS[kind], kind


@pytest.mark.parametrize("layer", LAYERS)
def test_every_row_is_taken_by_its_schema(layer: str) -> None:
    refused = [(kind, row, found) for kind, row in all_rows(layer) if (found := SCHEMAS[kind].validate(row))]
    assert refused == []


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("kind", ["areas", "organisations", "sites", "permits", "side-streams", "needs", "exchanges"])
def test_ids_are_unique(layer: str, kind: str) -> None:
    listed = [row["id"] for row in rows(layer, kind)]
    assert len(listed) == len(set(listed))
    assert not set(listed) & ids(LAYERS[layer == "facts"], kind)


@pytest.mark.parametrize("layer", LAYERS)
def test_flows_and_amounts_stand_once_per_year(layer: str) -> None:
    flows = [(row["record_id"], row["year"]) for row in rows(layer, "flows")]
    amounts = [(row["side_stream_id"], row["year"]) for row in amount_rows(layer)]
    assert len(flows) == len(set(flows))
    assert len(amounts) == len(set(amounts))


@pytest.mark.parametrize("layer", LAYERS)
def test_references_stay_inside_their_layer(layer: str) -> None:
    sites, streams = ids(layer, "sites"), ids(layer, "side-streams")
    known = {
        "organisation_id": ids(layer, "organisations"),
        "site_id": sites,
        "donor_site_id": sites,
        "receiver_site_id": sites,
        "source": sites | set(RESERVED),
        "target": sites | set(RESERVED),
        "side_stream_id": streams,
        "area_id": ids("facts", "areas"),
    }
    dangling = [
        (kind, column, row[column])
        for kind, row in all_rows(layer)
        for column, targets in known.items()
        if row.get(column) and row[column] not in targets
    ]
    assert dangling == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_site_belongs_to_the_organisation_its_records_name(layer: str) -> None:
    owner = {row["id"]: row["organisation_id"] for row in rows(layer, "sites")}
    for kind in ("side-streams", "needs"):
        for row in rows(layer, kind):
            assert not row["site_id"] or owner[row["site_id"]] == row["organisation_id"], row["id"]


@pytest.mark.parametrize(("layer", "flag"), [("facts", "0"), ("examples", "1")])
def test_the_layers_are_never_confused(layer: str, flag: str) -> None:
    wrong = [row for _, row in all_rows(layer) if row.get("is_example", flag) != flag]
    assert wrong == []


@pytest.mark.parametrize("layer", LAYERS)
def test_waste_codes_are_entries_of_the_list_and_agree_on_hazard(layer: str) -> None:
    listed = waste_list.edition("2015")
    for row in rows(layer, "side-streams"):
        if row["waste_code"]:
            entry = listed.entry(row["waste_code"])
            assert entry.level == "entry", row["id"]
            assert row["hazard"] == "unknown" or (row["hazard"] == "hazardous") == bool(entry.hazardous_fi), row["id"]


@pytest.mark.parametrize("layer", LAYERS)
def test_an_exchange_moves_no_more_than_its_stream_and_from_the_streams_own_site(layer: str) -> None:
    site = {row["id"]: row["site_id"] for row in rows(layer, "side-streams")}
    given = {
        (row["side_stream_id"], row["year"]): float(row["amount"] or row["amount_max"] or 0)
        for row in amount_rows(layer)
    }
    moved: dict[tuple[str, str], float] = {}
    for row in rows(layer, "exchanges"):
        if row["side_stream_id"] and row["donor_site_id"]:
            assert site[row["side_stream_id"]] == row["donor_site_id"], row["id"]
        if row["side_stream_id"] and row["amount"] and row["real_status"] in {"real", "ended"}:
            key = (row["side_stream_id"], row["year"])
            moved[key] = moved.get(key, 0.0) + float(row["amount"])
    assert {key: amount for key, amount in moved.items() if amount > given[key]} == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_not_real_says_when_that_was_checked(layer: str) -> None:
    for _, row in all_rows(layer):
        if row.get("real_status", "real") != "real":
            assert date.fromisoformat(row["status_checked_on"]) == date(2026, 11, 21), row


@pytest.mark.parametrize("layer", LAYERS)
def test_no_business_id_is_invented_and_no_person_is_named(layer: str) -> None:
    for kind, row in all_rows(layer):
        assert not row.get("business_id"), row
        for column, value in row.items():
            is_address = column == "source_url"
            assert is_address or not CONTACT.search(value), (kind, column, value)


def test_the_readme_counts_what_is_there() -> None:
    text = (resources.files("sample_data") / "README.md").read_text("utf-8")
    table = re.findall(r"\| ([a-z-]+) \| (\d+) \| (\d+) \|", text)
    told = {name: (int(facts), int(examples)) for name, facts, examples in table}
    assert told == {kind: (len(rows("facts", kind)), len(rows("examples", kind))) for kind in KINDS}
