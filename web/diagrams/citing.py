"""How a diagram is shared: the address that can be kept, the code for other sites, files, citation and licence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from flask import request, url_for

from web import house, numbers
from web.diagrams import pictures
from web.diagrams.choice import Choice
from web.diagrams.weaving import Woven
from web.language import current_language
from web.language import gettext as _

LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
SNAPSHOT_DIGITS = 12
BESIDES_PX = 300
"""Height of what stands around an embedded drawing that is as wide as drawn."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a diagram: what it is called, what it is for, where it is."""

    label: str
    purpose: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the section “Share” of a diagram says.

    `page` is the whole address of the picture as it stands, year and all; `embed_code` is HTML to be copied.
    """

    name: str
    page: str
    embed: str
    embed_code: str
    downloads: tuple[Download, ...]
    citation: str
    licence_href: str
    changed: str
    next_update: str
    snapshot: str


def share_of(woven: Woven) -> Share:
    """Everything about passing one diagram on."""
    choice = pictures.single(woven)
    return Share(
        name=woven.name,
        page=whole(choice.address()),
        embed=embed_address(choice),
        embed_code=embed_code(woven, choice),
        downloads=downloads(choice),
        citation=citation(woven),
        licence_href=f"{LICENCE_ADDRESS}deed.{current_language()}",
        changed=numbers.day(woven.updated) if woven.updated else "",
        next_update=next_update(),
        snapshot=snapshot(woven),
    )


def whole(path: str) -> str:
    """An address that works outside this page."""
    return urljoin(request.host_url, path)


def embed_address(choice: Choice) -> str:
    """The diagram for a frame on another site."""
    path = url_for("embedding.embed", lang=current_language(), view=choice.view.name, **choice.query())
    return whole(path)


def embed_code(woven: Woven, choice: Choice) -> str:
    """One frame with a title, as wide as its place and as high as the picture needs."""
    from markupsafe import Markup

    height = BESIDES_PX if woven.is_empty else round(woven.layout().height) + BESIDES_PX
    code = Markup('<iframe src="{}" title="{}" loading="lazy" width="100%" height="{}" frameborder="0"></iframe>')
    return str(code.format(embed_address(choice), pictures.picture_title(woven), height))


def downloads(choice: Choice) -> tuple[Download, ...]:
    """Every format, the ones that most people want first."""
    words = (
        ("png", "PNG", _("picture for slides and messages")),
        ("svg", "SVG", _("drawing that stays sharp at any size")),
        ("pdf", "PDF", _("picture for print")),
        ("csv", "CSV", _("table for spreadsheets")),
        ("json", "JSON", _("numbers for programs")),
        ("metadata.json", _("Description (JSON)"), _("source, licence, place and time for programs")),
        ("standalone.html", "HTML", _("page of one file that opens without a network")),
        ("zip", "ZIP", _("everything, with instructions")),
    )
    return tuple(Download(name, purpose, choice.address(extension=extension)) for extension, name, purpose in words)


def citation(woven: Woven) -> str:
    """How to name the diagram as a source."""
    values = {
        "year": (woven.updated or house.now()).year,
        "title": pictures.picture_title(woven),
        "snapshot": snapshot(woven),
        "day": numbers.day(house.today()),
        "address": whole(pictures.single(woven).address()),
    }
    if woven.data.is_example:
        return _(
            "City of Pori (%(year)s). %(title)s [Invented example data]. Sivuvirta, version %(snapshot)s. "
            "CC BY 4.0. Retrieved %(day)s, %(address)s",
            **values,
        )
    return _(
        "City of Pori (%(year)s). %(title)s [Data set]. Sivuvirta, version %(snapshot)s. CC BY 4.0. "
        "Retrieved %(day)s, %(address)s",
        **values,
    )


def next_update() -> str:
    """When the numbers change: no day is fixed, and we invent none."""
    return _(
        "No day is fixed: the numbers change whenever a record is added or corrected, and an offer that nobody has "
        "confirmed for %(months)s months leaves them.",
        months=house.settings().stale_months,
    )


def snapshot(woven: Woven) -> str:
    """A short name of these very numbers: the same numbers have the same one, whatever the language or the drawing."""
    data = woven.data
    links = sorted((link.source, link.target, link.family, str(link.kind), repr(link.amount)) for link in data.links)
    members: dict[str, Any] = {
        "view": data.view,
        "years": data.years,
        "boundary": data.boundary,
        "basis": data.basis,
        "unit": data.unit,
        "is_example": data.is_example,
        "links": links,
        "conservation": {name: repr(value) for name, value in data.conservation.as_dict().items()},
        "left_out": sorted((str(reason), count) for reason, count in data.left_out.items()),
    }
    return hashlib.sha256(json.dumps(members, sort_keys=True).encode()).hexdigest()[:SNAPSHOT_DIGITS]
