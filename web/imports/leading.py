"""The fields of a form that stand before its file, when the file is too large to be read."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

FIRST_BYTES = 64_000


def leading_fields() -> dict[str, str]:
    """What was typed before the file was chosen; nothing when it cannot be told."""
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary:
        return {}
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_form_memory_size=FIRST_BYTES)
    decoder.receive_data(request.environ["wsgi.input"].read(FIRST_BYTES))
    try:
        return dict(_fields(decoder))
    except (ValueError, RequestEntityTooLarge):
        return {}


def _fields(decoder: MultipartDecoder) -> Iterator[tuple[str, str]]:
    name, value = "", b""
    while True:
        event = decoder.next_event()
        if isinstance(event, Field):
            name, value = event.name, b""
        elif isinstance(event, Data):
            value += event.data
            if not event.more_data:
                yield name, value.decode("utf-8", "replace")
        elif isinstance(event, File | NeedData | Epilogue):
            return
