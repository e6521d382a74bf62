"""Which encoding a text is in: a mark, zero bytes, strict UTF-8, then the two Western ones Finnish programs write."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from databank.errors import N_, FileRefusedError, Sentence
from databank.sheets.values import Limits

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
FALLBACK = "sivuvirta-western"
"""Name of the error handler that reads a byte which is no letter of the encoding as Windows-1252 would."""

_CHUNK = 2**20
_FEW = 1_000
_SHOWN = 5
_CONTROLS_OF_LATIN = bytes(range(0x80, 0xA0))
_LETTERS_OF_LATIN_9 = b"\xa4\xa6\xa8\xb8"
_MARK_OF_LATIN_9 = re.compile(rb"\xa4|[A-Za-z\xc0-\xff][\xa6\xa8\xb8][A-Za-z\xc0-\xff]")


@dataclass(slots=True, kw_only=True)
class Encoding:
    """How the bytes of a file are read as text.

    Attributes
    ----------
    skip : int
        Bytes of the byte order mark.
    lines : int
        Line ends in the file, so about how many rows it has.
    """

    name: str
    skip: int = 0
    newline: str = "\n"
    lines: int = 0
    notes: tuple[Sentence, ...] = ()


@dataclass(slots=True)
class _Census:
    """What a pass over the bytes of a file counts."""

    lines: int = 0
    proper: int = 0
    odd: list[int] = field(default_factory=list)
    odd_count: int = 0
    has_controls: bool = False
    is_latin_9: bool = False


def _as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    return odd.decode("cp1252", "replace"), error.end


codecs.register_error(FALLBACK, _as_western)


def encoding_of(path: Path, name: str, limits: Limits) -> Encoding:
    """Find the encoding of a text file in one pass; refuse what is no text."""
    with path.open("rb") as stream:
        head = stream.read(8192)
        encoding = _marked(head)
        newline = _newline(head.replace(b"\0", b""))
        stream.seek(encoding.skip if encoding else 0)
        counted = _census(stream, name, limits, newline, is_wide=encoding is not None and encoding.name != "utf-8")
    if encoding is None or encoding.name == "utf-8":
        skip = encoding.skip if encoding else 0
        encoding = Encoding(name=_byte_encoding(counted, is_marked=skip > 0), skip=skip)
        encoding.notes = _notes(encoding.name, counted, name)
    encoding.newline = newline
    encoding.lines = counted.lines
    return encoding


def _marked(head: bytes) -> Encoding | None:
    """The encoding by its byte order mark, or UTF-16 without one by its zero bytes."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name=name, skip=len(mark))
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.3 and head[::2].count(0) < half * 0.05:
        return Encoding(name="utf-16-le")
    if half and head[::2].count(0) > half * 0.3 and head[1::2].count(0) < half * 0.05:
        return Encoding(name="utf-16-be")
    return None


def _newline(head: bytes) -> str:
    if b"\r\n" in head:
        return "\r\n"
    return "\r" if b"\r" in head and b"\n" not in head else "\n"


def _census(stream: BinaryIO, name: str, limits: Limits, newline: str, *, is_wide: bool) -> _Census:
    counted = _Census()
    end = newline[-1:].encode()
    for piece in _pieces(stream, end, limits.line_bytes):
        if len(piece) > limits.line_bytes and end not in piece:
            raise FileRefusedError(
                N_("%(file)s, line %(line)s: the line is too long for a table. Check that the file is a CSV file."),
                file=name,
                line=counted.lines + 1,
            )
        if not is_wide:
            _refuse_binary(piece, end, counted.lines, name)
            _count_letters(piece, end, counted)
        counted.lines += piece.count(end)
    return counted


def _pieces(stream: BinaryIO, end: bytes, longest: int) -> Iterator[bytes]:
    """Pieces of a file that end where a line ends, unless a line is longer than `longest`."""
    rest = b""
    while chunk := stream.read(min(_CHUNK, longest)):
        whole, found, rest = (rest + chunk).rpartition(end)
        if found:
            yield whole + found
        elif len(rest) > longest:
            break
    if rest:
        yield rest


def _refuse_binary(piece: bytes, end: bytes, lines: int, name: str) -> None:
    at = piece.find(b"\0")
    if at >= 0:
        raise FileRefusedError(
            N_("%(file)s, line %(line)s: this is no text. Save the table as CSV or as an Excel workbook (.xlsx)."),
            file=name,
            line=lines + piece.count(end, 0, at) + 1,
        )


def _count_letters(piece: bytes, end: bytes, counted: _Census) -> None:
    if piece.isascii():
        return
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        _count_odd(piece, counted)
        counted.has_controls |= len(piece.translate(None, _CONTROLS_OF_LATIN)) < len(piece)
        is_possible = len(piece.translate(None, _LETTERS_OF_LATIN_9)) < len(piece)
        counted.is_latin_9 |= is_possible and _MARK_OF_LATIN_9.search(piece) is not None
    else:
        counted.proper += piece.count(end) + 1


def _count_odd(piece: bytes, counted: _Census) -> None:
    """Count the lines that are UTF-8 and those that are not, until it is plain that the file is not UTF-8."""
    if counted.odd_count > _FEW and not counted.proper:
        return
    for number, line in enumerate(piece.splitlines(), counted.lines + 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            counted.odd_count += 1
            if len(counted.odd) <= _SHOWN:
                counted.odd.append(number)
        else:
            counted.proper += 1


def _byte_encoding(counted: _Census, *, is_marked: bool) -> str:
    if is_marked or not counted.odd_count or counted.proper >= counted.odd_count:
        return "utf-8"
    return "iso-8859-15" if counted.is_latin_9 and not counted.has_controls else "cp1252"


def _notes(encoding: str, counted: _Census, name: str) -> tuple[Sentence, ...]:
    """Name the lines whose letters are not of the encoding of the rest."""
    if encoding != "utf-8" or not counted.odd_count:
        return ()
    shown = ", ".join(str(number) for number in counted.odd[:_SHOWN])
    return (
        Sentence(
            N_(
                "%(file)s: %(count)s lines are not UTF-8 text like the rest (line %(lines)s). Their letters were read "
                "as Windows-1252: check them."
            ),
            file=name,
            count=counted.odd_count,
            lines=shown if counted.odd_count <= _SHOWN else f"{shown}...",
        ),
    )
