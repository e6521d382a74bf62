"""`/api/v1/explorer`: Swagger UI from our own files, under the same strict content policy as every page."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.api.blueprint import PREFIX

blueprint = Blueprint("api_explorer", __name__, url_prefix=PREFIX, template_folder="templates")


@blueprint.get("/explorer")
def explorer() -> str:
    """Try the API in the browser; the plain API page says the same without a script."""
    return render_template("explorer.html")
