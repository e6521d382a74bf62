"""What a row may say: one schema per import kind, shared by CSV, JSON and forms."""

from databank.schemas.columns import COLUMNS, KINDS
from databank.schemas.many import row_reader
from databank.schemas.parts import RecordSchema
from databank.schemas.rows import SCHEMAS, read_row

__all__ = ["COLUMNS", "KINDS", "SCHEMAS", "RecordSchema", "read_row", "row_reader"]
