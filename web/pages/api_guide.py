"""What the API page says of each endpoint: its path, a sentence and an example that answers."""

from __future__ import annotations

from dataclasses import dataclass

from web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing to ask. `example` is the path and query of a request that answers."""

    path: str
    sentence: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    endpoints: tuple[Endpoint, ...]


def groups() -> tuple[Group, ...]:
    """Every endpoint, in the order a newcomer meets them."""
    return (_records(), _matches(), _flows(), _places(), _taxonomy())


def _records() -> Group:
    return Group(
        _("Side streams and needs"),
        (
            Endpoint(
                "/materials",
                _("The side streams, filtered as on the pages, a slice at a time."),
                "/materials?family=T&km=50&data=facts",
            ),
            Endpoint("/materials/{id}", _("One side stream with every year and its source."), "/materials/F-001"),
            Endpoint("/needs", _("What is looked for."), "/needs?data=examples"),
            Endpoint("/needs/{id}", _("One need with its limits."), ""),
        ),
    )


def _flows() -> Group:
    return Group(
        _("Flows and views"),
        (
            Endpoint(
                "/flows",
                _("The flow table that follows from the records, one data set at a time."),
                "/flows?data=facts&limit=10",
            ),
            Endpoint("/views", _("The views that can be drawn."), "/views"),
            Endpoint(
                "/views/{name}",
                _("The numbers of a picture: nodes, links, the conservation check and what is left out."),
                "/views/big-picture?data=facts&boundary=satakunta",
            ),
            Endpoint(
                "/indicators",
                _("Indicators of circularity with both numbers, interval, coverage and years."),
                "/indicators?data=facts&boundary=satakunta",
            ),
        ),
    )


def _matches() -> Group:
    return Group(
        _("Possible exchanges"),
        (
            Endpoint(
                "/materials/{id}/users",
                _("Who could use a side stream: conditions, parts of the score, sums and path."),
                "/materials/E-001/users",
            ),
            Endpoint("/needs/{id}/offers", _("What could meet a need."), "/needs/EN-01/offers"),
            Endpoint(
                "/organisations/{id}/possible-exchanges",
                _("What an organisation could take."),
                "/organisations/esimerkkibetoni/possible-exchanges",
            ),
            Endpoint(
                "/possible-exchanges",
                _("Every possible exchange of facts or of examples."),
                "/possible-exchanges?data=examples",
            ),
        ),
    )


def _places() -> Group:
    return Group(
        _("Organisations and areas"),
        (
            Endpoint("/organisations", _("The organisations with their sites."), "/organisations?q=energia"),
            Endpoint("/organisations/{id}", _("One organisation with its sites and their permits."), ""),
            Endpoint("/areas", _("The industrial areas."), "/areas"),
            Endpoint("/areas/{id}", _("One area with its sourced figures."), "/areas/peittoo"),
        ),
    )


def _taxonomy() -> Group:
    return Group(
        _("Taxonomy"),
        (
            Endpoint(
                "/taxonomy/search",
                _("Codes and classes for a word in Finnish, Swedish or English."),
                "/taxonomy/search?q=gjutning",
            ),
            Endpoint(
                "/taxonomy/suggest",
                _("Waste codes and classes for what somebody calls a waste, with reasons and one question."),
                "/taxonomy/suggest?q=valuhiekka&industry=24.51",
            ),
            Endpoint(
                "/taxonomy/waste-codes", _("The List of Waste, a slice at a time."), "/taxonomy/waste-codes?parent=1009"
            ),
            Endpoint(
                "/taxonomy/waste-codes/{code}", _("One entry of the List of Waste."), "/taxonomy/waste-codes/100908"
            ),
            Endpoint("/taxonomy/material-classes", _("Every material class and family."), "/taxonomy/material-classes"),
            Endpoint(
                "/taxonomy/material-classes/{id}/uses",
                _("Where such material can go: uses, limits, what to test, numbers and takers."),
                "/taxonomy/material-classes/foundry_sand/uses",
            ),
        ),
    )
