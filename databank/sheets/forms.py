"""What a file really is: its first bytes tell, its name does not."""

from __future__ import annotations

import codecs
from pathlib import Path

from databank.errors import N_, FileRefusedError
from databank.sheets.values import MIB, Limits

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Containers: of a modern workbook, and of an old or an encrypted one."""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"mime-version:")
_TABLE_NAMES = (".csv", ".txt", ".tsv")


def form_of(path: Path, name: str, limits: Limits) -> str:
    """Tell whether a file is a "zip" or "ole" workbook, "json" or "text"; refuse what is neither or is too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise FileRefusedError(
            N_("%(file)s cannot be read: check that the file exists and that you may read it."), file=name
        ) from error
    if not head.strip() and size <= len(head):
        raise FileRefusedError(N_("%(file)s is empty: put the columns on its first line and rows below."), file=name)
    form = _container(head) or _text_form(head, name)
    largest = {"text": limits.text_bytes, "json": limits.json_bytes}.get(form, limits.workbook_bytes)
    if size > largest:
        raise FileRefusedError(
            N_("%(file)s has %(size)s MB; at most %(limit)s MB are read. Divide it into several files."),
            file=name,
            size=max(1, round(size / MIB)),
            limit=max(1, round(largest / MIB)),
        )
    return form


def _container(head: bytes) -> str | None:
    if head.startswith(ZIP):
        return "zip"
    return "ole" if head.startswith(OLE) else None


def _readable(head: bytes) -> bytes:
    """The beginning in bytes of one kind, whatever the encoding."""
    return head.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")


def _text_form(head: bytes, name: str) -> str:
    _refuse_other(head, name)
    head = _readable(head)
    if name.lower().endswith(".json"):
        return "json"
    return "json" if head[:1] in {b"[", b"{"} and not name.lower().endswith(_TABLE_NAMES) else "text"


def _refuse_other(head: bytes, name: str) -> None:
    """Refuse a file that is plainly something else, saying how to make a table of it."""
    if head.startswith(b"%PDF"):
        raise FileRefusedError(
            N_("%(file)s is a PDF document. Copy its table to a spreadsheet and save it as .xlsx or .csv."), file=name
        )
    if head.startswith(_PICTURES):
        raise FileRefusedError(
            N_("%(file)s is a picture. Type its table into a spreadsheet and save it as .xlsx or .csv."), file=name
        )
    if head.startswith(_ARCHIVES):
        raise FileRefusedError(
            N_("%(file)s is a packed archive. Unpack it and choose the spreadsheet that is inside."), file=name
        )
    if _readable(head).lower().startswith(_MARKUP):
        raise FileRefusedError(
            N_("%(file)s is a web page or XML, not a spreadsheet. Open it in a spreadsheet and save it as .xlsx."),
            file=name,
        )
