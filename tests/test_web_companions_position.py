"""A company's place under its picture: on the sample data, to whom what is shown, and nothing that is hidden."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.store import Bank
from tests.databank_rows import put_owner, put_stream
from tests.viewing_clients import ClientOf, clients_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OWNER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
OTHER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"}))
STRANGER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"oak"}))
SHOWN = "Median of the sector:"
HIDDEN = "The median of the sector is shown only where"
TOKEN = re.compile(r'(?<=name="csrf_token" )[^>]*value="[^"]*"')
OPEN = ("alder", "birch", "cedar", "doum")
SECRET = {"visibility": "company_hidden", "consent": "sums"}


@dataclass(frozen=True)
class Town:
    """A bank and the pages over it."""

    bank: Bank
    client: ClientOf

    def place(self, viewer: Viewer) -> str:
        """What stands under the heading of Alder's place."""
        answer = self.client(viewer).get("/en/flows/company?boundary=organisation:Alder%20Oy")
        assert answer.status_code == 200
        return place_of(unescape(answer.text))


Maker = Callable[[Callable[[Session], None]], Town]


@pytest.fixture(scope="module")
def bank_of(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Makes banks that are filled by a function."""
    folder, numbers, made = tmp_path_factory.mktemp("banks"), count(), list[Bank]()

    def new(fill: Callable[[Session], None]) -> Town:
        file = folder / f"{next(numbers)}.sqlite3"
        shutil.copy(sqlite_template, file)
        bank = Bank(f"sqlite:///{file}")
        made.append(bank)
        with bank.session() as session:
            fill(session)
        return Town(bank, clients_of(bank, NOW))

    yield new
    for bank in made:
        bank.dispose()


def put_town(
    session: Session, *, last: float = 100.0, secrets: tuple[float, ...] = (), own_secret: float = 0.0
) -> None:
    """Four works of one sector that all may see, three that are in sums only, and what Alder hides itself."""
    for place, name in enumerate(OPEN):
        put_owner(session, name)
        cells: dict[str, Any] = {"site_id": name, "amount": last if name == OPEN[-1] else 100.0}
        put_stream(session, f"S-{name}", fate="used" if place % 2 else "disposal", **cells)
    for name, amount in zip(("elm", "fir", "gum"), secrets, strict=False):
        put_owner(session, name)
        put_stream(session, f"S-{name}", site_id=name, amount=amount, **SECRET)
    if own_secret:
        put_stream(session, "S-own", material_class="slag_steel", amount=own_secret, **SECRET | {"consent": "no"})


def place_of(text: str) -> str:
    """What stands under the heading of the company's place."""
    found = re.search(r"<h2>(?:Place in the area|Paikka alueella|Plats i området)</h2>.*?</figure>", text, re.DOTALL)
    assert found is not None
    return found.group()


# --- on the sample data -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["facts", "examples"])
@pytest.mark.parametrize(
    ("language", "path"), [("fi", "/fi/virrat/company"), ("sv", "/sv/floden/company"), ("en", "/en/flows/company")]
)
def test_sample_companies_have_a_place(client: FlaskClient, language: str, path: str, data: str) -> None:
    answer = client.get(f"{path}?data={data}")
    assert answer.status_code == 200, language
    found = place_of(unescape(answer.text))
    assert found.count("<svg") == 2
    ids = re.findall(r'\bid="([^"]+)"', found)
    assert len(ids) == len(set(ids))
    assert {"fi": "Mitä lähtee", "sv": "Vad som går ut", "en": "What goes out"}[language] in found
    median = {"fi": "Toimialan mediaani", "sv": "Branschens median", "en": "Median of the sector"}[language]
    assert median in found


def test_both_data_sets_have_a_drawing_each(client: FlaskClient) -> None:
    text = unescape(client.get("/en/flows/company?data=both").text)
    assert text.count("<h2>Place in the area</h2>") == 2
    ids = re.findall(
        r'<svg[^>]*aria-labelledby="([^" ]+)',
        "".join(re.findall(r'<figure class="beside">.*?</figure>', text, re.DOTALL)),
    )
    assert len(ids) == len(set(ids)) == 4


def test_one_large_company_hides_the_median_of_facts(client: FlaskClient) -> None:
    # one smelter gives most of the waste of its sector in the register: beside it nobody else has a median
    text = place_of(unescape(client.get("/en/flows/company?boundary=organisation:Luvata%20Pori%20Oy&year=2023").text))
    assert HIDDEN in text
    assert SHOWN not in text


# --- who sees what ------------------------------------------------------------------------------------------------


def test_owner_sees_more_than_others_and_everybody_else_alike(bank_of: Maker) -> None:
    town = bank_of(lambda session: put_town(session, own_secret=777.0))
    anonymous = town.place(ANONYMOUS)
    assert "777" not in anonymous
    assert "100\u00a0t/a" in anonymous
    assert town.place(STRANGER) == anonymous
    own = town.place(OWNER)
    assert "877\u00a0t/a" in own
    assert "877\u00a0t/a" in town.place(CITY)


def test_median_is_of_three_others_and_not_of_two(bank_of: Maker) -> None:
    assert SHOWN in bank_of(put_town).place(ANONYMOUS)

    def smaller(session: Session) -> None:
        for name in OPEN[:3]:
            put_owner(session, name)
            put_stream(session, f"S-{name}", site_id=name)

    text = bank_of(smaller).place(ANONYMOUS)
    assert HIDDEN in text
    assert SHOWN not in text


def test_companies_that_are_in_sums_only_are_no_others(bank_of: Maker) -> None:
    def hiding(session: Session) -> None:
        for name in OPEN:
            put_owner(session, name)
            put_stream(session, f"S-{name}", site_id=name, **({} if name == "alder" else SECRET))

    town = bank_of(hiding)
    assert HIDDEN in town.place(ANONYMOUS)
    assert HIDDEN in town.place(OWNER)


@pytest.mark.parametrize(("last", "is_shown"), [(100.0, True), (1100.0, True), (1200.0, False)])
def test_median_is_hidden_where_one_gives_nearly_all(bank_of: Maker, last: float, is_shown: bool) -> None:  # noqa: FBT001
    # of the others two give 100 t each: with 1,200 t the third has 86 % of their sum
    text = bank_of(lambda session: put_town(session, last=last)).place(ANONYMOUS)
    assert (SHOWN in text) is is_shown
    assert (HIDDEN in text) is not is_shown


def test_the_readers_own_company_is_none_of_the_others(bank_of: Maker) -> None:
    town = bank_of(put_town)
    assert SHOWN in town.place(STRANGER)
    assert HIDDEN in town.place(OTHER)


# --- what is hidden -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain(bank_of: Maker) -> Town:
    """Where nobody hides anything."""
    return bank_of(put_town)


@pytest.fixture(scope="module")
def hiding(bank_of: Maker) -> Town:
    """The same town, where three companies are in sums only and Alder hides a stream."""
    return bank_of(lambda session: put_town(session, secrets=(1.0, 1.0, 1.0), own_secret=1.0))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secrets=st.tuples(*(st.integers(1, 10**6) for _ in range(3))), own_secret=st.integers(1, 10**6))
def test_hidden_amounts_change_no_answer(
    plain: Town, hiding: Town, secrets: tuple[float, ...], own_secret: float
) -> None:
    with hiding.bank.session() as session:
        put_town(session, secrets=secrets, own_secret=own_secret)
    assert f"{100 + own_secret:,}\u00a0t/a" in hiding.place(OWNER)
    for viewer in (ANONYMOUS, STRANGER, OTHER):
        assert hiding.place(viewer) == plain.place(viewer)


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER], ids=["anonymous", "other"])
def test_a_hidden_company_answers_as_a_missing_one(hiding: Town, viewer: Viewer) -> None:
    client = hiding.client(viewer)
    hidden, missing = (client.get(f"/en/flows/company?boundary=organisation:{name}%20Oy") for name in ("Elm", "Zzz"))
    assert hidden.status_code == missing.status_code == 400
    assert hidden.text.count("Elm") == missing.text.count("Zzz")
    texts = (TOKEN.sub("", answer.text.replace("Elm", "Zzz")) for answer in (hidden, missing))
    assert next(texts) == next(texts)
