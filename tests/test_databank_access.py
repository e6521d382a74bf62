"""Alder owns the records, Birch owns others, Iris is a verified investor, the city reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from databank import queries
from databank.access import (
    ANONYMOUS,
    CITY,
    CITY_ONLY,
    COMPANY_HIDDEN,
    OPEN,
    Role,
    Viewer,
    groups_beyond_public,
    level_of,
    may_read_feedback,
    may_see_hints,
    organisation_readable,
    protect,
    readable,
    shows_stream,
    site_readable,
)
from databank.access.masks import mask_amount
from databank.errors import RecordNotFoundError
from databank.models import Organisation
from databank.models.parts import GROUPS
from databank.records import Amount, FieldGroup, Level, RecordStatus, SideStream, StreamFilter
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

ALDER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
BIRCH = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"}))
IRIS = Viewer(roles=frozenset({Role.VERIFIED_INVESTOR}))
EVERYBODY = {"anonymous": ANONYMOUS, "birch": BIRCH, "iris": IRIS, "city": CITY, "alder": ALDER}


@pytest.mark.parametrize(
    ("viewer", "of_alder", "of_birch"),
    [
        (ANONYMOUS, Level.PUBLIC, Level.PUBLIC),
        (ALDER, Level.DRAFT, Level.PUBLIC),
        (IRIS, Level.VERIFIED, Level.VERIFIED),
        (CITY, Level.CITY, Level.CITY),
        (Viewer(frozenset({Role.PUBLISHER})), Level.PUBLIC, Level.PUBLIC),
        (Viewer(frozenset({Role.RESEARCHER})), Level.VERIFIED, Level.VERIFIED),
    ],
)
def test_levels(viewer: Viewer, of_alder: Level, of_birch: Level) -> None:
    assert (level_of(viewer, "alder"), level_of(viewer, "birch")) == (of_alder, of_birch)
    assert level_of(ALDER, None) is Level.PUBLIC


def test_hints_and_feedback_are_for_those_who_review() -> None:
    who = [Viewer(frozenset({role})) for role in Role]
    seeing = {next(iter(viewer.roles)) for viewer in who if may_see_hints(viewer)}
    assert seeing == {Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR}
    assert seeing == {next(iter(viewer.roles)) for viewer in who if may_read_feedback(viewer)}


def test_presets_say_something_of_every_group() -> None:
    assert {group.value for group in FieldGroup} == set(GROUPS)
    assert all(set(preset) == set(FieldGroup) for preset in (OPEN, COMPANY_HIDDEN, CITY_ONLY))
    assert set(CITY_ONLY.values()) == {Level.CITY}


# --- which rows exist for whom -----------------------------------------------------------------------------------

NOBODY, OWNER, STAFF = "", "alder", "alder city"
ALL = "alder anonymous birch city iris"


@pytest.mark.parametrize(
    ("status", "visibility", "expected"),
    [
        ("draft", "open", OWNER),
        ("submitted", "open", STAFF),
        ("withdrawn", "open", STAFF),
        ("published", "open", ALL),
        ("reserved", "open", ALL),
        ("expired", "company_hidden", ALL),
        ("published", "city_only", STAFF),
        ("published", "material=verified", "alder city iris"),
        ("published", "material=draft", OWNER),
    ],
)
def test_a_hidden_record_looks_like_a_missing_one(
    sqlite_bank: Bank, status: str, visibility: str, expected: str
) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, status=status, visibility=visibility, consent="no")
        put_need(session, status=status, visibility=visibility)
        seeing = {name for name, viewer in EVERYBODY.items() if _sees(session, viewer)}
    assert " ".join(sorted(seeing)) == expected


def put_need(session: Session, **cells: Any) -> None:
    put(session, "needs", id="N-1", name="Wanted", material_classes="foundry_sand", site_id="alder", **cells)


def test_missing_and_hidden_have_one_sentence(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, visibility="city_only", consent="no")
        for record_id in ("S-1", "S-2"):
            with pytest.raises(RecordNotFoundError, match=f"No record {record_id} is shown to you. Check the address"):
                queries.side_stream(session, ANONYMOUS, record_id)


def test_a_source_of_a_hidden_owner_is_not_listed(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, source_url="https://example.org/a", visibility="company_hidden", consent="no")
        assert not queries.public_sources(session, ANONYMOUS)
        assert [source.url for source in queries.public_sources(session, CITY)] == ["https://example.org/a"]
        assert not queries.organisations_by_id(session, ANONYMOUS, ["alder"])
        assert set(queries.organisations_by_id(session, CITY, ["alder", "birch"])) == {"alder"}


def _sees(session: Session, viewer: Viewer) -> bool:
    """Whether a viewer meets the stream; every way to it must agree, and so must the need."""
    try:
        queries.side_stream(session, viewer, "S-1")
        found = True
    except RecordNotFoundError:
        found = False
    ways = {
        bool(queries.side_streams(session, viewer, StreamFilter()).items),
        bool(queries.mass_sum(session, viewer, StreamFilter())),
        bool(queries.facets(session, viewer, StreamFilter())["family"]),
        bool(queries.needs(session, viewer, StreamFilter()).items),
    }
    assert ways == {found}
    return found


# --- what of a row is shown --------------------------------------------------------------------------------------


@pytest.fixture
def hidden(sqlite_bank: Bank) -> Bank:
    """A bank whose only stream hides its company, with everything that could tell it."""
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(
            session,
            visibility="company_hidden",
            consent="sums",
            amount=4213,
            free_t_per_year=1234,
            receiver="Alder's neighbour",
            legal_ground="Permit of Alder",
            price_eur_per_t=-12,
            note="Ask Alder",
            amount_note="Weighed by Alder",
            hint_material_class="slag_steel",
            source_title="Alder's report",
        )
        put(session, "composition", side_stream_id="S-1", parameter="LOI", typical=2, unit="%", laboratory="Alder lab")
        put_document(session)
        put_need(session, visibility="company_hidden", status="published", year=2024, amount=777, limits="LOI<=2 %")
    return sqlite_bank


def put_document(session: Session) -> None:
    address = "https://example.org/alder.jpg"
    put(session, "documents", side_stream_id="S-1", kind="photo", title="Heap of Alder", url=address)


def _stream(bank: Bank, viewer: Viewer) -> SideStream:
    with bank.session() as session:
        return queries.side_stream(session, viewer, "S-1")


def test_a_stranger_sees_the_material_a_band_and_the_grid(hidden: Bank) -> None:
    stream = _stream(hidden, ANONYMOUS)
    assert "alder" not in repr(replace(stream, id="")).lower()
    assert (stream.name, stream.municipality, stream.coordinate_precision) == ("Sand", "Pori", "grid_5km")
    assert (stream.lat, stream.lon) != (61.61, 21.49)
    assert stream.amounts == (Amount(year=2024, low=Decimal(3000), high=Decimal(10000), band=True),)
    assert not any((stream.free_t_per_year, stream.price_eur_per_t, stream.composition, stream.documents))


def test_a_verified_reader_sees_the_composition_but_neither_tonnes_nor_whose(hidden: Bank) -> None:
    stream = _stream(hidden, IRIS)
    assert "alder" not in repr(replace(stream, id="")).lower()
    assert (stream.amounts[0].value, stream.amounts[0].band) == (None, True)
    assert stream.composition[0].typical == 2
    assert (stream.price_eur_per_t, stream.documents) == (None, ())


def test_the_city_sees_everything_and_the_owner_all_but_our_guesses(hidden: Bank) -> None:
    assert _stream(hidden, CITY).hint_material_class == "slag_steel"
    own = _stream(hidden, ALDER)
    assert [document.title for document in own.documents] == ["Heap of Alder"]
    assert _stream(hidden, CITY).documents == own.documents
    assert (own.hint_material_class, own.note, own.price_eur_per_t) == (None, "Ask Alder", Decimal(-12))
    assert own.provenance.title == "Alder's report"


def test_a_hidden_need_is_masked_alike(hidden: Bank) -> None:
    with hidden.session() as session:
        stranger = queries.need(session, ANONYMOUS, "N-1")
        iris = queries.need(session, IRIS, "N-1")
        own = queries.need(session, ALDER, "N-1")
    assert "alder" not in repr(stranger).lower()
    assert (stranger.amount.low, stranger.amount.band, stranger.limits) == (Decimal(300), True, ())
    assert (iris.amount.value, len(iris.limits), iris.organisation_id) == (None, 1, None)
    assert own.organisation_name == "Alder Oy"


def test_hidden_logistics_take_the_dates_away(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        levels = "logistics=city;amount=public;organisation=public;composition=public"
        put_stream(session, visibility=levels, consent="no", available_from="2026-01-01", packaging="bags")
        put_need(session, visibility=levels, status="published", starts_on="2026-01-01", distance_km=50)
        stream = queries.side_stream(session, ANONYMOUS, "S-1")
        need = queries.need(session, ANONYMOUS, "N-1")
    assert (stream.available_from, stream.packaging, stream.organisation_id) == (None, None, "alder")
    assert (need.starts_on, need.distance_km, need.organisation_id) == (None, None, "alder")


def test_an_unknown_amount_has_no_band() -> None:
    assert mask_amount(Amount(year=2024)) == Amount(year=2024)


def test_a_shown_composition_of_a_hidden_owner_names_no_laboratory(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session, lat="", lon="")
        put_stream(session, visibility="amount=public;composition=public", consent="no", amount_note="Alder said so")
        put(session, "composition", side_stream_id="S-1", parameter="LOI", typical=2, unit="%", laboratory="Alder lab")
        stream = queries.side_stream(session, ANONYMOUS, "S-1")
    assert (stream.composition[0].laboratory, stream.amounts[0].note) == (None, None)
    assert stream.amounts[0].value == 100
    assert (stream.lat, stream.coordinate_precision) == (None, None)


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        ("open", {"iris", "city", "alder"}),
        ("amount=public;organisation=public;documents=public", set(EVERYBODY)),
        ("amount=public;organisation=public;documents=named", {"city", "alder"}),
        ("amount=public;organisation=named;documents=public", {"city", "alder"}),
        ("amount=public;organisation=public;documents=draft", {"alder"}),
    ],
)
def test_documents_are_for_whom_their_group_says_and_never_tell_a_hidden_owner(
    sqlite_bank: Bank, visibility: str, seen_by: set[str]
) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, visibility=visibility, consent="no")
        put_document(session)
        told = {name for name, viewer in EVERYBODY.items() if "heap of" in _told(session, viewer)}
    assert {name for name, viewer in EVERYBODY.items() if _stream(sqlite_bank, viewer).documents} == seen_by
    assert told == seen_by


def _told(session: Session, viewer: Viewer) -> str:
    """The history of the stream, as it is told."""
    return repr(queries.versions(session, viewer, "S-1")).lower()


def test_history_shows_a_stranger_only_what_the_record_shows(hidden: Bank) -> None:
    with hidden.session() as session:
        stranger = queries.versions(session, ANONYMOUS, "S-1")
        own = queries.versions(session, ALDER, "S-1")
        city = queries.versions(session, CITY, "S-1")
    told = {name for version in stranger for name in version.changes}
    assert "name" in told
    assert not told & {"organisation_id", "note", "price_eur_per_t", "consent", "visibility", "free_t_per_year"}
    assert not [name for name in told if name.startswith(("amounts", "composition", "documents", "hint"))]
    assert {(version.made_by, version.reason) for version in stranger} == {("", "")}
    assert own[0].changes["note"] == (None, "Ask Alder")
    assert "hint_material_class" not in own[0].changes
    levels = city[0].changes["visibility"][1]
    assert isinstance(levels, dict)
    assert levels["organisation"] == "named"
    assert city[0].changes["hint_material_class"] == (None, "slag_steel")


def test_an_owner_known_only_through_hidden_records_is_not_listed(hidden: Bank) -> None:
    with hidden.session() as session:
        for viewer, expected in ((ANONYMOUS, 0), (IRIS, 0), (BIRCH, 0), (ALDER, 1), (CITY, 1)):
            assert len(queries.organisations(session, viewer).items) == expected
            assert len(queries.sites(session, viewer)) == expected


def test_a_record_that_shows_its_owner_lists_it(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put(session, "permits", id="P-1", site_id="alder", waste_codes="10 09 08", operations="R5")
        put_stream(session)
        organisation = queries.organisation(session, ANONYMOUS, "alder")
        inside = queries.organisation(session, CITY, "alder")
    assert [permit.waste_codes for permit in organisation.sites[0].permits] == [("100908",)]
    assert organisation.provenance.row is None
    assert inside.provenance == organisation.provenance


# --- records that may appear in sums only ------------------------------------------------------------------------


def _rows(*amounts: float, owners: str = "abcdef") -> list[tuple[int, str, str | None, float, str]]:
    return [(2024, "mass", owner, amount, f"S-{owner}") for owner, amount in zip(owners, amounts, strict=False)]


def test_three_owners_of_like_size_are_summed() -> None:
    found = protect(_rows(1, 2, 3))
    assert found.sums == {(2024, "mass"): 6}
    assert not found.left_out


@pytest.mark.parametrize("amounts", [(5, 5), (86, 7, 7), (0, 100, 0, 0)])
def test_two_owners_or_one_that_dominates_are_left_out(amounts: tuple[float, ...]) -> None:
    found = protect(_rows(*amounts))
    assert not found.sums
    assert len(found.left_out) == len(amounts)


def test_one_owner_with_three_records_is_one_owner() -> None:
    found = protect([(2024, "mass", "alder", 1.0, name) for name in ("S-1", "S-2", "S-3")])
    assert found.left_out == {"S-1", "S-2", "S-3"}


def test_a_record_that_is_summed_in_one_year_is_not_left_out() -> None:
    found = protect([*_rows(1, 2, 3), (2023, "mass", "a", 1.0, "S-a")])
    assert set(found.sums) == {(2024, "mass")}
    assert not found.left_out


def test_status_words_cover_every_status() -> None:
    from databank.access.clauses import PUBLIC_STATUSES

    assert set(RecordStatus) - set(PUBLIC_STATUSES) == {
        RecordStatus.DRAFT,
        RecordStatus.SUBMITTED,
        RecordStatus.WITHDRAWN,
    }


# --- single records that were opened to somebody -----------------------------------------------------------------

NAMED = Viewer(frozenset({Role.MEMBER}), granted_ids=frozenset({"S-1", "N-1"}))
SENDER = Viewer(submitted_ids=frozenset({"S-1", "N-1"}))


def test_a_named_recipient_sees_what_is_theirs_to_see_and_the_company_with_it(hidden: Bank) -> None:
    stream = _stream(hidden, NAMED)
    assert (stream.price_eur_per_t, stream.organisation_id, stream.amounts[0].value) == (
        Decimal(-12),
        "alder",
        Decimal(4213),
    )
    assert [document.title for document in stream.documents] == ["Heap of Alder"]
    with hidden.session() as session:
        assert queries.need(session, NAMED, "N-1").organisation_name == "Alder Oy"
        assert queries.organisation(session, NAMED, "alder").name == "Alder Oy"
        assert {version.made_by for version in queries.versions(session, NAMED, "S-1")} == {""}
        assert queries.side_streams(session, NAMED, StreamFilter(text="alder")).items[0].id == "S-1"
        assert queries.flow_columns(session, NAMED, is_example=False, years=None).record_id == []


def test_a_named_recipient_of_a_record_for_the_city_sees_nothing(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, visibility="city_only", consent="no")
        with pytest.raises(RecordNotFoundError):
            queries.side_stream(session, NAMED, "S-1")


def test_who_sent_a_record_in_reads_it_and_no_page_of_the_company(hidden: Bank) -> None:
    with hidden.session() as session:
        put_stream(session, status="draft", visibility="company_hidden", consent="no", contact_email="a@alder.example")
        sent = queries.side_stream(session, SENDER, "S-1")
        assert (sent.contact_email, sent.organisation_name) == ("a@alder.example", "Alder Oy")
        assert {version.made_by for version in queries.versions(session, SENDER, "S-1")} == {"reviewer"}
        with pytest.raises(RecordNotFoundError):
            queries.organisation(session, SENDER, "alder")
        with pytest.raises(RecordNotFoundError):
            queries.side_stream(session, NAMED, "S-1")


# --- told roughly ------------------------------------------------------------------------------------------------


@pytest.fixture
def rough(sqlite_bank: Bank) -> Bank:
    """A bank whose only stream tells strangers the wider class, the region and the decade."""
    with sqlite_bank.session() as session:
        put_owner(session)
        levels = "amount=public;organisation=named;composition=public"
        told = {"code_if_waste": "100501", "origin_process": "Waelz kiln", "hazard": "non_hazardous"}
        put_stream(
            session,
            **{"visibility": levels, "consent": "no", "coarse": "material;area;amount", **told},
            name="Fine slag",
            material_class="slag_waelz",
            legal_status="by_product",
            language="en",
            amount=4213,
            free_t_per_year=12,
        )
    return sqlite_bank


def test_a_stranger_is_told_roughly_and_the_owner_exactly(rough: Bank) -> None:
    stranger, own = _stream(rough, ANONYMOUS), _stream(rough, ALDER)
    assert (stranger.name, stranger.material_class) == ("Copper and nickel slag", "slag_nonferrous")
    assert (stranger.code_if_waste, stranger.origin_process, stranger.hazard) == (None, None, "unknown")
    assert (stranger.municipality, stranger.lat, stranger.coordinate_precision) == (None, None, None)
    assert (stranger.amounts[0].low, stranger.amounts[0].high) == (Decimal(1000), Decimal(10_000))
    assert stranger.free_t_per_year is None
    assert (own.name, own.municipality, own.amounts[0].value, own.free_t_per_year) == (
        *("Fine slag", "Pori"),
        *(Decimal(4213), Decimal(12)),
    )
    assert _stream(rough, NAMED).material_class == "slag_waelz"


@pytest.mark.parametrize(
    ("wanted", "seen_by"),
    [
        ({"material_classes": frozenset({"slag_waelz"})}, {"city", "alder"}),
        ({"material_classes": frozenset({"slag_nonferrous"})}, {"anonymous", "birch", "iris"}),
        ({"text": "waelz"}, {"city", "alder"}),
        ({"text": "nickel slag"}, set(EVERYBODY)),
        ({"hazards": frozenset({"non_hazardous"})}, {"city", "alder"}),
        ({"near": (61.61, 21.49), "within_km": 10.0}, {"city", "alder"}),
        ({"max_t_per_year": Decimal(2000)}, {"anonymous", "birch", "iris"}),
    ],
)
def test_searches_know_no_more_than_is_told(rough: Bank, wanted: dict[str, Any], seen_by: set[str]) -> None:
    with rough.session() as session:
        found = {
            name
            for name, viewer in EVERYBODY.items()
            if queries.side_streams(session, viewer, StreamFilter(**wanted), sort="name").items
        }
        sums = {name for name, viewer in EVERYBODY.items() if _tonnes(session, viewer)}
    assert found == seen_by
    assert sums == {"city", "alder"}


def _tonnes(session: Session, viewer: Viewer) -> Decimal:
    return sum((tonnes for _count, tonnes in queries.mass_sum(session, viewer, StreamFilter()).values()), Decimal(0))


def test_the_history_of_what_is_told_roughly_is_the_owners(rough: Bank) -> None:
    with rough.session() as session:
        put_stream(session, visibility="amount=public;organisation=named", consent="no", coarse="material;amount")
        stranger = queries.versions(session, ANONYMOUS, "S-1")
    changed = {name for version in stranger for name in version.changes}
    assert changed.isdisjoint({"name", "material_class", "code_if_waste", "hazard", "origin_process", "coarse"})
    assert changed.isdisjoint({"free_t_per_year", "amounts[2024].amount"})


# --- who objected ------------------------------------------------------------------------------------------------


def test_who_objected_is_there_for_itself_and_the_city_only(sqlite_bank: Bank) -> None:
    source = {"source_url": "https://example.org/register"}
    with sqlite_bank.session() as session:
        put(session, "organisations", id="alder", name="Alder Oy", sector="metal", **source)
        put(session, "sites", id="alder", organisation_id="alder", name="Alder works", municipality="Pori", **source)
        put_stream(session, kind="register", **source)
        put_stream(session, "S-2")
        put_need(session, visibility="open", status="published")
        session.get_one(Organisation, "alder").objected_on = date(2026, 11, 1)
        for viewer in EVERYBODY.values():
            inside = viewer in (ALDER, CITY)
            found = {stream.id: stream for stream in queries.side_streams(session, viewer, StreamFilter()).items}
            assert set(found) == ({"S-1", "S-2"} if inside else {"S-2"})
            assert (found["S-2"].organisation_id is not None) is inside
            assert found["S-2"].owner_objected is inside
            assert (queries.need(session, viewer, "N-1").organisation_name is not None) is inside
            assert bool(queries.organisations(session, viewer).items) is inside
            assert bool(queries.sites(session, viewer)) is inside


def test_in_diagrams_who_objected_is_part_of_what_is_protected(sqlite_bank: Bank) -> None:
    source = {"source_url": "https://example.org/register", "kind": "register"}
    with sqlite_bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
            put_stream(session, f"S-{name}", site_id=name, **source)
        before = queries.flow_columns(session, ANONYMOUS, is_example=False, years=None)
        for name in ("alder", "birch", "cedar"):
            session.get_one(Organisation, name).objected_on = date(2026, 11, 1)
        session.flush()
        after = queries.flow_columns(session, ANONYMOUS, is_example=False, years=None)
    assert sum(amount or 0 for amount in before.amount) == sum(amount or 0 for amount in after.amount) == 300
    assert (list(after.source), list(after.record_id)) == (["Protected"], [""])


# --- what is written down of a look ------------------------------------------------------------------------------


def test_only_what_others_do_not_see_is_written_down(hidden: Bank) -> None:
    seen = {name: groups_beyond_public(viewer, _stream(hidden, viewer), "alder") for name, viewer in EVERYBODY.items()}
    assert seen["anonymous"] == seen["birch"] == seen["alder"] == ()
    assert seen["iris"] == (FieldGroup.COMPOSITION,)
    assert set(seen["city"]) == set(FieldGroup) - {FieldGroup.MATERIAL, FieldGroup.LOGISTICS}


# --- kept conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [readable, shows_stream, site_readable, organisation_readable])
def test_nobody_gets_the_kept_condition_of_another(build: Any) -> None:
    """Viewers who differ in one thing only, asked for in turn: each gets what is built for nobody else."""
    member = Viewer(roles=frozenset({Role.MEMBER}))
    ids = frozenset({"W-1"})
    viewers = [member, IRIS, CITY, ALDER, BIRCH, replace(member, granted_ids=ids), replace(member, submitted_ids=ids)]
    asked = [text_of(build(viewer)) for viewer in (*viewers, *reversed(viewers))]
    assert asked == [text_of(build.__wrapped__(viewer)) for viewer in (*viewers, *reversed(viewers))]


def text_of(condition: ColumnElement[bool]) -> str:
    return str(condition.compile(compile_kwargs={"literal_binds": True}))
