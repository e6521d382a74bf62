from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databank import queries, submissions
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import CursorError, DatabankError, RecordNotFoundError, RecordRefusedError
from databank.queries.cursor import decode, encode
from databank.records import Hazard, LegalStatus, RecordKind, RecordStatus, SideStream, StreamFilter
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_area, put_owner, put_stream

NEAR_PEITTOO = (61.6, 21.5)


@pytest.fixture
def town(bank: Bank) -> Bank:
    """Four streams at three sites, one of them of a hidden owner, and a project that was never built."""
    with bank.session() as session:
        put_area(session)
        put_area(session, "harbour", name_fi="Satama", lat=61.59, lon=21.47)
        put_owner(session, "alder", area_id="peittoo")
        put_owner(session, "birch", area_id="harbour", lat=61.7, lon=21.6)
        put_owner(session, "cedar", area_id="peittoo", lat=61.62, lon=21.52)
        put_stream(session, "S-1", site_id="alder", name="Ähky sand", amount=5000)
        put_stream(
            session, "S-2", site_id="birch", name="Dust", material_class="foundry_dust", amount=50, hazard="hazardous"
        )
        put_stream(
            session,
            "S-3",
            site_id="cedar",
            name="Slag",
            material_class="slag_steel",
            amount=2000,
            visibility="company_hidden",
            consent="no",
        )
        put_stream(
            session, "S-4", site_id="birch", name="Ash", material_class="fly_ash_biomass", amount=700, kind="register"
        )
        put_stream(session, "S-5", site_id="birch", name="Zinc", amount=900, real_status="cancelled")
        put(
            session,
            "needs",
            id="N-1",
            name="Filler",
            site_id="alder",
            material_classes="foundry_sand;slag_steel",
            status="published",
            visibility="open",
        )
        put(
            session,
            "needs",
            id="N-2",
            name="Binder",
            site_id="cedar",
            material_classes="fly_ash_biomass",
            status="published",
        )
    return bank


def ids(bank: Bank, viewer: Viewer = ANONYMOUS, sort: str = "name", **wanted: Any) -> list[str]:
    """Ids of the streams that fit."""
    with bank.session() as session:
        return [stream.id for stream in queries.side_streams(session, viewer, StreamFilter(**wanted), sort=sort).items]


def test_sorting(town: Bank) -> None:
    assert ids(town, sort="mass") == ["S-1", "S-3", "S-5", "S-4", "S-2"]
    assert ids(town, sort="name") == ["S-1", "S-4", "S-2", "S-3", "S-5"]
    assert ids(town, sort="newest") == ["S-5", "S-4", "S-3", "S-2", "S-1"]
    assert ids(town, CITY, sort="distance", near=NEAR_PEITTOO)[:2] == ["S-1", "S-3"]
    assert ids(town, Viewer(frozenset(), frozenset({"cedar"})), sort="mass")[:2] == ["S-1", "S-3"]
    with pytest.raises(DatabankError, match="cannot be sorted by distance"):
        ids(town, sort="distance")


def test_filters_narrow(town: Bank) -> None:
    assert ids(town, text="ahky") == ["S-1"]
    assert ids(town, text="gjuterisand") == ["S-1", "S-5"]
    assert ids(town, text="sand birch") == ["S-5"]
    assert ids(town, text="100 %_") == []
    assert ids(town, families=frozenset({"T"})) == ["S-4"]
    assert ids(town, material_classes=frozenset({"slag_steel"})) == ["S-3"]
    assert ids(town, kinds=frozenset({RecordKind.REGISTER})) == ["S-4"]
    assert ids(town, hazards=frozenset({Hazard.HAZARDOUS})) == ["S-2"]
    assert ids(town, legal_statuses=frozenset({LegalStatus.WASTE})) == []
    assert ids(town, organisations=frozenset({"birch"})) == ["S-4", "S-2", "S-5"]
    assert ids(town, is_example=True) == []
    assert ids(town, CITY, near=NEAR_PEITTOO, within_km=2) == ["S-1"]


def test_a_hidden_site_is_as_far_as_its_grid_point(town: Bank) -> None:
    assert ids(town, near=NEAR_PEITTOO, within_km=1.5) == ["S-1", "S-3"]
    assert ids(town, CITY, near=NEAR_PEITTOO, within_km=1.5) == ["S-1"]


def test_hidden_owners_are_not_found_by_name_area_or_exact_amount(town: Bank) -> None:
    assert ids(town, text="cedar") == []
    assert ids(town, areas=frozenset({"peittoo"})) == ["S-1"]
    assert ids(town, organisations=frozenset({"cedar"})) == []
    assert ids(town, min_t_per_year=Decimal(2500), families=frozenset({"K"})) == ["S-1", "S-3"]
    assert ids(town, CITY, min_t_per_year=Decimal(2500), families=frozenset({"K"})) == ["S-1"]
    assert ids(town, min_t_per_year=Decimal(3000)) == ["S-1"]
    assert ids(town, max_t_per_year=Decimal(1000), families=frozenset({"K"})) == ["S-2", "S-3", "S-5"]
    assert ids(town, CITY, text="cedar") == ["S-3"]


def test_pages_meet_every_row_once(town: Bank) -> None:
    for sort in ("mass", "name", "newest", "distance"):
        found: list[SideStream] = []
        after = None
        with town.session() as session:
            while True:
                wanted = StreamFilter(near=NEAR_PEITTOO)
                page = queries.side_streams(session, ANONYMOUS, wanted, after=after, limit=2, sort=sort)
                found += page.items
                after = page.next
                if after is None:
                    break
        assert [stream.id for stream in found] == ids(town, sort=sort, near=NEAR_PEITTOO)


def test_facets_count_with_the_other_filters_applied(town: Bank) -> None:
    with town.session() as session:
        everything = queries.facets(session, ANONYMOUS, StreamFilter())
        narrowed = queries.facets(
            session,
            ANONYMOUS,
            StreamFilter(families=frozenset({"K"}), min_t_per_year=Decimal(1000), near=NEAR_PEITTOO, within_km=50),
        )
        city = queries.facets(session, CITY, StreamFilter())
    assert everything["kind"] == {"offer": 4, "register": 1}
    assert everything["area"] == {"harbour": 3, "peittoo": 1}
    assert city["area"] == {"harbour": 3, "peittoo": 2}
    assert everything["mass"] == {"0-100": 1, "100-1000": 2, "1000-10000": 2}
    assert everything["distance"] == {"10": 2, "25": 5, "50": 5}
    assert everything["family"] == {"K": 4, "T": 1}
    assert narrowed["kind"] == {"offer": 2}
    assert narrowed["family"] == {"K": 2}
    assert narrowed["mass"] == {**narrowed["mass"], "1000-10000": 2}


def test_facets_of_an_empty_bank_know_no_distance(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        assert all(not counts for counts in queries.facets(session, ANONYMOUS, StreamFilter()).values())


def test_sums_hold_only_what_is_shown_confirmed_and_real(town: Bank) -> None:
    offer = (False, RecordKind.OFFER)
    with town.session() as session:
        put_stream(session, "S-6", amount=1, amount_status="under_review")
        put_stream(session, "S-7", amount=1, period="batch")
        put_stream(session, "S-8", amount=1, status="expired")
        put_stream(session, "S-9", amount=40, kind="planned", real_status="planned")
        public = queries.mass_sum(session, ANONYMOUS, StreamFilter())
        without = queries.without_sum(session, ANONYMOUS, StreamFilter())
        city = queries.mass_sum(session, CITY, StreamFilter())
        near = queries.mass_by_family(session, ANONYMOUS, NEAR_PEITTOO, 2)
    assert (public[offer], without[offer]) == ((7, Decimal(5050)), 5)
    assert city[offer] == (7, Decimal(7050))
    assert public[False, RecordKind.REGISTER] == (1, Decimal(700))
    assert public[False, RecordKind.PLANNED] == (1, Decimal(40))
    assert near[False, RecordKind.OFFER, "K"] == (5, Decimal(5000))


def test_needs_are_listed_filtered_and_paged(town: Bank) -> None:
    with town.session() as session:
        first = queries.needs(session, ANONYMOUS, limit=1)
        second = queries.needs(session, ANONYMOUS, after=first.next, limit=1)
        assert [need.id for need in (*first.items, *second.items)] == ["N-2", "N-1"]
        assert second.next is None
        looks: list[tuple[dict[str, Any], list[str]]] = [
            ({"families": frozenset({"T"})}, ["N-2"]),
            ({"families": frozenset({"K"}), "kinds": frozenset({RecordKind.OFFER})}, ["N-1"]),
            ({"material_classes": frozenset({"slag_steel"})}, ["N-1"]),
            ({"text": "alder"}, ["N-1"]),
            ({"text": "cedar"}, []),
            ({"organisations": frozenset({"cedar"})}, []),
            ({"areas": frozenset({"peittoo"})}, ["N-1"]),
            ({"near": NEAR_PEITTOO, "within_km": 0.9}, ["N-2"]),
            ({"is_example": True}, []),
        ]
        for wanted, expected in looks:
            found = queries.needs(session, ANONYMOUS, StreamFilter(**wanted))
            assert [need.id for need in found.items] == expected, wanted
        with pytest.raises(RecordNotFoundError):
            queries.need(session, ANONYMOUS, "N-3")


def test_organisations_and_sites(town: Bank) -> None:
    with town.session() as session:
        first = queries.organisations(session, ANONYMOUS, limit=1)
        rest = queries.organisations(session, ANONYMOUS, after=first.next)
        assert [one.id for one in (*first.items, *rest.items)] == ["alder", "birch"]
        assert [one.id for one in queries.organisations(session, ANONYMOUS, text="BIR").items] == ["birch"]
        assert not queries.organisations(session, CITY, is_example=True).items
        assert [site.id for site in queries.sites(session, ANONYMOUS, "peittoo")] == ["alder"]
        assert [site.id for site in queries.sites(session, CITY, "peittoo")] == ["alder", "cedar"]
        with pytest.raises(RecordNotFoundError):
            queries.organisation(session, ANONYMOUS, "cedar")
        assert [area.id for area in queries.areas(session)] == ["peittoo", "harbour"]
        assert queries.area(session, "harbour").titles.fi == "Satama"
        with pytest.raises(RecordNotFoundError, match="No record nowhere"):
            queries.area(session, "nowhere")


def test_the_newest(town: Bank) -> None:
    with town.session() as session:
        assert [stream.id for stream in queries.newest(session, ANONYMOUS, is_example=False, limit=2)] == ["S-5", "S-4"]


def test_exchanges_are_shown_with_consent_and_never_name_a_hidden_stream(town: Bank) -> None:
    sand = {
        "material": "Sand",
        "material_class": "foundry_sand",
        "year": 2024,
        "amount": 10,
        "receiver_site_id": "birch",
    }
    with town.session() as session:
        put(session, "exchanges", id="X-1", side_stream_id="S-1", donor_site_id="alder", consent="name", **sand)
        put(session, "exchanges", id="X-2", side_stream_id="S-1", donor_site_id="alder", consent="sums", **sand)
        put(session, "exchanges", id="X-3", side_stream_id="S-3", donor_site_id="cedar", consent="name", **sand)
        birch = Viewer(frozenset({Role.MEMBER}), frozenset({"birch"}))
        assert [one.id for one in queries.exchanges(session, ANONYMOUS)] == ["X-1"]
        assert [one.id for one in queries.exchanges(session, CITY)] == ["X-1", "X-2", "X-3"]
        own = {one.id: one for one in queries.exchanges(session, birch)}
        assert (own["X-1"].side_stream_id, own["X-3"].side_stream_id) == ("S-1", None)
        assert own["X-1"].donor_name == "Alder Oy"
        assert not queries.exchanges(session, birch, side_stream_id="S-3")
        assert len(queries.exchanges(session, CITY, side_stream_id="S-1")) == 2
        assert [one.id for one in queries.exchanges(session, CITY, organisation_id="cedar")] == ["X-3"]
        assert len(queries.exchanges(session, CITY, site_id="birch")) == 3


# --- keys of pages -----------------------------------------------------------------------------------------------

plain_text = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.one_of(
    st.tuples(st.just("mass"), st.decimals(-1, 10**9, places=6)),
    st.tuples(st.just("distance"), st.floats(0, 1e12)),
    st.tuples(st.just("name"), plain_text),
    st.tuples(st.just("newest"), st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - the strategy adds the zone
)


@given(values, plain_text)
def test_a_key_is_read_as_it_was_written(value: tuple[str, Any], record_id: str) -> None:
    assert decode(value[0], encode(*value, record_id)) == (value[1], record_id)


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "é",
        "AAAA",
        "W10",
        encode("needs", "a", "b"),
        encode("mass", Decimal("NaN"), "b"),
        encode("mass", Decimal("1e999"), "b"),
        encode("mass", "text", "b"),
        encode("mass", Decimal(1), "b\0"),
    ],
)
def test_a_broken_key_says_begin_again(sqlite_bank: Bank, key: str) -> None:
    with sqlite_bank.session() as session, pytest.raises(CursorError, match="begin again"):
        queries.side_streams(session, ANONYMOUS, StreamFilter(), after=key, sort="mass")


def test_a_key_of_another_time_is_refused() -> None:
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(2020, 1, 1)):  # noqa: DTZ001 - a moment without a zone is no key
        with pytest.raises(CursorError):
            decode("newest", encode("newest", moment, "S-1"))


# --- feedback ----------------------------------------------------------------------------------------------------


def test_feedback_is_kept_for_those_who_answer_it(bank: Bank) -> None:
    with bank.session() as session:
        kept = submissions.feedback(
            session,
            topic="error",
            message="The sand is dust.",
            language="en",
            received_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        )
    with bank.session() as session:
        assert queries.feedback(session, CITY) == (kept,)
        assert queries.feedback(session, ANONYMOUS) == ()
    assert kept.answer_by.isoformat() == "2026-12-04"


def test_a_message_sent_twice_is_one(sqlite_bank: Bank) -> None:
    said = {"topic": "error", "message": "Twice", "language": "en"}
    with sqlite_bank.session() as session:
        first, second, later = (
            submissions.feedback(session, received_at=datetime(2026, 11, 20, hour, minute, tzinfo=UTC), **said)
            for hour, minute in ((9, 0), (9, 1), (11, 0))
        )
    assert first.id == second.id != later.id


def test_what_is_published_or_confirmed_already_has_no_new_version(sqlite_bank: Bank) -> None:
    change = Change(made_by="r", reason="r")
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session)
        assert submissions.set_status(session, "side-streams", ["S-1"], RecordStatus.PUBLISHED, change) == 0
        submissions.confirm_amount(session, "S-1", 2024, change)
        assert len(queries.versions(session, CITY, "S-1")) == 1


def test_a_record_of_nobody_is_refused(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session, pytest.raises(RecordRefusedError, match="Whose is it"):
        put_stream(session, site_id="")


def test_confirming_and_publishing_what_is_not_there(sqlite_bank: Bank) -> None:
    change = Change(made_by="r", reason="r")
    with sqlite_bank.session() as session:
        with pytest.raises(RecordNotFoundError):
            submissions.set_status(session, "needs", ["N-9"], RecordStatus.PUBLISHED, change)
        with pytest.raises(RecordNotFoundError):
            submissions.confirm_amount(session, "S-9", 2024, change)
