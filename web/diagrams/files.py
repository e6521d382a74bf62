"""Files of a diagram that its page is not: png and pdf, drawn a few at a time and kept, and what is packed of them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore

from flask import Response, render_template

from databank.access import ANONYMOUS
from web import chromium
from web.auth import current_viewer
from web.auth.limits import refuse_too_many
from web.chromium import PictureError
from web.config import DATA_FOLDER_MODE, data_folder
from web.diagrams import metadata, packing, pictures
from web.diagrams.weaving import Woven
from web.errors import UNAVAILABLE
from web.files import json_response
from web.language import gettext as _

FORMATS = ("png", "pdf", "metadata.json", "zip", "standalone.html")
"""What `answer` answers, besides the formats of `web.diagrams.routes`."""
KINDS = {"png": "image/png", "pdf": "application/pdf"}
AT_ONCE = 2
LONGEST_S, LONGEST_WAIT_S, LOOK_AGAIN_S = 30.0, 20.0, 0.2
MOST_KEPT, MOST_KEPT_BYTES = 200, 64_000_000
MOST_DRAWN, WITHIN_MINUTES = 40, 10
RETRY_AFTER_S = "30"
STANDALONE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
_HERE = BoundedSemaphore(AT_ONCE)


class BusyError(PictureError):
    """Other pictures are being drawn."""


def answer(woven: Woven, extension: str) -> Response:
    """The diagram in one of `FORMATS`."""
    if extension in KINDS:
        return _drawn(woven, extension)
    if extension == "zip":
        return _file(packing.packed(woven, drawn_or_none(woven, "png")), "application/zip", woven, extension)
    if extension == "standalone.html":
        response = _file(packing.standalone(woven).encode(), "text/html; charset=utf-8", woven, extension)
        response.headers["Content-Security-Policy"] = STANDALONE_POLICY
        return response
    return json_response(metadata.members(woven))


def _drawn(woven: Woven, extension: str) -> Response:
    try:
        content = drawn(woven, extension)
    except PictureError as error:
        return _undrawn(woven, error)
    response = _file(content, KINDS[extension], woven, extension)
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline")
    return response


def _undrawn(woven: Woven, error: PictureError) -> Response:
    """Say why, and offer the drawing itself."""
    if isinstance(error, chromium.NoChromiumError):
        sentence = _("PNG and PDF cannot be made on this server, because Chromium is not installed on it.")
    elif isinstance(error, BusyError):
        sentence = _("Other pictures are being drawn just now. Try again in half a minute.")
    else:
        sentence = _("The picture could not be drawn just now.")
    href = pictures.single(woven).address(extension="svg")
    response = Response(render_template("diagrams/undrawn.html", sentence=sentence, href=href), UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_AFTER_S
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(content: bytes, kind: str, woven: Woven, extension: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(woven)}.{extension}"'
    return response


def file_name(woven: Woven) -> str:
    """View, data set and boundary; only letters, digits, dots and hyphens."""
    parts = (woven.choice.view.name, woven.name, woven.data.boundary, str(woven.choice.year or "latest"))
    kept = "-".join(parts)
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-") else "-" for sign in kept)[:150]


def drawn_or_none(woven: Woven, extension: str) -> bytes | None:
    """The picture, or None where it cannot be drawn: a package is worth having without it."""
    try:
        return drawn(woven, extension)
    except PictureError:
        return None


def drawn(woven: Woven, extension: str) -> bytes:
    """The picture, from what is kept or drawn anew.

    Only what everybody sees is kept on disk. A picture that is drawn anew is counted, per person or per address.

    Raises
    ------
    PictureError
        When it cannot be drawn.
    WrongRequestError
        With status 429, when somebody asks for too many.
    """
    svg = pictures.file_svg(woven)
    is_public = current_viewer() == ANONYMOUS
    name = hashlib.sha256(svg.encode()).hexdigest() + f".{extension}"
    kept = _kept(name) if is_public else None
    if kept is not None:
        return kept
    chromium.chromium()
    refuse_too_many("picture", most=MOST_DRAWN, minutes=WITHIN_MINUTES)
    with _place():
        content = chromium.picture(svg, f".{extension}", longest_s=LONGEST_S)
    if is_public:
        with suppress(OSError):  # a folder that takes no file costs the next reader a moment
            _keep(name, content)
    return content


def folder() -> Path:
    """Where drawn pictures and the marks of those being drawn are."""
    made = data_folder() / "pictures"
    made.mkdir(mode=DATA_FOLDER_MODE, parents=True, exist_ok=True)
    return made


def _kept(name: str) -> bytes | None:
    with suppress(OSError):
        file = folder() / name
        content = file.read_bytes()
        os.utime(file)
        return content
    return None


def _keep(name: str, content: bytes) -> None:
    """Write whole or not at all, then forget those that nobody asked for the longest."""
    with NamedTemporaryFile(dir=folder(), prefix="part-", delete=False) as opened:
        opened.write(content)
    Path(opened.name).replace(folder() / name)
    files = [(file, file.stat()) for file in folder().iterdir() if file.suffix in {".png", ".pdf"}]
    size = 0
    for number, (file, state) in enumerate(sorted(files, key=lambda pair: -pair[1].st_mtime)):
        size += state.st_size
        if number >= MOST_KEPT or size > MOST_KEPT_BYTES:
            file.unlink(missing_ok=True)


@contextmanager
def _place() -> Iterator[None]:
    """One of the few places to draw at, shared by all processes of this machine; a wait that ends."""
    until = time.monotonic() + LONGEST_WAIT_S
    if not _HERE.acquire(timeout=LONGEST_WAIT_S):
        raise BusyError("busy")
    try:
        with _lock(until):
            yield
    finally:
        _HERE.release()


@contextmanager
def _lock(until: float) -> Iterator[None]:
    """A lock on one of a few files: the system lets go of it when a process dies."""
    opened: list[int] = []
    try:
        with suppress(OSError):  # without a folder, the process counts by itself
            opened += (
                os.open(folder() / f"place-{number}", os.O_RDWR | os.O_CREAT, 0o600) for number in range(AT_ONCE)
            )
        while opened and not any(_locked(file) for file in opened):
            if time.monotonic() > until:
                raise BusyError("busy")
            time.sleep(LOOK_AGAIN_S)
        yield
    finally:
        for file in opened:
            os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
