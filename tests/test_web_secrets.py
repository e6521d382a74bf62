"""Non-interference of pages: two banks that differ only in what is hidden answer a stranger alike, byte for byte.

The queries are tried one by one elsewhere. Here the pages, files and answers that are worked out of them are: matches,
plans, networks, flows, moments and what is kept of exchanges, with their scores, sums, counts and order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from databank import flow_versions, matches, sharing
from databank.access import ANONYMOUS, CITY, COMPANY_HIDDEN, Role, Viewer
from databank.matches import NewDelivery, Target, Terms, Why, beginning
from databank.models import Look, Organisation
from databank.records import (
    Audience,
    DropReason,
    FieldGroup,
    Level,
    MatchSide,
    MatchSource,
    MatchState,
    NewVersion,
    VersionedFlow,
)
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put
from tests.matching_parties import put_parties
from tests.viewing_clients import ClientOf, clients_of

# What each page tells is covered by the tests of each; here only whether two answers differ is asked.
pytestmark = pytest.mark.no_cover
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CHANGE = Change(made_by="t", reason="t", trusted=True, made_at=NOW)
STRANGERS = {
    "anonymous": ANONYMOUS,
    "other company": Viewer(frozenset({Role.MEMBER}), frozenset({"doum"}), person_id=9001),
    "verified investor": Viewer(frozenset({Role.VERIFIED_INVESTOR}), person_id=9002),
}
TAKING_PART = {
    "facilitator": Viewer(frozenset({Role.FACILITATOR}), person_id=9003),
    "other side": Viewer(frozenset({Role.MEMBER}), frozenset({"cedar"}), person_id=9004),
}
CITY_VIEWER = Viewer(frozenset({Role.REVIEWER}), person_id=9005)
SOURCE = {"source_url": "https://example.org/register", "source_title": "Register", "source_date": "2026-01-01"}


def words(**levels: Level) -> str:
    """Everything is hidden but the material and the logistics, and what is said."""
    chosen = {group: Level.CITY if level > Level.PUBLIC else level for group, level in COMPANY_HIDDEN.items()}
    chosen |= {FieldGroup(name): level for name, level in levels.items()}
    return ";".join(f"{group.value}={level.name.lower()}" for group, level in chosen.items())


HIDDEN, UNTIMED = words(), words(logistics=Level.NAMED)
CITY_ONLY = ";".join(f"{group.value}=city" for group in FieldGroup)
SAND = {"material_class": "foundry_sand", "year": 2024, "fate": "unused", "status": "published"}
# What is hidden of the same record, in the one bank and in the other: the same band, the same square of the grid.
STREAM = (
    {"site_id": "alder", "amount": 3500, "price_eur_per_t": 4, "free_t_per_year": 10, "receiver": "R one", "note": "N"},
    {"site_id": "birch", "amount": 9000, "price_eur_per_t": -80, "contact_email": "two@two.example"},
)
ROUGH = (
    {"site_id": "alder", "name": "One", "material_class": "slag_stainless", "amount": 1100, "code_if_waste": "100501"},
    {"site_id": "fir", "name": "Two", "material_class": "slag_vanadium_residue", "amount": 9000, "origin_process": "P"},
)
TIMES = (
    {"available_from": "2026-01-01", "available_until": "2026-12-01", "committed_until": "2026-12-05"},
    {"available_from": "2028-01-01", "loading": "crane"},
)
NEED = (
    {"site_id": "alder", "amount": 3100, "limits": "LOI<=2 %", "note": "one"},
    {"site_id": "birch", "amount": 9900, "limits": "LOI<=90 %", "contact_email": "two@two.example"},
)
NEED_TIMES = (
    {"starts_on": "2025-01-01", "ends_on": "2026-02-01", "distance_km": 5, "structure": "road"},
    {"ends_on": "2027-01-01", "structure": "wall"},
)


def fill(session: Session, side: int) -> None:
    """A small region: Cedar, Doum and Elm are known to all; Alder, Birch and Fir hide."""
    areas = {"name_fi": "P", "name_sv": "P", "name_en": "P", "kind": "park", "municipality": "Pori"}
    put(session, "areas", CHANGE, id="peittoo", lat=61.6, lon=21.5, **areas)
    for number, (name, industry) in enumerate(OPEN.items()):
        put(session, "organisations", CHANGE, id=name, name=f"{name.title()} Oy", industry_code=industry, **SOURCE)
        place = {"municipality": "Pori", "lat": 61.5 + number / 50, "lon": 21.6}
        put(session, "sites", CHANGE, id=name, organisation_id=name, name=f"{name} works", **place, **SOURCE)
    for name, industry in HIDING.items():
        put(
            session, "organisations", CHANGE, id=name, name=f"{name.title()} Oy", sector="metal", industry_code=industry
        )
        near = {"alder": 61.6001, "birch": 61.6009, "fir": 61.1}[name]
        place = {"municipality": "Rauma" if name == "fir" else "Pori", "lat": near, "lon": 21.49}
        put(session, "sites", CHANGE, id=name, organisation_id=name, name=name, area_id="peittoo", **place)
    put_objector(session, side)
    put_records(session, side)
    put_open(session)
    if side:
        put_hidden(session)


OPEN = {"cedar": "24.51", "doum": "42.11", "elm": "23.61"}
HIDING = {"alder": "24.51", "birch": "42.11", "fir": "38.21"}


def keep_versions(session: Session, side: int) -> None:
    """Reconciled values of the open exchange: of what everybody sees the same, of what the city sees others."""
    of_open: dict[str, Any] = {
        "record_id": "X-9",
        "source": "cedar",
        "target": "elm",
        "material": "foundry_sand",
        "reported": 5.0,
    }
    told: dict[str, Any] = {"observability": "redundant", "reported_uncertainty": None, "uncertainty": 1.0}
    fitting: dict[str, Any] = {
        "chi_square": 1.0,
        "degrees": 1,
        "p_value": 0.3,
        "assumed": 1,
        "note": "",
        "fingerprint": "0" * 64,
    }
    for audience, amount in ((Audience.PUBLIC, 6.0), (Audience.CITY, 20.0 + side)):
        flow = VersionedFlow(**of_open, **told, amount=amount, lower=None, upper=None, score=None)
        of_year: dict[str, Any] = {
            "is_example": False,
            "year": 2024,
            "layer": "mass",
            "audience": audience,
            "flows": (flow,),
        }
        flow_versions.accept(session, CITY, NewVersion(**of_year, **fitting), now=NOW)


def put_objector(session: Session, side: int) -> None:
    """Somebody of whom a public source tells, and who objected to that."""
    put(
        session, "organisations", CHANGE, id="oak", name=f"Oak {side}", industry_code=("42.11", "38.21")[side], **SOURCE
    )
    place = {"name": f"Oak works {side}", "lat": 61.5 + side / 10, "lon": 21.7}
    put(session, "sites", CHANGE, id="oak", organisation_id="oak", **place, **SOURCE)
    session.get_one(Organisation, "oak").objected_on = date(2026, 1, 1)
    part = {"donor_site_id": "cedar", "receiver_site_id": "oak", "material": "Sand", "material_class": "foundry_sand"}
    sums = {"year": 2023, "amount": 50 + side, "status": "running"}
    put(session, "exchanges", CHANGE, id="X-8", **part, **sums, **SOURCE)
    put(session, "treatment-lines", CHANGE, id="L-8", site_id="oak", step="foundry_sand_mechanical", **SOURCE)


def put_records(session: Session, side: int) -> None:
    """The records that both banks have, and of which something is hidden."""
    put(session, "side-streams", CHANGE, id="S-1", name="Sand", visibility=HIDDEN, **{**SAND, **STREAM[side]})
    coarse = {"coarse": "amount;area;material", "visibility": HIDDEN, "legal_status": "by_product"}
    put(session, "side-streams", CHANGE, id="S-2", **{**SAND, **coarse, **ROUGH[side]})
    timed = {"id": "S-3", "name": "Late sand", "site_id": "alder", "amount": 20, "visibility": UNTIMED}
    put(session, "side-streams", CHANGE, **timed, **{**SAND, **TIMES[side]})
    for record_id in ("S-1", "S-2"):
        parts = {"side_stream_id": record_id, "parameter": "LOI", "unit": "%", "typical": (2, 50)[side]}
        put(session, "composition", CHANGE, **parts)
    wanted = {"material_classes": "foundry_sand", "status": "published", "year": 2024}
    put(session, "needs", CHANGE, id="N-1", name="Sand", visibility=HIDDEN, **wanted, **NEED[side])
    timed = {"id": "N-2", "name": "Late need", "site_id": "alder", "amount": 30, "visibility": UNTIMED}
    put(session, "needs", CHANGE, **timed, **wanted, **NEED_TIMES[side])


def put_open(session: Session) -> None:
    """What everybody sees, and what matches are made of."""
    sand = {
        "id": "S-9",
        "name": "Open sand",
        "site_id": "cedar",
        "amount": 700,
        "visibility": "open",
        "consent": "name",
    }
    put(session, "side-streams", CHANGE, **sand, **SAND)
    need = {"id": "N-9", "name": "Open need", "site_id": "doum", "amount": 400, "material_classes": "foundry_sand"}
    put(session, "needs", CHANGE, **need, status="published", visibility="open")
    part = {"donor_site_id": "cedar", "receiver_site_id": "elm", "material": "Sand", "material_class": "foundry_sand"}
    put(session, "exchanges", CHANGE, id="X-9", **part, year=2024, amount=5, status="running", **SOURCE)
    put(session, "treatment-lines", CHANGE, id="L-9", site_id="elm", step="foundry_sand_thermal", **SOURCE)
    put(session, "permits", CHANGE, id="P-9", site_id="elm", waste_codes="100908", capacity_t_per_year=1000, **SOURCE)


def put_hidden(session: Session) -> None:
    """Records that only one of the banks has, and that nobody but their owners and the city knows."""
    put(
        session,
        "side-streams",
        CHANGE,
        id="S-7",
        name="Secret",
        site_id="alder",
        visibility=CITY_ONLY,
        amount=1,
        **SAND,
    )
    need = {"id": "N-7", "name": "Secret need", "site_id": "fir", "amount": 99, "material_classes": "foundry_sand"}
    put(session, "needs", CHANGE, **need, status="published", visibility=CITY_ONLY)
    part = {"material": "Sand", "material_class": "foundry_sand", "year": 2024, "status": "running", "consent": "no"}
    put(session, "exchanges", CHANGE, id="X-1", side_stream_id="S-1", receiver_site_id="elm", amount=7, **part)
    put(session, "exchanges", CHANGE, id="X-2", side_stream_id="S-9", receiver_site_id="fir", amount=600, **part)
    put(session, "treatment-lines", CHANGE, id="L-1", site_id="fir", step="foundry_sand_mechanical")
    put(session, "permits", CHANGE, id="P-1", site_id="fir", waste_codes="100908", valid_until="2026-12-20")
    trial = {
        "title_fi": "K",
        "title_sv": "K",
        "title_en": "K",
        "material_classes": "foundry_sand",
        "outcome": "running",
    }
    put(session, "trials", CHANGE, id="T-1", site_id="fir", **trial)


def keep_matches(session: Session, side: int) -> None:
    """What Cedar, who hides nothing, has with somebody who hides: the one in the one bank, another in the other."""
    hidden = ("alder", "birch")[side]
    to_need = Target(source=MatchSource.NEED, need_id="N-1")
    asked(session, "S-9", "cedar", to_need)
    asked(session, "S-9", hidden, to_need, MatchSide.RECEIVER)
    use = Target(source=MatchSource.USE, organisation_id=("alder", "fir")[side], use_id=("U009", "U204")[side])
    asked(session, "S-9", ("alder", "fir")[side], use, MatchSide.RECEIVER)


def keep_hidden_matches(session: Session) -> None:
    """What only one of the banks has: an agreement that runs and was reported on, and one that was dropped."""
    run = agreed(session, "S-7", "alder", Target(source=MatchSource.NEED, need_id="N-1"), "birch")
    matches.report_delivery(session, acting("alder"), run, NewDelivery(year=2025, mass_t=Decimal(11)), CHANGE)
    dropped = asked(session, "S-7", "alder", Target(source=MatchSource.USE, organisation_id="elm", use_id="U046"))
    version = matches.match(session, CITY, dropped).version
    why = Why(DropReason.PRICE)
    matches.move(session, CITY, dropped, MatchState.DROPPED, version=version, change=CHANGE, why=why)


def acting(name: str) -> Viewer:
    return Viewer(frozenset({Role.MEMBER}), frozenset({name}))


def asked(session: Session, stream_id: str, name: str, target: Target, side: MatchSide = MatchSide.DONOR) -> str:
    """A company shows interest; the id of the match."""
    begun = matches.show_interest(
        session, acting(name), side=side, side_stream_id=stream_id, target=target, text="Hei", at=NOW
    )
    return begun.match.id


def agreed(session: Session, stream_id: str, giver: str, target: Target, taker: str) -> str:
    """An agreement that runs, with an exchange of its own; the id of the match."""
    match_id = asked(session, stream_id, giver, target)
    matches.answer_interest(session, acting(taker), match_id, "On", at=NOW)
    for name in (giver, taker):
        matches.agree_to_be_named(session, acting(name), match_id, at=NOW)
    for state in (MatchState.AGREED, MatchState.RUNNING):
        version = matches.match(session, CITY, match_id).version
        terms = Terms(mass_t=Decimal(300), starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 24))
        matches.move(session, CITY, match_id, state, version=version, change=CHANGE, terms=terms)
    return match_id


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ClientOf, ClientOf]]:
    """Clients of the two banks."""
    folder = tmp_path_factory.mktemp("secrets")
    banks = [made_bank(folder, side) for side in (0, 1)]
    yield clients_of(banks[0], NOW), clients_of(banks[1], NOW)
    for bank in banks:
        bank.dispose()


def made_bank(folder: Path, side: int) -> Bank:
    """One of the two banks; its matches are numbered, for their ids come back in addresses."""
    bank = Bank(f"sqlite:///{folder / f'{side}.sqlite3'}")
    bank.upgrade()
    with bank.session(writing=True) as session, pytest.MonkeyPatch.context() as patch:
        numbers = count(1)
        patch.setattr(beginning, "new_id", lambda prefix: f"{prefix}-{next(numbers)}")
        fill(session, side)
        keep_matches(session, side)
        keep_versions(session, side)
        if side:
            keep_hidden_matches(session)
    return bank


STREAMS, NEEDS = ("S-1", "S-2", "S-3", "S-7", "S-9"), ("N-1", "N-2", "N-7", "N-9")
OWNERS = ("alder", "doum", "elm", "fir")
LISTS = (
    *("/en/", "/en/materials.json", "/en/needs.json", "/en/organisations.json", "/en/areas/peittoo"),
    *("/en/areas/peittoo.json", "/en/areas/peittoo/streams.json", "/en/taxonomy/materials/foundry_sand/uses"),
    *("/en/flows/big-picture.json?year=2024", "/en/flows/big-picture.json?year=2025", "/en/figures-used.csv"),
    *("/en/possible-exchanges/network.json", "/en/possible-exchanges/network.graphml", "/en/possible-exchanges.csv"),
    *("/en/possible-exchanges", "/en/possible-exchanges?order=transport"),
    *("/en/possible-exchanges/plan", "/en/possible-exchanges/plan.csv?objective=cost&open=without"),
    *("/en/possible-exchanges/plan.json?objective=co2", "/en/desk/exchanges", "/en/desk/exchanges.csv"),
    *("/en/desk/moments", "/en/desk/moments.csv?days=365", "/en/own/exchanges", "/en/own/exchanges.csv"),
    *("/en/own/moments.csv?days=365", "/api/v1/possible-exchanges", "/api/v1/flows", "/api/v1/materials"),
    *("/api/v1/needs", "/api/v1/organisations"),
)
NEITHER: tuple[tuple[str, str, str], ...] = (
    ("boundary=organisation:", "Alder Oy", "Nobody Oy"),
    ("boundary=site:", "fir", "none"),
)
NEITHER += (
    ("compare=without:", "fir", "none"),
    ("only=fate:", "fir", "none"),
    ("split=organisation@sector:", "fir", "none"),
)
OF_FLOWS = (
    *("big-picture.csv?year=2024&values=reconciled", "big-picture?year=2024&values=reconciled&uncertainty=1"),
    *("big-picture?year=latest", "big-picture.json?year=2024&compare=planned", "big-picture.svg?compare=2024"),
    *("big-picture.json?year=latest&content=LOI", "big-picture.json?year=latest&content=dry", "matrix.json?year=2024"),
    *("big-picture.metadata.json?year=latest&compare=without:cedar", "area-to-area.figure.json?year=2024"),
    *("company?year=2024", "company.standalone.html?year=2024&boundary=organisation:Elm%20Oy", "coverage?year=latest"),
    *("years.json", "company.json?year=2024&boundary=site:elm", "big-picture/records.csv?year=2024&node=sector:metal"),
    *(f"big-picture.json?year=2024&{asked}{hidden}" for asked, hidden, _missing in NEITHER),
)
FLOWS = (
    *(f"/en/flows/{one}" for one in OF_FLOWS),
    *("/en/flows", "/embed/en/flows/company?year=2024", "/en/flows/wall?paused=1", "/en/flows/wall?views=company"),
    *("/en/indicators?year=latest", "/en/indicators.csv?year=2024", "/api/v1/indicators?year=2024&boundary=pori"),
    *("/en/desk/flows.csv?seen_by=city", "/en/desk/flows", "/en/desk/views", "/en/desk/views/big-picture"),
)
OF_STREAM = (
    *("{}.json", "{}/users", "{}/users.csv", "{}/network.graphml", "{}/interest?need=N-1"),
    *("{}/interest?organisation=fir&use=U204", "{}/interest?organisation=elm&grounds=X-1"),
)
OF_NEED = ("{}.json", "{}/offers")
OF_OWNER = ("{}.json", "{}/possible-exchanges")


OF_MATCH = ("/en/own/exchanges/MA-{}", "/en/desk/exchanges/MA-{}", "/en/own/exchanges/MA-{}?side=receiver")
DATA = (".json", ".graphml", "/api/", "/own/", "/plan.csv")


def addresses(*, data_only: bool = False) -> Iterator[str]:
    """Every page, file and answer that is worked out of matches, and the records behind them."""
    yield from (one for one in _addresses() if not data_only or any(mark in one for mark in DATA))


def _addresses() -> Iterator[str]:
    yield from (*LISTS, *FLOWS)
    for record_id in STREAMS:
        yield from (f"/en/materials/{one.format(record_id)}" for one in OF_STREAM)
        yield f"/api/v1/materials/{record_id}/users"
    for record_id in NEEDS:
        yield from (f"/en/needs/{one.format(record_id)}" for one in OF_NEED)
        yield f"/api/v1/needs/{record_id}/offers"
    for record_id in OWNERS:
        yield from (f"/en/organisations/{one.format(record_id)}" for one in OF_OWNER)
        yield f"/api/v1/organisations/{record_id}/possible-exchanges"
    yield from (one.format(number) for one in OF_MATCH for number in range(1, 6))


def told(client: FlaskClient, address: str) -> tuple[int, str, str]:
    """An answer with what caches are told of it, without what is new in every answer."""
    answer = client.get(address)
    text = re.sub(r'(csrf_token" value="|in our log as )[^"<]+', r"\1", answer.get_data().decode("utf-8", "replace"))
    return answer.status_code, text, f"{answer.headers.get('Cache-Control')} {answer.headers.get('ETag')}"


def different(both: tuple[ClientOf, ClientOf], viewer: Viewer, asked_for: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The addresses that the two banks answer in different words, with both statuses."""
    clients, found = [client_of(viewer) for client_of in both], {}
    for address in asked_for:
        one, two = (told(client, address) for client in clients)
        if one != two:
            found[address] = (one[0], two[0])
    return found


@pytest.mark.parametrize("name", sorted(STRANGERS))
def test_what_is_hidden_changes_no_answer(both: tuple[ClientOf, ClientOf], name: str) -> None:
    """Pages show what their files hold: with one viewer they are looked at too."""
    assert different(both, STRANGERS[name], addresses(data_only=name != "verified investor")) == {}


@pytest.mark.parametrize("name", sorted(TAKING_PART))
def test_who_takes_part_learns_nothing_of_who_hides(both: tuple[ClientOf, ClientOf], name: str) -> None:
    """Cedar talks with somebody unnamed, and the desk sees it: whoever it is, they read the same."""
    viewer = TAKING_PART[name]
    theirs = [one for one in addresses() if "MA-" in one or "/own/" in one or "/desk/" in one or "S-9" in one]
    assert different(both, viewer, theirs) == {}
    place = "own" if name == "other side" else "desk"
    for number in (1, 2):
        status, text, _headers = told(both[1](viewer), f"/en/{place}/exchanges/MA-{number}")
        assert (status, "Open sand" in text) == (200, True)


@pytest.mark.parametrize(("asked", "hidden", "missing"), NEITHER)
@pytest.mark.parametrize("place", ["/en/flows/company.json", "/en/flows/big-picture", "/embed/en/flows/big-picture"])
def test_a_picture_answers_of_who_is_hidden_as_of_nobody(
    both: tuple[ClientOf, ClientOf], place: str, asked: str, hidden: str, missing: str
) -> None:
    """Word for word, so that not even their existence is learnt."""
    either = "|".join(
        written for name in (hidden, missing) for written in (name, quote(name), re.escape(quote_plus(name)))
    )
    for viewer in STRANGERS.values():
        answers = set()
        for name in (hidden, missing):
            status, text, _headers = told(both[1](viewer), f"{place}?year=2024&{asked}{quote(name)}")
            answers.add((status, re.sub(either, "...", text)))
        assert [status for status, _text in answers] == [400]


def test_a_frame_shows_what_everybody_sees_whoever_asks(both: tuple[ClientOf, ClientOf]) -> None:
    asked = "/embed/en/flows/big-picture?year=2024&values=reconciled"
    city, everybody = (told(both[1](viewer), asked)[:2] for viewer in (CITY_VIEWER, ANONYMOUS))
    assert city == everybody
    assert "Set-Cookie" not in both[1](CITY_VIEWER).get(asked).headers


def test_caches_keep_nothing_of_what_a_sender_sees(both: tuple[ClientOf, ClientOf]) -> None:
    """Whoever sent a record in without an account sees it whole: what everybody may keep is not theirs."""
    sender, everybody = both[0](Viewer(submitted_ids=frozenset({"S-1"}))), both[0](ANONYMOUS)
    for address in ("/en/materials/S-1", "/en/materials/S-1/users", "/en/possible-exchanges.csv"):
        assert "private" in sender.get(address).headers["Cache-Control"], address
        assert everybody.get(address).headers["Cache-Control"] == "no-cache", address
    assert sender.get("/api/v1/materials/S-1/users").headers["Cache-Control"] == "no-store"


def test_whoever_may_see_it_sees_the_difference(both: tuple[ClientOf, ClientOf]) -> None:
    """Else two banks that are alike would prove nothing."""
    expected = {
        *("/en/possible-exchanges/network.json", "/en/desk/moments.csv?days=365", "/en/materials/S-1/users.csv"),
        *("/api/v1/needs/N-2/offers", "/en/desk/exchanges/MA-1", "/en/desk/exchanges/MA-2", "/en/desk/exchanges/MA-3"),
        *("/api/v1/flows", "/en/desk/exchanges.csv", "/en/organisations/elm/possible-exchanges"),
        *("/en/flows/big-picture.csv?year=2024&values=reconciled", "/en/flows/company?year=2024"),
        *("/en/flows/big-picture.json?year=latest&content=LOI", "/en/indicators?year=latest", "/en/flows"),
        *("/en/desk/flows.csv?seen_by=city", "/en/flows/big-picture.json?year=2024&boundary=site:fir"),
    }
    assert different(both, CITY_VIEWER, sorted(expected)).keys() == expected


@pytest.mark.parametrize(
    ("address", "record_id"),
    [
        *((f"/en/materials/S-1/{one}", "S-1") for one in ("users", "users.csv", "network.json", "interest?need=N-1")),
        *(("/api/v1/materials/S-1/users", "S-1"), ("/api/v1/needs/N-1/offers", "N-1")),
        *(("/en/needs/N-1/offers", "N-1"), ("/en/materials/S-1/interest?need=N-1", "N-1")),
    ],
)
def test_what_matches_tell_of_a_record_is_written_down_for_its_owner(
    opened: tuple[Bank, ClientOf], address: str, record_id: str
) -> None:
    """The conditions of a match tell measurements and limits: whoever reads them has read the record."""
    bank, client_of = opened
    with bank.session(writing=True) as session:
        session.execute(delete(Look))
    kind = "needs" if record_id == "N-1" else "side-streams"
    for viewer, expected in ((ANONYMOUS, ()), (STRANGERS["verified investor"], ("verified_investor",))):
        assert client_of(viewer).get(address).status_code == 200
        with bank.session() as session:
            assert tuple(one.viewer for one in sharing.looks_of(session, kind, record_id)) == expected


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bank, ClientOf]]:
    """A side stream and a need whose company is hidden; those who were verified read what it is made of."""
    bank = Bank(f"sqlite:///{tmp_path_factory.mktemp('opened') / 'bank.sqlite3'}")
    bank.upgrade()
    with bank.session(writing=True) as session:
        put_parties(session)
        put(session, "composition", CHANGE, side_stream_id="S-1", parameter="LOI", typical=2, unit="%")
    yield bank, clients_of(bank, NOW)
    bank.dispose()
