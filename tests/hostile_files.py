"""Files that want to do harm or look as if they did, made on the fly: none is kept in the repository.

Each function writes one file; `HOSTILE` lists those that must be refused, `UNPLEASANT` those that must still be read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.workbook_files import excel, opendocument, table, text_cell

GIGABYTE = 2**30
HEADING = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Nimike</t></is></c><c r="B1" t="inlineStr"><is><t>t</t></is></c></row>'
)
ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>Valimohiekka</t></is></c><c r="B2"><v>4200</v></c></row>'


# --- Refused -----------------------------------------------------------------------------------------------------


def far_columns(path: Path, rows: int = 20_000) -> None:
    """One cell in the last column of each row: a parser that lays out a grid wants 10 GB."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, rows + 1)
    )
    excel(path, f'<dimension ref="A1:B2"/><sheetData>{cells}</sheetData>')


def far_columns_without_references(path: Path) -> None:
    """The same in two cells that do not say where they are."""
    far = (
        "<row><c><v>1</v></c>"
        + "<c/>" * 16_382
        + "<c><v>1</v></c></row>"
        + "<row/>" * 100_000
        + "<row><c><v>1</v></c></row>"
    )
    excel(path, far)


def many_columns(path: Path) -> None:
    """A heading of 16,000 columns."""
    cells = "".join(f'<c t="inlineStr"><is><t>sarake {number}</t></is></c>' for number in range(16_000))
    excel(path, f'<row r="1">{cells}</row>')


def many_columns_in_text(path: Path) -> None:
    """The same as CSV."""
    path.write_text(";".join(f"sarake {number}" for number in range(16_000)) + "\n1;2;3\n", "utf-8")


def zip_bomb(path: Path) -> None:
    """A sheet that is 60 MB of the same letter."""
    excel(path, HEADING)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/sharedStrings.xml", "w") as stream,
    ):
        for _ in range(60):
            stream.write(b"a" * 2**20)


def many_members(path: Path) -> None:
    """A workbook that is packed from 6,000 parts."""
    excel(path, HEADING, parts={f"xl/media/{number}.txt": b"" for number in range(6_000)})


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


def billion_laughs(path: Path) -> None:
    """Entities that would unfold to 3 GB, and one that names a file of the machine."""
    excel(path, '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;&file;</t></is></c></row>', doctype=LAUGHS)


def billion_laughs_in_opendocument(path: Path) -> None:
    """The same in an OpenDocument spreadsheet."""
    opendocument(path, table([f"<table:table-row>{text_cell('&l9;&file;')}</table:table-row>"]), doctype=LAUGHS)


def repeated_rows(path: Path) -> None:
    """A row that stands there a million times."""
    row = f'<table:table-row table:number-rows-repeated="1000000">{text_cell("x")}</table:table-row>'
    opendocument(path, table([row]))


def repeated_cells(path: Path) -> None:
    """A cell that stands there a billion times in each row."""
    row = f"<table:table-row>{text_cell('x', number_columns_repeated='999999999')}</table:table-row>"
    opendocument(path, table([row] * 3))


def encrypted(path: Path) -> None:
    """What Excel writes when a workbook has a password: an OLE file with the encrypted package inside."""
    path.write_bytes(OLE + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(1024))


def encrypted_opendocument(path: Path) -> None:
    """An OpenDocument spreadsheet with a password."""
    opendocument(path, table([]), encrypted=True)


def cut_off(path: Path) -> None:
    """A workbook of which only the first half came over the line."""
    excel(path, HEADING + ROW)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def letter(path: Path) -> None:
    """An old Word document under a workbook's name."""
    path.write_bytes(OLE + bytes(1024) + "WordDocument".encode("utf-16-le") + bytes(1024))


def other_archive(path: Path) -> None:
    """A zip archive of something else."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<document/>")


def sparse_text(path: Path, size: int = 2 * GIGABYTE) -> None:
    """A CSV file of 2 GB that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(b"Nimike;t\nValimohiekka;4200\n")
        stream.truncate(size)


def no_text(path: Path) -> None:
    """A program under a table's name."""
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 100)


def open_quote(path: Path) -> None:
    """A quotation mark on line 3 that nobody closes."""
    path.write_text('Nimike;t\nKuona;1\n"Valimohiekka;2\n' + "Hiekka;3\n" * 50, "utf-8")


def open_quote_in_a_long_file(path: Path) -> None:
    """The same, with so much after it that the cell never ends."""
    path.write_text('Nimike;t\nKuona;1\n"Valimohiekka;2\n' + "Hiekka;3\n" * 50_000, "utf-8")


def long_line(path: Path) -> None:
    """A line of 3 MB."""
    path.write_bytes(b"Nimike;t\nKuona;1\n" + b"x" * 3 * 2**20 + b"\n")


def web_page(path: Path) -> None:
    """A table that a web program saved as .xls."""
    path.write_text("<html><body><table><tr><td>Nimike</td></tr></table></body></html>", "utf-8")


def paper(path: Path) -> None:
    """A PDF document."""
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")


def picture(path: Path) -> None:
    """A picture of a table."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))


def nothing(path: Path) -> None:
    """An empty file."""
    path.write_bytes(b" \r\n")


# --- Read all the same -------------------------------------------------------------------------------------------


def formulas(path: Path) -> None:
    """Formulas with and without a stored value, one of them wanting to run a program, and errors."""
    rows = (
        '<row r="3"><c r="A3" t="str"><f>cmd|\' /C calc\'!A0</f><v>Kuona</v></c>'
        '<c r="B3"><f>B2*2</f><v>8400</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>Tuhka</t></is></c><c r="B4"><f>SUM(B2:B3)</f></c></row>'
        '<row r="5"><c r="A5" t="str"><f>IF(1,"")</f><v></v></c><c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="6"><c r="A6" t="e"><v>#N/A</v></c><c r="B6"><f t="shared" si="0"/><v/></c></row>'
    )
    excel(path, HEADING + ROW + rows)


def links(path: Path) -> None:
    """A workbook that refers to another one on the net."""
    excel(path, HEADING + ROW, parts={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def macros(path: Path) -> None:
    """A workbook with macros."""
    excel(path, HEADING + ROW, parts={"xl/vbaProject.bin": OLE + b"Shell"})


def far_but_empty(path: Path) -> None:
    """A row that is coloured to the last column, as people do."""
    coloured = '<row r="3"><c r="A3" t="inlineStr"><is><t>Kuona</t></is></c><c r="XFD3" s="0"/></row>'
    excel(path, f'<dimension ref="A1:XFD3"/><sheetData>{HEADING}{ROW}{coloured}</sheetData>')


def repeated_but_empty(path: Path) -> None:
    """What every OpenDocument spreadsheet has: a million empty rows and 16,000 empty cells at the end."""
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    rows = [
        f"<table:table-row>{text_cell('Nimike')}{text_cell('t')}{empty}</table:table-row>",
        f"<table:table-row>{text_cell('Kuona')}{text_cell('4200')}{empty}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>',
    ]
    opendocument(path, table(rows))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HOSTILE: dict[str, Callable[[Path], None]] = {
    "far-columns.xlsx": far_columns,
    "far-columns-without-references.xlsx": far_columns_without_references,
    "many-columns.xlsx": many_columns,
    "many-columns.csv": many_columns_in_text,
    "zip-bomb.xlsx": zip_bomb,
    "many-members.xlsx": many_members,
    "billion-laughs.xlsx": billion_laughs,
    "billion-laughs.ods": billion_laughs_in_opendocument,
    "repeated-rows.ods": repeated_rows,
    "repeated-cells.ods": repeated_cells,
    "encrypted.xlsx": encrypted,
    "encrypted.ods": encrypted_opendocument,
    "cut-off.xlsx": cut_off,
    "letter.xls": letter,
    "other-archive.xlsx": other_archive,
    "two-gigabytes.csv": sparse_text,
    "no-text.csv": no_text,
    "open-quote.csv": open_quote,
    "open-quote-long.csv": open_quote_in_a_long_file,
    "long-line.csv": long_line,
    "web-page.xls": web_page,
    "paper.csv": paper,
    "picture.xlsx": picture,
    "nothing.csv": nothing,
}
UNPLEASANT: dict[str, Callable[[Path], None]] = {
    "formulas.xlsx": formulas,
    "links.xlsx": links,
    "macros.xlsm": macros,
    "far-but-empty.xlsx": far_but_empty,
    "repeated-but-empty.ods": repeated_but_empty,
}
