"""What could treat a material and where it was tried: treatments of the lists, lines and trials of the bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from databank import queries
from databank.records import TreatmentLine, Trial
from taxonomy.limits import parameter
from taxonomy.treatment_steps import Range, TreatmentStep, steps_for
from web import house
from web.auth import current_viewer
from web.classification.use_facts import UseFacts, is_within
from web.classification.use_words import SourceLink, short_name, source_link
from web.labels import material_class_title, title
from web.language import gettext as _
from web.numbers import number
from web.treating import LineWords, line_words


@dataclass(frozen=True, slots=True)
class Treated:
    """One treatment that takes the class, with the lines that have it or plan it."""

    step: TreatmentStep
    lines: tuple[TreatmentLine, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What could be done to a material, and what was tried with it."""

    treated: tuple[Treated, ...]
    trials: tuple[Trial, ...]

    @property
    def has_examples(self) -> bool:
        """Whether a line or a trial is invented."""
        lines = (line.is_example for way in self.treated for line in way.lines)
        return any(lines) or any(trial.is_example for trial in self.trials)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """One treatment in words."""

    title: str
    facts: tuple[str, ...]
    lowers: str
    note: str
    basis: str
    source: SourceLink
    lines: tuple[LineWords, ...]


def tried_of(facts: UseFacts, session: house.Session) -> Tried:
    """The treatments and trials of a class, as far as this viewer may see."""
    viewer = current_viewer()
    return house.bank().remembered(session, ("tried", viewer, facts.item.id), lambda: _tried(facts, session))


def _tried(facts: UseFacts, session: house.Session) -> Tried:
    steps = steps_for(facts.item.id)
    lines = queries.treatments(session, current_viewer(), steps={one.id for one in steps}, standing=True)
    fitting = [line for line in lines if _takes(line, facts.item.id)]
    return Tried(
        treated=tuple(Treated(one, tuple(line for line in fitting if line.step == one.id)) for one in steps),
        trials=queries.trials(session, current_viewer(), classes=facts.classes),
    )


def _takes(line: TreatmentLine, class_id: str) -> bool:
    taken = line.material_classes
    return not taken or any(is_within(class_id, one) or is_within(one, class_id) for one in taken)


def step_words(found: Tried) -> list[StepWords]:
    """The treatments for the page; those with a line in the region first."""
    ordered = sorted(found.treated, key=lambda one: not one.lines)
    return [
        StepWords(
            title=title(one.step.titles),
            facts=tuple(_facts(one.step)),
            lowers="; ".join(dict.fromkeys(short_name(parameter(name)) for name in one.step.lowers)),
            note=title(one.step.note) if one.step.note else "",
            basis=_basis(one.step),
            source=source_link("" if one.step.basis == "assumption" else one.step.source),
            lines=tuple(line_words(line) for line in one.lines),
        )
        for one in ordered
    ]


def _basis(step: TreatmentStep) -> str:
    """What the shares rest on, where they are not simply published."""
    words = {"proxy": _("proxy"), "assumption": _("assumption"), "computed": _("computed")}
    return words.get(step.basis, "")


def _facts(step: TreatmentStep) -> Iterator[str]:
    product = material_class_title(step.output) if step.output else ""
    share = _range(step.yield_share)
    if product:
        yield _("%(share)s t of %(product)s from a tonne", share=share, product=product.lower())
    else:
        yield _("%(share)s t from a tonne", share=share)
    if step.residue:
        rest = material_class_title(step.residue).lower()
        yield _("left over %(share)s t: %(residue)s", share=_range(step.residue_share), residue=rest)
    if step.added_share[1]:
        yield _("water or binder added: %(share)s t", share=_range(step.added_share))
    if step.cost_eur_per_t:
        yield _("costs %(cost)s EUR/t", cost=_range(step.cost_eur_per_t))


def _range(ends: Range) -> str:
    low, high = (number(end) for end in ends)
    return low if low == high else f"{low}–{high}"
