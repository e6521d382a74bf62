"""What becomes of matches."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GREATEST = 1_000_000_000
STATES = ("suggested", "interested", "in_talks", "trial", "agreed", "running", "ended", "dropped")
SIDES = ("donor", "receiver", "facilitator", "city")
SOURCES = ("need", "use", "intake", "interest")
REASONS = (
    *("price", "quality", "amount", "time", "permit", "distance", "legal"),
    *("no_answer", "other_user", "confidentiality", "other"),
)
PERIODS = ("per_year", "batch", "stock")
METHODS = ("weighed", "records", "estimate", "register")
TABLES = ("match_keys", "match_notes", "match_letters", "match_steps", "matches", "deliveries")


def upgrade() -> None:
    """Make the tables."""
    _matches()
    _steps_and_letters()
    _notes_and_keys()
    _deliveries()


def downgrade() -> None:
    """Drop the tables."""
    for name in TABLES:
        op.drop_table(name)


def _matches() -> None:
    """One row for each pair that somebody keeps."""
    name = "matches"
    op.create_table(
        name,
        *_pair(),
        *_terms(),
        *_side("donor"),
        *_side("receiver"),
        *_desk(),
        _moment("made_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(need_id IS NULL) <> (receiver_organisation_id IS NULL)", name="one_receiver"),
        sa.CheckConstraint("(source = 'need') = (need_id IS NOT NULL)", name="need_of_source"),
        sa.CheckConstraint("(state = 'dropped') = (reason IS NOT NULL)", name="reason_of_state"),
        sa.CheckConstraint("starts_on <= ends_on", name="time"),
        sa.CheckConstraint(f"mass_t BETWEEN 0 AND {GREATEST}", name="mass_t"),
        *_references(name),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("open_key", name=f"uq_{name}_open_key"),
        sa.UniqueConstraint("exchange_id", name=f"uq_{name}_exchange_id"),
    )
    for column in ("side_stream_id", "need_id", "receiver_organisation_id", "receiver_site_id", "held_by"):
        op.create_index(f"ix_{name}_{column}", name, [column])
    op.create_index(f"ix_{name}_state_next_on", name, ["state", "next_on"])
    op.create_index(f"ix_{name}_updated_at_id", name, ["updated_at", "id"])


def _references(name: str) -> list[Any]:
    """A match goes with what it is about; it stays without its exchange and without whoever has it."""
    going = {
        "side_stream_id": "side_streams.id",
        "need_id": "needs.id",
        "receiver_organisation_id": "organisations.id",
        "receiver_site_id": "sites.id",
    }
    staying = {"exchange_id": "exchanges.id", "held_by": "people.id"}
    return [
        sa.ForeignKeyConstraint([column], [there], name=f"fk_{name}_{column}", ondelete=rule)
        for columns, rule in ((going, "CASCADE"), (staying, "SET NULL"))
        for column, there in columns.items()
    ]


def _pair() -> list[Any]:
    return [
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("side_stream_id", sa.String(length=64), nullable=False),
        sa.Column("need_id", sa.String(length=64), nullable=True),
        sa.Column("receiver_organisation_id", sa.String(length=64), nullable=True),
        sa.Column("receiver_site_id", sa.String(length=64), nullable=True),
        _words("source", SOURCES),
        sa.Column("use_id", sa.String(length=64), nullable=True),
        sa.Column("rests_on", sa.Text(), nullable=False),
        sa.Column("treatment_line_id", sa.String(length=64), nullable=True),
        sa.Column("open_key", sa.String(length=255), nullable=True),
        _words("state", STATES),
    ]


def _terms() -> list[Any]:
    return [
        sa.Column("mass_t", sa.Numeric(precision=15, scale=6), nullable=True),
        _words("period", PERIODS),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
    ]


def _side(side: str) -> list[Any]:
    return [
        _moment(f"{side}_interested_at", nullable=True),
        _moment(f"{side}_named_at", nullable=True),
        sa.Column(f"{side}_contact_name", sa.String(length=200), nullable=True),
        sa.Column(f"{side}_contact_email", sa.String(length=254), nullable=True),
    ]


def _desk() -> list[Any]:
    return [
        _moment("introduced_at", nullable=True),
        _words("reason", REASONS, nullable=True),
        sa.Column("reason_text", sa.String(length=4000), nullable=True),
        _words("dropped_by", SIDES, nullable=True),
        sa.Column("exchange_id", sa.String(length=64), nullable=True),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("next_action", sa.String(length=500), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
    ]


def _steps_and_letters() -> None:
    """What was done, and what was handed on."""
    for name, columns in (
        ("match_steps", [_words("before", STATES, nullable=True), _words("after", STATES), _moment("made_at")]),
        ("match_letters", [sa.Column("text", sa.String(length=4000), nullable=False), _moment("written_at")]),
    ):
        op.create_table(
            name,
            sa.Column("match_id", sa.String(length=64), nullable=False),
            sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
            _words("side", SIDES),
            *columns,
            sa.Column("person_id", sa.Integer(), nullable=True),
            _of_match(name),
            _by_person(name),
            sa.PrimaryKeyConstraint("match_id", "position", name=f"pk_{name}"),
        )
        op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def _notes_and_keys() -> None:
    """What the desk writes down, and the links of mails."""
    name = "match_notes"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        _moment("written_at"),
        sa.Column("person_id", sa.Integer(), nullable=True),
        _of_match(name),
        _by_person(name),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for column in ("match_id", "person_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])
    name = "match_keys"
    op.create_table(
        name,
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("match_id", sa.String(length=64), nullable=False),
        _words("side", SIDES),
        sa.Column("valid_until", sa.Date(), nullable=False),
        _of_match(name),
        sa.PrimaryKeyConstraint("key_hash", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_match_id", name, ["match_id"])


def _deliveries() -> None:
    """One row for each year of an exchange, and for each correction of one."""
    name = "deliveries"
    op.create_table(
        name,
        sa.Column("exchange_id", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mass_t", sa.Numeric(precision=15, scale=6), nullable=False),
        _words("method", METHODS),
        _words("side", SIDES),
        sa.Column("note", sa.String(length=500), nullable=True),
        _moment("reported_at"),
        _moment("superseded_at", nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),
        sa.CheckConstraint(f"mass_t BETWEEN 0 AND {GREATEST}", name="mass_t"),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchanges.id"], name=f"fk_{name}_exchange_id", ondelete="CASCADE"),
        _by_person(name),
        sa.PrimaryKeyConstraint("exchange_id", "year", "revision", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def _of_match(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=f"fk_{name}_match_id", ondelete="CASCADE")


def _by_person(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{name}_person_id", ondelete="SET NULL")


def _words(name: str, words: tuple[str, ...], *, nullable: bool = False) -> sa.Column[Any]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
