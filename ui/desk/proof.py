"""What the device has signed of the record, for the manager to photograph."""

from __future__ import annotations

from flask import Blueprint, Response
from markupsafe import Markup

from kiosk.flows.paper.signed_heads import Head, device_key, drawn, signed_heads
from ui.desk.keybook.ways import chips
from ui.desk.personal import pages as p
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_proof", __name__, url_prefix=f"{PATH}/proof")


@pages.get("")
@role("supervisor", at="desk")
def proof() -> Response:
    """The newest signed heads, the last one as a code."""
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    found = signed_heads(house)
    newest = signed(words, found[0], code=True) if found else None
    return show(
        p.ProofPage(
            **frame(),
            chips=chips(words, "proof"),
            key=device_key(house),
            newest=newest,
            rows=tuple(signed(words, one) for one in found[1:]),
        )
    )


def signed(words: Words, one: Head, *, code: bool = False) -> p.SignedHead:
    """Return a head as the page shows it."""
    why = words.say(f"proof.why.{one.why}")
    return p.SignedHead(one.number, one.at, why, one.groups, Markup(drawn(one.code)) if code else "")
