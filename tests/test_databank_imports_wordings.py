"""The words of rows: taken where they are certain, asked about once, and never telling the secrets of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import CITY, Role, Viewer
from databank.exchange import export_rows
from databank.imports.matching import deciding
from databank.imports.matching.parties import bare_name, number_in
from databank.imports.values import NEW, SKIP, ImportMapping, SourceRow, Wording
from databank.imports.wordings import Matcher
from databank.models import Feedback, Organisation, Site
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner, put_stream

ALDER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
CHANGE = Change(made_by="someone", reason="Import of file.csv", file="file.csv", import_id="TU-1")


@pytest.fixture
def session(sqlite_bank: Bank) -> Iterator[Session]:
    with sqlite_bank.session() as opened:
        filled(opened)
        yield opened


def filled(session: Session) -> None:
    """Alder with two sites, Birch in a holding that a public source names, and Cedar that nothing shown names."""
    put_owner(session)
    put(session, "sites", id="alder-yard", organisation_id="alder", name="Satamakenttä", municipality="Rauma")
    source = {"source_url": "https://example.org/register", "source_title": "Register", "source_date": "2025-01-01"}
    birch = {"name": "Birch Recycling Oy", "business_id": "0201256-6", "holding": "Forest Group", "sector": "waste"}
    put(session, "organisations", id="birch", **birch, **source)
    put(session, "sites", id="birch-plant", organisation_id="birch", name="Porin valimo", address="Tie 1", **source)
    put(session, "organisations", id="cedar", name="Cedar Secret Oy", business_id="0112038-9", sector="metal")
    put(session, "sites", id="cedar-works", organisation_id="cedar", name="Salainen tehdas")


def source_row(number: int = 2, **cells: Any) -> SourceRow:
    texts = {name: str(value) for name, value in cells.items()}
    return SourceRow(sheet="Taul1", number=number, cells=dict(cells), original=texts, letters=dict.fromkeys(cells, "A"))


def matcher(
    session: Session,
    viewer: Viewer = CITY,
    kind: str = "side-streams",
    owner: str | None = None,
    language: str = "en",
    **decisions: Any,
) -> Matcher:
    return Matcher(session, viewer, kind, ImportMapping(**decisions), language, owner)


def resolved(made: Matcher, **cells: Any) -> SourceRow:
    row = made.resolve(source_row(**cells))
    assert row is not None
    return row


def wording(made: Matcher, field: str) -> Wording:
    (found,) = (one for one in made.wordings() if one.field == field)
    return found


# --- plain columns -----------------------------------------------------------------------------------------------


def test_words_become_values_and_what_the_cells_said_stays(session: Session) -> None:
    row = resolved(matcher(session), name="Valuhiekkaa", unit="tonnia", hazard="vaaraton jäte", treatment_code="r 05")
    assert row.errors == []
    expected = {"unit": "t", "hazard": "non_hazardous", "treatment_code": "R5", "material_class": "foundry_sand"}
    assert row.cells == {"name": "Valuhiekkaa", "fate": "used", **expected}
    assert row.original["unit"] == "tonnia"


def test_an_uncertain_word_refuses_its_row_and_says_how_to_decide(session: Session) -> None:
    row = resolved(matcher(session), name="Valuhiekka", treatment_code="poltto", unit="saavia")
    assert {(error.row, error.field, error.value) for error in row.errors} == {
        (2, "treatment_code", "poltto"),
        (2, "unit", "saavia"),
    }
    messages = {error.field: error.message for error in row.errors}
    assert "D10 Incineration on land; R1" in messages["treatment_code"]
    assert messages["unit"].startswith('"saavia" is not known.')
    assert row.cells["treatment_code"] == "poltto"


def test_candidates_are_called_in_the_language_of_the_reader(session: Session) -> None:
    made = matcher(session, language="fi")
    resolved(made, name="x", treatment_code="poltto")
    labels = {one.value: one.label for one in wording(made, "treatment_code").candidates}
    assert labels["D10"] == "D10 Polttaminen maalla"


def test_one_decision_holds_for_all_rows_with_the_text(session: Session) -> None:
    made = matcher(session, words={"treatment_code": {"poltto": "R1"}})
    for text in ("poltto", "Poltto", "POLTTO "):
        row = resolved(made, name="Energiajäte", treatment_code=text)
        assert (row.cells["treatment_code"], row.cells["fate"], row.errors) == ("R1", "energy", [])
    assert {one.chosen for one in made.wordings() if one.field == "treatment_code"} == {"R1"}


def test_rows_with_a_text_can_be_left_out(session: Session) -> None:
    made = matcher(session, words={"treatment_code": {"poltto": SKIP}})
    assert made.resolve(source_row(name="Energiajäte", treatment_code="poltto")) is None
    assert made.resolve(source_row(name="Energiajäte", treatment_code="poltto")) is None
    assert made.resolve(source_row(name="Energiajäte", treatment_code="R1")) is not None
    assert (wording(made, "treatment_code").chosen, wording(made, "treatment_code").count) == (SKIP, 2)


def test_free_columns_keep_words_that_no_list_has(session: Session) -> None:
    row = resolved(matcher(session), name="Valuhiekka", physical_form="kimppuina", receiver="Teuvon Romu Tmi")
    assert (row.cells["physical_form"], row.cells["receiver"], row.errors) == ("kimppuina", "Teuvon Romu Tmi", [])


def test_values_that_are_right_already_are_not_told(session: Session) -> None:
    made = matcher(session)
    row = resolved(made, name="Valuhiekka", material_class="foundry_sand", unit="t", fate="used", status="submitted")
    assert row.errors == []
    assert made.wordings() == ()


def test_repeated_rows_are_counted_and_their_first_rows_told(session: Session) -> None:
    made = matcher(session)
    for number in range(2, 40):
        row = source_row(number, name="Valuhiekka", unit="tonnia", treatment_code="poltto")
        kept = made.resolve(row)
        assert kept is not None
        assert kept.errors[0].row == number
    told = wording(made, "unit")
    assert told.count == 38
    assert told.rows == tuple(range(2, 2 + deciding.MOST_ROWS))
    assert told.is_automatic
    assert not wording(made, "treatment_code").is_automatic


def test_only_so_many_texts_are_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "MOST_TEXTS", 10)
    made = matcher(session)
    for number in range(50):
        resolved(made, name="Valuhiekka", treatment_code=f"outo{number}")
    assert len(made.wordings()) == 10
    assert made.further == {"treatment_code": 41}


def test_json_lists_and_lists_in_a_cell_are_resolved_one_by_one(session: Session) -> None:
    made = matcher(session, kind="needs")
    row = resolved(made, name="Murske", material_classes="betoni, tiilijäte", waste_codes=["170101", "17 01 02"])
    assert row.cells["material_classes"] == "concrete_demolition;brick"
    assert row.cells["waste_codes"] == "170101;170102"
    assert row.errors == []


def test_a_need_without_classes_wants_what_its_name_says(session: Session) -> None:
    row = resolved(matcher(session, kind="needs"), name="Betonimurske")
    assert row.cells["material_classes"] == "concrete_demolition"


# --- materials ---------------------------------------------------------------------------------------------------


def test_words_and_code_that_disagree_are_asked_about_once(session: Session) -> None:
    made = matcher(session)
    row = resolved(made, name="Puujäte", waste_code="100908")
    assert "material_class" not in row.cells
    (error,) = row.errors
    assert error.field == "material_class"
    assert "Foundry sand; Recycled wood" in error.message
    assert wording(made, "material_class").text == "Puujäte, 10 09 08"
    decided = matcher(session, words={"material_class": {"puujate, 10 09 08": "recycled_wood"}})
    assert resolved(decided, name="Puujäte", waste_code="100908").cells["material_class"] == "recycled_wood"


def test_a_decision_about_the_words_holds_with_any_code(session: Session) -> None:
    made = matcher(session, words={"material_class": {"xyzzy": "slag_steel"}})
    assert resolved(made, name="Xyzzy", waste_code="100908").cells["material_class"] == "slag_steel"
    assert resolved(made, name="xyzzy").cells["material_class"] == "slag_steel"


def test_the_owners_words_stay_the_name(session: Session) -> None:
    row = resolved(matcher(session), material_class="Käytetty valuhiekka, furaani", waste_code="100908")
    assert row.cells["name"] == "Käytetty valuhiekka, furaani"
    assert row.cells["material_class"] == "foundry_sand"
    assert row.original["material_class"] == "Käytetty valuhiekka, furaani"


def test_a_code_alone_gives_name_and_class(session: Session) -> None:
    row = resolved(matcher(session, language="sv"), waste_code="10 09 08*")
    assert row.cells["waste_code"] == "100908"
    assert row.cells["material_class"] == "foundry_sand"
    assert row.cells["name"].startswith("andra använda")
    assert row.letters["material_class"] == "A"


@pytest.mark.parametrize(
    ("operation", "fate"),
    [("R1", "energy"), ("R4", "used"), ("R12", "recovery_unspecified"), ("D1", "disposal"), ("D", "disposal")],
)
def test_an_operation_says_where_the_material_goes(session: Session, operation: str, fate: str) -> None:
    made = matcher(session)
    assert resolved(made, name="Puujäte", treatment_code=operation).cells["fate"] == fate
    assert resolved(made, name="Puujäte", treatment_code=operation, fate="stock").cells["fate"] == "stock"


def test_a_new_material_is_proposed_to_the_city_once(session: Session) -> None:
    made = matcher(session, words={"material_class": {"xyzzy": NEW}})
    for _ in range(3):
        assert resolved(made, name="Xyzzy", waste_code="100908").cells["material_class"] == "family_k"
    assert session.scalars(select(Feedback.message)).all() == []
    assert made.send_proposals(session, CHANGE) == 1
    assert made.send_proposals(session, CHANGE) == 0
    (message,) = session.scalars(select(Feedback.message)).all()
    assert '"Xyzzy, 10 09 08"' in message or '"Xyzzy"' in message


def test_numbers_of_lots_say_nothing_of_the_material(session: Session) -> None:
    assert resolved(matcher(session), name="Valuhiekka 4711").cells["material_class"] == "foundry_sand"


# --- organisations and sites -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["birch", "0201256-6", "FI02012566", "Birch Recycling", "BIRCH RECYCLING OY", "Birch, 0201256-6"]
)
def test_an_organisation_is_found_by_id_number_and_name(session: Session, text: str) -> None:
    row = resolved(matcher(session), name="Valuhiekka", organisation_id=text)
    assert (row.cells["organisation_id"], row.errors) == ("birch", [])


def test_a_holding_is_only_offered(session: Session) -> None:
    made = matcher(session)
    assert resolved(made, name="Valuhiekka", organisation_id="Forest Group").errors
    assert wording(made, "organisation_id").candidates[0].label == "Birch Recycling Oy (0201256-6)"


def test_a_wrong_check_digit_is_said(session: Session) -> None:
    (near,) = resolved(matcher(session), name="Valuhiekka", organisation_id="0201256-7").errors
    assert "Birch Recycling Oy (0201256-6)" in near.message
    (error,) = resolved(matcher(session), name="Valuhiekka", organisation_id="7654321-1").errors
    assert error.message == "Check the business id: its check digit does not match."


def test_a_member_learns_nothing_of_organisations_that_are_hidden(session: Session) -> None:
    hidden, unknown = (
        resolved(matcher(session, ALDER, owner="alder"), name="Valuhiekka", organisation_id=text)
        for text in ("Cedar Secret Oy", "Nobody Knows Oy")
    )
    assert [str(error.message).replace("Cedar Secret", "Nobody Knows") for error in hidden.errors] == [
        str(error.message) for error in unknown.errors
    ]
    by_id = resolved(matcher(session, ALDER, owner="alder"), name="Valuhiekka", organisation_id="cedar")
    assert (
        by_id.errors[0].message
        == '"cedar" is not known. Say what it means for all rows with this text, or correct this row.'
    )


def test_a_site_is_found_by_what_its_organisation_calls_it(session: Session) -> None:
    made = matcher(session, ALDER, owner="alder")
    for text in ("Alder works", "alder works", "Alder Oy Alder works", "Pori", "alder"):
        assert resolved(made, name="Valuhiekka", site_id=text).cells["site_id"] == "alder", text
    assert resolved(made, name="Valuhiekka", site_id="satamakentta").cells["site_id"] == "alder-yard"


def test_a_site_that_is_unheard_of_is_made_and_a_hidden_one_looks_the_same(session: Session) -> None:
    made = matcher(session, ALDER, owner="alder")
    ids = {
        text: resolved(made, name="Valuhiekka", site_id=text).cells["site_id"]
        for text in ("Salainen tehdas", "cedar-works")
    }
    assert all(found.startswith("TP-") for found in ids.values())
    rows = dict.fromkeys(row.cells["name"] for kind, row in made.made() if kind == "sites")
    assert list(rows) == ["Salainen tehdas", "cedar-works"]


def test_a_decision_for_what_is_hidden_is_none(session: Session) -> None:
    words = {"site_id": {"varasto": "cedar-works"}, "organisation_id": {"kumppani": "cedar"}}
    member = matcher(session, ALDER, owner="alder", words=words)
    assert resolved(member, name="Valuhiekka", site_id="Varasto").cells["site_id"].startswith("TP-")
    assert resolved(member, name="Valuhiekka", organisation_id="Kumppani").errors
    city = resolved(matcher(session, words=words), name="Valuhiekka", site_id="Varasto", organisation_id="Kumppani")
    assert (city.cells["site_id"], city.cells["organisation_id"], city.errors) == ("cedar-works", "cedar", [])


def test_an_abolished_code_is_offered_with_its_edition(session: Session) -> None:
    made = matcher(session)
    assert resolved(made, name="Paristot", waste_code="160695").errors
    labels = [one.label for one in wording(made, "waste_code").candidates]
    assert any(label.startswith("16\u00a006\u00a005 ") and label.endswith(" [2015]") for label in labels)


def test_what_is_new_is_saved_unconfirmed_and_found_again(bank: Bank) -> None:
    with bank.session() as session:
        filled(session)
        made = matcher(session, ALDER, owner="alder")
        site = resolved(made, name="Valuhiekka", site_id="Uusi varasto").cells["site_id"]
        assert made.save_made(session, CHANGE) == 1
        assert made.save_made(session, CHANGE) == 0
    with bank.session() as session:
        saved = session.get_one(Site, site)
        assert (saved.name, saved.organisation_id, saved.confirmed) == ("Uusi varasto", "alder", False)
        again = matcher(session, ALDER, owner="alder")
        assert resolved(again, name="Valuhiekka", site_id="uusi  VARASTO").cells["site_id"] == site


def test_the_same_new_name_has_the_same_id_before_anything_shows_it(sqlite_bank: Bank) -> None:
    """A site that a file named is hidden until a record that is shown names it: the importer finds it all the same."""
    words = {"source": {"uusi kumppani": NEW}}
    ids: list[str] = []
    for _ in range(2):
        with sqlite_bank.session() as session:
            if not ids:
                filled(session)
            made = matcher(session, ALDER, kind="flows", owner="alder", words=words)
            row = resolved(made, source="Uusi kumppani", target="alder", material="Valuhiekka", year="2024")
            ids.append(row.cells["source"])
            made.save_made(session, CHANGE)
    assert ids[0] == ids[1]
    with sqlite_bank.session() as session:
        site = session.get_one(Site, ids[0])
        assert session.get_one(Organisation, site.organisation_id).name == "Uusi kumppani"
        assert not site.confirmed


def test_the_city_may_give_a_site_its_id(session: Session) -> None:
    made = matcher(session)
    row = resolved(made, name="Valuhiekka", organisation_id="birch", site_id="birch-yard")
    assert (row.cells["site_id"], row.errors, made.made()) == ("birch-yard", [], ())


def test_a_member_cannot_make_an_organisation_of_their_rows(session: Session) -> None:
    made = matcher(session, ALDER, owner="alder", words={"organisation_id": {"uusi oy": NEW}})
    assert resolved(made, name="Valuhiekka", organisation_id="Uusi Oy").errors
    city = matcher(session, words={"organisation_id": {"uusi oy": NEW}})
    row = resolved(city, name="Valuhiekka", organisation_id="Uusi Oy")
    assert (row.errors, row.cells["organisation_id"][:3]) == ([], "YR-")


def test_a_new_site_belongs_to_the_organisation_of_its_row(session: Session) -> None:
    put(session, "organisations", id="shown", name="Shown Oy", sector="metal", is_example=1)
    made = matcher(session, words={"organisation_id": {"uusi oy": NEW}})
    resolved(made, name="Valuhiekka", organisation_id="shown", site_id="Esimerkin piha")
    resolved(made, name="Valuhiekka", organisation_id="Uusi Oy", site_id="Uuden piha")
    resolved(made, name="Valuhiekka", organisation_id="Kuka lie Oy", site_id="Ei kenenkään piha")
    resolved(made, name="Valuhiekka", site_id="Kaupungin \x07 piha" + "a" * 300)
    assert made.save_made(session, CHANGE) == 4
    sites = {site.name[:12]: site for site in session.scalars(select(Site)) if site.id.startswith("TP-")}
    assert (sites["Esimerkin pi"].organisation_id, sites["Esimerkin pi"].is_example) == ("shown", True)
    assert sites["Uuden piha"].organisation_id.startswith("YR-")
    assert sites["Kaupungin pi"].organisation_id == "porin-kaupunki"
    assert len(sites) == 3


def test_this_row_only_may_be_new(session: Session) -> None:
    made = matcher(session)
    row = source_row(name="Valuhiekka", organisation_id="birch", site_id="Porin valimo")
    row.cells["site_id"] = NEW
    assert made.resolve(row) is row
    assert row.cells["site_id"].startswith("TP-")
    assert [one.cells["name"] for _, one in made.made()] == ["Porin valimo"]


def test_a_receiver_is_spelt_as_the_bank_spells_it(session: Session) -> None:
    made = matcher(session)
    row = resolved(made, name="Valuhiekka", receiver="birch recycling")
    assert (row.cells["receiver"], row.original["receiver"]) == ("Birch Recycling Oy", "birch recycling")


def test_a_receiver_and_others_are_not_the_receiver_alone(session: Session) -> None:
    row = resolved(matcher(session), name="Valuhiekka", receiver="Birch Recycling Oy ja muut")
    assert row.cells["receiver"] == "Birch Recycling Oy ja muut"


def test_what_the_bank_writes_is_read_as_it_is(demo_bank: Bank) -> None:
    """Exported rows name everything by its id or its value: nothing of them is taken for anything else."""
    with demo_bank.session() as session:
        for kind in ("organisations", "sites", "side-streams", "needs", "exchanges", "flows"):
            made = matcher(session, kind=kind, language="fi")
            for number, exported in enumerate(export_rows(session, CITY, kind), start=2):
                cells = {name: text for name, value in exported.items() if (text := as_cell(value))}
                row = made.resolve(SourceRow(sheet="", number=number, cells=dict(cells), original={}, letters={}))
                assert row is not None
                assert (row.cells, row.errors) == (cells, []), kind


def as_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ";".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_ends_of_flows_are_sites_or_reserved(session: Session) -> None:
    made = matcher(session, kind="flows")
    row = resolved(made, source="Ulkopuolelta", target="Birch Recycling Oy", material="metalliromu", year="2024")
    assert (row.cells["source"], row.cells["target"], row.cells["material"]) == (
        "Elsewhere",
        "birch-plant",
        "scrap_steel",
    )
    assert row.errors == []
    wrong = resolved(made, source="Tuntematon paikka X", target="alder", material="metalliromu", year="2024")
    assert [error.field for error in wrong.errors] == ["source"]


def test_an_objecting_organisation_is_no_candidate(session: Session) -> None:
    put_stream(session, "S-1")
    session.get_one(Organisation, "birch").objected_on = CHANGE.day
    session.flush()
    row = resolved(matcher(session, ALDER, owner="alder"), name="Valuhiekka", receiver="birch recycling")
    assert row.cells["receiver"] == "birch recycling"


def test_company_names_are_compared_without_their_form() -> None:
    assert bare_name("Oy Kromatek Ab") == bare_name("Kromatek") == "kromatek"
    assert bare_name("Oy Ab") == "oy ab"
    assert number_in("tilaus 1234567890") == (None, False)
