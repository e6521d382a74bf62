"""The JSON API under ``/api/v1``: read-only, documented by OpenAPI 3.1, masked for whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add the API to the application."""
    from web.api.document import add_api

    add_api(app)
