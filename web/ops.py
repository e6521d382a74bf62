"""For the machines that watch the service: is the process alive, and can it answer from its bank."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from databank.errors import BankUnavailableError
from web.errors import error_json
from web.house import bank

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers. Says nothing about the bank: a restart would not mend that."""
    return kept_by_nobody(jsonify(ok=True))


@blueprint.get("/readyz")
def readyz() -> Response:
    """The bank can be read and its tables are of this version; otherwise 503, so that no visitor is sent here."""
    try:
        current = bank().is_current()
    except BankUnavailableError:
        return not_ready("The data bank cannot be reached. The log tells the place and the remedy.")
    if not current:
        return not_ready("The tables of the data bank are not of this version. Run sivuvirta db upgrade.")
    return kept_by_nobody(jsonify(ok=True))


def not_ready(sentence: str) -> Response:
    """A refusal in the shape of every failure."""
    response = jsonify(error_json(HTTPStatus.SERVICE_UNAVAILABLE, sentence))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return kept_by_nobody(response)


def kept_by_nobody(response: Response) -> Response:
    """A state of this moment is worth nothing in a cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
