"""The editor of one view: the form, its picture, and saving, publishing and withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue

from databank import views as kept
from databank.records import SavedView, ViewState
from databank.views import NewView, ViewChangedError, ViewRefusedError
from flows.errors import ViewDefinitionError
from flows.views import ViewDefinition, view_names
from taxonomy.codes import LANGUAGES
from web import house
from web.addresses import address, path_of
from web.auth import current_viewer
from web.language import gettext as _
from web.saying import said
from web.view_editor import checking, fields, stored
from web.view_editor.blueprint import blueprint, for_view_makers
from web.view_editor.fields import Typed
from web.view_editor.making import members_of
from web.view_editor.preview import cannot_be_shown, look
from web.view_editor.showing import Opened, page

SEE_OTHER = 303
UNPROCESSABLE, CONFLICT = 422, 409
Problems = Mapping[str, str]


@blueprint.page("desk", "/views/new")
@for_view_makers
def new_view() -> ResponseReturnValue:
    """A view that is begun from another one."""
    opened = _begun()
    typed = fields.typed_of(opened.base)
    return _looked(opened, typed | {f"title_{one}": f"{typed[f'title_{one}']} 2".strip() for one in LANGUAGES})


@blueprint.page("desk", "/views/new", methods=["POST"])
@for_view_makers
def make_view() -> ResponseReturnValue:
    """Look at a view that is not saved yet, save it or publish it."""
    return _done(_begun())


@blueprint.page("desk", "/views/<name>")
@for_view_makers
def one_view(name: str) -> ResponseReturnValue:
    """A view that is saved, with its picture."""
    opened = _opened(name)
    return _looked(opened, fields.typed_of(opened.base))


@blueprint.page("desk", "/views/<name>", methods=["POST"])
@for_view_makers
def change_view(name: str) -> ResponseReturnValue:
    """Look at the changes, save, publish or withdraw."""
    opened = _opened(name)
    return _withdrawn(opened) if request.form.get("do") == "withdraw" else _done(opened)


def _begun() -> Opened:
    """The view that the address names to begin from."""
    start = request.args.get("from") or view_names()[0]
    with house.bank().session() as session:
        return Opened(stored.members_of(session, current_viewer(), start))


def _opened(name: str) -> Opened:
    with house.bank().session() as session:
        saved = kept.edited_view(session, current_viewer(), name)
        history = kept.versions(session, current_viewer(), name)
    return Opened(stored.members(saved), saved, history)


def _done(opened: Opened) -> ResponseReturnValue:
    """What the form was sent for; what is wrong is said, and nothing that was typed is lost."""
    sent = fields.typed_in(request.form)
    typed = fields.settled(fields.with_kind(sent), opened.base)
    do = request.form.get("do", "")
    if do not in {"save", "publish"} or typed["kind_of"] != sent["kind_of"]:
        return _looked(opened, typed)
    wrong, view = _checked(opened, typed, publishing=do == "publish")
    if view is not None and not wrong and do == "publish":
        wrong = cannot_be_shown(view, typed)
    if wrong:
        return page(opened, typed, wrong, look(view, typed) if view else None), UNPROCESSABLE
    return _saved(opened, typed, ViewState.PUBLISHED if do == "publish" else ViewState.DRAFT)


def _looked(opened: Opened, typed: Typed) -> ResponseReturnValue:
    wrong, view = _checked(opened, typed, publishing=False)
    answer = page(opened, typed, wrong, look(view, typed) if view else None)
    return (answer, UNPROCESSABLE) if wrong else answer


def _checked(opened: Opened, typed: Typed, *, publishing: bool) -> tuple[Problems, ViewDefinition | None]:
    """What is wrong with the answers, and the view that they make where it can be drawn all the same."""
    wrong = checking.problems(typed, publishing=publishing)
    if checking.problems(typed, publishing=False):
        return wrong, None
    try:
        return wrong, stored.parsed(members_of(typed, opened.base))
    except ViewDefinitionError as error:
        return {**wrong, **checking.of_grammar(error, typed)}, None


def _saved(opened: Opened, typed: Typed, state: ViewState) -> ResponseReturnValue:
    wanted = NewView(
        definition=stored.written(members_of(typed, opened.base)),
        state=state,
        name=opened.saved.name if opened.saved else "",
        version=_version() if opened.saved else 0,
    )
    try:
        with house.bank().session(writing=True) as session:
            saved = kept.save_view(session, current_viewer(), wanted, at=house.now(), taken=_taken())
    except ViewRefusedError as refused:
        wrong = {checking.field_of(member, typed): said(problem) for member, problem in refused.problems.items()}
        return page(opened, typed, wrong, None), UNPROCESSABLE
    except ViewChangedError as changed:
        return _meanwhile(opened, typed, changed.standing)
    if state is ViewState.PUBLISHED:
        flash(_("“%(title)s” is published: everybody sees it from now on.", title=saved.titles.fi))
    else:
        flash(_("“%(title)s” is saved as a draft: only staff see it.", title=saved.titles.fi))
    return _at_its_top(saved)


def _withdrawn(opened: Opened) -> ResponseReturnValue:
    assert opened.saved is not None  # noqa: S101 - only a saved view has the button
    try:
        with house.bank().session(writing=True) as session:
            saved = kept.withdraw_view(session, current_viewer(), opened.saved.name, _version(), at=house.now())
    except ViewChangedError as changed:
        return _meanwhile(opened, fields.typed_of(opened.base), changed.standing)
    flash(_("“%(title)s” is withdrawn: only staff see it from now on.", title=saved.titles.fi))
    return _at_its_top(saved)


def _at_its_top(saved: SavedView) -> ResponseReturnValue:
    """On to the page of a view: without a place of its own the address would keep that of the preview."""
    return redirect(address("view_editor.one_view", name=saved.name, _anchor="content"), SEE_OTHER)


def _meanwhile(opened: Opened, typed: Typed, standing: SavedView) -> ResponseReturnValue:
    """What somebody else saved, beside what was typed: sent again, the latter stands."""
    return page(Opened(opened.base, standing, opened.history), typed, {}, None, is_conflict=True), CONFLICT


def _version() -> int:
    """The version that was seen; 0 for anything that is no number that a table can hold."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("2147483647") else 0


def _taken() -> set[str]:
    """Names that would lead elsewhere: those of shipped views, and of pages beside them."""
    beside = [path_of("flows", language, "/") for language in LANGUAGES]
    beside += [path_of("desk", language, "/views/") for language in LANGUAGES]
    rules = [rule.rule for rule in current_app.url_map.iter_rules()]
    found = {rule.removeprefix(start) for rule in rules for start in beside if rule.startswith(start)}
    return {*view_names(), *(name.partition("/")[0].partition(".")[0] for name in found if "<" not in name)}
