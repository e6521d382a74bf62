"""Files in and out: the same columns both ways, as CSV and JSON."""

from databank.exchange.importing import import_file, load_folder
from databank.schemas import KINDS

