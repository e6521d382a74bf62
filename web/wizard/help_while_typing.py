"""What the browser asks for while somebody types. Everything works without it."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from databank import sending
from web import house
from web.auth import current_viewer
from web.wizard import materials, sentence
from web.wizard.place import business_id
from web.wizard.values import WrongAnswerError

LONGEST_WORDS, LONGEST_NUMBER = 200, 40


def options() -> ResponseReturnValue:
    """What the words in the material box may mean, and whether they are a sentence that says more."""
    said = sentence.parse(request.args.get("q", "")[:LONGEST_WORDS])
    found = [
        {
            "value": one.value,
            "title": one.title,
            "code": one.code,
            "hint": one.hint,
            "form": one.form,
            "mirror": materials.material(one.value).is_mirror,
        }
        for one in materials.options(said.material)
    ]
    return jsonify({"options": found, "sentence": bool(said.answers)})


def company() -> ResponseReturnValue:
    """The name of a company that the bank may tell, or what is wrong with its business id."""
    try:
        number = business_id(request.args.get("business_id", "").strip()[:LONGEST_NUMBER])
    except WrongAnswerError as refused:
        return jsonify({"name": "", "problem": refused.sentence})
    with house.bank().session() as bank:
        name = sending.known_name(bank, current_viewer(), number)
    return jsonify({"name": name or "", "problem": ""})
