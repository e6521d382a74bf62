"""How treatments, the lines that have them, and trials are answered."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from databank.records import TrialOutcome
from taxonomy.figures import Basis
from web import labels
from web.api.fields import Label, Out, Quantity, described, quantity, string
from web.api.record_schemas import ProvenanceOut
from web.api.taxonomy_schemas import TitlesOut

BASES = get_args(Basis)
OUTCOMES = [one.value for one in TrialOutcome]


class TreatmentLineOut(Out):
    """A treatment that a site has or plans. Its capacity may be in use; it is no promise."""

    id = ma.fields.String()
    site_id = ma.fields.String()
    site_name = ma.fields.String()
    organisation_id = string()
    organisation_name = string()
    municipality = string()
    lat = quantity("WGS84.")
    lon = quantity("WGS84.")
    material_classes = ma.fields.List(ma.fields.String(), **described("Empty: all that the treatment takes."))
    capacity_t_per_year = quantity("A limit, never a flow.")
    permit_note = string()
    real_status = ma.fields.String()
    is_example = ma.fields.Boolean()
    provenance = ma.fields.Nested(ProvenanceOut)


class TreatmentStepOut(Out):
    """A treatment that takes the class: shares are tonnes from a tonne as shipped, least and most."""

    id = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    output = string("The class of the product; null where it stays what it is.")
    yield_share = ma.fields.List(Quantity())
    added_share = ma.fields.List(Quantity(), **described("Water or binder."))
    residue = string()
    residue_share = ma.fields.List(Quantity())
    lowers = ma.fields.List(ma.fields.String(), **described("Parameters to be tested after it."))
    operation = string()
    basis = ma.fields.String(validate=ma.validate.OneOf(BASES))
    source = ma.fields.String()


class TreatmentOut(Out):
    """A treatment with the lines in the region that have it or plan it."""

    step = ma.fields.Nested(TreatmentStepOut)
    lines = ma.fields.List(ma.fields.Nested(TreatmentLineOut))


class TrialOut(Out):
    """A material tried out in the region."""

    id = ma.fields.String()
    label = Label("titles", labels.title)
    titles = ma.fields.Nested(TitlesOut)
    material_classes = ma.fields.List(ma.fields.String())
    site_id = string()
    site_name = string()
    organisation_name = string()
    area_id = string()
    permit = string()
    began_year = ma.fields.Integer(allow_none=True)
    ended_year = ma.fields.Integer(allow_none=True)
    amount = quantity()
    unit = ma.fields.String()
    outcome = ma.fields.String(validate=ma.validate.OneOf(OUTCOMES))
    result = ma.fields.Nested(TitlesOut, allow_none=True)
    use_id = string("The documented use that was tried.")
    is_example = ma.fields.Boolean()
    provenance = ma.fields.Nested(ProvenanceOut)
