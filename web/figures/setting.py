"""Where the city sets a number instead of the shipped one, or takes its own back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank import figures as kept
from databank.figures import FigureChangedError, FigureRefusedError, NewFigure
from databank.records import Override
from flows.economics import SHIPPED, Figure, FigureKind, UnknownFigureError
from flows.economics.shipped import shipped
from taxonomy.uses import use
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.figures import words
from web.figures.blueprint import blueprint, for_the_city
from web.figures.in_use import in_use
from web.labels import title
from web.language import gettext as _
from web.numbers import day, number
from web.saying import said

SEE_OTHER = 303
UNPROCESSABLE, CONFLICT = 422, 409
FIELDS = ("low", "high", "year", "basis", "source")
Typed = Mapping[str, str]
BLANKS: tuple[FigureKind, ...] = ("gate_fee", "price", "raw_price", "treatment_cost", "treatment_emission", "carriage")
"""Kinds of which a number may be set where none is shipped."""


@blueprint.page("desk", "/figures")
@for_the_city
def figures() -> ResponseReturnValue:
    """Every number in use, each with the way to set it; chosen in a list, one that nobody has given."""
    wanted = request.args.get("figure", "")
    if wanted:
        return redirect(address("figures.one", figure_id=_figure(wanted).id), SEE_OTHER)
    with house.bank().session() as session:
        in_bank = in_use(session)
        own = kept.overrides(session)
    return render_template(
        "figures/figures.html",
        groups=words.groups(in_bank, house.today()),
        own=[words.row_of(in_bank.figure(name), house.today()) for name in own if name in shipped()],
        lost=[one for name, one in own.items() if not _fits(one)],
        blanks=_blanks(),
        set_text=words.set_text,
    )


@blueprint.page("desk", "/figures/<figure_id>")
@for_the_city
def one(figure_id: str) -> ResponseReturnValue:
    """One number, what was ever set for it, and the form."""
    return _page(_figure(figure_id), None, {})


@blueprint.page("desk", "/figures/<figure_id>", methods=["POST"])
@for_the_city
def set_one(figure_id: str) -> ResponseReturnValue:
    """Set the number, or use the shipped one again."""
    figure, form = _figure(figure_id), request.form
    typed = {name: form.get(name, "") for name in FIELDS}
    try:
        with house.bank().session(writing=True) as session:
            if form.get("do") == "reset":
                kept.reset_figure(
                    session, current_viewer(), figure.id, _number(form.get("version", "")), today=house.today()
                )
                sentence = _("The shipped number is used again: %(name)s.", name=title(figure.titles))
            else:
                wanted = _wanted(figure, typed, form.get("version", ""))
                override = kept.set_figure(session, current_viewer(), wanted, today=house.today())
                sentence = _(
                    "%(name)s is %(value)s from now on.", name=title(figure.titles), value=words.set_text(override)
                )
    except FigureRefusedError as refused:
        problems = {name: said(problem) for name, problem in refused.problems.items()}
        return _page(figure, typed, problems), UNPROCESSABLE
    except FigureChangedError as changed:
        return _page(figure, typed, {"low": _meanwhile(changed.standing)}), CONFLICT
    flash(sentence)
    return redirect(address("figures.one", figure_id=figure.id), SEE_OTHER)


def _wanted(figure: Figure, typed: Typed, version: str) -> NewFigure:
    return NewFigure(
        figure=figure.id,
        unit=figure.unit,
        low=typed["low"],
        high=typed["high"].strip(),
        year=typed["year"].strip(),
        basis=typed["basis"],
        source=typed["source"],
        lowest=Decimal(str(figure.lowest)),
        version=_number(version),
    )


def _figure(figure_id: str) -> Figure:
    """The shipped number of an address."""
    try:
        return SHIPPED.figure(figure_id)
    except UnknownFigureError:
        raise NotFound from None


def _number(text: str) -> int:
    """A number of the page; 0 for anything that is none or that no table can hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("2147483647") else 0


def _meanwhile(standing: Override | None) -> str:
    if standing is None:
        return _("Somebody else has changed this number meanwhile, and the shipped one is used. Look again.")
    return _(
        "Somebody else set this number to %(value)s on %(day)s. Set it again to change that.",
        value=words.set_text(standing),
        day=day(standing.set_on),
    )


def _page(figure: Figure, typed: Typed | None, problems: Mapping[str, str]) -> str:
    """The page of one number, with what was typed or what holds now in the form."""
    with house.bank().session() as session:
        history = kept.settings(session, current_viewer()).get(figure.id, ())
        standing = in_use(session).figure(figure.id)
    newest = history[0].override if history else None
    holds = newest is not None and newest.withdrawn_on is None
    return render_template(
        "figures/figure.html",
        figure=standing,
        row=words.row_of(standing, house.today()),
        shipped=words.row_of(figure, house.today()),
        kind=words.TITLES[figure.kind],
        history=history,
        form=_filled(newest if holds else None) if typed is None else typed,
        wrong=problems,
        version=newest.version if newest else 0,
        is_set=holds,
        bases=words.basis_choices(),
        longest=kept.LONGEST_SOURCE,
        hint=_hint(figure),
        treatment=_treatment(figure),
        set_text=words.set_text,
        basis_word=words.basis_word,
    )


def _treatment(figure: Figure) -> str:
    """The treatment that a use asks for; a number of a treatment itself is named after it already."""
    is_of_use = figure.id.startswith(("treatment_of:", "treatment_emission_of:"))
    return title(use(figure.of).treatment) if is_of_use else ""


def _hint(figure: Figure) -> str:
    """What is meant by a number of money."""
    if figure.kind == "gate_fee":
        return _("Without value added tax and waste tax.")
    if figure.kind == "price":
        return _("Without value added tax; below nought where the owner pays.")
    return _("Without value added tax.") if figure.unit.startswith("EUR") else ""


def _filled(override: Override | None) -> Typed:
    if override is None:
        return {"year": str(house.today().year)}
    return {
        "low": number(override.low),
        "high": number(override.high) if override.high != override.low else "",
        "year": str(override.year),
        "basis": override.basis,
        "source": override.source,
    }


def _fits(override: Override) -> bool:
    """Whether calculations still use a number of this id and unit."""
    return override.figure in shipped() and shipped()[override.figure].unit == override.unit


def _blanks() -> list[tuple[str, list[tuple[str, str]]]]:
    """By kind, what no number is shipped for: id and name, in the order of the names."""
    found: dict[FigureKind, list[tuple[str, str]]] = {kind: [] for kind in BLANKS}
    for figure in shipped().values():
        if figure.origin is None:
            found[figure.kind].append((figure.id, title(figure.titles)))
    return [(_(words.TITLES[kind]), sorted(found[kind], key=lambda pair: pair[1].casefold())) for kind in found]
