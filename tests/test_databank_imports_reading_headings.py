"""Headings: in three languages, with units and years in them, over two rows, below titles, matched as a whole."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from databank.errors import FileRefusedError
from databank.imports.labels import field_labels
from databank.imports.reading.assigning import ACCEPTED_FROM, least_cost
from databank.imports.reading.headings import matches, parse_heading
from databank.imports.reading.lists import LEFT_OUT, aid_titles, aids, key, layouts, list_rows, total_words
from databank.imports.reading.units import unit_of
from databank.schemas import COLUMNS
from databank.sheets import Cell, Merged
from taxonomy.codes import LANGUAGES
from taxonomy.units import UNITS
from tests.small_tables import cells_of, column_of, fields, part, readings, table, text_table

DATA = Path(__file__).parent.parent / "databank/imports/data"
KINDS = ("organisations", "sites", "side-streams", "needs", "flows")


# --- one heading -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "year"),
    [
        ("Määrä (t/v)", "t", None),
        ("Mängd [ton/år]", "t", None),
        ("Amount (tonnes per year)", "t", None),
        ("Määrä, kg", "kg", None),
        ("Paino kg", "kg", None),
        ("AmountTonnes", "t", None),
        ("mass_t", "t", None),
        ("Määrä m³", "m3", None),
        ("Määrä (1000 t)", "kt", None),
        ("Tonnia vuodessa", "t", None),
        ("Määrä 2023 (t)", "t", 2023),
        ("2024", None, 2024),
        ("v. 2024", None, 2024),
        ("Määrä (t/kk)", "t/kk", None),
        ("Kosteus-%", "%", None),
        ("Kosteus (%)", "%", None),
        ("Jätelaji", None, None),
        ("Määrä 2022-2024", None, None),
    ],
)
def test_a_heading_says_its_unit_and_its_year(text: str, unit: str | None, year: int | None) -> None:
    heading = parse_heading(text)
    assert (heading.unit, heading.year) == (unit, year)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("t", "t"), ("tn", "t"), ("tonnia", "t"), ("ton", "t"), ("t/a", "t"), ("ton/år", "t"), ("t/v", "t"),
        ("kg", "kg"), ("kiloa", "kg"), ("m³", "m3"), ("kuutiota", "m3"), ("kubikmeter", "m3"), ("litraa", "l"),
        ("1000 t", "kt"), ("tuhatta tonnia", "kt"), ("MWh", "MWh"), ("prosenttia", "%"), ("T", "t"), ("KG", "kg"),
    ],
)  # fmt: skip
def test_units_are_known_as_people_write_them(text: str, symbol: str) -> None:
    assert unit_of(text) == symbol


@pytest.mark.parametrize("text", ["kpl", "t/kk", "saavia", "", "2024", "€"])
def test_what_is_no_unit_is_none(text: str) -> None:
    assert unit_of(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "field"),
    [
        ("Jätejae", "side-streams", "name"),
        ("Avfallsslag", "side-streams", "name"),
        ("EWC-koodi", "side-streams", "waste_code"),
        ("Jäteluettelon koodi (LoW)", "side-streams", "waste_code"),
        ("Jätteen määrä", "side-streams", "amount"),
        ("Syntynyt määrä kaudella", "side-streams", "amount"),
        ("Maara (t)", "side-streams", "amount"),
        ("MÄÄRÄ", "side-streams", "amount"),
        ("Vastaanotaja", "side-streams", "receiver"),
        ("Mottagarens namn", "side-streams", "receiver"),
        ("Kuiva-ainepitoisuus (%)", "side-streams", "dry_share"),
        ("Behandlingskod", "side-streams", "treatment_code"),
        ("Ajoneuvon rekisteritunnus", "side-streams", "vehicle"),
        ("Chaufför", "side-streams", "personal"),
        ("Y-tunnus", "organisations", "business_id"),
        ("FO-nummer", "organisations", "business_id"),
        ("Gatuadress", "sites", "address"),
        ("Leveysaste", "sites", "lat"),
        ("Mistä", "flows", "source"),
        ("Till", "flows", "target"),
        ("Raja-arvot", "needs", "limits"),
    ],
)
def test_a_heading_is_recognised(text: str, kind: str, field: str) -> None:
    found = matches(text, kind)
    best = max(found, key=lambda name: found[name].score)
    assert (best, found[best].score >= ACCEPTED_FROM) == (field, True)


@pytest.mark.parametrize("text", ["Höpö", "x", "Sarake 7", "Lounas"])
def test_a_strange_heading_is_nothing(text: str) -> None:
    assert all(match.score < ACCEPTED_FROM for match in matches(text, "side-streams").values())


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_columns_of_an_export_always_match(kind: str) -> None:
    assert {column: matches(column, kind)[column].score for column in COLUMNS[kind]} == dict.fromkeys(COLUMNS[kind], 1)


@pytest.mark.parametrize(("kind", "language"), [*itertools.product(KINDS, LANGUAGES)])
def test_the_headings_of_templates_match(kind: str, language: str) -> None:
    headings = {label.heading(language): column for column, label in field_labels(kind).items()}
    assert {text: matches(text, kind)[column].score for text, column in headings.items()} == dict.fromkeys(headings, 1)
    book = table([*headings], ["a"] * len(headings))
    assert fields(book, kind) == headings


# --- a whole table -----------------------------------------------------------------------------------------------


FINNISH = """
Toimipaikka;Jätelaji;EWC-koodi;Vuosi;Määrä (t/v);Käsittely;Vastaanottaja
Porin tehdas;Valuhiekka;10 09 08;2024;1 200,5;R5;Peittoo
"""
SWEDISH = """
Anläggning;Avfallsslag;Avfallskod;År;Mängd (ton/år);Behandling;Mottagare
Björneborg;Gjutsand;10 09 08;2024;1 200,5;R5;Peittoo
"""
ENGLISH = """
Site;Waste;EWC code;Year;Amount (t/a);Treatment;Receiver
Pori works;Foundry sand;10 09 08;2024;1200.5;R5;Peittoo
"""


@pytest.mark.parametrize("text", [FINNISH, SWEDISH, ENGLISH])
def test_one_table_in_three_languages(text: str) -> None:
    names = ["site_id", "name", "waste_code", "year", "amount", "treatment_code", "receiver"]
    book = text_table(text)
    assert list(fields(book).values()) == names
    (cells,) = cells_of(book)
    assert part(cells, "waste_code", "year", "amount", "unit", "treatment_code") == (
        "100908",
        "2024",
        "1200.5",
        "t",
        "R5",
    )


@pytest.mark.parametrize(("text", "language"), [(FINNISH, "fi"), (SWEDISH, "sv"), (ENGLISH, "en")])
def test_the_headings_tell_the_language_of_the_words(text: str, language: str) -> None:
    assert column_of(text_table(text), "language") == [language]


def test_columns_of_an_export_leave_the_language_alone() -> None:
    assert column_of(text_table("name;material_class;year\nHiekka;foundry_sand;2024"), "language") == [None]


def test_titles_above_the_heading_are_no_rows() -> None:
    (reading,) = readings(
        table(
            ["Esimerkki Oy"],
            ["Jätekirjanpito 2024", None, None, "tulostettu 3.2.2025"],
            [],
            ["Jätelaji", "Koodi", "Määrä (t)"],
            ["Hiekka", "10 09 08", 12.5],
            ["Kuona", "10 09 03", 7.5],
        )
    )
    assert (reading.title_rows, reading.heading_rows, reading.first_row) == ((1, 2), (4,), 5)
    assert reading.options["year"] == "2024"


def test_a_merged_heading_over_years() -> None:
    merged = (Merged(1, 2, 1, 4), Merged(1, 0, 2, 0), Merged(1, 1, 2, 1))
    rows: tuple[Sequence[Cell], ...] = (
        ["Jätelaji", "Koodi", "Määrä (t)", None, None],
        [None, None, 2022, 2023, 2024],
        ["Hiekka", "10 09 08", 1, 2, 3],
        ["Kuona", "10 09 03", None, 20, 30],
        ["Pöly", "10 09 10", 100, 200, 300],
    )
    found = [part(cells, "name", "year", "amount", "unit") for cells in cells_of(table(*rows, merged=merged))]
    assert found == [
        ("Hiekka", "2022", "1", "t"), ("Hiekka", "2023", "2", "t"), ("Hiekka", "2024", "3", "t"),
        ("Kuona", "2023", "20", "t"), ("Kuona", "2024", "30", "t"),
        ("Pöly", "2022", "100", "t"), ("Pöly", "2023", "200", "t"), ("Pöly", "2024", "300", "t"),
    ]  # fmt: skip


def test_a_wide_heading_of_a_csv_spreads_over_its_years() -> None:
    text = "Avfall;Kod;Mängd ton;\n;;2023;2024\nSand;10 09 08;1,5;2,5\nSlagg;10 09 03;3;4"
    found = [part(cells, "name", "year", "amount", "unit") for cells in cells_of(text_table(text))]
    assert found == [
        ("Sand", "2023", "1.5", "t"), ("Sand", "2024", "2.5", "t"), ("Slagg", "2023", "3", "t"),
        ("Slagg", "2024", "4", "t"),
    ]  # fmt: skip


def test_a_row_of_units_belongs_to_the_heading() -> None:
    book = text_table("Jätelaji;Jätekoodi;Vuosi;Määrä\n;;;kg\nHiekka;10 09 08;2024;500\nKuona;10 09 03;2024;700")
    (reading,) = readings(book)
    assert reading.heading_rows == (1, 2)
    assert column_of(book, "unit") == ["kg", "kg"]


def test_two_rows_of_heading_with_parents() -> None:
    merged = (Merged(1, 0, 1, 1), Merged(1, 2, 1, 3))
    book = table(
        ["Jäte", None, "Toimitus", None],
        ["Nimi", "Koodi", "Vastaanottaja", "Määrä t"],
        ["Hiekka", "10 09 08", "Peittoo", 5],
        merged=merged,
    )
    assert [
        part(cells, "name", "waste_code", "receiver", "amount") for cells in cells_of(book, options={"year": "2024"})
    ] == [("Hiekka", "100908", "Peittoo", "5")]


def test_years_with_a_column_of_their_total() -> None:
    book = text_table("Jäte;Koodi;2022;2023;Yhteensä\nHiekka;10 09 08;1;2;3\nKuona;10 09 03;5;6;11")
    assert fields(book)["Yhteensä"] is None
    assert [part(cells, "year", "amount") for cells in cells_of(book)] == [
        ("2022", "1"), ("2023", "2"), ("2022", "5"), ("2023", "6"),
    ]  # fmt: skip


def test_a_single_column_of_a_year_gives_the_year() -> None:
    book = text_table("Waste;EWC code;Amount 2023 (t)\nSand;10 09 08;4\nSlag;10 09 03;5")
    assert [part(cells, "year", "amount") for cells in cells_of(book)] == [("2023", "4"), ("2023", "5")]


def test_the_total_is_the_amount_when_there_is_no_other() -> None:
    assert fields(text_table("Jäte;Koodi;Yhteensä (t)\nHiekka;10 09 08;1\nKuona;10 09 03;2\nPöly;10 09 10;3")) == {
        "Jäte": "name", "Koodi": "waste_code", "Yhteensä (t)": "amount",
    }  # fmt: skip


def test_the_mass_is_the_amount_beside_a_volume() -> None:
    found = fields(text_table("Jäte;Koodi;Määrä m3;Määrä t\nHiekka;10 09 08;1;2"))
    assert (found["Määrä t"], found["Määrä m3"]) == ("amount", None)


def test_columns_are_known_by_their_cells() -> None:
    book = text_table("Jäte;Tieto 1;Tieto 2;Määrä (t)\nHiekka;10 09 08;R5;1\nKuona;10 09 03;D1;2\nPöly;100910;R4;3")
    (reading,) = readings(book)
    told = {column.heading: (column.field, column.reason) for column in reading.columns}
    assert told["Tieto 1"] == ("waste_code", "content")
    assert told["Tieto 2"] == ("treatment_code", "content")


def test_business_ids_are_known_by_their_check_digit() -> None:
    text = "Yritys;Tunniste\nYksi Oy;1234567-1\nKaksi Oy;2345678-0\nKolme Oy;7654321-2"
    assert fields(text_table(text), "organisations") == {"Yritys": "name", "Tunniste": "business_id"}


def test_the_cells_decide_between_two_meanings_of_a_heading() -> None:
    codes = "Jätenimike;Kuvaus;Määrä (t)\n10 09 08;Hiekka;1\n10 09 03;Kuona;2\n10 09 10;Pöly;3"
    words = "Jätenimike;Koodi;Määrä (t)\nHiekka;10 09 08;1\nKuona;10 09 03;2\nPöly;10 09 10;3"
    assert list(fields(text_table(codes)).values()) == ["waste_code", "name", "amount"]
    assert list(fields(text_table(words)).values()) == ["name", "waste_code", "amount"]


def test_one_column_for_one_thing_and_the_best_whole() -> None:
    found = fields(text_table("Materiaali;Jätelaji;Luokka;Määrä (t)\nHiekka;Valuhiekka;foundry_sand;1"))
    assert sorted(filter(None, found.values())) == ["amount", "material_class", "name"]


def test_the_assignment_is_the_best_of_all() -> None:
    costs = [[-0.9, -0.8, 0.0], [-0.85, -0.1, 0.0], [-0.8, -0.75, -0.7]]
    best = least_cost(costs)
    every = (sum(costs[row][place] for row, place in enumerate(way)) for way in itertools.permutations(range(3)))
    assert sum(costs[row][place] for row, place in enumerate(best)) == pytest.approx(min(every))


def test_blank_columns_and_rows_do_not_matter() -> None:
    book = table(
        [],
        [None, "Jätelaji", None, "Jätekoodi", "Määrä (t)"],
        [],
        [None, "Hiekka", None, "10 09 08", 3],
        [],
        [None, "Kuona", None, "10 09 03", 4],
    )
    assert column_of(book, "name", options={"year": "2024"}) == ["Hiekka", "Kuona"]


def test_a_heading_that_stands_twice_is_told_apart_by_its_letter() -> None:
    (reading,) = readings(text_table("Jäte;Määrä;Määrä\nHiekka;1;2"))
    assert [column.heading for column in reading.columns] == ["Jäte", "Määrä", "Määrä (C)"]
    assert [column.field for column in reading.columns] == ["name", "amount", None]


def test_what_people_chose_wins() -> None:
    text = "Jätelaji;Höpö;Määrä (t)\nHiekka;Peittoo;1"
    chosen: dict[str, str | None] = {"Höpö": "receiver", "Jätelaji": "note", "Määrä (t)": None}
    (reading,) = readings(text_table(text), columns=chosen)
    assert [(column.field, column.reason) for column in reading.columns] == [
        ("note", "chosen"), ("receiver", "chosen"), (None, "chosen"),
    ]  # fmt: skip


def test_a_chosen_unit_wins() -> None:
    book = text_table("Jätelaji;Vuosi;Määrä (t)\nHiekka;2024;1200")
    assert column_of(book, "unit", units={"Määrä (t)": "kg"}) == ["kg"]


def test_a_table_without_a_heading_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="no heading was found"):
        readings(text_table("Tehdas;Valuhiekka;10 09 08;2024;4200;t\nTehdas;Kuona;10 09 03;2024;700;t"))


@pytest.mark.parametrize(
    ("text", "kind", "missing"),
    [
        ("Koodi;Määrä (t)\n10 09 08;1", "side-streams", ("year",)),
        ("Vuosi;Määrä (t);Vastaanottaja\n2024;1;Peittoo", "side-streams", ("name",)),
        ("Jätelaji;Vastaanottaja\nHiekka;Peittoo", "side-streams", ()),
        ("Mistä;Minne;Määrä (t)\na;b;1", "flows", ("year", "material")),
        ("Y-tunnus;Kunta\n1234567-1;Pori", "organisations", ("name",)),
        ("Nimi;Osoite\nTehdas;Katu 1", "sites", ()),
    ],
)
def test_what_is_missing_is_said(text: str, kind: str, missing: tuple[str, ...]) -> None:
    (reading,) = readings(text_table(text), kind)
    assert reading.missing == missing


def test_an_option_fills_what_is_missing() -> None:
    (reading,) = readings(text_table("Koodi;Määrä (t)\n10 09 08;1"), options={"year": "2023"})
    assert reading.missing == ()
    assert column_of(text_table("Koodi;Määrä (t)\n10 09 08;1"), "year", options={"year": "2023"}) == ["2023"]


def test_amounts_without_a_unit_are_said_to_be_tonnes() -> None:
    (reading,) = readings(text_table("Jäte;Vuosi;Määrä\nHiekka;2024;1"))
    assert any("read as tonnes" in note for note in reading.notes)
    (reading,) = readings(text_table("Jäte;Vuosi;Määrä;Yksikkö\nHiekka;2024;1;t"))
    assert not any("read as tonnes" in note for note in reading.notes)


# --- the lists ---------------------------------------------------------------------------------------------------


def test_every_list_says_where_it_comes_from() -> None:
    ours = {"heading_words", "unit_words", "empty_words", "total_words", "month_words", "sheet_words", "aids"}
    for name in ours | {"layouts", "layout_fields"}:
        assert (DATA / f"{name}.csv").is_file(), name
        assert '"licence"' in (DATA / f"{name}.json").read_text("utf-8")


def test_headings_name_columns_that_exist() -> None:
    rows = list(csv.DictReader((DATA / "heading_words.csv").read_text("utf-8").splitlines()))
    for row in rows:
        kinds = row["kinds"].split(";") if row["kinds"] else KINDS
        known = {column for kind in kinds for column in COLUMNS[kind]} | LEFT_OUT
        known |= {row["field"] for row in list_rows("aids")}
        assert row["field"] in known, row
        assert 0 < float(row["score"]) < 1, row
        assert row["language"] in {*LANGUAGES, ""}, row
        assert key(row["wording"]), row


def test_no_wording_stands_twice_for_one_column() -> None:
    rows = [(row["field"], row["kinds"], row["wording"]) for row in list_rows("heading_words")]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("kind", KINDS)
def test_every_aid_has_names_in_three_languages(kind: str) -> None:
    titles = aid_titles(kind)
    assert set(titles) == aids(kind)
    assert all(getattr(title, language) for title in titles.values() for language in LANGUAGES)


def test_units_and_totals_are_known_ones() -> None:
    assert {row["unit"] for row in list_rows("unit_words")} <= set(UNITS)
    assert set(total_words().values()) == {"all", "group"}


def test_layouts_name_columns_that_exist() -> None:
    for layout in layouts().values():
        known = {*COLUMNS[layout.kind], *aids(layout.kind), *LEFT_OUT}
        assert layout.required | layout.typical | layout.against <= known, layout.id
        assert set(layout.identity) <= set(COLUMNS[layout.kind])
