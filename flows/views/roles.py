"""Which role each stage of a shape has."""

from __future__ import annotations

from collections.abc import Sequence

from flows.partition import Dimension, Role
from flows.views.definitions import Drawing, Shape

THREE, TWO = 3, 2
_RIGHT = {
    Shape.CIRCUIT: "three or more stages of a circuit: input, process, any number of outputs, fate",
    Shape.BUTTERFLY: "three or more stages of a butterfly: supplier, process in the middle, taker, with matter between",
    Shape.CHAIN: "two or more stages of a chain: giver, any number of matter, taker",
}
_RIGHT_OF_DRAWING = {
    Drawing.MATRIX: "the two stages of a matrix: giver for the rows, taker for the columns",
    Drawing.COVERAGE: "two or more stages of a coverage: giver, then matter",
}


def roles_of(shape: Shape, drawing: Drawing, dimensions: Sequence[Dimension]) -> tuple[Role, ...] | None:
    """The role of each stage by its place; None when the shape or drawing cannot have so many stages."""
    count = len(dimensions)
    if drawing in _RIGHT_OF_DRAWING and shape is not Shape.CHAIN:
        return None
    if drawing is Drawing.COVERAGE:
        return (Role.GIVER, *[Role.MATTER] * (count - 1))
    if shape is Shape.CHAIN:
        return None if drawing is Drawing.MATRIX and count != TWO else (*_chain(count),)
    if count < THREE:
        return None
    if shape is Shape.CIRCUIT:
        return (Role.INPUT, Role.PROCESS, *[Role.OUTPUT] * (count - THREE), Role.FATE)
    between = [place for place in range(1, count - 1) if Role.PROCESS in dimensions[place].roles]
    centre = between[0] if between else count // TWO
    matter = [Role.PROCESS if place == centre else Role.MATTER for place in range(1, count - 1)]
    return (Role.SUPPLIER, *matter, Role.TAKER)


def _chain(count: int) -> list[Role]:
    return [Role.GIVER, *[Role.MATTER] * (count - 2), Role.TAKER]


def right_roles(shape: Shape, drawing: Drawing) -> str:
    """What the stages of a shape and drawing would have to be, in words."""
    if drawing not in _RIGHT_OF_DRAWING:
        return _RIGHT[shape]
    right = _RIGHT_OF_DRAWING[drawing]
    return right if shape is Shape.CHAIN else f"{right}; its shape must be chain"
