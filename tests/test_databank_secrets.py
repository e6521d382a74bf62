"""Non-interference: two banks that differ only in what a viewer may not see answer that viewer alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from databank import queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.exchange import KINDS, export_rows
from databank.models import Organisation
from databank.records import FieldGroup, Hazard, Level, StreamFilter
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put

# The rules of who sees what are covered line by line by the tests of each; to measure them here too takes a minute.
pytestmark = pytest.mark.no_cover
CHANGE = Change(made_by="t", reason="t", trusted=True, made_at=datetime(2026, 1, 1, tzinfo=UTC))
VIEWERS = {
    "anonymous": ANONYMOUS,
    "member of another": Viewer(frozenset({Role.MEMBER}), frozenset({"cedar"})),
    "verified": Viewer(frozenset({Role.VERIFIED_INVESTOR})),
}
SECRETS: dict[FieldGroup, tuple[dict[str, Any], dict[str, Any]]] = {
    FieldGroup.AMOUNT: (
        {"amount": 3100, "free_t_per_year": 10, "standard_uncertainty": 5, "amount_note": "one"},
        {"amount_min": 4000, "amount_max": 9000, "free_t_per_year": 99, "density_t_m3": 2},
    ),
    FieldGroup.ORGANISATION: (
        {"site_id": "alder", "receiver": "R one", "legal_ground": "G one", "legal_authority": "A", "note": "N one"},
        {"site_id": "birch", "receiver": "R two", "legal_ground": "G two", "note": "N two", "source_title": "T two"},
    ),
    FieldGroup.LOGISTICS: (
        {"available_from": "2026-01-01", "packaging": "bags", "committed_until": "2026-05-01", "loading": "crane"},
        {"available_until": "2027-01-01", "availability_pattern": "seasonal", "storage": "silo"},
    ),
    FieldGroup.CONTACT: (
        {"contact_name": "One", "contact_email": "one@one.example"},
        {"contact_name": "Two", "contact_email": "two@two.example"},
    ),
    FieldGroup.PRICE: ({"price_eur_per_t": 4}, {"price_eur_per_t": -8}),
    FieldGroup.MATERIAL: ({"name": "One", "material_class": "foundry_sand"}, {"name": "Two", "hazard": "hazardous"}),
}
SHOWN = {"name": "Sand", "material_class": "foundry_sand", "year": 2024, "fate": "unused", "status": "published"}
NEED_SECRETS: dict[FieldGroup, tuple[dict[str, Any], dict[str, Any]]] = {
    FieldGroup.AMOUNT: ({"amount": 31}, {"amount": 99}),
    FieldGroup.ORGANISATION: ({"site_id": "alder", "note": "one"}, {"site_id": "birch", "note": "two"}),
    FieldGroup.COMPOSITION: ({"limits": "LOI<=2 %"}, {"limits": "LOI<=9 %"}),
    FieldGroup.LOGISTICS: (
        {"starts_on": "2026-01-01", "distance_km": 5, "structure": "road"},
        {"ends_on": "2027-01-01", "structure": "wall"},
    ),
    FieldGroup.CONTACT: ({"contact_email": "one@one.example"}, {"contact_email": "two@two.example"}),
    FieldGroup.MATERIAL: ({"name": "One"}, {"name": "Two"}),
}
# What is told roughly to whoever does not see the company: both sides are told alike.
ROUGH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "material": (
        {"name": "One", "material_class": "slag_stainless", "code_if_waste": "100501", "origin_process": "P one"},
        {"name": "Two", "material_class": "slag_vanadium_residue", "hazard": "hazardous", "legal_status": "by_product"},
    ),
    "area": ({"site_id": "alder"}, {"site_id": "birch"}),
    "amount": ({"amount": 1100, "free_t_per_year": 7}, {"amount_min": 4000, "amount_max": 9000}),
}
LOOKS = (
    StreamFilter(text="slag"),
    StreamFilter(text="one"),
    StreamFilter(material_classes=frozenset({"slag_stainless"})),
    StreamFilter(material_classes=frozenset({"slag_steel", "family_k"})),
    StreamFilter(hazards=frozenset({Hazard.HAZARDOUS})),
    StreamFilter(hazards=frozenset({Hazard.UNKNOWN})),
    StreamFilter(),
    StreamFilter(text="alder"),
    StreamFilter(organisations=frozenset({"alder"})),
    StreamFilter(areas=frozenset({"peittoo"})),
    StreamFilter(min_t_per_year=3500),  # type: ignore[arg-type]  # the number is all that matters
    StreamFilter(max_t_per_year=3500, near=(61.6, 21.5), within_km=3.0),  # type: ignore[arg-type]
)


@pytest.fixture(scope="module")
def memory() -> Iterator[Bank]:
    bank = Bank("sqlite://")
    bank.upgrade()
    yield bank
    bank.dispose()


levels = st.fixed_dictionaries({group: st.sampled_from(list(Level)) for group in FieldGroup})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visibility=levels, consent=st.sampled_from(["no", "sums"]), name=st.sampled_from(sorted(VIEWERS)))
def test_hidden_fields_change_no_answer(
    memory: Bank, visibility: dict[FieldGroup, Level], consent: str, name: str
) -> None:
    viewer = VIEWERS[name]
    level = Level.VERIFIED if name == "verified" else Level.PUBLIC
    hidden = {group for group, needed in visibility.items() if needed > level}
    if FieldGroup.MATERIAL in hidden:
        hidden = set(FieldGroup)
    one, two = (_answers(memory, viewer, visibility, consent, hidden, side) for side in (0, 1))
    assert one == two


coarse_parts = st.sets(st.sampled_from(sorted(ROUGH)), min_size=1)
unnamed = levels.map(lambda chosen: chosen | {FieldGroup.MATERIAL: Level.PUBLIC, FieldGroup.ORGANISATION: Level.NAMED})


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visibility=unnamed, coarse=coarse_parts, name=st.sampled_from(sorted(VIEWERS)))
def test_what_is_told_roughly_changes_no_answer(
    memory: Bank, visibility: dict[FieldGroup, Level], coarse: set[str], name: str
) -> None:
    one, two = (_rough_answers(memory, VIEWERS[name], visibility, coarse, side) for side in (0, 1))
    assert one == two


@pytest.mark.parametrize("part", sorted(ROUGH))
def test_whoever_sees_the_company_sees_the_difference(memory: Bank, part: str) -> None:
    visibility = dict.fromkeys(FieldGroup, Level.NAMED) | {FieldGroup.MATERIAL: Level.PUBLIC}
    for viewer in (CITY, Viewer(granted_ids=frozenset({"S-1"})), Viewer(submitted_ids=frozenset({"S-1"}))):
        one, two = (_rough_answers(memory, viewer, visibility, {part}, side) for side in (0, 1))
        assert one != two, viewer


def _rough_answers(
    bank: Bank, viewer: Viewer, visibility: dict[FieldGroup, Level], coarse: set[str], side: int
) -> list[str]:
    with bank.session() as session:
        _fill(session, visibility, "sums", set(), 0, towns=("Pori", "Rauma"))
        stream: dict[str, Any] = {**SHOWN, "site_id": "alder", "legal_status": "by_product", "amount": 3500}
        for part in sorted(coarse):
            if part == "amount":
                del stream["amount"]
            stream |= ROUGH[part][side]
        words = ";".join(f"{group.value}={level.name.lower()}" for group, level in visibility.items())
        put(session, "side-streams", CHANGE, id="S-1", visibility=words, coarse=";".join(sorted(coarse)), **stream)
        found = [repr(answer) for answer in _ask(session, viewer)]
        session.rollback()
    return found


OBJECTED = ({"name": "One"}, {"name": "Two"})


@pytest.mark.parametrize("name", sorted(VIEWERS))
def test_who_objected_changes_no_answer_but_the_protected_sum(memory: Bank, name: str) -> None:
    """What a public source says of who objected is told to nobody: its name, its sites, its side streams."""
    one, two = (_objected_answers(memory, VIEWERS[name], side) for side in (0, 1))
    assert one == two
    assert not any("Elm" in answer for answer in one)
    city = [_objected_answers(memory, CITY, side) for side in (0, 1)]
    assert city[0] != city[1]
    assert any("Elm" in answer for answer in city[0])


def _objected_answers(bank: Bank, viewer: Viewer, side: int) -> list[str]:
    with bank.session() as session:
        _fill(session, dict.fromkeys(FieldGroup, Level.PUBLIC), "name", set(), 0)
        source = {"source_url": "https://example.org/register", "source_title": "Register"}
        put(session, "organisations", CHANGE, id="elm", name=f"Elm {side}", sector="metal", **source)
        put(session, "sites", CHANGE, id="elm", organisation_id="elm", name=f"Elm works {side}", **source)
        session.get_one(Organisation, "elm").objected_on = date(2026, 1, 1)
        stream = {**SHOWN, "site_id": "elm", "kind": "register", "amount": 10, "consent": "name", **source}
        put(session, "side-streams", CHANGE, id="S-9", **stream | OBJECTED[side], visibility="open")
        part = {"donor_site_id": "elm", "receiver_site_id": "alder", "side_stream_id": "", "year": 2024, "amount": 1}
        material = {"material": f"Sand {side}", "material_class": "foundry_sand", "consent": "name"}
        put(session, "exchanges", CHANGE, id="X-9", **part, **material, **source)
        found = [repr(answer) for answer in _ask(session, viewer)]
        session.rollback()
    return found


def test_the_city_does_see_the_difference(memory: Bank) -> None:
    visibility = dict.fromkeys(FieldGroup, Level.NAMED) | {FieldGroup.MATERIAL: Level.PUBLIC}
    for group in (*SECRETS, *NEED_SECRETS, FieldGroup.COMPOSITION, FieldGroup.DOCUMENTS):
        one, two = (_answers(memory, CITY, visibility, "sums", {group}, side) for side in (0, 1))
        assert one != two, group


def _answers(
    bank: Bank, viewer: Viewer, visibility: dict[FieldGroup, Level], consent: str, hidden: set[FieldGroup], side: int
) -> list[str]:
    """Everything that can be asked of a bank whose hidden fields are of one side; the bank is empty again after."""
    with bank.session() as session:
        _fill(session, visibility, consent, hidden, side)
        found = [repr(answer) for answer in _ask(session, viewer)]
        session.rollback()
    return found


def _fill(
    session: Session,
    visibility: dict[FieldGroup, Level],
    consent: str,
    hidden: set[FieldGroup],
    side: int,
    towns: tuple[str, str] = ("Pori", "Pori"),
) -> None:
    words = ";".join(f"{group.value}={level.name.lower()}" for group, level in visibility.items())
    names = {"name_fi": "P", "name_sv": "P", "name_en": "P"}
    put(session, "areas", CHANGE, id="peittoo", **names, kind="park", municipality="Pori", lat=61.6, lon=21.5)
    for owner, lat, town in zip(("alder", "birch"), (61.6001, 61.6009), towns, strict=True):
        put(session, "organisations", CHANGE, id=owner, name=f"{owner} Oy", sector="metal")
        place = {"municipality": town, "lat": lat, "lon": 21.49}
        put(session, "sites", CHANGE, id=owner, organisation_id=owner, name=owner, area_id="peittoo", **place)
    stream = {**SHOWN, "site_id": "alder", "amount": 3500, "consent": consent, "hint_waste_code": "100908"}
    for group in hidden:
        if group is FieldGroup.AMOUNT:
            stream.pop("amount")
        stream |= SECRETS.get(group, ({}, {}))[side]
    put(session, "side-streams", CHANGE, id="S-1", visibility=words, **stream)
    measured = 2 + side if FieldGroup.COMPOSITION in hidden else 2
    put(session, "composition", CHANGE, side_stream_id="S-1", parameter="LOI", typical=measured, unit="%")
    secret = hidden & {FieldGroup.DOCUMENTS, FieldGroup.ORGANISATION}
    title = ("One", "Two")[side] if secret else "Heap"
    address = f"https://example.org/{title}"
    put(session, "documents", CHANGE, side_stream_id="S-1", kind="photo", title=title, url=address)
    need: dict[str, Any] = {"name": "Need", "site_id": "alder", "status": "published"}
    for group in hidden:
        need |= NEED_SECRETS.get(group, ({}, {}))[side]
    put(session, "needs", CHANGE, id="N-1", material_classes="foundry_sand", visibility=words, year=2024, **need)


def _ask(session: Session, viewer: Viewer) -> Iterator[Any]:
    for sort in ("mass", "name", "newest", "distance"):
        yield queries.side_streams(session, viewer, StreamFilter(near=(61.6, 21.5)), sort=sort)
    for wanted in LOOKS:
        yield queries.side_streams(session, viewer, wanted)
        yield queries.facets(session, viewer, wanted)
        yield queries.mass_sum(session, viewer, wanted)
        yield queries.needs(session, viewer, wanted)
    yield queries.without_sum(session, viewer, StreamFilter())
    yield queries.mass_by_family(session, viewer, (61.6, 21.5), 3.0)
    yield queries.organisations(session, viewer, text="birch")
    yield queries.organisations_by_id(session, viewer, ["alder", "birch"])
    yield queries.public_sources(session, viewer)
    yield queries.flow_columns(session, viewer, is_example=False, years=None, today=date(2026, 1, 1))
    yield queries.flow_years(session, viewer, is_example=False)
    for ask in (queries.side_stream, queries.versions):
        try:
            yield ask(session, viewer, "S-1")
        except RecordNotFoundError as error:
            yield str(error)
    for kind in KINDS:
        yield list(export_rows(session, viewer, kind))
