"""What a visitor's first page weighs, with everything that it links to, packed as a server packs it."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

LIMIT_BYTES = 150_000


def body(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        return answer.get_data()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_first_load_of_home_is_light(client: FlaskClient, language: str) -> None:
    page = body(client, f"/{language}/")
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    (style,) = (path for path in linked if path.endswith("/sivuvirta.css"))
    fonts = re.findall(rb'url\("?(fonts/[\w.-]+)', body(client, style))
    linked |= {style.replace("sivuvirta.css", name.decode()) for name in fonts}
    assert len(linked) > 4
    packed = sum(len(gzip.compress(part)) for part in (page, *(body(client, path) for path in linked)))
    assert packed < LIMIT_BYTES
