"""Compile the translations when the wheel is built: the .mo files are in the wheel and not in the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "web/translations/*/LC_MESSAGES/messages.po"


def compile_translations(root: Path) -> list[Path]:
    """Write a .mo beside every .po below `root`; a fuzzy translation is left out."""
    return [_compiled(source) for source in sorted(root.glob(CATALOGUES))]


def _compiled(source: Path) -> Path:
    with source.open("rb") as opened:
        catalogue = read_po(opened, locale=source.parts[-3])
    target = source.with_suffix(".mo")
    with target.open("wb") as written:
        write_mo(written, catalogue)
    return target


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling looks for this very name
    """Hatchling's hook: compile, then take the results along although git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Run before the wheel is put together."""
        root = Path(self.root)
        build_data["artifacts"].extend(file.relative_to(root).as_posix() for file in compile_translations(root))


if __name__ == "__main__":
    compile_translations(Path(__file__).parent)
