"""Treatment lines and trials: shown where their site is, refused with a sentence, versioned like other records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from databank import queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import RecordRefusedError
from databank.models import Organisation, RecordVersion
from databank.records import RealStatus, TrialOutcome
from databank.schemas import read_row
from databank.store import Bank
from databank.submissions import Change
from taxonomy.codes import Titles
from tests.databank_rows import put, put_area, put_owner

SOURCE = {"source_url": "https://example.org/report", "source_title": "A report", "source_date": "2026-11-01"}
ALDER = Viewer(organisation_ids=frozenset({"alder"}))
MEMBER = Viewer(roles=frozenset({Role.MEMBER}))


@pytest.fixture
def town(bank: Bank) -> Bank:
    """Alder is known from a public source; birch is known to the city and to itself alone."""
    with bank.session() as session:
        put_area(session)
        put(session, "organisations", id="alder", name="Alder Oy", sector="waste", **SOURCE)
        place = {"lat": 61.6, "lon": 21.6, "municipality": "Pori", "area_id": "peittoo"}
        put(session, "sites", id="alder", organisation_id="alder", name="Alder yard", **place, **SOURCE)
        put_owner(session, "birch")
        line: dict[str, Any] = {"site_id": "alder", "real_status": "real"}
        put(session, "treatment-lines", id="T-1", **line, step="digestion", capacity_t_per_year="24000", **SOURCE)
        put(session, "treatment-lines", id="T-2", **{**line, "real_status": "ended"}, step="soil_washing")
        put(session, "treatment-lines", id="T-HIDDEN", site_id="birch", step="digestion")
        trial = {"title_en": "Field", "material_classes": "foundry_sand;glass"}
        put(session, "trials", id="K-1", site_id="alder", use_id="U204", ended_year=2020, **trial, **SOURCE)
        put(session, "trials", id="K-2", area_id="peittoo", outcome="running", began_year=2026, **trial)
        put(session, "trials", id="K-HIDDEN", site_id="birch", **trial)
    return bank


def ids(bank: Bank, viewer: Viewer, **asked: Any) -> tuple[set[str], set[str]]:
    lines = {name: value for name, value in asked.items() if name != "classes"}
    trials = {name: value for name, value in asked.items() if name not in {"steps", "standing"}}
    with bank.session() as session:
        return (
            {one.id for one in queries.treatments(session, viewer, **lines)},
            {one.id for one in queries.trials(session, viewer, **trials)},
        )


def test_a_line_has_the_place_of_its_site(town: Bank) -> None:
    with town.session() as session:
        line = next(one for one in queries.treatments(session, ANONYMOUS) if one.id == "T-1")
    assert (line.step, line.material_classes, line.capacity_t_per_year) == ("digestion", (), Decimal(24000))
    assert (line.site_name, line.organisation_id, line.organisation_name) == ("Alder yard", "alder", "Alder Oy")
    assert (line.area_id, line.municipality, line.lat, line.lon) == ("peittoo", "Pori", 61.6, 21.6)
    assert (line.real_status, line.provenance.title) == (RealStatus.REAL, "A report")


def test_a_trial_has_the_place_of_its_site_or_of_its_area(town: Bank) -> None:
    with town.session() as session:
        found = {one.id: one for one in queries.trials(session, ANONYMOUS)}
    at_site, in_area = found["K-1"], found["K-2"]
    assert (at_site.site_name, at_site.organisation_name, at_site.area_id) == ("Alder yard", "Alder Oy", "peittoo")
    assert (at_site.titles, at_site.result, at_site.use_id) == (Titles("", "", "Field"), None, "U204")
    assert (at_site.began_year, at_site.ended_year, at_site.outcome) == (None, 2020, TrialOutcome.UNKNOWN)
    assert (in_area.site_id, in_area.organisation_name, in_area.area_id) == (None, None, "peittoo")
    assert (in_area.lat, in_area.lon, in_area.outcome) == (61.6, 21.5, TrialOutcome.RUNNING)


@pytest.mark.parametrize(
    ("viewer", "lines", "trials"),
    [
        (ANONYMOUS, {"T-1", "T-2"}, {"K-1", "K-2"}),
        (MEMBER, {"T-1", "T-2"}, {"K-1", "K-2"}),
        (ALDER, {"T-1", "T-2"}, {"K-1", "K-2"}),
        (Viewer(organisation_ids=frozenset({"birch"})), {"T-1", "T-2", "T-HIDDEN"}, {"K-1", "K-2", "K-HIDDEN"}),
        (CITY, {"T-1", "T-2", "T-HIDDEN"}, {"K-1", "K-2", "K-HIDDEN"}),
    ],
)
def test_they_are_shown_where_their_site_is(town: Bank, viewer: Viewer, lines: set[str], trials: set[str]) -> None:
    assert ids(town, viewer) == (lines, trials)


def test_who_objected_is_shown_no_more(town: Bank) -> None:
    with town.session() as session:
        session.get_one(Organisation, "alder").objected_on = date(2026, 11, 2)
    assert ids(town, ANONYMOUS) == (set(), {"K-2"})
    assert ids(town, ALDER) == ({"T-1", "T-2"}, {"K-1", "K-2"})


def test_they_are_asked_for_by_area_step_class_and_standing(town: Bank) -> None:
    assert ids(town, CITY, area_id="peittoo") == ({"T-1", "T-2"}, {"K-1", "K-2"})
    assert ids(town, CITY, area_id="elsewhere") == (set(), set())
    assert ids(town, CITY, steps={"digestion"})[0] == {"T-1", "T-HIDDEN"}
    assert ids(town, CITY, steps=())[0] == set()
    assert ids(town, CITY, standing=True)[0] == {"T-1", "T-HIDDEN"}
    assert ids(town, CITY, classes={"glass"})[1] == {"K-1", "K-2", "K-HIDDEN"}
    assert ids(town, CITY, classes={"slag_steel"})[1] == set()


def test_our_own_files_are_named_to_the_city_and_the_owner_only(bank: Bank) -> None:
    change = Change(made_by="reviewer", reason="A file", file="secret.csv", row=7, trusted=True)
    with bank.session() as session:
        put(session, "organisations", id="alder", name="Alder Oy", sector="waste", **SOURCE)
        put(session, "sites", id="alder", organisation_id="alder", name="Yard", **SOURCE)
        put(session, "treatment-lines", change, id="T-1", site_id="alder", step="digestion", **SOURCE)
        put(session, "trials", change, id="K-1", site_id="alder", title_fi="K", material_classes="glass", **SOURCE)
        told = {
            viewer: (
                queries.treatments(session, who)[0].provenance.file,
                queries.trials(session, who)[0].provenance.row,
            )
            for viewer, who in (("anonymous", ANONYMOUS), ("owner", ALDER), ("city", CITY))
        }
    assert told == {"anonymous": (None, None), "owner": ("secret.csv", 7), "city": ("secret.csv", 7)}


def test_every_change_is_a_version(town: Bank) -> None:
    with town.session() as session:
        put(
            session,
            "treatment-lines",
            id="T-1",
            site_id="alder",
            step="digestion",
            capacity_t_per_year="30000",
            **SOURCE,
        )
        rows = session.scalars(
            select(RecordVersion).where(RecordVersion.kind == "treatment-lines", RecordVersion.record_id == "T-1")
        ).all()
        assert [row.number for row in rows] == [1, 2]
        assert rows[1].changes == {"capacity_t_per_year": ["24000", "30000"]}


LINE = {"id": "T", "site_id": "alder", "step": "digestion"}
TRIAL = {"id": "K", "site_id": "alder", "title_fi": "Koe", "material_classes": "glass"}


@pytest.mark.parametrize(
    ("kind", "cells", "field", "told"),
    [
        ("treatment-lines", {"step": "magic"}, "step", "This treatment is not known: choose one of ash_washing,"),
        ("treatment-lines", {"step": ""}, "step", "Fill this in"),
        (
            "treatment-lines",
            {"material_classes": "glass;whey"},
            "material_classes",
            "does not take glass: leave it out",
        ),
        ("treatment-lines", {"capacity_t_per_year": "-1"}, "capacity_t_per_year", "A negative number is no amount"),
        ("treatment-lines", {"capacity_t_per_year": "NaN"}, "capacity_t_per_year", "Write a number"),
        ("treatment-lines", {"real_status": "maybe"}, "real_status", "Choose one of"),
        ("trials", {"title_fi": ""}, "title_fi", "Write in at least one language what was tried"),
        ("trials", {"site_id": ""}, "site_id", "Where was it tried"),
        ("trials", {"began_year": "2021", "ended_year": "2020"}, "ended_year", "The end lies before the beginning"),
        ("trials", {"ended_year": "2020", "outcome": "running"}, "outcome", "A trial that has ended does not run"),
        ("trials", {"outcome": "great"}, "outcome", "Choose one of: accepted, refused, running, unknown."),
        ("trials", {"use_id": "U999"}, "use_id", "This use is not known"),
        ("trials", {"material_classes": ""}, "material_classes", "Fill this in"),
    ],
)
def test_a_wrong_cell_is_refused_with_a_sentence(kind: str, cells: dict[str, str], field: str, told: str) -> None:
    with pytest.raises(RecordRefusedError) as refused:
        read_row(kind, (LINE if kind == "treatment-lines" else TRIAL) | cells)
    assert {row.field for row in refused.value.rows} == {field}
    assert told in refused.value.rows[0].message


NAMED = (
    ("treatment-lines", LINE | {"site_id": "nowhere"}, "There is no site of this id"),
    ("treatment-lines", LINE | {"is_example": "1"}, "Examples and facts are never mixed"),
    ("trials", TRIAL | {"site_id": "nowhere"}, "There is no site of this id"),
    ("trials", TRIAL | {"site_id": "", "area_id": "nowhere"}, "There is no area of this id"),
    ("trials", TRIAL | {"is_example": "1"}, "Examples and facts are never mixed"),
)


def test_what_a_row_names_must_be_there(town: Bank) -> None:
    for kind, cells, told in NAMED:
        with town.session() as session, pytest.raises(RecordRefusedError) as refused:
            put(session, kind, **cells)
        assert told in refused.value.rows[0].message, cells


def test_the_database_itself_refuses_what_cannot_be(town: Bank) -> None:
    for change in (
        "UPDATE treatment_lines SET capacity_t_per_year = -1",
        "UPDATE treatment_lines SET real_status = 'rumour'",
        "UPDATE trials SET ended_year = 2019, began_year = 2020",
        "UPDATE trials SET outcome = 'great'",
        "UPDATE trials SET site_id = NULL, area_id = NULL",
    ):
        with pytest.raises(IntegrityError), town.session() as session:
            session.execute(text(change))


def test_the_sample_data_has_the_lines_and_trials_of_pori_with_their_sources(demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        lines = queries.treatments(session, ANONYMOUS)
        trials = queries.trials(session, ANONYMOUS, area_id="peittoo")
    facts = {one.id: one for one in lines if not one.is_example}
    assert facts["FT-01"].step == "ash_washing"
    assert facts["FT-01"].area_id == "meri-pori"
    assert {one.id for one in facts.values() if one.real_status is RealStatus.PLANNED} == {"FT-05"}
    assert all(one.provenance.url for one in facts.values())
    assert all(one.provenance.url is None for one in lines if one.is_example)
    fields = {one.id: one for one in trials if not one.is_example}
    assert {one.use_id for one in fields.values()} >= {"U204", "U205"}
    assert fields["FK-01"].organisation_name == "Componenta Castings Oy"
    assert all(one.provenance.url and one.titles.sv and one.titles.en for one in fields.values())
    assert [one.is_example for one in trials] == sorted(one.is_example for one in trials)
