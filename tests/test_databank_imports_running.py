"""An imported file from its first byte to its undoing, as pages and the worker meet it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from databank import queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import FileRefusedError, RecordNotFoundError
from databank.housekeeping import ABANDONED_IMPORTS, IMPORTED_FILES, clear_imports
from databank.imports import committing, pieces, running
from databank.imports.beginning import Upload
from databank.imports.direct import Direct, DirectOutcome
from databank.imports.holding import STALE
from databank.imports.values import NEW, ImportMapping
from databank.models import Exchange, Import, ImportPiece, KnownRow, MaterialNeed, SideStream, Site
from databank.records import AmountStatus, ImportState, ProblemKind, RecordStatus, StreamFilter
from databank.reviews import cases
from databank.store import Bank
from databank.submissions import Change, set_status
from tests.databank_rows import put, put_owner, put_stream

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALDER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
BIRCH = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"}))
HEADING = "site_id;name;material_class;year;amount;unit"
GOOD = f"{HEADING}\nalder;Sand;foundry_sand;2024;10,5;t\nalder;Dust;foundry_dust;2024;5;t\n"


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with two owners."""
    with bank.session() as session:
        put_owner(session)
        put_owner(session, "birch")
    return bank


@pytest.fixture
def small(sqlite_bank: Bank) -> Bank:
    """The same, for what has nothing to do with the database."""
    with sqlite_bank.session() as session:
        put_owner(session)
        put_owner(session, "birch")
    return sqlite_bank


def begin(bank: Bank, content: str, viewer: Viewer = ALDER, at: datetime = NOW, **said: Any) -> str:
    settings = {"kind": "side-streams", "organisation_id": "alder", "file_name": "rows.csv", **said}
    upload = Upload(made_by="Anna", language="en", **settings)
    return running.begin(bank, viewer, upload, io.BytesIO(content.encode()), at=at)


def view_of(bank: Bank, import_id: str, viewer: Viewer = ALDER) -> running.ImportView:
    with bank.session() as session:
        return running.import_of(session, viewer, import_id)


def commit(bank: Bank, import_id: str, viewer: Viewer = ALDER) -> running.ImportView:
    with bank.session(writing=True) as session:
        running.ask_commit(session, viewer, import_id, at=NOW)
    running.commit(bank, import_id)
    return view_of(bank, import_id, viewer)


def bring(bank: Bank, content: str, viewer: Viewer = ALDER, **said: Any) -> running.ImportView:
    """The whole way of a file that asks nothing."""
    import_id = begin(bank, content, viewer, **said)
    running.check(bank, import_id)
    return commit(bank, import_id, viewer)


def undo(bank: Bank, import_id: str, viewer: Viewer = CITY) -> running.ImportView:
    with bank.session(writing=True) as session:
        running.ask_undo(session, viewer, import_id, at=NOW)
    running.undo(bank, import_id)
    return view_of(bank, import_id, viewer)


def streams(bank: Bank) -> dict[str, Any]:
    with bank.session() as session:
        found = queries.side_streams(session, CITY, StreamFilter(), limit=500).items
    return {stream.name: stream for stream in found}


def did(view: running.ImportLine) -> tuple[int, ...]:
    return tuple(view.counts.get(name, 0) for name in ("new", "changed", "unchanged", "rejected"))


# --- from the file to the bank -----------------------------------------------------------------------------------


def test_a_certain_file_is_checked_saved_and_remembered_with_its_cells(owned: Bank) -> None:
    import_id = begin(owned, GOOD)
    assert view_of(owned, import_id).state is ImportState.READING
    running.check(owned, import_id)
    view = view_of(owned, import_id)
    assert (view.state, did(view), view.total) == (ImportState.CHECKED, (2, 0, 0, 0), 2)
    assert [sample.outcome for sample in view.samples] == ["new", "new"]
    assert view.samples[0].changes["name"] == (None, "Sand")
    assert [row.cells["name"] for row in view.firsts] == ["Sand", "Dust"]
    assert not streams(owned)
    view = commit(owned, import_id)
    assert (view.state, did(view), view.position) == (ImportState.DONE, (2, 0, 0, 0), 2)
    assert view.committed_at is not None
    found = streams(owned)
    assert {name: stream.latest.value for name, stream in found.items()} == {"Sand": Decimal("10.5"), "Dust": 5}
    assert {stream.status for stream in found.values()} == {RecordStatus.SUBMITTED}
    with owned.session() as session:
        origin = running.origins(session, ALDER, "side-streams", found["Sand"].id)
    assert (origin["name"].file, origin["name"].cell, origin["name"].import_id) == ("rows.csv", "B2", import_id)
    assert (origin["amounts[2024].amount"].cell, origin["amounts[2024].amount"].wording) == ("E2", "10,5")


def test_good_rows_go_in_and_bad_cells_are_told_as_the_file_says_them(owned: Bank) -> None:
    view = bring(owned, GOOD + "alder;Slag;foundry_sand;2024;-4,5;t\nalder;;;2024;1;t\n")
    assert (view.state, did(view)) == (ImportState.DONE, (2, 0, 0, 2))
    with owned.session() as session:
        problems, after = running.problems_of(session, ALDER, view.id)
        first, following = running.problems_of(session, ALDER, view.id, most=1)
        assert running.problems_by_field(session, ALDER, view.id)["amount"] == 1
    assert after is None
    assert first == problems[:1]
    assert following is not None
    assert (problems[0].row, problems[0].field, problems[0].value) == (4, "amount", "-4,5")
    assert {problem.row for problem in problems} == {4, 5}


def test_the_same_file_again_changes_nothing_and_is_recognised(owned: Bank) -> None:
    first = bring(owned, GOOD)
    second = bring(owned, GOOD)
    assert (did(second), second.earlier) == ((0, 0, 2, 0), first.id)
    assert {stream.version for stream in streams(owned).values()} == {1}
    undo(owned, second.id)
    assert len(streams(owned)) == 2


def test_what_is_uncertain_waits_for_a_person_and_is_remembered_for_the_next_file(owned: Bank) -> None:
    content = "Toimipaikka;Materiaali;Vuosi;Tonnia\nalder;xyzzy;2024;3\nalder;Valuhiekka;2024;7\n"
    import_id = begin(owned, content)
    running.check(owned, import_id)
    view = view_of(owned, import_id)
    assert view.state is ImportState.ASKING
    assert [wording.text for wording in view.undecided] == ["xyzzy"]
    words = ImportMapping(words={"material_class": {"xyzzy": "foundry_dust"}})
    with owned.session(writing=True) as session:
        running.decide(session, ALDER, import_id, words, at=NOW)
    running.check(owned, import_id)
    assert view_of(owned, import_id).state is ImportState.CHECKED
    assert did(commit(owned, import_id)) == (2, 0, 0, 0)
    assert streams(owned)["xyzzy"].material_class == "foundry_dust"
    other = begin(owned, content.replace("2024", "2025"))
    running.check(owned, other)
    view = view_of(owned, other)
    assert (view.state, view.remembered, did(view)) == (ImportState.CHECKED, True, (0, 2, 0, 0))


def test_rows_with_words_that_nobody_decided_about_are_left_out_when_the_person_goes_on(small: Bank) -> None:
    import_id = begin(small, "site_id;Materiaali;Vuosi;Tonnia\nalder;xyzzy;2024;3\nalder;Valuhiekka;2024;7\n")
    running.check(small, import_id)
    view = commit(small, import_id)
    assert did(view) == (1, 0, 0, 1)
    with small.session() as session:
        problems, _after = running.problems_of(session, ALDER, import_id)
    assert [(problem.row, problem.field, problem.value) for problem in problems] == [(2, "material_class", "xyzzy")]


def test_a_missing_column_is_asked_for_and_nothing_is_saved_without_it(small: Bank) -> None:
    import_id = begin(small, "site_id;Kommentti;year;amount\nalder;Valuhiekka;2024;3\n")
    running.check(small, import_id)
    view = view_of(small, import_id)
    assert (view.state, view.may_commit) == (ImportState.ASKING, False)
    assert view.missing
    with small.session(writing=True) as session:
        with pytest.raises(running.ImportRefusedError, match="which column"):
            running.ask_commit(session, ALDER, import_id, at=NOW)
        mapping = ImportMapping(columns={"Kommentti": "name"})
        running.decide(session, ALDER, import_id, mapping, at=NOW)
    running.check(small, import_id)
    assert view_of(small, import_id).state is ImportState.CHECKED
    with small.session(writing=True) as session, pytest.raises(running.ImportRefusedError, match="no column colour"):
        running.decide(session, ALDER, import_id, ImportMapping(columns={"Kommentti": "colour"}), at=NOW)


def test_a_new_organisation_and_its_site_are_made_before_the_rows_that_name_them(owned: Bank) -> None:
    content = "organisation_id;site_id;name;material_class;year;amount\nUusi Oy;Uusi tehdas;Sand;foundry_sand;2024;1\n"
    mapping = ImportMapping(words={"organisation_id": {"uusi oy": NEW}})
    import_id = begin(owned, content, CITY, organisation_id=None, mapping=mapping)
    running.check(owned, import_id)
    assert did(view_of(owned, import_id, CITY)) == (1, 0, 0, 0)
    assert did(commit(owned, import_id, CITY)) == (1, 0, 0, 0)
    stream = streams(owned)["Sand"]
    assert stream.organisation_name == "Uusi Oy"
    with owned.session() as session:
        ahead = running.undo_preview(session, CITY, import_id)
    assert (ahead.removed, ahead.kept_count) == (3, 0)
    assert undo(owned, import_id).counts["removed"] == 3
    with owned.session() as session:
        assert session.scalar(select(func.count()).select_from(Site)) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (f"{HEADING}\n", "no rows"),
        ("just a line of words\n", ""),
        ("\0\0\0\0\0\0\0", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(small: Bank, content: str, sentence: str) -> None:
    import_id = begin(small, content)
    running.check(small, import_id)
    view = view_of(small, import_id)
    assert view.state is ImportState.REFUSED
    assert view.message is not None
    assert "rows.csv" in view.message
    assert sentence in view.message


def test_an_empty_or_too_large_file_is_refused_at_once(small: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefusedError, match=r"rows\.csv is empty"):
        begin(small, "")
    monkeypatch.setattr(pieces, "MOST_UPLOADED", 10)
    with pytest.raises(FileRefusedError, match="too large"):
        running.begin(
            small,
            ALDER,
            Upload(kind="sites", file_name="a", made_by="x", language="en", organisation_id="alder"),
            io.BytesIO(b"x" * 11),
            at=NOW,
        )
    with small.session() as session:
        assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_a_file_is_kept_in_pieces_and_forgotten_when_it_is_cancelled(
    owned: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 10)
    import_id = begin(owned, GOOD)
    with owned.session() as session:
        assert (session.scalar(select(func.count()).select_from(ImportPiece)) or 0) > 5
    with pieces.kept_file(owned, import_id) as path:
        assert path.read_bytes() == GOOD.encode()
    with owned.session(writing=True) as session:
        running.cancel(session, ALDER, import_id, at=NOW)
    assert view_of(owned, import_id).state is ImportState.CANCELLED
    with pytest.raises(FileRefusedError, match="no longer kept"), pieces.kept_file(owned, import_id):
        pass


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


# --- two at once -------------------------------------------------------------------------------------------------


def test_two_people_at_one_import_do_not_overrule_each_other_unseen(small: Bank) -> None:
    import_id = begin(small, GOOD)
    running.check(small, import_id)
    seen = view_of(small, import_id).changed_at
    with small.session(writing=True) as session:
        running.decide(session, ALDER, import_id, ImportMapping(), at=NOW + timedelta(seconds=5), expected=seen)
    with small.session(writing=True) as session, pytest.raises(running.ImportChangedError, match="Somebody"):
        running.decide(session, ALDER, import_id, ImportMapping(), at=NOW, expected=seen)


def test_an_import_that_is_taken_over_stops_the_one_before(owned: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process begins while the first one is between two batches."""
    monkeypatch.setattr(committing, "BATCH", 1)
    import_id = begin(owned, GOOD)
    running.check(owned, import_id)
    with owned.session(writing=True) as session:
        running.ask_commit(session, ALDER, import_id, at=NOW)
    started: list[int] = []

    def other(position: int) -> None:
        if not started:
            started.append(position)
            with pytest.raises(running.TakenOverError):
                running.commit(owned, import_id)
            running.commit(owned, import_id, force=True)

    with pytest.raises(running.TakenOverError):
        running.commit(owned, import_id, on_progress=other)
    view = view_of(owned, import_id)
    assert (started, view.state, did(view)) == ([1], ImportState.DONE, (2, 0, 0, 0))
    assert sorted(streams(owned)) == ["Dust", "Sand"]


def test_a_second_import_of_an_organisation_waits_for_the_first(small: Bank) -> None:
    first, second, other = (
        begin(small, GOOD),
        begin(small, GOOD.replace("Sand", "Slag")),
        begin(small, GOOD.replace("alder", "birch"), BIRCH, organisation_id="birch"),
    )
    for import_id in (first, second, other):
        running.check(small, import_id)
        with small.session(writing=True) as session:
            running.ask_commit(session, CITY, import_id, at=NOW)
    tried: list[str] = []

    def meanwhile(_position: int) -> None:
        with pytest.raises(running.WaitsError, match="waits"):
            running.commit(small, second)
        running.commit(small, other)
        tried.append(other)

    running.commit(small, first, on_progress=meanwhile)
    assert tried
    assert view_of(small, second).state is ImportState.SAVING
    running.commit(small, second)
    assert view_of(small, second).state is ImportState.DONE


def test_standing_imports_are_found_once_their_process_is_silent(small: Bank) -> None:
    import_id = begin(small, GOOD)
    now = running.system_clock()
    with small.session() as session:
        assert running.standing(session, now) == [(import_id, "check")]
    running.check(small, import_id)
    with small.session(writing=True) as session:
        assert running.standing(session, now) == []
        running.ask_commit(session, ALDER, import_id, at=now)
        session.execute(update(Import).values(holder="another process", changed_at=now))
        assert running.standing(session, now) == []
        assert running.standing(session, now + STALE) == [(import_id, "commit")]
    with pytest.raises(running.TakenOverError):
        running.commit(small, import_id, clock=lambda: now)
    running.commit(small, import_id, clock=lambda: now + STALE)
    assert view_of(small, import_id).state is ImportState.DONE


def test_a_step_that_is_told_to_stop_goes_on_later(small: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "BATCH", 1)
    import_id = begin(small, GOOD)
    running.check(small, import_id)
    with small.session(writing=True) as session:
        running.ask_commit(session, ALDER, import_id, at=NOW)
    asked = iter([False, True])
    running.commit(small, import_id, is_stopping=lambda: next(asked))
    view = view_of(small, import_id)
    assert (view.state, view.position, view.is_waiting) == (ImportState.SAVING, 1, True)
    running.commit(small, import_id)
    assert did(view_of(small, import_id)) == (2, 0, 0, 0)


def test_a_file_on_which_processes_die_is_given_up(small: Bank) -> None:
    import_id = begin(small, GOOD)
    with small.session(writing=True) as session:
        session.execute(update(Import).values(counts={"attempts": 9}))
    running.check(small, import_id)
    view = view_of(small, import_id)
    assert view.state is ImportState.REFUSED
    assert import_id in str(view.message)


# --- the way back ------------------------------------------------------------------------------------------------

EDIT = Change(made_by="Anna", reason="A correction")


def test_an_import_is_undone_as_if_it_had_never_been(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, price_eur_per_t="5", note="As it was", visibility="company_hidden", consent="no")
        put(session, "composition", side_stream_id="S-1", parameter="Cl", typical="0.5", unit="%")
    before = streams(owned)["Sand"]
    content = (
        "id;site_id;name;material_class;year;amount;available_from;note\n"
        "S-1;alder;Other;foundry_dust;2024;900;2026-01-01;\nS-1;alder;Other;foundry_dust;2025;7;2026-01-01;\n"
        ";Uusi piha;New;foundry_sand;2024;3;;\n"
    )
    view = bring(owned, content, CITY)
    assert did(view) == (1, 2, 0, 0)
    with owned.session() as session:
        ahead = running.undo_preview(session, CITY, view.id)
        records, after = running.saved_records(session, CITY, view.id)
        page, following = running.saved_records(session, CITY, view.id, most=1)
    assert (ahead.removed, ahead.restored, ahead.kept) == (2, 1, ())
    assert [(one.kind, one.name, one.outcome) for one in records if one.kind == "side-streams"] == [
        ("side-streams", "Other", "changed"),
        ("side-streams", "New", "new"),
    ]
    assert (page, after) == (records[:1], None)
    assert following
    undone = undo(owned, view.id)
    assert undone.state is ImportState.UNDONE
    assert [undone.counts[name] for name in ("removed", "restored", "kept")] == [2, 1, 0]
    found = streams(owned)
    assert set(found) == {"Sand"}
    again = found["Sand"]
    changing = {"version", "updated_at"}
    assert {name for name in before.__slots__ if getattr(before, name) != getattr(again, name)} <= changing
    with owned.session() as session:
        assert session.scalar(select(func.count()).select_from(Site)) == 2
        assert session.scalar(select(func.count()).select_from(KnownRow)) == 0
        case = cases.case(session, "side-streams", "S-1")
        history = queries.versions(session, CITY, "S-1")
    assert case is None or case.state.value == "done"
    assert history[-1].reason == "Import of rows.csv undone"
    assert history[-1].changes["name"] == ("Other", "Sand")
    with owned.session(writing=True) as session, pytest.raises(running.ImportRefusedError):
        running.ask_undo(session, CITY, view.id, at=NOW)
    assert did(bring(owned, content, CITY)) == (1, 2, 0, 0)


def _edit(session: Any, record_id: str) -> None:
    cells = {"id": record_id, "name": "Corrected", "material_class": "foundry_sand", "site_id": "alder"}
    put(session, "side-streams", EDIT, **cells)


def _publish(session: Any, record_id: str) -> None:
    set_status(session, "side-streams", [record_id], RecordStatus.PUBLISHED, Change(made_by="r", reason="fine"))


def _ask_owner(session: Any, record_id: str) -> None:
    from databank.records import ReviewAction

    cases.add_note(session, "side-streams", record_id, ReviewAction.RETURNED, "Why?", "r", NOW + timedelta(days=300))


def _exchange(session: Any, record_id: str) -> None:
    said = {"material": "Sand", "material_class": "foundry_sand", "year": 2024, "amount": 3}
    put(session, "exchanges", id="X-1", side_stream_id=record_id, donor_site_id="alder", **said)


def _flow(session: Any, record_id: str) -> None:
    said = {"source": "alder", "target": "Stock", "material": "foundry_sand", "mass_t": 1}
    put(session, "flows", record_id="F-1", year=2024, side_stream_id=record_id, **said)


def _grant(session: Any, record_id: str) -> None:
    from databank.models import Grant

    day = NOW + timedelta(days=300)
    said = {"organisation_id": "birch", "granted_by": "Anna", "granted_at": day, "valid_until": day.date()}
    session.add(Grant(id="G-1", kind="side-streams", record_id=record_id, **said))


def _photo(session: Any, record_id: str) -> None:
    from databank.models import StoredFile

    said = {"name": "a.png", "media_type": "image/png", "size_bytes": 1, "sha256": "0", "content": b"x"}
    session.add(
        StoredFile(id="F-1", side_stream_id=record_id, stored_at=NOW + timedelta(days=300), stored_by="Anna", **said)
    )


def _secret(session: Any, record_id: str) -> None:
    from databank.models import SecrecyClaim
    from databank.records import DecisionState

    said = {"groups": ("amount",), "ground": "g", "claimed_by": "Anna", "state": DecisionState.OPEN}
    session.add(
        SecrecyClaim(id="S", kind="side-streams", record_id=record_id, claimed_at=NOW + timedelta(days=300), **said)
    )


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (_edit, "changed it"),
        (_publish, "changed it"),
        (_ask_owner, "reviewed"),
        (_exchange, "names it"),
        (_flow, "names it"),
        (_grant, "recipient"),
        (_photo, "photo"),
        (_secret, "secret"),
    ],
)
def test_what_somebody_built_on_stays_and_is_named(small: Bank, build: Callable[[Any, str], None], reason: str) -> None:
    view = bring(small, GOOD)
    record_id = streams(small)["Sand"].id
    with small.session() as session:
        build(session, record_id)
    with small.session() as session:
        ahead = running.undo_preview(session, ALDER, view.id)
    assert (ahead.removed, ahead.kept_count) == (1, 1)
    assert (ahead.kept[0].record_id, ahead.kept[0].name in {"Sand", "Corrected"}) == (record_id, True)
    assert reason in ahead.kept[0].reason
    undone = undo(small, view.id)
    assert [undone.counts[name] for name in ("removed", "restored", "kept")] == [1, 0, 1]
    assert {stream.id for stream in streams(small).values()} == {record_id}
    with small.session() as session:
        notes, _after = running.problems_of(session, ALDER, view.id, ProblemKind.NOTE)
    assert [(note.value, note.field, reason in note.message) for note in notes] == [(record_id, "side-streams", True)]


def test_a_site_on_which_something_else_stands_stays_with_its_organisation(small: Bank) -> None:
    view = bring(small, "id;name\nnew-oy;New Oy\n", CITY, kind="organisations", organisation_id=None)
    with small.session() as session:
        put(session, "sites", id="yard", organisation_id="new-oy", name="Yard")
        ahead = running.undo_preview(session, CITY, view.id)
    assert (ahead.removed, [one.record_id for one in ahead.kept]) == (0, ["new-oy"])
    assert undo(small, view.id).counts["kept"] == 1


def test_imports_are_undone_one_after_the_other_and_what_was_undone_counts_no_more(small: Bank) -> None:
    first = bring(small, GOOD)
    second = bring(small, GOOD.replace("10,5", "12,5"))
    assert did(second) == (0, 1, 1, 0)
    with small.session() as session:
        assert running.undo_preview(session, ALDER, first.id).kept_count == 1
    undo(small, second.id)
    stream = streams(small)["Sand"]
    with small.session() as session:
        origin = running.origins(session, CITY, "side-streams", stream.id)["amounts[2024].amount"]
    assert (stream.latest.value, origin.import_id, origin.wording) == (Decimal("10.5"), first.id, "10,5")
    counts = undo(small, first.id).counts
    assert (counts["removed"], counts["kept"]) == (2, 0)
    assert streams(small) == {}


@pytest.mark.parametrize("kind", ["needs", "flows", "organisations", "sites", "permits", "exchanges", "areas"])
def test_every_kind_is_undone(small: Bank, kind: str) -> None:
    contents = {
        "needs": "site_id;name;material_classes;year;amount\nalder;N;foundry_sand;2024;5\n",
        "flows": "source;target;material;year;mass_t\n"
        "alder;Stock;foundry_sand;2024;5\nalder;Stock;foundry_sand;2023;4\n",
        "organisations": "name;municipality\nNew Oy;Pori\n",
        "sites": "organisation_id;name\nalder;Yard\n",
        "permits": "id;site_id;waste_codes\nP-1;alder;100908\n",
        "exchanges": "id;donor_site_id;receiver_site_id;material;material_class;year;amount\n"
        "X-1;alder;birch;Sand;foundry_sand;2024;5\n",
        "areas": "id;name_fi;name_sv;name_en;kind;municipality;lat;lon\na;A;A;A;park;Pori;61.5;21.5\n",
    }
    view = bring(small, contents[kind], CITY, kind=kind, organisation_id=None)
    count = contents[kind].count("\n") - 1
    assert did(view) == (count, 0, 0, 0)
    assert undo(small, view.id).counts["removed"] == count
    assert did(bring(small, contents[kind], CITY, kind=kind, organisation_id=None)) == (count, 0, 0, 0)


def test_new_amounts_and_measurements_of_a_record_go_again(small: Bank) -> None:
    with small.session() as session:
        put_stream(session)
        put(session, "composition", side_stream_id="S-1", parameter="Cl", typical="0.5", unit="%", laboratory="A")
    heading = "side_stream_id,parameter,typical,unit,laboratory\n"
    content = f"{heading}S-1,Cl,0.7,%,B\nS-1,Cl,0.6,%,A\nS-1,Zn,3,%,A\n"
    view = bring(small, content, CITY, kind="composition", organisation_id=None)
    assert did(view)[1] == 3
    undo(small, view.id)
    with small.session() as session:
        found = queries.side_stream(session, CITY, "S-1").composition
    assert [(one.parameter, one.laboratory, one.typical) for one in found] == [("Cl", "A", Decimal("0.5"))]


# --- where from --------------------------------------------------------------------------------------------------


def test_where_a_value_came_from_is_told_to_its_owner_and_the_desk_only(small: Bank) -> None:
    view = bring(small, GOOD)
    stream_id = streams(small)["Sand"].id
    with small.session() as session:
        for viewer in (ALDER, CITY):
            assert running.origins(session, viewer, "side-streams", stream_id)["name"].import_id == view.id
        for viewer in (BIRCH, ANONYMOUS):
            hidden = running.origins(session, viewer, "side-streams", stream_id)
            assert hidden == running.origins(session, viewer, "side-streams", "S-nothing") == {}


def test_what_somebody_corrected_has_no_cell_any_more(small: Bank) -> None:
    bring(small, GOOD)
    stream_id = streams(small)["Sand"].id
    with small.session() as session:
        _edit(session, stream_id)
    with small.session() as session:
        found = running.origins(session, ALDER, "side-streams", stream_id)
    assert "name" not in found
    assert found["amounts[2024].amount"].cell == "E2"


def test_years_side_by_side_and_loads_of_a_year_tell_their_cells(small: Bank) -> None:
    bring(small, "Toimipaikka;Materiaali;2023 (t);2024 (t)\nalder;Valuhiekka;5;6\n")
    stream_id = streams(small)["Valuhiekka"].id
    with small.session() as session:
        found = running.origins(session, ALDER, "side-streams", stream_id)
    assert [found[f"amounts[{year}].amount"].cell for year in (2023, 2024)] == ["C2", "D2"]


# --- what is forgotten -------------------------------------------------------------------------------------------


def test_old_files_are_forgotten_but_not_where_a_value_came_from(owned: Bank) -> None:
    view = bring(owned, GOOD + "alder;Bad;foundry_sand;2024;-1;t\n")
    stream_id = streams(owned)["Sand"].id
    ended = view.changed_at
    with owned.session(writing=True) as session:
        assert clear_imports(session, ended + IMPORTED_FILES) == 0
        assert clear_imports(session, ended + IMPORTED_FILES + timedelta(seconds=1)) == 1
        assert clear_imports(session, ended + IMPORTED_FILES + timedelta(seconds=1)) == 0
    after = view_of(owned, view.id)
    assert (after.wordings, after.samples, after.firsts) == ((), (), ())
    assert {column.samples for reading in after.readings for column in reading.columns} == {()}
    with owned.session() as session:
        assert running.problems_of(session, ALDER, view.id) == ((), None)
        assert session.scalar(select(func.count()).select_from(ImportPiece)) == 0
        assert running.origins(session, ALDER, "side-streams", stream_id)["name"].cell == "B2"
    assert undo(owned, view.id).counts["removed"] == 2


def test_an_import_with_which_nobody_goes_on_is_given_up(small: Bank) -> None:
    import_id = begin(small, GOOD)
    with small.session(writing=True) as session:
        assert clear_imports(session, NOW + ABANDONED_IMPORTS) == 0
        assert clear_imports(session, NOW + ABANDONED_IMPORTS + timedelta(seconds=1)) == 1
    assert view_of(small, import_id).state is ImportState.CANCELLED


# --- questions ---------------------------------------------------------------------------------------------------


def _thousandfold(bank: Bank) -> str:
    with bank.session() as session:
        for number in range(6):
            put_stream(session, f"S-{number}", name=f"Sand {number}", amount=100 + number, year=2023)
    rows = "".join(f"S-{number};alder;Sand {number};foundry_sand;2024;{(100 + number) * 1000}\n" for number in range(6))
    return f"id;site_id;name;material_class;year;amount\n{rows}"


def test_what_looks_wrong_is_asked_and_put_under_review_until_it_is_answered(small: Bank) -> None:
    content = _thousandfold(small)
    import_id = begin(small, content, CITY)
    running.check(small, import_id)
    view = view_of(small, import_id, CITY)
    assert view.questions
    commit(small, import_id, CITY)
    amounts = [one for stream in streams(small).values() for one in stream.amounts if one.year == 2024]
    assert {one.status for one in amounts} == {AmountStatus.UNDER_REVIEW}
    assert max(one.value for one in amounts) == 105_000


def test_an_answer_is_kept_and_done_to_the_rows(small: Bank) -> None:
    content = _thousandfold(small)
    import_id = begin(small, content, CITY)
    running.check(small, import_id)
    questions = view_of(small, import_id, CITY).questions
    chosen = {one.id: next(a.id for a in one.answers if a.effect.startswith("times:")) for one in questions}
    with small.session(writing=True) as session:
        running.decide(session, CITY, import_id, ImportMapping(answers=chosen), at=NOW)
    running.check(small, import_id)
    commit(small, import_id, CITY)
    amounts = [one for stream in streams(small).values() for one in stream.amounts if one.year == 2024]
    assert sorted(one.value for one in amounts) == [100, 101, 102, 103, 104, 105]
    assert {one.status for one in amounts} == {AmountStatus.CONFIRMED}


# --- from the command line ---------------------------------------------------------------------------------------


def direct(bank: Bank, path: Path, *, dry_run: bool = False, **said: Any) -> DirectOutcome:
    settings = {"kind": "side-streams", "file_name": path.name, "made_by": "x", "language": "en", **said}
    return Direct(bank=bank, path=path, upload=Upload(**settings)).run(dry_run=dry_run)


def test_a_dry_run_tells_what_would_be_and_writes_nothing(owned: Bank, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD + "alder;Slag;foundry_sand;2024;-4;t\nnew-yard;Slag;foundry_sand;2024;4;t\n")
    planned = direct(owned, path, dry_run=True)
    assert (planned.import_id, planned.counts["new"], planned.counts["rejected"]) == (None, 3, 1)
    assert [problem.row for problem in planned.problems] == [4]
    with owned.session() as session:
        for table in (Import, SideStream, KnownRow, MaterialNeed, Exchange):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalar(select(func.count()).select_from(Site)) == 2
    done = direct(owned, path)
    assert {name: done.counts[name] for name in ("new", "rejected")} == {"new": 3, "rejected": 1}


def test_the_same_command_goes_on_after_an_interruption_but_not_with_other_choices(
    small: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD)
    monkeypatch.setattr(committing, "BATCH", 1)
    monkeypatch.setattr(time, "sleep", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        direct(small, path)
    monkeypatch.undo()
    assert len(streams(small)) == 1
    with pytest.raises(FileRefusedError, match="half in the bank"):
        direct(small, path, mapping=ImportMapping(options={"year": "2020"}))
    done = direct(small, path)
    assert (done.went_on, done.counts["new"], done.problems) == (True, 2, ())
    assert len(streams(small)) == 2


def _interrupt(_seconds: float) -> None:
    raise KeyboardInterrupt


def test_unknown_organisations_and_columns_are_named_before_anything_is_read(small: Bank, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD)
    with pytest.raises(FileRefusedError, match="no organisation 1234567-1"):
        direct(small, path, organisation_id="1234567-1")
    with pytest.raises(running.ImportRefusedError, match="no column colour"):
        direct(small, path, mapping=ImportMapping(columns={"x": "colour"}))
    path.write_text("site_id;Kommentti\nalder;abc\n")
    with pytest.raises(FileRefusedError, match=r"rows\.csv: no column was found"):
        direct(small, path)
    with small.session() as session:
        assert session.scalar(select(func.count()).select_from(Import)) == 0
