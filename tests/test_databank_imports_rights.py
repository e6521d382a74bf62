"""Who may import what, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.imports import running
from databank.imports.values import ImportMapping
from databank.records import ImportState
from databank.store import Bank
from tests.databank_rows import put_stream
from tests.import_steps import (
    ALDER,
    BIRCH,
    GOOD,
    NOW,
    begin,
    bring,
    did,
    put_owners,
    streams,
    view_of,
)


@pytest.fixture
def small(sqlite_bank: Bank) -> Bank:
    """A bank with two owners, for what has nothing to do with the database."""
    return put_owners(sqlite_bank)


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("viewer", "kind", "organisation_id", "sentence"),
    [
        (ALDER, "side-streams", "birch", "for which you act"),
        (ALDER, "side-streams", None, "for which you act"),
        (ALDER, "organisations", "alder", "The city keeps"),
        (ANONYMOUS, "side-streams", "alder", "for which you act"),
        (Viewer(roles=frozenset({Role.VERIFIED_INVESTOR})), "needs", "alder", "for which you act"),
    ],
)
def test_one_imports_only_for_those_one_acts_for(
    small: Bank, viewer: Viewer, kind: str, organisation_id: str | None, sentence: str
) -> None:
    with pytest.raises(running.ImportRefusedError, match=sentence):
        begin(small, GOOD, viewer, kind=kind, organisation_id=organisation_id)


def test_an_import_is_seen_by_its_own_people_and_the_desk_and_hidden_looks_like_missing(small: Bank) -> None:
    import_id = begin(small, GOOD)
    with small.session() as session:
        for viewer in (ALDER, CITY):
            assert [line.id for line in running.imports_of(session, viewer)] == [import_id]
        for viewer in (BIRCH, ANONYMOUS):
            assert running.imports_of(session, viewer) == ()
            for call in (running.import_of, running.undo_preview, running.problems_of, running.saved_records):
                with pytest.raises(RecordNotFoundError) as hidden:
                    call(session, viewer, import_id)
                with pytest.raises(RecordNotFoundError) as missing:
                    call(session, viewer, "I-nothing")
                assert str(hidden.value).replace(import_id, "") == str(missing.value).replace("I-nothing", "")


@pytest.mark.parametrize("step", ["decide", "ask_commit", "ask_undo", "cancel"])
def test_nobody_else_takes_a_step(small: Bank, step: str) -> None:
    import_id = begin(small, GOOD)
    said = (ImportMapping(),) if step == "decide" else ()
    with small.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        getattr(running, step)(session, BIRCH, import_id, *said, at=NOW)


def test_rows_of_others_are_refused_and_never_taken_over(small: Bank) -> None:
    with small.session() as session:
        put_stream(session, "B-1", site_id="birch", name="Theirs")
        put_stream(session, "A-1", name="Ours")
    content = (
        "id;site_id;name;material_class;year;amount\nB-1;;Stolen;foundry_sand;2024;1\nX-9;;Nobody;foundry_sand;2024;1\n"
        "A-1;alder;Ours now;foundry_sand;2024;100\n;birch;Foreign;foundry_sand;2024;1\n"
    )
    view = bring(small, content)
    assert did(view) == (0, 1, 0, 3)
    with small.session() as session:
        problems, _after = running.problems_of(session, ALDER, view.id)
    told = {problem.row: str(problem.message).replace(problem.value, "") for problem in problems}
    assert told[2] == told[3]
    assert {problem.row for problem in problems} == {2, 3, 5}
    found = streams(small)
    assert found["Theirs"].organisation_id == "birch"
    assert set(found) == {"Theirs", "Ours now"}


def test_a_member_imports_flows_of_own_sites_only(small: Bank) -> None:
    content = "source;target;material;year;mass_t\nalder;Stock;foundry_sand;2024;5\nbirch;Stock;foundry_sand;2024;5\n"
    view = bring(small, content, kind="flows")
    assert did(view) == (1, 0, 0, 1)


def test_a_mandate_that_ended_meanwhile_stops_the_import(small: Bank) -> None:
    from databank.accounts import add_person, mandates
    from databank.records import MandateKind

    with small.session(writing=True) as session:
        person = add_person(session, "anna@alder.example", name="Anna", language="fi", at=NOW)
        day = NOW.date()
        mandates.give(session, person.id, "alder", MandateKind.MEMBER, by="city", at=NOW, valid_until=day)
    viewer = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}), person_id=person.id)
    import_id = begin(small, GOOD, viewer)
    running.check(small, import_id, clock=lambda: NOW)
    assert view_of(small, import_id).state is ImportState.CHECKED
    with small.session(writing=True) as session:
        running.ask_commit(session, viewer, import_id, at=NOW)
    running.commit(small, import_id, clock=lambda: NOW + timedelta(days=2))
    view = view_of(small, import_id, CITY)
    assert view.state is ImportState.REFUSED
    assert "for which you act" in str(view.message)
    assert not streams(small)
