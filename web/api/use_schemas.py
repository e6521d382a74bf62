"""How the uses of a material class are answered."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from web import labels
from web.api.fields import Label, Out, Quantity, described, quantity, string
from web.api.record_schemas import AmountOut, NeedOut, ProvenanceOut
from web.api.taxonomy_schemas import MaterialClassOut, TitlesOut
from web.api.treatment_schemas import TreatmentOut, TrialOut
from web.classification.use_facts import own_limits

LEVELS = ("standard", "documented_practice", "field_test", "research")
LIMIT_KINDS = ("legal", "standard", "tested", "typical")
EFFECTS = ("excludes", "relaxes", "requires")
BASES = ("measured", "published", "computed", "proxy", "assumption")


class OriginOut(Out):
    """What is known about a number."""

    year = ma.fields.Integer(**described("Where year_is_stated is false, the year of reading."))
    period = ma.fields.String()
    year_is_stated = ma.fields.Boolean()
    region = ma.fields.String()
    basis = ma.fields.String(validate=ma.validate.OneOf(BASES))
    source = ma.fields.String()


class RuleOut(Out):
    """A law, standard or guideline."""

    id = ma.fields.String()
    kind = ma.fields.String(validate=ma.validate.OneOf(["law", "standard", "guideline"]))
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    valid_from = ma.fields.Date(allow_none=True)
    valid_to = ma.fields.Date(allow_none=True)
    source = ma.fields.String()


class ConditionOut(Out):
    """What a rule excludes, relaxes or requires; empty lists mean all."""

    id = ma.fields.String()
    rule = ma.fields.String()
    effect = ma.fields.String(validate=ma.validate.OneOf(EFFECTS))
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    material_classes = ma.fields.List(ma.fields.String())
    applications = ma.fields.List(ma.fields.String())
    parameters = ma.fields.List(ma.fields.String())
    source = ma.fields.String()


class LimitOfUseOut(Out):
    """One limit. A tested or typical value is no limit: nothing fails it."""

    parameter = ma.fields.String()
    operator = ma.fields.String()
    value = Quantity()
    unit = ma.fields.String()
    kind = ma.fields.String(validate=ma.validate.OneOf(LIMIT_KINDS))
    binds = ma.fields.Boolean(**described("Whether a value can fail it."))
    rule = string()
    application = string("The structure or product class for which it holds.")
    condition = string("The condition under which it stands in for the usual limit.")
    qualifier = ma.fields.Nested(TitlesOut, allow_none=True)
    source = ma.fields.String()


class ParameterOut(Out):
    """What is tested or declared."""

    id = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    unit = ma.fields.String()


class OwnLimits(ma.fields.List[Any]):
    """The limits that belong to a use and to no rule."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """Those of the use that is answered."""
        del attr, accessor, default
        return own_limits(obj.id)


class UseOut(Out):
    """One way to use a material."""

    id = ma.fields.String()
    material_class = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    material = ma.fields.Nested(TitlesOut, **described("Which material of the class is meant."))
    replaces = ma.fields.Nested(TitlesOut)
    treatment = ma.fields.Nested(TitlesOut)
    level = ma.fields.String(validate=ma.validate.OneOf(LEVELS))
    is_weak = ma.fields.Boolean(**described("The evidence should be looked at before one relies on it."))
    weaknesses = ma.fields.List(ma.fields.String())
    codes = ma.fields.List(ma.fields.String())
    industries = ma.fields.List(ma.fields.String(), **described("Receiving industries, NACE Rev. 2."))
    rules = ma.fields.List(ma.fields.String())
    applications = ma.fields.List(ma.fields.String())
    note = ma.fields.Nested(TitlesOut, allow_none=True)
    source = ma.fields.String()
    limits = OwnLimits(ma.fields.Nested(LimitOfUseOut), **described("Its own; those of its rules are in limits."))


class DensityOut(Out):
    """A bulk density in t/m3."""

    form = ma.fields.String()
    label = Label("form_titles", labels.title)
    low = Quantity()
    typical = quantity()
    high = Quantity()
    origin = ma.fields.Nested(OriginOut)


class WasteTaxOut(Out):
    """The waste tax of a code from a day on."""

    code = ma.fields.String()
    valid_from = ma.fields.Date()
    valid_to = ma.fields.Date(allow_none=True)
    eur_per_t = Quantity()
    reason = ma.fields.String()
    label = Label("titles", labels.title)
    source = ma.fields.String()


class PriceOut(Out):
    """A gate fee, price or cost: a hint, most often from another region."""

    id = ma.fields.String()
    kind = ma.fields.String()
    label = Label("titles", labels.title)
    codes = ma.fields.List(ma.fields.String())
    low = Quantity()
    high = Quantity()
    unit = ma.fields.String()
    vat = ma.fields.String(**described("included, excluded, or empty where that means nothing."))
    origin = ma.fields.Nested(OriginOut)


class EmissionFactorOut(Out):
    """An emission factor."""

    id = ma.fields.String()
    kind = ma.fields.String()
    label = Label("titles", labels.title)
    value = Quantity()
    unit = ma.fields.String()
    is_weak = ma.fields.Boolean()
    origin = ma.fields.Nested(OriginOut)


class AvoidedOut(Out):
    """The emission factor of what some uses replace."""

    uses = ma.fields.List(ma.fields.String())
    fit = ma.fields.String(
        validate=ma.validate.OneOf(["same", "stands_in"]), **described("stands_in: of a similar material.")
    )
    factor = ma.fields.Nested(EmissionFactorOut)


class TakerPermitOut(Out):
    """A permit that names a waste code of the class. It opens a gate; it is no promise."""

    id = ma.fields.String()
    site_id = ma.fields.String()
    site_name = ma.fields.String()
    organisation_id = string()
    organisation_name = string()
    waste_codes = ma.fields.List(ma.fields.String())
    operations = ma.fields.List(ma.fields.String())
    capacity_t_per_year = quantity("A limit, never a flow.")
    valid_until = ma.fields.Date(allow_none=True)
    is_example = ma.fields.Boolean()
    provenance = ma.fields.Nested(ProvenanceOut)


class TakerExchangeOut(Out):
    """An exchange in which such material changed hands."""

    id = ma.fields.String()
    material = ma.fields.String()
    material_class = ma.fields.String()
    giver = string()
    receiver = string()
    receiver_id = string("The receiving organisation.")
    receiver_site = string()
    amount = ma.fields.Nested(AmountOut)
    status = ma.fields.String()
    is_example = ma.fields.Boolean()
    provenance = ma.fields.Nested(ProvenanceOut)


class TakersOut(Out):
    """Who takes such material, from the records that this viewer may see."""

    permits = ma.fields.List(ma.fields.Nested(TakerPermitOut))
    exchanges = ma.fields.List(ma.fields.Nested(TakerExchangeOut))
    needs = ma.fields.List(ma.fields.Nested(NeedOut))


class MaterialUsesOut(Out):
    """Where material of one class can go."""

    material_class = ma.fields.Nested(MaterialClassOut)
    page_url = ma.fields.String()
    waste_codes = ma.fields.List(ma.fields.String())
    uses = ma.fields.List(ma.fields.Nested(UseOut), **described("Of the class and of narrower ones, best first."))
    uses_of_wider_classes = ma.fields.List(ma.fields.Nested(UseOut))
    gaps = ma.fields.List(ma.fields.Nested(UseOut), **described("Rows that say that there is no established use."))
    rules = ma.fields.List(ma.fields.Nested(RuleOut))
    limits = ma.fields.List(ma.fields.Nested(LimitOfUseOut), **described("Of the rules, for each structure."))
    conditions = ma.fields.List(ma.fields.Nested(ConditionOut))
    what_to_test = ma.fields.List(ma.fields.Nested(ParameterOut))
    densities = ma.fields.List(ma.fields.Nested(DensityOut))
    waste_tax = ma.fields.List(ma.fields.Nested(WasteTaxOut), **described("Today and what is known of later."))
    prices = ma.fields.List(ma.fields.Nested(PriceOut))
    avoided_emissions = ma.fields.List(ma.fields.Nested(AvoidedOut))
    takers = ma.fields.Nested(TakersOut)
    treatments = ma.fields.List(ma.fields.Nested(TreatmentOut), **described("What could be done to it first."))
    trials = ma.fields.List(ma.fields.Nested(TrialOut))
