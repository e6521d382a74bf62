"""An imported file from its first byte to the bank, as pages and the worker meet it."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from databank.access import CITY
from databank.errors import FileRefusedError
from databank.imports import committing, pieces, running
from databank.imports.beginning import Upload
from databank.imports.holding import STALE
from databank.imports.values import NEW, ImportMapping
from databank.models import Import, ImportPiece, Site
from databank.records import AmountStatus, ImportState, RecordStatus
from databank.store import Bank
from tests.databank_rows import put_stream
from tests.import_steps import (
    ALDER,
    BIRCH,
    GOOD,
    HEADING,
    NOW,
    begin,
    bring,
    commit,
    did,
    put_owners,
    streams,
    undo,
    view_of,
)


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with two owners."""
    return put_owners(bank)


@pytest.fixture
def small(sqlite_bank: Bank) -> Bank:
    """A bank with two owners, for what has nothing to do with the database."""
    return put_owners(sqlite_bank)


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
