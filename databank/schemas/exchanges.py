"""Rows of exchanges and of flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from databank.errors import N_, Sentence
from databank.processes import RESERVED
from databank.records import Basis, Consent, ExchangeStatus, Layer, Method
from databank.schemas import cells, codes
from databank.schemas.cells import Cell
from databank.schemas.parts import RealWorldColumns, ShortAmountColumns, SourceColumns


def parse_process(text: str) -> str:
    """Read one end of a flow: the id of a site or a reserved process."""
    if text in RESERVED:
        return text
    try:
        return cells.parse_id(text)
    except ValueError:
        raise ValueError(
            Sentence(N_("Write the id of a site, or one of: %(choices)s."), choices=", ".join(RESERVED))
        ) from None


class ExchangeSchema(ShortAmountColumns, RealWorldColumns, SourceColumns):
    """exchanges.csv: material that changes hands."""

    id = cells.identity()
    side_stream_id = cells.identity(load_default=None)
    donor_site_id = cells.identity(load_default=None)
    donor_name = cells.text()
    receiver_site_id = cells.identity(load_default=None)
    receiver_name = cells.text()
    material = cells.required_text()
    material_class = Cell(codes.parse_material_class)
    method = cells.choice(Method, load_default=Method.ESTIMATE)
    standard_uncertainty = cells.number()
    treatment_code = codes.operation()
    status = cells.choice(ExchangeStatus, load_default=ExchangeStatus.RUNNING)
    consent = cells.choice(Consent, load_default=Consent.NO)
    is_example = cells.flag()
    note = cells.text(4000)


class FlowSchema(SourceColumns):
    """flows.csv: a flow between two processes in one year."""

    record_id = cells.identity()
    year = cells.year()
    source = Cell(parse_process)
    target = Cell(parse_process)
    material = Cell(codes.parse_material_class)
    mass_t = cells.number()
    standard_uncertainty_t = cells.number()
    layer = cells.choice(Layer, load_default=Layer.MASS)
    basis = cells.choice(Basis, load_default=Basis.AS_SHIPPED)
    treatment_code = codes.operation()
    method = cells.choice(Method, load_default=Method.ESTIMATE)
    side_stream_id = cells.identity(load_default=None)
    consent = cells.choice(Consent, load_default=Consent.NO)
    is_example = cells.flag()
    note = cells.text(4000)

    @validates_schema
    def check_ends(self, data: Mapping[str, Any], **_: Any) -> None:
        """A flow leads from somewhere to somewhere."""
        if data["source"] in RESERVED and data["target"] in RESERVED:
            raise ValidationError(Sentence(N_("At least one end of a flow is a site: write its id.")), "source")
