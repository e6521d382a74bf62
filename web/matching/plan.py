"""The plan of the region: the best set of exchanges under a stated objective, with its proof, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank.access import Viewer
from databank.errors import Sentence
from flows.allocation.allocating import allocate
from flows.allocation.from_matches import Choices, problem_of, worth_of
from flows.allocation.lists import known_worth
from flows.allocation.values import Allocation, Arc, Goal, Unplaced
from flows.matching.values import GateId, Match, Offer, Receiver
from taxonomy.codes import Titles
from web import house
from web.auth import current_viewer
from web.catalogue.wishes import one_of
from web.files import TABLE_FORMATS, table_response
from web.labels import N_
from web.language import gettext as _
from web.matching import before_after, looking, open_questions
from web.matching.blueprint import blueprint
from web.matching.lines import is_need
from web.matching.whole import whole
from web.numbers import kilometres, number, tonnes, tonnes_per_year
from web.saying import said

PLAN = Titles("/suunnitelma", "/plan", "/plan")
SETS = ("facts", "examples")
OBJECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "landfill": N_("Least to landfill"),
        "cost": N_("Least cost"),
        "co2": N_("Least emissions"),
    }
)
GOALS: Mapping[str, Goal] = MappingProxyType({"landfill": "landfill", "cost": "cost", "co2": "co2"})
OPENNESS: Mapping[str, str] = MappingProxyType(
    {
        "with": N_("Also where a question is open"),
        "without": N_("Only where nothing is open"),
    }
)
COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "whole": N_("Only what is known whole"),
        "parts": N_("What is known of them"),
    }
)
COLUMNS = (
    *("offer_id", "offer", "target_id", "target", "via", "mass_t_per_year", "value_eur_per_t", "co2_kg_per_t"),
    *("distance_km", "moves_down_hierarchy", "notes", "cautions"),
)
MOST_MOVES = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a plan is asked for.

    Attributes
    ----------
    with_unknown : bool
        Let in exchanges of which a condition is not known.
    counts_known_parts : bool
        Count what is known of an exchange's money and emissions; else one that is not known whole is left out.
    """

    is_example: bool
    goal: Goal
    with_unknown: bool
    counts_known_parts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made of."""

    found: Allocation
    offers: tuple[Offer, ...]
    names: Mapping[str, str]
    """What the ends are called: a taker with its organisation, where that is shown."""
    gates: Mapping[Sentence, GateId]
    """Which condition asks each open question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One exchange of the plan in words."""

    offer: str
    offer_id: str
    language: str | None
    target: str
    via: str
    mass: str
    distance: str
    questions: tuple[str, ...]
    notes: tuple[str, ...]
    is_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """What stays without a user for one reason: how much in all, and each side stream with its amount."""

    why: str
    mass: str
    count: str
    streams: tuple[tuple[str, str | None, str, str], ...]
    """Name, its language, the id where it has a page, and amount; the greatest first."""


@blueprint.page("matches", PLAN, formats=TABLE_FORMATS)
def plan(extension: str) -> ResponseReturnValue:
    """The plan as a page, or its exchanges as rows."""
    chosen = {
        "data": one_of(request.args, "data", SETS, "facts"),
        "objective": one_of(request.args, "objective", tuple(OBJECTIVES), "landfill"),
        "openness": one_of(request.args, "open", tuple(OPENNESS), "with"),
        "counted": one_of(request.args, "count", tuple(COUNTED), "whole"),
    }
    asked = Question(
        is_example=chosen["data"] == "examples",
        goal=GOALS[chosen["objective"]],
        with_unknown=chosen["openness"] == "with",
        counts_known_parts=chosen["counted"] == "parts",
    )
    with house.bank().session() as session:
        made = plan_of(session, current_viewer(), asked)
    if extension != "html":
        name = f"sivuvirta-plan-{chosen['data']}-{chosen['objective']}"
        return table_response(list(rows(made)), extension, COLUMNS, name)
    choices = {"objectives": OBJECTIVES, "opennesses": OPENNESS, "all_counted": COUNTED, **chosen}
    return Response(render_template("matching/plan.html", examples=asked.is_example, **choices, **told_of(made)))


def told_of(made: Planned) -> dict[str, Any]:
    """What the page says of a plan."""
    found = made.found
    before, after = before_after.tables(made.offers, found, made.names)
    return {
        "told": said(found.told),
        "compared": said(found.compared),
        "certificate": [said(sentence) for sentence in found.certificate.told],
        "holds": found.certificate.holds,
        "moves": list(move_lines(made))[:MOST_MOVES],
        "more_moves": max(0, len(found.plan.moves) - MOST_MOVES),
        "scarcities": [said(one.told) for one in found.scarcities],
        "conflicts": [[said(sentence) for sentence in one.told] for one in found.plan.conflicts],
        "questions": open_questions.questions(_moved(made), made.gates),
        "unplaced": left_lines(made),
        "unplaced_count": number(len(found.unplaced)),
        "pictures": list(before_after.pictures(before, after)),
        "fates": before_after.fates(before, after),
    }


def plan_of(session: house.Session, viewer: Viewer, asked: Question) -> Planned:
    """The plan of everything that the viewer may see, remembered until a record changes."""
    key = ("plan", viewer, asked, house.today())
    return house.bank().remembered(session, key, lambda: _plan(session, viewer, asked))


def _plan(session: house.Session, viewer: Viewer, asked: Question) -> Planned:
    matches = looking.everything(session, viewer, is_example=asked.is_example)
    offers = whole(session, viewer, is_example=asked.is_example, today=house.today()).offers
    worth = known_worth if asked.counts_known_parts else worth_of
    choices = Choices(with_unknown=asked.with_unknown, worth=worth)
    problem = problem_of(matches, objective=asked.goal, choices=choices)
    found = allocate(problem)
    gates = open_questions.gates_by_words(matches)
    return Planned(found=found, offers=offers, names=_names(found, matches), gates=gates)


def rows(made: Planned) -> Iterator[dict[str, object]]:
    """The exchanges of the plan, the greatest first."""
    names = made.names
    for arc, mass in _moved(made):
        yield {
            "offer_id": arc.donor,
            "offer": names.get(arc.donor),
            "target_id": arc.taker,
            "target": names.get(arc.taker),
            "via": names.get(arc.via or ""),
            "mass_t_per_year": round(mass, 3),
            "value_eur_per_t": arc.value_eur_per_t,
            "co2_kg_per_t": arc.co2_kg_per_t,
            "distance_km": arc.distance_km,
            "moves_down_hierarchy": arc.moves_down_hierarchy is not None,
            "notes": " ".join(said(one) for one in arc.notes),
            "cautions": " ".join(said(one) for one in arc.cautions),
        }


def move_lines(made: Planned) -> Iterator[MoveLine]:
    """The exchanges of the plan in words, the greatest first."""
    names = made.names
    offers = {offer.id: offer for offer in made.offers}
    begun = _begun(made)
    everywhere = open_questions.open_everywhere([arc for arc, _mass_t in _moved(made)], made.gates)
    for arc, mass in _moved(made):
        offer = offers.get(begun[arc.donor])
        yield MoveLine(
            offer=names.get(arc.donor, arc.donor),
            offer_id=begun[arc.donor],
            language=offer.language if offer else None,
            target=names.get(arc.taker, arc.taker),
            via=names.get(arc.via, "") if arc.via else "",
            mass=_mass(offer, mass),
            distance=kilometres(arc.distance_km),
            questions=open_questions.names_of(arc, made.gates, everywhere),
            notes=tuple(said(one) for one in _notes(arc)),
            is_down=arc.moves_down_hierarchy is not None,
        )


def _begun(made: Planned) -> Mapping[str, str]:
    """Which offer each material of the plan began as: itself, or what the treatment took in that left it over."""
    return {donor.id: donor.residue_from or donor.id for donor in made.found.problem.donors}


def _notes(arc: Arc) -> list[Sentence]:
    down = [arc.moves_down_hierarchy] if arc.moves_down_hierarchy is not None else []
    return [*down, *arc.notes, *arc.cautions]


def _mass(offer: Offer | None, mass: float) -> str:
    """Tonnes a year; of a batch tonnes."""
    return tonnes_per_year(mass) if offer is None or offer.is_lasting else tonnes(mass)


def left_lines(made: Planned) -> list[LeftLine]:
    """What stays without a user, by reason: the reason that holds most first."""
    offers, begun = {offer.id: offer for offer in made.offers}, _begun(made)
    held: dict[Sentence, list[Unplaced]] = defaultdict(list)
    for one in made.found.unplaced:
        held[one.told].append(one)
    sums = {told: sum(one.mass_t_per_year for one in left) for told, left in held.items()}
    return [
        LeftLine(
            why=said(told),
            mass=tonnes(sums[told]),
            count=number(len(held[told])),
            streams=tuple(_left(one, offers.get(begun[one.donor])) for one in sorted(held[told], key=_greatest)),
        )
        for told in sorted(held, key=lambda told: -sums[told])
    ]


def _greatest(one: Unplaced) -> tuple[float, str]:
    return (-one.mass_t_per_year, one.donor)


def _left(one: Unplaced, offer: Offer | None) -> tuple[str, str | None, str, str]:
    """A material with the page of the offer that it began as, if that is one."""
    mass = _mass(offer, one.mass_t_per_year)
    return (said_name(one.name), offer.language if offer else None, offer.id if offer else "", mass)


def said_name(name: str) -> str:
    """A name; what is left over of a treatment is named by a sentence."""
    return said(name) if isinstance(name, Sentence) else name


def _moved(made: Planned) -> list[tuple[Arc, float]]:
    arcs = made.found.problem.arcs
    moved = [(arcs[move.arc], move.mass_t_per_year) for move in made.found.plan.moves]
    return sorted(moved, key=lambda one: (-one[1], one[0].donor, one[0].taker))


def _names(found: Allocation, matches: Iterable[Match]) -> Mapping[str, str]:
    problem = found.problem
    names = {donor.id: donor.name for donor in problem.donors}
    names |= {facility.id: said_name(facility.name) for facility in problem.facilities}
    return MappingProxyType(names | {match.receiver.id: _taker(match.receiver) for match in matches})


def _taker(receiver: Receiver) -> str:
    """A need by its own words, a site by its organisation; both where both are shown."""
    holder = receiver.organisation_name
    if holder is None and is_need(receiver):
        return _("Need: %(name)s", name=receiver.name)
    return receiver.name if holder in {None, receiver.name} else f"{holder}: {receiver.name}"
