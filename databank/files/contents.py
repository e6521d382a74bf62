"""What a file really is. Its first bytes tell, its name does not; a name that says something else is refused."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from databank.errors import N_, DatabankError
from databank.files.photos import PhotoError, cleaned_photo

LARGEST_BYTES = 10_000_000
MEGABYTE = 1_000_000
LONGEST_NAME = 120
PDF_BEGINS_WITHIN = 1024
MOST_UNPACKED_BYTES = 200_000_000
MOST_MEMBERS = 5000
WORKBOOK = "xl/workbook.xml"

PHOTOS = {"image/jpeg", "image/png", "image/webp"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    XLSX: (".xlsx",),
    "text/csv": (".csv",),
    "text/plain": (".txt",),
}
WORDS: Mapping[str, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/pdf": "PDF",
    XLSX: "XLSX",
    "text/csv": "CSV",
    "text/plain": "TXT",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"\\/:*?<>|\u202a-\u202e\u2066-\u2069]+")


class FileRefusedError(DatabankError):
    """A photo or report that is not kept. The sentence names the file and says what would do."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is kept: a photo without what its camera wrote about place and time."""

    name: str
    media_type: str
    data: bytes

    @property
    def is_photo(self) -> bool:
        """Whether it is shown and not only downloaded."""
        return self.media_type in PHOTOS


def read_content(name: str, data: bytes) -> Content:
    """Recognise a file by its content and make it safe to keep.

    Raises
    ------
    FileRefusedError
        When it is empty, too large, of another kind, not what its name says, or a photo that cannot be read.
    """
    shown = _shown(name)
    if not data:
        raise FileRefusedError(N_("%(name)s is empty. Choose the file again."), name=shown)
    if len(data) > LARGEST_BYTES:
        raise too_large(name, len(data))
    media_type = _media_type(shown, data)
    _refuse_wrong_name(shown, media_type)
    if media_type in PHOTOS:
        try:
            data = cleaned_photo(data)
        except PhotoError as error:
            raise FileRefusedError(error.message, **{**error.values, "name": shown}) from error
    return Content(_kept_name(shown, media_type), media_type, data)


def too_large(name: str, size: int) -> FileRefusedError:
    """The refusal of a file above the limit, which is named."""
    return FileRefusedError(
        N_("%(name)s is too large: %(size)s MB. A file may be at most %(limit)s MB."),
        name=_shown(name),
        size=f"{size / MEGABYTE:.0f}",
        limit=LARGEST_BYTES // MEGABYTE,
    )


def _shown(name: str) -> str:
    """The last part of a path, without signs that break a header or a line."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNSAFE.sub(" ", last).strip(" .")[-LONGEST_NAME:] or "file"


def _media_type(name: str, data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:PDF_BEGINS_WITHIN]:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed_type(name, data)
    if _is_text(data):
        return "text/csv" if name.lower().endswith(".csv") else "text/plain"
    raise FileRefusedError(
        N_("%(name)s is of no kind that is kept. Send photos as JPEG, PNG or WebP, reports as PDF, XLSX, CSV or TXT."),
        name=name,
    )


def _packed_type(name: str, data: bytes) -> str:
    """An XLSX workbook that does not unpack to something enormous; its own list of members is enough to tell."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefusedError(N_("%(name)s is damaged and cannot be read."), name=name) from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise FileRefusedError(N_("%(name)s unpacks to far too much: save it as a smaller workbook."), name=name)
    if WORKBOOK not in {member.filename for member in members}:
        raise FileRefusedError(
            N_("%(name)s is a packed file that is no XLSX workbook. Send the files in it one by one."), name=name
        )
    return XLSX


def _is_text(data: bytes) -> bool:
    """UTF-8 or Windows-1252 without control characters: a CSV or a plain report of a laboratory."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return not _CONTROL.search(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def _refuse_wrong_name(name: str, media_type: str) -> None:
    """A known ending that means another kind of file: somebody is mistaken, or means to deceive."""
    ending = _ending(name)
    named = next((kind for kind, endings in ENDINGS.items() if ending in endings), None)
    if named == media_type:
        return
    if named is not None:
        raise FileRefusedError(
            N_("%(name)s is called %(named)s but holds %(found)s. Choose the right file, or give it its right ending."),
            name=name,
            named=WORDS[named],
            found=WORDS[media_type],
        )
    if ending and media_type == "text/plain":
        raise FileRefusedError(
            N_("%(name)s holds plain text. If it is a report, give it the ending .txt or .csv."), name=name
        )


def _ending(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def _kept_name(name: str, media_type: str) -> str:
    """The name with an ending that fits the content, so that a download opens."""
    if _ending(name) in ENDINGS[media_type]:
        return name
    return f"{name[: LONGEST_NAME - 5]}{ENDINGS[media_type][0]}"
