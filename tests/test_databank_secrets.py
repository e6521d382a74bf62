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
from databank.records import FieldGroup, Level, StreamFilter
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put

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
        {"available_from": "2026-01-01", "packaging": "bags", "committed_until": "2026-05-01"},
        {"available_until": "2027-01-01", "availability_pattern": "seasonal"},
    ),
    FieldGroup.PRICE: ({"price_eur_per_t": 4}, {"price_eur_per_t": -8}),
    FieldGroup.MATERIAL: ({"name": "One", "material_class": "foundry_sand"}, {"name": "Two", "hazard": "hazardous"}),
}
SHOWN = {"name": "Sand", "material_class": "foundry_sand", "year": 2024, "fate": "unused", "status": "published"}
NEED_SECRETS: dict[FieldGroup, tuple[dict[str, Any], dict[str, Any]]] = {
    FieldGroup.AMOUNT: ({"amount": 31}, {"amount": 99}),
    FieldGroup.ORGANISATION: ({"site_id": "alder", "note": "one"}, {"site_id": "birch", "note": "two"}),
    FieldGroup.COMPOSITION: ({"limits": "LOI<=2 %"}, {"limits": "LOI<=9 %"}),
    FieldGroup.LOGISTICS: ({"starts_on": "2026-01-01", "distance_km": 5}, {"ends_on": "2027-01-01"}),
    FieldGroup.MATERIAL: ({"name": "One"}, {"name": "Two"}),
}
LOOKS = (
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
    session: Session, visibility: dict[FieldGroup, Level], consent: str, hidden: set[FieldGroup], side: int
) -> None:
    words = ";".join(f"{group.value}={level.name.lower()}" for group, level in visibility.items())
    names = {"name_fi": "P", "name_sv": "P", "name_en": "P"}
    put(session, "areas", CHANGE, id="peittoo", **names, kind="park", municipality="Pori", lat=61.6, lon=21.5)
    for owner, lat in (("alder", 61.6001), ("birch", 61.6009)):
        put(session, "organisations", CHANGE, id=owner, name=f"{owner} Oy", sector="metal")
        place = {"municipality": "Pori", "lat": lat, "lon": 21.49}
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
