"""How a drawing is to be read, and what is said beside one whose numbers do not balance."""

from __future__ import annotations

from flows.partition import UNEXPLAINED, UNKNOWN_INPUT
from flows.text_summary import WARN_ABOVE
from flows.views.definitions import Drawing
from web.diagrams.weaving import Woven
from web.language import gettext as _


def warning(woven: Woven) -> str:
    """Said by the picture when so much is unexplained that its amounts are no safe ground; else empty."""
    share = woven.data.unexplained_share or 0.0
    if share <= WARN_ABOVE:
        return ""
    return _(
        "The picture does not balance: %(share)s of what should come out is not known. Take its amounts as rough.",
        share=woven.labels.share(share),
    )


def reading(woven: Woven) -> str:
    """How to read the drawing."""
    sentences = [_shape_words(woven.choice.view.drawing)]
    if woven.choice.view.shape == "circuit":
        sentences.append(_("Colour is the material group of a side stream; raw materials and products are grey."))
    if woven.data.returns():
        sentences.append(
            _("The lane under the picture is material that comes back as raw material, at the same scale.")
        )
    if _has_node(woven, UNKNOWN_INPUT):
        sentences.append(
            _("Dots mark input that nobody has stated: a plant gives out more than it is known to take in.")
        )
    if _has_node(woven, UNEXPLAINED):
        sentences.append(_("Level lines mark the unexplained difference: more is known to go in than to come out."))
    if woven.choice.view.drawing in (Drawing.MATRIX, Drawing.COVERAGE):
        sentences.append(_("Every number of the tables leads to its records."))
    else:
        sentences.append(_("Every name and number leads to its records."))
    return " ".join(sentences)


def _shape_words(drawn: Drawing) -> str:
    """What stands for an amount in the drawing."""
    words = {
        Drawing.MATRIX: _("A row gives, a column takes; the darker the cell, the larger the amount."),
        Drawing.COVERAGE: _("A bar is all that a sector gives or takes in a year; its parts tell how it is known."),
    }
    return words.get(drawn) or _("The width of a ribbon is its amount, at one scale in the whole picture.")


def _has_node(woven: Woven, key: str) -> bool:
    return any(node.key == key for node in woven.data.nodes)
