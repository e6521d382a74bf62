"""Accepted versions of reconciled flows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAME, FLOWS = "flow_versions", "versioned_flows"
PEOPLE = ("accepted_by", "withdrawn_by")
PLACE = ("is_example", "audience", "year", "layer")
NUMBERS = ("reported", "reported_uncertainty", "amount", "uncertainty")
BOUNDS = ("lower", "upper", "score")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("chi_square", sa.Double(), nullable=False),
        sa.Column("degrees", sa.Integer(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("assumed", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("audience IN ('public', 'city')", name="audience"),
        *(
            sa.ForeignKeyConstraint([one], ["people.id"], name=f"fk_{NAME}_{one}", ondelete="SET NULL")
            for one in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NAME}"),
    )
    op.create_index(f"ix_{NAME}_{'_'.join(PLACE)}", NAME, list(PLACE))
    for one in PEOPLE:
        op.create_index(f"ix_{NAME}_{one}", NAME, [one])
    _flows()


def _flows() -> None:
    op.create_table(
        FLOWS,
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.String(length=120), nullable=False) for name in ("source", "target", "material")),
        *(sa.Column(name, sa.Double(), nullable=True) for name in NUMBERS),
        sa.Column("observability", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in BOUNDS),
        sa.ForeignKeyConstraint(["version_id"], [f"{NAME}.id"], name=f"fk_{FLOWS}_version_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "place", name=f"pk_{FLOWS}"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table(FLOWS)
    op.drop_table(NAME)
