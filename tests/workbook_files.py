"""Workbooks written from the XML of their sheets, so that a test can put into them what no program would."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for prefix, kind in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "draw": "drawing",
    }.items()
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def excel(
    path: Path,
    sheets: Mapping[str, str] | str,
    *,
    states: Mapping[str, str] | None = None,
    parts: Mapping[str, bytes] | None = None,
    doctype: str = "",
) -> None:
    """Write an Excel workbook from the XML of its sheets: rows, or everything inside ``worksheet``."""
    named = {"Taul1": sheets} if isinstance(sheets, str) else sheets
    state = dict.fromkeys(named, "visible") | dict(states or {})
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}" state="{state[name]}"/>'
        for number, name in enumerate(named, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(named) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _content_types(len(named)))
        package.writestr(
            "_rels/.rels",
            _related(f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'),
        )
        package.writestr(
            "xl/workbook.xml",
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        )
        package.writestr("xl/_rels/workbook.xml.rels", _related(related))
        for number, inside in enumerate(named.values(), 1):
            whole = inside if "<sheetData>" in inside else f"<sheetData>{inside}</sheetData>"
            package.writestr(
                f"xl/worksheets/sheet{number}.xml", f'{_XML}{doctype}<worksheet xmlns="{_MAIN}">{whole}</worksheet>'
            )
        for name, content in (parts or {}).items():
            package.writestr(name, content)


def _related(inside: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}</Types>'
    )


def opendocument(path: Path, tables: str, *, styles: str = "", doctype: str = "", encrypted: bool = False) -> None:
    """Write an OpenDocument spreadsheet from the XML of its tables."""
    locked = "<manifest:encryption-data/>" if encrypted else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", f"{_XML}<manifest>{locked}</manifest>")
        package.writestr(
            "content.xml",
            f"{_XML}{doctype}<office:document-content {_ODS_NAMES} {_CALC}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )


def table(rows: Iterable[str], name: str = "Taul1") -> str:
    """A table of OpenDocument from its rows."""
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"


def text_cell(text: str, **given: str) -> str:
    """A cell of OpenDocument with a text; attributes of the table namespace by their names with underscores."""
    attributes = "".join(f' table:{key.replace("_", "-")}="{value}"' for key, value in given.items())
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'
