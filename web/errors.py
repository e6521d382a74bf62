"""Every error is a sentence and the right status: a page for people, the one JSON shape for programs."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from databank.errors import BankUnavailableError, DatabankError, RecordNotFoundError
from taxonomy.codes import UnknownCodeError
from web.language import gettext as _

LOG = logging.getLogger("sivuvirta.web")
FIRST_ERROR = 400
NOT_FOUND = 404
UNPROCESSABLE = 422
UNAVAILABLE = 503
RETRY_AFTER_S = "30"
MACHINE_EXTENSIONS = (".json", ".csv")


class WrongRequestError(Exception):
    """A request that cannot be answered as asked: `sentence` is already in the reader's language."""

    def __init__(self, sentence: str, status: int = FIRST_ERROR, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.field = field


def error_json(status: int, sentence: str, errors: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """The one JSON error shape."""
    return {"ok": False, "status": status, "error": sentence, "errors": [dict(error) for error in errors]}


def wants_json() -> bool:
    """Whether a program asks: by path, else by what it accepts."""
    if request.path.startswith("/api/") or request.path.endswith(MACHINE_EXTENSIONS):
        return True
    best = request.accept_mimetypes.best_match(("text/html", "application/json"))
    return best == "application/json"


def answer(status: int, sentence: str, *, errors: Iterable[Mapping[str, str]] = (), log_id: str = "") -> Response:
    """Say what went wrong and what to do about it."""
    if wants_json():
        response = jsonify(error_json(status, sentence, errors))
    else:
        page = render_template("errors/error.html", status=status, sentence=sentence, log_id=log_id)
        response = make_response(page)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def sentence_of(status: int) -> str:
    """What we say for a status that carries no sentence of its own."""
    sentences = {
        400: _("This request could not be understood. Go back, check what you typed and try again."),
        404: _("There is no such page, or it is not shown to you. Check the address or search again."),
        405: _("This address cannot be used in this way."),
        413: _("What you sent is too large."),
        429: _("Too many requests. Wait a moment and try again."),
    }
    return sentences.get(status) or _("This request could not be answered. Go back and try again.")


def _http(error: HTTPException) -> Response:
    """Hidden and missing look alike: 403 answers as 404."""
    status = error.code or InternalServerError.code
    if status < FIRST_ERROR:
        return Response(status=status, headers=dict(error.get_response().headers))
    status = NOT_FOUND if status in {403, 404} else status
    response = answer(status, sentence_of(status), errors=field_errors(getattr(error, "data", None)))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def field_errors(details: object) -> Iterator[dict[str, str]]:
    """Field and message of a refused API argument, from webargs' nested messages."""
    messages = details.get("messages") if isinstance(details, Mapping) else None
    if isinstance(messages, Mapping):
        yield from _flat(messages, ())


def _flat(messages: Mapping[Any, Any], place: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for name, content in messages.items():
        inner = (*place, str(name))
        if isinstance(content, Mapping):
            yield from _flat(content, inner)
        else:
            lines = content if isinstance(content, list) else [content]
            field = ".".join(inner[1:] or inner)  # the first step is the place in the request: query, json
            yield from ({"field": field, "message": str(line)} for line in lines)


def _csrf(_error: CSRFError) -> Response:
    return answer(FIRST_ERROR, _("The form was open too long. Go back, reload the page and send it again."))


def _wrong_request(error: WrongRequestError) -> Response:
    errors = [{"field": error.field, "message": error.sentence}] if error.field else []
    return answer(error.status, error.sentence, errors=errors)


def _databank(error: DatabankError) -> Response:
    sentence = _(error.message, **error.values)
    if isinstance(error, RecordNotFoundError):
        return answer(NOT_FOUND, sentence)
    return answer(FIRST_ERROR, sentence)


def _unavailable(error: BankUnavailableError) -> Response:
    LOG.error("the data bank is unavailable: %s", error)
    response = answer(UNAVAILABLE, _("The data bank cannot be reached just now. Try again in a moment."))
    response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _unknown_code(error: UnknownCodeError) -> Response:
    return answer(NOT_FOUND, _("There is no code %(code)s. Check it or search again.", code=error.code))


def _broken(error: Exception) -> Response:
    """Our own mistake: the reader gets a number that finds the traceback in the log."""
    log_id = secrets.token_hex(4)
    LOG.error("error %s at %s", log_id, request.path, exc_info=error)
    sentence = _("Something broke on our side. It is in our log as %(log_id)s.", log_id=log_id)
    return answer(InternalServerError.code, sentence, log_id=log_id)


def install(app: Flask) -> None:
    """Register the handlers; call it after every blueprint, so that the last word is ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(WrongRequestError, _wrong_request)
    app.register_error_handler(DatabankError, _databank)
    app.register_error_handler(BankUnavailableError, _unavailable)
    app.register_error_handler(UnknownCodeError, _unknown_code)
    app.register_error_handler(Exception, _broken)
