from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DataError, IntegrityError

from databank.models import Base
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream


def _shape(bind: Engine | Connection) -> dict[str, Any]:
    """Every column, key, index and CHECK by table."""
    found = inspect(bind)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "references": sorted(
                (str(key["name"]), key["referred_table"], key["constrained_columns"])
                for key in found.get_foreign_keys(table)
            ),
            "unique": sorted((str(one["name"]), one["column_names"]) for one in found.get_unique_constraints(table)),
            "checks": sorted((str(check["name"]), check["sqltext"]) for check in found.get_check_constraints(table)),
            "indexes": sorted((str(index["name"]), index["column_names"]) for index in found.get_indexes(table)),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_alembic_sees_no_difference(bank: Bank) -> None:
    with bank.session() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_exactly_the_tables_of_the_models_and_take_them_away(bank: Bank) -> None:
    migrated = _shape(bank._engine)
    bank.downgrade()
    assert _shape(bank._engine) == {}
    assert not bank.is_current()
    Base.metadata.create_all(bank._engine)
    assert _shape(bank._engine) == migrated


def test_every_constraint_has_a_name_that_follows_the_convention() -> None:
    for table in Base.metadata.tables.values():
        names = [str(constraint.name) for constraint in table.constraints]
        assert all(name.partition("_")[0] in {"pk", "fk", "uq", "ck"} for name in names), names
        assert len(names) == len(set(names))
        assert all(len(name) <= 63 for name in names)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stream_amounts SET amount = -1",
        "UPDATE stream_amounts SET amount = 2000000000",
        "UPDATE stream_amounts SET amount_min = 2, amount_max = 1",
        "UPDATE stream_amounts SET period = 'monthly'",
        "UPDATE stream_amounts SET moisture_share = 1.5",
        "UPDATE side_streams SET kind = 'rumour'",
        "UPDATE side_streams SET level_price = 6",
        "UPDATE side_streams SET waste_code = '100908', code_if_waste = '100908'",
        "UPDATE side_streams SET organisation_id = 'nobody'",
        "UPDATE sites SET lat = 91",
        "UPDATE organisations SET business_id = '1'",
        "UPDATE documents SET kind = 'rumour'",
        "UPDATE documents SET language = 'de'",
        "UPDATE documents SET side_stream_id = 'nobody'",
        "UPDATE documents SET url = 'https://example.org/one'",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(bank: Bank, change: str) -> None:
    with bank.session() as session:
        put_owner(session)
        put_stream(session)
        for name in ("one", "two"):
            url = f"https://example.org/{name}"
            put(session, "documents", side_stream_id="S-1", kind="photo", title=name, url=url)
    with pytest.raises((IntegrityError, DataError)), bank.session() as session:
        session.execute(text(change))


@pytest.mark.postgresql
def test_postgresql_refuses_nan(postgresql_url: str) -> None:
    with Bank(postgresql_url) as bank:
        with bank.session() as session:
            put_owner(session)
            put_stream(session)
        with pytest.raises(IntegrityError), bank.session() as session:
            session.execute(text("UPDATE stream_amounts SET amount = 'NaN'"))
