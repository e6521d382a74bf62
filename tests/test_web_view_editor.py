"""The view editor: a view is made from another one, looked at, put right, saved, published and withdrawn."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from databank import accounts, queries, views
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.models import SavedView
from databank.records import ViewState
from databank.store import Bank
from databank.views import NewView
from flows.headlines import FIGURES, NAMES
from flows.views import Drawing, Shape, parse_view, view, view_json, view_names
from flows.views.reading import TABLE_COLUMNS
from taxonomy.codes import LANGUAGES
from tests.viewing_clients import ClientOf, clients_of
from tests.web_forms import fields_of, submit
from web.view_editor import columns, fields, sentences, stored
from web.view_editor.checking import problems
from web.view_editor.columns import KINDS, in_places, places, usual_columns
from web.view_editor.making import members_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIST, NEW = "/en/desk/views", "/en/desk/views/new"
CIRCLE, MATERIAL = f"{NEW}?from=big-picture", f"{NEW}?from=one-material"
TITLES = {"title_fi": "Kuonan tie", "title_sv": "Slaggens väg", "title_en": "The way of slag"}
ANYBODY = [ANONYMOUS, *(Viewer(roles=frozenset({role})) for role in (Role.MEMBER, Role.FACILITATOR, Role.RESEARCHER))]


@pytest.fixture(scope="module")
def shared_bank(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """The sample data with two people who make views."""
    file = tmp_path_factory.mktemp("views") / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session(writing=True) as session:
        for name in ("Aino", "Birger"):
            accounts.add_person(
                session, f"{name}@pori.example", name=name, language="en", at=NOW, roles=[Role.REVIEWER]
            )
    yield bank
    bank.dispose()


@pytest.fixture(scope="module")
def clients(shared_bank: Bank) -> ClientOf:
    return clients_of(shared_bank, NOW)


@pytest.fixture
def bank(shared_bank: Bank) -> Iterator[Bank]:
    """The bank, in which no view is saved before or after a test."""
    yield shared_bank
    with shared_bank.session(writing=True) as session:
        session.execute(delete(SavedView))


@pytest.fixture
def client_of(clients: ClientOf, bank: Bank) -> ClientOf:  # noqa: ARG001 - what was saved is gone after the test
    return clients


@pytest.fixture
def aino(client_of: ClientOf) -> FlaskClient:
    return client_of(Viewer(roles=frozenset({Role.REVIEWER}), person_id=1))


@pytest.fixture
def birger(client_of: ClientOf) -> FlaskClient:
    return client_of(Viewer(roles=frozenset({Role.PUBLISHER}), person_id=2))


def plain(answer: TestResponse) -> str:
    """The words of a page."""
    page = html.unescape(answer.text).replace("\u00a0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def saved(bank: Bank, name: str) -> Any:
    with bank.session() as session:
        return views.edited_view(session, CITY, name)


def made(client: FlaskClient, path: str, changes: dict[str, Any]) -> str:
    """The address of the view that the form makes."""
    answer = submit(client, path, changes)
    assert answer.status_code == 303, errors(answer)
    assert answer.location.endswith("#content")
    return str(answer.location.removesuffix("#content"))


def errors(answer: TestResponse) -> dict[str, str]:
    """The problems of the page by the field to which each leads."""
    summary = re.search(r'id="summary".*?</div>', answer.text, re.DOTALL)
    assert summary, plain(answer)[:500]
    found = re.findall(r'<li><a href="#([^"]+)">(.*?)</a>', summary[0])
    ids = set(re.findall(r'id="([^"]+)"', answer.text))
    assert {name for name, _ in found} <= ids, "a link of the summary leads nowhere"
    return {name: html.unescape(words) for name, words in found}


def test_from_a_question_to_a_published_view(aino: FlaskClient, client_of: ClientOf, bank: Bank) -> None:
    listed = aino.get(LIST).text
    assert "Where does material come from, where does it end up, and what comes back?" in listed
    assert 'href="/en/desk/views/new?from=big-picture"' in listed
    begun = aino.get(CIRCLE)
    assert '<figure class="picture"' in begun.text
    assert "All records" in plain(begun)
    path = made(aino, CIRCLE, {**TITLES, "do": "publish"})
    assert path == "/en/desk/views/kuonan-tie"
    page = html.unescape(html.unescape(aino.get(path).text))
    assert '<iframe src="http://localhost/embed/en/flows/kuonan-tie" title="The way of slag"' in page
    assert 'href="/en/flows/kuonan-tie"' in page
    with bank.session() as session:
        shown = stored.view_of(session, ANONYMOUS, "kuonan-tie")
        assert shown is not None
        assert stored.published(session) == (shown,)
    assert (shown.name, shown.titles.sv, shown.shape) == ("kuonan-tie", "Slaggens väg", Shape.CIRCUIT)
    assert "The way of slag Published" in plain(aino.get(LIST))
    anybody = client_of(ANONYMOUS)
    assert anybody.get(path).status_code == 404
    assert "The way of slag" in anybody.get("/en/flows/kuonan-tie").text
    assert anybody.get("/embed/en/flows/kuonan-tie").status_code == 200


@pytest.mark.parametrize("viewer", ANYBODY)
def test_for_everybody_else_there_are_no_such_pages(aino: FlaskClient, client_of: ClientOf, viewer: Viewer) -> None:
    assert submit(aino, CIRCLE, {**TITLES, "do": "save"}).status_code == 303
    client = client_of(viewer)
    for path in (LIST, NEW, CIRCLE, f"{LIST}/kuonan-tie", f"{LIST}/no-such-view"):
        assert client.get(path).status_code == 404
    assert "/desk/views" not in client.get("/en/").text


def test_a_draft_is_for_staff_and_may_lack_languages(aino: FlaskClient, birger: FlaskClient, bank: Bank) -> None:
    only_finnish = {"title_fi": "Luonnos", **dict.fromkeys(("title_sv", "title_en", "question_sv"), "")}
    path = made(aino, CIRCLE, {**only_finnish, "do": "save"})
    with bank.session() as session:
        assert stored.view_of(session, ANONYMOUS, "luonnos") is None
        assert stored.view_of(session, ANONYMOUS, "no-such-view") is None
        drawn = stored.view_of(session, CITY, "luonnos")
    assert drawn is not None
    assert drawn.titles.en == "Luonnos"
    refused = submit(birger, path, {"do": "publish"})
    assert refused.status_code == 422
    assert errors(refused) == {
        "title_sv": "Write the title in Swedish, too.",
        "title_en": "Write the title in English, too.",
        "question_sv": "Write the question in Swedish, too.",
    }
    assert saved(bank, "luonnos").state is ViewState.DRAFT


class _Selected(HTMLParser):
    """The chosen options of a page, by the names of their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.chosen = "", dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self.name = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self.chosen[self.name] = given.get("value") or ""


def test_everything_typed_stays_when_something_is_wrong(aino: FlaskClient) -> None:
    typed = {
        **TITLES,
        "title_fi": "",
        "question_en": "What & who <b>?",
        "column_2": "organisation",
        "heading_3_fi": "Tavarat",
        "heading_3_sv": "",
        "most_3": "5",
        "headline": "own",
        "own_fi": "Vain {unused_t:mas}",
        "own_en": "{drawn_t:mass} and {price_eur:mass}",
        "look_data": "examples",
        "look_boundary": "pori",
        "do": "publish",
    }
    answer = submit(aino, CIRCLE, typed)
    assert answer.status_code == 422
    found = errors(answer)
    assert list(found) == ["title_fi", "own_fi", "own_sv", "own_en", "heading_3_sv"]
    assert "“unused_t”" in found["own_fi"]
    assert "“price_eur”" in found["own_en"]
    held = fields_of(answer.text, CIRCLE)
    for name in typed.keys() - {"do", "most_3", "look_data", "look_boundary", "column_2", "headline"}:
        assert held[name] == [typed[name]], name
    reader = _Selected()
    reader.feed(answer.text)
    chosen = {name: typed[name] for name in ("column_2", "headline", "look_data", "look_boundary", "most_3")}
    assert chosen.items() <= reader.chosen.items()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title_fi": ""}, "title_fi", "Write the title in Finnish."),
        ({"title_fi": "x" * 81}, "title_fi", "at most 80 letters"),
        ({"question_fi": ""}, "question_fi", "Write the question in Finnish."),
        ({"kind": "spiral"}, "kind", "Choose how the picture is built."),
        ({"layer": "gold"}, "layer", "Choose what is counted."),
        ({"headline": "loud"}, "headline", "Choose the sentence over the picture."),
        ({"column_2": ""}, "column_2", "Choose what the column “Plants inside the boundary” shows."),
        ({"column_2": "fate"}, "column_2", "This cannot stand in the column “Plants inside the boundary”."),
        ({"column_2": "__class__"}, "column_2", "This cannot stand in the column “Plants inside the boundary”."),
        ({f"table_{name}": "" for name in TABLE_COLUMNS}, "table_source", "Choose at least one column"),
        ({"headline": "own", "own_fi": "{unused_t:mass"}, "own_fi", "“{unused_t:mass”"),
        ({"headline": "own", "own_fi": "{}"}, "own_fi", "No picture can fill"),
        ({"headline": "own", "own_fi": "{drawn_t.__class__:mass}"}, "own_fi", "“drawn_t.__class__”"),
        ({"heading_1_fi": "x" * 61}, "heading_1_fi", "at most 60 letters"),
        ({"most_3": "13"}, "most_3", "Choose how many boxes there are at most."),
        ({"most_3": "many"}, "most_3", "Choose how many boxes there are at most."),
        ({"year": "1066"}, "year", "Choose the year that is shown first."),
        ({"boundary": "moon"}, "boundary", "Choose the boundary that is shown first."),
        ({"group_7": "disposal"}, "group_7_fi", "Write this name in all three languages."),
    ],
)
def test_each_problem_is_said_of_its_field(aino: FlaskClient, changes: dict[str, str], field: str, words: str) -> None:
    typed = fields.settled(fields.typed_of(members("big-picture")) | changes, members("big-picture"))
    with aino.application.test_request_context(LIST):
        assert words in problems(typed, publishing=False)[field]


def test_a_problem_stands_beside_its_field_and_nothing_is_saved(aino: FlaskClient, bank: Bank) -> None:
    wrong = {
        "column_2": "fate",
        "most_3": "13",
        "group_7": ["disposal"],
        **{f"table_{one}": None for one in TABLE_COLUMNS},
    }
    answer = submit(aino, CIRCLE, {**TITLES, **wrong, "do": "save"})
    assert answer.status_code == 422
    assert list(errors(answer)) == ["column_2", "table_source", "most_3", "group_7_fi"]
    assert all(f'id="{name}-error"' in answer.text for name in errors(answer))
    with bank.session() as session:
        assert views.views(session, CITY) == ()


def test_what_only_the_grammar_refuses_stands_beside_its_field_too(aino: FlaskClient) -> None:
    wrong = {"group_7": ["disposal", "no-such-fate"], "group_7_fi": "Pois"}
    answer = submit(aino, CIRCLE, {**TITLES, **wrong, "do": "save"})
    assert "words out of" in errors(answer)["group_7_fi"]


def test_the_same_column_twice_is_named(aino: FlaskClient) -> None:
    answer = submit(aino, MATERIAL, {**TITLES, "column_2": "treatment", "do": "save"})
    assert errors(answer) == {"column_3": "“Treatment (R and D codes)” is shown twice. Choose something else here."}


def test_a_place_that_formats_in_its_own_way_is_refused(aino: FlaskClient) -> None:
    text = "{drawn_t:mass} {drawn_t!r:mass} {drawn_t:>9999999}"
    answer = submit(aino, CIRCLE, {**TITLES, "headline": "own", "own_fi": text, "do": "save"})
    assert "own_fi" in errors(answer)


def test_what_is_far_too_long_is_refused_in_a_sentence(aino: FlaskClient, bank: Bank) -> None:
    answer = submit(aino, CIRCLE, {**TITLES, "question_fi": "x" * 200_000, "do": "save"})
    assert errors(answer) == {"question_fi": "This has at most 240 letters."}
    assert submit(aino, CIRCLE, {**TITLES, "question_fi": "x" * 2_000_000, "do": "save"}).status_code == 413
    with bank.session() as session:
        assert views.views(session, CITY) == ()


def test_what_is_typed_is_never_markup(aino: FlaskClient, bank: Bank) -> None:
    evil = '"><script>alert(1)</script>'
    typed = {f"{text}_{one}": evil for text in ("title", "question", "own", "heading_2") for one in LANGUAGES}
    path = made(aino, CIRCLE, {**typed, "headline": "own", "do": "publish"})
    assert path == "/en/desk/views/script-alert-1-script"
    for page in (aino.get(LIST).text, aino.get(path).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    assert "alert" in saved(bank, "script-alert-1-script").definition


def test_another_kind_of_picture_brings_its_own_columns_and_keeps_the_rest(aino: FlaskClient, bank: Bank) -> None:
    looked = submit(aino, CIRCLE, {**TITLES, "kind": "chain", "do": "publish"})
    assert looked.status_code == 200
    held = fields_of(looked.text, CIRCLE)
    assert held["title_fi"] == ["Kuonan tie"]
    assert held["kind_of"] == ["chain"]
    assert '<figure class="picture"' in looked.text
    columns = {"kind_of": "chain", "kind": "chain", "column_1": "municipality", "column_2": "", "column_3": "treatment"}
    columns |= {"column_7": "receiver_sector", "pass_3": "1", "most_1": "5"}
    path = made(aino, CIRCLE, {**TITLES, **columns, "do": "save"})
    found = parse_view(saved(bank, path.rpartition("/")[2]).definition, "saved")
    assert [stage.dimension.name for stage in found.stages] == ["municipality", "treatment", "receiver_sector"]
    assert [stage.is_waypoint for stage in found.stages] == [False, True, False]
    assert found.stages[0].fold is not None
    assert found.stages[0].fold.most == 5


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_begins_with_columns_that_the_grammar_takes(kind: str) -> None:
    base = members("big-picture")
    typed = fields.with_kind(fields.typed_of(base) | {"kind": kind})
    made = parse_view(json.dumps(members_of(typed, base)), kind)
    assert (made.shape, made.drawing) == KINDS[kind]
    assert fields.typed_of(members_of(typed, base))["kind"] == kind
    assert len(places(kind)) <= len(columns.NUMBERS)
    assert usual_columns(kind).keys() == {place.field for place in places(kind)}


def test_what_a_view_gathers_and_shows_alone_is_chosen_from_lists(aino: FlaskClient, bank: Bank) -> None:
    changes = {
        **TITLES,
        "only_sector": ["metal", "energy"],
        "group_7": ["disposal", "not_known"],
        **{f"group_7_{one}": f"Out {one}" for one in LANGUAGES},
        "boundary": "pori",
        "year": "latest",
        "look_data": "examples",
        "do": "publish",
    }
    path = made(aino, CIRCLE, changes)
    found = parse_view(saved(bank, "kuonan-tie").definition, "saved")
    assert [(one.dimension.name, one.keys, one.only) for one in found.row_filters] == [
        ("sector", frozenset({"metal", "energy"}), True)
    ]
    assert [(group.titles.sv, group.keys) for group in found.stages[-1].groups] == [
        ("Out sv", ("disposal", "not_known"))
    ]
    assert (found.boundary, found.year) == ("pori", "latest")
    page = aino.get(path).text
    held = fields_of(page, path)
    assert set(held["only_sector"]) == {"metal", "energy"}
    assert set(held["group_7"]) == {"disposal", "not_known"}
    assert "Out en" in page


def test_a_group_names_nobody_whom_everybody_may_not_see(aino: FlaskClient, bank: Bank) -> None:
    group = {"group_2": ["Piiloyhtiö Oy"], **{f"group_2_{one}": "Some" for one in LANGUAGES}}
    changes = {**TITLES, "column_2": "organisation", **group}
    assert submit(aino, CIRCLE, {**changes, "do": "save"}).status_code == 303
    answer = submit(aino, CIRCLE, {**changes, "do": "publish"})
    assert answer.status_code == 422
    assert list(errors(answer)) == ["group_2_fi"]
    with bank.session() as session:
        assert views.published_views(session) == ()


def test_the_second_of_two_sees_both_and_loses_nothing(aino: FlaskClient, birger: FlaskClient, bank: Bank) -> None:
    path = made(aino, CIRCLE, {**TITLES, "do": "save"})
    seen = fields_of(birger.get(path).text, path)
    assert submit(aino, path, {"title_en": "Slag", "column_2": "municipality", "do": "save"}).status_code == 303
    answer = birger.post(path, data={**seen, "title_en": "My slag", "do": "publish"})
    assert answer.status_code == 409
    told = plain(answer)
    assert "Aino has saved this view meanwhile." in told
    assert "Title, In English, saved by the other Slag" in told
    assert "Source materials → Giver's municipality → Products and side streams → Where it ends up" in told
    held = fields_of(answer.text, path)
    assert (held["title_en"], held["version"]) == (["My slag"], ["2"])
    assert saved(bank, "kuonan-tie").titles.en == "Slag"
    assert birger.post(path, data={**held, "do": "publish"}).status_code == 303
    assert (saved(bank, "kuonan-tie").titles.en, saved(bank, "kuonan-tie").version) == ("My slag", 3)
    assert birger.post(path, data={**seen, "do": "withdraw"}).status_code == 409


def test_a_withdrawn_view_leaves_the_public_and_its_versions_stay(
    aino: FlaskClient, client_of: ClientOf, bank: Bank
) -> None:
    path = made(aino, CIRCLE, {**TITLES, "do": "publish"})
    assert submit(aino, path, {"title_en": "Slag", "do": "save"}).status_code == 303
    assert "Published, with changes that are not" in plain(aino.get(path))
    assert submit(aino, path, {"do": "withdraw"}).status_code == 303
    with bank.session() as session:
        assert stored.view_of(session, ANONYMOUS, "kuonan-tie") is None
        assert stored.published(session) == ()
    anybody = client_of(ANONYMOUS)
    for address in ("/en/flows/kuonan-tie", "/en/flows/kuonan-tie.csv", "/embed/en/flows/kuonan-tie"):
        missing = anybody.get(address.replace("kuonan-tie", "no-such-view"))
        assert (anybody.get(address).status_code, missing.status_code) == (404, 404)
    page = plain(aino.get(path))
    assert re.search(r"Versions Withdrawn .* Aino Draft .* Aino Published .* Aino", page)
    assert submit(aino, path, {"do": "publish"}).status_code == 303
    assert saved(bank, "kuonan-tie").published_version == 4


def test_a_picture_that_is_empty_everywhere_is_not_published(aino: FlaskClient, bank: Bank) -> None:
    answer = submit(aino, CIRCLE, {**TITLES, "layer": "dry_mass", "do": "publish"})
    assert answer.status_code == 422
    assert "The picture is empty" in errors(answer)["column_1"]
    assert submit(aino, CIRCLE, {**TITLES, "layer": "dry_mass", "do": "save"}).status_code == 303
    assert saved(bank, "kuonan-tie").published_version is None


def test_a_picture_that_does_not_add_up_is_not_published(aino: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.conservation.TOLERANCE", -1.0)
    answer = submit(aino, CIRCLE, {**TITLES, "do": "publish"})
    assert answer.status_code == 422
    assert "it is not shown" in errors(answer)["column_1"]


def test_the_preview_shows_to_staff_what_everybody_will_see(
    aino: FlaskClient, birger: FlaskClient, bank: Bank, client_of: ClientOf
) -> None:
    look = {"look_data": "examples", "look_year": "latest", "do": "look"}
    totals = {re.findall(r"All records ([\d,]+) t", plain(submit(one, CIRCLE, look)))[0] for one in (aino, birger)}
    page = plain(client_of(ANONYMOUS).get("/en/flows/big-picture?data=examples&year=latest"))
    assert totals == set(re.findall(r"All records ([\d,]+) t", page))
    with bank.session() as session:
        both = [
            sum(amount or 0 for amount in queries.flow_columns(session, viewer, is_example=True, years="latest").amount)
            for viewer in (ANONYMOUS, CITY)
        ]
    assert both[1] > both[0], "the city sees no more than everybody: this test would prove nothing"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Energy", "energy-2"),
        ("New", "new-2"),
        ("Ähtävän kuona?", "ahtavan-kuona"),
        ("物", "view"),
        ("Kuonan tie", None),
    ],
)
def test_names_lead_to_the_view_and_nowhere_else(aino: FlaskClient, title: str, name: str | None) -> None:
    first, second = (
        made(aino, CIRCLE, {**TITLES, "title_fi": title, "do": "save"}).rpartition("/")[2] for _ in range(2)
    )
    assert first == (name or "kuonan-tie")
    assert second != first
    assert aino.get(f"{LIST}/{second}").status_code == 200


def test_a_view_is_begun_from_one_of_the_citys_own(aino: FlaskClient, bank: Bank) -> None:
    submit(aino, CIRCLE, {**TITLES, "column_2": "municipality", "headline": "unused", "do": "publish"})
    path = made(aino, f"{NEW}?from=kuonan-tie", {"do": "save"})
    copied = json.loads(saved(bank, path.rpartition("/")[2]).definition)
    assert (copied["title"]["en"], copied["stages"][1]["dimension"]) == ("The way of slag 2", "municipality")
    assert copied["headlines"] == list(sentences.ready()["unused"])
    assert aino.get(f"{NEW}?from=no-such-view").status_code == 404


def test_a_heading_goes_with_its_column_unless_it_was_changed_too() -> None:
    base = members("one-material")
    typed = fields.typed_of(base)
    assert typed["heading_1_en"] == "Producers' sector"
    other = fields.settled(typed | {"column_1": "area"}, base)
    assert members_of(other, base)["stages"][0]["title"]["en"] == "Giver's area"
    own = typed | {"column_1": "area", "heading_1_en": "Where from"}
    kept = members_of(fields.settled(own, base), base)["stages"][0]["title"]
    assert (kept["en"], kept["fi"]) == ("Where from", "Tuottajien toimiala")


def members(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(view_json(view(name)))
    return found


@pytest.mark.parametrize("name", view_names())
def test_a_form_that_nobody_touched_changes_nothing(name: str) -> None:
    base = members(name)
    made = members_of(fields.typed_of(base), base)
    assert parse_view(json.dumps(made), name) == parse_view(json.dumps(base), name)


@pytest.mark.parametrize("choice", sentences.ready())
def test_every_ready_sentence_is_of_the_grammar_and_is_known_again(choice: str) -> None:
    base = members("big-picture")
    made = members_of(fields.typed_of(base) | {"headline": choice}, base)
    assert parse_view(json.dumps(made), choice).headlines[-1].when == ()
    assert fields.typed_of(made)["headline"] == choice


def test_a_sentence_of_ones_own_is_used_where_its_figures_are_known() -> None:
    base = members("big-picture")
    texts = {f"own_{one}": f"{one}: [{{unused_t:mass}}] of {{drawn_t:mass}}, {{unused_t:mass}}" for one in LANGUAGES}
    made = members_of(fields.typed_of(base) | {"headline": "own", **texts}, base)
    assert parse_view(json.dumps(made), "own").headlines[0].when == ("unused_t", "drawn_t")
    again = fields.typed_of(made)
    assert texts.items() <= again.items()
    assert again["headline"] == "own"


def test_the_form_offers_only_places_that_a_picture_can_fill() -> None:
    assert {place.partition(":")[0] for place, _ in sentences.PLACES} <= FIGURES | NAMES
    assert all(sentences.wrong_place(f"{{{place}}}") is None for place, _ in sentences.PLACES)


def test_no_column_is_lost_between_a_definition_and_the_form() -> None:
    names = ("supplier_sector", "treatment", "material_family", "sector", "material_class", "origin", "fate")
    stages = [{"dimension": name} for name in names]
    assert [one["dimension"] for one in in_places("butterfly", stages).values()] == list(names)
    assert list(in_places("butterfly", [*stages[:1], *stages[3:4], *stages[6:]])) == [1, 4, 7]
    assert list(in_places("coverage", [stages[3], stages[1]])) == [1, 2]
    assert KINDS["coverage"][1] is Drawing.COVERAGE


def test_a_saved_view_that_the_grammar_no_longer_knows_is_shown_to_nobody_and_can_be_put_right(
    aino: FlaskClient, bank: Bank
) -> None:
    old = {**members("big-picture"), "title": {"fi": "Vanha", "sv": "Gammal", "en": "Old"}}
    old["stages"] = [
        {**stage, "dimension": "phlogiston"} if stage["id"] == "sector" else stage for stage in old["stages"]
    ]
    with bank.session(writing=True) as session:
        viewer = Viewer(roles=frozenset({Role.REVIEWER}), person_id=1)
        wanted = NewView(definition=json.dumps(old), state=ViewState.PUBLISHED)
        views.save_view(session, viewer, wanted, at=NOW)
    with bank.session() as session:
        assert stored.view_of(session, ANONYMOUS, "vanha") is None
        assert stored.published(session) == ()
    page = aino.get(f"{LIST}/vanha")
    assert page.status_code == 422
    assert list(errors(page)) == ["column_2"]
    assert submit_page(aino, page, f"{LIST}/vanha", {"column_2": "sector", "do": "publish"}).status_code == 303
    with bank.session() as session:
        assert stored.view_of(session, ANONYMOUS, "vanha") is not None


def submit_page(client: FlaskClient, page: TestResponse, path: str, changes: dict[str, str]) -> TestResponse:
    """Send the form of a page that was answered with an error."""
    return client.post(path, data={**fields_of(page.text, path), **changes})
