"""The terms of use and the data agreement: dated versions in three languages, and who accepted which.

The texts are files beside this module, one folder a version, and are never changed once they were in force: a change
is a new folder. What somebody accepted is kept as version, language and hash of the text they saw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from databank import models
from databank.errors import RecordNotFoundError
from databank.submissions.saving import new_id
from taxonomy.codes import Language

FOLDER = Path(__file__).parent
DOCUMENTS = ("use", "data")
AGREEMENT_PREFIX = "AG"


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a text: its title and its paragraphs; the paragraphs of a list begin with a hyphen."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The terms of use, or the data agreement, in one language."""

    name: str
    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """One version in one language. Its name is the day from which it holds."""

    version: str
    language: Language
    texts: tuple[Text, ...]
    text_hash: str

    @property
    def in_force_from(self) -> date:
        """The first day of this version."""
        return date.fromisoformat(self.version)


def versions() -> tuple[str, ...]:
    """Every version, the newest first."""
    return tuple(sorted((path.name for path in FOLDER.iterdir() if (path / "use.fi.md").is_file()), reverse=True))


def version_on(day: date) -> str:
    """The version that holds on a day; the oldest one before that."""
    return next((version for version in versions() if date.fromisoformat(version) <= day), versions()[-1])


@cache
def terms(version: str, language: Language) -> Terms:
    """Both texts of a version; RecordNotFoundError when there is no such version."""
    if version not in versions():
        raise RecordNotFoundError(version)
    sources = [(FOLDER / version / f"{name}.{language}.md").read_text("utf-8") for name in DOCUMENTS]
    texts = tuple(read_text(name, source) for name, source in zip(DOCUMENTS, sources, strict=True))
    return Terms(version, language, texts, hashlib.sha256("\n".join(sources).encode()).hexdigest())


def accept(
    session: Session,
    accepted: Terms,
    *,
    email: str,
    at: datetime,
    person_id: int | None = None,
    organisation_id: str | None = None,
    record_id: str | None = None,
) -> str:
    """Keep that somebody accepted both texts; the id of the agreement."""
    row = models.Agreement(
        id=new_id(AGREEMENT_PREFIX),
        terms_version=accepted.version,
        language=accepted.language,
        text_hash=accepted.text_hash,
        person_id=person_id,
        email=email,
        organisation_id=organisation_id,
        record_id=record_id,
        accepted_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def read_text(name: str, source: str) -> Text:
    """Read a text: a line "# " is its title, "## " begins a section, an empty line a paragraph."""
    opening, *parts = source.split("\n## ")
    title, *begun = _paragraphs(opening.removeprefix("# "))
    return Text(name, title, tuple(begun), tuple(_section(part) for part in parts))


def _section(part: str) -> Section:
    title, _line, body = part.partition("\n")
    return Section(title.strip(), tuple(_paragraphs(body)))


def _paragraphs(body: str) -> Iterator[str]:
    for block in body.strip().split("\n\n"):
        if block.startswith("- "):
            yield from (f"- {' '.join(item.split())}" for item in block.removeprefix("- ").split("\n- "))
        elif block.strip():
            yield " ".join(block.split())
