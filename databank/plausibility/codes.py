"""The owner's words, the waste code and the material class against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, Suggestion, class_term, code_text
from databank.records import MaterialNeed, SideStream
from taxonomy import crosswalks, materials
from taxonomy.codes import UnknownCodeError
from taxonomy.search import Hit, search

SURE = 70.0
"""Score from which the words are the name of what was found, or begin it."""
ALIKE = 30.0
CHAPTER = 2
ENTRY = 6
SHORTEST_WORD = 5
PARTS = re.compile(r"[,;:/()–-]+")


def code_against_class(stream: SideStream) -> Findings:
    """The code belongs to a class of another family than the one that was chosen."""
    code = stream.waste_code or stream.code_if_waste
    if code is None:
        return
    wanted = _class_of(code)
    if wanted is None or wanted == stream.material_class or _family(wanted) == _family(stream.material_class):
        return
    message = Sentence(
        N_("The code %(code)s is one of the class %(right)s, and the record says %(material)s."),
        code=code_text(code),
        right=class_term(wanted),
        material=class_term(stream.material_class),
    )
    yield Finding(
        check="class",
        message=message,
        severity=Severity.DOUBT,
        field="material_class",
        suggestion=Suggestion("material_class", wanted),
    )


def text_against_class(stream: SideStream) -> Findings:
    """The owner's words are the name of another class."""
    hits = [hit for hit in _hits(stream.name) if hit.kind == "material_class"]
    if any(_family(hit.code) == _family(stream.material_class) for hit in hits if hit.score >= ALIKE):
        return
    best = max(hits, key=lambda hit: hit.score, default=None)
    if best is None or best.score < SURE:
        return
    message = Sentence(
        N_('The words "%(name)s" are what %(right)s is called ("%(matched)s"); the record says %(material)s.'),
        name=stream.name,
        right=class_term(best.code),
        matched=best.matched,
        material=class_term(stream.material_class),
    )
    yield Finding(
        check="text",
        message=message,
        severity=Severity.DOUBT,
        field="material_class",
        suggestion=Suggestion("material_class", best.code),
    )


def text_against_code(stream: SideStream) -> Findings:
    """The owner's words are the title of a code of another chapter."""
    code = stream.waste_code or stream.code_if_waste
    hits = [hit for hit in _hits(stream.name) if hit.kind == "waste_code" and len(hit.code) == ENTRY]
    if code is None or any(hit.code[:CHAPTER] == code[:CHAPTER] for hit in hits if hit.score >= ALIKE):
        return
    same_class = [hit for hit in hits if hit.score >= SURE and _class_of(hit.code) == stream.material_class]
    best = max(same_class or [hit for hit in hits if hit.score >= SURE], key=lambda hit: hit.score, default=None)
    if best is None or (not same_class and _class_of(code) == stream.material_class):
        return  # code and class agree: words shared by several chapters prove nothing
    message = Sentence(
        N_(
            'The words "%(name)s" are the title of %(right)s ("%(matched)s"); the record has %(code)s, of another '
            "chapter."
        ),
        name=stream.name,
        right=code_text(best.code),
        matched=best.matched,
        code=code_text(code),
    )
    field = "waste_code" if stream.waste_code else "code_if_waste"
    suggestion = Suggestion(field, best.code)
    yield Finding(check="text", message=message, severity=Severity.DOUBT, field=field, suggestion=suggestion)


def hinted(stream: SideStream) -> Findings:
    """What was guessed when the record was read from a file."""
    if stream.hint_material_class and stream.hint_material_class != stream.material_class:
        yield Finding(
            check="hint",
            message=Sentence(
                N_("When it was read in, its words looked like %(right)s."),
                right=class_term(stream.hint_material_class),
            ),
            severity=Severity.NOTE,
            field="material_class",
            suggestion=Suggestion("material_class", stream.hint_material_class),
        )
    code = stream.waste_code or stream.code_if_waste
    if stream.hint_waste_code and stream.hint_waste_code != code:
        field = "code_if_waste" if stream.code_if_waste else "waste_code"
        yield Finding(
            check="hint",
            message=Sentence(
                N_("When it was read in, its code looked like %(right)s."), right=code_text(stream.hint_waste_code)
            ),
            severity=Severity.NOTE,
            field=field,
            suggestion=Suggestion(field, stream.hint_waste_code),
        )


def codes_of_need(need: MaterialNeed) -> Findings:
    """Codes whose class is none that the need names."""
    families = {_family(name) for name in need.material_classes}
    strange = [code for code in need.waste_codes if (name := _class_of(code)) and _family(name) not in families]
    if strange:
        message = Sentence(
            N_("These codes are of other materials than the need names: %(codes)s."),
            codes=", ".join(code_text(code) for code in strange),
        )
        yield Finding(check="class", message=message, severity=Severity.DOUBT, field="waste_codes")


@lru_cache(maxsize=1024)
def _hits(text: str) -> tuple[Hit, ...]:
    """What the whole text, its parts and its longer words may be called after."""
    return tuple(hit for phrase in dict.fromkeys(_phrases(text)) for hit in search(phrase, limit=20))


def _phrases(text: str) -> Iterator[str]:
    yield text
    parts = [part.strip() for part in PARTS.split(text) if part.strip()]
    yield from parts
    yield from _long(word for part in parts for word in part.split())


def _long(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if len(word) >= SHORTEST_WORD)


def _class_of(code: str) -> str | None:
    try:
        return crosswalks.material_class_of(code).target
    except UnknownCodeError:
        return None


def _family(class_id: str) -> str:
    try:
        return materials.material_class(class_id).family
    except UnknownCodeError:
        return class_id
