"""What the flows of a picture hold, named: dry matter, or a substance that analyses tell."""

from __future__ import annotations

from web.catalogue.words import parameter_label
from web.diagrams.reading import DRY
from web.language import gettext as _


def offered() -> dict[str, str]:
    """What the controls offer to count, by its name in the address: the mass, its dry part, and common substances."""
    return {
        "": _("Wet mass"),
        DRY: _("Dry mass"),
        "P": _("Phosphorus (P)"),
        "Zn": _("Zinc (Zn)"),
        "SiO2": _("Silicon dioxide (SiO₂)"),
    }


def content_title(content: str) -> str:
    """The name of a content; a substance that is not offered has its formula."""
    return offered().get(content) or parameter_label(content)
