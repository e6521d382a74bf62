"""Layers derived from the mass layer: dry mass, and the tonnes of one substance, from analyses of what flows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from databank.records import Analysis, Basis, Layer, LeftOut, Measurement
from flows.matching.gates.quantities import measure_of
from flows.system.rows import taken
from flows.table import SUBSTANCE, Categorical, FlowTable

ASSUMED_SHARE = 0.1
"""Standard uncertainty of an amount or a content that tells none, as a share of its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The share of the mass as shipped that is dry matter or a substance, 0..1, with its standard uncertainty."""

    share: float
    standard_uncertainty: float


def dry_contents(analyses: Mapping[str, Analysis]) -> dict[str, Content]:
    """The dry share of each record whose moisture is known."""
    found = {record_id: _content(analysis.moisture) for record_id, analysis in analyses.items() if analysis.moisture}
    return {
        record_id: Content(share=1 - wet.share, standard_uncertainty=wet.standard_uncertainty)
        for record_id, wet in found.items()
        if wet is not None and wet.share <= 1
    }


def substance_contents(analyses: Mapping[str, Analysis]) -> dict[str, Content]:
    """The share of a substance in each record; one that is told of dry matter needs the moisture too."""
    found = {record_id: _as_shipped(analysis) for record_id, analysis in analyses.items()}
    return {record_id: content for record_id, content in found.items() if content and content.share <= 1}


def substance_layer(name: str) -> str:
    """The layer that counts a substance.

    >>> substance_layer("Zn")
    'substance:Zn'
    """
    return f"{SUBSTANCE}{name}"


def content_layer(table: FlowTable, contents: Mapping[str, Content], layer: str = Layer.DRY_MASS) -> FlowTable:
    """Turn the mass layer into a layer of what the flows hold.

    Parameters
    ----------
    table : FlowTable
        Flows; rows of the mass layer as shipped are turned, other layers are not taken over.
    contents : Mapping
        Content by record id. Rows of a record without one are left out and counted.
    layer : str
        "dry_mass", or "substance:" and a name.

    Returns
    -------
    FlowTable
        Tonnes of dry matter or of the substance. The variance adds those of amount and content, and their product;
        an amount that tells no uncertainty has 10 %.
    """
    shipped = table.layer.where([Layer.MASS]) & table.basis.where([Basis.AS_SHIPPED])
    known = table.record_id.where(contents) & shipped
    kept = taken(table, np.flatnonzero(known))
    share = _by_record(kept, contents, "share")
    spread = _by_record(kept, contents, "standard_uncertainty")
    untold = np.isnan(kept.standard_uncertainty)
    of_amount = np.where(untold, ASSUMED_SHARE * kept.amount, kept.standard_uncertainty)
    variance = (of_amount * share) ** 2 + (kept.amount * spread) ** 2 + (of_amount * spread) ** 2
    basis = Basis.DRY if layer == Layer.DRY_MASS else Basis.AS_SHIPPED
    left_out = dict(table.left_out)
    missing = int(np.count_nonzero(shipped & ~known))
    if missing:
        left_out[str(LeftOut.NOT_ANALYSED)] = left_out.get(str(LeftOut.NOT_ANALYSED), 0) + missing
    return replace(
        kept,
        amount=kept.amount * share,
        standard_uncertainty=np.sqrt(variance),
        layer=_all(str(layer), len(kept)),
        basis=_all(str(basis), len(kept)),
        left_out=left_out,
        rejected=(),
    )


def _by_record(table: FlowTable, contents: Mapping[str, Content], member: str) -> NDArray[np.float64]:
    values = [getattr(contents[label], member) if label in contents else math.nan for label in table.record_id.labels]
    return np.array(values, dtype=np.float64)[table.record_id.codes]


def _all(label: str, count: int) -> Categorical:
    return Categorical(np.zeros(count, dtype=np.int32), (label,))


def _as_shipped(analysis: Analysis) -> Content | None:
    content = _content(analysis.measured)
    if content is None or measure_of(analysis.measured.unit).mass != "dry":
        return content
    wet = _content(analysis.moisture) if analysis.moisture else None
    if wet is None or wet.share > 1:
        return None
    dry, spread, of_dry = 1 - wet.share, wet.standard_uncertainty, content.standard_uncertainty
    variance = (of_dry * dry) ** 2 + (content.share * spread) ** 2 + (of_dry * spread) ** 2
    return Content(share=content.share * dry, standard_uncertainty=math.sqrt(variance))


def _content(row: Measurement) -> Content | None:
    """A triangle where a range has a typical value, an even spread where not; a typical value alone has 10 %.

    A highest value alone leaves anything from nothing to it, a lowest alone tells too little.
    """
    measure = measure_of(row.unit)
    if measure.kind != "share":
        return None
    factor = float(measure.factor)
    low, typical, high = (
        None if value is None else float(value) * factor for value in (row.minimum, row.typical, row.maximum)
    )
    if low is not None and high is not None:
        return _even(low, high) if typical is None else _triangle(low, typical, high)
    if typical is not None:
        return Content(share=typical, standard_uncertainty=ASSUMED_SHARE * typical)
    return None if high is None else _even(0.0, high)


def _triangle(low: float, typical: float, high: float) -> Content:
    """A triangle; the typical value stands for the share, so that a sum is what people would work out by hand."""
    square = low**2 + typical**2 + high**2 - low * typical - low * high - typical * high
    mean = (low + typical + high) / 3
    return Content(share=typical, standard_uncertainty=math.sqrt(max(square, 0.0) / 18 + (mean - typical) ** 2))


def _even(low: float, high: float) -> Content:
    return Content(share=(low + high) / 2, standard_uncertainty=(high - low) / math.sqrt(12))
