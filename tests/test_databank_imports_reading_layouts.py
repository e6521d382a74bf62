"""Known layouts: waste records, transfer documents, the export of their register, yearly reports; loads added up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from databank.errors import FileRefusedError
from databank.imports.reading import Aside, layouts
from databank.imports.reading.recognising import LAYOUT_NOTES
from databank.schemas import read_row
from tests.small_tables import column_of, fields, part, readings, records_of, rows_of, table, text_table

RECORD = """
Päivämäärä;Jätenimike;Jätteen kuvaus;Määrä (kg);Vastaanottaja;Kuljetusliike;Kuljettajan nimi;Käsittelytapa
2.1.2024;10 09 08;Valuhiekka;12 000;Peittoo;Kuljetus Oy;Testi Kuljettaja;R5
3.2.2024;10 09 08;Valuhiekka;13 500,5;Peittoo;Kuljetus Oy;Testi Kuljettaja;R5
4.3.2024;13 02 05*;Voiteluöljy;400;Öljy Oy;Kuljetus Oy;Toinen Kuljettaja;R9
5.1.2023;10 09 08;Valuhiekka;1 000;Peittoo;Kuljetus Oy;Testi Kuljettaja;R5
6.1.2024;10 09 08;Valuhiekka;500;Kaatopaikka Oy;Kuljetus Oy;Testi Kuljettaja;D1
"""
RECORD_SV = """
Datum;Avfallskod;Avfallsslag;Mängd (ton);Mottagare;Transportör;Behandling
2.1.2024;10 09 08;Gjutsand;12;Peittoo;Transport Ab;R5
3.2.2024;10 09 08;Gjutsand;13,5;Peittoo;Transport Ab;R5
"""
RECORD_EN = """
Date,EWC code,Waste,Amount (t),Receiver,Carrier,Treatment
2024-01-02,10 09 08,Foundry sand,12,Peittoo,Haulage Ltd,R5
2024-02-03,10 09 08,Foundry sand,13.5,Peittoo,Haulage Ltd,R5
"""
DOCUMENT = """
Siirtoasiakirjan numero;Siirron ajankohta;Jätteen haltija;Y-tunnus;Alkamispaikka;Vastaanottaja;Jätenimike;\
Kuvaus jätelajista;Määrä (t);Käsittelytapa;Ajoneuvon rekisteritunnus;Kuljettajan nimi;Puhelin
S-1;1.2.2024;Testi Oy;1234567-1;Porin valimo;Öljy Oy;13 02 05*;Voiteluöljy;1,5;R9;ABC-123;Testi Kuljettaja;040 000 0000
S-2;1.6.2024;Testi Oy;1234567-1;Porin valimo;Öljy Oy;13 02 05*;Voiteluöljy;2,5;R9;ABC-123;Testi Kuljettaja;040 000 0000
"""
REPORT = """
Ympäristöluvan vuosiraportti 2024
Jätekoodi;Jäte;Tonnia;R/D-koodi;Vastaanottaja
10 09 08;Valuhiekka;4 200;R5;Peittoo
10 09 10;Valimopöly;310;D1;Kaatopaikka Oy
Yhteensä;;4 510;;
"""
PEOPLE = ("Testi Kuljettaja", "Toinen Kuljettaja", "ABC-123", "040 000 0000")


@pytest.mark.parametrize(
    ("text", "delimiter", "layout"),
    [
        (RECORD, ";", "waste-record"),
        (RECORD_SV, ";", "waste-record"),
        (RECORD_EN, ",", "waste-record"),
        (DOCUMENT, ";", "transfer-document"),
        (REPORT, ";", "environmental-report"),
        ("Jätelaji;Jätekoodi;Vuosi;Määrä (t)\nHiekka;10 09 08;2024;1", ";", None),
        ("Materiaali;Jätekoodi;Vuosi;Määrä;Käsittely;Vastaanottaja\nHiekka;10 09 08;2024;1;R5;Peittoo", ";", None),
        ("Materiaali;Saatavilla alkaen;Määrä (t);Hinta;Vuosi\nHiekka;1.1.2024;1;2;2024", ";", None),
    ],
)
def test_a_layout_is_recognised(text: str, delimiter: str, layout: str | None) -> None:
    (reading,) = readings(text_table(text, delimiter))
    assert reading.layout == layout
    assert reading.missing == ()


def test_a_layout_that_people_chose_wins_in_both_directions() -> None:
    (reading,) = readings(text_table(RECORD), layout="")
    assert (reading.layout, reading.is_log) == (None, False)
    plain = "Jäte;Koodi;Vuosi;Määrä (t)\nHiekka;10 09 08;2024;1"
    (reading,) = readings(text_table(plain), layout="waste-record")
    assert (reading.layout, reading.is_log) == ("waste-record", True)
    with pytest.raises(FileRefusedError, match="no layout nonsense"):
        readings(text_table(plain), layout="nonsense")


@pytest.mark.parametrize("layout", layouts())
def test_every_layout_says_what_it_is_in_three_languages(layout: str) -> None:
    one = layouts()[layout]
    assert all((one.titles.fi, one.titles.sv, one.titles.en))
    assert one.kind == "side-streams"
    assert "not" in LAYOUT_NOTES[layout]


# --- a waste record ----------------------------------------------------------------------------------------------


def test_loads_are_added_up_by_record_and_year() -> None:
    told = [
        (record.place, *part(record.cells, "name", "year", "amount", "unit", "treatment_code", "fate"))
        for record in records_of(text_table(RECORD))
    ]
    assert told == [
        ("2-3 (2)", "Valuhiekka", "2024", "25500.5", "kg", "R5", "used"),
        ("4", "Voiteluöljy", "2024", "400", "kg", "R9", "used"),
        ("5", "Valuhiekka", "2023", "1000", "kg", "R5", "used"),
        ("6", "Valuhiekka", "2024", "500", "kg", "D1", "disposal"),
    ]


def test_years_of_one_record_have_one_identity() -> None:
    records = records_of(text_table(RECORD))
    identities = [record.identity for record in records]
    assert identities[0] == identities[2] == ("", "", "valuhiekka", "100908", "R5", "peittoo")
    assert len(set(identities)) == 3


def test_rows_of_a_layout_are_facts_from_records() -> None:
    for record in records_of(text_table(RECORD)):
        assert part(record.cells, "kind", "method", "legal_status") == ("register", "records", "waste")


def test_a_chosen_record_kind_wins_over_the_layout() -> None:
    assert {record.cells["kind"] for record in records_of(text_table(RECORD), options={"record_kind": "offer"})} == {
        "offer"
    }


def test_what_a_record_says_satisfies_the_schema() -> None:
    for record in records_of(text_table(RECORD)):
        values = read_row("side-streams", {**record.cells, "material_class": "foundry_sand"})
        assert values["amount"] == Decimal(record.cells["amount"])


@pytest.mark.parametrize("text", [RECORD, DOCUMENT])
def test_nothing_about_people_leaves_the_file(text: str) -> None:
    book = text_table(text)
    (reading,) = readings(book)
    kept = repr((reading, rows_of(book), records_of(book)))
    assert [word for word in PEOPLE if word in kept] == []
    assert any("Kuljettajan nimi" in note and "do not belong" in note for note in reading.notes)


def test_people_stay_out_when_the_columns_are_confirmed() -> None:
    book = text_table(DOCUMENT)
    confirmed = fields(book)
    (reading,) = readings(book, columns=confirmed)
    assert [word for word in PEOPLE if word in repr((reading, records_of(book, columns=confirmed)))] == []
    assert any("Kuljettajan nimi" in note for note in reading.notes)
    assert [part(record.cells, "amount", "year") for record in records_of(book, columns=confirmed)] == [("4", "2024")]


def test_contacts_of_a_layout_are_left_out_and_of_a_listing_kept() -> None:
    heading = "Päivämäärä;Jätekoodi;Jäte;Määrä (t);Vastaanottaja;Sähköposti"
    row = "1.2.2024;10 09 08;Hiekka;1;Peittoo;x@example.org"
    assert fields(text_table(f"{heading}\n{row}"))["Sähköposti"] is None
    assert (
        fields(text_table("Jäte;Vuosi;Määrä (t);Sähköposti\nA;2024;1;x@example.org"))["Sähköposti"] == "contact_email"
    )


def test_carriers_are_said_to_be_left_out() -> None:
    (reading,) = readings(text_table(RECORD))
    assert any("Carriers are not kept" in note and "Kuljetusliike" in note for note in reading.notes)


# --- logs --------------------------------------------------------------------------------------------------------


LOG = "Päivämäärä;Jätekoodi;Jäte;Määrä;Yksikkö;Tiheys;Vastaanottaja;Käsittely\n"


def log_of(*rows: str) -> list[tuple[str | None, ...]]:
    records = records_of(text_table(LOG + "\n".join(rows)))
    return [
        (*part(record.cells, "amount", "unit", "amount_status"), *(error.field for error in record.errors))
        for record in records
    ]


def test_loads_in_kilograms_and_tonnes_become_tonnes() -> None:
    assert log_of("1.2.2024;10 09 08;A;500;kg;;P;R5", "2.2.2024;10 09 08;A;1,5;t;;P;R5") == [("2", "t", None)]


def test_loads_in_cubic_metres_need_a_density_beside_tonnes() -> None:
    assert log_of("1.2.2024;10 09 08;A;10;m3;1,5;P;R5", "2.2.2024;10 09 08;A;1;t;;P;R5") == [("16", "t", None)]
    ((*_, wrong),) = log_of("1.2.2024;10 09 08;A;10;m3;;P;R5", "2.2.2024;10 09 08;A;1;t;;P;R5")
    assert wrong == "unit"


def test_loads_in_cubic_metres_alone_stay_cubic_metres() -> None:
    assert log_of("1.2.2024;10 09 08;A;10;m3;;P;R5", "2.2.2024;10 09 08;A;5;m³;;P;R5") == [("15", "m3", None)]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2.2.2024;10 09 08;A;paljon;t;;P;R5", "amount"),
        ("2.2.2024;10 09 08;A;;t;;P;R5", "amount"),
        ("2.2.2024;10 09 08;A;10-20;t;;P;R5", "amount"),
        ("2.2.2024;10 09 08;A;-5;t;;P;R5", "amount"),
        ("2.2.2024;10 09 08;A;5;saavia;;P;R5", "unit"),
        ("eilen;10 09 08;A;5;t;;P;R5", "year"),
        (";10 09 08;A;5;t;;P;R5", "year"),
    ],
)
def test_a_load_that_cannot_be_read_comes_back_alone(row: str, field: str) -> None:
    first, second = log_of("1.2.2024;10 09 08;A;3;t;;P;R5", row)
    assert first[:2] == ("3", "t")
    assert second[-1] == field


def test_a_year_with_a_refused_load_is_put_under_review() -> None:
    assert [
        status for _, _, status, *_ in log_of("1.2.2024;10 09 08;A;3;t;;P;R5", "2.2.2024;10 09 08;A;x;t;;P;R5")
    ] == [
        "under_review",
        None,
    ]
    assert [
        status for _, _, status, *_ in log_of("1.2.2024;10 09 08;A;3;t;;P;R5", "2.2.2023;10 09 08;A;x;t;;P;R5")
    ] == [
        None,
        None,
    ]


def test_many_loads_keep_the_numbers_of_all_rows() -> None:
    rows = [f"{1 + number % 28}.{1 + number % 12}.2024;10 09 08;A;0,1;t;;P;R5" for number in range(1000)]
    (record,) = records_of(text_table(LOG + "\n".join(rows)))
    assert (record.cells["amount"], record.numbers) == ("100", tuple(range(2, 1002)))
    assert record.place == "2-1001 (1000)"
    assert "amount" not in record.wording


def test_a_month_takes_its_year_from_the_title() -> None:
    heading = "Jätekirjanpito 2024\nKuukausi;Jätekoodi;Jäte;Määrä (t);Vastaanottaja"
    text = f"{heading}\ntammikuu;10 09 08;A;1;P\nhelmikuu;10 09 08;A;2;P"
    (record,) = records_of(text_table(text))
    assert part(record.cells, "year", "amount") == ("2024", "3")


def test_days_of_a_workbook() -> None:
    (record,) = records_of(
        table(
            ["Päivämäärä", "Jätekoodi", "Jäte", "Määrä (t)", "Vastaanottaja"],
            ["2024-02-01", 100908, "A", 1.5, "P"],
            [45352, 100908.0, "A", 2.5, "P"],
        )
    )
    assert part(record.cells, "year", "amount", "waste_code") == ("2024", "4", "100908")


# --- transfer documents and their register -----------------------------------------------------------------------


def test_a_transfer_document_becomes_a_record_of_its_holder() -> None:
    (record,) = records_of(text_table(DOCUMENT))
    assert part(record.cells, "organisation_id", "site_id", "receiver", "amount", "year") == (
        "1234567-1",
        "Porin valimo",
        "Öljy Oy",
        "4",
        "2024",
    )
    assert record.wording["organisation_id"] == "Testi Oy"


COLUMNS = (
    "DispatchDate;WasteHolderCompany.Name;WasteHolderCompany.BusinessId;WasteHolderCompany.ForeignBusinessId;"
    "WasteHolderCompany.IsOrganizationWithoutBusinessId;WasteHolderHouseHold.Name;Origin.Address.StreetAddress;"
    "Origin.Location.Latitude;Origin.Location.Longitude;Consignee.Name;Wastes[0].LoWCode;Wastes[0].Description;"
    "Wastes[0].Quantity;Wastes[0].QuantityUnit;Wastes[0].RecoveryCode;Wastes[0].DisposalCode;"
    "Wastes[0].ShippedToLaboratoryForAnalysis"
)
GOOD = {
    "date": "2024-02-01", "name": "Testivalimo Oy", "id": "1234567-1", "foreign": "",
    "without": "false", "household": "",
    "address": "Testikatu 1", "lat": "", "lon": "", "receiver": "Öljy Oy", "code": "130205*", "words": "Voiteluöljy",
    "amount": "1.5", "unit": "t", "recovery": "R9", "disposal": "", "laboratory": "false",
}  # fmt: skip


def register(**changes: str) -> list[tuple[str, str]]:
    """Column and sentence of everything that is wrong with one load of the register."""
    rows = rows_of(text_table(f"{COLUMNS}\n{';'.join({**GOOD, **changes}.values())}"))
    return [(error.field, error.message) for row in rows for error in row.errors]


def test_the_export_of_the_register_is_known() -> None:
    book = text_table(f"{COLUMNS}\n{';'.join(GOOD.values())}")
    (reading,) = readings(book)
    assert reading.layout == "transfer-register"
    assert None not in fields(book).values()
    (record,) = records_of(book)
    assert record.errors == []
    assert part(record.cells, "organisation_id", "site_id", "treatment_code", "waste_code", "fate", "year") == (
        "1234567-1", "Testikatu 1", "R9", "130205", "used", "2024",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"disposal": "D10"}, "treatment_code", "exactly one of three"),
        ({"recovery": ""}, "treatment_code", "exactly one of three"),
        ({"laboratory": "true"}, "treatment_code", "exactly one of three"),
        ({"recovery": "D10"}, "treatment_code", "R1 to R13"),
        ({"recovery": "", "disposal": "R5"}, "treatment_code", "D1 to D15"),
        ({"id": ""}, "organisation_id", "exactly one of three for the holder"),
        ({"foreign": "EE123"}, "organisation_id", "exactly one of three for the holder"),
        ({"without": "true"}, "organisation_id", "exactly one of three for the holder"),
        ({"id": "1234567-8"}, "organisation_id", "check digit"),
        ({"lat": "61.48", "lon": "21.79"}, "site_id", "not both"),
        ({"address": "", "lat": "61.48"}, "site_id", "fill in both"),
        ({"address": "", "lat": "21.79", "lon": "61.48"}, "site_id", "not in Finland"),
        ({"household": "Matti Meikäläinen"}, "organisation_id", "company or a household"),
        ({"household": "true", "name": "", "id": ""}, "organisation_id", "comes from a household"),
    ],
)
def test_what_excludes_each_other_is_refused_in_words(changes: dict[str, str], field: str, says: str) -> None:
    ((column, message),) = register(**changes)
    assert (column, says in message) == (field, True), message


@pytest.mark.parametrize(
    "changes",
    [
        {"recovery": "", "disposal": "D10"},
        {"recovery": "", "laboratory": "true"},
        {"id": "", "foreign": "EE123"},
        {"id": "", "without": "true"},
        {"address": "", "lat": "61.48", "lon": "21.79"},
        {"address": ""},
    ],
)
def test_each_of_the_ways_alone_is_right(changes: dict[str, str]) -> None:
    assert register(**changes) == []


def test_nothing_of_a_household_is_kept() -> None:
    row = ";".join({**GOOD, "name": "", "id": "", "household": "Matti Meikäläinen", "address": "Kotikatu 3"}.values())
    book = text_table(f"{COLUMNS}\n{row}")
    kept = repr((rows_of(book), records_of(book), readings(book)))
    assert [word for word in ("Matti", "Kotikatu") if word in kept] == []


def test_two_codes_exclude_each_other_in_every_table() -> None:
    heading = "Jäte;Vuosi;Määrä (t);Hyödyntämiskoodi;Loppukäsittelykoodi"
    rows = rows_of(text_table(f"{heading}\nA;2024;1;R5;\nB;2024;1;;D1\nC;2024;1;R5;D1\nD;2024;1;;"))
    assert [row.cells.get("treatment_code") for row in rows] == ["R5", "D1", None, None]
    assert [row.number for row in rows if row.errors] == [4]


# --- the yearly report -------------------------------------------------------------------------------------------


def test_a_yearly_report_with_its_year_and_its_total() -> None:
    book = text_table(REPORT)
    records = records_of(book)
    assert [part(record.cells, "name", "year", "amount", "fate", "kind") for record in records] == [
        ("Valuhiekka", "2024", "4200", "used", "register"),
        ("Valimopöly", "2024", "310", "disposal", "register"),
    ]
    assert [row.cells["amount"] for row in rows_of(book) if row.is_total] == ["4510"]


def test_a_report_of_several_years() -> None:
    heading = "Vuosiraportti\nJätekoodi;Jäte;R/D;Vastaanottaja;2022 (t);2023 (t)"
    records = records_of(text_table(f"{heading}\n10 09 08;Hiekka;R5;P;1;2\n10 09 10;Pöly;D1;K;3;4"))
    assert [part(record.cells, "year", "amount", "unit") for record in records] == [
        ("2022", "1", "t"), ("2023", "2", "t"), ("2022", "3", "t"), ("2023", "4", "t"),
    ]  # fmt: skip
    assert records[0].identity == records[1].identity


def test_what_is_put_aside_can_be_told() -> None:
    aside = Aside()
    rows_of(text_table(f"{REPORT}* arvioitu\n"), aside=aside)
    assert aside.rows == [(6, "note", "* arvioitu")]


def test_a_layout_of_another_kind_is_no_layout() -> None:
    assert readings(text_table("Nimi;Y-tunnus\nA Oy;1234567-1"), "organisations")[0].layout is None
    assert column_of(text_table("Nimi;Y-tunnus\nA Oy;1234567-1"), "kind", "organisations") == [None]
