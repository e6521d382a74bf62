"""What all tables share: one naming of constraints and the few column types both databases store alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, MetaData, Numeric, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
MICRO = Decimal("0.000001")
GREATEST = 1_000_000_000  # t: far more than the whole country moves in a year


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Utc(TypeDecorator[datetime]):
    """A moment, always aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Quantity(TypeDecorator[Decimal]):
    """A number with six decimals: grams of tonnes. SQLite keeps a float, which holds these 15 digits exactly."""

    impl = Numeric(15, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        stored: Numeric[Any] = Numeric(15, 6, asdecimal=False) if dialect.name == "sqlite" else Numeric(15, 6)
        return dialect.type_descriptor(stored)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return float(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else Decimal(str(value)).quantize(MICRO)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of codes as ``;one;two;``, so that ``LIKE '%;one;%'`` finds a member on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        words = tuple(value or ())
        return f";{';'.join(words)};" if words else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002 - SQLAlchemy's signature
        return tuple(word for word in (value or "").split(";") if word)


def enumeration(words: type[StrEnum], name: str) -> Enum:
    """A column of one of the `words`, kept as text with a CHECK named after the column."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda kind: [word.value for word in kind],
    )


def within(column: str, low: float, high: float) -> CheckConstraint:
    """A CHECK that a number lies between two bounds. It refuses PostgreSQL's NaN too, which is above all numbers."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)
