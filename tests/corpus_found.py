"""More files of the corpus: layouts as waste contractors, accounting programs, weighbridges and permits have them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from openpyxl import Workbook

from tests.corpus_files import PORI, Files, Row, text, workbook

MORE_FILES: Files = {}
MONTHS = ("tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu")
WASTE = ("Jäte", "Jätekoodi", "Vuosi", "Määrä (t)")
SAND, SLAG = ("Valuhiekka", "10 09 08"), ("Kuona", "10 09 03")


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register what makes a file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MORE_FILES[name] = make
        return make

    return register


@file("found-months-of-a-contractor.xlsx")
def _months() -> bytes:
    rows: tuple[Row, ...] = (
        ("Jätehuoltopalvelu Testi Oy",),
        ("Ajanjakso 1.1.2024 - 31.12.2024",),
        (),
        ("Jätejae", "EWC", "Käsittely", *MONTHS, "Yhteensä"),
        ("Valuhiekka", "10 09 08", "R5", *[350] * 12, 4200),
        ("Energiajäte", "19 12 10", "R1", *[2.5] * 12, 30),
        ("Yhteensä", None, None, *[352.5] * 12, 4230),
    )
    return workbook(("Raportti 2024", rows))


@file("found-months-in-kilograms.csv")
def _months_in_kilograms() -> bytes:
    heading = ("Jätelaji", "Jätekoodi", "Yksikkö", "1/2024", "2/2024", "3/2024", "Yht.")
    rows = (
        (*SAND, "kg", "1 200", "1 300", "1 400", "3 900"),
        ("Metalliromu", "12 01 01", "kg", "100", "", "50", "150"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("found-quarters.csv")
def _quarters() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Q1 2024 (t)", "Q2 2024 (t)", "Q3 2024 (t)", "Q4 2024 (t)", "Yhteensä 2024")
    rows = ((*SAND, 1000, 1100, 900, 1200, 4200), (*SLAG, 100, 100, 100, 100, 400))
    return text((heading, *rows)).encode()


@file("found-rows-of-months.xlsx")
def _rows_of_months() -> bytes:
    rows: list[Row] = [("Kuukausi", "Jäte", "Jätekoodi", "Määrä (t)")]
    for quarter in range(4):
        rows += [(f"{MONTHS[3 * quarter + place]}kuu", *SAND, 100 + place) for place in range(3)]
        rows.append((f"Q{quarter + 1}", None, None, 303))
    return workbook(("2024", [*rows, ("Vuosi 2024", None, None, 1212)]))


@file("found-accounting-minus.csv")
def _accounting() -> bytes:
    heading = ("Pvm", "Jäte", "Jätekoodi", "Paino (kg)")
    rows = (("2.2.2024", *SAND, "5 000,00"), ("9.2.2024", *SAND, "1 200,00-"))
    return text((heading, *rows)).encode("cp1252")


@file("found-weighbridge.csv")
def _weighbridge() -> bytes:
    heading = ("Punnitusaika", "Lipuke", "Tuote", "Jätekoodi", "Brutto kg", "Taara kg", "Netto kg", "Vastaanottaja")
    rows = (
        ("5.1.2024 07:12", "10023", *SAND, "41 200", "16 200", "25 000", "Peittoo"),
        ("6.1.2024 08:30", "10024", *SAND, "40 100", "16 100", "24 000", "Peittoo"),
        ("7.1.2024 09:30", "10025", *SLAG, "30 000", "15 000", "15 000", "Peittoo"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("found-permit-annex.xlsx")
def _permit() -> bytes:
    """The year of a permit is that of no record: it has to be told."""
    rows: tuple[Row, ...] = (
        ("LIITE 4. Toiminnassa syntyvät jätteet",),
        (),
        ("Jäte", "Jätenumero", "Arvioitu määrä t/a", "Käsittely / hyödyntäminen"),
        ("Käytetty valuhiekka\n(vihreähiekka)", "10 09 08", "3 500 – 4 500", "Maarakentaminen (R5)"),
        ("Suodatinpöly", "10 09 10", "n. 300", "Kaatopaikka, D1"),
    )
    return workbook(("Liite 4", rows))


@file("found-avfallsjournal.csv")
def _journal() -> bytes:
    heading = ("Datum", "Avfallsslag", "EWC-kod", "Vikt (kg)", "Transportör", "Mottagare", "Behandling", "Kommentar")
    rows = (
        ("2024-01-15", "Gjuterisand", "100908", "12 500", "Testfrakt Ab", "Peittoo", "R5", ""),
        ("2024-02-15", "Gjuterisand", "100908", "13 500", "Testfrakt Ab", "Peittoo", "R5", "rättelse"),
        ("2024-02-16", "Spillolja", "13 02 05*", "400", "Testfrakt Ab", "Testolja Ab", "R9", ""),
    )
    return text((heading, *rows)).encode("cp1252")


@file("found-us-dates.csv")
def _us_dates() -> bytes:
    heading = ("Date", "Waste stream", "EWC code", "Quantity (tonnes)", "Receiver")
    rows = (
        ("01/15/2024", "Foundry sand", "10 09 08", "12.5", "Peittoo"),
        ("02/03/2024", "Foundry sand", "10 09 08", "13.5", "Peittoo"),
        ("12/31/2023", "Slag", "10 09 03", "2.25", "Peittoo"),
    )
    return text((heading, *rows), ",").encode()


@file("found-years-and-forecasts.xlsx")
def _forecasts() -> bytes:
    heading = ("Jäte", "Jätekoodi", 2022, 2023, "2024 (arvio)", "2025 (ennuste)", "2030 (tavoite)")
    rows = ((*SAND, 4100, 4200, 4300, 4400, 1000), ("Öljy", "13 02 05*", "alle 1", "-", "n. 1", 1, 0))
    return workbook(("Jätteet", (heading, *rows)))


@file("found-kilograms-among-words.csv")
def _kilograms_among_words() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Vuosi", "Määrä (kg, märkä)")
    return text((heading, (*SAND, 2024, "4200000"), (*SLAG, 2024, "700000"))).encode()


@file("found-two-units-in-heading.csv")
def _two_units() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Vuosi", "Määrä (kg tai t)")
    return text((heading, (*SAND, 2024, "4200"), (*SLAG, 2024, "700000"))).encode()


@file("found-second-table-in-tonnes.xlsx")
def _second_table() -> bytes:
    rows: tuple[Row, ...] = (
        ("Vaaralliset jätteet",),
        ("Jäte", "Koodi", "Määrä (kg)"),
        ("Öljy", "13 02 05*", 4000),
        ("Yhteensä", None, 4000),
        (),
        ("Muut jätteet",),
        ("Koodi", "Jäte", "Määrä (t)"),
        ("10 09 08", "Valuhiekka", 4200),
        ("10 09 03", "Kuona", 700),
        ("Yhteensä", None, 4900),
    )
    return workbook(("2024", rows))


@file("found-years-below-each-other.xlsx")
def _sections() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Määrä (t)")
    rows: tuple[Row, ...] = (
        *(("Vuosi 2023",), heading, (*SAND, 4000), (*SLAG, 650), ("Yhteensä", None, 4650), ()),
        *(("Vuosi 2024",), heading, (*SAND, 4200), ("Metalliromu", "12 01 01", 80), ("Yhteensä", None, 4280)),
    )
    return workbook(("Jätteet", rows))


@file("found-merged-downwards.xlsx")
def _merged() -> bytes:
    def arrange(book: Workbook) -> None:
        book["2024"].merge_cells("A2:A3")
        book["2024"].merge_cells("B4:B5")
        book["2024"].merge_cells("C4:C5")

    rows: tuple[Row, ...] = (
        ("Toimipaikka", "Jäte", "Jätekoodi", "Määrä (t)", "Vastaanottaja"),
        (PORI, *SAND, 4200, "Peittoo"),
        (None, *SLAG, 700, "Peittoo"),
        (PORI, "Metalliromu", "12 01 01", 80, "Testiromu Oy"),
        (PORI, None, None, 20, "Toinen Romu Oy"),
    )
    return workbook(("2024", rows), arrange=arrange)


@file("found-shares-of-a-workbook.xlsx")
def _shares() -> bytes:
    """Whether 0.8 under the sign of per cent is 80 % or 0.8 % only a person knows."""
    rows = (("Lentotuhka", "10 01 03", 2024, 4200, 98.5), ("Pohjatuhka", "10 01 01", 2024, 700, 0.8))
    return workbook(("Tuhka", ((*WASTE, "Kuiva-aine %"), *rows)))


@file("found-several-codes-in-a-cell.csv")
def _several_codes() -> bytes:
    rows = (("Valuhiekat", "10 09 08 / 10 09 06", 2024, "4200"), (*SLAG, 2024, "700"))
    return text((WASTE, *rows)).encode()


@file("found-code-became-a-date.xlsx")
def _code_as_date() -> bytes:
    return workbook(("Taul1", (WASTE, ("Valuhiekka", date(2008, 9, 10), 2024, 4200), (*SLAG, 2024, 700))))


@file("found-points-and-thousands.csv")
def _points() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Vuosi", "Määrä (kg)")
    rows = ((*SAND, 2024, "1.234.567"), (*SLAG, 2024, "12.345"), ("Öljy", "13 02 05*", 2024, "850"))
    return text((heading, *rows)).encode()


@file("found-costs-beside-amounts.csv")
def _costs() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Määrä € 2024", "Paino 2024 (t)", "Osuus %")
    return text((heading, (*SAND, "50400", "4200", "85,7 %"), (*SLAG, "8400", "700", "14,3 %"))).encode()


@file("found-turned-points.csv")
def _turned() -> bytes:
    heading = ("Yritys", "Toimipiste", "Kunta", "Lat", "Lon")
    rows = (
        ("Testivalimo Oy", "Verstas", "Pori", "21.7972", "61.4851"),
        ("Testivalimo Oy", "Halli", "Ulvila", "61,4296° N", "21° 52' 30'' E"),
        ("Testivalimo Oy", "Piha", "Pori", "6825000", "222000"),
    )
    return text((heading, *rows)).encode()


@file("found-foreign-tax-numbers.csv")
def _tax_numbers() -> bytes:
    heading = ("Company", "VAT number", "Branch", "Town")
    rows = (
        ("New Foundry Ltd", "FI23456780", "24.51", "Pori"),
        ("Laatta Ab", "FI 7654321-2", "2361", "Ulvila"),
        ("Foreign GmbH", "DE123456789", "24.51", ""),
    )
    return text((heading, *rows)).encode()


@file("found-flows-in-words.csv")
def _flows() -> bytes:
    heading = ("Lähettäjä", "Vastaanottaja", "Materiaali", "Tonnia", "Vuosi")
    rows = ((PORI, "Voimala", "Valuhiekka", "4 200", 2024), (PORI, "Ulkomaat", "Metalliromu", "85,5", 2024))
    return text((heading, *rows)).encode()


@file("found-no-amounts.csv")
def _no_amounts() -> bytes:
    heading = ("Jäte", "Jätekoodi", "Luvan mukainen (t/a)", "Toteutunut 2024 (t)")
    return text((heading, (*SAND, 10000, 4200), (*SLAG, 2000, 700), ("Öljy", "13 02 05*", 5, 4))).encode()
