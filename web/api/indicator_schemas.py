"""How indicators are answered."""

from __future__ import annotations

import marshmallow as ma

from web.api.fields import Out, described, quantity, string


class PartOut(Out):
    """The numerator or the denominator."""

    title = ma.fields.String()
    amount_t = quantity("Tonnes.")
    standard_uncertainty_t = quantity()


class YearValueOut(Out):
    """The indicator in one year."""

    year = ma.fields.Integer()
    value = quantity("Null where it is not known.")
    low = quantity()
    high = quantity()


class ReferenceLineOut(Out):
    """What the country, the Union or another city reached or aims at."""

    title = ma.fields.String()
    area = ma.fields.String()
    kind = ma.fields.String(validate=ma.validate.OneOf(["value", "target"]))
    year = ma.fields.Integer()
    share = quantity("0 to 1.")
    is_comparable = ma.fields.Boolean(**described("Whether it is defined as ours is; else for scale only."))
    source = ma.fields.String()
    url = string()
    vintage = ma.fields.String(**described("Which edition of the source: such figures are revised."))
    read_on = ma.fields.String(**described("The day on which it was read."))


class IndicatorOut(Out):
    """One indicator with everything that is said of it."""

    id = ma.fields.String()
    title = ma.fields.String()
    meaning = ma.fields.String()
    formula = ma.fields.String(**described("In words."))
    unit = ma.fields.String(validate=ma.validate.OneOf(["share", "t"]), **described("Share 0 to 1, or tonnes a year."))
    boundary = ma.fields.String(**described("The boundary of this indicator; that of Peittoo is always Peittoo."))
    value = quantity("Null where numerator or denominator is not known; missing says why.")
    standard_uncertainty = quantity("Propagated from the uncertainties of the flows.")
    low = quantity("Lower end of the interval of two standard uncertainties; without a value, of the possible range.")
    high = quantity("Upper end.")
    numerator = ma.fields.Nested(PartOut, allow_none=True)
    denominator = ma.fields.Nested(PartOut, allow_none=True)
    known_input_share = quantity("How much of what the processes give out stands against an input on record, 0 to 1.")
    known_fate_share = quantity("Of how much of the side streams the source tells the fate, 0 to 1.")
    missing = ma.fields.List(ma.fields.String())
    notes = ma.fields.List(ma.fields.String())
    trend = ma.fields.List(ma.fields.Nested(YearValueOut))
    reference_lines = ma.fields.List(ma.fields.Nested(ReferenceLineOut))
    source = ma.fields.String(**described("Where the definition comes from."))
    source_url = string()


class IndicatorsOut(Out):
    """Every indicator of one data set, boundary and year."""

    boundary = ma.fields.String()
    year = ma.fields.Integer(allow_none=True, **described("Null where each stream stands with its latest known year."))
    years = ma.fields.List(ma.fields.Integer(), allow_none=True, **described("First and last year."))
    basis = ma.fields.String()
    is_example = ma.fields.Boolean()
    records = ma.fields.Integer(**described("How many flows it is made of."))
    protected_t = quantity("In no rate, as its place is not told.")
    rejected_t = quantity()
    indicators = ma.fields.List(ma.fields.Nested(IndicatorOut))
