"""A spreadsheet is brought: file, columns, words, check, saving, the file that comes back, and undoing."""

from __future__ import annotations

import html
import io
import itertools
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from databank import accounts
from databank.access import ANONYMOUS, Role, Viewer
from databank.accounts import mandates
from databank.imports import running
from databank.queries import own
from databank.records import ImportState, MandateKind
from databank.store import Bank
from tests.databank_rows import put_owner
from tests.import_files import BAD, HEADING, windows_file
from tests.web_forms import fields_of, submit
from web.app import create_app
from web.config import Settings
from web.imports import stepping, uploading

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOME = "/en/import"
PAGES = ("", "/columns", "/words", "/check", "/progress", "/progress.json", "/result", "/undo", "/returned")


VIEWER = "test.viewer"
NUMBERS = itertools.count(1)


class People:
    """Aino acts for one company, Bo for another, Carla reviews at the city's desk: new ones for every test."""

    def __init__(self, bank: Bank) -> None:
        number = next(NUMBERS)
        self.own, self.other = f"alder-{number}", f"birch-{number}"
        with bank.session(writing=True) as session:
            put_owner(session, self.own)
            put_owner(session, self.other)
            self.aino = self._member(session, "aino", self.own)
            self.bo = self._member(session, "bo", self.other)
            carla = accounts.add_person(
                session, f"carla.{number}@example.org", name="Carla", language="en", at=NOW, roles=[Role.REVIEWER]
            )
            self.carla = Viewer(frozenset({Role.REVIEWER}), person_id=carla.id)

    def _member(self, session: Any, name: str, organisation: str) -> Viewer:
        email = f"{name}.{organisation}@example.org"
        person = accounts.add_person(session, email, name=name.title(), language="en", at=NOW, roles=())
        until = NOW.date() + timedelta(days=30)
        mandates.give(session, person.id, organisation, MandateKind.MEMBER, by="test", at=NOW, valid_until=until)
        return Viewer(frozenset({Role.MEMBER}), frozenset({organisation}), person_id=person.id)


@pytest.fixture(scope="module")
def bank(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    file = tmp_path_factory.mktemp("imports") / "bank.sqlite3"
    shutil.copy(sqlite_template, file)
    opened = Bank(f"sqlite:///{file}")
    yield opened
    opened.dispose()


def made_app(bank: Bank, **settings: Any) -> Flask:
    """The application; each client brings along who looks."""
    app = create_app(
        Settings(database_url="sqlite://", secret_key="a key for tests only", **settings),
        bank=bank,
        viewer_of_request=lambda request: request.environ[VIEWER],
        clock=lambda: NOW,
    )
    app.testing = True
    return app


@pytest.fixture(scope="module")
def app(bank: Bank) -> Flask:
    return made_app(bank)


def client_of(app: Flask, viewer: Viewer) -> FlaskClient:
    client = app.test_client()
    client.environ_base[VIEWER] = viewer  # type: ignore[assignment]  # an environment holds more than texts
    return client


@pytest.fixture
def people(bank: Bank) -> People:
    return People(bank)


@pytest.fixture
def aino(people: People, app: Flask) -> FlaskClient:
    return client_of(app, people.aino)


@pytest.fixture
def carla(people: People, app: Flask) -> FlaskClient:
    return client_of(app, people.carla)


def text_of(answer: TestResponse) -> str:
    """What a page says, without what may be chosen in its lists."""
    body = re.sub(r"<option.*?</option>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    bare = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return re.sub(r"\s+", " ", bare).replace("\u00a0", " ")


def bring(client: FlaskClient, content: bytes, name: str = "jätteet 2025.csv", **fields: Any) -> TestResponse:
    """Send a file with the first page's form."""
    sent = {"kind": "side-streams", "file": FileStorage(io.BytesIO(content), name), **fields}
    held: dict[str, Any] = dict(fields_of(client.get(HOME).get_data(as_text=True), HOME))
    boundary, body = encode_multipart(MultiDict(held | sent))
    return client.post(HOME, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def followed(client: FlaskClient, answer: TestResponse) -> tuple[str, TestResponse]:
    """Where an answer leads to in the end, and the page there."""
    path = ""
    while answer.location:
        path = answer.location
        answer = client.get(path)
    return path, answer


def brought(client: FlaskClient, content: bytes, name: str = "jätteet 2025.csv", **fields: Any) -> str:
    """Bring a file; the address of its import."""
    answer = bring(client, content, name, **fields)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.location)


def checked(client: FlaskClient, content: bytes, name: str = "jätteet 2025.csv", **fields: Any) -> str:
    """Bring a file and accept its columns; the address of its import."""
    place = brought(client, content, name, **fields)
    assert submit(client, f"{place}/columns", {"do": "go"}).status_code == 303
    return place


def saved(client: FlaskClient, content: bytes, name: str = "jätteet 2025.csv") -> str:
    """Bring a file and save its good rows."""
    place = checked(client, content, name)
    answer = submit(client, f"{place}/check", {"do": "save"})
    assert followed(client, answer)[0] == f"{place}/result"
    return place


def view_of(bank: Bank, people: People, place: str) -> running.ImportView:
    with bank.session() as session:
        return running.import_of(session, people.carla, place.rpartition("/")[2])


def names_in(bank: Bank, viewer: Viewer) -> list[str]:
    with bank.session() as session:
        found = own.own_records(session, viewer, "side-streams", today=NOW.date(), limit=200)
    return sorted(record.name for record in found.items)


def csv_file(*rows: str) -> bytes:
    return "\r\n".join((HEADING, *rows)).encode("cp1252")


GOOD = "Valimohiekka;10 09 08;1 200,5;2025;R5;Kierrätys Oy"


# --- the whole way -----------------------------------------------------------------------------------------------


def test_a_file_with_5_bad_rows_goes_in_comes_back_marked_and_is_undone(
    aino: FlaskClient, bank: Bank, people: People
) -> None:
    place, columns = followed(aino, bring(aino, windows_file(40)))
    assert place.endswith("/columns")
    assert "We read 6 of 6 columns" in text_of(columns)
    place, words = followed(aino, submit(aino, place, {"do": "go"}))
    assert place.endswith("/words")  # one code is not known
    assert "99 99 98" in text_of(words)
    place = place.removesuffix("/words")

    check = text_of(aino.get(f"{place}/check"))
    assert "Save 35 rows" in check
    assert names_in(bank, people.aino) == []
    result = followed(aino, submit(aino, f"{place}/check", {"do": "save"}))[1]
    assert "35 rows are saved" in text_of(result)
    assert len(names_in(bank, people.aino)) == 35

    returned = aino.get(f"{place}/returned")
    assert "attachment" in returned.headers["Content-Disposition"]
    lines = returned.get_data().decode("cp1252").splitlines()
    marked = [number for number, line in enumerate(lines[2:]) if not line.endswith(";")]
    assert marked == sorted(BAD)

    undo = text_of(aino.get(f"{place}/undo"))
    assert re.search(r"Taken out 35", undo)
    followed(aino, submit(aino, f"{place}/undo", {}))
    assert names_in(bank, people.aino) == []
    assert view_of(bank, people, place).state is ImportState.UNDONE


def test_the_same_file_again_changes_nothing(aino: FlaskClient, bank: Bank, people: People) -> None:
    content = windows_file(9, bad=False)
    saved(aino, content)
    again = checked(aino, content)
    page = text_of(aino.get(f"{again}/check"))
    assert "Everything in this file is in the bank already" in page
    assert not re.search(r"Save \d+ row", page)
    assert len(names_in(bank, people.aino)) == 9


def test_a_refused_cell_is_corrected_in_place_and_checked_again_before_it_is_saved(
    aino: FlaskClient, bank: Bank, people: People
) -> None:
    place = checked(aino, csv_file(GOOD, "Teräskuona;10 02 02;noin tonni;2025;R5;Kierrätys Oy"))
    page = aino.get(f"{place}/check").get_data(as_text=True)
    field = re.search(r'name="(fix-\w+)" value="noin tonni"', page)
    assert field
    answer = submit(aino, f"{place}/check", {field[1]: "12,5", "do": "save"})
    assert answer.location == f"{place}/check"  # what was typed is checked first
    assert names_in(bank, people.aino) == []
    assert "Save 2 rows" in text_of(aino.get(f"{place}/check"))
    submit(aino, f"{place}/check", {"do": "save"})
    assert names_in(bank, people.aino) == ["Teräskuona", "Valimohiekka"]


def test_a_refused_row_is_left_out_on_purpose(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD, "Teräskuona;10 02 02;noin tonni;2025;R5;Kierrätys Oy"))
    box = re.search(r'name="(out-\w+)"', aino.get(f"{place}/check").get_data(as_text=True))
    assert box
    submit(aino, f"{place}/check", {box[1]: "1", "do": "check"})
    counts = view_of(bank, people, place).counts
    assert (counts["new"], counts["rejected"], counts["left_out"]) == (1, 0, 1)


def test_a_changed_amount_is_shown_before_and_after(aino: FlaskClient) -> None:
    saved(aino, csv_file(GOOD))
    place = checked(aino, csv_file(GOOD.replace("1 200,5", "1 300")))
    page = text_of(aino.get(f"{place}/check"))
    assert re.search(r"Amount 2025 1,200.5 → 1,300", page)


# --- columns -----------------------------------------------------------------------------------------------------


def field_of_column(page: str, heading: str) -> str:
    found = re.search(rf'<label for="(field-[\d-]+)">{re.escape(heading)}', page)
    assert found, heading
    return found[1]


def test_a_column_is_left_out_and_what_was_chosen_is_offered_next_time(
    aino: FlaskClient, bank: Bank, people: People
) -> None:
    place = brought(aino, csv_file(GOOD))
    name = field_of_column(aino.get(f"{place}/columns").get_data(as_text=True), "Vastaanottaja")
    submit(aino, f"{place}/columns", {name: "-", "do": "go"})
    submit(aino, f"{place}/check", {"do": "save"})
    assert view_of(bank, people, place).mapping.columns["Vastaanottaja"] is None

    other = brought(aino, csv_file(GOOD.replace("Valimohiekka", "Hiekka")))
    page = aino.get(f"{other}/columns")
    assert "You have brought a file with these headings before" in text_of(page)
    assert re.search(rf'name="{name}".*?<option value="-" selected>', page.get_data(as_text=True), re.DOTALL)


def test_two_columns_for_the_same_thing_are_refused(aino: FlaskClient) -> None:
    place = brought(aino, csv_file(GOOD))
    name = field_of_column(aino.get(f"{place}/columns").get_data(as_text=True), "Vastaanottaja")
    answer = submit(aino, f"{place}/columns", {name: "waste_code", "do": "go"})
    assert answer.status_code == 422
    assert "Columns B and F are both taken for Waste code" in text_of(answer)


def test_a_missing_year_is_asked_for_and_given_for_the_whole_file(
    aino: FlaskClient, bank: Bank, people: People
) -> None:
    place = brought(aino, "Jätelaji;Jätekoodi;Määrä (t)\r\nValimohiekka;10 09 08;12,5".encode("cp1252"), "a.csv")
    assert "Still missing: Year" in text_of(aino.get(f"{place}/columns"))
    assert aino.get(f"{place}/check").location == f"{place}/columns"
    wrong = submit(aino, f"{place}/columns", {"year": "viime vuosi", "do": "go"})
    assert wrong.status_code == 422
    assert 'value="viime vuosi"' in wrong.get_data(as_text=True)
    submit(aino, f"{place}/columns", {"year": "2024", "do": "go"})
    assert view_of(bank, people, place).counts["new"] == 1


def test_a_year_that_was_said_with_the_file_is_not_asked_again(aino: FlaskClient) -> None:
    content = "Jätelaji;Jätekoodi;Määrä (t)\r\nValimohiekka;10 09 08;12,5".encode("cp1252")
    place = brought(aino, content, "a.csv", year="2024")
    assert "Still missing" not in text_of(aino.get(f"{place}/columns"))


def test_the_first_rows_are_shown_as_they_are_read(aino: FlaskClient) -> None:
    page = text_of(aino.get(f"{brought(aino, csv_file(GOOD))}/columns"))
    assert re.search(r"2 Valimohiekka 10 09 08 1,200.5 2025 R5 Kierrätys Oy", page)


# --- words -------------------------------------------------------------------------------------------------------

UNSURE = ("Lentotuhka;;10;2025;R5;X Oy", "Lentotuhka;;20;2025;R5;Y Oy", "Lentotuhka;;30;2025;R5;Z Oy")


def word_name(page: str) -> str:
    found = re.search(r'name="word-([\w-]+)"', page)
    assert found
    return found[1]


def test_an_uncertain_word_is_decided_for_all_rows_and_for_one_of_them(
    aino: FlaskClient, bank: Bank, people: People
) -> None:
    rows = [row.replace("Lentotuhka", "Lentotuhka") for row in UNSURE]
    place = checked(aino, csv_file(GOOD, *rows))
    page = aino.get(f"{place}/words").get_data(as_text=True)
    assert "checked" not in page.partition("<main")[2]  # nothing stands chosen by itself
    name = word_name(page)
    single = re.search(rf'name="(row-{name}:[^"]*!4)"', page)
    assert single
    submit(aino, f"{place}/words", {f"word-{name}": "wood_fly_ash", single[1]: "coal_fly_ash"})
    mapping = view_of(bank, people, place).mapping
    assert "wood_fly_ash" in mapping.words["material_class"].values()
    assert [cells["material_class"] for cells in mapping.rows.values()] == ["coal_fly_ash"]


def test_rows_of_a_word_are_left_out(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD, *UNSURE))
    name = word_name(aino.get(f"{place}/words").get_data(as_text=True))
    path, page = followed(aino, submit(aino, f"{place}/words", {f"word-{name}": "+skip"}))
    assert path == f"{place}/check"
    assert "Save 1 row" in text_of(page)
    assert view_of(bank, people, place).counts["left_out"] == 3


def test_something_else_is_typed_for_a_code(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file("Valimohiekka;99 99 98;12;2025;R5;X Oy"))
    name = word_name(aino.get(f"{place}/words").get_data(as_text=True))
    submit(aino, f"{place}/words", {f"other-{name}": "10 09 08"})  # its button need not be pressed as well
    assert view_of(bank, people, place).counts["new"] == 1


def test_what_was_understood_can_be_changed(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD))
    page = aino.get(f"{place}/words")
    assert "Every word of the file is understood" in text_of(page)
    link = re.search(r'href="([^"]+change=[^"]+)"', page.get_data(as_text=True))
    assert link
    changing = html.unescape(link[1])
    name = word_name(aino.get(changing).get_data(as_text=True))
    submit(aino, changing, {f"word-{name}": "+other", f"other-{name}": "steel_slag"}, action=changing)
    assert view_of(bank, people, place).mapping.words


# --- questions ---------------------------------------------------------------------------------------------------


def test_a_question_is_asked_and_nothing_stands_chosen(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD, "Betonijäte;17 01 01;100;2025;R5;Y Oy", "Yhteensä;;9 999;;;"))
    page = aino.get(f"{place}/check").get_data(as_text=True)
    question = view_of(bank, people, place).questions[0]
    name = re.search(r'name="(answer-\w+)"', page)
    assert name
    assert not re.search(r'type="radio"[^>]*checked', page.partition("<main")[2])
    answer = question.answers[0].id
    submit(aino, f"{place}/check", {name[1]: answer, "do": "check"})
    assert view_of(bank, people, place).mapping.answers == {question.id: answer}
    page = aino.get(f"{place}/check").get_data(as_text=True)
    assert re.search(rf'value="{answer}" checked', page)


# --- files that cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [(b"", "empty.csv", "empty.csv is empty"), (b"x", "", "Choose a file")],
    ids=["empty", "none"],
)
def test_a_file_that_is_none_is_refused_on_the_page_and_the_rest_is_kept(
    aino: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    answer = bring(aino, content, name, kind="needs", year="2024", rows="register")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    kept = fields_of(answer.get_data(as_text=True), HOME)
    assert (kept["kind"], kept["year"], kept["rows"]) == (["needs"], ["2024"], ["register"])


def test_a_file_that_cannot_be_read_leads_back_to_the_form_with_its_reason(aino: FlaskClient) -> None:
    answer = bring(aino, b"PK\x03\x04 this is no workbook at all", "kirja.xlsx", kind="needs", year="2024")
    path, page = followed(aino, answer)
    assert path.startswith(f"{HOME}?again=I-")
    assert "There is a problem" in text_of(page)
    assert "kirja.xlsx" in text_of(page)
    kept = fields_of(page.get_data(as_text=True), HOME)
    assert (kept["kind"], kept["year"]) == (["needs"], ["2024"])


@pytest.mark.parametrize("size", [1_000_001, 2_500_000], ids=["a little", "far"])
def test_a_file_that_is_too_large_is_refused_and_the_rest_is_kept(people: People, bank: Bank, size: int) -> None:
    client = client_of(made_app(bank, import_megabytes=1), people.aino)
    answer = bring(client, b"x" * size, "large.csv", kind="needs", year="2024")
    assert answer.status_code == 413
    assert "It may be at most 1 MB" in text_of(answer)
    kept = fields_of(answer.get_data(as_text=True), HOME)
    assert (kept["kind"], kept["year"]) == (["needs"], ["2024"])


def test_a_large_file_is_taken_where_small_requests_are_the_rule(
    aino: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepping, "start", lambda *_arguments: False)
    assert bring(aino, b"a;b\r\n" + b"1;2\r\n" * 400_000, "2 MB.csv").status_code == 303
    assert aino.post(f"{HOME}/I-1/check", data={"x": "y" * 1_100_000}).status_code == 413


# --- how far it is -----------------------------------------------------------------------------------------------


def test_a_page_tells_how_far_it_is_and_leads_on(
    aino: FlaskClient, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(stepping, "start", lambda _app, step, name: asked.append((step, name)))
    path, page = followed(aino, bring(aino, csv_file(GOOD)))
    assert path.endswith("/progress")
    body = page.get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh"' in body
    found = aino.get(f"{path}.json").get_json()
    assert (found["state"], found["done"], found["address"]) == ("reading", False, None)
    step, import_id = asked[0]
    running.STEPS[step](bank, import_id, clock=lambda: NOW)
    found = aino.get(f"{path}.json").get_json()
    assert (found["done"], found["address"]) == (True, f"{HOME}/{import_id}/columns")
    assert aino.get(path).location == found["address"]


def test_an_import_is_cancelled(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD))
    answer = submit(aino, f"{place}/check", {}, action=f"{place}/cancel")
    assert "is cancelled. Nothing of it was saved." in text_of(followed(aino, answer)[1])
    assert view_of(bank, people, place).state is ImportState.CANCELLED
    assert "Nothing of this file is in the bank" in text_of(aino.get(f"{place}/result"))
    assert aino.get(f"{place}/check").location == f"{place}/result"


# --- two windows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["columns", "words", "check"])
def test_a_second_window_is_told_that_somebody_went_on(
    aino: FlaskClient, bank: Bank, people: People, step: str
) -> None:
    place = checked(aino, csv_file(GOOD, *UNSURE))
    before = view_of(bank, people, place)
    old = dict(fields_of(aino.get(f"{place}/{step}").text, f"{place}/{step}"))
    answer = aino.post(f"{place}/{step}", data={**old, "seen": "2026-11-20T08:00:00+00:00", "year": "1999"})
    assert answer.status_code == 409
    assert "Somebody else went on with this file while you had it open" in text_of(answer)
    assert view_of(bank, people, place).mapping == before.mapping


# --- rights ------------------------------------------------------------------------------------------------------


def bare(answer: TestResponse, import_id: str) -> tuple[int, str]:
    text = answer.get_data(as_text=True).replace(import_id, "...")
    return answer.status_code, re.sub(r'csrf_token" value="[^"]+', "", text)


def test_the_import_of_others_is_answered_as_missing(aino: FlaskClient, people: People, app: Flask) -> None:
    place = saved(aino, csv_file(GOOD))
    import_id, client = place.rpartition("/")[2], client_of(app, people.bo)
    for page in PAGES:
        hidden = bare(client.get(f"{place}{page}"), import_id)
        assert hidden == bare(client.get(f"{HOME}/I-none{page}"), "I-none")
        assert hidden[0] == 404
    assert import_id not in client.get(HOME).get_data(as_text=True)
    token = fields_of(client.get(HOME).get_data(as_text=True), HOME)["csrf_token"]
    for page in ("/columns", "/words", "/check", "/undo", "/cancel"):
        assert client.post(f"{place}{page}", data={"do": "save", "csrf_token": token}).status_code == 404


def test_the_desk_sees_every_import_and_who_brought_it(aino: FlaskClient, carla: FlaskClient) -> None:
    saved(aino, csv_file(GOOD), "of Aino only.csv")
    pages = [text_of(carla.get(f"{HOME}?page={number}")) for number in range(1, 10)]  # all are of one moment here
    (page, *_others) = [page for page in pages if "of Aino only.csv" in page]
    assert "Aino" in page


def test_visitors_are_asked_to_sign_in(app: Flask) -> None:
    client = client_of(app, ANONYMOUS)
    for page in (HOME, f"{HOME}/I-1/check", f"{HOME}/I-1/progress.json"):
        assert "/en/account/sign-in" in client.get(page).location


def test_nobody_brings_what_is_not_theirs_to_bring(aino: FlaskClient, people: People, app: Flask) -> None:
    answer = bring(aino, csv_file(GOOD), organisation=people.other)
    assert "Choose one of the organisations you act for" in text_of(answer)
    assert "Choose what the file holds" in text_of(bring(aino, csv_file(GOOD), kind="organisations"))
    nobody = Viewer(frozenset({Role.MEMBER}), person_id=people.bo.person_id)
    page = client_of(app, nobody).get(HOME)
    assert "You act for no organisation yet" in text_of(page)
    assert "<form" not in page.get_data(as_text=True).partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("typed", ["{id}", "{id} Oy", "{upper} OY"])
def test_the_desk_brings_for_whom_it_types(carla: FlaskClient, people: People, bank: Bank, typed: str) -> None:
    name = typed.format(id=people.other, upper=people.other.upper())
    place = checked(carla, csv_file(GOOD), organisation=name)
    assert view_of(bank, people, place).organisation_id == people.other


@pytest.mark.parametrize(
    ("typed", "said"), [("Oy", "Several organisations fit"), ("Ei ole", "No organisation is called")]
)
def test_the_desk_is_told_when_a_name_does_not_tell_one_organisation(carla: FlaskClient, typed: str, said: str) -> None:
    answer = bring(carla, csv_file(GOOD), organisation=typed)
    assert (answer.status_code, said in text_of(answer)) == (422, True)


def test_forms_need_their_token(aino: FlaskClient) -> None:
    place = checked(aino, csv_file(GOOD))
    for page in ("", "/columns", "/words", "/check", "/undo", "/cancel"):
        path = f"{place}{page}" if page else HOME
        assert aino.post(path, data={"do": "save"}).status_code == 400, path


def test_too_many_files_are_refused(aino: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_AN_HOUR", 1)
    assert bring(aino, b"", "a.csv").status_code == 422
    assert bring(aino, b"", "a.csv").status_code == 429


# --- templates, and where a value came from ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["side-streams", "needs", "sites", "flows", "organisations"])
def test_templates_are_workbooks(aino: FlaskClient, kind: str) -> None:
    answer = aino.get(f"{HOME}/templates/{kind}")
    assert answer.get_data().startswith(b"PK")
    assert ".xlsx" in answer.headers["Content-Disposition"]


def test_there_is_no_template_of_anything_else(aino: FlaskClient) -> None:
    assert aino.get(f"{HOME}/templates/everything").status_code == 404


def record_page(client: FlaskClient, place: str) -> str:
    link = re.search(r'href="(/en/own/[^"]+)">Valimohiekka', client.get(f"{place}/result").get_data(as_text=True))
    assert link
    return link[1]


def test_a_record_tells_its_owner_and_the_desk_where_each_field_came_from(
    aino: FlaskClient, carla: FlaskClient
) -> None:
    path = record_page(aino, saved(aino, csv_file(GOOD)))
    for client, page in ((aino, path), (carla, f"/en/desk/side-streams/{path.rpartition('/')[2]}")):
        told = text_of(client.get(page))
        assert "Where from" in told
        assert "jätteet 2025.csv, brought on" in told
        assert re.search(r"Amount 2025 C2", told)


# --- parts -------------------------------------------------------------------------------------------------------


def test_what_is_saved_again_unchanged_is_no_decision(aino: FlaskClient, bank: Bank, people: People) -> None:
    place = checked(aino, csv_file(GOOD))
    before = view_of(bank, people, place)
    assert submit(aino, f"{place}/check", {"do": "check"}).location == f"{place}/check"
    assert submit(aino, f"{place}/words", {}).location == f"{place}/check"
    assert view_of(bank, people, place).mapping == before.mapping


def test_earlier_files_stand_in_pages(aino: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.imports import earlier

    monkeypatch.setattr(earlier, "ON_PAGE", 1)
    monkeypatch.setattr(stepping, "start", lambda *_arguments: False)
    for name in ("first.csv", "second.csv"):
        bring(aino, csv_file(GOOD), name)
    pages = [text_of(aino.get(f"{HOME}?page={number}")) for number in ("", "2", "3", "x")]
    assert [("first.csv" in page, "second.csv" in page) for page in pages] in (
        [(False, True), (True, False), (False, False), (False, True)],
        [(True, False), (False, True), (False, False), (True, False)],
    )
