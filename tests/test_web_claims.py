"""The claim page, the letters, the links of mails and the city's decisions, as people meet them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from databank import claims, models
from databank.access import ANONYMOUS, Role, Viewer
from databank.claims import NewClaim
from databank.records import ClaimKind
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream
from tests.web_forms import submit
from web.app import create_app
from web.claims.codes import in_groups, qr_of
from web.config import Settings
from web.mails.writing import write_letter

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCE = {"source_url": "https://example.org/register", "source_title": "The register", "source_date": "2024-01-31"}
SCRIPT = "<script>alert(1)</script>"
PAGE = "/en/confirm/alder"
REVIEWER = Viewer(roles=frozenset({Role.REVIEWER}))
MEMBER = Viewer(organisation_ids=frozenset({"alder"}))
GOOD = {"kind": "confirm", "name": "Maija Malli", "email": "maija@example.org"}


class Visit:
    """A browser whose viewer and clock a test may change, and the bank behind it."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.viewer, self.now = bank, ANONYMOUS, NOON
        settings = Settings(
            database_url="sqlite://", secret_key="a key for tests only", public_url="https://bank.example"
        )
        self.app: Flask = create_app(
            settings, bank=bank, viewer_of_request=lambda _request: self.viewer, clock=lambda: self.now
        )
        self.app.testing = True
        self.client: FlaskClient = self.app.test_client()

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return unescape(answer.text)

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def send(self, path: str, fields: dict[str, Any], **options: Any) -> Any:
        return submit(self.client, path, fields, **options)

    def mails(self, to: str | None = None) -> list[tuple[str, str]]:
        """Template and text of every mail in the outbox, oldest first."""
        with self.bank.session() as session:
            query = select(models.OutgoingMail).order_by(models.OutgoingMail.written_at)
            rows = [row for row in session.scalars(query) if to in {None, row.recipient}]
            return [(row.template, self.letter(row)) for row in rows]

    def letter(self, row: models.OutgoingMail) -> str:
        written = write_letter(self.app, "https://bank.example", row.template, row.language, row.places)
        return f"{written.subject}\n{written.text}"

    def link(self, to: str = "maija@example.org") -> str:
        """The link in the last mail that asks to vouch."""
        texts = [text for template, text in self.mails(to) if template == "claim-vouch"]
        found = re.search(r"https://bank\.example(/en/confirm/link/\S+)", texts[-1])
        assert found
        return found[1]

    def made(self) -> list[models.Claim]:
        with self.bank.session() as session:
            return list(session.scalars(select(models.Claim)))

    def code(self) -> str:
        with self.bank.session() as session:
            return claims.new_code(session, "alder", made_by="city", at=self.now)


@pytest.fixture
def visit(sqlite_bank: Bank) -> Visit:
    with sqlite_bank.session() as session:
        put_owner(session)
        put(session, "organisations", id="alder", name="Alder Oy", sector="metal", municipality="Pori", **SOURCE)
        for year, amount in ((2021, 80), (2022, 90), (2023, 100)):
            put_stream(session, "F-1", name="Dross", kind="register", year=year, amount=amount, **SOURCE)
        put(session, "organisations", id="member", name="Member Oy", sector="metal")
        put(session, "organisations", id="sample", name="Sample Oy", sector="metal", is_example=True, **SOURCE)
        session.add(
            models.Person(
                email="reviewer@city.example",
                active=True,
                fs_uniquifier="r",
                name="Risto",
                language="en",
                created_at=NOON,
                roles=[models.Role(name="reviewer")],
            )
        )
    return Visit(sqlite_bank)


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "words"), [("/fi/vahvista/alder", "fi"), ("/sv/bekrafta/alder", "sv"), (PAGE, "en")])
def test_the_page_shows_what_the_sources_say(visit: Visit, path: str, words: str) -> None:
    page = visit.get(path)
    assert f'<html lang="{words}"' in page
    assert "Alder Oy" in page
    assert 'class="series' in page
    assert "The register" in page
    assert 'class="qr"' in page
    assert "<script>" not in page
    assert "style=" not in page


def test_only_companies_that_public_sources_name_have_one(visit: Visit) -> None:
    for record_id in ("member", "sample", "nobody"):
        assert visit.status(f"/en/confirm/{record_id}") == 404


def test_the_catalogue_leads_to_it(visit: Visit) -> None:
    assert f'href="{PAGE}"' in visit.get("/en/organisations/alder")
    assert f'href="{PAGE}?about=F-1"' in visit.get("/en/materials/F-1")
    assert '<option value="F-1" selected' in visit.get(f"{PAGE}?about=F-1")


def test_an_answer_by_mail_counts_when_its_link_was_opened_and_pressed(visit: Visit) -> None:
    answer = visit.send(PAGE, GOOD)
    assert answer.status_code == 303
    assert "Look into your e-mail" in visit.get(answer.location)
    (made,) = visit.made()
    assert made.vouched_at is None
    link = visit.link()
    assert "Maija Malli" in visit.get(link)
    assert visit.made()[0].vouched_at is None  # programs that check mails follow links
    pressed = visit.send(link, {})
    assert "your answer has come" in visit.get(pressed.location)
    assert visit.made()[0].vouched_at == NOON
    assert visit.client.get(link).status_code == 303  # opened again it says the same
    assert [template for template, _text in visit.mails()] == ["claim-vouch", "claim-received", "claim-waits"]


def test_an_expired_link_says_so_and_nothing_is_lost(visit: Visit) -> None:
    visit.send(PAGE, GOOD)
    link = visit.link()
    visit.now += timedelta(days=8)
    for path in (link, "/en/confirm/link/nothing"):
        answer = visit.client.get(path)
        assert answer.status_code == 410
        assert "expired" in answer.text
    assert visit.made()[0].vouched_at is None


def test_a_double_click_makes_one_claim_and_one_mail(visit: Visit) -> None:
    first, again = visit.send(PAGE, GOOD), visit.send(PAGE, GOOD)
    assert first.location == again.location
    assert len(visit.made()) == 1
    assert len(visit.mails()) == 1


def test_the_code_of_the_letter_makes_the_mail_needless(visit: Visit) -> None:
    code = visit.code()
    assert "The letter was addressed to Alder Oy" in visit.get(f"{PAGE}?code={code}")
    answer = visit.send(f"{PAGE}?code={code}", GOOD, action=PAGE)
    assert "your answer has come" in visit.get(answer.location)
    assert visit.made()[0].vouched_at == NOON
    assert "claim-vouch" not in dict(visit.mails())


def test_expired_used_and_wrong_codes_say_so_and_the_form_still_works(visit: Visit) -> None:
    code = visit.code()
    visit.send(f"{PAGE}?code={code}", GOOD, action=PAGE)
    assert "has been used by somebody else" in visit.get(f"{PAGE}?code={code}")
    other = GOOD | {"email": "other@example.org", "kind": "comment", "text": "Hello"}
    visit.send(f"{PAGE}?code={code}", other, action=PAGE)
    assert visit.link("other@example.org")
    assert "is not one of a letter to Alder Oy" in visit.get(f"{PAGE}?code=abc")
    visit.now += timedelta(days=claims.LETTER_DAYS + 1)
    assert "The code of the letter has expired" in visit.get(f"{PAGE}?code={code}")


def test_who_acts_for_the_company_needs_neither(visit: Visit) -> None:
    visit.viewer = MEMBER
    assert "You act for this company" in visit.get(PAGE)
    visit.send(PAGE, GOOD)
    assert visit.made()[0].vouched_at == NOON


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "Choose what you want to say"),
        ({"kind": "object"}, "text", "Write why you object"),
        ({"kind": "comment"}, "text", "Write what you want to say"),
        ({"kind": "correct"}, "text", "Write what you want to say"),
        ({"kind": "correct", "tonnes": "90", "year": "2022"}, "about", "Choose the side stream"),
        ({"kind": "correct", "tonnes": "90", "about": "F-1"}, "year", "Enter the year"),
        ({"kind": "correct", "tonnes": "1,234", "year": "2022", "about": "F-1"}, "tonnes", "Enter the tonnes"),
        ({"kind": "correct", "tonnes": "-1", "year": "2022", "about": "F-1"}, "tonnes", "between 0 and"),
        ({"about": "F-other"}, "about", "Choose a side stream of the list"),
        ({"name": ""}, "name", "Enter your name"),
        ({"email": "maija"}, "email", "Enter an e-mail address"),
        ({"kind": "comment", "text": "x" * 4001}, "text", "too long by 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    visit: Visit, fields: dict[str, str], field: str, sentence: str
) -> None:
    answer = visit.send(PAGE, GOOD | {"text": "", **fields})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert f'href="#{field}"' in page
    assert sentence in page
    assert f'id="{field}-error"' in page
    assert (GOOD | fields)["name"] in page
    assert visit.made() == []


def test_what_programs_fill_in_is_dropped(visit: Visit) -> None:
    assert visit.send(PAGE, GOOD | {"website": "https://spam.example"}).status_code == 303
    assert visit.made() == []
    assert visit.mails() == []


def test_too_many_answers_are_refused_with_a_sentence(visit: Visit) -> None:
    answers = [visit.send(PAGE, GOOD | {"kind": "comment", "text": f"No. {n}"}).status_code for n in range(21)]
    assert answers == [303] * 20 + [429]
    assert len(visit.made()) == 20


# --- decisions and statements --------------------------------------------------------------------------------------


def vouched(visit: Visit, kind: ClaimKind, **values: Any) -> str:
    plain = {"organisation_id": "alder", "name": "Maija", "email": "maija@example.org", "language": "en"}
    said = NewClaim(kind=kind, **{**plain, **values})
    with visit.bank.session() as session:
        return claims.make(session, MEMBER, said, at=visit.now).claim.id


def decide(visit: Visit, claim_id: str, decision: str, answer: str = "We looked at it.") -> Any:
    visit.viewer = REVIEWER
    sent = visit.send(f"/en/desk/claims/{claim_id}", {"decision": decision, "answer": answer})
    visit.viewer = ANONYMOUS
    return sent


def test_the_city_sees_the_figure_beside_the_source(visit: Visit) -> None:
    visit.send(PAGE, GOOD | {"kind": "correct", "about": "F-1", "year": "2022", "tonnes": "95.5"})
    visit.send(visit.link(), {})
    claim_id = visit.made()[0].id
    visit.viewer = REVIEWER
    assert claim_id in visit.get("/en/desk/claims")
    page = visit.get(f"/en/desk/claims/{claim_id}")
    assert "95.5 t (2022)" in page
    assert "90\u00a0t (2022)" in page


def test_an_accepted_correction_stands_beside_the_source_and_is_answered(visit: Visit) -> None:
    words = {"about": "F-1", "year": "2022", "tonnes": "95.5", "text": f"Weighed. {SCRIPT}"}
    visit.send(PAGE, GOOD | {"kind": "correct"} | words)
    visit.send(visit.link(), {})
    assert decide(visit, visit.made()[0].id, "accepted", "Thank you.").status_code == 303
    for path in ("/en/materials/F-1", "/en/organisations/alder"):
        page = visit.client.get(path).text
        assert "The company says, 22\u00a0Nov\u00a02026:" in unescape(page)
        assert "In 2022 it was 95.5 t." in page
        assert "&lt;script&gt;alert(1)" in page
        assert SCRIPT not in page
        assert "Maija" not in page
    assert "2022: 90" in visit.get("/en/materials/F-1")
    template, text = visit.mails("maija@example.org")[-1]
    assert template == "claim-decided"
    assert "Thank you." in text


def test_a_refusal_needs_a_reason_and_shows_nothing(visit: Visit) -> None:
    claim_id = vouched(visit, ClaimKind.COMMENT, text="They are worse")
    assert decide(visit, claim_id, "refused", "").status_code == 422
    assert decide(visit, claim_id, "").status_code == 422
    assert decide(visit, claim_id, "refused", "About others").status_code == 303
    assert "They are worse" not in visit.get("/en/organisations/alder")
    visit.viewer = REVIEWER
    assert "About others" in visit.get(f"/en/desk/claims/{claim_id}")


def test_an_objection_hides_the_page_from_the_public_and_not_from_the_city(visit: Visit) -> None:
    public = ("/en/organisations/alder", PAGE, "/en/materials/F-1")
    visit.send(PAGE, GOOD | {"kind": "object", "text": "Not ours"})
    assert [visit.status(path) for path in public] == [200, 200, 200]
    visit.send(visit.link(), {})
    assert [visit.status(path) for path in public] == [404, 404, 404]
    assert "Alder" not in visit.get("/en/organisations")
    visit.viewer = REVIEWER
    assert "The company objected to this page" in visit.get("/en/organisations/alder")
    assert "Alder Oy" in visit.get("/en/desk/claims")
    visit.viewer = ANONYMOUS
    decide(visit, visit.made()[0].id, "refused")
    assert [visit.status(path) for path in public] == [200, 200, 200]


def test_an_accepted_objection_stays_until_the_city_shows_the_page_again(visit: Visit) -> None:
    decide(visit, vouched(visit, ClaimKind.OBJECT, text="Not ours"), "accepted")
    assert visit.status("/en/organisations/alder") == 404
    visit.viewer = REVIEWER
    visit.send("/en/desk/claims", {}, action="/en/desk/claims/show/alder")
    visit.viewer = ANONYMOUS
    assert visit.status("/en/organisations/alder") == 200


def test_only_the_city_decides(visit: Visit) -> None:
    claim_id = vouched(visit, ClaimKind.COMMENT, text="x")
    outsiders = (ANONYMOUS, MEMBER, Viewer(roles=frozenset({Role.FACILITATOR, Role.PUBLISHER, Role.VERIFIED_INVESTOR})))
    for visit.viewer in outsiders:
        assert visit.status("/en/desk/claims") == 404
        assert visit.status(f"/en/desk/claims/{claim_id}") == 404
    visit.viewer = REVIEWER
    assert visit.status("/en/desk/claims/V-NOTHING") == 404


# --- letters -------------------------------------------------------------------------------------------------------


def test_a_letter_is_seen_first_and_printed_with_a_code_that_works(visit: Visit) -> None:
    visit.viewer = REVIEWER
    preview = visit.get(f"{PAGE}/letter")
    assert "This is a preview" in preview
    with visit.bank.session() as session:
        assert session.scalars(select(models.ClaimCode)).all() == []
    printed = unescape(visit.send(f"{PAGE}/letter", {}).text)
    assert "https://bank.example/en/confirm/alder" in printed
    assert "Dross" in printed
    (code,) = re.findall(r'class="code">([^<]+)<', printed)
    visit.viewer = ANONYMOUS
    assert "The letter was addressed to Alder Oy" in visit.get(f"{PAGE}?code={code}")


def test_a_print_run_has_a_sheet_and_a_code_for_each(visit: Visit) -> None:
    with visit.bank.session() as session:
        put(session, "organisations", id="birch", name="Birch Oy", sector="metal", **SOURCE)
    visit.viewer = REVIEWER
    page = visit.get("/en/desk/letters")
    assert "Member Oy" not in page
    assert "Sample Oy" not in page
    answer = visit.send("/en/desk/letters", {"company": ["alder", "birch"]}, action="/en/desk/letters/print")
    assert answer.text.count('class="a4 letter"') == 2
    assert len(set(re.findall(r'class="code">([^<]+)<', answer.text))) == 2
    assert answer.headers["Cache-Control"] == "no-store"
    assert visit.send("/en/desk/letters", {"company": None}, action="/en/desk/letters/print").status_code == 422
    listed = visit.get("/en/desk/letters")
    assert "2 have been written to." in listed


def test_letters_are_for_the_city_and_prizztech(visit: Visit) -> None:
    for role in Role:
        visit.viewer = Viewer(roles=frozenset({role}))
        allowed = role in {Role.REVIEWER, Role.FACILITATOR, Role.ADMINISTRATOR}
        assert visit.status(f"{PAGE}/letter") == (200 if allowed else 404), role
        assert visit.status("/en/desk/letters") == (200 if allowed else 404), role


def test_nobody_is_written_to_who_objected(visit: Visit) -> None:
    vouched(visit, ClaimKind.OBJECT, text="Not ours")
    visit.viewer = REVIEWER
    assert visit.status(f"{PAGE}/letter") == 404


# --- drawings ------------------------------------------------------------------------------------------------------


def test_a_qr_code_draws_its_finder_patterns_inside_a_quiet_zone() -> None:
    code = qr_of("https://bank.example/en/confirm/alder")
    assert code.path.startswith("M4 4h7v1h-7z")  # the first row of the pattern in the corner
    assert f"M{code.size - 11} 4h7v1h-7z" in code.path
    columns = [int(x) for x in re.findall(r"M(\d+) ", code.path)]
    assert min(columns) == 4
    assert qr_of("something else").path != code.path


def test_a_code_is_printed_in_groups() -> None:
    assert in_groups("abcdefgh234") == "abcde fgh23 4"
    assert in_groups("") == ""
