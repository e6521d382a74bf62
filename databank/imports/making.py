"""Organisations and sites that a file names and that were decided to be made: they are there before its first row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from databank.imports.kept import from_json
from databank.imports.values import NEW, PreparedRow
from databank.imports.work import Work
from databank.submissions.many import SaveMany
