"""A reviewer's correction of a class or a code is kept, with the owner's words and what the engine had made of them.

Only corrections of side streams are: what is wanted may be many materials, and its name stands for none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_see_hints
from databank.corrections.terms import key_of, read_added
from databank.errors import RecordNotFoundError
from taxonomy.codes import LANGUAGES, Language
from taxonomy.suggest import Answer, suggest
from taxonomy.suggest.added import AddedTerms

INDUSTRIES = "NACE2"
"""The edition of the industries that the engine knows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a side stream is called and classified as at one moment."""

    words: str
    language: str
    material_class: str
    code: str | None
    answer: Answer


def standing_of(session: Session, stream: models.SideStream) -> Standing:
    """What a side stream says now, and what the engine makes of it: read before a correction."""
    answer = _answer(stream, read_added(session))
    return Standing(stream.name, stream.language, stream.material_class, _code(stream), answer)


def note_correction(
    session: Session, stream: models.SideStream, before: Standing, *, reviewer_id: int | None, today: date
) -> bool:
    """Keep a correction as evidence, if it was one of the class or the code; whether it was."""
    if (before.material_class, before.code) == (stream.material_class, _code(stream)):
        return False
    first = before.answer.codes[0] if before.answer.codes else None
    row = models.ClassificationCorrection(
        side_stream_id=stream.id,
        words=before.words,
        key=key_of(before.words),
        language=before.language,
        class_before=before.material_class,
        class_after=stream.material_class,
        code_before=before.code,
        code_after=_code(stream),
        said_code=first.code if first else None,
        said_score=Decimal(str(first.score)) if first else None,
        made_on=today,
        reviewer_id=reviewer_id,
    )
    session.add(row)
    return True


def said(session: Session, viewer: Viewer, record_id: str) -> Answer:
    """What the engine makes of the words of a side stream, for whoever reviews it."""
    stream = session.get(models.SideStream, record_id)
    if stream is None or not may_see_hints(viewer):
        raise RecordNotFoundError(record_id)
    return _answer(stream, read_added(session))


def _answer(stream: models.SideStream, extra: AddedTerms) -> Answer:
    owner = stream.organisation
    return suggest(
        stream.name,
        language=_language(stream.language),
        industry=owner.industry_code if owner.industry_edition == INDUSTRIES else None,
        process=stream.origin_process,
        form=stream.physical_form,
        extra=extra,
    )


def _code(stream: models.SideStream) -> str | None:
    return stream.waste_code or stream.code_if_waste


def _language(text: str) -> Language | None:
    return next((one for one in LANGUAGES if one == text), None)
