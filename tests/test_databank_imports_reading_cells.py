"""Cells: numbers, dates, codes and units as people write them, and what the whole table decides about them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databank.imports.reading.cells import total_span
from databank.imports.reading.codes import read_operation, read_waste_code
from databank.imports.reading.dates import NO_DAY, NO_ORDER, read_day, read_year
from databank.imports.reading.lists import total_words
from databank.imports.reading.numbers import Figure, Mark, NumberCellError, mark_of, plain, read_figure, read_number
from databank.schemas import read_row
from taxonomy.waste_list import edition
from tests.small_tables import cells_of, column_of, part, rows_of, table, text_table, wrong_in

NBSP, THIN, FIGURE = "\u00a0", "\u202f", "\u2007"


# --- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", "1200"), ("1200,5", "1200.5"), ("1200.5", "1200.5"), ("1 200,5", "1200.5"),
        (f"1{NBSP}200,5", "1200.5"), (f"1{THIN}200{THIN}300", "1200300"), (f"12{FIGURE}345", "12345"),
        ("1'200.50", "1200.50"), ("1.200,5", "1200.5"), ("1,200.5", "1200.5"), ("1.200.300", "1200300"),
        ("0,5", "0.5"), ("0.125", "0.125"), ("1234,567", "1234.567"), ("-5", "-5"), ("\u22125,5", "-5.5"),
        ("1,2E+05", "120000"), ("1.5e-3", "0.0015"), ("0", "0"), ("+7", "7"), (" 12,5 ", "12.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, number: str) -> None:
    assert read_number(text, None) == number


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("n. 500", Figure("500", is_about=True)), ("noin 1 500", Figure("1500", is_about=True)),
        ("~500", Figure("500", is_about=True)), ("ca 12,5", Figure("12.5", is_about=True)),
        ("c. 500", Figure("500", is_about=True)), ("about 500", Figure("500", is_about=True)),
        ("<5", Figure(None, "0", "5")), ("alle 5", Figure(None, "0", "5")), ("högst 5,5", Figure(None, "0", "5.5")),
        ("less than 10", Figure(None, "0", "10")), ("enintään 10 t", Figure(None, "0", "10", "t")),
        ("10-20", Figure(None, "10", "20")), ("10–20", Figure(None, "10", "20")),
        ("10 - 20 t", Figure(None, "10", "20", "t")),
        ("10...20", Figure(None, "10", "20")), ("100 to 200", Figure(None, "100", "200")),
        ("n. 10-20", Figure(None, "10", "20", None, is_about=True)),
        ("500 kg", Figure("500", unit="kg")), ("1 200,5 t/v", Figure("1200.5", unit="t")),
        ("3m3", Figure("3", unit="m3")),
        ("12,5 tonnia", Figure("12.5", unit="t")), ("45 %", Figure("45", unit="%")), ("1200*", Figure("1200")),
        ("1200,-", Figure("1200")), ("-5 t", Figure("-5", unit="t")),
    ],
)  # fmt: skip
def test_what_stands_around_a_number(text: str, figure: Figure) -> None:
    assert read_figure(text, None) == figure


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("paljon", "no number"), ("12 kpl", "no number"), ("1 2 3", "no number"), ("yli 500", "lower limit"),
        (">5", "lower limit"),
        ("vähintään 5", "lower limit"), ("#N/A", "error of the spreadsheet"), ("#ARVO!", "error of the spreadsheet"),
        ("1,234", "decimal mark"), ("1.234", "decimal mark"), ("NaN", "no number"), ("1,2,3", "no number"),
        ("10-kg", "no number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_said(text: str, says: str) -> None:
    with pytest.raises(NumberCellError) as refused:
        read_figure(text, None)
    assert says in refused.value.sentence


@pytest.mark.parametrize(("mark", "small", "large"), [(",", "1.234", "1234"), (".", "1234", "1.234")])
def test_the_decimal_mark_decides(mark: Mark, small: str, large: str) -> None:
    assert (read_number("1,234", mark), read_number("1.234", mark)) == (small, large)
    assert read_number("-1,234", mark) == f"-{small}"


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234", "0,5"], ","), (["1,234", "1 234,5"], ","), (["1,234", "12345,678"], ","), (["1,234", "1,5"], ","),
        (["1,234", "1,234.5"], "."), (["1,234", "1,234,567"], "."), (["1.234", "0.5"], "."),
        (["1.234", "1.234,5"], ","),
        (["1,234", "500"], None), (["1,234", "12,345"], None), (["1,234", "n. 2,5"], ","), (["1,234", "2,5 t"], ","),
        (["0,5", "0.5"], None), ([], None), ([12.5, "1,234"], None), (["0,125"], ","),
    ],
)  # fmt: skip
def test_what_proves_the_decimal_mark(texts: list[str], mark: str | None) -> None:
    assert mark_of(texts) == mark


def test_the_column_decides_before_the_others() -> None:
    text = (
        "Jäte;Koodi;Vuosi;Määrä (t);Hinta\nA;10 09 08;2024;1,234;1.5\nB;10 09 08;2024;0,5;2.25\nC;10 09 08;2024;3;1,234"
    )
    assert column_of(text_table(text), "amount") == ["1.234", "0.5", "3"]
    assert column_of(text_table(text), "price_eur_per_t") == ["1.5", "2.25", "1234"]


def test_a_proof_far_below_decides_too() -> None:
    lines = [
        "Jäte;Vuosi;Määrä (t)",
        "A;2024;1,234",
        *(f"B{number};2024;{number}" for number in range(1, 300)),
        "C;2024;0,5",
    ]
    assert column_of(text_table("\n".join(lines)), "amount")[0] == "1.234"


def test_without_a_proof_the_cell_asks() -> None:
    text = "Jäte;Vuosi;Määrä (t)\nA;2024;1,234\nB;2024;56"
    (row, other) = rows_of(text_table(text))
    assert [(error.field, error.value) for error in row.errors] == [("amount", "1,234")]
    assert "1,234 or 1234" in row.errors[0].message
    assert (row.cells["amount"], other.cells["amount"], other.errors) == ("1,234", "56", [])


@pytest.mark.parametrize(("decimal", "amount"), [(",", "1.234"), (".", "1234")])
def test_the_option_answers(decimal: str, amount: str) -> None:
    text = "Jäte;Vuosi;Määrä (t)\nA;2024;1,234"
    assert column_of(text_table(text), "amount", options={"decimal": decimal}) == [amount]


def test_contradicting_proofs_leave_the_question() -> None:
    text = "Jäte;Vuosi;Määrä (t)\nA;2024;1,234\nB;2024;0,5\nC;2024;0.5"
    assert wrong_in(text_table(text)) == [(2, "amount")]


@pytest.mark.parametrize(("text", "amount"), [("1,234", "1.234"), ("1.234", "1.234")])
def test_an_export_has_no_marks_for_thousands(text: str, amount: str) -> None:
    assert column_of(text_table(f"name;year;amount\nA;2024;{text}"), "amount") == [amount]


@given(st.decimals(min_value=0, max_value=999_999_999, places=3, allow_nan=False))
def test_every_number_survives_the_finnish_way_of_writing(number: Decimal) -> None:
    whole, _, decimals = f"{number:.3f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    assert Decimal(read_number(f"{grouped},{decimals}", ",")) == number


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_numbers_of_workbooks_keep_what_a_spreadsheet_shows(number: float) -> None:
    assert "e" not in plain(number)
    assert float(plain(number)) == pytest.approx(number, rel=1e-14)


@pytest.mark.parametrize("text", ["-", "–", "ei tiedossa", "N/A", "okänt", "Unknown", " ", "ei ilmoitettu", "..", "?"])
def test_words_for_nothing_are_empty(text: str) -> None:
    (cells,) = cells_of(text_table(f"Jäte;Vuosi;Määrä (t);Vastaanottaja\nHiekka;2024;{text};{text}"))
    assert part(cells, "amount", "receiver") == (None, None)


def test_an_approximate_amount_is_an_estimate() -> None:
    assert column_of(text_table("Jäte;Vuosi;Määrä (t)\nA;2024;n. 500\nB;2024;500"), "method") == ["estimate", None]


def test_a_unit_in_the_cell_wins_over_the_heading() -> None:
    text = "Jäte;Vuosi;Määrä (t)\nA;2024;500 kg\nB;2024;500"
    assert [part(cells, "amount", "unit") for cells in cells_of(text_table(text))] == [("500", "kg"), ("500", "t")]


def test_numbers_of_a_workbook_are_never_ambiguous() -> None:
    assert column_of(table(["Jäte", "Vuosi", "Määrä (t)"], ["A", 2024, 1.234], ["B", 2024.0, 1e-7]), "amount") == [
        "1.234",
        "0.0000001",
    ]


# --- shares, densities, converted numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "share"),
    [
        ("Kosteus (%)", "45", "0.45"), ("Kosteus", "45 %", "0.45"), ("Kosteus", "0,45", "0.45"),
        ("Kosteus", "45", "0.45"),
        ("Kosteus-%", "0,5", "0.005"), ("Kuiva-ainepitoisuus (%)", "55", "0.45"), ("TS (%)", "100", "0"),
        ("Kosteus", "1", "1"),
        ("Fukthalt (%)", "12,5", "0.125"),
    ],
)  # fmt: skip
def test_moisture_is_a_share(heading: str, cell: str, share: str) -> None:
    assert column_of(text_table(f"Jäte;Vuosi;Määrä (t);{heading}\nA;2024;1;{cell}"), "moisture_share") == [share]


def test_a_share_above_one_hundred_percent_is_refused() -> None:
    assert wrong_in(text_table("Jäte;Vuosi;Määrä (t);Kosteus (%)\nA;2024;1;145")) == [(2, "moisture_share")]


@pytest.mark.parametrize(
    ("heading", "cell"), [("Tiheys (t/m3)", "1,5"), ("Tiheys (kg/m3)", "1500"), ("Density", "1.5")]
)
def test_a_density_makes_tonnes_of_cubic_metres(heading: str, cell: str) -> None:
    (cells,) = cells_of(text_table(f"Jäte;Vuosi;Määrä (m3);{heading}\nA;2024;10;{cell}"))
    assert part(cells, "amount", "unit", "density_t_m3") == ("10", "m3", "1.5")


def test_the_density_of_an_option_is_for_volumes_only() -> None:
    text = "Jäte;Vuosi;Määrä;Yksikkö\nA;2024;10;kuutiota\nB;2024;10;tonnia\nC;2024;10;litraa"
    options = {"density_t_m3": "1.2"}
    assert [part(cells, "unit", "density_t_m3") for cells in cells_of(text_table(text), options=options)] == [
        ("m3", "1.2"), ("t", None), ("l", "1.2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "mass"), [("Määrä (kg)", "1.5"), ("Määrä (t)", "1500"), ("Määrä (1000 t)", "1500000")]
)
def test_flows_are_in_tonnes_whatever_the_heading_says(heading: str, mass: str) -> None:
    text = f"Mistä;Minne;Materiaali;Vuosi;{heading}\na;b;foundry_sand;2024;1500"
    assert column_of(text_table(text), "mass_t", "flows") == [mass]


def test_a_volume_is_no_flow_of_mass() -> None:
    text = "Mistä;Minne;Materiaali;Vuosi;Määrä (m3)\na;b;foundry_sand;2024;1500"
    assert wrong_in(text_table(text), "flows") == [(2, "mass_t")]


@pytest.mark.parametrize(
    ("cell", "unit"),
    [("tonnia", "t"), ("tn", "t"), ("kiloa", "kg"), ("m³", "m3"), ("kuutiota", "m3"), ("litraa", "l"),
    ("1000 t", "kt"), ("kpl", "kpl")],
)  # fmt: skip
def test_a_unit_of_a_row(cell: str, unit: str) -> None:
    assert column_of(text_table(f"Jäte;Vuosi;Määrä;Yksikkö\nA;2024;1;{cell}"), "unit") == [unit]


# --- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.2024", "2024-12-31"), ("31.12.24", "2024-12-31"), ("1.2.2024", "2024-02-01"),
        ("2024-12-31", "2024-12-31"),
        ("2024/12/31", "2024-12-31"), ("31/12/2024", "2024-12-31"), ("12/31/2024", "2024-12-31"),
        ("20241231", "2024-12-31"),
        ("2024-12-31T10:30:00", "2024-12-31"), ("31.12.2024 14:30", "2024-12-31"), ("45657", "2024-12-31"),
        ("45657.5", "2024-12-31"),
        ("31 December 2024", "2024-12-31"), ("31. joulukuuta 2024", "2024-12-31"), ("Dec 31, 2024", "2024-12-31"),
        ("ti 31.12.2024", "2024-12-31"),
        ("5/5/2024", "2024-05-05"), ("1.5.98", "1998-05-01"),
    ],
)  # fmt: skip
def test_a_day_as_people_write_it(text: str, day: str) -> None:
    assert read_day(text, None, last=False) == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("joulukuu 2024", "2024-12-01", "2024-12-31"), ("februari 2024", "2024-02-01", "2024-02-29"),
        ("Q3/2024", "2024-07-01", "2024-09-30"),
        ("2024", "2024-01-01", "2024-12-31"), ("12/2024", "2024-12-01", "2024-12-31"),
        ("2024-06", "2024-06-01", "2024-06-30"),
        ("2024 Q1", "2024-01-01", "2024-03-31"), ("vuosi 2024", "2024-01-01", "2024-12-31"),
    ],
)  # fmt: skip
def test_a_longer_time_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert (read_day(text, None, last=False), read_day(text, None, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["32.1.2024", "eilen", "1.13.2024", "31.12", "0.0.2024", "100"])
def test_what_is_no_day_is_said(text: str) -> None:
    assert read_day(text, None, last=False) == NO_DAY


def test_day_and_month_that_cannot_be_told_apart_are_asked_for() -> None:
    assert read_day("03/04/2024", None, last=False) == NO_ORDER
    assert read_day("03/04/2024", "dmy", last=False) == "2024-04-03"
    assert read_day("03/04/2024", "mdy", last=False) == "2024-03-04"


NEEDS = "Tarve;Materiaalit;Alkaa\nA;foundry_sand;03/04/2027\nB;foundry_sand;{}"


@pytest.mark.parametrize(("other", "day"), [("25/04/2027", "2027-04-03"), ("04/25/2027", "2027-03-04")])
def test_another_date_of_the_column_proves_the_order(other: str, day: str) -> None:
    assert column_of(text_table(NEEDS.format(other)), "starts_on", "needs")[0] == day


def test_without_a_proof_the_date_asks() -> None:
    book = text_table(NEEDS.format("01/02/2027"))
    assert wrong_in(book, "needs") == [(2, "starts_on"), (3, "starts_on")]
    assert column_of(book, "starts_on", "needs", options={"dates": "mdy"}) == ["2027-03-04", "2027-01-02"]


@pytest.mark.parametrize("cell", [45657, 45657.0, "2024-12-31"])
def test_day_numbers_of_a_spreadsheet(cell: float | str) -> None:
    book = table(["Tarve", "Materiaalit", "Päättyy"], ["A", "foundry_sand", cell])
    assert column_of(book, "ends_on", "needs") == ["2024-12-31"]


@pytest.mark.parametrize(
    ("cell", "year"), [("2024", "2024"), (2024, "2024"), (2024.0, "2024"), ("v. 2024", "2024"),
    ("31.12.2024", "2024"), ("2024.0", "2024")]
)  # fmt: skip
def test_a_year_as_people_write_it(cell: float | str, year: str) -> None:
    assert column_of(table(["Jäte", "Vuosi", "Määrä (t)"], ["A", cell, 1]), "year") == [year]


@pytest.mark.parametrize("text", ["2023-2024", "viime vuonna", "24"])
def test_what_is_no_year_is_said(text: str) -> None:
    assert "four digits" in read_year(text)


# --- codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("100908", "100908", ""), ("10 09 08", "100908", ""), ("10.09.08", "100908", ""), ("10-09-08", "100908", ""),
        (f"10{NBSP}09{NBSP}08", "100908", ""), ("10 09 08*", "100908", ""), ("*13 02 05", "130205", ""),
        ("100908.0", "100908", ""),
        ("100908 (S)", "100908", ""), ("EWC 10 09 08", "100908", ""), ("10 09 08 valuhiekka", "100908", "valuhiekka"),
        ("valuhiekka 10 09 08", "100908", "valuhiekka"), ("10102", "010102", ""), ("1 01 02", "010102", ""),
        ("10102.0", "010102", ""),
        ("20103", "020103", ""), ("13 02 05* – voiteluöljy", "130205", "voiteluöljy"),
    ],
)  # fmt: skip
def test_a_waste_code_as_people_write_it(text: str, code: str, words: str) -> None:
    found = read_waste_code(text)
    assert found is not None
    assert (found.code, found.words, found.has_star) == (code, words, "*" in text)


@pytest.mark.parametrize(
    "text", ["999999", "10 09", "10908", "valuhiekka", "100908, 100903", "1009081", "", "2024-12-31"]
)
def test_what_is_no_certain_code_is_left_to_people(text: str) -> None:
    assert read_waste_code(text) is None


def test_five_digits_lost_the_zero_in_front_or_stay_as_written() -> None:
    text = "Jäte;Koodi;Vuosi;Määrä (t)\nA;10102;2024;1\nB;10908;2024;1\nC;10 09 08;2024;1"
    rows = rows_of(text_table(text))
    assert [row.cells["waste_code"] for row in rows] == ["010102", "10908", "100908"]
    assert [row.original["waste_code"] for row in rows] == ["10102", "10908", "10 09 08"]
    assert all(not row.errors for row in rows)


def test_words_behind_a_code_name_the_waste() -> None:
    assert column_of(text_table("Jätekoodi;Vuosi;Määrä (t)\n10 09 08 valuhiekka;2024;1"), "name") == ["valuhiekka"]


@pytest.mark.parametrize(
    ("heading", "language"),
    [("Jätekoodi;Vuosi;Määrä (t)", "fi"), ("Avfallskod;År;Mängd (t)", "sv"), ("Waste code;Year;Amount (t)", "en")],
)
def test_a_code_alone_is_named_by_the_list(heading: str, language: str) -> None:
    title = edition("2015").entry("100908").titles.in_language(language)
    assert column_of(text_table(f"{heading}\n10 09 08;2024;1"), "name") == [title]


@pytest.mark.parametrize(
    ("text", "code"),
    [("R5", "R5"), ("R 5", "R5"), ("r05", "R5"), ("R5 kierrätys", "R5"), ("5R", "R5"), ("D10 - poltto", "D10"),
    ("R", "R"), ("D", "D"),
     ("R12/R12", "R12"), ("R4, metallien kierrätys", "R4")],
)  # fmt: skip
def test_a_treatment_code_as_people_write_it(text: str, code: str) -> None:
    assert read_operation(text) == code


@pytest.mark.parametrize("text", ["R3/R5", "kierrätys", "R99", "Rikki", "Deponi", "R 5 0", "5", "", "R5/D1"])
def test_what_is_no_certain_treatment_is_left_to_people(text: str) -> None:
    assert read_operation(text) is None


def test_lists_of_codes() -> None:
    text = "Tarve;Materiaalit;Jätekoodit\nA;foundry_sand;10 09 08, 10.09.03* / 100910 ja 10 02 02"
    assert column_of(text_table(text), "waste_codes", "needs") == ["100908;100903;100910;100202"]


# --- everything else ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "degrees"), [("61,4851", "61.4851"), ("61,485", "61.485"), (61.4851, "61.4851"),
("61.485", "61.485")])  # fmt: skip
def test_a_coordinate_has_no_thousands(cell: float | str, degrees: str) -> None:
    assert column_of(table(["Toimipaikka", "Leveysaste", "Pituusaste"], ["A", cell, 21.8]), "lat", "sites") == [degrees]


def test_a_guarded_formula_is_read_as_its_text() -> None:
    assert column_of(text_table("Jäte;Vuosi;Määrä (t);Huomautus\nA;2024;1;'=1+1"), "note") == ["=1+1"]


def test_words_of_our_own_export_stay_as_they_are() -> None:
    text = "name;year;amount;receiver\nYhteensä Oy;2024;1;-\nSumma;2024;1;N/A"
    rows = rows_of(text_table(text))
    assert [(row.cells["name"], row.cells["receiver"], row.is_total) for row in rows] == [
        ("Yhteensä Oy", "-", False), ("Summa", "N/A", False),
    ]  # fmt: skip


def test_original_wording_and_place_are_kept() -> None:
    (row,) = rows_of(
        table([], ["Jäte", "Koodi", "Vuosi", "Määrä"], ["Hiekka", "10 09 08*", 2024, "n. 5 t"], name="Sivu")
    )
    assert (row.sheet, row.number) == ("Sivu", 3)
    assert row.original == {"name": "Hiekka", "waste_code": "10 09 08*", "year": "2024", "amount": "n. 5 t"}
    assert row.letters == {"name": "A", "waste_code": "B", "year": "C", "amount": "D"}


def test_what_is_read_satisfies_the_schema() -> None:
    heading = "Jäte;Koodi;Vuosi;Määrä;Yksikkö;Kosteus;Tiheys;R/D;Saatavilla alkaen"
    (cells,) = cells_of(text_table(f"{heading}\nA;10 09 08*;v. 2024;<1 500;m³;45 %;1,5;R 05;1.1.2025"))
    values = read_row("side-streams", {**cells, "material_class": "foundry_sand"})
    assert (values["waste_code"], values["amount_max"], values["density_t_m3"]) == ("100908", 1500, Decimal("1.5"))


@pytest.mark.parametrize("word", sorted(total_words()))
def test_every_word_for_a_total_is_found(word: str) -> None:
    assert total_span(f" {word.upper()}: ") in {"all", "group"}
