"""Entrusted items in words: what they are, where they lie, how they stand."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.deposits.deciding import to_put_away
from kiosk.domain.deposits.deposit import UNCLAIMED_AFTER, Deposit, Stage
from kiosk.domain.entrusted.item import DESK_SHELF
from kiosk.domain.entrusted.placing import ITEM_SIZES, OVERSIZE, lying, missing
from kiosk.domain.parcels.storing import SHELF, is_shelf
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.language.money import money_of
from ui.desk.deposits.pages import Pen, Pick, Row
from ui.desk.sessions import PATH
from ui.desk.words import Words, drawn
from ui.reach import journeys


def where(words: Words, item: str) -> str:
    """Return where an item lies, or who has it; "" for one that was never put away."""
    parcel = journeys().ledger.house.parcels.get(item)
    if parcel is None:
        return ""
    if parcel.custodian.id == DESK_SHELF:
        return words.say("deposit.desk.desk_shelf")
    return words.custodian(parcel.custodian)


def state_of(one: Deposit, now: datetime) -> tuple[str, str]:
    """Return how a deposit stands, as a message key, and how much care it needs."""
    house, key = journeys().ledger.house, "deposit.stage."
    if one.stage is not Stage.TAKEN_IN:
        return key + one.stage.value.replace(" ", "_"), "care" if one.stage is Stage.ASKED else ""
    if missing(house, one.item):
        return f"{key}missing", "bad"
    if to_put_away(house, one):
        return f"{key}to_place", "care"
    if one.stub_is_shown(now):
        return f"{key}shown", "care"
    if now - (one.taken or one.made) >= UNCLAIMED_AFTER:
        return f"{key}old", "care"
    if one.due and one.due <= now:
        return f"{key}due", "care"
    return f"{key}taken_in", ""


def pieces(words: Words, what: str, count: int) -> str:
    """Return what an item is, and how many pieces."""
    return words.say(f"deposit.kind.{what}") + (f" × {count}" if count > 1 else "")


def row(words: Words, one: Deposit) -> Row:
    """Return a deposit as a row."""
    state, tone = state_of(one, journeys().clock.now())
    owner = words.person(one.person)
    named = words.say("deposit.desk.guest_of", name=words.person(one.named_by)) if one.named_by else ""
    return Row(
        one.id, one.number, one.made, owner, pieces(words, one.what, one.count), where(words, one.item), state, tone,
        named,
    )  # fmt: skip


def lines(words: Words, one: Deposit) -> tuple[str, ...]:
    """Return what else is known of a deposit."""
    said = [words.say(f"deposit.condition.{one.condition}")] if one.condition else []
    if kept := journeys().deposits.words(one):
        said.append(kept)
    if one.goods:
        said.append(words.say(f"deposit.goods.{one.goods}"))
    if one.cents:
        worth = money_of(one.cents, journeys().money.currency, words.language)
        said.append(f"{words.say('deposit.desk.value')} {worth}")
    if one.due:
        said.append(
            f"{words.say('deposit.desk.due')} {one.due.astimezone(journeys().consents.zone):%Y-%m-%d}"
        )
    if one.untold:
        card = journeys().directory.card(one.person)
        said.append(
            words.say(
                "deposit.desk.phone_who",
                name=words.person(one.person),
                phone=(card.phone if card else "") or "–",
            )
        )
    said += [words.say("deposit.desk.left", count=claim.left) for claim in one.claims if claim.left]
    return tuple(said)


def picture_of(one: Deposit) -> str:
    """Return the address of an item's picture, "" where there is none to be seen."""
    return f"{PATH}/deposits/{one.id}/picture.jpg" if journeys().deposits.pictures.there(one) else ""


def pen(words: Words, reference: str, label: str) -> Pen:
    """Return a signature as it was drawn, or who stood by in its place."""
    if witness := witness_of(reference):
        return Pen(words.say("witness.stands", name=words.person(witness)))
    return Pen(label, *drawn(words, reference))


def pens(words: Words, one: Deposit) -> tuple[Pen, ...]:
    """Return the signature of the deposit, and beside it those of the claims."""
    found = [pen(words, one.signature, words.say("deposit.desk.first"))] if one.signature else []
    found += [pen(words, claim.signature, words.say("deposit.desk.second")) for claim in one.claims[-2:]]
    return tuple(found)


def shelf_picks(words: Words, chosen: str = "") -> tuple[Pick, ...]:
    """Return the shelves that something may be laid onto, the desk's own last."""
    names = [(SHELF + one, words.say("deposit.desk.shelf", shelf=one)) for one in journeys().deposits.shelves]
    names.append((DESK_SHELF, words.say("deposit.desk.desk_shelf")))
    first = chosen if any(value == chosen for value, _ in names) else names[0][0]
    return tuple(Pick(value, text, value == first) for value, text in names)


def place_picks(words: Words, proposed: str, size: str, chosen: str = "") -> tuple[Pick, ...]:
    """Return where an item may go, what is proposed first: shelves, and doors from its size up that are free."""
    free = journeys().drop.free_by_size()
    order = list(ITEM_SIZES)
    doors = (
        [
            Pick(one, words.say("deposit.desk.door", size=words.say(f"deposit.size.{one}")))
            for one in order[order.index(size) :]
            if one != OVERSIZE and free.get(one)
        ]
        if size in order
        else []
    )
    every = [*doors, *(Pick(one.value, one.text) for one in shelf_picks(words))]
    first = [one for one in every if one.value == proposed]
    named = [Pick(one.value, f"{one.text} · {words.say('deposit.desk.proposed')}") for one in first]
    found = [*named, *(one for one in every if one.value != proposed)]
    meant = chosen if any(one.value == chosen for one in found) else found[0].value
    return tuple(Pick(one.value, one.text, one.value == meant) for one in found)


def lies_here(one: Deposit) -> bool:
    """Return whether an item can be handed out now."""
    house = journeys().ledger.house
    return one.stage is Stage.TAKEN_IN and lying(house, one.item) is not None and not house.moving(one.item)


def is_on_shelf(place: str) -> bool:
    """Return whether a place is a shelf."""
    return is_shelf(place)
