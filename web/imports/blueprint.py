"""The blueprint of the pages on which a spreadsheet is brought: pages that are nobody else's."""

from flask import Response

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("imports", __name__)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Not for caches that others read, not for search engines."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
