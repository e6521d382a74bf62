"""A workbook as the zip archive it is: what it holds and whether unpacking it would do harm."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from xml.parsers import expat

from databank.errors import N_, FileRefusedError, Sentence
from databank.sheets.spool import Spool
from databank.sheets.values import MIB

_WORTH_A_RATIO = 10 * MIB
_PIECE = 2**16


def damaged(name: str) -> FileRefusedError:
    """The refusal of a file that no parser understands."""
    return FileRefusedError(
        N_("%(file)s is damaged. Open it in a spreadsheet program and save it again as .xlsx."), file=name
    )


def no_workbook(name: str) -> FileRefusedError:
    """The refusal of a file of another program."""
    return FileRefusedError(
        N_("%(file)s is no spreadsheet. Save the table as an Excel workbook (.xlsx), OpenDocument (.ods) or CSV."),
        file=name,
    )


def locked(name: str) -> FileRefusedError:
    """The refusal of a file that only its password opens."""
    return FileRefusedError(
        N_("%(file)s is protected by a password. Save it without the password and choose it again."), file=name
    )


def form_of_package(package: zipfile.ZipFile, name: str) -> str:
    """What the archive is: "xlsx", "xlsm", "xlsb" or "ods"."""
    members = set(package.namelist())
    if "xl/workbook.bin" in members:
        return "xlsb"
    if any(member.startswith("xl/") for member in members):
        return "xlsm" if "xl/vbaProject.bin" in members else "xlsx"
    kind = package.read("mimetype")[:100] if "mimetype" in members else b"spreadsheet"
    if "content.xml" not in members or b"spreadsheet" not in kind:
        raise no_workbook(name)
    return "ods"


def check_package(package: zipfile.ZipFile, spool: Spool) -> None:
    """Refuse an archive of too many parts or one that would unpack to too much."""
    limits, members = spool.limits, package.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise locked(spool.name)
    if len(members) > limits.members:
        raise FileRefusedError(
            N_(
                "%(file)s is packed from %(count)s parts; at most %(limit)s are read. Save only the table "
                "as a new file."
            ),
            file=spool.name,
            count=len(members),
            limit=limits.members,
        )
    is_dense = any(
        member.file_size > max(_WORTH_A_RATIO, member.compress_size * limits.ratio)
        for member in members
        if member.filename.endswith((".xml", ".bin"))
    )
    if is_dense or sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise FileRefusedError(
            N_("%(file)s is packed so tightly that it could fill the memory. Save only the table as a new file."),
            file=spool.name,
        )


def note_what_is_not_run(members: Iterable[str], spool: Spool) -> None:
    """Say which parts of a workbook were left alone."""
    parts = tuple(members)
    if any(
        part.endswith("vbaProject.bin") or part.startswith(("Basic/", "Scripts/", "xl/macrosheets/")) for part in parts
    ):
        spool.notes.append(Sentence(N_("%(file)s has macros: they were ignored."), file=spool.name))
    if any(part.startswith(("xl/externalLinks/", "xl/queryTables/")) or part == "xl/connections.xml" for part in parts):
        spool.notes.append(links_ignored(spool.name))


def links_ignored(name: str) -> Sentence:
    """The note of a workbook that refers to other files."""
    return Sentence(
        N_("%(file)s refers to other files or databases: they were not opened, the stored values are read."), file=name
    )


def parse(package: zipfile.ZipFile, member: str, parser: expat.XMLParserType, name: str) -> None:
    """Parse one XML part. A document type declaration, where entity bombs live, is refused before it is read."""

    def refuse(*_declaration: object) -> None:
        raise damaged(name)

    parser.StartDoctypeDeclHandler = refuse
    try:
        with package.open(member) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by position only
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except (expat.ExpatError, KeyError) as error:
        raise damaged(name) from error
