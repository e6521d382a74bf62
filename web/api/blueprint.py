"""The blueprint every resource hangs on: how an address is documented, asked, answered and kept in caches."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
from flask import Response, abort, g, request
from webargs.flaskparser import FlaskParser

from databank.access import ANONYMOUS
from taxonomy.codes import LANGUAGES
from web.auth import current_viewer

PREFIX = "/api/v1"
DATA_SECONDS = 60
LISTS_SECONDS = 3600
DEFAULT_LANGUAGE = "en"
View = TypeVar("View", bound=Callable[..., Any])


class Parser(FlaskParser):
    """A parameter that no one knows is refused: a misspelled filter must not widen a result unseen."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012  # as its base


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest's blueprint with our parser."""

    ARGUMENTS_PARSER = Parser()


blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
_cache_seconds: dict[str, int | None] = {}


def reads(
    rule: str,
    *,
    tag: str,
    asks: type[ma.Schema],
    answers: type[ma.Schema],
    one: bool = False,
    kept_for: int | None = DATA_SECONDS,
) -> Callable[[View], View]:
    """Make a view the reader of `rule`: documented, its parameters checked, its answer dumped and cacheable.

    `one` tells that the address names one thing, which may not exist; `kept_for` None, that no cache may keep it.
    """
    refusals = [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE]
    refusals += [HTTPStatus.NOT_FOUND] if one else []

    def decorate(view: View) -> View:
        answering: Any = blueprint.response(HTTPStatus.OK, answers)(view)
        for status in refusals:
            answering = blueprint.alt_response(status, response=status.name)(answering)
        answering = blueprint.arguments(asks, location="query")(answering)
        _cache_seconds[f"api.{view.__name__}"] = kept_for
        registered: View = blueprint.route(rule, tags=[tag])(answering)
        return registered

    return decorate


@blueprint.before_request  # type: ignore[untyped-decorator]  # flask-smorest ships no types
def prepare() -> None:
    """Take the language of labels and of errors; no identifier has a NUL in it, and PostgreSQL would fail on one."""
    asked = request.args.get("lang")
    g.language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        abort(HTTPStatus.NOT_FOUND)


@blueprint.after_request  # type: ignore[untyped-decorator]  # flask-smorest ships no types
def make_cacheable(response: Response) -> Response:
    """An ETag on every good answer; shared caches keep only what anybody may see."""
    if response.status_code != HTTPStatus.OK:
        return response
    seconds = _cache_seconds[request.endpoint or ""]
    if current_viewer() == ANONYMOUS and seconds is not None:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    else:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response
