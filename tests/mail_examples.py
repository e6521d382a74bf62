"""What the senders of mails put into their texts: one example or more of each text in ``web/templates/mails``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

RECORD = {"name": "Lentotuhka <b>A&B</b>", "record_id": "SV-7K3M9Q", "path": "/fi/materiaalit/SV-7K3M9Q"}
CLAIM = {"claim": "C-1", "company": "Esimerkki Oy", "name": "Anna", "text": "Määrä on <b>toinen</b>."}
KINDS = ("confirm", "correct", "comment", "object")
ENQUIRY = {
    "path": "/fi/kysymykset/key",
    "material": "Lentotuhka <b>A&B</b>",
    "asker": "Ben",
    "asker_email": "ben@bank.example",
    "owner": "Esimerkki Oy",
    "shown_name": "Anna",
    "shown_email": "anna@bank.example",
    "text": "Onko aines kuivaa?",
    "writer": "asker",
    "until": "2026-12-20",
}
SIDES = ("asker", "owner", "city", "facilitator")
ENQUIRIES = [{**ENQUIRY, "side": side} for side in SIDES] + [
    {**ENQUIRY, "side": side, "asker_email": "", "owner": "", "shown_name": ""} for side in SIDES
]
MANDATE = {"organisation": "Esimerkki Oy", "path": "/fi/tili", "until": "2027-11-20"}
MATCH = {
    "path": "/fi/vaihdot/MA-7K3M9Q",
    "material": "Lentotuhka <b>A&B</b>",
    "company": "Esimerkki Oy",
    "contact_name": "Anna",
    "contact_email": "anna@bank.example",
    "text": "Onko aines kuivaa?",
    "who": "Ben Esimerkki",
}
MATCHES = [
    {**MATCH, "side": side, "writer": writer, "sender": sender}
    for side, writer, sender in (
        ("receiver", "donor", ""),
        ("receiver", "donor", "Esimerkki Oy"),
        ("donor", "receiver", ""),
        ("donor", "receiver", "Esimerkki Oy"),
        ("facilitator", "donor", ""),
        ("donor", "city", ""),
        ("donor", "facilitator", ""),
    )
]
MOVES = [("in_talks", ""), ("trial", ""), ("agreed", ""), ("running", ""), ("ended", "")]
MOVES += [
    ("dropped", reason)
    for reason in (
        *("price", "quality", "amount", "time", "permit", "distance", "legal"),
        *("no_answer", "other_user", "confidentiality", "other"),
    )
]

EXAMPLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "account-confirm": [{"name": "Anna", "confirmation_link": "/fi/tili/vahvista/key"}],
    "account-exists": [
        {"name": "Anna", "confirmation_link": "/fi/tili/vahvista/key", "reset_link": "/fi/tili/salasana/key"},
        {"name": "Anna", "reset_link": "/fi/tili/salasana/key"},
    ],
    "account-password-changed": [{"name": "Anna"}],
    "account-reset": [{"name": "Anna", "reset_link": "/fi/tili/salasana/key"}],
    "claim-decided": [
        {**CLAIM, "kind": kind, "state": state, "answer": answer}
        for kind in KINDS
        for state, answer in (("accepted", ""), ("refused", "Luku on rekisteristä."))
    ],
    "claim-received": [{**CLAIM, "kind": kind} for kind in KINDS],
    "claim-vouch": [{**CLAIM, "kind": kind, "path": "/fi/vahvista/key"} for kind in KINDS],
    "claim-waits": [{**CLAIM, "kind": kind, "path": "/fi/tarkastus/claims/C-1"} for kind in KINDS],
    "draft_saved": [{"is_need": is_need, "draft": "/fi/ilmoita/key"} for is_need in (True, False)],
    "enquiry-asked": ENQUIRIES,
    "enquiry-copy": ENQUIRIES,
    "enquiry-message": [{**places, "writer": writer} for places in ENQUIRIES for writer in SIDES],
    "enquiry-opened": ENQUIRIES,
    "enquiry-revealed": ENQUIRIES,
    "invitation": [{"path": "/fi/tili/kutsut/key", "until": "2026-12-20"}],
    "listing_received": [
        {**RECORD, "is_need": is_need, "days": 7, "confirm": confirm, "complete": "/fi/ilmoita/key/valmis"}
        for is_need in (True, False)
        for confirm in ("", "/fi/ilmoita/key/vahvista")
    ],
    "mandate-answered": [
        {**MANDATE, "action": action, "until": until}
        for action in ("grant", "prolong", "refuse", "end")
        for until in ("", "2027-11-20")
    ],
    "mandate-asked": [{**MANDATE, "name": "Anna Esimerkki"}],
    "match-help": [{**MATCHES[0], "writer": writer} for writer in ("donor", "receiver")],
    "match-interest": MATCHES,
    "match-introduced": [MATCHES[0], {**MATCHES[0], "contact_name": "", "contact_email": ""}],
    "match-message": MATCHES,
    "match-moved": [
        {**MATCHES[0], "writer": writer, "state": state, "reason": reason, "amount": amount}
        for state, reason in MOVES
        for writer, amount in (("donor", "40"), ("city", ""))
    ],
    "match-named": [MATCHES[1], {**MATCHES[1], "contact_name": "", "contact_email": ""}],
    "match-reported": [
        {**MATCHES[1], "year": "2026", "amount": "40", "is_question": is_question} for is_question in (True, False)
    ],
    "reminder-confirm": [
        {**RECORD, "organisation": "Esimerkki Oy", "stated_on": "2025-11-20", "which": which}
        for which in ("soon", "now", "late")
    ],
    "reminder-invitation": [
        {"organisation": organisation, "last_day": "2026-11-25"} for organisation in ("", "Esimerkki Oy")
    ],
    "reminder-mandate": [{"organisation": "Esimerkki Oy", "last_day": "2026-12-20"}],
    "reminder-request": [
        {"request_id": "R-1", "decide_by": "2026-11-25", "is_late": is_late} for is_late in (True, False)
    ],
    "reminder-review": [{"count": count, "since": "2026-11-12"} for count in (1, 12)],
    "review-merged": [{**RECORD, "kept": kept} for kept in ("", "SV-2222AA")],
    "review-published": [RECORD],
    "review-question": [{**RECORD, "text": "Onko aines kuivaa?\n\nMistä vuodesta?"}],
    "review-refused": [{**RECORD, "text": "Tämä on jo pankissa."}],
}
