"""The plan of the region: the best set of exchanges under a stated objective, with its proof, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from databank.access import Viewer
from databank.errors import Sentence
from databank.records import Fate
from flows.allocation.allocating import allocate
from flows.allocation.from_matches import Choices, problem_of
from flows.allocation.picturing import Words, planned, today
from flows.allocation.values import Allocation, Arc, Goal
from flows.matching.values import Match, Offer, Receiver
from flows.table import FlowTable
from taxonomy.codes import Titles
from taxonomy.materials import families
from web import house
from web.auth import current_viewer
from web.catalogue.wishes import one_of
from web.files import TABLE_FORMATS, table_response
from web.labels import N_, label, title
from web.language import current_language
from web.language import gettext as _
from web.matching import looking
from web.matching.blueprint import blueprint
from web.matching.whole import whole
from web.numbers import kilometres, tonnes, tonnes_per_year
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
COLUMNS = (
    *("offer_id", "offer", "target_id", "target", "via", "mass_t_per_year", "value_eur_per_t", "co2_kg_per_t"),
    *("distance_km", "moves_down_hierarchy", "cautions"),
)
MOST_MOVES = 80
MOST_LEFT = 40
MOST_CAUTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made of."""

    found: Allocation
    offers: tuple[Offer, ...]
    names: Mapping[str, str]
    """What the ends are called: a taker with its organisation, where that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One exchange of the plan in words."""

    offer: str
    offer_id: str
    target: str
    via: str
    mass: str
    distance: str
    notes: tuple[str, ...]
    is_down: bool


@blueprint.page("matches", PLAN, formats=TABLE_FORMATS)
def plan(extension: str) -> ResponseReturnValue:
    """The plan as a page, or its exchanges as rows."""
    data = one_of(request.args, "data", SETS, "facts")
    objective = one_of(request.args, "objective", tuple(OBJECTIVES), "landfill")
    openness = one_of(request.args, "open", tuple(OPENNESS), "with")
    with house.bank().session() as session:
        made = plan_of(
            session,
            current_viewer(),
            is_example=data == "examples",
            goal=GOALS[objective],
            with_unknown=openness == "with",
        )
    if extension != "html":
        return table_response(list(rows(made)), extension, COLUMNS, f"sivuvirta-plan-{data}-{objective}")
    found = made.found
    page = render_template(
        "matching/plan.html",
        told=[said(found.told), said(found.compared)],
        certificate=[said(sentence) for sentence in found.certificate.told],
        holds=found.certificate.holds,
        moves=list(move_lines(made))[:MOST_MOVES],
        more_moves=max(0, len(found.plan.moves) - MOST_MOVES),
        scarcities=[said(one.told) for one in found.scarcities],
        conflicts=[[said(sentence) for sentence in one.told] for one in found.plan.conflicts],
        unplaced=[(one.name, tonnes_per_year(one.mass_t_per_year), said(one.told)) for one in found.unplaced],
        pictures=pictures(made),
        data=data,
        objective=objective,
        openness=openness,
        objectives=OBJECTIVES,
        opennesses=OPENNESS,
        examples=data == "examples",
    )
    return Response(page)


def plan_of(session: house.Session, viewer: Viewer, *, is_example: bool, goal: Goal, with_unknown: bool) -> Planned:
    """The plan of everything that the viewer may see, remembered until a record changes."""
    key = ("plan", viewer, is_example, goal, with_unknown, house.today())
    return house.bank().remembered(
        session, key, lambda: _plan(session, viewer, is_example=is_example, goal=goal, with_unknown=with_unknown)
    )


def _plan(session: house.Session, viewer: Viewer, *, is_example: bool, goal: Goal, with_unknown: bool) -> Planned:
    matches = looking.everything(session, viewer, is_example=is_example)
    offers = whole(session, viewer, is_example=is_example, today=house.today()).offers
    problem = problem_of(matches, objective=goal, choices=Choices(with_unknown=with_unknown))
    found = allocate(problem)
    return Planned(found=found, offers=offers, names=_names(found, matches))


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
            "cautions": " ".join(said(one) for one in (*arc.notes, *arc.cautions)),
        }


def move_lines(made: Planned) -> Iterator[MoveLine]:
    """The exchanges of the plan in words, the greatest first."""
    names = made.names
    lasting = {offer.id for offer in made.offers if offer.is_lasting}
    begun = {donor.id: donor.residue_from or donor.id for donor in made.found.problem.donors}
    for arc, mass in _moved(made):
        yield MoveLine(
            offer=names.get(arc.donor, arc.donor),
            offer_id=begun[arc.donor],
            target=names.get(arc.taker, arc.taker),
            via=names.get(arc.via, "") if arc.via else "",
            mass=tonnes_per_year(mass) if arc.donor in lasting else tonnes(mass),
            distance=kilometres(arc.distance_km),
            notes=tuple(said(one) for one in _notes(arc)),
            is_down=arc.moves_down_hierarchy is not None,
        )


def _notes(arc: Arc) -> list[Sentence]:
    down = [arc.moves_down_hierarchy] if arc.moves_down_hierarchy is not None else []
    return [*down, *arc.notes, *arc.cautions[:MOST_CAUTIONS]]


def _moved(made: Planned) -> list[tuple[Arc, float]]:
    arcs = made.found.problem.arcs
    moved = [(arcs[move.arc], move.mass_t_per_year) for move in made.found.plan.moves]
    return sorted(moved, key=lambda one: (-one[1], one[0].donor, one[0].taker))


def _names(found: Allocation, matches: Iterable[Match]) -> Mapping[str, str]:
    problem = found.problem
    names = {donor.id: donor.name for donor in problem.donors}
    names |= {facility.id: facility.name for facility in problem.facilities}
    return MappingProxyType(names | {match.receiver.id: _taker(match.receiver) for match in matches})


def _taker(receiver: Receiver) -> str:
    """A need by its own words, a site by its organisation; both where both are shown."""
    holder = receiver.organisation_name
    return receiver.name if holder in {None, receiver.name} else f"{holder}: {receiver.name}"


# --- before and after --------------------------------------------------------------------------------------------


def pictures(made: Planned) -> tuple[tuple[str, Markup], ...]:
    """Two flow diagrams at one scale: today, and by the plan; none where no amount is known."""
    words = Words(
        fates={fate.value: label(fate) for fate in Fate},
        families={family.id: title(family.titles) for family in families()},
        others=_("Other takers"),
        ends=made.names,
    )
    before, after = today(made.offers, words), planned(made.offers, made.found, words)
    if not len(before):
        return ()
    return tuple(_drawn(before, after))


def _drawn(before: FlowTable, after: FlowTable) -> Iterator[tuple[str, Markup]]:
    from flows.drawing import svg
    from flows.labels import TaxonomyLabels
    from flows.layout import layout
    from flows.processes import weave_processes

    scale = None
    for name, heading, table in (("before", _("Today"), before), ("after", _("By the plan"), after)):
        data = weave_processes(table)
        labels = TaxonomyLabels(data, current_language())
        placed = layout(data, labels, scale=scale)
        scale = scale or placed.scale
        drawn = svg(data, placed, labels, title=heading, description=_("The table below says the same."), name=name)
        yield heading, Markup(drawn)  # noqa: S704 - our own drawing, every text in it escaped
