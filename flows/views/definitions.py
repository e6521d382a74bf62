"""View definitions: JSON that says what to show, checked member by member before anything is drawn from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from databank.records import Layer
from flows.errors import UnknownViewError, ViewDefinitionError
from flows.headlines import FIGURES, Template
from flows.partition import DIMENSIONS, Dimension, Role
from taxonomy.codes import LANGUAGES, Titles

SHIPPED = ("big-picture", "one-material", "energy")
FEWEST_STAGES = 2
CIRCUIT_ROLES = (Role.INPUT, Role.PROCESS, Role.OUTPUT, Role.FATE)
FILTERS = frozenset({"year", "boundary", "family", "material_class"})
TABLE_COLUMNS = frozenset({"source", "target", "family", "amount", "share_of_source", "share_of_target", "records"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One column of the picture: a dimension and whether its smallest nodes may be folded into one."""

    id: str
    titles: Titles
    dimension: Dimension
    fold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDefinition:
    """What a diagram shows. `shape` is `circuit` (material may return to the first stage) or `chain`."""

    name: str
    shape: str
    layer: str
    titles: Titles
    question: Titles
    stages: tuple[Stage, ...]
    filters: frozenset[str]
    table_columns: tuple[str, ...]
    headlines: tuple[Template, ...]
    ledes: tuple[Template, ...]

    @property
    def needs_material(self) -> bool:
        """Whether the view shows one family or class, which the reader must choose."""
        return "family" in self.filters


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


def parse_view(text: str, file: str) -> ViewDefinition:
    """Check a definition and make it a value."""
    try:
        members = json.loads(text)
    except json.JSONDecodeError as error:
        raise ViewDefinitionError(
            "%(file)s, line %(line)s: this is not JSON (%(reason)s). Correct the place and try again.",
            file=file,
            line=error.lineno,
            reason=error.msg,
        ) from error
    return _Reader(file).view(members)


class _Reader:
    """Reads members of one definition and says which one is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file

    def wrong(self, member: str, right: str) -> ViewDefinitionError:
        return ViewDefinitionError(
            "%(file)s: %(member)s must be %(right)s.", file=self.file, member=member, right=right
        )

    def view(self, members: Any) -> ViewDefinition:
        self.mapping(members, "the definition")
        shape = self.choice(members, "shape", ("circuit", "chain"))
        return ViewDefinition(
            name=self.text(members, "name", "name"),
            shape=shape,
            layer=self.choice(members, "layer", tuple(Layer)),
            titles=self.titles(members.get("title"), "title"),
            question=self.titles(members.get("question"), "question"),
            stages=self.stages(members.get("stages"), shape),
            filters=frozenset(self.words(members, "filters", FILTERS)),
            table_columns=self.words(members, "table_columns", TABLE_COLUMNS),
            headlines=self.templates(members, "headlines"),
            ledes=self.templates(members, "ledes"),
        )

    def stages(self, members: Any, shape: str) -> tuple[Stage, ...]:
        if not isinstance(members, list) or len(members) < FEWEST_STAGES:
            raise self.wrong("stages", "a list of two or more stages")
        stages = tuple(self.stage(stage, f"stages[{number}]") for number, stage in enumerate(members))
        if len({stage.id for stage in stages}) < len(stages):
            raise self.wrong("stages", "stages with ids of their own")
        if shape == "circuit":
            self.circuit(stages)
        else:
            self.chain(stages)
        return stages

    def circuit(self, stages: tuple[Stage, ...]) -> None:
        wanted = ", ".join(CIRCUIT_ROLES)
        if len(stages) != len(CIRCUIT_ROLES):
            raise self.wrong("stages", f"the four stages of a circuit: {wanted}")
        for number, (stage, role) in enumerate(zip(stages, CIRCUIT_ROLES, strict=True)):
            if role not in stage.dimension.roles:
                raise self.wrong(f"stages[{number}].dimension", f"one of the role {role}: {_named(role)}")

    def chain(self, stages: tuple[Stage, ...]) -> None:
        roles = [Role.GIVER, *[Role.MATTER] * (len(stages) - 2), Role.TAKER]
        for number, (stage, role) in enumerate(zip(stages, roles, strict=True)):
            if role not in stage.dimension.roles:
                raise self.wrong(f"stages[{number}].dimension", f"one of the role {role}: {_named(role)}")

    def stage(self, members: Any, place: str) -> Stage:
        self.mapping(members, place)
        name = self.text(members, "dimension", f"{place}.dimension")
        if name not in DIMENSIONS:
            raise self.wrong(f"{place}.dimension", f"one of: {', '.join(DIMENSIONS)}")
        fold = members.get("fold", True)
        if not isinstance(fold, bool):
            raise self.wrong(f"{place}.fold", "true or false")
        stage_id = self.text(members, "id", f"{place}.id")
        if not stage_id.isidentifier():
            raise self.wrong(f"{place}.id", "a plain word of letters, digits and _")
        return Stage(
            id=stage_id,
            titles=self.titles(members.get("title"), f"{place}.title"),
            dimension=DIMENSIONS[name],
            fold=fold,
        )

    def templates(self, members: Mapping[str, Any], name: str) -> tuple[Template, ...]:
        found = members.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, "a list of sentences")
        return tuple(self.template(template, f"{name}[{number}]") for number, template in enumerate(found))

    def template(self, members: Any, place: str) -> Template:
        self.mapping(members, place)
        template = Template(
            titles=self.titles(members, place),
            when=self.words(members, "when", None),
            unless=self.words(members, "unless", None),
        )
        unknown = template.unknown()
        if unknown is not None:
            raise self.wrong(
                place, f"made of known figures; it asks for {unknown}. Known are: {', '.join(sorted(FIGURES))}"
            )
        return template

    def mapping(self, members: Any, place: str) -> None:
        if not isinstance(members, dict):
            raise self.wrong(place, "an object with named members")

    def titles(self, members: Any, place: str) -> Titles:
        self.mapping(members, place)
        fi, sv, en = (self.text(members, language, f"{place}.{language}") for language in LANGUAGES)
        return Titles(fi, sv, en)

    def text(self, members: Mapping[str, Any], name: str, place: str) -> str:
        value = members.get(name)
        if not isinstance(value, str) or not value:
            raise self.wrong(place, "a text that is not empty")
        return value

    def choice(self, members: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
        value = members.get(name)
        if value not in known:
            raise self.wrong(name, f"one of: {', '.join(known)}")
        return str(value)

    def words(self, members: Mapping[str, Any], name: str, known: frozenset[str] | None) -> tuple[str, ...]:
        found = members.get(name, [])
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise self.wrong(name, "a list of words")
        if known is not None and not known.issuperset(found):
            raise self.wrong(name, f"words out of: {', '.join(sorted(known))}")
        return tuple(found)


def _named(role: Role) -> str:
    return ", ".join(name for name, dimension in DIMENSIONS.items() if role in dimension.roles)
