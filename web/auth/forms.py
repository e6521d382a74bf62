"""The library's forms, where ours ask for more."""

from __future__ import annotations

from typing import Any

from flask_security import RegisterFormV2, TwoFactorRescueForm, TwoFactorSetupForm
from wtforms import Field, RadioField, StringField, ValidationError

from web import house
from web.language import current_language
from web.language import gettext as _

LONGEST_NAME = 200


class RegisterForm(RegisterFormV2):
    """Making an account asks for a name too: whoever decides on a mandate must know whose it is."""

    name = StringField()

    def validate_name(self, field: Field) -> None:
        """A name is asked for and has no control signs."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError(_("Enter your name"))
        if len(field.data) > LONGEST_NAME or not field.data.isprintable():
            raise ValidationError(_("The name is too long, or holds a sign that cannot be kept"))

    def to_dict(self, only_user: bool) -> dict[str, Any]:  # noqa: FBT001  # the library's signature
        """What the new account is made of."""
        values: dict[str, Any] = super().to_dict(only_user)
        values["email"] = values["email"].lower()
        return values | {"language": current_language(), "created_at": house.now()}


class SetupForm(TwoFactorSetupForm):
    """Our page asks with buttons: authenticator, or disable."""

    setup = StringField()
    phone = StringField()


class RescueForm(TwoFactorRescueForm):
    """The library makes it beside the form of the code; our page links to the recovery codes instead."""

    help_setup = RadioField(choices=[])
