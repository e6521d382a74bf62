"""Whole tables: sheets, totals, notes, repeated headings, lines that broke, rows that people fixed, years."""

from __future__ import annotations

import time

import pytest

from databank.errors import FileRefusedError
from databank.imports.reading import Aside, prepare, propose, shape_of, source_rows
from databank.imports.values import SKIP, ImportMapping
from databank.sheets import Cell
from tests.small_tables import (
    TODAY,
    book_of,
    cells_of,
    column_of,
    part,
    readings,
    records_of,
    rows_of,
    sheet_of,
    table,
    text_table,
    wrong_in,
)

HEADING: list[Cell] = ["Jätelaji", "Jätekoodi", "Määrä (t)", "Vastaanottaja"]
SAND: list[Cell] = ["Hiekka", "10 09 08", 10, "Peittoo"]
SLAG: list[Cell] = ["Kuona", "10 09 03", 20, "Peittoo"]


# --- sheets ------------------------------------------------------------------------------------------------------


def test_a_sheet_per_year_is_one_table() -> None:
    book = book_of(sheet_of([HEADING, SAND], "2023"), sheet_of([HEADING, SLAG], "Jätteet 2024"))
    assert [part(cells, "name", "year") for cells in cells_of(book)] == [("Hiekka", "2023"), ("Kuona", "2024")]


def test_a_sheet_per_site_names_the_site() -> None:
    book = book_of(sheet_of([HEADING, SAND], "Harjavalta 2024"), sheet_of([HEADING, SLAG], "Pori 2024"))
    assert [part(cells, "site_id", "year") for cells in cells_of(book)] == [("Harjavalta", "2024"), ("Pori", "2024")]


@pytest.mark.parametrize(
    "names", [("Taul1", "Taul2"), ("tammikuu", "helmikuu"), ("Jätteet", "Avfall"), ("2023", "Pori")]
)
def test_other_names_of_sheets_are_no_sites(names: tuple[str, str]) -> None:
    book = book_of(*(sheet_of([HEADING, SAND], name) for name in names))
    assert column_of(book, "site_id", options={"year": "2024"}) == [None, None]


def test_one_sheet_alone_names_no_site() -> None:
    assert column_of(table(HEADING, SAND, name="Harjavalta"), "site_id", options={"year": "2024"}) == [None]


def test_a_sheet_of_something_else_is_skipped_and_said_so() -> None:
    other = sheet_of([["Nimi", "Puhelin"], ["Joku", "050"]], "Yhteystiedot")
    (reading,) = readings(book_of(other, sheet_of([HEADING, SAND, SLAG], "Jätteet 2024")))
    assert reading.sheet == "Jätteet 2024"
    assert any("Yhteystiedot was not read" in note for note in reading.notes)


def test_a_hidden_sheet_is_read_only_when_it_is_chosen() -> None:
    book = book_of(sheet_of([HEADING, SAND], "Näkyvä"), sheet_of([HEADING, SLAG], "Piilo", is_hidden=True))
    (reading,) = readings(book)
    assert reading.sheet == "Näkyvä"
    assert any("Piilo is hidden" in note for note in reading.notes)
    assert column_of(book, "name", sheets=("Piilo",), options={"year": "2024"}) == ["Kuona"]


def test_a_book_of_hidden_sheets_is_read() -> None:
    assert column_of(table(HEADING, SAND, is_hidden=True), "name", options={"year": "2024"}) == ["Hiekka"]


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="has no sheet Muu"):
        readings(table(HEADING, SAND), sheets=("Muu",))


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Jätekirjanpito 2024", "2024"),
        ("Jätekirjanpito 2024, tulostettu 3.2.2025", "2024"),
        ("Ajalta 1.1.2024–31.12.2024", "2024"),
        ("Vuodet 2022–2024", None),
        ("Tulostettu 3.2.2025", None),
        ("Suunnitelma 2040", None),
    ],
)
def test_the_year_of_a_title(title: str, year: str | None) -> None:
    (reading,) = readings(table([title], HEADING, SAND))
    assert reading.options.get("year") == year


def test_a_chosen_year_wins_over_the_title() -> None:
    assert column_of(table(["Vuosi 2024"], HEADING, SAND), "year", options={"year": "2021"}) == ["2021"]


def test_a_year_of_the_row_wins_over_everything() -> None:
    book = text_table("Otsikko 2024\nJäte;Vuosi;Määrä (t)\nHiekka;2019;1\nKuona;;2")
    assert column_of(book, "year") == ["2019", None]
    assert column_of(book, "year", options={"year": "2020"}) == ["2019", "2020"]


# --- totals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    ["Yhteensä", "YHTEENSÄ:", "Yht.", "Summa", "Totalt", "Total", "Grand total", "Jätteet yhteensä", "Sammanlagt"],
)
def test_a_total_is_handed_on_and_not_data(label: str) -> None:
    (*data, total) = rows_of(table(HEADING, SAND, SLAG, [label, None, 30, None]), options={"year": "2024"})
    assert [row.is_total for row in (*data, total)] == [False, False, True]
    assert (total.cells["amount"], total.span, total.original["name"]) == ("30", (2, 3), label)


def test_a_wrong_total_is_a_total_too() -> None:
    rows = rows_of(table(HEADING, SAND, SLAG, ["Yhteensä", None, 31, None]), options={"year": "2024"})
    assert [(row.is_total, row.span) for row in rows] == [(False, None), (False, None), (True, (2, 3))]


@pytest.mark.parametrize(("amount", "is_total"), [(30, True), (31, False)])
def test_a_row_without_words_is_a_total_when_it_is_the_sum(amount: int, is_total: bool) -> None:  # noqa: FBT001
    rows = rows_of(table(HEADING, SAND, SLAG, [None, None, amount, None]), options={"year": "2024"})
    assert rows[-1].is_total is is_total


def test_one_row_above_proves_no_total() -> None:
    assert not rows_of(table(HEADING, SAND, [None, None, 10, None]), options={"year": "2024"})[-1].is_total


def test_totals_of_groups_and_of_all() -> None:
    rows = rows_of(
        table(
            HEADING,
            SAND,
            SLAG,
            ["Vaarattomat yhteensä", None, 30, None],
            ["Öljy", "13 02 05*", 4, "Öljy Oy"],
            ["Lamput", "20 01 21*", 1, "Öljy Oy"],
            ["Vaaralliset yhteensä", None, 5, None],
            ["Kaikki yhteensä", None, 35, None],
        ),
        options={"year": "2024"},
    )
    assert [(row.number, row.span) for row in rows if row.is_total] == [(4, (2, 3)), (7, (5, 6)), (8, (2, 6))]


def test_the_word_for_a_total_may_stand_in_a_column_that_is_not_read() -> None:
    book = table(["Höpö", *HEADING], ["x", *SAND], ["y", *SLAG], ["Yhteensä", None, None, 30, None])
    assert [row.is_total for row in rows_of(book, options={"year": "2024"})] == [False, False, True]


def test_a_total_below_years() -> None:
    book = text_table("Jäte;Koodi;2023;2024\nHiekka;10 09 08;1;2\nKuona;10 09 03;10;20\nYhteensä;;11;22")
    totals = [row for row in rows_of(book) if row.is_total]
    assert [part(row.cells, "year", "amount") for row in totals] == [("2023", "11"), ("2024", "22")]
    assert {row.span for row in totals} == {(2, 3)}


def test_a_total_without_words_below_years() -> None:
    text = "Jäte;Koodi;2023;2024\nHiekka;10 09 08;1;2\nKuona;10 09 03;10;20\n;;11;22"
    assert [row.is_total for row in rows_of(text_table(text))] == [False] * 4 + [True] * 2


@pytest.mark.parametrize("name", ["Total petroleum sludge", "Summamutikka", "Totaaliromu"])
def test_a_name_that_only_looks_like_a_total_is_data(name: str) -> None:
    rows = rows_of(table(HEADING, [name, "10 09 08", 5, "Peittoo"]), options={"year": "2024"})
    assert [row.is_total for row in rows] == [False]


def test_a_total_of_a_code() -> None:
    text = "Koodi;Jäte;Vuosi;Määrä (t)\n10 09 08;A;2024;1\n10 09 08;B;2024;2\n10 09 08 yhteensä;;;3"
    assert [row.is_total for row in rows_of(text_table(text))] == [False, False, True]


# --- rows that are no records ------------------------------------------------------------------------------------


def test_titles_notes_and_repeated_headings_are_put_aside() -> None:
    aside = Aside()
    rows = rows_of(
        table(
            HEADING,
            ["Vaarattomat jätteet"],
            SAND,
            HEADING,
            SLAG,
            ["Yhteensä", None, 30, None],
            ["Huom! Luvut ovat arvioita."],
            ["Laatija", "Joku Henkilö"],
        ),
        options={"year": "2024"},
        aside=aside,
    )
    assert [row.cells.get("name") for row in rows if not row.is_total] == ["Hiekka", "Kuona"]
    assert [(number, reason) for number, reason, _ in aside.rows] == [
        (2, "title"),
        (4, "heading"),
        (7, "note"),
        (8, "note"),
    ]
    assert aside.count == 4


def test_both_rows_of_a_heading_are_known_again() -> None:
    parents: list[Cell] = ["Jäte", None, "Määrä (t)", None]
    names: list[Cell] = ["Nimi", "Koodi", 2023, 2024]
    aside = Aside()
    book = table(parents, names, ["Hiekka", "10 09 08", 1, 2], parents, names, ["Kuona", "10 09 03", 3, 4])
    assert [row.cells["name"] for row in rows_of(book, aside=aside)] == ["Hiekka", "Hiekka", "Kuona", "Kuona"]
    assert [(number, reason) for number, reason, _ in aside.rows] == [(4, "heading"), (5, "heading")]


def test_a_unit_per_something_else_is_not_taken_for_the_bare_unit() -> None:
    assert column_of(text_table("Jäte;Vuosi;Määrä (t/kk)\nHiekka;2024;5"), "unit") == ["t/kk"]


def test_a_name_alone_is_an_organisation() -> None:
    book = text_table("Nimi;Y-tunnus;Kunta;Toimiala\nYksi Oy;1234567-1;Pori;24.51\nKaksi Oy;;;")
    assert column_of(book, "name", "organisations") == ["Yksi Oy", "Kaksi Oy"]


def test_a_record_without_an_amount_is_one() -> None:
    assert column_of(table(HEADING, SAND, ["Kuona", "10 09 03", None, None]), "name", options={"year": "2024"}) == [
        "Hiekka",
        "Kuona",
    ]


def test_a_line_that_broke_is_refused_once() -> None:
    text = "Jäte;Koodi;Vuosi;Määrä (t)\nHiekka; hieno;10 09 08;2024;12\nKuona;10 09 03;2024;3\nPöly;10 09 10"
    rows = rows_of(text_table(text))
    assert [[error.message for error in row.errors] for row in rows] == [
        ["This line has 5 cells and the heading 4: check commas and quotation marks."],
        [],
        [],
    ]


def test_further_cells_of_a_workbook_are_notes_beside_the_table() -> None:
    assert wrong_in(table(HEADING, [*SAND, "ks. liite"], SLAG, [*SLAG[:3], "B"]), options={"year": "2024"}) == []


# --- what people decided -----------------------------------------------------------------------------------------


FIXED = "Jäte;Koodi;Vuosi;Määrä (t)\nHiekka;10 09 08;2024;paljon\nKuona;kuona;viime vuonna;3\nPöly;10 09 10;2024;5"


def test_a_fixed_cell_counts_instead_of_the_file() -> None:
    fixes = {"!2": {"amount": "1 200,5 kg"}, "!3": {"year": "2023", "waste_code": "10 09 03"}}
    rows = rows_of(text_table(FIXED), rows=fixes)
    assert [row.errors for row in rows] == [[], [], []]
    assert part(rows[0].cells, "amount", "unit") == ("1200.5", "kg")
    assert part(rows[1].cells, "waste_code", "year") == ("100903", "2023")
    assert rows[0].original["amount"] == "paljon"


def test_a_wrong_fix_is_said_too() -> None:
    assert (2, "amount") in wrong_in(text_table(FIXED), rows={"2": {"amount": "vieläkin paljon"}})


def test_a_row_that_was_left_out_is_put_aside() -> None:
    aside = Aside()
    rows = rows_of(text_table(FIXED), rows={"!2": {"": SKIP}}, aside=aside)
    assert [row.number for row in rows] == [3, 4]
    assert aside.rows == [(2, "decided", "Hiekka")]


def test_a_fix_of_another_sheet_does_nothing() -> None:
    assert column_of(
        table(HEADING, SAND, name="A"), "name", rows={"B!2": {"name": "Muu"}}, options={"year": "2024"}
    ) == ["Hiekka"]


def test_a_year_of_several_is_fixed_alone() -> None:
    text = "Jäte;Koodi;2023;2024\nHiekka;10 09 08;paljon;2\nKuona;10 09 03;3;4"
    amounts = [cells["amount"] for cells in cells_of(text_table(text), rows={"!2": {"amount": "7"}})]
    assert amounts == ["7", "2", "3", "4"]
    amounts = [cells["amount"] for cells in cells_of(text_table(text), rows={"!3": {"amount 2024": "9"}})]
    assert amounts == ["paljon", "2", "3", "9"]


def test_a_mapping_of_columns_that_are_not_there_is_said() -> None:
    (reading,) = readings(text_table("Jäte;Vuosi;Määrä (t)\nA;2024;1"), columns={"Maara": "amount"})
    assert any("does not have: Maara" in note for note in reading.notes)
    (reading,) = readings(text_table("Jäte;Vuosi;Määrä (t)\nA;2024;1"), columns={"Määrä (t)": "amount"})
    assert not any("does not have" in note for note in reading.notes)


@pytest.mark.parametrize(("options", "kind"), [({}, None), ({"record_kind": "register"}, "register")])
def test_rows_are_offers_unless_somebody_says_otherwise(options: dict[str, str], kind: str | None) -> None:
    assert column_of(text_table("Jäte;Vuosi;Määrä (t)\nA;2024;1"), "kind", options=options) == [kind]


# --- records -----------------------------------------------------------------------------------------------------


def test_every_row_of_a_plain_table_is_a_record_with_its_wording() -> None:
    (record,) = records_of(table(HEADING, SAND, name="Jätteet"), options={"year": "2024"})
    assert (record.place, record.numbers) == ("Jätteet!2", (2,))
    assert record.wording == {"waste_code": "10 09 08"}
    assert record.identity == ("", "", "hiekka", "100908")


def test_the_identity_stays_the_same_however_the_words_are_matched() -> None:
    book = text_table("Toimipaikka;Jäte;Vuosi;Määrä (t)\nPorin  Tehdas;HIEKKA;2024;1")
    (reading,) = propose(book, "side-streams", today=TODAY)

    def identity(site: str) -> tuple[str, ...]:
        (row,) = source_rows(book, reading)
        row.cells["site_id"] = site
        (record,) = prepare([row], reading)
        return record.identity

    assert identity("porin-tehdas") == identity("aivan-muu") == ("", "porin tehdas", "hiekka", "")


@pytest.mark.parametrize(
    ("code", "fate"),
    [("R1", "energy"), ("R5", "used"), ("R12", "recovery_unspecified"), ("R13", "recovery_unspecified"),
    ("R", "recovery_unspecified"), ("D1", "disposal"), ("D", "disposal")],
)  # fmt: skip
def test_the_fate_follows_from_the_treatment(code: str, fate: str) -> None:
    (record,) = records_of(text_table(f"Jäte;Vuosi;Määrä (t);Käsittely\nA;2024;1;{code}"))
    assert record.cells["fate"] == fate


@pytest.mark.parametrize(
    "text",
    ["Jäte;Vuosi;Määrä (t);Käsittely\nA;2024;1;kierrätys", "id;name;year;amount;treatment_code\nx;A;2024;1;R5"],
)
def test_a_fate_is_not_guessed(text: str) -> None:
    (record,) = records_of(text_table(text))
    assert "fate" not in record.cells


def test_a_fate_that_is_told_stays() -> None:
    (record,) = records_of(text_table("Jäte;Vuosi;Määrä (t);Käsittely;fate\nA;2024;1;R5;energy"))
    assert record.cells["fate"] == "energy"


# --- shapes ------------------------------------------------------------------------------------------------------


def test_next_years_file_has_the_same_shape() -> None:
    one = shape_of(readings(table(["Vuosi 2023"], ["Jätelaji", "Määrä 2023 (t)"], ["A", 1])))
    other = shape_of(readings(table(["Jätelaji", "Määrä 2024 (t)"], ["B", 2], ["C", 3])))
    assert one == other
    assert len(one) == 64


def test_years_as_columns_have_one_shape_however_many() -> None:
    two = text_table("Jäte;Koodi;2022;2023\nA;10 09 08;1;2")
    three = text_table("Jäte;Koodi;2022;2023;2024\nA;10 09 08;1;2;3")
    assert shape_of(readings(two)) == shape_of(readings(three))
    assert shape_of(readings(two)) != shape_of(readings(text_table("Jäte;Koodi\nA;10 09 08")))


def test_other_headings_or_another_kind_are_another_shape() -> None:
    book = text_table("Nimi;Kunta\nA;Pori")
    assert shape_of(readings(book, "organisations")) != shape_of(readings(book, "sites"))
    assert shape_of(readings(book, "sites")) != shape_of(readings(text_table("Nimi;Osoite\nA;Katu"), "sites"))


def test_an_empty_mapping_is_the_default() -> None:
    book = table(HEADING, SAND)
    assert propose(book, "side-streams", today=TODAY) == propose(book, "side-streams", ImportMapping(), today=TODAY)


# --- what a hostile table costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["1", "-", "1 ", "1.", " ", "a", "(", "1-", "R5 ", "10 09 08 ", "n. ", "2024 "])
@pytest.mark.parametrize("place", range(8))
def test_a_cell_of_a_million_signs_takes_no_time(sign: str, place: int) -> None:
    heading: list[Cell] = [
        *("Jäte", "Jätekoodi", "Määrä (t)", "Vuosi", "Yksikkö", "Käsittely", "Saatavilla alkaen", "Kosteus")
    ]
    row: list[Cell] = ["Hiekka", "10 09 08", 1, 2024, "t", "R5", "1.1.2025", 0.5]
    row[place] = (sign * 1_000_000)[:1_000_000]
    began = time.process_time()
    rows = rows_of(table(heading, row, ["Kuona", "10 09 03", 1, 2024, "t", "R5", "1.1.2025", 0.5]))
    assert rows[-1].cells["name"] == "Kuona"
    assert time.process_time() - began < 2


def test_a_wide_table_of_strange_headings_is_read_in_time() -> None:
    words: list[Cell] = [f"Jätteen määrä ja laatu kaudella {number} {'x' * 150}" for number in range(512)]
    began = time.process_time()
    (reading,) = readings(table(["Jäte", "Koodi", "Vuosi", *words], ["Hiekka", "10 09 08", 2024, *range(512)]))
    assert len(reading.columns) == 515
    assert time.process_time() - began < 10


def test_a_heading_of_a_million_signs_is_no_heading_for_long() -> None:
    began = time.process_time()
    (reading,) = readings(table(["Jäte", "Jätekoodi", "(" * 1_000_000, "1" * 1_000_000], ["Hiekka", "10 09 08", 1, 2]))
    assert max(len(column.heading) for column in reading.columns) <= 200
    assert time.process_time() - began < 2
