"""Files of sheets, read and written: any untrusted file becomes rows of cells, harmlessly and streaming."""

from databank.sheets.books import Book, Row, Sheet
from databank.sheets.opening import open_book
from databank.sheets.values import LIMITS, Cell, Dialect, Limits, Merged

__all__ = ["LIMITS", "Book", "Cell", "Dialect", "Limits", "Merged", "Row", "Sheet", "open_book"]
