"""The addresses of a form of several pages."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank import drafts
from databank.drafts import DraftChangedError
from web import house
from web.addresses import LocalisedBlueprint, address
from web.auth.limits import refuse_too_many
from web.house import Session
from web.language import gettext as _
from web.wizard import checking, help_while_typing, returning
from web.wizard.drafting import begin, open_draft, posted, reader_of
from web.wizard.place import place_answers
from web.wizard.starting import answers_of_start
from web.wizard.values import Answers, Page, Reader, Reading
from web.wizard.wizard import Wizard, mistakes_of, parcel_of

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
MOST_BEGUN, BEGUN_IN_MINUTES = 60, 60


class WizardRoutes:
    """The views of one form. Whoever has the key of a draft may see and change it."""

    def __init__(self, wizard: Wizard, module: str) -> None:
        self.wizard = wizard
        self.blueprint = LocalisedBlueprint(wizard.slug, module)
        self.blueprint.after_request(_private)
        both = ("GET", "POST")
        for rest, view, methods in (
            ("", self.start, both),
            ("/options", self.options, ("GET",)),
            ("/company", self.company, ("GET",)),
            ("/<key>/check", self.check, both),
            ("/<key>/later", self.later, both),
            ("/<key>/sent", self.sent, ("GET",)),
            ("/<key>/again", self.again, ("POST",)),
            ("/<key>/confirm/<token>", self.confirm, both),
            ("/<key>/<name>", self.page, both),
        ):
            self.blueprint.page(wizard.slug, rest, methods=methods)(view)

    def start(self) -> ResponseReturnValue:
        """The first page, before there is a draft; sent, it begins one."""
        page = self.wizard.pages[0]
        if request.method == "GET":
            with house.bank().session() as bank:
                begun = answers_of_start(bank, request.args)
                return self._show(page, reader_of(bank, begun), key=None, revision=0)
        if request.form.get("website"):
            raise NotFound
        refuse_too_many(f"begin {self.wizard.slug}", most=MOST_BEGUN, minutes=BEGUN_IN_MINUTES)
        with house.bank().session(writing=True) as bank:
            key = begin(bank, self.wizard, answers_of_start(bank, request.form))
        return self._save(key, page, revision=1)

    def page(self, key: str, name: str) -> ResponseReturnValue:
        """One page of a draft: shown, or saved."""
        try:
            page = self.wizard.page(name)
        except LookupError:
            raise NotFound from None
        if request.method == "POST":
            return self._save(key, page, revision=request.form.get("revision", 0, type=int))
        with house.bank().session() as bank:
            draft = open_draft(bank, self.wizard, key)
            if draft.record_id is not None:
                return self._to("sent", key)
            return self._show(page, reader_of(bank, draft.answers), key=key, revision=draft.revision)

    def _save(self, key: str, page: Page, *, revision: int) -> ResponseReturnValue:
        """Keep what was typed, right or wrong, and go on when it can be read."""
        typed = posted(page)
        with house.bank().session(writing=True) as bank:
            open_draft(bank, self.wizard, key)
            try:
                draft = drafts.save_page(bank, key, page.tidy(typed), revision, at=house.now())
            except DraftChangedError as changed:
                return self._conflict(bank, key, page, typed, changed), CONFLICT
            if draft.record_id is not None:
                return self._to("sent", key)
            onward = self._onward(key, page)
            if onward is not None:
                return onward
            reader = reader_of(bank, draft.answers)
            reading = parcel_of(self.wizard, reader)[1]
            if mistakes_of(page, reading):
                return self._show(page, reader, reading, key=key, revision=draft.revision), UNPROCESSABLE
            return self._after(key, page, reader)

    def _onward(self, key: str, page: Page) -> ResponseReturnValue | None:
        """Where a button leads that asks for no check: what the box offers, narrowed or not, one more row, later."""
        if {"find", "narrow"} & request.form.keys():
            return self._to("page", key, name=page.name, find=1, back=_back())
        if "more" in request.form:
            return self._to("page", key, name=page.name, rows=request.form["more"], back=_back(), _anchor="rows")
        return self._to("later", key) if "later" in request.form else None

    def _after(self, key: str, page: Page, reader: Reader) -> ResponseReturnValue:
        """The page that follows: the same while it asks more, the check when somebody came from there."""
        if not page.is_ready(reader):
            return self._to("page", key, name=page.name, back=_back())
        following = self.wizard.after(page)
        if following is None or _back():
            return self._to("check", key)
        return self._to("page", key, name=following.name)

    def _to(self, endpoint: str, key: str, **values: Any) -> ResponseReturnValue:
        return redirect(address(f"{self.wizard.slug}.{endpoint}", key=key, **values), SEE_OTHER)

    def _conflict(self, bank: Session, key: str, page: Page, typed: Answers, changed: DraftChangedError) -> str:
        """Both versions of what two people changed: the fields hold one's own, the notice the other's."""
        reader = reader_of(bank, {**drafts.draft(bank, key).answers, **typed})
        labels = {name: _(question.label) for question in page.questions for name in question.fields}
        theirs = tuple((labels[name], value) for name, value in changed.theirs.items() if name in labels)
        return self._show(page, reader, key=key, revision=changed.revision, theirs=theirs, changed=_(changed.message))

    def _show(
        self, page: Page, reader: Reader, reading: Reading | None = None, *, key: str | None, revision: int, **more: Any
    ) -> str:
        slug = self.wizard.slug
        action = address(f"{slug}.page", key=key, name=page.name) if key else address(f"{slug}.start")
        return render_template(
            page.template,
            wizard=self.wizard,
            page=page,
            words=self.wizard.words(),
            action=action,
            key=key,
            revision=revision,
            form=reader.answers,
            wrong=mistakes_of(page, reading) if reading else {},
            choices=reading.choices if reading else {},
            back=_back(),
            find="find" in request.args,
            **({"theirs": (), "changed": ""} | more),
            **page.shows(reader),
        )

    def check(self, key: str) -> ResponseReturnValue:
        """Look at everything once more, and send it."""
        return checking.check(self.wizard, key)

    def sent(self, key: str) -> ResponseReturnValue:
        """The end: what was received and what happens next."""
        return returning.sent(self.wizard, key)

    def later(self, key: str) -> ResponseReturnValue:
        """Go on another day: the address of the draft, also by mail."""
        return returning.later(self.wizard, key)

    def confirm(self, key: str, token: str) -> ResponseReturnValue:
        """Show that the address in the draft is read by its sender."""
        return returning.confirm(self.wizard, key, token)

    def again(self, key: str) -> ResponseReturnValue:
        """A new draft from the same place by the same person, of either kind."""
        with house.bank().session(writing=True) as bank:
            old = drafts.draft(bank, key)
            following = begin(bank, self.wizard, place_answers(old.answers))
        return self._to("page", following, name=self.wizard.pages[0].name)

    def options(self) -> ResponseReturnValue:
        """What the words in the material box may mean, for the list that opens while one types."""
        return help_while_typing.options(self.wizard)

    def company(self) -> ResponseReturnValue:
        """The name of a company that the bank may tell, or what is wrong with its business id."""
        return help_while_typing.company()


def _back() -> str | None:
    return "check" if request.values.get("back") else None


def _private(response: Response) -> Response:
    """A draft is nobody else's: not for caches, not for search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
