"""A diagram in a frame on another site: no cookies, nothing but what everybody sees, a policy of its own."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template
from markupsafe import Markup

from databank.access import ANONYMOUS
from web import house
from web.diagrams import citing, drawings, pictures
from web.diagrams.pictures import Picture, picture
from web.diagrams.weaving import Woven, loom
from web.errors import WrongRequestError

blueprint = Blueprint("embedding", __name__)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'self'; form-action 'none'; frame-ancestors {ancestors}"
)


@blueprint.get("/embed/<any(fi, sv, en):lang>/flows/<view>")
def embed(view: str) -> Response:
    """The diagram of an address, as an anonymous visitor sees it, whoever asks. What is not there is said politely."""
    g.viewer = ANONYMOUS
    try:
        found = [shown(one) for one in loom(view).pictures]
    except WrongRequestError as error:
        return _framed(render_template("diagrams/embed.html", pictures=(), sentence=error.sentence), error.status)
    return _framed(render_template("diagrams/embed.html", pictures=found, sentence=""))


def shown(woven: Woven) -> dict[str, object]:
    """What the frame says of one data set."""
    said: Picture = picture(woven)
    return {
        "said": said,
        "svg": Markup("") if woven.is_empty else Markup(drawing(woven)),  # noqa: S704  # our own drawing
        "share": citing.share_of(woven),
        "mark": woven.labels.example_mark if woven.data.is_example else "",
    }


def drawing(woven: Woven) -> str:
    """The drawing without links: a frame leads out through one link under it."""
    return drawings.inline(woven, pictures.picture_title(woven), pictures.headline_text(woven), leads=False)


def _framed(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = POLICY.format(ancestors=house.settings().embed_ancestors)
    return response
