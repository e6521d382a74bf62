"""What the browser asks for while somebody types. Everything works without it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from databank import drafts, sending
from databank.errors import RecordNotFoundError
from web import house
from web.auth import current_viewer
from web.wizard import materials, offers, sentence
from web.wizard.drafting import reader_of
from web.wizard.place import business_id
from web.wizard.producer import industry_of
from web.wizard.values import WrongAnswerError
from web.wizard.wizard import Wizard

LONGEST_WORDS, LONGEST_NUMBER = 200, 40


def options(wizard: Wizard) -> ResponseReturnValue:
    """What the words in the material box may mean, and whether they are a sentence that says more."""
    said = sentence.parse(request.args.get("q", "")[:LONGEST_WORDS])
    found = offers.offer(
        said.material,
        industry=_industry(wizard, request.args.get("draft", "")),
        narrowed=request.args.get("narrowed", ""),
        both_twins=wizard.kind == "needs",
    )
    return jsonify(
        {
            "options": [_option(one) for one in found.options],
            "sentence": bool(said.answers),
            "note": found.note,
            "question": found.question,
            "answers": [asdict(one) for one in found.answers],
            "narrowed": found.narrowed,
        }
    )


def _option(one: materials.Option) -> dict[str, Any]:
    return {**asdict(one), "mirror": materials.material(one.value).is_mirror}


def _industry(wizard: Wizard, key: str) -> str | None:
    """The industry of who lists something; that of who needs something says nothing of the material."""
    if wizard.kind == "needs" or not (key or current_viewer().organisation_ids):
        return None
    with house.bank().session() as bank:
        try:
            answers = drafts.draft(bank, key).answers if key else {}
        except RecordNotFoundError:
            answers = {}
        return industry_of(reader_of(bank, answers))


def company() -> ResponseReturnValue:
    """The name of a company that the bank may tell, or what is wrong with its business id."""
    try:
        number = business_id(request.args.get("business_id", "").strip()[:LONGEST_NUMBER])
    except WrongAnswerError as refused:
        return jsonify({"name": "", "problem": refused.sentence})
    with house.bank().session() as bank:
        name = sending.known_name(bank, current_viewer(), number)
    return jsonify({"name": name or "", "problem": ""})
