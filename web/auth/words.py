"""What the sign-in library says, in our words; they are translated with every other sentence of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from web.labels import N_

_ERRORS = {
    "API_ERROR": N_("This form cannot be used in this way. Begin again."),
    "UNAUTHENTICATED": N_("Sign in to see this page."),
    "REAUTHENTICATION_REQUIRED": N_("Enter your password again before you go on: it has been a while."),
    "GENERIC_AUTHN_FAILED": N_("The e-mail address or the password is wrong, or the address is not confirmed yet"),
    "EMAIL_NOT_PROVIDED": N_("Enter your e-mail address"),
    "INVALID_EMAIL_ADDRESS": N_("Enter an e-mail address in the form name@example.org"),
    "EMAIL_ALREADY_ASSOCIATED": N_("%(email)s has an account already."),
    "USER_DOES_NOT_EXIST": N_("There is no such account"),
    "DISABLED_ACCOUNT": N_("This account is closed"),
    "CONFIRMATION_REQUIRED": N_("The e-mail address is not confirmed yet"),
    "PASSWORD_NOT_PROVIDED": N_("Enter the password"),
    "INVALID_PASSWORD": N_("The password is wrong"),
    "RETYPE_PASSWORD_MISMATCH": N_("The two passwords differ: write the same one twice"),
    "PASSWORD_IS_THE_SAME": N_("The new password is the old one: choose another"),
    "INVALID_REDIRECT": N_("The address to go back to is not one of ours. Begin again."),
    "INVALID_CONFIRMATION_TOKEN": N_("This link confirms no address: check that the whole link was copied."),
    "CONFIRMATION_EXPIRED": N_("This link was good for %(within)s and has expired. Ask for a new one."),
    "INVALID_RESET_PASSWORD_TOKEN": N_("This link has been used already, or was not copied whole. Ask for a new one."),
    "PASSWORD_RESET_EXPIRED": N_("This link was good for %(within)s and has expired. Ask for a new one."),
    "TWO_FACTOR_INVALID_TOKEN": N_("The code is wrong or has been used. Wait for the next one and enter it."),
    "TWO_FACTOR_PERMISSION_DENIED": N_("Sign in with your password first."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Choose what you want to do"),
    "TWO_FACTOR_SETUP_EXPIRED": N_("This took longer than %(within)s. Begin again."),
    "INVALID_RECOVERY_CODE": N_("This recovery code is wrong or has been used"),
    "ANONYMOUS_USER_REQUIRED": N_("You have signed in already."),
}
_NEWS = {
    "CONFIRM_REGISTRATION": N_("Thank you. We have sent a letter to %(email)s: open the link in it, then sign in."),
    "EMAIL_CONFIRMED": N_("Thank you, your e-mail address is confirmed. You can sign in now."),
    "ALREADY_CONFIRMED": N_("Your e-mail address is confirmed already. You can sign in."),
    "CONFIRMATION_REQUEST": N_("If %(email)s waits to be confirmed, we have sent a new link to it."),
    "PASSWORD_RESET_REQUEST": N_("If %(email)s has an account, we have sent it a link to set a new password."),
    "PASSWORD_RESET_NO_LOGIN": N_("Your new password is set. Sign in with it."),
    "PASSWORD_CHANGE": N_("Your password is changed. Everywhere else you have been signed out."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Thank you. You can go on."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("You have signed in."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": N_("Two-factor sign-in is on. Keep recovery codes for a lost phone."),
    "TWO_FACTOR_DISABLED": N_("Two-factor sign-in is off."),
    "NO_RECOVERY_CODES_SETUP": N_("You have no recovery codes yet."),
}

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {f"SECURITY_MSG_{key}": (sentence, "error") for key, sentence in _ERRORS.items()}
    | {f"SECURITY_MSG_{key}": (sentence, "success") for key, sentence in _NEWS.items()}
)
