"""Pictures of a drawing through an installed Chromium: no other program draws text and fonts the same way."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from web.cli.speech import refuse

VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LONGEST_S = 60
SHARPNESS = 2
MARGIN = 24
PAPER = "#f8f8f5"  # as the drawing itself
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-pdf-header-footer",
    f"--force-device-scale-factor={SHARPNESS}",
)
SIZE = re.compile(r"""viewBox=["']\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)""")


def chromium() -> str:
    """The program; a refusal with the remedy when there is none."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        refuse(
            "png and pdf are drawn by Chromium, and none is installed. Install it (Debian: apt install chromium), "
            "name it in %(variable)s, or write svg.",
            variable=VARIABLE,
        )
    return found


def write_picture(svg: str, target: Path, suffix: str) -> None:
    """Draw `svg` into `target` as ``.png`` or ``.pdf``."""
    program = chromium()
    width, height = size_of(svg)
    with tempfile.TemporaryDirectory(prefix="sivuvirta-") as folder:
        page = Path(folder) / "drawing.html"
        page.write_text(page_around(svg, width, height), encoding="utf-8")
        order = "--screenshot" if suffix == ".png" else "--print-to-pdf"
        # Chromium's sandbox needs an unprivileged user; root, as on build machines, has to do without.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [
            program,
            *FLAGS,
            *sandbox,
            f"--user-data-dir={folder}/profile",
            f"--window-size={width},{height}",
            f"{order}={target.absolute()}",
            page.as_uri(),
        ]
        run(command)
    if not target.is_file() or not target.stat().st_size:
        refuse("Chromium (%(program)s) drew nothing. Write svg instead.", program=program)


def run(command: list[str]) -> None:
    """Run Chromium quietly and not for ever."""
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=LONGEST_S)  # noqa: S603  # our own words
    except subprocess.TimeoutExpired:
        refuse("Chromium did not finish within %(seconds)d s. Write svg instead.", seconds=LONGEST_S)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of the picture in pixels, with a margin: drawings reach to their edges."""
    found = SIZE.search(svg)
    if found is None:
        refuse("The drawing has no size, so that no picture can be made of it. Write svg instead.")
    width, height = (int(-(-float(number) // 1)) + 2 * MARGIN for number in found.groups())
    return width, height


def page_around(svg: str, width: int, height: int) -> str:
    """A page that is the drawing on its paper."""
    style = (
        f"@page{{size:{width}px {height}px;margin:0}}html,body{{margin:0;background:{PAPER}}}"
        f"svg{{display:block;margin:{MARGIN}px;width:{width - 2 * MARGIN}px;height:{height - 2 * MARGIN}px}}"
    )
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style>{svg}'
