"""How flows and diagrams are answered."""

from __future__ import annotations

import marshmallow as ma

from web.api.fields import Out, Quantity, described, page_of, quantity, string


class FlowOut(Out):
    """One row of the derived flow table."""

    year = ma.fields.Integer()
    source = ma.fields.String(**described("A site, or a reserved process such as Elsewhere or Protected."))
    source_label = ma.fields.String()
    target = ma.fields.String(**described("A site, or a reserved process such as fate:unused or Elsewhere."))
    target_label = ma.fields.String()
    material = ma.fields.String(**described("A material class; Protected where the parties may not be shown."))
    layer = ma.fields.String(**described("mass and dry_mass are tonnes, energy is MWh. Layers are never added."))
    amount = quantity("In the unit; null when it was not measured.")
    unit = ma.fields.String(validate=ma.validate.OneOf(["t", "MWh"]))
    standard_uncertainty = quantity()
    basis = ma.fields.String()
    treatment_code = string()
    method = string()
    origin = string("primary or secondary; null for a flow that is no side stream.")
    kind = ma.fields.String(**described("Which rule gives the row: flow, exchange, fate or protected."))
    record_id = string("The record behind the row, also its provenance; null for a protected row.")
    record_url = string("Where the record is answered with its provenance, when it is a side stream.")
    is_example = ma.fields.Boolean()


class FlowsOut(page_of(FlowOut, "FlowSliceOut")):  # type: ignore[misc]  # a schema made by page_of
    """A slice of the flow table, and what is in no row."""

    years = ma.fields.List(ma.fields.Integer(), **described("Every year that has rows."))
    left_out = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Integer(), **described("Records that give no row, counted by reason.")
    )


class ViewOut(Out):
    """One diagram that can be drawn."""

    name = ma.fields.String()
    title = ma.fields.String()
    question = ma.fields.String(**described("The question the diagram answers."))
    layer = ma.fields.String()
    needs_material = ma.fields.Boolean(**described("Whether it needs the parameter family or class."))
    page_url = ma.fields.String()


class NodeOut(Out):
    """One block of a diagram."""

    id = ma.fields.String()
    label = ma.fields.String()
    stage = ma.fields.String(allow_none=True)


class LinkOut(Out):
    """One band of a diagram."""

    source = ma.fields.String()
    target = ma.fields.String()
    material = ma.fields.String(**described("The material family."))
    mass_t = Quantity(**described("In the unit of the diagram: tonnes, or MWh in the energy view."))
    counted_t = Quantity(**described("Each record counts in one link only; the sum is drawn_t."))
    kind = ma.fields.String(validate=ma.validate.OneOf(["record", "closing", "protected"]))
    is_return = ma.fields.Boolean(**described("Whether it runs back to an earlier stage."))
    record_count = ma.fields.Integer()


class ConservationOut(Out):
    """Where every tonne of the asked year, layer and basis is: the parts add up to the total."""

    drawn_t = Quantity()
    outside_t = Quantity()
    self_loops_t = Quantity()
    protected_t = Quantity()
    rejected_t = Quantity()
    total_t = Quantity()


class DiagramOut(Out):
    """A diagram as numbers."""

    view = ma.fields.String()
    year = ma.fields.Integer(allow_none=True, **described("The one year drawn; null for each stream's latest year."))
    years = ma.fields.List(ma.fields.Integer(), allow_none=True, **described("First and last year drawn."))
    boundary = ma.fields.String()
    basis = ma.fields.String()
    layer = ma.fields.String()
    unit = ma.fields.String(validate=ma.validate.OneOf(["t", "MWh"]))
    is_example = ma.fields.Boolean()
    nodes = ma.fields.List(ma.fields.Nested(NodeOut))
    links = ma.fields.List(ma.fields.Nested(LinkOut))
    conservation = ma.fields.Nested(ConservationOut)
    left_out = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Integer(), **described("Records that are in no link, by reason.")
    )
    figures = ma.fields.Dict(
        keys=ma.fields.String(), **described("Sums and shares of which headlines are made, such as unused_t.")
    )


ViewsOut = page_of(ViewOut, "ViewsOut")
