"""The shape of everything that can fail, as the OpenAPI document shows it; `web.errors` writes it."""

from __future__ import annotations

import marshmallow as ma


class FieldErrorOut(ma.Schema):
    """One parameter and what is wrong with it."""

    field = ma.fields.String(required=True, metadata={"description": "The parameter."})
    message = ma.fields.String(required=True, metadata={"description": "What is wrong and what would be right."})


class ErrorOut(ma.Schema):
    """Anything that fails."""

    ok = ma.fields.Boolean(required=True, metadata={"enum": [False]})
    status = ma.fields.Integer(required=True, metadata={"description": "The HTTP status."})
    error = ma.fields.String(required=True, metadata={"description": "What went wrong, as a sentence."})
    errors = ma.fields.List(ma.fields.Nested(FieldErrorOut), required=True)
