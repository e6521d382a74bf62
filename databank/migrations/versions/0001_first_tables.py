"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

Columns = list[sa.Column[Any]]
Items = list[SchemaItem]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOST = 1_000_000_000
TABLES = (
    "areas",
    "area_facts",
    "organisations",
    "sites",
    "permits",
    "side_streams",
    "stream_amounts",
    "measurements",
    "documents",
    "needs",
    "exchanges",
    "flows",
    "record_versions",
    "feedback",
)
INDEXES = {
    "organisations": (("is_example",), ("name_key",)),
    "sites": (("area_id",), ("is_example",), ("organisation_id",)),
    "permits": (("site_id",),),
    "side_streams": (
        ("family",),
        ("material_class",),
        ("name_key", "id"),
        ("organisation_id",),
        ("public_mass_t", "id"),
        ("site_id",),
        ("updated_at", "id"),
    ),
    "stream_amounts": (("year", "layer"),),
    "needs": (("name_key", "id"), ("organisation_id",), ("site_id",)),
    "exchanges": (("donor_site_id",), ("receiver_site_id",), ("side_stream_id",)),
    "flows": (("side_stream_id",), ("source",), ("target",)),
    "record_versions": (("record_id",),),
    "feedback": (("received_at",),),
}


def upgrade() -> None:
    """Make every table, parents first, then the indexes."""
    _places()
    _side_streams()
    _parts_of_side_streams()
    _documents()
    _needs()
    _exchanges_and_flows()
    _journal()
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Drop every table, children first; their indexes go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


# --- columns that several tables share ---------------------------------------------------------------------------


def _text(name: str, length: int, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _texts(length: int, *names: str, nullable: bool = False) -> Columns:
    return [_text(name, length, nullable=nullable) for name in names]


def _numbers(*names: str) -> Columns:
    return [sa.Column(name, sa.Numeric(15, 6)) for name in names]


def _days(*names: str) -> Columns:
    return [sa.Column(name, sa.Date()) for name in names]


def _flags(*names: str) -> Columns:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _lists(*names: str) -> Columns:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _choice(name: str, *words: str, nullable: bool = False) -> sa.Column[Any]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def _reference(name: str, target: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _within(column: str, low: float, high: float) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def _source() -> Columns:
    return [
        _choice("source_kind", "submitted", "imported", "public_source"),
        _text("source_url", 500),
        _text("source_title", 500),
        *_days("source_date"),
        _text("source_file", 255),
        sa.Column("source_row", sa.Integer()),
    ]


def _version() -> Columns:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _real_status() -> Columns:
    words = ("real", "planned", "ended", "cancelled", "lapsed", "reserve")
    return [_choice("real_status", *words), *_days("status_checked_on")]


def _levels() -> Items:
    groups = ("material", "amount", "organisation", "composition", "logistics", "price", "documents", "contact")
    columns = [sa.Column(f"level_{group}", sa.Integer(), nullable=False) for group in groups]
    return [*columns, *(_within(f"level_{group}", 1, 5) for group in groups)]


def _amount() -> Items:
    return [
        sa.Column("year", sa.Integer()),
        *_numbers("amount", "amount_min", "amount_max"),
        _text("unit", 16, nullable=False),
        _choice("period", "per_year", "batch", "stock"),
        _choice("basis", *_bases()),
        sa.Column("moisture_share", sa.Double()),
        *_numbers("density_t_m3"),
        _choice("method", *_methods()),
        *_numbers("standard_uncertainty"),
        _choice("amount_status", "confirmed", "under_review", "conflicting", "double_count"),
        _text("amount_note", 2000),
        _choice("layer", "mass", "dry_mass", "energy", nullable=True),
        *_numbers("layer_amount", "layer_uncertainty"),
        *(_within(name, 0, MOST) for name in ("amount", "amount_min", "amount_max", "standard_uncertainty")),
        _within("moisture_share", 0, 1),
        _within("density_t_m3", 0, 30),
        _within("year", 1900, 2100),
        sa.CheckConstraint("amount_min <= amount_max", name="amount_range"),
    ]


def _bases() -> tuple[str, ...]:
    return "as_shipped", "dry", "contained_metal", "energy", "capacity", "permit_maximum"


def _methods() -> tuple[str, ...]:
    return "weighed", "records", "estimate", "register"


def _owned() -> Items:
    return [
        _text("id", 64, nullable=False),
        _choice("kind", "offer", "register", "third_party", "planned"),
        *_flags("is_example"),
        _reference("organisation_id", "organisations", nullable=False),
        _reference("site_id", "sites"),
        *_texts(200, "name"),
        *_texts(2, "language"),
        _text("physical_form", 64),
        _choice("status", "draft", "submitted", "published", "reserved", "expired", "withdrawn"),
        *_days("confirmed_on"),
        _text("note", 4000),
        *_texts(200, "name_key"),
        *_lists("search_text"),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        sa.PrimaryKeyConstraint("id"),
        *_levels(),
        *_real_status(),
        *_source(),
        *_version(),
    ]


def _consent() -> sa.Column[Any]:
    return _choice("consent", "no", "sums", "name")


# --- tables ------------------------------------------------------------------------------------------------------


def _places() -> None:
    op.create_table(
        "areas",
        _text("id", 64, nullable=False),
        *_texts(200, "name_fi", "name_sv", "name_en"),
        *_texts(64, "kind", "municipality"),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        *_numbers("area_ha"),
        *_texts(4000, "description_fi", "description_sv", "description_en"),
        *_days("checked_on"),
        *_source(),
        *_version(),
        _within("lat", -90, 90),
        _within("lon", -180, 180),
        _within("area_ha", 0, MOST),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "area_facts",
        _reference("area_id", "areas", nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_texts(64, "topic"),
        *_texts(200, "name_fi", "name_sv", "name_en"),
        *_texts(500, "value"),
        _text("unit", 32),
        sa.Column("year", sa.Integer()),
        *_source(),
        sa.PrimaryKeyConstraint("area_id", "position"),
    )
    op.create_table(
        "organisations",
        _text("id", 64, nullable=False),
        *_texts(200, "name", "name_key"),
        _text("business_id", 9),
        _text("industry_code", 8),
        _text("industry_edition", 16),
        *_texts(32, "sector"),
        _text("municipality", 64),
        _text("holding", 200),
        *_days("name_as_of"),
        *_flags("is_example"),
        _text("note", 4000),
        *_real_status(),
        *_source(),
        *_version(),
        sa.CheckConstraint("length(business_id) = 9", name="business_id"),
        sa.UniqueConstraint("business_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    _sites()


def _sites() -> None:
    op.create_table(
        "sites",
        _text("id", 64, nullable=False),
        _reference("organisation_id", "organisations", nullable=False),
        *_texts(200, "name"),
        _text("address", 200),
        _text("municipality", 64),
        *(sa.Column(name, sa.Double()) for name in ("lat", "lon", "grid_lat", "grid_lon")),
        _text("coordinate_precision", 32),
        _reference("area_id", "areas"),
        *_texts(32, "sector"),
        *_flags("confirmed", "is_example"),
        *_real_status(),
        *_source(),
        *_version(),
        _within("lat", -90, 90),
        _within("lon", -180, 180),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "permits",
        _text("id", 64, nullable=False),
        _reference("site_id", "sites", nullable=False),
        *_lists("waste_codes", "operations"),
        *_numbers("capacity_t_per_year"),
        _text("authority", 200),
        *_days("valid_until"),
        _text("note", 4000),
        *_source(),
        *_version(),
        _within("capacity_t_per_year", 0, MOST),
        sa.PrimaryKeyConstraint("id"),
    )


def _side_streams() -> None:
    fates = ("unused", "used", "energy", "recovery_unspecified", "disposal", "stock", "elsewhere", "not_known")
    laws = ("waste", "by_product", "end_of_waste", "product", "outside_waste_law", "unknown")
    op.create_table(
        "side_streams",
        *_owned(),
        *_texts(64, "material_class"),
        *_texts(6, "waste_code", "code_if_waste", "hint_waste_code", nullable=True),
        _text("waste_list_edition", 16),
        _text("hint_material_class", 64),
        _choice("legal_status", *laws),
        _text("legal_ground", 500),
        _text("legal_authority", 200),
        _choice("hazard", "hazardous", "non_hazardous", "unknown"),
        *_texts(64, "packaging", "availability_pattern", nullable=True),
        _choice("origin", "primary", "secondary"),
        *_texts(200, "origin_process", "receiver", nullable=True),
        *_days("legal_date", "available_from", "available_until", "committed_until"),
        _choice("fate", *fates),
        _text("treatment_code", 3),
        *_numbers("free_t_per_year", "price_eur_per_t"),
        _consent(),
        *_texts(16, "family"),
        *_numbers("mass_t", "summed_t", "band_low_t", "band_high_t"),
        sa.Column("public_mass_t", sa.Numeric(15, 6), nullable=False),
        sa.CheckConstraint("waste_code IS NULL OR code_if_waste IS NULL", name="one_code"),
        sa.CheckConstraint("available_from <= available_until", name="availability"),
        _within("free_t_per_year", 0, MOST),
        _within("price_eur_per_t", -MOST, MOST),
    )


def _parts_of_side_streams() -> None:
    op.create_table(
        "stream_amounts",
        _reference("side_stream_id", "side_streams", nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_amount(),
        sa.UniqueConstraint("side_stream_id", "year"),
        sa.PrimaryKeyConstraint("side_stream_id", "position"),
    )
    op.create_table(
        "measurements",
        _reference("side_stream_id", "side_streams", nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_texts(64, "parameter"),
        *_numbers("minimum", "typical", "maximum"),
        *_texts(32, "unit"),
        *_texts(200, "method", "laboratory", nullable=True),
        *_days("measured_on"),
        sa.Column("sample_count", sa.Integer()),
        *(_within(name, -MOST, MOST) for name in ("minimum", "typical", "maximum")),
        sa.CheckConstraint("minimum <= maximum", name="range"),
        _within("sample_count", 0, MOST),
        sa.PrimaryKeyConstraint("side_stream_id", "position"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        _reference("side_stream_id", "side_streams", nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _choice("kind", "photo", "lab_report", "product_sheet", "decision", "other"),
        *_texts(200, "title"),
        _text("language", 2),
        *_days("issued_on"),
        *_texts(500, "url"),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        sa.UniqueConstraint("side_stream_id", "url"),
        sa.PrimaryKeyConstraint("side_stream_id", "position"),
    )


def _needs() -> None:
    op.create_table(
        "needs",
        *_owned(),
        *_amount(),
        *_lists("material_classes", "waste_codes", "limits", "families"),
        *_days("starts_on", "ends_on"),
        *_numbers("distance_km"),
        sa.CheckConstraint("starts_on <= ends_on", name="time"),
        _within("distance_km", 0, 20_100),
    )


def _exchanges_and_flows() -> None:
    op.create_table(
        "exchanges",
        _text("id", 64, nullable=False),
        *_flags("is_example"),
        _reference("side_stream_id", "side_streams"),
        _reference("donor_site_id", "sites"),
        _reference("receiver_site_id", "sites"),
        *_texts(200, "donor_name", "receiver_name", nullable=True),
        *_texts(200, "material"),
        *_texts(64, "material_class"),
        _text("treatment_code", 3),
        _choice("status", "agreed", "running", "ended"),
        _consent(),
        _text("note", 4000),
        *_amount(),
        *_real_status(),
        *_source(),
        *_version(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "flows",
        _text("record_id", 64, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        *_flags("is_example"),
        *_texts(64, "source", "target", "material"),
        *_numbers("mass_t", "standard_uncertainty_t"),
        _choice("layer", "mass", "dry_mass", "energy"),
        _choice("basis", *_bases()),
        _text("treatment_code", 3),
        _choice("method", *_methods()),
        _reference("side_stream_id", "side_streams"),
        _consent(),
        _text("note", 4000),
        *_source(),
        *_version(),
        _within("year", 1900, 2100),
        _within("mass_t", 0, MOST),
        _within("standard_uncertainty_t", 0, MOST),
        sa.PrimaryKeyConstraint("record_id", "year"),
    )


def _journal() -> None:
    op.create_table(
        "record_versions",
        *_texts(32, "kind"),
        *_texts(80, "record_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_texts(200, "made_by"),
        *_texts(500, "reason"),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", "number"),
    )
    op.create_table(
        "feedback",
        _text("id", 64, nullable=False),
        *_texts(64, "topic"),
        *_texts(10_000, "message"),
        *_texts(2, "language"),
        _text("page", 500),
        _text("record_id", 64),
        _text("email", 254),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
    )
