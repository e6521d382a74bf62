"""What the treatment of a match leaves over, and whether somebody could use that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.matching.values import Match
from web.labels import material_class_title
from web.language import gettext as _
from web.matching.words import span_text, standing
from web.numbers import per_year, share

Users = Mapping[str, Match]
"""The best match of each left-over, by its id; one that is not in it has none."""


def told(match: Match, users: Users | None) -> Iterator[str]:
    """What is left over, how much, and who could use it; without `users` nobody looked for one."""
    rest = match.step.residue if match.step else None
    if match.step is None or rest is None or not match.step.residue_share.high:
        return
    what, mass = material_class_title(str(rest.material_class)).lower(), rest.mass_t_per_year
    if mass.low is None and mass.high is None:
        yield _("Left over: %(what)s. How much is not known.", what=what)
    else:
        yield _(
            "Left over: %(what)s, %(mass)s.", what=what, mass=span_text(mass, per_year() if rest.is_lasting else "t")
        )
    if users is not None:
        yield _user(users.get(rest.id))


def _user(best: Match | None) -> str:
    if best is None:
        return _("Nobody is known who could use it: it needs a user of its own.")
    receiver = best.receiver
    name = receiver.name if receiver.source == "need" else (receiver.organisation_name or receiver.name)
    return _(
        "%(name)s could use it (fit %(share)s; %(standing)s).",
        name=name,
        share=share(best.score),
        standing=standing(best).lower(),
    )
