"""The owner's words, the waste code and the material class against each other."""

from __future__ import annotations

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, Suggestion, class_term, code_text
from databank.records import MaterialNeed, SideStream
from taxonomy import crosswalks, materials
from taxonomy.codes import UnknownCodeError
from taxonomy.suggest import suggest
from taxonomy.suggest.added import NO_TERMS, AddedTerms

SURE = 0.9
"""Calibrated score from which the engine is believed against a record: it is right nine times of ten."""
POSSIBLE = 0.05
"""Score of what the record says from which the words may mean that too."""
SUGGESTED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
CHAPTER = 2
TREATED = "19"


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


def text_against_class(stream: SideStream, extra: AddedTerms = NO_TERMS) -> Findings:
    """The owner's words are surely those of another class."""
    if materials.material_class(stream.material_class).kind not in SUGGESTED_KINDS:
        return
    answer = suggest(stream.name, extra=extra)
    best = next((one for one in answer.classes[:1] if one.score >= SURE and one.reasons), None)
    family = _family(stream.material_class)
    fits = sum(one.score for one in answer.classes if _family(one.material_class) == family)
    code = stream.waste_code or stream.code_if_waste
    if best is None or fits >= POSSIBLE or (code and _class_of(code) == best.material_class):
        return  # where the code says the same, that is told of the code
    message = Sentence(
        N_(
            'The words "%(name)s" mean %(right)s, which is also called "%(matched)s" (%(certainty)s %% certain); the '
            "record says %(material)s."
        ),
        name=stream.name,
        right=class_term(best.material_class),
        certainty=_percent(best.score),
        matched=best.reasons[0].matched,
        material=class_term(stream.material_class),
    )
    yield Finding(
        check="text",
        message=message,
        severity=Severity.DOUBT,
        field="material_class",
        suggestion=Suggestion("material_class", best.material_class),
    )


def text_against_code(stream: SideStream, extra: AddedTerms = NO_TERMS) -> Findings:
    """The owner's words are those of the class, and the code is one of another family and chapter."""
    code = stream.waste_code or stream.code_if_waste
    if code is None or code[:CHAPTER] == TREATED or _family(_class_of(code)) == _family(stream.material_class):
        return  # what treatment leaves may be called after what was treated
    answer = suggest(stream.name, extra=extra)
    sure = any(one.score >= SURE and one.material_class == stream.material_class for one in answer.classes[:1])
    best = next((one for one in answer.codes if one.material_class == stream.material_class), None)
    fits = sum(one.score for one in answer.codes if one.code[:CHAPTER] == code[:CHAPTER])
    if not sure or best is None or fits >= POSSIBLE:
        return
    message = Sentence(
        N_(
            'The words "%(name)s" lead to %(right)s, which is also called "%(matched)s" (%(certainty)s %% certain); '
            "the record has %(code)s, of another chapter."
        ),
        name=stream.name,
        right=code_text(best.code),
        certainty=_percent(best.score),
        matched=best.reasons[0].matched if best.reasons else stream.name,
        code=code_text(code),
    )
    field = "waste_code" if stream.waste_code else "code_if_waste"
    suggestion = Suggestion(field, best.code)
    yield Finding(check="text", message=message, severity=Severity.DOUBT, field=field, suggestion=suggestion)


def _percent(share: float) -> int:
    """A share in percent, never quite all."""
    return min(99, round(100 * share))


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


def _class_of(code: str) -> str | None:
    try:
        return crosswalks.material_class_of(code).target
    except UnknownCodeError:
        return None


def _family(class_id: str | None) -> str | None:
    if class_id is None:
        return None
    try:
        return materials.material_class(class_id).family
    except UnknownCodeError:
        return class_id
