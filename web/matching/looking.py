"""What pages of matches look at: the market as the viewer sees it, weighed, and remembered until a record changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from databank import queries
from databank.access import Viewer
from databank.records import Exchange, Market, MaterialNeed, Organisation, Place, SideStream, TreatmentLine
from flows.matching.industries import classes_near, industry_of, sectors_of
from flows.matching.market import Scene
from flows.matching.ranking import Ranked, matches_of, matches_of_all, ranked, residue_matches
from flows.matching.residues import left_over
from flows.matching.values import Match, Offer
from taxonomy.treatment_steps import steps_for
from taxonomy.uses import by_industry, uses_of
from web import house
from web.matching.whole import lines_of, offer_in, terms, whole, whole_of


@dataclass(frozen=True, slots=True)
class Found:
    """The matches of one side stream, and what was looked at for them."""

    ranked: Ranked
    market: Market
    offer: Offer
    lines: tuple[TreatmentLine, ...]
    users_of_left_over: Mapping[str, Match]
    """The best match of what each treatment leaves over, by its id."""


def of_stream(session: house.Session, viewer: Viewer, stream: SideStream) -> Found:
    """Who could use a side stream, as the viewer may know."""
    key = ("matches of stream", viewer, stream.id, house.today())
    return house.bank().remembered(session, key, lambda: _of_stream(session, viewer, stream))


def _of_stream(session: house.Session, viewer: Viewer, stream: SideStream) -> Found:
    lines = lines_of(session, viewer, is_example=stream.is_example)
    found = market_of_class(session, viewer, stream, _classes(stream.material_class))
    offer = offer_as_seen(session, viewer, stream, found)
    of_offer = matches_of(offer, Scene.of(found), terms(session, found, house.today()), lines)
    return Found(of_offer, found, offer, lines, _users_of_left_over(session, viewer, stream, of_offer.possible))


def _users_of_left_over(
    session: house.Session, viewer: Viewer, stream: SideStream, possible: tuple[Match, ...]
) -> Mapping[str, Match]:
    """Who could use best what treatments leave over; nothing is looked at where none leaves anything."""
    classes = {str(rest.material_class) for rest, _step in left_over(possible)}
    if not classes:
        return {}
    near = frozenset(name for one in classes for name in classes_near(one))
    found = market_of_class(session, viewer, stream, near)
    matches = residue_matches(possible, Scene.of(found), terms(session, found, house.today()))
    return {match.offer.id: match for match in reversed(matches)}


def everything(session: house.Session, viewer: Viewer, *, is_example: bool) -> tuple[Match, ...]:
    """Every possible exchange of a data set, and every one of what their treatments leave over."""
    key = ("matches with those of left-overs", viewer, is_example, house.today())
    return house.bank().remembered(session, key, lambda: _everything(session, viewer, is_example=is_example))


def _everything(session: house.Session, viewer: Viewer, *, is_example: bool) -> tuple[Match, ...]:
    matches = open_ones(session, viewer, is_example=is_example)
    market = whole(session, viewer, is_example=is_example, today=house.today()).market
    return (*matches, *residue_matches(matches, Scene.of(market), terms(session, market, house.today())))


def offer_as_seen(session: house.Session, viewer: Viewer, stream: SideStream, found: Market) -> Offer:
    """A side stream as an offer, with its owner where the viewer sees them."""
    owners = queries.owners(session, viewer, [stream])
    return offer_in(found, stream, owners)


def of_organisation(session: house.Session, viewer: Viewer, organisation: Organisation) -> tuple[Match, ...]:
    """What an organisation could take: every offer weighed with its needs, its intakes and the uses of its industry."""
    key = ("matches for organisation", viewer, organisation.id, house.today())
    return house.bank().remembered(session, key, lambda: _of_organisation(session, viewer, organisation))


def _of_organisation(session: house.Session, viewer: Viewer, organisation: Organisation) -> tuple[Match, ...]:
    everything = queries.Looked(is_example=organisation.is_example)
    needs = [
        need
        for need in queries.wanted(session, viewer, everything, house.today())
        if need.organisation_id == organisation.id
    ]
    exchanges = queries.exchanges(session, viewer, organisation_id=organisation.id)
    places = _places(organisation)
    classes = _taken_classes(organisation, needs, exchanges)
    looked = replace(everything, classes=classes, codes={code for need in needs for code in need.waste_codes})
    offers = queries.offered(session, viewer, looked)
    own = Market(
        offers=offers,
        needs=tuple(needs),
        places=places,
        exchanges=exchanges,
        owners=queries.owners(session, viewer, [*offers, *needs]),
    )
    return _all(session, viewer, own)


def open_ones(session: house.Session, viewer: Viewer, *, is_example: bool) -> tuple[Match, ...]:
    """Every possible exchange of a data set, the best first."""
    key = ("open matches", viewer, is_example, house.today())
    return house.bank().remembered(session, key, lambda: _open(session, viewer, is_example=is_example))


def _open(session: house.Session, viewer: Viewer, *, is_example: bool) -> tuple[Match, ...]:
    found = whole(session, viewer, is_example=is_example, today=house.today())
    return matches_of_all(
        found.offers, Scene.of(found.market), terms(session, found.market, house.today()), found.lines
    )


def _all(session: house.Session, viewer: Viewer, found: Market) -> tuple[Match, ...]:
    """The matches of every offer of a market."""
    is_example = any(stream.is_example for stream in found.offers)
    held = whole_of(session, viewer, found, is_example=is_example)
    return matches_of_all(held.offers, Scene.of(found), terms(session, found, house.today()), held.lines)


def of_need(session: house.Session, viewer: Viewer, need: MaterialNeed) -> Ranked:
    """What could meet a need."""
    key = ("matches of need", viewer, need.id, house.today())
    return house.bank().remembered(session, key, lambda: _of_need(session, viewer, need))


def _of_need(session: house.Session, viewer: Viewer, need: MaterialNeed) -> Ranked:
    classes = {name for one in need.material_classes for name in _classes(one)}
    looked = queries.Looked(is_example=need.is_example, classes=classes, codes=need.waste_codes)
    offers = queries.offered(session, viewer, looked)
    found = Market(
        offers=offers,
        needs=(need,),
        places=_place_of(session, viewer, need),
        exchanges=queries.handed(session, viewer, queries.Looked(is_example=need.is_example)),
        owners=queries.owners(session, viewer, [*offers, need]),
    )
    return ranked(match for match in _told(session, viewer, found) if match.receiver.id == f"need:{need.id}")


def _place_of(session: house.Session, viewer: Viewer, need: MaterialNeed) -> tuple[Place, ...]:
    """The site of a need, for its permits; nothing where it is not shown."""
    if need.site_id is None:
        return ()
    nobody = queries.Looked(is_example=need.is_example, divisions=())
    return queries.workplaces(session, viewer, nobody, also=[need.site_id])


def _told(session: house.Session, viewer: Viewer, found: Market) -> Iterator[Match]:
    """Every match of a market, those that fail too."""
    is_example = any(stream.is_example for stream in found.offers)
    held = whole_of(session, viewer, found, is_example=is_example)
    scene, stated = Scene.of(found), terms(session, found, house.today())
    for offer in held.offers:
        of_offer = matches_of(offer, scene, stated, held.lines)
        yield from (*of_offer.possible, *of_offer.failed)


# --- what is looked at -------------------------------------------------------------------------------------------


def market_of_class(session: house.Session, viewer: Viewer, stream: SideStream, classes: Collection[str]) -> Market:
    """Needs, places and exchanges for some classes, the places nearest to a side stream."""
    industries = {code for name in classes for use in uses_of(name) for code in use.industries}
    looked = queries.Looked(
        is_example=stream.is_example,
        classes=classes,
        codes=[code for code in (stream.waste_code, stream.code_if_waste) if code],
        divisions={code[:2] for code in industries},
        sectors=sectors_of(industries),
        near=(stream.lat, stream.lon) if stream.lat is not None and stream.lon is not None else None,
    )
    needs = queries.wanted(session, viewer, looked, house.today())
    # All of them: what a site takes of other materials fills its permit too.
    exchanges = queries.handed(session, viewer, queries.Looked(is_example=stream.is_example))
    also = {one.receiver_site_id for one in exchanges if one.receiver_site_id and one.material_class in classes}
    also |= {need.site_id for need in needs if need.site_id}
    return Market(
        offers=(stream,),
        needs=needs,
        places=queries.workplaces(session, viewer, looked, also=also),
        exchanges=exchanges,
        owners=queries.owners(session, viewer, needs),
    )


def _classes(class_id: str) -> frozenset[str]:
    """The classes near to a class, and near to what a treatment could make of it."""
    made = {found.product_of(class_id) for found in steps_for(class_id)}
    return frozenset(near for name in (class_id, *made) for near in classes_near(name))


def _taken_classes(
    organisation: Organisation, needs: Collection[MaterialNeed], exchanges: Collection[Exchange]
) -> frozenset[str]:
    """The classes that an organisation could take, and those from which a treatment makes them."""
    code = industry_of(organisation)
    of_uses = {use.material_class for use in by_industry(code)} if code else _classes_of_sector(organisation.sector)
    named = of_uses | {name for need in needs for name in need.material_classes}
    named |= {one.material_class for one in exchanges}
    return frozenset(near for name in named for near in classes_near(name))


def _classes_of_sector(sector: str) -> set[str]:
    from taxonomy.uses import uses

    return {use.material_class for use in uses() if sector in sectors_of(use.industries)}


def _places(organisation: Organisation) -> tuple[Place, ...]:
    """The sites of an organisation; itself where none is shown."""
    return tuple(Place(organisation, site) for site in organisation.sites) or (Place(organisation, None),)
