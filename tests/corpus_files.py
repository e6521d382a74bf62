"""Writes the corpus of files that people bring: `python tests/corpus_files.py` makes tests/corpus anew.

Everything in them is invented. What an import is to make of each file stands in tests/corpus/expected.json. Files that
would be large or dangerous to keep are made by tests/hostile_files.py when they are needed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

FOLDER = Path(__file__).parent / "corpus"
Row = Sequence[Any]
Files = dict[str, Callable[[], bytes]]
FILES: Files = {}


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register what makes a file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return register


def text(rows: Iterable[Row], delimiter: str = ";", end: str = "\r\n") -> str:
    """Rows as they stand, with no quoting: what quotes a file has are part of it."""
    return "".join(delimiter.join(str(cell) for cell in row) + end for row in rows)


def workbook(*sheets: tuple[str, Iterable[Row]], arrange: Callable[[Workbook], None] | None = None) -> bytes:
    """An XLSX with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if arrange:
        arrange(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def open_document(title: str, rows: Iterable[Row]) -> bytes:
    """A small ODS."""

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, int | float):
            kind = f'office:value-type="float" office:value="{value}"'
        elif isinstance(value, date):
            kind = f'office:value-type="date" office:date-value="{value}"'
        else:
            kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(cell(one) for one in row)}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(title)}>{lines}</table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


# --- good files --------------------------------------------------------------------------------------------------

STREAMS_FI = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä", "Yksikkö", "Käsittely", "Vastaanottaja")
PORI = "Porin valimo"
THREE_STREAMS: tuple[Row, ...] = (
    (PORI, "Valuhiekka", "10 09 08", 2024, 4200, "t", "R5", "Peittoon kierrätyspuisto"),
    (PORI, "Valimopöly", "10 09 10", 2024, 310, "t", "D1", "Testi-Kaatopaikka Oy"),
    (PORI, "Metalliromu", "12 01 01", 2024, 85.5, "t", "R4", "Testiromu Oy"),
)


@file("good-own-columns.csv")
def _own_columns() -> bytes:
    heading = ("site_id", "name", "material_class", "waste_code", "year", "amount", "unit", "fate", "treatment_code")
    rows = (
        ("testivalimo-pori", "Valuhiekka", "foundry_sand", "100908", 2024, "4200.5", "t", "used", "R5"),
        ("testivalimo-pori", "Metalliromu", "scrap_iron_steel", "120101", 2024, "85.5", "t", "used", "R4"),
    )
    return text((heading, *rows), ",", "\n").encode()


@file("good-excel-fi.csv")
def _excel_fi() -> bytes:
    rows = [[str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in THREE_STREAMS]
    return text((STREAMS_FI, *rows)).encode("utf-8-sig")


@file("good-fi.xlsx")
def _plain_workbook() -> bytes:
    return workbook(("Sivuvirrat", (STREAMS_FI, *THREE_STREAMS)))


@file("good-fi.ods")
def _plain_open_document() -> bytes:
    return open_document("Sivuvirrat", (STREAMS_FI, *THREE_STREAMS))


@file("good-sv.csv")
def _swedish() -> bytes:
    heading = ("Anläggning", "Material", "Avfallskod", "År", "Mängd (ton)", "Behandling", "Mottagare")
    rows = (
        (PORI, "Gjutsand", "10 09 08", 2024, "4 200,5", "R5", "Peittoo"),
        (PORI, "Metallskrot", "12 01 01", 2024, "85,5", "R4", "Testiromu Ab"),
    )
    return text((heading, *rows)).encode()


@file("good-en.xlsx")
def _english() -> bytes:
    heading = ("Site", "Material", "Waste code", "Year", "Amount [t/a]", "Treatment", "Receiver")
    rows = ((PORI, "Foundry sand", "10 09 08", 2024, 4200.5, "R5", "Peittoo"),)
    return workbook(("By-products", (heading, *rows)))


@file("good-needs.csv")
def _needs() -> bytes:
    heading = ("Tarve", "Materiaalit", "Määrä", "Yksikkö", "Vuosi", "Alkaa", "Päättyy", "Toimipaikka")
    rows = (
        ("Täyttömaata kentälle", '"foundry_sand;bottom_ash"', "30000", "t", 2026, "1.4.2027", "31.10.2028", PORI),
        ("Meluvallin ydin", "concrete_demolition", "12000", "t", 2026, "2027-05-01", "", PORI),
    )
    return text((heading, *rows)).encode()


@file("good-organisations.csv")
def _organisations() -> bytes:
    heading = ("Yritys", "Y-tunnus", "Toimialakoodi", "Kunta")
    rows = (
        ("Uusi Valimo Oy", "2345678-0", "24.51", "Pori"),
        ("Satakunnan Testilaatta Oy", "7654321-2", "23.61", "Ulvila"),
    )
    return text((heading, *rows)).encode("utf-8-sig")


@file("good-sites.xlsx")
def _sites() -> bytes:
    heading = ("Organisaatio", "Toimipaikka", "Osoite", "Kunta", "Leveysaste", "Pituusaste")
    rows = (
        ("Testivalimo Oy", "Harjavallan verstas", "Testikatu 1", "Harjavalta", 61.32, 22.12),
        ("Testivalimo Oy", "Ulvilan varasto", "Testitie 2", "Ulvila", 61.43, 21.88),
    )
    return workbook(("Toimipaikat", (heading, *rows)))


@file("good-flows.csv")
def _flows() -> bytes:
    heading = ("record_id", "year", "source", "target", "material", "mass_t", "treatment_code")
    rows = (
        ("V-1", 2024, "Elsewhere", "testivalimo-pori", "foundry_sand", "5200", ""),
        ("V-2", 2024, "testivalimo-pori", "testivoima-pori", "foundry_sand", "4200.5", "R5"),
    )
    return text((heading, *rows), ",", "\n").encode()


@file("good-list.json")
def _json() -> bytes:
    row = {"site_id": "testivalimo-pori", "name": "Valuhiekka", "material_class": "foundry_sand"}
    return json.dumps([{**row, "waste_code": "100908", "year": 2024, "amount": 4200.5}], ensure_ascii=False).encode()


# --- messy texts -------------------------------------------------------------------------------------------------


@file("messy-200-rows-windows-1252.csv")
def _two_hundred() -> bytes:
    """200 rows, five of which nobody could save."""
    codes = ("10 09 08", "10 09 10", "12 01 01", "10 09 03")
    names = ("Valuhiekka", "Valimopöly", "Metalliromu", "Kuona")
    rows: list[list[Any]] = [
        [PORI, f"{names[n % 4]}, erä {n + 1}", codes[n % 4], 2024, f"{n + 1},{n % 10}", "t", "R5", "Käsittelijä Öy"]
        for n in range(200)
    ]
    rows[9][2] = "99 99 99"
    rows[49][4] = "-5"
    rows[99][4] = "paljon"
    rows[149][3] = "2204"
    rows[199][6] = "R77"
    return text((STREAMS_FI, *rows)).encode("cp1252")


@file("messy-iso-8859-15.csv")
def _latin_9() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä t/v", "Hinta €/t")
    return text((heading, (PORI, "Šamottimurska, valimo", "16 11 04", 2024, "120,5", "-12,5"))).encode("iso-8859-15")


@file("messy-utf-16-tab.txt")
def _utf_16() -> bytes:
    return text((STREAMS_FI, *THREE_STREAMS), "\t").encode("utf-16")


@file("messy-tab-nbsp-thousands.tsv")
def _no_break_spaces() -> bytes:
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2024, "4\u00a0200,5", "t", "R5", "Peittoo"),
        (PORI, "Kuona", "10 09 03", 2024, "12\u202f345", "t", "R5", "Peittoo"),
    )
    return text((STREAMS_FI, *rows), "\t").encode()


@file("messy-sep-line-ragged.csv")
def _separator_line() -> bytes:
    rows = ("sep=;", ";".join(STREAMS_FI) + ";;", f"{PORI};Valuhiekka;10 09 08;2024;4200;t;R5;Peittoo;;", ";;;;;;;;;")
    return ("\r\n".join(rows) + f"\r\n{PORI};Kuona;10 09 03;2024;150;t\r\n").encode("cp1252")


@file("messy-quotes-and-breaks.csv")
def _quotes() -> bytes:
    lines = (
        '"Toimipaikka";"Materiaali";"Jätekoodi";"Vuosi";"Määrä (t)";"Huomautus"',
        f'"{PORI}";"Hiekka ""hieno""; kuiva";"10 09 08";"2024";"1200,5";"Ensimmäinen rivi\ntoinen rivi; vielä"',
        f'"{PORI}";"Kuona";"10 09 03";"2024";"300";""',
    )
    return ("\r\n".join(lines) + "\r\n").encode()


@file("messy-english-thousands.csv")
def _english_thousands() -> bytes:
    heading = ("Site", "Material", "Waste code", "Year", "Amount (t)")
    rows = ((PORI, "Foundry sand", "10 09 08", 2024, '"4,200.5"'), (PORI, "Slag", "10 09 03", 2024, '"1,250"'))
    return text((heading, *rows), ",").encode()


@file("messy-ambiguous-number.csv")
def _ambiguous() -> bytes:
    """Nothing in the file tells whether 1,234 is one or a thousand."""
    heading = ("Site", "Material", "Waste code", "Year", "Amount (t)")
    return text(
        (heading, (PORI, "Foundry sand", "10 09 08", 2024, "1,234"), (PORI, "Slag", "10 09 03", 2024, "56"))
    ).encode()


@file("messy-numbers-in-words.csv")
def _in_words() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t/v)")
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2024, "n. 500"),
        (PORI, "Kuona", "10 09 03", 2024, "100-200"),
        (PORI, "Metalliromu", "12 01 01", 2024, "-"),
        (PORI, "Valimopöly", "10 09 10", 2024, "ei tiedossa"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-dates-as-text.csv")
def _dates() -> bytes:
    heading = ("Tarve", "Materiaalit", "Määrä (t)", "Vuosi", "Alkaa", "Päättyy")
    rows = (
        ("Kenttä", "foundry_sand", "1000", 2026, "1.4.2027", "31.10.2028"),
        ("Valli", "bottom_ash", "2000", 2026, "01.05.27", "2028-10-31"),
        ("Katu", "concrete_demolition", "3000", 2026, "32.1.2027", ""),
    )
    return text((heading, *rows)).encode()


@file("messy-codes.csv")
def _codes() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätenimike", "Vuosi", "Määrä (t)")
    rows = (
        (PORI, "Valuhiekka", "10.09.08", 2024, "1"),
        (PORI, "Valuhiekka 2", "100908", 2024, "2"),
        (PORI, "Valuhiekka 3", "10 09 08 käytetyt valuhiekat", 2024, "3"),
        (PORI, "Pöly", "10 09 09*", 2024, "4"),
        (PORI, "Pöly 2", "100909 *", 2024, "5"),
        (PORI, "Öljy", "*13 02 05", 2024, "6"),
        (PORI, "Louhe", "10101", 2024, "7"),
        (PORI, "Valuhiekka 4", "100908.0", 2024, "8"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-units.csv")
def _units() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä", "Yksikkö", "Tiheys t/m3")
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2024, "4200000", "kg", ""),
        (PORI, "Kuona", "10 09 03", 2024, "100", "m³", "1,5"),
        (PORI, "Metalliromu", "12 01 01", 2024, "85", "tonnia", ""),
        (PORI, "Puhallushiekka", "12 01 17", 2024, "20", "kuutiota", ""),
        (PORI, "Lastuamisneste", "12 01 09", 2024, "3", "saavia", ""),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-wordings.csv")
def _wordings() -> bytes:
    """No codes at all; the last one means nothing to anybody."""
    heading = ("Toimipaikka", "Mitä syntyy", "Vuosi", "Tonnia", "Minne")
    rows = (
        (PORI, "valuhiekkaa", 2024, "4200", "kierrätykseen"),
        (PORI, "valuhiekkaa", 2023, "3900", "kierrätykseen"),
        (PORI, "kuonaa sulatosta", 2024, "700", "kaatopaikalle"),
        (PORI, "xyzzy", 2024, "3", "kaatopaikalle"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-bad-business-ids.csv")
def _business_ids() -> bytes:
    heading = ("Yrityksen nimi", "Y-tunnus", "Toimiala")
    rows = (
        ("Hyvä Oy", "2345678-0", "24.51"),
        ("Väärä Tarkiste Oy", "2345678-9", "24.51"),
        ("Alv-muoto Oy", "FI76543212", "23.61"),
        ("Tunnukseton Oy", "", "24.51"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-stars-against-list.csv")
def _stars() -> bytes:
    heading = ("Toimipaikka", "Jäte", "Jätekoodi", "Vaarallinen", "Vuosi", "Määrä (t)")
    rows = (
        (PORI, "Käytetty voiteluöljy", "13 02 05", "ei", 2024, "4"),
        (PORI, "Valuhiekka", "10 09 08*", "", 2024, "4200"),
        (PORI, "Pöly, vaarallista", "10 09 09*", "kyllä", 2024, "12"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("messy-no-heading.csv")
def _no_heading() -> bytes:
    return text(THREE_STREAMS).encode("cp1252")


@file("messy-notes-and-repeated-heading.csv")
def _notes() -> bytes:
    rows: tuple[Row, ...] = (
        ("Testivalimo Oy", "", "", "", "", "", "", ""),
        ("Sivuvirrat 2024, tulostettu 3.2.2025", "", "", "", "", "", "", ""),
        ("", "", "", "", "", "", "", ""),
        STREAMS_FI,
        THREE_STREAMS[0],
        THREE_STREAMS[1],
        ("", "", "", "", "", "", "", ""),
        ("Sivu 2", "", "", "", "", "", "", ""),
        STREAMS_FI,
        (PORI, "Metalliromu", "12 01 01", 2024, "85,5", "t", "R4", "Testiromu Oy"),
        ("Yhteensä", "", "", "", "4595,5", "t", "", ""),
        ("* luvut perustuvat vaakakuitteihin", "", "", "", "", "", "", ""),
    )
    return text(rows).encode("cp1252")


# --- messy workbooks ---------------------------------------------------------------------------------------------


@file("messy-titles-merged-total.xlsx")
def _titles() -> bytes:
    def arrange(book: Workbook) -> None:
        sheet = book["Raportti"]
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("A4:C4")
        sheet.merge_cells("D4:E4")

    rows: tuple[Row, ...] = (
        ("Testivalimo Oy, jätteet ja sivutuotteet",),
        ("Vuosi 2024",),
        (),
        ("Jäte", None, None, "Määrä", None, "Kohde", None),
        ("Toimipaikka", "Nimike", "Koodi", "t", "t kuiva-ainetta", "Vastaanottaja", "R/D"),
        (PORI, "Valuhiekka", "10 09 08", 4200, 4100, "Peittoo", "R5"),
        (PORI, "Kuona", "10 09 03", 700, 690, "Testi-Kaatopaikka Oy", "D1"),
        ("Yhteensä", None, None, 4900, 4790, None, None),
    )
    return workbook(("Raportti", rows), arrange=arrange)


@file("messy-years-as-columns.xlsx")
def _years() -> bytes:
    rows: tuple[Row, ...] = (
        ("Toimipaikka", "Materiaali", "Jätekoodi", "Määrä t/v", None, None),
        (None, None, None, 2022, 2023, 2024),
        (PORI, "Valuhiekka", "10 09 08", 3900, 4050, 4200),
        (PORI, "Kuona", "10 09 03", 650, None, 700),
    )
    return workbook(("Vuodet", rows), arrange=lambda book: book["Vuodet"].merge_cells("D1:F1"))


@file("messy-sheet-per-year.xlsx")
def _sheet_per_year() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Määrä (t)")
    return workbook(
        ("Ohje", (("Täytä jokaiselle vuodelle oma välilehti.",),)),
        ("2023", (heading, (PORI, "Valuhiekka", "10 09 08", 4050))),
        ("2024", (heading, (PORI, "Valuhiekka", "10 09 08", 4200), (PORI, "Kuona", "10 09 03", 700))),
    )


@file("messy-hidden-sheet.xlsx")
def _hidden() -> bytes:
    def arrange(book: Workbook) -> None:
        book["Vanhat"].sheet_state = "hidden"

    old = ((STREAMS_FI), (PORI, "Vanha hiekka", "10 09 08", 2019, 99, "t", "R5", "Peittoo"))
    return workbook(("Sivuvirrat", (STREAMS_FI, *THREE_STREAMS)), ("Vanhat", old), arrange=arrange)


@file("messy-codes-as-numbers.xlsx")
def _codes_as_numbers() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (kg)")
    rows = (
        (PORI, "Valuhiekka", 100908, 2024, 4200000),
        (PORI, "Sivukivi", 10102, 2024.0, 900000),
        (PORI, "Kuona", 100903.0, 2024, 700000.0),
    )
    return workbook(("Taul1", (heading, *rows)))


@file("messy-formulas-without-values.xlsx")
def _formulas() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)")
    rows = ((PORI, "Valuhiekka", "10 09 08", 2024, "=2000+2200"), (PORI, "Kuona", "10 09 03", 2024, 700))
    return workbook(("Taul1", (heading, *rows)))


@file("messy-error-cells.xlsx")
def _error_cells() -> bytes:
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)")
    rows = ((PORI, "Valuhiekka", "10 09 08", 2024, "#N/A"), (PORI, "Kuona", "10 09 03", 2024, 700))
    return workbook(("Taul1", (heading, *rows)))


@file("messy-duplicated-year.xlsx")
def _duplicated() -> bytes:
    """The same year twice: a sheet copied and not renumbered."""
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)")
    rows = (heading, (PORI, "Valuhiekka", "10 09 08", 2024, 4200), (PORI, "Kuona", "10 09 03", 2024, 700))
    return workbook(("Tammi", rows), ("Helmi", rows))


# --- what the law has companies keep ------------------------------------------------------------------------------


@file("record-jatekirjanpito.xlsx")
def _waste_record() -> bytes:
    heading = (
        *("Päivämäärä", "Jätenimike", "Jätteen kuvaus", "Määrä (kg)", "Vastaanottaja", "Kuljettaja"),
        *("Käsittelytapa", "Vaaraominaisuudet"),
    )
    loads: list[Row] = []
    for month in range(1, 13):
        loads.append(
            (date(2024, month, 5), "10 09 08", "Valuhiekka", 350_000, "Peittoo", "Kuljetus Testi Oy", "R5", "")
        )
        loads.append(
            (date(2024, month, 20), "13 02 05*", "Voiteluöljy", 400, "Testiöljy Oy", "Kuljetus Testi Oy", "R9", "HP14")
        )
    loads.append((date(2023, 12, 20), "10 09 08", "Valuhiekka", 300_000, "Peittoo", "Kuljetus Testi Oy", "R5", ""))
    return workbook(("Jätekirjanpito", (("Jätekirjanpito, Testivalimo Oy",), heading, *loads)))


@file("record-siirtoasiakirjat.csv")
def _transfer_documents() -> bytes:
    heading = (
        *("Siirtoasiakirjan numero", "Siirron päivämäärä", "Jätteen haltija", "Haltijan Y-tunnus", "Kuljettaja"),
        *("Kuljettajan nimi", "Ajoneuvon rekisteritunnus", "Lähtöpaikka", "Vastaanottaja", "Jätenimike"),
        *("Kuvaus jätelajista", "Määrä (t)", "Käsittelytapa", "Puhelinnumero"),
    )
    holder = ("Testivalimo Oy", "1234567-1")
    carrier = ("Kuljetus Testi Oy", "Testi Kuljettaja", "ABC-123")
    oil = ("Testiöljy Oy", "13 02 05*", "Voiteluöljy")
    rows = (
        (number, day, *holder, *carrier, PORI, *oil, tonnes, "R9", "040 000 0000")
        for number, day, tonnes in (("A1", "3.2.2024", "2,4"), ("A2", "3.9.2024", "1,6"))
    )
    return text((heading, *rows)).encode("cp1252")


@file("record-siirto-register.csv")
def _transfer_register() -> bytes:
    heading = (
        *("TransferDocumentId", "TransferDate", "HolderBusinessId", "HolderIsHousehold", "LoWCode", "WasteDescription"),
        *("AmountTonnes", "RecoveryCode", "DisposalCode", "ShippedToLaboratoryForAnalysis", "ReceiverName"),
    )
    rows = (
        ("1", "2024-02-03", "1234567-1", "false", "130205", "Voiteluöljy", "2.4", "R9", "", "false", "Testiöljy Oy"),
        ("2", "2024-03-03", "1234567-1", "false", "130205", "Voiteluöljy", "1.0", "R9", "D10", "false", "Testiöljy Oy"),
        ("3", "2024-04-03", "1234567-1", "false", "130205", "Voiteluöljy", "1.0", "", "", "false", "Testiöljy Oy"),
        ("4", "2024-05-03", "", "true", "200126", "Öljy", "0.1", "R9", "", "false", "Testiöljy Oy"),
    )
    return text((heading, *rows), ",", "\n").encode()


@file("record-vuosiraportti.xlsx")
def _yearly_report() -> bytes:
    heading = ("Jätekoodi", "Jäte", "Tonnia", "R/D-koodi", "Vastaanottaja")
    rows: tuple[Row, ...] = (
        ("Ympäristönsuojelun vuosiraportti 2024",),
        ("Laitos: Porin valimo",),
        heading,
        ("100908", "Valuhiekka", 4200, "R5", "Peittoo"),
        ("100910", "Valimopöly", 310, "D1", "Testi-Kaatopaikka Oy"),
        ("130205", "Voiteluöljy", 4, "R9", "Testiöljy Oy"),
        ("Yhteensä", None, 4514, None, None),
    )
    return workbook(("2024", rows))


# --- files that say something unlikely ----------------------------------------------------------------------------


@file("doubt-total-differs.xlsx")
def _total_differs() -> bytes:
    rows = ((*STREAMS_FI,), *THREE_STREAMS, ("Yhteensä", None, None, None, 5595.5, "t", None, None))
    return workbook(("Taul1", rows))


@file("doubt-kilograms-as-tonnes.csv")
def _kilograms() -> bytes:
    """The heading says tonnes, the total proves kilograms."""
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)")
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2024, "4200000"),
        (PORI, "Kuona", "10 09 03", 2024, "700000"),
        ("Yhteensä", "", "", "", "4900"),
    )
    return text((heading, *rows)).encode("cp1252")


@file("doubt-lost-decimal-mark.csv")
def _lost_mark() -> bytes:
    """Next to the earlier years that the bank knows, everything is a thousandfold."""
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)")
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2025, "4210500"),
        (PORI, "Kuona", "10 09 03", 2025, "700250"),
        (PORI, "Metalliromu", "12 01 01", 2025, "85500"),
    )
    return text((heading, *rows)).encode("cp1252")


# --- files that mean harm or are none -----------------------------------------------------------------------------


@file("hostile-formulas.csv")
def _injection() -> bytes:
    """Text that a spreadsheet would run: here it stays text."""
    heading = ("Toimipaikka", "Materiaali", "Jätekoodi", "Vuosi", "Määrä (t)", "Huomautus")
    rows = (
        (PORI, "Valuhiekka", "10 09 08", 2024, "4200", '=HYPERLINK("http://example.org")'),
        (PORI, "Kuona", "10 09 03", 2024, "700", "@SUM(1+1)"),
    )
    return text((heading, *rows)).encode()


@file("hostile-empty.csv")
def _empty() -> bytes:
    return b""


@file("hostile-only-heading.xlsx")
def _only_heading() -> bytes:
    return workbook(("Taul1", (STREAMS_FI,)))


@file("hostile-no-cells.xlsx")
def _no_cells() -> bytes:
    return workbook(("Taul1", ()))


@file("hostile-zero-bytes.csv")
def _zero_bytes() -> bytes:
    return b"Materiaali;M\x00\x00\x00r\x00\n\x01\x02\x03\x00\xff\xfe\n" * 20


@file("hostile-open-quote.csv")
def _open_quote() -> bytes:
    return (text((STREAMS_FI,)) + f'{PORI};"Valuhiekka;10 09 08;2024;1;t;R5;x\r\n').encode()


@file("hostile-picture.xlsx")
def _picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@file("hostile-page.xls")
def _page() -> bytes:
    return b"<html><body><table><tr><td>Valuhiekka</td><td>4200</td></tr></table></body></html>"


@file("hostile-cut-off.xlsx")
def _cut_off() -> bytes:
    whole = workbook(("Sivuvirrat", (STREAMS_FI, *THREE_STREAMS)))
    return whole[: len(whole) // 2]


def write_all(folder: Path = FOLDER, *, only_new: bool = False) -> None:
    """Write every file anew, or those that are not there yet."""
    folder.mkdir(exist_ok=True)
    from tests.corpus_found import MORE_FILES

    for name, make in {**FILES, **MORE_FILES}.items():
        if only_new and (folder / name).exists():
            continue
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    write_all()
