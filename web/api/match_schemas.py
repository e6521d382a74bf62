"""How matches are answered: the pair, its conditions, the parts of its score, its sums and its path."""

from __future__ import annotations

from typing import Any, get_args

import marshmallow as ma

from databank.errors import Sentence
from flows.matching.graph import path_of
from flows.matching.values import CriterionId, GateId, Match, Source, Verdict
from web.api.fields import Out, described, quantity, string
from web.api.use_schemas import OriginOut
from web.saying import said

VERDICTS = ma.validate.OneOf(get_args(Verdict))
SOURCES = ma.validate.OneOf(get_args(Source))


class Told(ma.fields.String):
    """A sentence in the language of the answer."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """The words of the sentence."""
        del accessor, default
        sentence: Sentence | None = getattr(obj, attr)
        return None if sentence is None else said(sentence)


class SpanOut(Out):
    """A number between two bounds; null is an open end, and two nulls are unknown."""

    low = quantity()
    high = quantity()


class OfferOut(Out):
    """What is offered; after a treatment, what leaves it."""

    id = ma.fields.String()
    name = ma.fields.String()
    language = ma.fields.String()
    material_class = string()
    waste_code = ma.fields.String(attribute="code", allow_none=True)
    organisation_id = string("Null where the company is hidden.")
    organisation_name = string()
    mass_t_per_year = ma.fields.Nested(SpanOut)
    is_lasting = ma.fields.Boolean(**described("False for a batch or a stock: then the tonnes are of it."))
    is_example = ma.fields.Boolean()


class ReceiverOut(Out):
    """Who might take it, and what says so."""

    id = ma.fields.String()
    source = ma.fields.String(validate=SOURCES)
    name = ma.fields.String()
    language = ma.fields.String()
    organisation_id = string("Null where the company is hidden.")
    organisation_name = string()
    site_id = string()
    municipality = string()
    industry = string("NACE Rev. 2; null where it is not known.")
    use = string("The documented use on which it rests.")
    records = ma.fields.List(ma.fields.String(), **described("The need, or the exchanges, that say so."))
    is_planned = ma.fields.Boolean()


class GateOut(Out):
    """One condition. Unknown is neither passed nor failed."""

    id = ma.fields.String(validate=ma.validate.OneOf(get_args(GateId)))
    verdict = ma.fields.String(validate=VERDICTS)
    told = Told()
    remedy = Told(allow_none=True)
    source = ma.fields.String()
    dated = ma.fields.Date(allow_none=True)


class CriterionOut(Out):
    """One part of the score, which is the product of value ** weight."""

    id = ma.fields.String(validate=ma.validate.OneOf(get_args(CriterionId)))
    value = quantity("0 to 1; null takes no part.")
    weight = quantity("Its share of the parts that are known.")
    told = Told()


class LineOut(Out):
    """One line of a sum per tonne; spared or gained is positive."""

    id = ma.fields.String()
    per_t = ma.fields.Nested(SpanOut)
    told = Told()
    origins = ma.fields.List(ma.fields.Nested(OriginOut))
    is_set_here = ma.fields.Boolean(**described("The city gave this number instead of the shipped one."))


class EconomicsOut(Out):
    """Money in EUR/t and climate in kg CO2e/t. What is not known is never taken for nothing."""

    money = ma.fields.List(ma.fields.Nested(LineOut))
    climate = ma.fields.List(ma.fields.Nested(LineOut))
    net_eur_per_t = ma.fields.Nested(SpanOut)
    net_known_eur_per_t = ma.fields.Nested(SpanOut)
    net_co2_kg_per_t = ma.fields.Nested(SpanOut)
    break_even_km = ma.fields.Nested(SpanOut)
    not_known = ma.fields.List(ma.fields.String(), attribute="unknown")


class StepOut(Out):
    """The treatment between the two."""

    step = ma.fields.String()
    line = ma.fields.String()
    site_name = ma.fields.String()
    organisation_name = string()
    is_planned = ma.fields.Boolean()
    distance_km = quantity("From the donor to the treatment.")
    yield_share = ma.fields.Nested(SpanOut)
    residue = ma.fields.Nested(OfferOut, allow_none=True, **described("What is left over."))
    residue_share = ma.fields.Nested(SpanOut)
    source = ma.fields.String()


class EdgeOut(Out):
    """One edge of the network, from node to node."""

    source = ma.fields.String()
    kind = ma.fields.String()
    target = ma.fields.String()


class Path(ma.fields.List[Any]):
    """The edges that explain a match."""

    def get_value(self, obj: Match, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """Worked out of the match itself."""
        del attr, accessor, default
        return [{"source": tail, "kind": how, "target": head} for tail, how, head in path_of(obj)]


class MatchOut(Out):
    """One possible exchange. It binds nobody."""

    offer = ma.fields.Nested(OfferOut)
    receiver = ma.fields.Nested(ReceiverOut)
    verdict = ma.fields.String(validate=VERDICTS)
    score = quantity("0 to 1.")
    also = ma.fields.List(ma.fields.String(validate=SOURCES), **described("Other evidence at the same place."))
    distance_km = quantity("To the receiver; after a treatment, from there on.")
    mass_t_per_year = ma.fields.Nested(SpanOut)
    gates = ma.fields.List(ma.fields.Nested(GateOut))
    criteria = ma.fields.List(ma.fields.Nested(CriterionOut))
    economics = ma.fields.Nested(EconomicsOut, allow_none=True)
    step = ma.fields.Nested(StepOut, allow_none=True)
    path = Path(ma.fields.Nested(EdgeOut))


class MatchesOut(Out):
    """Matches, the best first: those of which a condition fails stand last."""

    items = ma.fields.List(ma.fields.Nested(MatchOut))
