"""Recovery and disposal operations R1-R13 and D1-D15, and the bare R and D of sources that say no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of

OperationType = Literal["recovery", "disposal"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of Directive 2008/98/EC, annex I or II."""

    code: str
    type: OperationType
    titles: Titles


@cache
def _operations() -> Mapping[str, Operation]:
    rows = (row for _, row in read_rows("operations"))
    return MappingProxyType(
        {row["code"]: Operation(row["code"], cast(OperationType, row["type"]), titles_of(row)) for row in rows}
    )


def operations() -> tuple[Operation, ...]:
    """All operations, recovery first."""
    return tuple(_operations().values())


def operation(code: str) -> Operation:
    """One operation; "r 4" and "R4" are the same."""
    try:
        return _operations()["".join(code.split()).upper()]
    except KeyError:
        raise UnknownCodeError(code, "the recovery and disposal operations (R1-R13, D1-D15, R, D)") from None
