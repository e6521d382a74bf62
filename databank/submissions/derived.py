"""Columns that follow from others. They are set whenever a row changes, so that lists stay one scan."""

from __future__ import annotations

from decimal import Decimal

from databank import amounts
from databank.access import rough_class, rough_name
from databank.geography import grid_point
from databank.models import MaterialNeed, Organisation, SideStream, Site, StreamAmount
from databank.models.parts import Measured
from databank.records import AmountStatus, Basis, Coarse, Layer, Level, Period
from databank.vocabulary import code_words, family_of, fold, material_words, sector_of

UNKNOWN_MASS = Decimal(-1)
LONGEST_KEY = 200


def name_key(name: str) -> str:
    """A name as it is sorted and compared: some signs are many letters, and the column holds so many."""
    return fold(name)[:LONGEST_KEY]


def derive_organisation(organisation: Organisation) -> None:
    """Key for sorting and search; the sector of the industry when none is given."""
    organisation.name_key = name_key(organisation.name)
    organisation.sector = organisation.sector or sector_of(organisation.industry_code, organisation.industry_edition)


def derive_site(site: Site) -> None:
    """The grid point behind which the site may be hidden."""
    site.grid_lat, site.grid_lon = grid_point(site.lat, site.lon)


def derive_amount(row: Measured) -> None:
    """What of an amount flows, on which layer: only what is shipped has mass, only energy has MWh."""
    value = typical(row)
    row.layer, row.layer_amount, row.layer_uncertainty = None, None, None
    if row.basis is Basis.AS_SHIPPED and row.period is not Period.STOCK:
        row.layer = Layer.MASS
        row.layer_amount = amounts.tonnes(value, row.unit, row.density_t_m3)
        row.layer_uncertainty = amounts.tonnes(row.standard_uncertainty, row.unit, row.density_t_m3)
    elif row.basis is Basis.ENERGY and row.period is not Period.STOCK:
        row.layer = Layer.ENERGY
        row.layer_amount = amounts.megawatt_hours(value, row.unit)
        row.layer_uncertainty = amounts.megawatt_hours(row.standard_uncertainty, row.unit)


def typical(row: Measured) -> Decimal | None:
    """The value, or the middle of the range."""
    if row.amount is not None:
        return row.amount
    if row.amount_min is None or row.amount_max is None:
        return None
    return (row.amount_min + row.amount_max) / 2


def derive_side_stream(stream: SideStream) -> None:
    """Family, search words, and the mass of the latest year that counts with its public band."""
    stream.family = family_of(stream.material_class)
    stream.name_key = name_key(stream.name)
    words = (stream.name, material_words(stream.material_class), code_words(stream.waste_code or stream.code_if_waste))
    stream.search_text = fold(" ".join((*words, stream.origin_process or "")))
    _derive_rough(stream)
    latest = latest_amount(stream.amounts)
    stream.mass_t = _tonnes_per_year(latest)
    is_sound = latest is not None and latest.amount_status is AmountStatus.CONFIRMED
    stream.summed_t = stream.mass_t if is_sound else None
    stream.band_low_t = stream.band_high_t = stream.rough_low_t = stream.rough_high_t = None
    stream.public_mass_t = UNKNOWN_MASS
    if stream.mass_t is not None:
        is_rough = Coarse.AMOUNT in stream.coarse
        band = amounts.public_band(stream.mass_t)
        stream.band_low_t, stream.band_high_t = band
        stream.rough_low_t, stream.rough_high_t = amounts.wide_band(stream.mass_t) if is_rough else band
        is_open = stream.level_amount <= Level.PUBLIC and not is_rough
        stream.public_mass_t = stream.mass_t if is_open else stream.rough_low_t


def _derive_rough(stream: SideStream) -> None:
    """Class, name and search words as they are told to those who do not see the company."""
    stream.rough_class = rough_class(stream.material_class, stream.coarse)
    name = rough_name(stream.name, stream.material_class, stream.language, stream.coarse)
    stream.rough_name_key = stream.name_key if name == stream.name else name_key(name)
    is_rough = Coarse.MATERIAL in stream.coarse
    stream.rough_search_text = material_words(stream.rough_class) if is_rough else None


def _tonnes_per_year(row: StreamAmount | None) -> Decimal | None:
    """A batch is no yearly amount, and what is not as shipped is no mass."""
    if row is None or row.layer is not Layer.MASS or row.period is not Period.PER_YEAR:
        return None
    return row.layer_amount


def latest_amount(rows: list[StreamAmount]) -> StreamAmount | None:
    """The amount of the latest year that counts, else the latest of any kind."""
    if len(rows) == 1:
        return rows[0]
    dated = sorted(rows, key=lambda row: row.year or 0)
    sound = [row for row in dated if row.amount_status is AmountStatus.CONFIRMED]
    return (sound or dated)[-1] if dated else None


def derive_need(need: MaterialNeed) -> None:
    """Families, search words and what would flow."""
    derive_amount(need)
    need.families = tuple(dict.fromkeys(family_of(name) for name in need.material_classes))
    need.name_key = name_key(need.name)
    words = [need.name, *(material_words(name) for name in need.material_classes), *map(code_words, need.waste_codes)]
    need.search_text = fold(" ".join(words))
