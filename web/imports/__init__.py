"""Spreadsheets that people bring: the file, its columns, its words, the check, the saving, and the way back."""

from web.imports import checking, columns, origins, result, templates, uploading, waiting, wordings
from web.imports.blueprint import blueprint

__all__ = ["blueprint", "checking", "columns", "origins", "result", "templates", "uploading", "waiting", "wordings"]
