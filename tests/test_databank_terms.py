"""Terms: dated texts in three languages that never change once they are in force, and who accepted which."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from sqlalchemy import text

from databank import terms
from databank.errors import RecordNotFoundError
from databank.store import Bank
from taxonomy.codes import LANGUAGES, Language

FINGERPRINTS = {
    ("2026-11-01", "fi"): "a46d4543b6eabc69a939d79b9e24c4a2f7001904f6cd8c0cd419ba57fc64341b",
    ("2026-11-01", "sv"): "2f7774136655452850f9d21e262438b118ef7871c27adefce4f9c12fa116276d",
    ("2026-11-01", "en"): "bc38a939935e02fb07f532830e5fe48431005928e3dabdce5b9519f541106b5c",
}
"""A text that was in force is never edited: write a new version into a folder of its own."""


def test_a_text_that_was_in_force_stays_as_it_was() -> None:
    found = {
        (name, language): terms.terms(name, language).text_hash for name in terms.versions() for language in LANGUAGES
    }
    assert found == FINGERPRINTS


@pytest.mark.parametrize("version", terms.versions())
def test_every_language_says_the_same_sections(version: str) -> None:
    shapes = {
        tuple((text.name, tuple(len(section.paragraphs) for section in text.sections)) for text in one.texts)
        for one in (terms.terms(version, language) for language in get_args(Language))
    }
    assert len(shapes) == 1


def test_the_version_of_a_day_is_the_newest_one_in_force() -> None:
    assert terms.version_on(date(2026, 11, 20)) == "2026-11-01"
    assert terms.version_on(date(1990, 1, 1)) == terms.versions()[-1]


def test_there_is_no_version_that_was_not_written() -> None:
    with pytest.raises(RecordNotFoundError):
        terms.terms("../../etc", "fi")


def test_headings_paragraphs_and_lists_are_told_apart() -> None:
    read = terms.read_text("use", "# Title\n\nFirst line\ngoes on.\n\n## One\n\nWords.\n\n- a\n- b\n\n## Two\n\nEnd.\n")
    assert (read.title, read.opening) == ("Title", ("First line goes on.",))
    assert [(section.title, section.paragraphs) for section in read.sections] == [
        ("One", ("Words.", "- a", "- b")),
        ("Two", ("End.",)),
    ]


def test_an_agreement_keeps_version_language_and_hash(bank: Bank) -> None:
    accepted = terms.terms("2026-11-01", "sv")
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    with bank.session(writing=True) as session:
        terms.accept(session, accepted, email="a@example.org", at=at, record_id="SV-AAAAAA")
    with bank.session() as session:
        kept = session.execute(
            text("SELECT terms_version, language, text_hash, email, record_id FROM agreements")
        ).one()
    assert tuple(kept) == ("2026-11-01", "sv", accepted.text_hash, "a@example.org", "SV-AAAAAA")
