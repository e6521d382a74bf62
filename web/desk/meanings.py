"""What the engine makes of the owner's words, beside the class and the code that the record has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from databank import corrections
from databank.access import Viewer
from databank.records import Hazard, LegalStatus, MaterialNeed, SideStream
from taxonomy.suggest import Answer, CodeSuggestion, Question
from taxonomy.suggest.vocabulary import class_of, entries
from taxonomy.waste_list import NO_BREAK_SPACE, display_code
from web import house, labels
from web.language import gettext as _
from web.reasons import reason_text

MOST = 5
WORTH_SHOWING = 0.01
HAZARDS = {"hazardous": Hazard.HAZARDOUS, "not_hazardous": Hazard.NON_HAZARDOUS, "unknown": Hazard.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Line:
    """One suggested code; `is_chosen` when the record has it, `is_class` when the record is of its class."""

    code: str
    display: str
    title: str
    material_class: str
    percent: int
    hazard: str
    twins: tuple[str, ...]
    reasons: tuple[str, ...]
    is_chosen: bool
    is_class: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a record may mean, in the language of the page."""

    sentence: str
    stated: str
    lines: tuple[Line, ...]
    place: int | None
    question: str
    options: tuple[tuple[str, tuple[str, ...]], ...]


def meaning_of(session: house.Session, viewer: Viewer, record: SideStream | MaterialNeed) -> Meaning | None:
    """What the words of a side stream may mean; a need names what is wanted and is nobody's waste."""
    if isinstance(record, MaterialNeed):
        return None
    answer = corrections.said(session, viewer, record.id)
    code = record.waste_code or record.code_if_waste
    lines = tuple(_lines(answer, record, code))
    places = [place for place, one in enumerate(answer.codes, start=1) if one.code == code]
    stated = answer.stated.sentence if answer.stated else None
    return Meaning(
        sentence=labels.title(answer.sentence),
        stated=labels.title(stated) if stated and stated != answer.sentence else "",
        lines=lines,
        place=places[0] if places else None,
        question=labels.title(answer.question.titles) if answer.question else "",
        options=tuple(_options(answer.question)) if answer.question else (),
    )


def cells_of_code(record: SideStream, code: str) -> dict[str, str]:
    """What the form of corrections says when a suggested code is taken into it; nothing for what is no code."""
    if code not in entries():
        return {}
    entry = entries()[code]
    known = Hazard.HAZARDOUS if entry.hazardous_fi else Hazard.NON_HAZARDOUS
    may_be_waste = record.legal_status in {LegalStatus.WASTE, LegalStatus.UNKNOWN} and not record.code_if_waste
    return {
        "waste_code" if may_be_waste else "code_if_waste": typed(code),
        "material_class": class_of(code),
        "hazard": (Hazard.UNKNOWN if entry.mirror_codes else known).value,
        "reason": _(
            "“%(words)s” means %(code)s, %(title)s.",
            words=record.name,
            code=written(code),
            title=labels.title(entry.titles),
        )[:500],
    }


def written(code: str) -> str:
    """A waste code as it is written, with its star."""
    return display_code(code, hazardous=bool(entries()[code].hazardous_fi))


def typed(code: str) -> str:
    """A waste code as a person types it into a field."""
    return written(code).replace(NO_BREAK_SPACE, " ")


def _lines(answer: Answer, record: SideStream, code: str | None) -> Iterator[Line]:
    shown = [one for one in answer.codes[:MOST] if one.score >= WORTH_SHOWING]
    for one in shown:
        yield Line(
            code=one.code,
            display=written(one.code),
            title=labels.title(entries()[one.code].titles),
            material_class=labels.material_class_title(one.material_class),
            percent=round(100 * one.score),
            hazard=_hazard(one),
            twins=tuple(map(written, one.twins)),
            reasons=tuple(map(reason_text, one.reasons)),
            is_chosen=one.code == code,
            is_class=one.material_class == record.material_class,
        )


def _hazard(one: CodeSuggestion) -> str:
    return labels.label(HAZARDS[one.hazard])


def _options(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
    for option in question.options:
        yield labels.title(option.titles), tuple(map(written, option.codes))
