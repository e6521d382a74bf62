"""Nobody is told what is hidden: marked records are looked for on every page, in every file and API answer.

The records of ``data/walk`` hold values that occur nowhere else. For each viewer the walk visits every address of the
application, among them those of records they may not see, and searches for the hidden words themselves. The addresses
come from the application: a new one is walked at once, and one whose places nobody can fill fails the test.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from databank import accounts, matches, sharing, views
from databank.access import ANONYMOUS, Role, Viewer
from databank.accounts import mandates
from databank.exchange import load_folder
from databank.matches import Target
from databank.models import Organisation
from databank.records import MatchSide, MatchSource, ViewState
from databank.store import Bank
from databank.views import NewView
from flows.views import view, view_json
from web.app import create_app
from web.config import Settings

# Thousands of pages, whose code is covered by the tests of each: measuring it here too would take minutes.
pytestmark = pytest.mark.no_cover
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWNER, OTHER, OBJECTOR = "katkovalimo", "naapuriyhtio", "vastustaja"
VIEWERS = {
    "anonymous": ANONYMOUS,
    "member": Viewer(frozenset({Role.MEMBER})),
    "other company": Viewer(frozenset({Role.MEMBER}), frozenset({OTHER})),
    "named recipient": Viewer(frozenset({Role.MEMBER})),
    "verified investor": Viewer(frozenset({Role.VERIFIED_INVESTOR})),
    "publisher": Viewer(frozenset({Role.PUBLISHER})),
    "owner": Viewer(frozenset({Role.MEMBER}), frozenset({OWNER})),
    "sender": Viewer(submitted_ids=frozenset({"W-SENT"})),
    "reviewer": Viewer(frozenset({Role.REVIEWER})),
    "administrator": Viewer(frozenset({Role.ADMINISTRATOR})),
}
CITY = {"reviewer", "administrator"}
INSIDE = {"owner", *CITY}
LET_IN = {"named recipient", *INSIDE}
READERS = {"verified investor", *LET_IN}
OUTSIDERS = tuple(name for name in VIEWERS if name not in INSIDE)


def number(digits: str) -> str:
    """Pattern of a whole number however it is grouped, and of the same number with one decimal.

    That no digit stands before it is asked after the first two: a pattern that begins with plain text is found fast.
    """
    first, rest = digits[:2], digits[2:]
    return rf"{first}(?<!\d{first})[\s\u00a0\u202f,]?{rest}(?!\d)"


GUESS = "guess of a reviewer"
ALL_CODES = "/taxonomy|/import/templates/"
"""Addresses of lists of all codes: the guess is one of them."""
# What must not be seen, and by whom it may be.
MARKS: dict[str, tuple[str, set[str]]] = {
    "name of the owner": ("Kätkövalimo", LET_IN | {"sender"}),
    "name of the site": ("Kätkönperän valimo", LET_IN | {"sender"}),
    "address of the site": ("Kätköntie", LET_IN),
    "exact place": (r"61[.,]5234|21[.,]4876", LET_IN | {"sender"}),
    "id of the owner": (OWNER, LET_IN | {"sender"}),
    "receiver": ("Piilopuhdistamo", LET_IN),
    "price": (number("98765"), LET_IN),
    "contact": ("Kätkölä|katkola", LET_IN),
    "note": ("Sisäpiirin huomautus", LET_IN),
    "laboratory": ("Piilolaboratorio", LET_IN),
    "title of a document": ("Kätkökasan kuva", LET_IN),
    "address of a document": (r"example\.org/katko-77613", LET_IN),
    "amount": (number("74638"), LET_IN),
    "composition": (r"47[.,]2917", READERS),
    "amount that only sums may hold": (number("29483"), INSIDE),
    "amount of the need": (number("83917"), INSIDE),
    "name that is told roughly": ("Tarkkanimi", INSIDE),
    "process that is told roughly": ("Piiloprosessi", INSIDE),
    "place that is told roughly": ("Karkeala", INSIDE),
    "amount that is told roughly": (number("64721"), INSIDE),
    "who objected": ("Vastustaja|vastustaja", CITY),
    "side stream of who objected": ("Vastustettu", CITY),
    "material for the city": ("Kaupungin silmille|W-CITY", INSIDE),
    "amount for the city": (number("52861"), INSIDE),
    "draft": ("Luonnosvaiheen|W-DRAFT", {"owner"}),
    "amount of the draft": (number("38174"), {"owner"}),
    "what was sent in": ("Lähetetty kasa", {"sender", *INSIDE}),
    "message of an exchange": ("Vaihtoviesti", INSIDE),
    GUESS: (r"05[\s\u00a0]?06[\s\u00a0]?04", CITY),
}
# Searches that ask for what is hidden.
WORDS = (
    *("Maljakkohiekka", "Kätkövalimo", "Piilopuhdistamo", "Kaupungin silmille", "Luonnosvaiheen", "Summahiekka"),
    *("Tarkkanimi", "Piiloprosessi", "Vastustaja"),
)


@pytest.fixture(scope="session")
def walked_bank(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """The sample data with the marked records among the examples."""
    file = tmp_path_factory.mktemp("walk") / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        load_folder(session, Path(__file__).parent / "data/walk")
        session.get_one(Organisation, OBJECTOR).objected_on = date(2026, 11, 1)
        for name, viewer in VIEWERS.items():
            VIEWERS[name] = known(session, name, viewer)
        PLACES["match_id"] = (begun(session), *NOTHING)
        maker = Viewer(frozenset({Role.PUBLISHER}))
        for state in (ViewState.DRAFT, ViewState.PUBLISHED):
            views.save_view(session, maker, NewView(definition=view_json(view("big-picture")), state=state), at=NOW)
    yield bank
    bank.dispose()


def begun(session: Session) -> str:
    """A company that none of the viewers acts for would take the hidden material; the id of the match."""
    taker = mandates.example_company(session)
    asked = matches.show_interest(
        session,
        Viewer(frozenset({Role.MEMBER}), frozenset({str(taker)})),
        side=MatchSide.RECEIVER,
        side_stream_id="W-HIDDEN",
        target=Target(source=MatchSource.INTEREST, organisation_id=taker),
        text="Vaihtoviesti 60417",
        at=NOW,
    )
    return asked.match.id


def known(session: Session, name: str, viewer: Viewer) -> Viewer:
    """The viewer as somebody with an account, and with what was opened to them."""
    if not viewer.roles:
        return viewer
    email = f"{name.replace(' ', '.')}@walk.example"
    person = accounts.add_person(session, email, name="Somebody", language="en", at=NOW, roles=viewer.roles)
    if name == "named recipient":
        sharing.grant(
            session, "side-streams", "W-HIDDEN", email=email, until=date(2027, 1, 1), granted_by="owner", at=NOW
        )
    granted = sharing.granted_ids(session, person.id, viewer.organisation_ids, NOW.date())
    return replace(viewer, person_id=person.id, granted_ids=granted)


@pytest.fixture(scope="session")
def app_of(walked_bank: Bank, settings: Settings) -> Callable[[str], Flask]:
    @cache
    def made(viewer: str) -> Flask:
        app = create_app(
            settings, bank=walked_bank, viewer_of_request=lambda _request: VIEWERS[viewer], clock=lambda: NOW
        )
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    return made


# What stands in the places of an address, by the name of the place. A new kind of place must say what to fill in.
STREAMS = ("W-HIDDEN", "W-CITY", "W-DRAFT", "W-SUMS", "W-ROUGH", "W-OBJ", "W-SENT", "E-001", "F-001")
OWNERS = (OWNER, OTHER, OBJECTOR, "pori-energia")
VIEWS = ("big-picture", "one-material", "energy")
SAVED_VIEWS = ("kokonaiskuva", "kokonaiskuva-2")  # a draft, and one that everybody sees
NOTHING = ("no-such-thing",)
PLACES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("token", "key", "mail_id", "claim_id", "request_id", "grant_id", "sign_in_id"), NOTHING),
    "lang": ("en",),
    **dict.fromkeys(("mandate_id", "reference", "version", "file_id", "enquiry_id", "case_id", "name"), NOTHING),
    "import_id": NOTHING,
    "match_id": NOTHING,  # with the one that the bank is given
    "record_id": (*STREAMS, "W-NEED"),
    "organisation_id": OWNERS,
    "person_id": ("1", "9"),
    "version_id": ("1",),
    "kind": ("side-streams", "needs"),
    "task": ("amounts", "composition", "logistics", "price"),
    "who": ("public", "city"),
    "area_id": ("peittoo",),
    "view": VIEWS,
    "class_id": ("foundry_sand",),
    "code": ("100908",),
    "edition": ("NACE2",),
    "figure_id": ("carriage:truck:cost",),
    "measure_id": ("class_sourced", "edition_removed", "unverified"),
}
# Addresses where the same place means something else.
OTHER_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "organisation": {"record_id": OWNERS},
    "claim": {"record_id": (*OWNERS, *STREAMS)},
    "letter": {"record_id": OWNERS},
    "show_again": {"record_id": OWNERS},
    "need": {"record_id": ("W-NEED", "W-HIDDEN")},
    "offers": {"record_id": ("W-NEED", "W-HIDDEN")},
    "offers_for_need": {"record_id": ("W-NEED", "W-HIDDEN")},
    "exchanges_of_organisation": {"record_id": OWNERS},
    "users": {"record_id": STREAMS},
    "users_of_material": {"record_id": STREAMS},
    "network": {"record_id": STREAMS},
    "material": {"record_id": STREAMS},
    "industry": {"code": ("24.51",)},
    "diagram": {"view": (*VIEWS, *SAVED_VIEWS), "name": VIEWS},
    "one_view": {"name": SAVED_VIEWS},
    "change_view": {"name": SAVED_VIEWS},
    "own_file": {"kind": ("everything", "side-streams", "amounts", "composition", "documents", "needs")},
}
NEEDED = {
    "/api/v1/taxonomy/search": "?q=casting",
    "/api/v1/taxonomy/suggest": "?q=casting",
    "/api/v1/views/one-material": "?family=K",
}
# Pages without records look the same to everybody: one viewer is enough.
STILL = {"operations", "industries", "industry", "waste_codes", "waste_code", "material_classes", "search", "openapi"}
STILL |= {"self_check", "changes"}
STILL |= {"accessibility", "privacy", "feedback", "api_page", "explorer", "waste", "material_class", "taxonomy_search"}
STILL |= {"uses", "figures_used"}
STILL |= {"quality_page", "quality_list", "taxonomy_suggest"}
# The rows of a table are told in four formats, each by one writer for all tables (web/files.py): that a writer tells no
# more than its rows is seen with these two viewers; what the rows hold is seen in csv and json with every viewer.
EVERY_FORMAT = {"anonymous", "member"}
SAME_ROWS = (".xlsx", ".excel.csv")
# A png and a pdf are the svg drawn by Chromium; these others hold what page, svg, csv and json hold.
DRAWN, HELD = (".png", ".pdf"), (".zip", ".standalone.html", ".metadata.json", ".figure.json")
OWN_FORMATS = {"own_file"}
"""Everything somebody owns is told as a workbook only."""
CIRCLE = "/en/flows/big-picture?data=examples&year=2025"
DATA = ("?data=examples&year=2025",)
SEARCHES = ("?data=both", *(f"?data=both&q={quote(word)}" for word in WORDS))
ASKED = {"diagram": DATA, "embed": DATA, "materials": SEARCHES, "needs": SEARCHES, "organisations": SEARCHES}
# Pictures looked at more closely: around the owner who hides, split by name, of all years, of what is planned or held.
CLOSER = tuple(
    f"/en/{page}data=examples&{asked}"
    for page, asked in (
        ("flows/company?", f"year=2025&boundary=organisation:{quote('Kätkövalimo')}%20Oy"),
        ("flows/big-picture.json?", "year=latest&boundary=site:katkovalimo-piha&values=reconciled"),
        ("flows/big-picture?", "year=2025&compare=without:katkovalimo-piha&uncertainty=1"),
        ("flows/area-to-area.csv?", "year=2025&compare=planned&open=giver"),
        ("flows/big-picture?", "year=2025&split=organisation@sector:metal&pin=sector:metal&compare=2024"),
        ("flows/big-picture.json?", "year=latest&content=Zn"),
        ("flows/big-picture/records.csv?", "year=2025&node=sector:metal&split=process@sector:construction"),
        ("flows/wall?", "paused=1"),
        ("indicators?", "year=2025"),
        ("indicators.csv?", "year=latest&boundary=peittoo"),
        ("desk/flows.csv?", "seen_by=city"),
        ("desk/flows?", "seen_by=city"),
    )
)
# What changes something by being read.
NOT_WALKED = {"static", "front_door"}


@dataclass
class Walk:
    """What a viewer met: the addresses of each mark, and the status of each address."""

    marks: dict[str, set[str]] = field(default_factory=lambda: {mark: set() for mark in MARKS})
    statuses: dict[str, int] = field(default_factory=dict)

    def visit(self, client: FlaskClient, address: str) -> Iterator[str]:
        """Look for every mark at an address; where to go on: the next slice of a list, the records behind a number."""
        answer = client.get(address)
        self.statuses[address] = answer.status_code
        text = html.unescape(words_of(answer))
        looked = without_the_question(text, address)
        for mark, (pattern, _viewers) in MARKS.items():
            if re.search(pattern, looked) and not (mark == GUESS and re.search(ALL_CODES, address)):
                self.marks[mark].add(address)
        yield from re.findall(r'href="([^"]+)"[^>]*rel="next"', text)
        if address == CIRCLE:
            yield from sorted(set(re.findall(r'href="(/en/flows/[\w-]+/records\?[^"]*&node=[^"]+)"', text)))


def words_of(answer: TestResponse) -> str:
    """What an answer says; a workbook is unpacked."""
    is_workbook = answer.content_type.endswith("spreadsheetml.sheet")
    if not is_workbook and answer.content_type != "application/zip":
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = (name for name in archive.namelist() if name.startswith("xl/") or not is_workbook)
        return "\n".join(archive.read(name).decode() for name in names)


def rules(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Every kind of page and file in English, and the whole API. Who may see what does not depend on the language."""
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.rpartition(".")[2]
        if (
            method in (rule.methods or ())
            and rule.rule.startswith(("/en/", "/api/", "/embed/"))
            and name not in NOT_WALKED
        ):
            yield rule, name


def addresses(app: Flask, *, still: bool, every_format: bool) -> Iterator[str]:
    """Every address that can be read, filled with every sample value."""
    known_rules = {rule.rule for rule, _ in rules(app, "GET")}
    yield from CLOSER
    for rule, name in rules(app, "GET"):
        bare_rule = rule.rule.removesuffix(".xlsx").removesuffix(".excel.csv")
        is_told_otherwise = {f"{bare_rule}.csv", f"{bare_rule}.json"} <= known_rules
        if not every_format and rule.rule.endswith(SAME_ROWS) and is_told_otherwise and name not in OWN_FORMATS:
            continue
        if rule.rule.endswith(DRAWN) or (rule.rule.endswith(HELD) and not every_format):
            continue
        if name == "records" and rule.arguments - {"lang", "extension"}:
            continue  # records are reached from the diagrams
        if name in STILL and not still:
            continue
        for address in filled(rule):
            yield address + NEEDED.get(address, "")
            if address not in NEEDED:
                yield from (address + asked for asked in ASKED.get(name, ()))


def filled(rule: Rule, **instead: tuple[str, ...]) -> Iterator[str]:
    """The addresses of a rule, with each of the sample values in each place."""
    own = OTHER_PLACES.get(rule.endpoint.rpartition(".")[2], {})
    names = [re.sub(r".*:", "", place) for place in re.findall(r"<([^>]+)>", rule.rule)]
    chosen = [instead.get(name) or own.get(name) or PLACES[name] for name in names]
    for values in product(*chosen):
        address = rule.rule
        for value in values:
            address = re.sub(r"<[^>]+>", value, address, count=1)
        yield address


def without_the_question(text: str, address: str) -> str:
    """What the asker wrote into the address is theirs, and may come back to them."""
    asked = [word for word in (*WORDS, *OWNERS, "W-CITY", "W-DRAFT") if quote(word) in address]
    return re.sub("|".join({*asked, *map(quote, asked)}), "", text, flags=re.IGNORECASE) if asked else text


@pytest.fixture(scope="module", autouse=True)
def nothing_is_drawn() -> Iterator[None]:
    """No Chromium runs here: a zip then comes without its png."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHROMIUM", "no-such-program")
        yield


@pytest.fixture(scope="session")
def walk_of(app_of: Callable[[str], Flask]) -> Callable[[str], Walk]:
    @cache
    def walked(viewer: str) -> Walk:
        app, walk = app_of(viewer), Walk()
        client = app.test_client()
        ahead = list(addresses(app, still=viewer == "anonymous", every_format=viewer in EVERY_FORMAT))
        while ahead:
            address = ahead.pop()
            if address not in walk.statuses:  # the round of pictures for a wall has no end
                ahead += walk.visit(client, address)
        return walk

    return walked


def test_every_place_of_every_address_can_be_filled(app_of: Callable[[str], Flask]) -> None:
    """A new page with a new kind of place says here what to fill in, or nobody would walk it."""
    app = app_of("anonymous")
    places = {name for method in ("GET", "POST") for rule, _ in rules(app, method) for name in rule.arguments}
    assert places - PLACES.keys() - {"lang", "extension"} == set()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_hidden_appears_nowhere(walk_of: Callable[[str], Walk], viewer: str) -> None:
    met = walk_of(viewer).marks
    assert {mark: met[mark] for mark, (_pattern, viewers) in MARKS.items() if viewer not in viewers and met[mark]} == {}


@pytest.mark.parametrize("mark", MARKS)
def test_the_walk_would_notice(walk_of: Callable[[str], Walk], mark: str) -> None:
    """Whoever may see a mark meets it: a walk that finds nothing anywhere would prove nothing."""
    _pattern, viewers = MARKS[mark]
    assert {viewer for viewer in viewers if not walk_of(viewer).marks[mark]} == set()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nothing_breaks(walk_of: Callable[[str], Walk], viewer: str) -> None:
    statuses = walk_of(viewer).statuses
    assert len(statuses) > 200
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


SECRET_IDS = {"W-CITY", "W-DRAFT", "W-OBJ", OBJECTOR}
MISSING = "W-NONE"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("viewer", OUTSIDERS)
def test_hidden_and_missing_look_alike(app_of: Callable[[str], Flask], viewer: str, method: str) -> None:
    """Whatever is asked about a record that is hidden is answered as if there were none, word for word."""
    app, different = app_of(viewer), {}
    for rule, _name in rules(app, method):
        for place in rule.arguments & {"record_id", "organisation_id"}:
            missing = [bare(app, method, other, MISSING) for other in filled(rule, **{place: (MISSING,)})]
            for secret in SECRET_IDS | ({OWNER} if viewer not in {"named recipient", "sender"} else set()):
                hidden = filled(rule, **{place: (secret,)})
                for one, nothing in zip(hidden, missing, strict=True):
                    if (answer := bare(app, method, one, secret)) != nothing:
                        different[one] = answer[0]
    assert different == {}


def bare(app: Flask, method: str, address: str, record_id: str) -> tuple[int, str]:
    """An answer without the id that was asked for, to a browser that asks for the first time."""
    answer = app.test_client().open(address, method=method)
    text = answer.get_data(as_text=True) + answer.headers.get("Location", "")
    for word in (record_id, quote(record_id), record_id.replace("-", " ")):
        text = text.replace(word, "...")
    return answer.status_code, re.sub(r'(csrf_token" value="|in our log as )[^"<]+', r"\1", text)
