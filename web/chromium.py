"""Pictures of a drawing through an installed Chromium: no other program draws text and fonts the same way.

The page handed to it holds one drawing and its font, may fetch nothing and runs no script. Nothing that a reader typed
is part of the command, no shell is asked, and none of our settings are in its environment.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from databank.errors import N_
from web.typeface import font_face

VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LONGEST_S = 60
SHARPNESS = 2
MARGIN = 24
LARGEST_PX = 8000
PAPER = "#f8f8f5"  # as the drawing itself
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--no-pdf-header-footer",
    f"--force-device-scale-factor={SHARPNESS}",
)
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
SIZE = re.compile(r"""viewBox=["']\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)""")


class PictureError(Exception):
    """No picture could be made: `message` is the sentence to translate, `values` fill its places."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values)
        self.message = message
        self.values = values


class NoChromiumError(PictureError):
    """There is no Chromium on this machine."""


NONE_INSTALLED = N_(
    "png and pdf are drawn by Chromium, and none is installed. Install it (Debian: apt install chromium), "
    "name it in %(variable)s, or write svg."
)
DREW_NOTHING = N_("Chromium (%(program)s) drew nothing. Write svg instead.")
TOO_SLOW = N_("Chromium did not finish within %(seconds)d s. Write svg instead.")
NO_SIZE = N_("The drawing has no size, so that no picture can be made of it. Write svg instead.")


def chromium() -> str:
    """The program.

    Raises
    ------
    NoChromiumError
        With the remedy.
    """
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoChromiumError(NONE_INSTALLED, variable=VARIABLE)
    return found


def picture(svg: str, suffix: str, *, longest_s: float = LONGEST_S) -> bytes:
    """Draw `svg` as ``.png`` or ``.pdf``.

    Raises
    ------
    PictureError
        When there is no Chromium, the drawing has no size, or nothing came within `longest_s` seconds.
    """
    program = chromium()
    width, height = size_of(svg)
    with tempfile.TemporaryDirectory(prefix="sivuvirta-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, target = folder / "drawing.html", folder / f"drawing{suffix}"
        page.write_text(page_around(svg, width, height), encoding="utf-8")
        order = "--screenshot" if suffix == ".png" else "--print-to-pdf"
        # Chromium's sandbox needs an unprivileged user; root, as on build machines, has to do without.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        own = [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}", f"{order}={target}"]
        run([program, *FLAGS, *sandbox, *own, page.as_uri()], folder, longest_s)
        content = target.read_bytes() if target.is_file() else b""
    if not content:
        raise PictureError(DREW_NOTHING, program=program)
    return content


def run(command: list[str], folder: Path, longest_s: float) -> None:
    """Run Chromium quietly and not for ever; with it end the processes that it started."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(  # noqa: S603  # our own words
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    )
    try:
        started.wait(longest_s)
    except subprocess.TimeoutExpired:
        raise PictureError(TOO_SLOW, seconds=longest_s) from None
    finally:
        _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    """Its helpers are in a group of their own, so that nothing else is ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of the picture in pixels, with a margin: drawings reach to their edges."""
    found = SIZE.search(svg)
    if found is None:
        raise PictureError(NO_SIZE)
    width, height = (min(int(-(-float(number) // 1)), LARGEST_PX) + 2 * MARGIN for number in found.groups())
    return width, height


def page_around(svg: str, width: int, height: int) -> str:
    """A page that is the drawing on its paper."""
    style = (
        f"@page{{size:{width}px {height}px;margin:0}}html,body{{margin:0;background:{PAPER}}}"
        f"svg{{display:block;margin:{MARGIN}px;width:{width - 2 * MARGIN}px;height:{height - 2 * MARGIN}px}}"
    )
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">'
        f"<style>{font_face()}{style}</style>{svg}"
    )
