"""What a reader narrowed a picture to, as its address says it: only=, hide=, split= and open=."""

from __future__ import annotations

from flask import request

from flows.partition import DIMENSIONS
from flows.views import ViewDefinition
from flows.views.narrowing import Narrowing, Pick, Split
from web.errors import WrongRequestError
from web.language import gettext as _

MOST = 20
"""Parts that one address may name: more would be no question but a load."""


def of_request(view: ViewDefinition) -> Narrowing:
    """Read the address; a part that the view does not have is named."""
    return Narrowing(
        only=tuple(_pick(view, "only", text) for text in _texts("only")),
        hidden=tuple(_pick(view, "hide", text) for text in _texts("hide")),
        splits=tuple(_split(view, text) for text in _texts("split")),
        opened=frozenset(_stage(view, "open", text) for text in _texts("open")),
    )


def query(narrowing: Narrowing) -> dict[str, list[str]]:
    """The parts of an address that say the same."""
    named = {
        "only": [f"{pick.stage}:{pick.key}" for pick in narrowing.only],
        "hide": [f"{pick.stage}:{pick.key}" for pick in narrowing.hidden],
        "split": [f"{split.dimension}@{split.stage}:{split.key}" for split in narrowing.splits],
        "open": sorted(narrowing.opened),
    }
    return {name: values for name, values in named.items() if values}


def _texts(name: str) -> list[str]:
    found = [text for text in request.args.getlist(name) if text]
    if len(found) > MOST:
        raise WrongRequestError(
            _("%(name)s may stand at most %(most)s times in an address.", name=name, most=MOST), field=name
        )
    return found


def _pick(view: ViewDefinition, name: str, text: str) -> Pick:
    stage, _colon, key = text.partition(":")
    if not key:
        raise _wrong(view, name, text)
    return Pick(_stage(view, name, stage), key)


def _split(view: ViewDefinition, text: str) -> Split:
    dimension, _at, box = text.partition("@")
    if dimension not in DIMENSIONS or not box:
        raise WrongRequestError(
            _(
                "split cannot be “%(value)s”. Write what to split by, @ and the box, for example "
                "material_class@%(stage)s:K.",
                value=text[:60],
                stage=view.stages[-1].id if view.stages else "stage",
            ),
            field="split",
        )
    pick = _pick(view, "split", box)
    return Split(pick.stage, pick.key, dimension)


def _stage(view: ViewDefinition, name: str, text: str) -> str:
    if text not in {stage.id for stage in view.stages}:
        raise _wrong(view, name, text)
    return text


def _wrong(view: ViewDefinition, name: str, text: str) -> WrongRequestError:
    return WrongRequestError(
        _(
            "%(name)s cannot be “%(value)s”. The columns of this picture are: %(stages)s; write a column, a colon and "
            "the box in it.",
            name=name,
            value=text[:60],
            stages=", ".join(stage.id for stage in view.stages),
        ),
        field=name,
    )
