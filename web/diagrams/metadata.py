"""What a diagram is, for programs: schema.org's Dataset, with what only material flows have in members of their own."""

from __future__ import annotations

import hashlib
from typing import Any

from web.diagrams import citing, exports, pictures
from web.diagrams.weaving import Woven
from web.files import csv_response
from web.labels import title
from web.language import current_language
from web.language import gettext as _

MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
    "standalone.html": "text/html",
}


def members(woven: Woven) -> dict[str, Any]:
    """Title, maker, licence, coverage, basis, citation and files of one diagram."""
    publisher = {"@type": "GovernmentOrganization", "name": _("City of Pori"), "url": citing.whole("/")}
    choice = pictures.single(woven)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": pictures.picture_title(woven),
        "description": pictures.headline_text(woven),
        "question": title(woven.choice.view.question),
        "url": citing.whole(choice.address()),
        "identifier": citing.snapshot(woven),
        "inLanguage": current_language(),
        "creator": publisher,
        "publisher": publisher | {"department": _("City of Pori · data bank of side streams")},
        "license": citing.LICENCE_ADDRESS,
        "isAccessibleForFree": True,
        "temporalCoverage": _period(woven),
        "spatialCoverage": {
            "@type": "Place",
            "name": pictures.boundary_words(woven),
            "identifier": woven.data.boundary,
        },
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": pictures.basis_words(woven),
            "propertyID": woven.data.basis,
            "unitText": woven.data.unit,
        },
        "dateModified": woven.updated.date().isoformat() if woven.updated else None,
        "nextUpdate": citing.next_update(),
        "citation": citing.citation(woven),
        "isExample": woven.data.is_example,
        "dataSet": pictures.data_words(is_example=woven.data.is_example),
        "view": woven.choice.view.name,
        "distribution": [_file(woven, extension) for extension in MEDIA],
    }


def csv_bytes(woven: Woven) -> bytes:
    """The table as its address answers it."""
    response = csv_response(exports.rows(woven), exports.COLUMNS, woven.choice.view.name)
    return response.get_data()


def _period(woven: Woven) -> str | None:
    """ISO 8601: a year, or two with a stroke between them."""
    if woven.data.years is None:
        return str(woven.choice.year) if woven.choice.year else None
    first, last = woven.data.years
    return str(first) if first == last else f"{first}/{last}"


def _file(woven: Woven, extension: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "DataDownload",
        "encodingFormat": MEDIA[extension],
        "contentUrl": citing.whole(pictures.single(woven).address(extension=extension)),
    }
    content = _cheap(woven, extension)
    if content is not None:
        found |= {"contentSize": str(len(content)), "sha256": hashlib.sha256(content).hexdigest()}
    return found


def _cheap(woven: Woven, extension: str) -> bytes | None:
    """Files that are made in no time are told by size and checksum."""
    if extension == "csv":
        return csv_bytes(woven)
    return pictures.file_svg(woven).encode() if extension == "svg" else None
