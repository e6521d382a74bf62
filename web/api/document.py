"""The OpenAPI 3.1 document, and how the API joins the application."""

from __future__ import annotations

from threading import Lock
from typing import Any, cast

import flask_smorest
from flask import Blueprint, Flask, Response, current_app, jsonify, request

from web.api import explorer, flows, indicators, matches, materials, places, taxonomy, uses, views
from web.api.blueprint import DATA_SECONDS, PREFIX, blueprint
from web.api.errors import ErrorOut
from web.api.fields import Quantity

VERSION = "1.0.0"
DESCRIPTION = """The side streams of Pori, Peittoo and Harjavalta: records, flows, diagrams and the classification.

Reading is open. Facts come from public sources and name them; examples are invented and say so (`is_example`).
Lists come in slices: give the `next` of one as `after` of the following. Every failure has the same shape."""
TAGS = {
    "materials": "Side streams: offers, register facts, third-party facts and plans.",
    "needs": "What somebody would take.",
    "organisations": "Legal units with their sites and permits.",
    "areas": "Industrial areas with sourced figures.",
    "matches": "Who could use what, and why: suggestions that bind nobody.",
    "flows": "The derived flow table.",
    "views": "Diagrams as numbers.",
    "indicators": "How circular it is, each value with what it is made of.",
    "taxonomy": "The List of Waste and our material classes.",
}
RESOURCES = (flows, indicators, matches, materials, places, taxonomy, uses, views)
EXTENSION = "sivuvirta-openapi"
documents = Blueprint("api_docs", __name__, url_prefix=PREFIX)
_writing = Lock()


class Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest without its own error answers and pages: ours are in `web.errors` and `web.api.explorer`."""

    ERROR_SCHEMA = ErrorOut

    def _register_error_handlers(self) -> None:
        """Leave failures to `web.errors`, which answers them in one shape for the whole site."""

    def describe(self, blp: Any) -> None:
        """Document the views of `blp`; their tags are those of `TAGS`, not the blueprint's name."""
        blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)


@documents.get("/openapi.json")
def openapi() -> Response:
    """The document, as it describes this running version."""
    response = jsonify(document(current_app))
    response.headers["Cache-Control"] = f"public, max-age={DATA_SECONDS}"
    response.add_etag()
    response.make_conditional(request)
    return response


def document(app: Flask) -> dict[str, Any]:
    """The document. It is written when it is first asked for: that takes as long as the rest of a start."""
    with _writing:
        if EXTENSION not in app.extensions:
            app.extensions[EXTENSION] = _written(app)
        return cast(dict[str, Any], app.extensions[EXTENSION])


def _written(app: Flask) -> dict[str, Any]:
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    api = Api(app, spec_kwargs={"info": {"description": DESCRIPTION}, "tags": tags})
    api.register_field(Quantity, "number", None)
    api.describe(blueprint)
    return cast(dict[str, Any], api.spec.to_dict())


def add_api(app: Flask) -> None:
    """Add the resources, the document and the explorer to `app`."""
    app.config.update(API_TITLE="Sivuvirta", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    app.register_blueprint(blueprint)
    app.register_blueprint(documents)
    app.register_blueprint(explorer.blueprint)
