"""The views that come with the program, and views in files of your own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from flows.errors import UnknownViewError, ViewDefinitionError
from flows.views.definitions import ViewDefinition
from flows.views.reading import parse_view

SHIPPED = (
    "big-picture",
    "one-material",
    "sector-treatment-user",
    "area-to-area",
    "years",
    "circular-share",
    "company",
    "matrix",
    "coverage",
    "energy",
)


def view_names() -> tuple[str, ...]:
    """The shipped views, the default one first."""
    return SHIPPED


@cache
def view(name: str) -> ViewDefinition:
    """Read a shipped view.

    Raises
    ------
    UnknownViewError
        When no view of this name is shipped.
    """
    if name not in SHIPPED:
        raise UnknownViewError(
            "There is no view %(name)s. Choose one of: %(names)s.", name=name, names=", ".join(SHIPPED)
        )
    text = (resources.files("flows") / "data" / "views" / f"{name}.json").read_text("utf-8")
    return parse_view(text, f"{name}.json")


def load_view(path: Path) -> ViewDefinition:
    """Read a view definition of your own.

    Raises
    ------
    ViewDefinitionError
        When the file cannot be read or a member is wrong; the sentence names file and member.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ViewDefinitionError(
            "The view definition %(file)s cannot be read: %(reason)s. Give the path of a UTF-8 JSON file.",
            file=str(path),
            reason=getattr(error, "strerror", None) or "it is not UTF-8",
        ) from error
    return parse_view(text, path.name)
