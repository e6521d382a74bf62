"""Where the sheets of an Excel workbook are kept inside it."""

from __future__ import annotations

import posixpath
import zipfile
from xml.parsers import expat

from databank.sheets.packages import parse

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def sheet_parts(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Sheet name -> the part with its cells; empty for a workbook that is kept in another way."""
    members = set(package.namelist())
    if not {_WORKBOOK, _RELATIONS} <= members:
        return {}
    targets = {
        given.get("Id"): posixpath.normpath(posixpath.join("/xl", given.get("Target", ""))).lstrip("/")
        for given in _elements(package, _RELATIONS, "Relationship", name)
    }
    parts = {
        given.get("name", ""): targets.get(given.get("id"), "")
        for given in _elements(package, _WORKBOOK, "sheet", name)
    }
    return {sheet: part for sheet, part in parts.items() if part in members}


def _elements(package: zipfile.ZipFile, member: str, tag: str, name: str) -> list[dict[str, str]]:
    """The attributes, without their namespaces, of every such element."""
    found: list[dict[str, str]] = []

    def start(element: str, given: dict[str, str]) -> None:
        if element.rpartition(" ")[2] == tag:
            found.append({key.rpartition(" ")[2]: value for key, value in given.items()})

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parse(package, member, parser, name)
    return found
