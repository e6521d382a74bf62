"""The catalogue: home, materials, needs and organisations."""

from __future__ import annotations

from flask import Flask

from web.catalogue import amounts, home, material, materials, needs, organisations, rows, words
from web.catalogue.blueprint import blueprint

__all__ = ["blueprint", "home", "material", "materials", "needs", "organisations", "register"]


def register(app: Flask) -> None:
    """Mount the pages, and the words for amounts that their templates use."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        amount_text=amounts.amount_text,
        amount_detail=amounts.detail_text,
        amount_range=amounts.range_cell,
        amount_status=amounts.status_text,
        amount_unit=amounts.unit_cell,
        measured_scale=rows.measured_scale,
        parameter_label=words.parameter_label,
        structure_label=words.structure_label,
        when_of_need=needs.when_of,
        unit_label=words.unit_label,
    )
