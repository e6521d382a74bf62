"""Reads view definitions member by member: each wrong or unknown member is named with what would be right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from databank.records import Layer
from flows.boundary import boundaries
from flows.errors import ViewDefinitionError
from flows.headlines import FIGURES, Template
from flows.partition import DIMENSIONS, NEVER_FOLDED, Dimension, Role
from flows.views.definitions import (
    MOST_NODES,
    MOST_STAGES,
    OF_AN_OWNER,
    Companion,
    Drawing,
    Fold,
    KeyGroup,
    RowFilter,
    Shape,
    Stage,
    ViewDefinition,
    YearRule,
)
from flows.views.roles import right_roles, roles_of
from taxonomy.codes import LANGUAGES, Titles

FEWEST_STAGES, FEWEST_NODES = 2, 2
FILTERS = ("year", "boundary", "family", "material_class")
TABLE_COLUMNS = ("source", "target", "family", "amount", "share_of_source", "share_of_target", "records")
VIEW_MEMBERS = (
    *("name", "shape", "drawing", "layer", "year", "boundary", "title", "question", "stages", "only", "without"),
    *("filters", "companions", "table_columns", "headlines", "ledes"),
)
STAGE_MEMBERS = ("id", "title", "dimension", "fold", "groups", "waypoint")
FOLD_MEMBERS = ("most", "least_share", "keep")
GROUP_MEMBERS = ("id", "title", "keys")
TEMPLATE_MEMBERS = (*LANGUAGES, "when", "unless")
PLAIN_WORD = "a plain word of letters, digits and _"


def parse_view(text: str, file: str) -> ViewDefinition:
    """Check a definition and make it a value.

    Raises
    ------
    ViewDefinitionError
        When a member is wrong or not known; the sentence names file, member and what would be right.
    """
    try:
        members = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ViewDefinitionError(
            "%(file)s, line %(line)s: this is not JSON (%(reason)s). Correct the place and try again.",
            file=file,
            line=getattr(error, "lineno", 1),
            reason=getattr(error, "msg", "too many brackets inside each other"),
        ) from error
    return _Reader(file).view(members)


class _Members:
    """Checks of single members, the same for every part of a definition."""

    def __init__(self, file: str) -> None:
        self.file = file

    def wrong(self, member: str, right: str) -> ViewDefinitionError:
        return ViewDefinitionError(
            "%(file)s: %(member)s must be %(right)s.", file=self.file, member=member, right=right
        )

    def mapping(self, members: Any, place: str, known: Sequence[str] = ()) -> None:
        """An object, with no members but the known ones."""
        if not isinstance(members, dict):
            raise self.wrong(place, "an object with named members")
        for name in members:
            if known and name not in known:
                inside = "" if place == "the definition" else f"{place}."
                raise self.wrong(f"{inside}{name}", f"left out: the members are {', '.join(known)}")

    def titles(self, members: Any, place: str) -> Titles:
        self.mapping(members, place, LANGUAGES)
        fi, sv, en = (self.text(members, language, f"{place}.{language}") for language in LANGUAGES)
        return Titles(fi, sv, en)

    def text(self, members: Mapping[str, Any], name: str, place: str) -> str:
        value = members.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(place, "a text that is not empty")
        return value

    def word(self, members: Mapping[str, Any], name: str, place: str) -> str:
        value = self.text(members, name, place)
        if not value.isidentifier():
            raise self.wrong(place, PLAIN_WORD)
        return value

    def choice(self, members: Mapping[str, Any], name: str, known: Sequence[str], default: str | None = None) -> str:
        value = members.get(name, default)
        if value not in known:
            raise self.wrong(name, f"one of: {', '.join(known)}")
        return str(value)

    def words(self, members: Mapping[str, Any], name: str, known: Sequence[str], place: str = "") -> tuple[str, ...]:
        """A list of different words, out of the known ones where there are any."""
        found, place = members.get(name, []), place or name
        if not isinstance(found, list) or not all(isinstance(word, str) and word for word in found):
            raise self.wrong(place, "a list of words")
        if len(set(found)) < len(found):
            raise self.wrong(place, "a list of words, each once")
        if known and not set(known).issuperset(found):
            raise self.wrong(place, f"words out of: {', '.join(sorted(known))}")
        return tuple(found)


class _Reader(_Members):
    """Reads a definition part by part."""

    def view(self, members: Any) -> ViewDefinition:
        self.mapping(members, "the definition", VIEW_MEMBERS)
        shape = Shape(self.choice(members, "shape", tuple(Shape)))
        drawing = Drawing(self.choice(members, "drawing", tuple(Drawing), Drawing.SANKEY))
        return ViewDefinition(
            name=self.text(members, "name", "name"),
            shape=shape,
            drawing=drawing,
            layer=self.choice(members, "layer", tuple(Layer)),
            year=YearRule(self.choice(members, "year", tuple(YearRule), YearRule.NEWEST)),
            boundary=self.boundary(members),
            titles=self.titles(members.get("title"), "title"),
            question=self.titles(members.get("question"), "question"),
            stages=self.stages(members.get("stages"), shape, drawing),
            row_filters=(*self.filters(members, "only"), *self.filters(members, "without")),
            filters=frozenset(self.words(members, "filters", FILTERS)),
            companions=tuple(Companion(word) for word in self.words(members, "companions", tuple(Companion))),
            table_columns=self.words(members, "table_columns", TABLE_COLUMNS),
            headlines=self.templates(members, "headlines"),
            ledes=self.templates(members, "ledes"),
        )

    def boundary(self, members: Mapping[str, Any]) -> str | None:
        known = (*boundaries(), *OF_AN_OWNER)
        return self.choice(members, "boundary", known) if "boundary" in members else None

    def stages(self, members: Any, shape: Shape, drawing: Drawing) -> tuple[Stage, ...]:
        if not isinstance(members, list) or len(members) < FEWEST_STAGES:
            raise self.wrong("stages", "a list of two or more stages")
        if len(members) > MOST_STAGES:
            raise self.wrong("stages", f"a list of at most {MOST_STAGES} stages")
        names = [self.dimension(stage, f"stages[{place}]") for place, stage in enumerate(members)]
        roles = self.roles(names, shape, drawing)
        stages = tuple(
            self.stage(stage, f"stages[{place}]", dimension, role)
            for place, (stage, dimension, role) in enumerate(zip(members, names, roles, strict=True))
        )
        if len({stage.id for stage in stages}) < len(stages):
            raise self.wrong("stages", "stages with ids of their own")
        for place in (0, len(stages) - 1):
            if stages[place].is_waypoint:
                raise self.wrong(f"stages[{place}].waypoint", "false: only a stage between two others is passed by")
        return stages

    def dimension(self, members: Any, place: str) -> Dimension:
        self.mapping(members, place, STAGE_MEMBERS)
        name = self.text(members, "dimension", f"{place}.dimension")
        if name not in DIMENSIONS:
            raise self.wrong(f"{place}.dimension", f"one of: {', '.join(DIMENSIONS)}")
        return DIMENSIONS[name]

    def roles(self, dimensions: Sequence[Dimension], shape: Shape, drawing: Drawing) -> tuple[Role, ...]:
        """What each stage is; a stage whose dimension cannot be that is named."""
        roles = roles_of(shape, drawing, dimensions)
        if roles is None:
            raise self.wrong("stages", right_roles(shape, drawing))
        for place, (dimension, role) in enumerate(zip(dimensions, roles, strict=True)):
            if role not in dimension.roles:
                named = ", ".join(name for name, known in DIMENSIONS.items() if role in known.roles)
                raise self.wrong(f"stages[{place}].dimension", f"one of the role {role}: {named}")
        return roles

    def stage(self, members: Mapping[str, Any], place: str, dimension: Dimension, role: Role) -> Stage:
        waypoint = members.get("waypoint", False)
        if not isinstance(waypoint, bool):
            raise self.wrong(f"{place}.waypoint", "true or false")
        return Stage(
            id=self.word(members, "id", f"{place}.id"),
            titles=self.titles(members.get("title"), f"{place}.title"),
            dimension=dimension,
            role=role,
            fold=self.fold(members.get("fold", True), f"{place}.fold"),
            groups=self.groups(members.get("groups", []), f"{place}.groups", dimension),
            is_waypoint=waypoint,
        )

    def fold(self, members: Any, place: str) -> Fold | None:
        if isinstance(members, bool):
            return Fold() if members else None
        if not isinstance(members, dict):
            raise self.wrong(place, f"true or false, or an object of {', '.join(FOLD_MEMBERS)}")
        self.mapping(members, place, FOLD_MEMBERS)
        most, share = members.get("most", MOST_NODES), members.get("least_share", 0.0)
        if not isinstance(most, int) or isinstance(most, bool) or not FEWEST_NODES <= most <= MOST_NODES:
            raise self.wrong(f"{place}.most", f"a whole number from {FEWEST_NODES} to {MOST_NODES}")
        if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share < 1:
            raise self.wrong(f"{place}.least_share", "a share from 0 to below 1")
        keep = self.words(members, "keep", (), f"{place}.keep")
        return Fold(most=most, least_share=float(share), keep=keep)

    def groups(self, members: Any, place: str, dimension: Dimension) -> tuple[KeyGroup, ...]:
        """Groups that do not overlap; boxes that stand for no record's own word stay by themselves."""
        if not isinstance(members, list):
            raise self.wrong(place, "a list of groups")
        found = tuple(self.group(group, f"{place}[{number}]", dimension) for number, group in enumerate(members))
        if len({group.id for group in found}) < len(found):
            raise self.wrong(place, "groups with ids of their own")
        owner: dict[str, str] = {}
        for number, group in enumerate(found):
            for key in group.keys:
                if key in owner:
                    raise self.wrong(f"{place}[{number}].keys", f"without {key}, which is in {owner[key]} already")
                owner[key] = group.id
        return found

    def group(self, members: Any, place: str, dimension: Dimension) -> KeyGroup:
        self.mapping(members, place, GROUP_MEMBERS)
        keys = self.words(members, "keys", dimension.keys, f"{place}.keys")
        if not keys:
            raise self.wrong(f"{place}.keys", "a list of one word or more")
        fixed = sorted(NEVER_FOLDED.intersection(keys))
        if fixed:
            raise self.wrong(f"{place}.keys", f"without {', '.join(fixed)}, which is always drawn by itself")
        titles = self.titles(members.get("title"), f"{place}.title")
        return KeyGroup(id=self.word(members, "id", f"{place}.id"), titles=titles, keys=keys)

    def filters(self, members: Mapping[str, Any], name: str) -> tuple[RowFilter, ...]:
        """Fixed filters: dimension by dimension the keys that are shown alone or left out."""
        found = members.get(name, {})
        self.mapping(found, name, tuple(DIMENSIONS))
        return tuple(
            RowFilter(
                dimension=DIMENSIONS[dimension],
                keys=frozenset(self.words(found, dimension, DIMENSIONS[dimension].keys, f"{name}.{dimension}")),
                only=name == "only",
            )
            for dimension in found
        )

    def templates(self, members: Mapping[str, Any], name: str) -> tuple[Template, ...]:
        found = members.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, "a list of sentences")
        return tuple(self.template(template, f"{name}[{number}]") for number, template in enumerate(found))

    def template(self, members: Any, place: str) -> Template:
        self.mapping(members, place, TEMPLATE_MEMBERS)
        titles = self.titles({name: members.get(name) for name in LANGUAGES}, place)
        template = Template(
            titles=titles,
            when=self.words(members, "when", (), f"{place}.when"),
            unless=self.words(members, "unless", (), f"{place}.unless"),
        )
        unknown = template.unknown()
        if unknown is not None:
            known = ", ".join(sorted(FIGURES))
            raise self.wrong(place, f"made of known figures; it asks for {unknown}. Known: {known}")
        return template
