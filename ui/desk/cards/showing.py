"""Makes the page of residents' cards from the record: who has what, one resident's cards, what is kept of documents."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, request

from kiosk.domain.documents.document import LONG, FieldName
from kiosk.domain.documents.doubts import SHOWN, beside, elsewhere
from kiosk.domain.id_numbers import KINDS
from kiosk.domain.identity.cards import card_of
from kiosk.domain.people import Person, Role
from kiosk.domain.policy.policy import weakest
from kiosk.flows.identity.card_reading import Reading, Step
from kiosk.flows.identity.documents import Kept
from kiosk.flows.people.card_sheet import number_of
from kiosk.flows.reasons import PREFIX
from kiosk.language.messages import known as says
from kiosk.ports.register import LogLine
from kiosk.settings.identity import CATEGORIES
from ui.desk.cards import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.reach import fresh_id, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/cards"
AT_ONCE = 60


def address(*, who: str = "", words: str = "") -> str:
    """Return the page's address; a name and what was typed travel sealed."""
    asked = {"who": seal(who) if who else "", "q": seal(words) if words else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}?{query}" if query else HERE


def page(person: Person | None, *, problem: Message | None = None, looked: Kept | None = None) -> Response:
    """Return the page of cards, with one resident's if any is picked."""
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    typed = unseal(request.args.get("q", ""))
    found = [one for one in journeys().directory.matching(house, typed or "") if one.role is Role.RESIDENT]
    found.sort(key=lambda one: (one.unit or "", words.person(one.id)))
    shown = p.CardsPage(
        **frame(),
        chips=chips(words, "cards"),
        rows=tuple(_row(one, typed or "", person) for one in found[:AT_ONCE]),
        more=max(0, len(found) - AT_ONCE),
        words=typed or "",
        forgotten=typed is None,
        printed=len(house.cards),
        filed=len(house.filed_ids),
        copies=tuple(f"waiting.category_{one}" for one in CATEGORIES if _copied(one)),
        picked=_picked(words, person, looked) if person else None,
        problem=problem,
    )
    return show(shown, 409 if problem else 200)


def _copied(category: str) -> bool:
    return bool(weakest(journeys().proofs.policy.rule_for("collect", category)))


def _row(one: Person, typed: str, picked: Person | None) -> p.CardRow:
    house = journeys().ledger.house
    return p.CardRow(
        name=journeys().directory.name(one.id),
        unit=one.unit or "",
        path=address(who=one.id, words=typed),
        badge=_badge(one),
        printed=card_of(house, one.id) is not None,
        filed=one.id in house.filed_ids,
        chosen=picked is not None and picked.id == one.id,
    )


def _badge(one: Person) -> str:
    return "none" if one.badge is None else "proof" if one.badge_proves else "clone"


def _picked(words: Words, person: Person, looked: Kept | None) -> p.PickedResident:
    card, filed = journeys().cards.of(person.id), journeys().documents.filed(person.id)
    printed = None
    if card:
        printed = p.PrintedCard(card.id, number_of(card), card.issued, words.person(card.by), card.until)
    return p.PickedResident(
        name=journeys().directory.name(person.id),
        unit=person.unit or "",
        who=seal(person.id),
        path=address(who=person.id),
        act=fresh_id(),
        badge=_badge(person),
        badge_path=f"{PATH}/badges?{urlencode({'who': seal(person.id)})}",
        card=printed,
        filed=filed.document if filed else "",
        filed_how=filed.how if filed else "",
        filed_at=filed.since if filed else None,
        kept=_kept(person, looked),
        life=tuple(_life(words, line) for line in journeys().cards.history(person.id)),
        active=person.active,
        prints=journeys().settings.printer is not None,
        own_id=journeys().documents.own_id,
        camera=camera_now(),
        kinds=KINDS,
    )


def _kept(person: Person, looked: Kept | None) -> tuple[p.KeptRow, ...]:
    rows = []
    for one in journeys().documents.of(person.id):
        whole = looked is not None and looked.document.id == one.id
        number, named = (looked.number, looked.name) if looked and whole else ("", "")
        rows.append(
            p.KeptRow(
                one.id, one.at, one.purpose, one.document, one.how, number, named,
                max(until for _, until in one.parts), one.picture_until is not None, whole,
            )
        )  # fmt: skip
    return tuple(rows)


def camera_now() -> p.Camera:
    """Return how the reading of a card at the lobby's camera stands for whoever is at this desk."""
    identifying = journeys().identifying
    reading = identifying.current(present().id)
    if reading is None:
        return p.Camera("ready" if identifying.there else "off")
    if reading.step is not Step.READ:
        wants, seen = reading.wants.value, reading.seen.value
        return p.Camera(reading.step.value, wants=wants, seen=seen, about=reading.about)
    return read_card(reading, identifying.doubts(reading))


def read_card(reading: Reading, doubts: Sequence[str]) -> p.Camera:
    """Return what was read, as the desk sees it: each field with what is in doubt about it."""
    shown = [one for one in SHOWN if reading.text(one) or beside(doubts, one)]
    return p.Camera(
        reading.step.value, reading.kind, reading.text(FieldName.NUMBER), reading.sure,
        reading.text(FieldName.NAME), turns=reading.has_back,
        rows=tuple(_read_row(reading, name, doubts) for name in shown),
        notes=tuple(f"document.doubt.{one}" for one in elsewhere(doubts, shown)),
        about=reading.about,
    )  # fmt: skip


def _read_row(reading: Reading, name: FieldName, doubts: Sequence[str]) -> p.ReadRow:
    text, words = reading.text(name), ""
    if not text:
        words = "document.says.unread"
    elif name is FieldName.SEX or text == LONG:
        words = f"document.says.{text}"
    sure = reading.document is not None and reading.document.is_sure(name)
    said = tuple(f"document.doubt.{one}" for one in beside(doubts, name))
    return p.ReadRow(f"document.field.{name.value}", text, sure, words, said)


def _life(words: Words, line: LogLine) -> p.LifeRow:
    facts, kind = line.body, line.kind.partition("/")[0]
    by, why = str(facts.get("by", "")), str(facts.get("reason") or facts.get("why") or "")
    said = f"cards.why.{why}"
    reason = words.say(said) if why and says(said) else words.reason(why) if why.startswith(PREFIX) else ""
    return p.LifeRow(line.at, f"cards.life.{kind.replace('.', '_')}", words.person(by) if by else "", reason)
