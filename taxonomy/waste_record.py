"""The values a Finnish waste record may take: the enumerations of decree 978/2021, annex 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of


@dataclass(frozen=True, slots=True)
class RecordValue:
    """One allowed value of a field; `other` asks the person to write which."""

    field: str
    id: str
    titles: Titles


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of the waste record with its values in the order of the decree.

    `sections` are the sections of the decree that ask for it.
    """

    id: str
    titles: Titles
    values: tuple[RecordValue, ...]
    sections: tuple[int, ...]

    def value(self, value_id: str) -> RecordValue:
        """One value of this field."""
        for value in self.values:
            if value.id == value_id:
                return value
        raise UnknownCodeError(value_id, f"the values of {self.id} (decree 978/2021, annex 5)")


@cache
def _fields() -> Mapping[str, RecordField]:
    values: dict[str, list[RecordValue]] = {}
    sections: dict[str, str] = {}
    for _, row in read_rows("waste_record_values"):
        values.setdefault(row["field"], []).append(RecordValue(row["field"], row["id"], titles_of(row)))
        sections[row["field"]] = row["sections"]
    fields = {}
    for _, row in read_rows("waste_record_fields"):
        name = row["field"]
        asked_in = tuple(int(number) for number in sections[name].split(";"))
        fields[name] = RecordField(name, titles_of(row), tuple(values[name]), asked_in)
    return MappingProxyType(fields)


def record_fields() -> tuple[RecordField, ...]:
    """All fields in the order of the decree."""
    return tuple(_fields().values())


def record_field(field_id: str) -> RecordField:
    """One field, for example ``physical_form`` or ``packaging``."""
    try:
        return _fields()[field_id]
    except KeyError:
        raise UnknownCodeError(field_id, "the fields of the waste record (decree 978/2021, annex 5)") from None
