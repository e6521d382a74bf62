"""What the import pages tell a company of files that the city brought for it: where from, and no page that is not."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from databank.imports.remembering import mapping_json, read_mapping
from databank.imports.values import ImportMapping, Wording
from databank.queries import own
from databank.store import Bank
from tests.test_web_imports import (
    GOOD,
    HOME,
    NOW,
    People,
    aino,
    app,
    bank,
    carla,
    checked,
    csv_file,
    followed,
    people,
    text_of,
)
from tests.web_forms import submit
from web.imports.wordings_form import LONGEST_VALUE, decided, name_of

__all__ = ["aino", "app", "bank", "carla", "people"]


def test_a_file_of_the_desk_has_no_page_for_its_company(
    aino: FlaskClient, carla: FlaskClient, people: People, bank: Bank
) -> None:
    place = checked(carla, csv_file(GOOD), "of the desk.csv", organisation=people.own)
    import_id = place.rpartition("/")[2]
    for page in ("", "/words", "/check", "/progress.json", "/returned"):
        assert aino.get(f"{place}{page}").status_code == 404
    answer = submit(carla, f"{place}/check", {"do": "save"})
    assert followed(carla, answer)[0] == f"{place}/result"
    assert aino.get(f"{place}/undo").status_code == 404
    assert "of the desk.csv" not in text_of(aino.get(HOME))
    with bank.session() as session:
        (record,) = own.own_records(session, people.aino, "side-streams", today=NOW.date(), limit=9).items
    shown = aino.get(f"/en/own/{record.id}")
    assert shown.status_code == 200
    assert "of the desk.csv" in text_of(shown)
    assert import_id not in shown.get_data(as_text=True)


def test_a_form_decides_about_rows_of_the_word_only_and_in_short_words() -> None:
    """What a mapping cannot hold would lock its owner out of the import."""
    word = Wording(field="unit", text="tn", count=2, rows=(2, 3), candidates=())
    name = name_of(word)
    typed = {f"row-{name}:A!2": "x" * 900, f"row-{name}:A!9": "t", f"row-{name}:{'B' * 900}!2": "t"}
    mapping = decided((word,), ImportMapping(), MultiDict(typed))
    assert mapping.rows == {"A!2": {"unit": "x" * LONGEST_VALUE}}
    assert read_mapping(mapping_json(mapping)) == mapping
