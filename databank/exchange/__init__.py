"""Files in and out: the same columns both ways, as CSV and JSON."""

from databank.exchange.exporting import export_rows, write_csv, write_json
from databank.exchange.importing import import_file, load_folder
from databank.schemas import KINDS

__all__ = ["KINDS", "export_rows", "import_file", "load_folder", "write_csv", "write_json"]
