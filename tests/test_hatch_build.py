"""The wheel carries compiled translations."""

from __future__ import annotations

import gettext
from pathlib import Path

import hatch_build

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Search"
msgstr "Etsi"

#, fuzzy
msgid "Send"
msgstr "Arvaus"
"""


def test_a_catalogue_is_compiled_and_a_guess_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "web/translations/fi/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, encoding="utf-8")
    assert hatch_build.compile_translations(tmp_path) == [folder / "messages.mo"]
    words = gettext.translation("messages", tmp_path / "web/translations", ["fi"])
    assert words.gettext("Search") == "Etsi"
    assert words.gettext("Send") == "Send"


def test_the_hook_takes_the_compiled_files_along(tmp_path: Path) -> None:
    folder = tmp_path / "web/translations/sv/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, encoding="utf-8")
    hook = object.__new__(hatch_build.CustomBuildHook)
    hook.__dict__["_BuildHookInterface__root"] = str(tmp_path)
    build_data: dict[str, list[str]] = {"artifacts": []}
    hook.initialize("standard", build_data)
    assert build_data["artifacts"] == ["web/translations/sv/LC_MESSAGES/messages.mo"]
