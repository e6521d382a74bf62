"""The pages of signing in: the library's views under our addresses, with our templates, statuses and limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security import views
from flask_security.recovery_codes import mf_recovery, mf_recovery_codes

from web import house
from web.addresses import LocalisedBlueprint, address, path_of
from web.auth import limits
from web.language import current_language

FOUND, SEE_OTHER, UNPROCESSABLE = 302, 303, 422
NOT_ASKED = frozenset({"csrf_token", "next", "submit", "remember"})
ADDRESS_TIMES = 10
"""From one address come many people: it may try so much more often than one account."""

blueprint = LocalisedBlueprint("security", __name__)


def limited(scope: str, *, most: int, minutes: int) -> Callable[[Any], Any]:
    """Count what is sent, for each account named in the form and for each address it comes from."""

    def limit(view: Any) -> Any:
        @wraps(view)
        def counted(**values: Any) -> ResponseReturnValue:
            if request.method == "POST":
                named = request.form.get("email", "").strip().lower() or session.get("tf_user_id")
                if named:
                    limits.refuse_too_many(scope, most=most, minutes=minutes, subject=f"account {named}")
                limits.refuse_too_many(
                    scope, most=most * ADDRESS_TIMES, minutes=minutes, subject=f"address {limits.client_address()}"
                )
            answer: ResponseReturnValue = view(**values)
            return answer

        return counted

    return limit


def polite(view: Any) -> Any:
    """Give a view of the library our statuses: 303 after a form, 422 for one that has to be put right."""

    @wraps(view)
    def answered(**values: Any) -> Response:
        with house.bank().explained():
            response = make_response(view(**values))
        if request.method == "POST" and response.status_code == FOUND:
            response.status_code = SEE_OTHER
        elif g.get("form_is_wrong"):
            response.status_code = UNPROCESSABLE
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


def rendered(template: str, **context: Any) -> str:
    """Render a page of the library, with its forms as `partials/forms.html` wants them."""
    typed: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for form in (value for name, value in context.items() if name.endswith("_form")):
        fields = [field for field in form if field.name not in NOT_ASKED]
        typed |= {field.name: "" if field.data is None else field.data for field in form}
        wrong |= {field.name: str(field.errors[0]) for field in fields if field.errors}
        if form.form_errors and fields:
            wrong.setdefault(fields[0].name, str(form.form_errors[0]))
    if request.method != "POST":
        wrong = {}
        typed["next"] = typed.get("next") or _page_before()
    g.form_is_wrong = bool(wrong)
    return render_template(template, form=typed, wrong=wrong, **context)


def _page_before() -> str:
    """The page of ours from which somebody came to sign in; they go back there."""
    before = urlsplit(request.referrer or "")
    is_ours = before.netloc == request.host and not before.path.startswith(path_of("account", current_language()))
    return f"{before.path}?{before.query}".rstrip("?") if is_ours and before.path else ""


def _sign_out() -> ResponseReturnValue:
    """Sign out, and forget what the browser remembered."""
    answer: ResponseReturnValue = views.logout()
    session.clear()
    return answer


def _code_help() -> ResponseReturnValue:
    """The library asks for this page by name; ours says what helps beside the code."""
    return redirect(address("security.two_factor_token_validation"))


_sign_out.__name__, _code_help.__name__ = "logout", "two_factor_rescue"
READ_AND_SENT = ["GET", "POST"]
sign_ins = limited("sign-in", most=10, minutes=15)
mail_requests = limited("account-mail", most=5, minutes=60)
PAGES: tuple[tuple[str, Any, list[str]], ...] = (
    ("/sign-in", sign_ins(views.login), READ_AND_SENT),
    ("/sign-out", _sign_out, ["POST"]),
    ("/register", limited("registration", most=5, minutes=60)(views.register), READ_AND_SENT),
    ("/confirm", mail_requests(views.send_confirmation), READ_AND_SENT),
    ("/confirm/<token>", views.confirm_email, ["GET"]),
    ("/reset", mail_requests(views.forgot_password), READ_AND_SENT),
    ("/reset/<token>", limited("reset", most=20, minutes=60)(views.reset_password), READ_AND_SENT),
    ("/password", limited("password", most=10, minutes=15)(views.change_password), READ_AND_SENT),
    ("/verify", limited("password", most=10, minutes=15)(views.verify), READ_AND_SENT),
    ("/two-factor", views.two_factor_setup, READ_AND_SENT),
    ("/two-factor/<token>", limited("code", most=10, minutes=15)(views.two_factor_setup_validate), ["POST"]),
    ("/code", limited("code", most=10, minutes=15)(views.two_factor_token_validation), READ_AND_SENT),
    ("/code/help", _code_help, ["GET"]),
    ("/recovery-code", limited("code", most=10, minutes=15)(mf_recovery), READ_AND_SENT),
    ("/recovery-codes", mf_recovery_codes, READ_AND_SENT),
)
for rest, view, methods in PAGES:
    blueprint.page("account", rest, methods=methods)(polite(view))
