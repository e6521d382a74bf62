"""The fixed parts of a workbook that we write: what it is made of, and how its cells look."""

from __future__ import annotations

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADING_FILL, WRONG_FILL = "FFE6ECF2", "FFFFD9CC"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{{sheets}}</Types>'
)
RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="w" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = f'{_HEAD}<workbook xmlns="{SPREADSHEET}" xmlns:r="{_DOCUMENT}"><sheets>{{sheets}}</sheets></workbook>'
WORKBOOK_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{{sheets}}'
    f'<Relationship Id="y" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>'
)


def _fill(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'


def _look(*, form: int = 0, font: int = 0, fill: int = 0, quoted: bool = False, wrapped: bool = False) -> str:
    """One style: number format, font, fill, whether the text keeps its apostrophe, whether it runs over lines."""
    quote = ' quotePrefix="1"' if quoted else ""
    wrap = '<alignment vertical="top" wrapText="1"/>' if wrapped else ""
    return (
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"{quote} '
        f'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">{wrap}</xf>'
    )


_TEXT, _DAY = 49, 164
_LOOKS = (
    _look(),
    _look(font=1, fill=2, wrapped=True),
    _look(form=_TEXT),
    _look(form=_TEXT, quoted=True),
    _look(form=_DAY),
    _look(fill=3),
    _look(form=_TEXT, fill=3, quoted=True),
    _look(form=_DAY, fill=3),
    _look(form=_TEXT, font=2, quoted=True, wrapped=True),
)
_SIZE, _NAME = '<sz val="11"/>', '<name val="Calibri"/><family val="2"/>'
STYLES = (
    f'{_HEAD}<styleSheet xmlns="{SPREADSHEET}">'
    f'<numFmts count="1"><numFmt numFmtId="{_DAY}" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="3"><font>{_SIZE}{_NAME}</font><font><b/>{_SIZE}{_NAME}</font>'
    f'<font>{_SIZE}<color rgb="FF8A1F00"/>{_NAME}</font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    f"{_fill(HEADING_FILL)}{_fill(WRONG_FILL)}</fills>"
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_LOOKS)}">{"".join(_LOOKS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
