"""Groups of columns that several kinds share, and the rules that hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, pre_load, validates_schema

from databank import amounts
from databank.errors import N_, Sentence
from databank.records import AmountStatus, Basis, Method, Period, RealStatus
from databank.schemas import cells, codes
from databank.schemas.cells import GREATEST, Cell

MEASURES = ("amount", "amount_min", "amount_max", "standard_uncertainty")


class RecordSchema(Schema):
    """Reads one row: empty cells are unknown, unknown columns are refused, spaces around text do not count."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow declares it so
        "unknown": Sentence(N_("This column is not known: see the columns of this kind.")),
        "type": Sentence(N_("Each row is an object of columns and values.")),
    }

    @pre_load
    def without_empty_cells(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Leave out what was left empty."""
        return {name: value for name, value in data.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], ()) or (isinstance(value, str) and not value.strip())


class SourceColumns(RecordSchema):
    """Where a row comes from."""

    source_url = Cell(cells.web_address, load_default=None)
    source_title = cells.text(500)
    source_date = cells.day()


class RealWorldColumns(RecordSchema):
    """Whether the thing itself exists."""

    real_status = cells.choice(RealStatus, load_default=RealStatus.REAL)
    status_checked_on = cells.day()


class ShortAmountColumns(RecordSchema):
    """An amount as a value or a range."""

    year = cells.year(load_default=None)
    amount = cells.number()
    amount_min = cells.number()
    amount_max = cells.number()
    unit = Cell(codes.parse_unit, load_default="t")
    period = cells.choice(Period, load_default=Period.PER_YEAR)
    basis = cells.choice(Basis, load_default=Basis.AS_SHIPPED)

    @validates_schema
    def check_range(self, data: Mapping[str, Any], **_: Any) -> None:
        """A range runs upwards and has two ends, and a value beside it lies within."""
        low, value, high = data["amount_min"], data["amount"], data["amount_max"]
        if (low is None) != (high is None):
            column = "amount_min" if low is None else "amount_max"
            raise ValidationError(Sentence(N_("A range has two ends: fill in the other one too.")), column)
        if low is not None and high is not None and low > high:
            raise ValidationError(
                Sentence(N_("The range is upside down: write the smaller number first.")), "amount_min"
            )
        if value is not None and low is not None and high is not None and not low <= value <= high:
            raise ValidationError(Sentence(N_("The amount lies outside its own range: correct one of them.")), "amount")

    @validates_schema
    def check_unit(self, data: Mapping[str, Any], **_: Any) -> None:
        """Energy is measured in units of energy, everything else is not, and nothing is beyond belief."""
        if (data["basis"] is Basis.ENERGY) != amounts.is_energy(data["unit"]):
            raise ValidationError(
                Sentence(
                    N_("Energy goes with kWh, MWh, GWh, TWh, GJ, TJ or PJ and the basis energy; mass with neither.")
                ),
                "unit",
            )
        most = max((data.get(name) or Decimal(0)) for name in MEASURES)
        in_layer = amounts.tonnes(most, data["unit"], data.get("density_t_m3"))
        if (in_layer or amounts.megawatt_hours(most, data["unit"]) or 0) > GREATEST:
            raise ValidationError(Sentence(N_("This is more than 1 000 000 000 t or MWh: check the unit.")), "amount")


class AmountColumns(ShortAmountColumns):
    """An amount with everything that can be said about it."""

    moisture_share = cells.fraction(0, 1, load_default=None)
    density_t_m3 = cells.number(Decimal("0.001"), 30)
    method = cells.choice(Method, load_default=Method.ESTIMATE)
    standard_uncertainty = cells.number()
    amount_status = cells.choice(AmountStatus, load_default=AmountStatus.CONFIRMED)
    amount_note = cells.text(2000)

    @validates_schema
    def check_year(self, data: Mapping[str, Any], **_: Any) -> None:
        """A yearly amount is of a year: flows of different years are never mixed."""
        known = any(data[name] is not None for name in ("amount", "amount_min"))
        if known and data["year"] is None and data["period"] is Period.PER_YEAR:
            raise ValidationError(Sentence(N_("Write the year that this amount is of.")), "year")
