"""Files in and out: the same columns both ways, as CSV in two dialects, JSON and workbooks."""

from databank.exchange.exporting import (
    OWN_KINDS,
    export_rows,
    table_of,
    write_csv,
    write_csv_for_excel,
    write_json,
    write_xlsx,
)
from databank.exchange.importing import load_folder
from databank.schemas import KINDS

__all__ = [
    "KINDS",
    "OWN_KINDS",
    "export_rows",
    "load_folder",
    "table_of",
    "write_csv",
    "write_csv_for_excel",
    "write_json",
    "write_xlsx",
]
