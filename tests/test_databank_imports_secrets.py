"""What a member's file can never do: touch what belongs to others, learn of it, or raise one's own rights."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from databank import accounts, queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.accounts import mandates
from databank.errors import RecordNotFoundError
from databank.imports import running
from databank.imports.beginning import Upload
from databank.imports.values import NEW, ImportMapping
from databank.models import Flow, SideStream, Site
from databank.records import Consent, ImportState, MandateKind
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MEMBER = frozenset({Role.MEMBER})
ALDER = Viewer(roles=MEMBER, organisation_ids=frozenset({"alder"}))
BIRCH = Viewer(roles=MEMBER, organisation_ids=frozenset({"birch"}))
FLOWS = "source;target;material;year;mass_t"
STREAMS = "site_id;name;material_class;year;amount;unit"
SOURCE = {"source_url": "https://example.org/permit", "source_title": "Permit", "source_date": "2024-01-01"}


@pytest.fixture
def owners(sqlite_bank: Bank) -> Bank:
    """Alder brings files; Birch is known to all by a public source; nobody sees anything of Elm."""
    with sqlite_bank.session() as session:
        put_owner(session)
        put_owner(session, "elm")
        put(session, "organisations", id="birch", name="Birch Oy", sector="metal", **SOURCE)
        put(session, "sites", id="birch", organisation_id="birch", name="Birch works", **SOURCE)
        put_stream(
            session, "E-1", site_id="elm", name="Secret", status="submitted", visibility="city_only", consent="no"
        )
    return sqlite_bank


def begin(bank: Bank, content: str, viewer: Viewer = ALDER, **said: Any) -> str:
    settings = {"kind": "side-streams", "organisation_id": "alder", "file_name": "rows.csv", **said}
    upload = Upload(made_by="Anna", language="en", **settings)
    return running.begin(bank, viewer, upload, io.BytesIO(content.encode()), at=NOW)


def bring(bank: Bank, content: str, viewer: Viewer = ALDER, **said: Any) -> running.ImportView:
    """The whole way of a file."""
    import_id = begin(bank, content, viewer, **said)
    running.check(bank, import_id)
    with bank.session(writing=True) as session:
        running.ask_commit(session, viewer, import_id, at=NOW)
    running.commit(bank, import_id)
    with bank.session() as session:
        return running.import_of(session, viewer, import_id)


def did(view: running.ImportLine) -> tuple[int, ...]:
    return tuple(view.counts.get(name, 0) for name in ("new", "changed", "unchanged", "rejected"))


def told(bank: Bank, view: running.ImportView, *without: str) -> list[str]:
    """The reasons of refused rows, without the words that the file itself says."""
    with bank.session() as session:
        problems, _after = running.problems_of(session, CITY, view.id)
    reasons = []
    for problem in problems:
        text = str(problem.message)
        for word in without:
            text = text.replace(word, "?")
        reasons.append(text)
    return reasons


# --- what is hidden looks like what is missing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "heading", "row"),
    [
        ("flows", f"{FLOWS};side_stream_id", "alder;Stock;foundry_sand;2024;5;%s"),
        ("flows", FLOWS, "alder;%s;foundry_sand;2024;5"),
        ("flows", f"record_id;{FLOWS}", "%s;alder;Stock;foundry_sand;2024;5"),
        ("side-streams", f"id;{STREAMS}", "%s;alder;Sand;foundry_sand;2024;5;t"),
        ("side-streams", f"organisation_id;{STREAMS}", "%s;alder;Sand;foundry_sand;2024;5;t"),
        ("sites", "id;name", "%s;Yard"),
    ],
)
def test_the_id_of_something_hidden_is_answered_as_one_of_nothing(
    owners: Bank, kind: str, heading: str, row: str
) -> None:
    with owners.session() as session:
        put(session, "flows", record_id="F-1", source="elm", target="Stock", material="fuels", year=2024, mass_t=1)
    hidden = {"flows": "F-1", "sites": "elm", "side-streams": "E-1"}[kind]
    if "side_stream_id" in heading:
        hidden = "E-1"
    elif heading == FLOWS or "organisation_id" in heading:
        hidden = "elm"
    answers = []
    for name in (hidden, "X-9"):
        view = bring(owners, f"{heading}\n{row % name}\n", kind=kind)
        answers.append((did(view), told(owners, view, name)))
    assert answers[0] == answers[1]
    assert answers[0][0] == (0, 0, 0, 1)


# --- nothing of others -------------------------------------------------------------------------------------------


def test_no_site_is_made_for_another_organisation(owners: Bank) -> None:
    content = f"organisation_id;{STREAMS}\nbirch;New yard;Sand;foundry_sand;2024;5;t\n"
    view = bring(owners, content)
    assert did(view) == (0, 0, 0, 1)
    with owners.session() as session:
        assert [site.id for site in session.query(Site).where(Site.organisation_id == "birch")] == ["birch"]


def test_a_place_that_a_member_makes_up_is_shown_to_nobody_else(owners: Bank) -> None:
    mapping = ImportMapping(words={"target": {"Nowhere Oy": NEW}})
    view = bring(owners, f"{FLOWS}\nalder;Nowhere Oy;foundry_sand;2024;5\n", kind="flows", mapping=mapping)
    assert did(view) == (1, 0, 0, 0)
    with owners.session() as session:
        for viewer, count in ((ALDER, 1), (CITY, 1), (BIRCH, 0), (ANONYMOUS, 0)):
            assert len(queries.organisations(session, viewer, text="Nowhere").items) == count


def test_a_flow_that_others_told_of_is_not_changed(owners: Bank) -> None:
    with owners.session() as session:
        put(session, "flows", record_id="F-1", source="birch", target="alder", material="fuels", year=2024, mass_t=1)
    view = bring(owners, f"record_id;{FLOWS}\nF-1;alder;Stock;fuels;2024;900\n", kind="flows")
    assert did(view) == (0, 0, 0, 1)
    with owners.session() as session:
        flow = session.get_one(Flow, ("F-1", 2024))
        assert (flow.source, flow.mass_t) == ("birch", Decimal(1))


def test_a_flow_of_an_own_file_may_be_changed_by_its_id(owners: Bank) -> None:
    bring(owners, f"{FLOWS}\nalder;Stock;fuels;2024;5\n", kind="flows")
    with owners.session() as session:
        record_id = session.query(Flow).one().record_id
    view = bring(owners, f"record_id;{FLOWS}\n{record_id};alder;Stock;fuels;2024;6\n", kind="flows")
    assert did(view) == (0, 1, 0, 0)


# --- no further rights -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("consent", ["name", "sums"])
def test_nobody_but_the_city_lets_a_flow_into_public_diagrams(owners: Bank, consent: str) -> None:
    view = bring(owners, f"{FLOWS};consent\nalder;birch;foundry_sand;2024;5;{consent}\n", kind="flows")
    assert did(view) == (0, 0, 0, 1)
    assert did(bring(owners, f"{FLOWS};consent\nalder;birch;foundry_sand;2024;5;no\n", kind="flows")) == (1, 0, 0, 0)
    with owners.session() as session:
        assert session.query(Flow).one().consent is Consent.NO


def test_a_record_of_a_public_source_is_not_overwritten_by_its_company(owners: Bank) -> None:
    with owners.session() as session:
        put_stream(session, "A-1", **SOURCE)
    same = "id;site_id;name;material_class;year;amount;unit\nA-1;alder;Sand;foundry_sand;2024;100;t\n"
    assert did(bring(owners, same)) == (0, 0, 1, 0)
    for changed in (same.replace("100", "90"), same.replace("2024", "2025"), same.replace("Sand", "Gold")):
        assert did(bring(owners, changed)) == (0, 0, 0, 1)
    with owners.session() as session:
        assert session.get_one(SideStream, "A-1").name == "Sand"


def test_nobody_has_confirmed_anything_tomorrow(owners: Bank) -> None:
    view = bring(owners, f"{STREAMS};confirmed_on\nalder;Sand;foundry_sand;2024;5;t;2031-01-01\n")
    assert did(view) == (0, 0, 0, 1)


# --- imports of others -------------------------------------------------------------------------------------------


def test_what_the_desk_brings_for_a_company_is_driven_by_the_desk_only(owners: Bank) -> None:
    """It reads the bank as the desk sees it."""
    import_id = begin(owners, f"{STREAMS}\nalder;Sand;foundry_sand;2024;5;t\n", CITY)
    running.check(owners, import_id)
    with owners.session() as session:
        assert import_id not in [line.id for line in running.imports_of(session, ALDER)]
        assert import_id in [line.id for line in running.imports_of(session, CITY)]
        for step in (running.import_of, running.problems_of, running.saved_records):
            with pytest.raises(RecordNotFoundError):
                step(session, ALDER, import_id)
        with pytest.raises(RecordNotFoundError):
            running.decide(session, ALDER, import_id, ImportMapping(), at=NOW)


def test_whoever_acts_for_the_company_no_more_takes_nothing_back(owners: Bank) -> None:
    with owners.session(writing=True) as session:
        person = accounts.add_person(session, "anna@alder.example", name="Anna", language="fi", at=NOW)
        until = NOW.date() + timedelta(days=9)
        mandates.give(session, person.id, "alder", MandateKind.MEMBER, by="city", at=NOW, valid_until=until)
    anna = Viewer(roles=MEMBER, organisation_ids=frozenset({"alder"}), person_id=person.id)
    view = bring(owners, f"{STREAMS}\nalder;Sand;foundry_sand;2024;5;t\n", anna)
    former = Viewer(roles=MEMBER, person_id=person.id)
    with owners.session(writing=True) as session:
        assert running.imports_of(session, former) == ()
        with pytest.raises(RecordNotFoundError):
            running.ask_undo(session, former, view.id, at=NOW)


def test_whoever_leaves_the_desk_keeps_nothing_of_its_rights(owners: Bank) -> None:
    """An import for one's own company, begun at the desk, goes on as that of any member."""
    with owners.session(writing=True) as session:
        person = accounts.add_person(session, "c@alder.example", name="C", language="fi", at=NOW, roles=())
        until = NOW.date() + timedelta(days=9000)
        mandates.give(session, person.id, "alder", MandateKind.MEMBER, by="city", at=NOW, valid_until=until)
    desk = Viewer(frozenset({Role.REVIEWER}), frozenset({"alder"}), person_id=person.id)
    import_id = begin(owners, "id;name\nbirch;Taken over\n", desk, kind="organisations")
    running.check(owners, import_id)
    with owners.session() as session:
        view = running.import_of(session, CITY, import_id)
        assert (view.state, did(view)) == (ImportState.REFUSED, (0, 0, 0, 0))
        assert "You can import" in str(view.message)


def test_where_a_flow_of_two_companies_came_from_is_told_to_whose_file_it_was(owners: Bank) -> None:
    view = bring(owners, f"{FLOWS}\nbirch;Stock;fuels;2024;5\n", BIRCH, kind="flows", organisation_id="birch")
    with owners.session(writing=True) as session:
        flow = session.query(Flow).one()
        flow.target = "alder"
    with owners.session() as session:
        name = f"{flow.record_id}/2024"
        assert running.origins(session, BIRCH, "flows", name)["mass_t"].import_id == view.id
        assert running.origins(session, ALDER, "flows", name) == {}
