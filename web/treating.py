"""Treatment lines and trials in words: what several pages say of them alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from databank.records import Provenance, RealStatus, TreatmentLine, Trial
from taxonomy.codes import LANGUAGES, Titles
from taxonomy.treatment_steps import step as treatment_step
from taxonomy.uses import use
from web.addresses import address
from web.labels import in_its_language, label, material_class_title, title
from web.language import current_language
from web.language import gettext as _
from web.numbers import NBSP, UNKNOWN, day, number, tonnes_per_year


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """One treatment of one site; `href` leads to the organisation where it is shown."""

    name: str
    site: str
    href: str
    treatment: str
    takes: str
    capacity: str
    at_most: str
    status: str
    permit: str
    note: str
    is_example: bool
    source: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWords:
    """One trial; `use` is the documented use that was tried, with the page that tells of it."""

    title: Markup
    place: str
    href: str
    materials: str
    permit: str
    years: str
    amount: str
    outcome: str
    result: Markup
    use: str
    use_href: str
    is_example: bool
    source: Provenance


def line_words(line: TreatmentLine) -> LineWords:
    """A treatment line as a reader meets it."""
    step = treatment_step(line.step)
    return LineWords(
        name=line.organisation_name or line.site_name,
        site=line.site_name if line.organisation_name else "",
        href=_organisation(line.organisation_id),
        treatment=title(step.titles),
        takes=class_names(line.material_classes or step.material_classes),
        capacity=UNKNOWN if line.capacity_t_per_year is None else number(line.capacity_t_per_year),
        at_most=_at_most(line),
        status=_status(line),
        permit=line.permit_note or "",
        note=line.note or "",
        is_example=line.is_example,
        source=line.provenance,
    )


def trial_words(trial: Trial) -> TrialWords:
    """A trial as a reader meets it."""
    tried = use(trial.use_id) if trial.use_id else None
    return TrialWords(
        title=own_words(trial.titles),
        place=", ".join(part for part in (trial.organisation_name, trial.site_name) if part),
        href=_organisation(trial.organisation_id),
        materials=class_names(trial.material_classes),
        permit=trial.permit or _("not stated in the source"),
        years=_years(trial),
        amount="" if trial.amount is None else f"{number(trial.amount)}{NBSP}{_unit(trial.unit)}",
        outcome=label(trial.outcome),
        result=own_words(trial.result),
        use=title(tried.titles) if tried else "",
        use_href=address("classification.class_uses", class_id=tried.material_class) if tried else "",
        is_example=trial.is_example,
        source=trial.provenance,
    )


def class_names(classes: Collection[str]) -> str:
    """Material classes by their names."""
    return ", ".join(material_class_title(one) for one in classes)


def own_words(titles: Titles | None) -> Markup:
    """A text in the language of the page, or in another one and marked as that."""
    if titles is None:
        return Markup()
    language = next(
        (one for one in (current_language(), *LANGUAGES) if getattr(titles, one, "")),
        current_language(),
    )
    return in_its_language(titles.in_language(language), language)


def _at_most(line: TreatmentLine) -> str:
    if line.capacity_t_per_year is None:
        return _("capacity not known")
    return _("capacity %(amount)s", amount=tonnes_per_year(line.capacity_t_per_year))


def _status(line: TreatmentLine) -> str:
    told = label(line.real_status)
    if line.real_status is RealStatus.REAL or line.status_checked_on is None:
        return told
    return _("%(status)s, checked on %(day)s", status=told, day=day(line.status_checked_on))


def _years(trial: Trial) -> str:
    if trial.began_year is None and trial.ended_year is None:
        return UNKNOWN
    if trial.began_year is None:
        return _("until %(end)s", end=trial.ended_year)
    if trial.ended_year is None:
        return _("since %(year)s", year=trial.began_year)
    return str(trial.began_year) if trial.began_year == trial.ended_year else f"{trial.began_year}–{trial.ended_year}"


def _unit(unit: str) -> str:
    return {"m3": "m³", "m2": "m²"}.get(unit, unit)


def _organisation(organisation_id: str | None) -> str:
    return address("catalogue.organisation", record_id=organisation_id, extension="html") if organisation_id else ""
