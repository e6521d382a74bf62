"""The city makes views of flows: drafts for staff, published ones for everybody, every version kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank import accounts, views
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.records import SavedView, ViewState
from databank.store import Bank
from databank.views import LONGEST_DEFINITION, NewView, ViewChangedError, ViewRefusedError, slug

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
STAFF = [Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR, Role.PUBLISHER]
AINO, BIRGER = (Viewer(roles=frozenset({Role.REVIEWER}), person_id=number) for number in (1, 2))
OTHERS = [ANONYMOUS, *(Viewer(roles=frozenset({role})) for role in Role if role not in STAFF)]


def definition(fi: str = "Kuonan tie", **others: object) -> str:
    return json.dumps({"title": {"fi": fi, "sv": "", "en": ""}, **others}, ensure_ascii=False)


DRAFT = NewView(definition=definition())


@pytest.fixture
def people(bank: Bank) -> Bank:
    """A bank on either database in which two people make views."""
    return peopled(bank)


@pytest.fixture
def small_bank(sqlite_bank: Bank) -> Bank:
    """The same where it makes no difference which database it is."""
    return peopled(sqlite_bank)


def peopled(bank: Bank) -> Bank:
    with bank.session(writing=True) as session:
        for name in ("Aino", "Birger"):
            accounts.add_person(session, f"{name}@pori.example", name=name, language="fi", at=NOW, roles=STAFF)
    return bank


def save(bank: Bank, viewer: Viewer, wanted: NewView, **options: object) -> SavedView:
    with bank.session(writing=True) as session:
        return views.save_view(session, viewer, wanted, **{"at": NOW, **options})  # type: ignore[arg-type]


def test_every_change_is_a_version_with_who_and_when(people: Bank) -> None:
    first = save(people, AINO, DRAFT)
    later = NOW + timedelta(hours=1)
    second = save(people, BIRGER, NewView(name=first.name, version=1, definition=definition("Tuhkan tie")), at=later)
    assert (first.name, first.version, first.state) == ("kuonan-tie", 1, ViewState.DRAFT)
    assert json.loads(first.definition)["name"] == "kuonan-tie"
    assert (second.name, second.version, second.titles.fi) == ("kuonan-tie", 2, "Tuhkan tie")
    with people.session() as session:
        told = views.versions(session, AINO, "kuonan-tie")
        assert views.views(session, AINO) == (second,)
    assert [(one.version, one.saved_by, one.saved_at) for one in told] == [(2, "Birger", later), (1, "Aino", NOW)]


def test_what_is_saved_unchanged_makes_no_version(people: Bank) -> None:
    first = save(people, AINO, DRAFT)
    again = save(people, BIRGER, replace(DRAFT, name=first.name, version=1))
    assert again == first


def test_a_published_view_stays_as_it_was_until_the_next_is_published(people: Bank) -> None:
    name = save(people, AINO, replace(DRAFT, state=ViewState.PUBLISHED)).name
    save(people, AINO, NewView(name=name, version=1, definition=definition("Uusi nimi")))
    with people.session() as session:
        (public,) = views.published_views(session)
        assert (public.version, public.titles.fi, public.saved_by) == (1, "Kuonan tie", None)
        assert views.saved_view(session, ANONYMOUS, name) == views.saved_view(session, AINO, name) == public
        edited = views.edited_view(session, AINO, name)
        assert (edited.titles.fi, edited.published_version) == ("Uusi nimi", 1)
    save(people, AINO, NewView(name=name, version=2, definition=definition("Uusi nimi"), state=ViewState.PUBLISHED))
    with people.session() as session:
        assert views.saved_view(session, ANONYMOUS, name).titles.fi == "Uusi nimi"


def test_a_withdrawn_view_is_gone_for_all_but_staff_and_may_come_back(people: Bank) -> None:
    name = save(people, AINO, replace(DRAFT, state=ViewState.PUBLISHED)).name
    with people.session(writing=True) as session:
        gone = views.withdraw_view(session, BIRGER, name, 1, at=NOW)
    assert (gone.version, gone.state, gone.published_version) == (2, ViewState.WITHDRAWN, None)
    save(people, AINO, NewView(name=name, version=2, definition=definition("Luonnos")))
    with people.session() as session:
        assert views.published_views(session) == ()
        assert views.saved_view(session, AINO, name).state is ViewState.DRAFT
        with pytest.raises(RecordNotFoundError):
            views.saved_view(session, ANONYMOUS, name)
    save(people, AINO, NewView(name=name, version=3, definition=definition(), state=ViewState.PUBLISHED))
    with people.session() as session:
        assert views.saved_view(session, ANONYMOUS, name).version == 4


def test_the_second_of_two_is_told_what_the_first_saved(people: Bank) -> None:
    name = save(people, AINO, DRAFT).name
    save(people, AINO, NewView(name=name, version=1, definition=definition("Ainon")))
    with pytest.raises(ViewChangedError) as refused:
        save(people, BIRGER, NewView(name=name, version=1, definition=definition("Birgerin")))
    assert (refused.value.standing.titles.fi, refused.value.standing.saved_by) == ("Ainon", "Aino")
    with pytest.raises(ViewChangedError), people.session(writing=True) as session:
        views.withdraw_view(session, BIRGER, name, 1, at=NOW)
    with people.session() as session:
        assert views.edited_view(session, AINO, name).titles.fi == "Ainon"


def test_a_version_that_appears_at_the_same_moment_is_told_too(people: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and writing another session may commit: the unique version catches it."""
    name = save(people, AINO, DRAFT).name
    standing = save(people, AINO, NewView(name=name, version=1, definition=definition("Ainon")))
    stale = replace(standing, version=1, definition=DRAFT.definition)
    monkeypatch.setattr("databank.views.saving._newest", lambda *_: stale)
    with pytest.raises(ViewChangedError) as refused:
        save(people, BIRGER, NewView(name=name, version=1, definition=definition("Birgerin")))
    assert refused.value.standing.titles.fi == "Ainon"


def test_a_new_view_never_takes_the_name_of_another(people: Bank) -> None:
    taken = {"kuonan-tie", "kuonan-tie-2"}
    assert [save(people, AINO, DRAFT, taken=taken).name for _ in range(2)] == ["kuonan-tie-3", "kuonan-tie-4"]


@pytest.mark.parametrize("viewer", OTHERS)
def test_hidden_and_missing_look_alike(small_bank: Bank, viewer: Viewer) -> None:
    name = save(small_bank, AINO, DRAFT).name
    with small_bank.session(writing=True) as session:
        for asked in (name, "no-such-view"):
            for read in (views.saved_view, views.edited_view):
                with pytest.raises(RecordNotFoundError, match=f"No record {asked} is shown"):
                    read(session, viewer, asked)
            assert views.versions(session, viewer, asked) == ()
        assert views.views(session, viewer) == ()
        for wanted in (DRAFT, replace(DRAFT, name=name, version=1)):
            with pytest.raises(RecordNotFoundError):
                views.save_view(session, viewer, wanted, at=NOW)
        with pytest.raises(RecordNotFoundError):
            views.withdraw_view(session, viewer, name, 1, at=NOW)


@pytest.mark.parametrize("role", STAFF)
def test_staff_make_views(small_bank: Bank, role: Role) -> None:
    assert save(small_bank, Viewer(roles=frozenset({role}), person_id=1), DRAFT).version == 1


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("", ""),
        ("[1]", ""),
        ("[" * 30_000, ""),
        ("{", ""),
        (json.dumps({"title": {"fi": "Liian pitkä"}, "more": "x" * LONGEST_DEFINITION}), ""),
        ("{}", "title.fi"),
        ('{"title": "kuona"}', "title.fi"),
        ('{"title": {"fi": "  ", "en": "Slag"}}', "title.fi"),
        ('{"title": {"fi": 7}}', "title.fi"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_member(small_bank: Bank, text: str, member: str) -> None:
    with pytest.raises(ViewRefusedError) as refused:
        save(small_bank, AINO, NewView(definition=text))
    assert list(refused.value.problems) == [member]
    with small_bank.session() as session:
        assert views.views(session, AINO) == ()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ähtävän  kuona – mihin?", "ahtavan-kuona-mihin"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc", "etc"),
        ("物質", "view"),
        ("a" * 500, "a" * 60),
    ],
)
def test_a_title_becomes_a_word_of_an_address(title: str, name: str) -> None:
    assert slug(title) == name


@settings(max_examples=60)
@given(st.text())
def test_any_title_becomes_a_plain_word(title: str) -> None:
    name = slug(title)
    assert 0 < len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name) == name
