"""Accounts, drafts, reviews, sharing and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "bank_state",
    "roles",
    "people",
    "people_roles",
    "attempts",
    "sign_ins",
    "mandates",
    "invitations",
    "agreements",
    "drafts",
    "outgoing_mails",
    "refused_reminders",
    "grants",
    "looks",
    "secrecy_claims",
    "information_requests",
    "request_steps",
    "enquiries",
    "enquiry_letters",
    "enquiry_keys",
    "stored_files",
    "review_cases",
    "review_notes",
    "moved_records",
    "claim_codes",
    "claims",
)
NEW_COLUMNS = {
    "organisations": ("objected_on DATE",),
    "side_streams": (
        "loading VARCHAR(64)",
        "storage VARCHAR(64)",
        "coarse TEXT NOT NULL DEFAULT ''",
        "legal_check JSON",
        "contact_name VARCHAR(200)",
        "contact_email VARCHAR(254)",
        "reuse VARCHAR(32) DEFAULT 'members' NOT NULL",
        "rough_class VARCHAR(64) NOT NULL DEFAULT ''",
        "rough_name_key VARCHAR(200) NOT NULL DEFAULT ''",
        "rough_search_text TEXT",
        "rough_low_t NUMERIC(15, 6)",
        "rough_high_t NUMERIC(15, 6)",
    ),
    "needs": (
        "structure VARCHAR(64)",
        "contact_name VARCHAR(200)",
        "contact_email VARCHAR(254)",
        "reuse VARCHAR(32) DEFAULT 'members' NOT NULL",
    ),
}
NEW_INDEXES = (
    ("organisations", ("objected_on",)),
    ("side_streams", ("rough_class",)),
    ("side_streams", ("rough_name_key", "id")),
)
AS_BEFORE = (
    "UPDATE side_streams SET rough_class = material_class, rough_name_key = name_key, rough_low_t = band_low_t, "
    "rough_high_t = band_high_t"
)
"""Nothing was told roughly so far."""
REUSE = "CONSTRAINT ck_%s_reuse CHECK (reuse IN ('open', 'members', 'commercial'))"


def upgrade() -> None:
    """Make the tables, parents first, and widen the old ones in place: SQLite would copy a table whole."""
    _state()
    _people()
    _drafts()
    _mails()
    _sharing()
    _enquiries_and_files()
    _reviews()
    for table, columns in NEW_COLUMNS.items():
        for column in columns:
            check = REUSE % table if column.startswith("reuse ") else ""
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {check}")
    op.execute(AS_BEFORE)
    for table, columns in NEW_INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Drop the tables, children first, and the new columns."""
    for table, columns in NEW_INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table_name=table)
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, added in NEW_COLUMNS.items():
        for column in added:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def _state() -> None:
    """The mark that changes with the catalogue."""
    state = op.create_table(
        "bank_state",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bank_state"),
    )
    op.bulk_insert(state, [{"id": 1, "mark": "0"}])


def _people() -> None:
    """Who signs in, as what, and for whom."""
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
        sa.UniqueConstraint("name", name="uq_roles_name"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("totp_last_counter", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_people_fs_uniquifier"),
    )
    op.create_table(
        "people_roles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_people_roles_person_id"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_people_roles_role_id"),
        sa.PrimaryKeyConstraint("person_id", "role_id", name="pk_people_roles"),
    )
    op.create_table(
        "attempts",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject_hash", name="pk_attempts"),
    )
    op.create_index("ix_attempts_window_ends_at", "attempts", ["window_ends_at"])
    op.create_table(
        "sign_ins",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("remembered", sa.JSON(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sign_ins_person_id"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_ends_at", "sign_ins", ["ends_at"])
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"])
    op.create_table(
        "mandates",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("member", "manager", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_mandates_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mandates_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
    )
    op.create_index("ix_mandates_organisation_id", "mandates", ["organisation_id"])
    op.create_index("ix_mandates_person_id", "mandates", ["person_id"])
    op.create_table(
        "invitations",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column(
            "mandate",
            sa.Enum("member", "manager", name="mandate", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_invitations_organisation_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_invitations_site_id"),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name="fk_invitations_used_by"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_invitations"),
    )
    op.create_index("ix_invitations_organisation_id", "invitations", ["organisation_id"])
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("terms_version", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("record_id", sa.String(length=64), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_agreements_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_agreements_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
    )
    op.create_index("ix_agreements_person_id", "agreements", ["person_id"])
    op.create_index("ix_agreements_record_id", "agreements", ["record_id"])


def _drafts() -> None:
    """What is not sent yet."""
    op.create_table(
        "drafts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_in", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.String(length=64), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_drafts_person_id"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_drafts"),
    )
    op.create_index("ix_drafts_person_id", "drafts", ["person_id"])
    op.create_index("ix_drafts_record_id", "drafts", ["record_id"])
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"])


def _mails() -> None:
    """The outbox, and who wants no reminders."""
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mails"),
        sa.UniqueConstraint("dedupe_key", name="uq_outgoing_mails_dedupe_key"),
    )
    op.create_index("ix_outgoing_mails_state_leased_until", "outgoing_mails", ["state", "leased_until"])
    op.create_table(
        "refused_reminders",
        sa.Column("recipient_hash", sa.String(length=64), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("recipient_hash", name="pk_refused_reminders"),
    )


def _sharing() -> None:
    """Who was let in, who looked, what is claimed secret."""
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_grants_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_grants_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_kind_record_id", "grants", ["kind", "record_id"])
    op.create_index("ix_grants_organisation_id", "grants", ["organisation_id"])
    op.create_index("ix_grants_person_id", "grants", ["person_id"])
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("viewer_hash", sa.String(length=64), nullable=False),
        sa.Column("viewer", sa.String(length=200), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_looks_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_looks"),
        sa.UniqueConstraint("record_id", "viewer_hash", "day", name="uq_looks_record_id_viewer_hash_day"),
    )
    op.create_index("ix_looks_organisation_id_day", "looks", ["organisation_id", "day"])
    op.create_table(
        "secrecy_claims",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=4000), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "refused", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("reasons", sa.String(length=4000), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_secrecy_claims"),
    )
    op.create_index("ix_secrecy_claims_kind_record_id", "secrecy_claims", ["kind", "record_id"])
    op.create_table(
        "information_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("requester", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("subject", sa.String(length=4000), nullable=False),
        sa.Column("record_ids", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received", "hearing", "decided", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_information_requests"),
    )
    op.create_table(
        "request_steps",
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_request_steps_organisation_id"),
        sa.ForeignKeyConstraint(["request_id"], ["information_requests.id"], name="fk_request_steps_request_id"),
        sa.PrimaryKeyConstraint("request_id", "position", name="pk_request_steps"),
    )
    op.create_index("ix_request_steps_organisation_id", "request_steps", ["organisation_id"])


def _enquiry_side() -> sa.Column[str]:
    sides = ("asker", "owner", "city", "facilitator")
    words = sa.Enum(*sides, name="side", native_enum=False, create_constraint=True, length=32)
    return sa.Column("side", words, nullable=False)


def _enquiry_letters_and_keys() -> None:
    """What is written in an enquiry, and the keys that open it."""
    op.create_table(
        "enquiry_letters",
        sa.Column("enquiry_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _enquiry_side(),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name="fk_enquiry_letters_enquiry_id"),
        sa.PrimaryKeyConstraint("enquiry_id", "position", name="pk_enquiry_letters"),
    )
    op.create_table(
        "enquiry_keys",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("enquiry_id", sa.String(length=64), nullable=False),
        _enquiry_side(),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name="fk_enquiry_keys_enquiry_id"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_enquiry_keys"),
    )
    op.create_index("ix_enquiry_keys_enquiry_id", "enquiry_keys", ["enquiry_id"])


def _enquiries_and_files() -> None:
    """What is asked, and the files of side streams."""
    op.create_table(
        "enquiries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("shows_email", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "answered", "closed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("to_city", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_by", sa.String(length=200), nullable=True),
        sa.Column("shown_name", sa.String(length=200), nullable=True),
        sa.Column("shown_email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_enquiries_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_enquiries_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enquiries"),
    )
    for columns in (
        ("kind", "record_id"),
        ("email", "asked_at"),
        ("organisation_id",),
        ("person_id",),
        ("to_city",),
        ("helped_at",),
    ):
        op.create_index(f"ix_enquiries_{'_'.join(columns)}", "enquiries", list(columns))
    _enquiry_letters_and_keys()
    op.create_table(
        "stored_files",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("side_stream_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_by", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["side_stream_id"], ["side_streams.id"], name="fk_stored_files_side_stream_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stored_files"),
    )
    op.create_index("ix_stored_files_side_stream_id", "stored_files", ["side_stream_id"])


def _reviews() -> None:
    """What waits for a person."""
    op.create_table(
        "review_cases",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "asked", "done", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", name="pk_review_cases"),
    )
    op.create_index("ix_review_cases_state_since", "review_cases", ["state", "since"])
    op.create_table(
        "review_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "approved",
                "returned",
                "answered",
                "edited",
                "merged",
                "refused",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_notes"),
    )
    op.create_index("ix_review_notes_kind_record_id", "review_notes", ["kind", "record_id"])
    op.create_table(
        "moved_records",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("old_id", sa.String(length=64), nullable=False),
        sa.Column("new_id", sa.String(length=64), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "old_id", name="pk_moved_records"),
    )
    op.create_index("ix_moved_records_new_id", "moved_records", ["new_id"])
    op.create_table(
        "claim_codes",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_claim_codes_organisation_id"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_claim_codes"),
    )
    op.create_index("ix_claim_codes_organisation_id", "claim_codes", ["organisation_id"])
    _claims()


def _claims() -> None:
    """What companies say of what public sources say of them."""
    op.create_table(
        "claims",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("side_stream_id", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "confirm",
                "correct",
                "comment",
                "object",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("tonnes", sa.Numeric(precision=15, scale=6), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "refused", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_claims_organisation_id"),
        sa.ForeignKeyConstraint(["side_stream_id"], ["side_streams.id"], name="fk_claims_side_stream_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("key_hash", name="uq_claims_key_hash"),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),
        sa.CheckConstraint("tonnes BETWEEN 0 AND 1000000000", name="tonnes"),
    )
    op.create_index("ix_claims_organisation_id", "claims", ["organisation_id"])
    op.create_index("ix_claims_side_stream_id", "claims", ["side_stream_id"])
    op.create_index("ix_claims_state_vouched_at", "claims", ["state", "vouched_at"])
