"""Nobody is told what is hidden: marked records are looked for on every page, in every file and API answer.

The records of ``data/walk`` hold values that occur nowhere else. For each viewer the walk visits every kind of
address, among them those of records they may not see, and searches for the hidden words themselves.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from databank.access import ANONYMOUS, Role, Viewer
from databank.exchange import load_folder
from databank.store import Bank
from web.app import create_app
from web.config import Settings

OWNER, OTHER = "katkovalimo", "naapuriyhtio"
VIEWERS = {
    "anonymous": ANONYMOUS,
    "member": Viewer(frozenset({Role.MEMBER})),
    "other company": Viewer(frozenset({Role.MEMBER}), frozenset({OTHER})),
    "verified investor": Viewer(frozenset({Role.VERIFIED_INVESTOR})),
    "owner": Viewer(frozenset({Role.MEMBER}), frozenset({OWNER})),
    "reviewer": Viewer(frozenset({Role.REVIEWER})),
    "administrator": Viewer(frozenset({Role.ADMINISTRATOR})),
}
CITY = {"reviewer", "administrator"}
INSIDE = {"owner", *CITY}


def number(digits: str) -> str:
    """Pattern of a whole number however it is grouped, and of the same number with one decimal."""
    return r"(?<!\d)" + digits[:2] + r"[\s\u00a0\u202f,]?" + digits[2:] + r"(?!\d)"


GUESS = "guess of a reviewer"
# What must not be seen, and by whom it may be.
MARKS: dict[str, tuple[str, set[str]]] = {
    "name of the owner": ("Kätkövalimo", INSIDE),
    "name of the site": ("Kätkönperän", INSIDE),
    "address of the site": ("Kätköntie", INSIDE),
    "exact place": (r"61[.,]5234|21[.,]4876", INSIDE),
    "id of the owner": (OWNER, INSIDE),
    "receiver": ("Piilopuhdistamo", INSIDE),
    "price": (number("98765"), INSIDE),
    "note": ("Sisäpiirin huomautus", INSIDE),
    "laboratory": ("Piilolaboratorio", INSIDE),
    "title of a document": ("Kätkökasan kuva", INSIDE),
    "address of a document": (r"example\.org/katko-77613", INSIDE),
    "amount": (number("74638"), {"verified investor", *INSIDE}),
    "composition": (r"47[.,]2917", {"verified investor", *INSIDE}),
    "amount that only sums may hold": (number("29483"), {"verified investor", *INSIDE}),
    "amount of the need": (number("83917"), {"verified investor", *INSIDE}),
    "material for the city": ("Kaupungin silmille|W-CITY", INSIDE),
    "amount for the city": (number("52861"), INSIDE),
    "draft": ("Luonnosvaiheen|W-DRAFT", {"owner"}),
    "amount of the draft": (number("38174"), {"owner"}),
    GUESS: (r"05[\s\u00a0]?06[\s\u00a0]?04", set()),  # no page shows it, not even to reviewers
}
# Searches that ask for what is hidden.
WORDS = ("Maljakkohiekka", "Kätkövalimo", "Piilopuhdistamo", "Kaupungin silmille", "Luonnosvaiheen", "Summahiekka")


@pytest.fixture(scope="session")
def walked_bank(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """The sample data with the marked records among the examples."""
    file = tmp_path_factory.mktemp("walk") / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        load_folder(session, Path(__file__).parent / "data/walk")
    yield bank
    bank.dispose()


@pytest.fixture(scope="session")
def app_of(walked_bank: Bank, settings: Settings) -> Callable[[str], Flask]:
    @cache
    def made(viewer: str) -> Flask:
        return create_app(settings, bank=walked_bank, viewer_of_request=lambda _request: VIEWERS[viewer])

    return made


# What stands in the places of an address, by the name of its view. A new kind of page must say what to fill in.
STREAMS = ("W-HIDDEN", "W-CITY", "W-DRAFT", "W-SUMS", "E-001", "F-001")
VIEWS = ("big-picture", "one-material", "energy")
PLACES: dict[str, tuple[str, ...]] = {
    "area": ("peittoo",),
    "diagram": VIEWS,
    "industries": ("NACE2",),
    "industry": ("NACE2 24.51",),
    "material": STREAMS,
    "material_class": ("foundry_sand",),
    "need": ("W-NEED",),
    "organisation": (OWNER, OTHER, "pori-energia"),
    "streams": ("peittoo",),
    "thanks": ("P-000000",),
    "waste": ("100908",),
    "waste_code": ("100908",),
}
NEEDED = {"/api/v1/taxonomy/search": "?q=casting", "/api/v1/views/one-material": "?family=K"}
# Pages without records look the same to everybody: one viewer is enough.
STILL = {"operations", "industries", "industry", "waste_code", "waste_codes", "material_classes", "search", "openapi"}
STILL |= {"accessibility", "privacy", "feedback", "api_page", "explorer"}
CIRCLE = "/en/flows/big-picture?data=examples&year=2025"
DATA = ("?data=examples&year=2025",)
SEARCHES = ("?data=both", *(f"?data=both&q={quote(word)}" for word in WORDS))
ASKED = {"diagram": DATA, "materials": SEARCHES, "needs": SEARCHES, "organisations": SEARCHES}


@dataclass
class Walk:
    """What a viewer met: the addresses of each mark, and the status of each address."""

    marks: dict[str, set[str]] = field(default_factory=lambda: {mark: set() for mark in MARKS})
    statuses: dict[str, int] = field(default_factory=dict)

    def visit(self, client: FlaskClient, address: str) -> Iterator[str]:
        """Look for every mark at an address; where to go on: the next slice of a list, the records behind a number."""
        answer = client.get(address)
        self.statuses[address] = answer.status_code
        text = html.unescape(answer.get_data(as_text=True))
        looked = without_the_question(text, address)
        for mark, (pattern, _viewers) in MARKS.items():
            if re.search(pattern, looked) and not (mark == GUESS and "/taxonomy" in address):  # a list of all codes
                self.marks[mark].add(address)
        yield from re.findall(r'href="([^"]+)"[^>]*rel="next"', text)
        if address == CIRCLE:
            yield from sorted(set(re.findall(r'href="(/en/flows/[\w-]+/records\?[^"]*&node=[^"]+)"', text)))


def addresses(app: Flask, *, still: bool) -> Iterator[str]:
    """Every kind of page and file in English, and the whole API. Who may see what does not depend on the language."""
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.rpartition(".")[2]
        read = "GET" in (rule.methods or ()) and rule.rule.startswith(("/en/", "/api/"))
        if not read or name == "records" or (name in STILL and not still):
            continue  # records are reached from the diagrams
        for address in filled(rule):
            yield address + NEEDED.get(address, "")
            if address not in NEEDED:
                yield from (address + asked for asked in ASKED.get(name, ()))


def filled(rule: Rule) -> Iterator[str]:
    """The addresses of a rule; several places are filled one after another."""
    if not rule.arguments - {"lang", "extension"}:
        yield rule.rule
        return
    for values in PLACES[rule.endpoint.rpartition(".")[2]]:
        yield reduce(lambda address, value: re.sub(r"<[^>]+>", value, address, count=1), values.split(), rule.rule)


def without_the_question(text: str, address: str) -> str:
    """What the asker wrote into the address is theirs, and may come back to them."""
    asked = [word for word in (*WORDS, OWNER, "W-CITY", "W-DRAFT") if quote(word) in address]
    return re.sub("|".join({*asked, *map(quote, asked)}), "", text, flags=re.IGNORECASE) if asked else text


@pytest.fixture(scope="session")
def walk_of(app_of: Callable[[str], Flask]) -> Callable[[str], Walk]:
    @cache
    def walked(viewer: str) -> Walk:
        app, walk = app_of(viewer), Walk()
        client = app.test_client()
        ahead = list(addresses(app, still=viewer == "anonymous"))
        while ahead:
            ahead += walk.visit(client, ahead.pop())
        return walk

    return walked


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_hidden_appears_nowhere(walk_of: Callable[[str], Walk], viewer: str) -> None:
    met = walk_of(viewer).marks
    assert {mark: met[mark] for mark, (_pattern, viewers) in MARKS.items() if viewer not in viewers and met[mark]} == {}


@pytest.mark.parametrize("mark", MARKS)
def test_the_walk_would_notice(walk_of: Callable[[str], Walk], mark: str) -> None:
    """Whoever may see a mark meets it: a walk that finds nothing anywhere would prove nothing."""
    _pattern, viewers = MARKS[mark]
    assert {viewer for viewer in viewers if not walk_of(viewer).marks[mark]} == set()


# What does not exist for a viewer; nobody has published a word about the neighbour.
ABSENT: dict[str, set[str]] = {
    "owner": {f"organisations/{OTHER}"},
    "other company": {"W-CITY", "W-DRAFT", f"organisations/{OWNER}"},
    "reviewer": {"W-DRAFT"},
    "administrator": {"W-DRAFT"},
}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_hidden_and_missing_look_alike_and_nothing_breaks(walk_of: Callable[[str], Walk], viewer: str) -> None:
    statuses = walk_of(viewer).statuses
    absent = ABSENT.get(viewer, {"W-CITY", "W-DRAFT", f"organisations/{OWNER}", f"organisations/{OTHER}"})
    wrong = {
        address: status
        for address, status in statuses.items()
        if status != (404 if any(name in address for name in absent) else 200)
    }
    assert len(statuses) > 100
    assert wrong == {}
