"""The ids of merged records: every address that names one leads to the record that stayed, for who may see that."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from databank.reviews.merging import readable_target
from web import house
from web.auth import current_viewer
from web.language import current_language

PERMANENT = 308
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "catalogue.material": "side-streams",
        "catalogue.need": "needs",
        "api.material": "side-streams",
        "api.need": "needs",
    }
)
"""Endpoints whose ``record_id`` may be that of a merged record."""


def lead_on() -> Response | None:
    """Redirect a merged id; RecordNotFoundError, as for any missing one, when the other record is not shown."""
    kind = KINDS.get(request.endpoint or "")
    record_id = (request.view_args or {}).get("record_id")
    if kind is None or record_id is None or request.method not in {"GET", "HEAD"}:
        return None
    with house.bank().session() as session:
        target = readable_target(session, current_viewer(), kind, record_id)
    if target is None:
        return None
    return redirect(_same_address(target), PERMANENT)


def _same_address(record_id: str) -> str:
    """The address that was asked for, of another record."""
    values: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {}), "record_id": record_id}
    if request.blueprint == "catalogue":
        values["lang"] = current_language()
    return url_for(request.endpoint or "", **values)


def install(app: Flask) -> None:
    """Look at every request before its page does."""
    app.before_request(lead_on)
