"""What can go wrong with flows: each error is a sentence that names the place and the remedy."""

from __future__ import annotations

from databank.errors import DatabankError, RowError


class FlowError(DatabankError):
    """Base of every error of this package; its sentence may be shown to a user and translated by its key."""


class FlowFileError(FlowError):
    """A flow table that is refused: `rows` names every bad cell."""

    def __init__(self, message: str, rows: tuple[RowError, ...] = (), **values: object) -> None:
        super().__init__(message, **values)
        self.rows = rows


class ViewDefinitionError(FlowError):
    """A view definition that cannot be used: which file, which member, and what would be right."""


class UnknownViewError(FlowError):
    """No view of this name is shipped."""


class NarrowingError(FlowError):
    """A diagram is asked to narrow to a stage, box or dimension that it does not have."""


class UnknownBoundaryError(FlowError):
    """No system boundary of this name is defined."""


class IndicatorDataError(FlowError):
    """A file of indicators or reference lines that cannot be used: file, place, and what would be right."""


class UnknownIndicatorError(FlowError):
    """No indicator of this id is defined."""


class ConservationError(FlowError):
    """A drawing that would show more or less than its records. It is our fault, never the user's."""


class UnknownScenarioError(FlowError):
    """No such scenario, or its plant is in no flow."""


class UnknownRecipeError(FlowError):
    """No recipe of this type of process is shipped."""


class RecipeDataError(FlowError):
    """A file of recipes that cannot be used: line and what would be right. It is our fault, never the user's."""
