"""Mails: their texts in three languages, their heads, the ways out, the outbox page, and the end of reminders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Undefined, UndefinedError

from databank import outbox
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.outbox import Mail, MailState
from databank.store import Bank
from taxonomy.codes import LANGUAGES
from tests.conftest import TODAY
from tests.mail_examples import EXAMPLES
from tests.mail_server import Post, mail_server
from tests.web_forms import submit
from web import house
from web.app import create_app
from web.config import Settings
from web.mails import post
from web.mails.delivery import deliver_due
from web.mails.envelope import make_message, message_id
from web.mails.smtp import MailServer
from web.mails.stopping import recipient_of, stop_token
from web.mails.transports import Folder, NotSentError
from web.mails.writing import Letter, MailTextError, whole_link, write_letter

FOLDER = Path(__file__).parent.parent / "web/templates/mails"
TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.txt") if not file.name.startswith("_"))
PUBLIC = "https://bank.example"
ADMINISTRATOR = Viewer(roles=frozenset({Role.ADMINISTRATOR}), person_id=1)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> Any:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_app(sqlite_bank: Bank, tmp_path: Path, clock: Clock) -> Callable[..., Flask]:
    """An application of this test's own bank and folder."""

    def made(viewer: Viewer = ADMINISTRATOR, **changes: Any) -> Flask:
        settings = Settings(
            database_url=sqlite_bank.url.render_as_string(hide_password=False),
            secret_key="a key for tests only",
            public_url=PUBLIC,
            mail_folder=tmp_path / "mails",
            **changes,
        )
        app = create_app(settings, bank=sqlite_bank, viewer_of_request=lambda _request: viewer, clock=clock)
        app.testing = True
        return app

    return made


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch, app: Flask) -> Callable[[str], str]:
    """Write a text for one test; its name."""
    from jinja2 import ChoiceLoader, DictLoader

    def written(source: str) -> str:
        loader = ChoiceLoader([DictLoader({"mails/made-up.txt": source}), app.jinja_env.loader or DictLoader({})])
        monkeypatch.setattr(app.jinja_env, "loader", loader)
        return "made-up"

    return written


def posted(app: Flask, template: str = "review-refused", to: str = "anna@bank.example", **options: Any) -> str:
    with app.app_context(), house.bank().session(writing=True) as session:
        places = options.pop("places", EXAMPLES.get(template, [{}])[0])
        mail_id = post(session, template, to, options.pop("language", "fi"), **options, **places)
    assert mail_id is not None
    return mail_id


def mail_of(app: Flask, mail_id: str) -> Mail:
    with app.app_context(), house.bank().session() as session:
        return outbox.mail(session, mail_id)


def files(app: Flask) -> dict[str, EmailMessage]:
    """Every file in the folder, by its name."""
    with app.app_context():
        folder = house.settings().mail_folder
    return {file.name: message_from_bytes(file.read_bytes(), policy=default) for file in folder.iterdir()}


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


# --- texts -------------------------------------------------------------------------------------------------------


class Needed(Undefined):
    """A place that a text writes must be given; whether it is given may be asked."""

    def __str__(self) -> str:
        message = f"{self._undefined_name} is not among the places"
        raise UndefinedError(message)


def test_every_text_has_an_example_of_what_its_sender_gives() -> None:
    assert len(TEMPLATES) > 5
    assert [name for name in TEMPLATES if not EXAMPLES.get(name)] == [], "add the places to tests/mail_examples.py"


@pytest.fixture(scope="module")
def strict_app(settings: Settings, demo_bank: Bank) -> Flask:
    """An application whose texts may write nothing that is not given."""
    app = create_app(settings, bank=demo_bank)
    app.jinja_env.undefined = Needed
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_text_is_written_in_every_language(strict_app: Flask, name: str, language: str) -> None:
    for places in EXAMPLES.get(name, ()):
        letter = write_letter(strict_app, PUBLIC, name, language, places)
        assert letter.subject
        assert "\n" not in letter.subject
        assert len(letter.text.splitlines()) > 3
        assert not re.search(r"[{}]|%\(|None|Undefined", letter.text + letter.subject)
        assert f"{PUBLIC}/{language}/" in letter.text
        assert f'<html lang="{language}">' in letter.html
        assert "<b>A&B</b>" not in letter.html
        assert {link.partition("/fi/")[0] for link in re.findall(r'href="([^"]+)"', letter.html)} <= {PUBLIC} | set(
            re.findall(rf'href="({PUBLIC}/{language}/[^"]*)"', letter.html)
        )


def test_nothing_in_a_mail_is_loaded_from_anywhere(app: Flask) -> None:
    html = write_letter(app, PUBLIC, "review-refused", "en", EXAMPLES["review-refused"][0]).html
    assert not re.search(r"<img|<link|<script|src=|url\(|@import|<iframe", html)


def test_a_mail_is_written_in_its_own_language_and_the_page_keeps_its_own(app: Flask) -> None:
    from web.language import current_language

    with app.test_request_context("/fi/"):
        assert current_language() == "fi"
        letter = write_letter(app, PUBLIC, "reminder-mandate", "en", EXAMPLES["reminder-mandate"][0])
        assert "20 Dec 2026" in letter.subject.replace("\N{NO-BREAK SPACE}", " ")
        assert current_language() == "fi"


def test_what_somebody_wrote_stays_text(app: Flask, template: Callable[[str], str]) -> None:
    name = template("{{ word }}\n\n{{ word }}\n")
    evil = "<script>alert(1)</script> https://evil.example/x {{ 7 * 7 }}"
    letter = write_letter(app, PUBLIC, name, "en", {"word": evil})
    assert letter.subject == evil
    assert evil in letter.text
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert 'href="https://evil' not in letter.html


def test_a_value_cannot_move_from_the_subject_into_the_text_or_the_head(
    app: Flask, template: Callable[[str], str]
) -> None:
    name = template("About {{ word }}\n\nA text.\n")
    letter = write_letter(app, PUBLIC, name, "en", {"word": "ash\r\nBcc: all@evil.example\n\nPay here"})
    assert letter.subject == "About ash Bcc: all@evil.example Pay here"
    assert letter.text.startswith("A text.\n")
    message = message_from_bytes(bytes(the_message(letter)), policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] == letter.subject


def test_signs_that_turn_a_name_around_are_left_out(app: Flask, template: Callable[[str], str]) -> None:
    name = template("{{ words[0] }}\n\n{{ names.one }}\x00\n")
    letter = write_letter(app, PUBLIC, name, "en", {"words": ["a\u202eb\x00"], "names": {"one": "c\x1b[31md"}})
    assert letter.subject == "ab"
    assert "c[31md" in letter.text


def test_a_very_long_subject_is_cut(app: Flask, template: Callable[[str], str]) -> None:
    assert len(write_letter(app, PUBLIC, template("{{ w }}\n\nText\n"), "en", {"w": "ash " * 500}).subject) <= 200


@pytest.mark.parametrize("name", ["no-such-text", "_foot", "../base", "/etc/passwd"])
def test_a_text_that_is_not_there_is_a_sentence(app: Flask, name: str) -> None:
    with pytest.raises(MailTextError, match="cannot be made"):
        write_letter(app, PUBLIC, name, "en", {})


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "fi/", ""])
def test_only_paths_of_ours_become_links(path: str) -> None:
    with pytest.raises(ValueError, match="no path of ours"):
        whole_link(PUBLIC, path)


# --- heads -------------------------------------------------------------------------------------------------------


def the_message(letter: Letter | None = None, **changes: Any) -> EmailMessage:
    given: dict[str, Any] = {
        "mail_id": "M-1",
        "sender": "noreply@bank.example",
        "recipient": "anna@bank.example",
        "written_at": TODAY,
        "public_url": PUBLIC,
    }
    return make_message(letter or Letter("Tervehdys", "Hyvää päivää\n", "<p>Hyvää päivää</p>"), **(given | changes))


def test_the_head_of_a_mail_is_the_same_every_time_it_is_sent() -> None:
    message = the_message()
    assert message["Message-ID"] == message_id("M-1", PUBLIC) == "<M-1@bank.example>"
    assert message["From"] == "Sivuvirta <noreply@bank.example>"
    assert message["To"] == "anna@bank.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == TODAY
    assert bytes(message) == bytes(the_message())
    assert bytes(message).isascii()


def test_only_reminders_carry_the_button_that_stops_them() -> None:
    assert the_message()["List-Unsubscribe"] is None
    link = f"{PUBLIC}/fi/tili/reminders/{'x' * 300}"
    message = the_message(stop_link=link)
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in bytes(message)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "recipient",
    [
        "anna",
        "anna@",
        "anna@bank.example\nBcc: all@evil.example",
        "anna@bank.example, ben@bank.example",
        "Anna <anna@bank.example>",
        "",
    ],
)
def test_what_is_no_address_is_not_written_to(recipient: str) -> None:
    with pytest.raises(MailTextError, match="no mail address"):
        the_message(recipient=recipient)


# --- the folder --------------------------------------------------------------------------------------------------


def test_mails_are_written_into_the_folder_and_noted(app: Flask) -> None:
    mail_id = posted(app)
    assert deliver_due(app) == 1
    (name, message) = next(iter(files(app).items()))
    assert name == f"{mail_id}.eml"
    assert message["To"] == "anna@bank.example"
    assert "SV-7K3M9Q" in part(message, "plain")
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in part(message, "html")
    done = mail_of(app, mail_id)
    assert (done.state, done.sent_at, done.subject) == (MailState.SENT, TODAY, message["Subject"])
    assert done.places == EXAMPLES["review-refused"][0]
    assert deliver_due(app) == 0


def test_a_file_that_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mails")
    folder.send("M-1", the_message())
    first = folder.file_of("M-1").read_bytes()
    inode = folder.file_of("M-1").stat().st_ino
    folder.send("M-1", the_message(Letter("Other", "Other", "Other")))
    assert folder.file_of("M-1").read_bytes() == first
    assert folder.file_of("M-1").stat().st_ino == inode
    assert [file.name for file in folder.folder.iterdir()] == ["M-1.eml"]


def test_only_the_owner_may_read_the_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mails")
    folder.send("M-1", the_message())
    assert folder.folder.stat().st_mode & 0o077 == 0
    assert folder.file_of("M-1").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_a_problem_and_is_tried_again(
    make_app: Callable[..., Flask], tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "mails").write_text("a file where the folder should be", "utf-8")
    app = make_app()
    mail_id = posted(app)
    assert deliver_due(app) == 0
    waiting = mail_of(app, mail_id)
    assert waiting.state is MailState.WAITING
    assert waiting.problem is not None
    assert waiting.problem.startswith(f"The folder for mails {tmp_path / 'mails'} cannot be written")
    (tmp_path / "mails").unlink()
    assert deliver_due(app) == 0
    clock.now += timedelta(minutes=2)
    assert deliver_due(app) == 1


def test_a_mail_whose_text_cannot_be_made_fails_and_does_not_hold_up_the_others(app: Flask) -> None:
    broken = posted(app, "no-such-text")
    nobody = posted(app, to="nobody")
    good = posted(app)
    assert deliver_due(app) == 1
    assert mail_of(app, good).state is MailState.SENT
    for mail_id, words in ((broken, "no-such-text cannot be made"), (nobody, "nobody is no mail address")):
        failed = mail_of(app, mail_id)
        assert failed.state is MailState.FAILED
        assert failed.problem is not None
        assert words in failed.problem


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_its_hands(app: Flask) -> None:
    for _mail in range(3):
        posted(app)
    asked: list[bool] = []

    def is_stopping() -> bool:
        asked.append(len(asked) >= 2)
        return asked[-1]

    assert deliver_due(app, is_stopping=is_stopping) == 2


# --- a mail server -----------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Post]:
    with mail_server() as running:
        yield running


def smtp_app(make_app: Callable[..., Flask], server: Post, user: str = "bank:s3cret%2Fword@") -> Flask:
    return make_app(smtp_url=f"smtp://{user}127.0.0.1:{server.port}", mail_from="noreply@bank.example")


def test_mails_go_to_the_mail_server_over_one_connection(make_app: Callable[..., Flask], server: Post) -> None:
    app = smtp_app(make_app, server)
    ids = [posted(app, to=f"reader{number}@bank.example") for number in range(3)]
    assert deliver_due(app) == 3
    assert {mail["Message-ID"] for mail in server.mails} == {message_id(mail_id, PUBLIC) for mail_id in ids}
    assert len(server.mails) == 3
    assert server.signed_in == [":bank:s3cret/word"]
    assert server.talks == 1
    assert "SV-7K3M9Q" in part(server.mails[0], "plain")
    assert {mail_of(app, mail_id).state for mail_id in ids} == {MailState.SENT}
    assert mail_of(app, ids[0]).places == {}


@pytest.mark.parametrize(
    ("answers", "words", "state"),
    [
        ({"RCPT": "550 no such user"}, "refused the recipient: 550 no such user", MailState.FAILED),
        ({"RCPT": "451 greylisted"}, "refused the recipient: 451 greylisted", MailState.WAITING),
        ({"AUTH": "535 s3cret/word is wrong"}, "user name or the password: 535 *** is wrong", MailState.WAITING),
        ({"MAIL": "550 not you"}, "refused the mail: 550 not you", MailState.WAITING),
        ({"END": "554 spam"}, "refused the mail: 554 spam", MailState.WAITING),
        ({"EHLO": "hang up"}, "cannot be reached", MailState.WAITING),
        ({"DATA": "hang up"}, "cannot be reached", MailState.WAITING),
    ],
)
def test_what_a_mail_server_refuses_is_a_sentence_without_the_password(
    make_app: Callable[..., Flask], server: Post, answers: dict[str, str], words: str, state: MailState
) -> None:
    server.answers |= answers
    app = smtp_app(make_app, server)
    mail_id = posted(app)
    assert deliver_due(app) == 0
    tried = mail_of(app, mail_id)
    assert tried.state is state
    assert tried.problem is not None
    assert words in tried.problem
    assert "s3cret" not in tried.problem


def test_a_mail_server_that_is_not_there_is_a_sentence(make_app: Callable[..., Flask]) -> None:
    app = make_app(smtp_url="smtp://127.0.0.1:1", mail_from="noreply@bank.example")
    mail_id = posted(app)
    deliver_due(app)
    assert str(mail_of(app, mail_id).problem).startswith("The mail server 127.0.0.1 cannot be reached: ")


def test_no_mail_goes_without_tls_where_it_is_asked_for(server: Post) -> None:
    way = MailServer(f"smtp+starttls://127.0.0.1:{server.port}")
    with pytest.raises(NotSentError, match="STARTTLS"):
        way.send("M-1", the_message())
    assert server.mails == []


def test_a_mail_server_that_closed_the_connection_is_called_again(server: Post) -> None:
    way = MailServer(f"smtp://127.0.0.1:{server.port}")
    way.send("M-1", the_message())
    server.answers["MAIL"] = "hang up"

    def answer_again() -> None:
        server.answers.clear()

    original = way.close
    way.close = lambda: (original(), answer_again())[0]  # type: ignore[method-assign, func-returns-value]
    way.send("M-2", the_message(mail_id="M-2"))
    original()
    assert [mail["Message-ID"] for mail in server.mails] == ["<M-1@bank.example>", "<M-2@bank.example>"]
    assert server.talks == 2


# --- the outbox page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", [ANONYMOUS, CITY, Viewer(roles=frozenset({Role.PUBLISHER}), person_id=2)])
def test_nobody_but_an_administrator_sees_the_outbox(make_app: Callable[..., Flask], viewer: Viewer) -> None:
    app = make_app(viewer)
    mail_id = posted(app)
    client = app.test_client()
    for path in ("/en/desk/mails", f"/en/desk/mails/{mail_id}"):
        response = client.get(path)
        assert response.status_code in {302, 303, 404}
        assert "anna@bank.example" not in response.text
    assert client.post(f"/en/desk/mails/{mail_id}/again").status_code in {302, 303, 400, 404}


def test_the_outbox_shows_what_waits_was_sent_and_failed(app: Flask) -> None:
    sent = posted(app, to="sent@bank.example")
    deliver_due(app)
    failed = posted(app, "no-such-text", to="failed@bank.example")
    deliver_due(app)
    posted(app, to="waits@bank.example")
    client = app.test_client()
    page = client.get("/en/desk/mails").text
    for words in ("sent@bank.example", "failed@bank.example", "waits@bank.example", "cannot be made"):
        assert words in page
    only = client.get("/en/desk/mails?state=failed").text
    assert f"/en/desk/mails/{failed}" in only
    assert f"/en/desk/mails/{sent}" not in only
    assert client.get("/en/desk/mails?state=nonsense").status_code == 200
    assert client.get("/en/desk/mails/M-none").status_code == 404


def test_the_outbox_has_pages(app: Flask) -> None:
    for number in range(60):
        posted(app, to=f"reader{number}@bank.example")
    client = app.test_client()
    first = client.get("/en/desk/mails").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = client.get(following.group(1).replace("&amp;", "&")).text
    seen = re.findall(r"reader\d+@", first) + re.findall(r"reader\d+@", second)
    assert len(seen) == len(set(seen)) == 60
    assert client.get("/en/desk/mails?after=nonsense").status_code in {400, 404, 422}


def test_in_folder_mode_the_text_is_shown_with_links_that_work(app: Flask) -> None:
    mail_id = posted(app, "review-published")
    for _time in range(2):
        page = app.test_client().get(f"/en/desk/mails/{mail_id}").text
        assert 'href="/fi/materiaalit/SV-7K3M9Q"' in page
        assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in page
        assert " style=" not in page
        deliver_due(app)


def test_with_a_mail_server_no_text_is_shown(make_app: Callable[..., Flask], server: Post) -> None:
    app = smtp_app(make_app, server)
    places = {"name": "Anna", "reset_link": "/fi/tili/salasana/the-secret-key"}
    mail_id = posted(app, "account-reset", places=places)
    client = app.test_client()
    for _time in range(2):
        for path in ("/en/desk/mails", f"/en/desk/mails/{mail_id}"):
            page = client.get(path).text
            assert "anna@bank.example" in page
            assert "the-secret-key" not in page
        deliver_due(app)
    assert "the-secret-key" in part(server.mails[0], "plain")


def test_an_administrator_lets_a_failed_mail_be_tried_again(make_app: Callable[..., Flask], server: Post) -> None:
    app = smtp_app(make_app, server)
    server.answers["RCPT"] = "550 no such user"
    mail_id = posted(app)
    deliver_due(app)
    page = app.test_client().get(f"/en/desk/mails/{mail_id}").text
    assert "refused the recipient: 550 no such user" in page
    server.answers.clear()
    response = submit(app.test_client(), f"/en/desk/mails/{mail_id}", {}, action=f"/en/desk/mails/{mail_id}/again")
    assert response.status_code == 303
    assert deliver_due(app) == 1
    assert "Try again" not in app.test_client().get(f"/en/desk/mails/{mail_id}").text


# --- the end of reminders ----------------------------------------------------------------------------------------


def stop_path(app: Flask, recipient: str = "anna@bank.example") -> str:
    with app.app_context():
        return f"/en/account/reminders/{stop_token(house.settings().secret_key, recipient)}"


def test_a_reminder_carries_the_link_that_stops_it(app: Flask) -> None:
    posted(app, "reminder-mandate")
    deliver_due(app)
    (message,) = files(app).values()
    link = message["List-Unsubscribe"].strip("<>")
    assert link in part(message, "plain").replace("\n", " ")
    assert app.test_client().get(link.removeprefix(PUBLIC)).status_code == 200


def test_opening_the_link_stops_nothing_and_its_button_does(make_app: Callable[..., Flask]) -> None:
    app = make_app(ANONYMOUS)
    client = app.test_client()
    page = client.get(stop_path(app)).text
    assert "anna@bank.example" in page
    posted(app, "reminder-mandate")
    assert submit(client, stop_path(app), {}).status_code == 303
    assert "Reminders are stopped" in client.get(stop_path(app)).text
    assert deliver_due(app) == 0
    with app.app_context(), house.bank().session(writing=True) as session:
        assert post(session, "reminder-mandate", "anna@bank.example", "fi", last_day="2026-12-01") is None


def test_the_button_of_a_mail_program_needs_no_page_before_it(make_app: Callable[..., Flask]) -> None:
    app = make_app(ANONYMOUS)
    response = app.test_client().post(stop_path(app), data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 303
    assert "Reminders are stopped" in app.test_client().get(stop_path(app)).text


def forged(token: str) -> list[str]:
    return [token[:-1], f"x{token}", "x", "ä.ö", "." * 9, token.replace(".", "")]


def test_a_link_that_we_did_not_make_stops_nothing(make_app: Callable[..., Flask]) -> None:
    client = make_app(ANONYMOUS).test_client()
    for token in forged(stop_token("a key for tests only", "anna@bank.example")):
        assert recipient_of("a key for tests only", token) is None
        assert client.get(f"/en/account/reminders/{token}").status_code == 404
        assert client.post(f"/en/account/reminders/{token}").status_code == 404
