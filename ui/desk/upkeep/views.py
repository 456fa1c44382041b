"""How keys are, at the desk: the list of those that need care, one key's page, and a loss to be signed."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.upkeep import knowing as known
from kiosk.domain.upkeep.condition import LOST_HOW
from ui.desk.keybook.ways import chips
from ui.desk.life import life_of
from ui.desk.sessions import PATH, frame
from ui.desk.upkeep import pages as p
from ui.desk.upkeep.forms import forms_of, picks, staff
from ui.desk.upkeep.lines import copies_in_words, lines_of
from ui.desk.upkeep.telling import concerns, remarks, when
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_upkeep", __name__, url_prefix=f"{PATH}/upkeep")
WHOLE_LIFE = 200


@pages.get("")
@role("attendant", at="desk")
def needing_care() -> Response:
    """Every key of which there is something to tell."""
    words = Words(journeys(), chosen_language())
    rows = [_row(words, key) for key in journeys().ledger.house.keys.values()]
    order = {"bad": 0, "care": 1}
    shown = sorted((row for row in rows if row.what), key=lambda row: (order[row.tone], row.label))
    return show(p.CareList(**frame(), chips=chips(words, "upkeep"), rows=tuple(shown)))


@pages.get("/<key>")
@role("attendant", at="desk")
def of_key(key: str) -> Response:
    """One key, and what can be done about it."""
    return key_page(key)


@pages.get("/<key>/lost")
@role("attendant", at="desk")
def lost(key: str) -> Response:
    """A loss, to be signed."""
    return loss_page(key, fresh_id())


def key_page(name: str, problem: Message | None = None) -> Response:
    """Return the page of one key, with what was wrong with the last form."""
    words, key = Words(journeys(), chosen_language()), _known(name)
    house = journeys().ledger.house
    cylinder = known.cylinder_of(house, key)
    counted = known.copies_of(house, cylinder).counted
    lost = known.is_lost(house, key.id)
    page = p.KeyCare(
        **frame(),
        chips=chips(words, "upkeep"),
        key=key.id,
        label=words.key(key),
        slot=words.place(key.place),
        cut=known.condition_of(house, key.id).cut,
        lines=tuple(lines_of(words, key)),
        copies=tuple(copies_in_words(words, key)),
        count=known.known_copies(house, cylinder),
        counted=words.say(
            "attendant.upkeep.counted",
            time=when(words, counted.at),
            who=words.person(counted.by),
            found=counted.found,
            known=counted.known,
        )
        if counted
        else "",
        forms=forms_of(words, key),
        may_lose=not lost and key.custodian.kind is not CustodianKind.PLACE,
        life=life_of(words, item=key.id, most=WHOLE_LIFE),
        fresh=fresh_id(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def loss_page(name: str, act: str, problem: Message | None = None) -> Response:
    """Return the form of a loss, with what was chosen so far."""
    words, key = Words(journeys(), chosen_language()), _known(name)
    house, form = journeys().ledger.house, request.form
    signers: p.Picks = (("absent", words.say("attendant.upkeep.sign_absent")),)
    if key.custodian.kind is CustodianKind.PERSON:
        who = words.say("attendant.upkeep.sign_bearer", who=journeys().directory.name(key.custodian.id))
        signers = (("bearer", who), *signers)
    page = p.LossForm(
        **frame(),
        key=key.id,
        label=words.key(key),
        concerns=concerns(words, key),
        others=max(0, known.known_copies(house, known.cylinder_of(house, key)) - 1),
        fresh=act,
        picks=(("how", picks(words, "upkeep.how", LOST_HOW)), ("signer", signers), ("owner", staff(words))),
        chosen={
            "how": form.get("how", ""),
            "signer": form.get("signer", signers[0][0]),
            "owner": form.get("owner", ""),
        },
        words=form.get("words", "")[:600],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _known(name: str) -> Key:
    key = journeys().ledger.house.keys.get(name)
    if key is None:
        abort(404)
    return key


def _row(words: Words, key: Key) -> p.CareRow:
    said = remarks(words, key)
    tone = "bad" if any(one == "bad" for _, one in said) else "care"
    return p.CareRow(key.id, words.key(key), words.place(key.place), tuple(text for text, _ in said), tone)
