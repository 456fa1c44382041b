"""Who holds what, and since when: every key and parcel of the house in words."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.entrusted.counting import matter_of
from kiosk.domain.items import CustodianKind, Key, Parcel, ParcelStage, with_person
from kiosk.domain.loans.loan import LoanItem, LoanStage
from kiosk.domain.upkeep.knowing import is_lost
from ui.desk.pages import Held
from ui.desk.sealing import seal
from ui.desk.upkeep.telling import remarks
from ui.desk.words import Words

AT_HAND = (ParcelStage.ARRIVING, ParcelStage.WAITING, ParcelStage.MISSING)
"""Stages of parcels that the desk still answers for."""


def holdings(words: Words, shown: str) -> tuple[Held, ...]:
    """Return what is in custody, what needs care first, then the longest held.

    `shown`: "away" (what is not where it lives, and parcels that wait), "keys" (all), "parcels" or "all".
    """
    house = words.journeys.ledger.house
    keys = [held_key(words, key) for key in house.keys.values() if shown != "parcels" and _listed(key, shown)]
    parcels = [
        held_parcel(words, parcel)
        for parcel in house.parcels.values()
        if shown != "keys" and parcel.stage in AT_HAND
    ]
    lent = [
        held_lent(words, one)
        for one in house.loan_items.values()
        if shown == "all" or (shown == "away" and one.loan)
    ]
    order = {"bad": 0, "care": 1, "": 2}
    return tuple(
        sorted(
            [*keys, *parcels, *lent], key=lambda held: (order[held.tone], str(held.since or ""), held.label)
        )
    )


def _listed(key: Key, shown: str) -> bool:
    home = key.custodian.kind is CustodianKind.PLACE and key.custodian.id == key.place
    return shown in ("all", "keys") or not home


def held_key(words: Words, key: Key) -> Held:
    """Return a key and who has it."""
    place, gone = key.custodian.kind is CustodianKind.PLACE, key.custodian.kind is CustodianKind.NOBODY_KNOWS
    elsewhere = place and key.custodian.id != key.place
    said = remarks(words, key)
    lost = is_lost(words.journeys.ledger.house, key.id)
    note = (
        "attendant.held.key_gone"
        if gone and not lost
        else "attendant.held.key_elsewhere"
        if elsewhere
        else ""
    )
    return Held(
        item=key.id,
        kind="key",
        label=words.key(key),
        detail=words.say("attendant.lives_in", place=words.place(key.place)),
        custodian=words.custodian(key.custodian),
        since=key.since,
        tone="bad" if gone or any(tone == "bad" for _, tone in said) else "care" if elsewhere or said else "",
        note=note,
        person=seal(key.custodian.id) if key.custodian.kind is CustodianKind.PERSON else "",
        remarks=tuple(text for text, _ in said),
        cared=f"/desk/upkeep/{key.id}" if key.id in words.journeys.ledger.house.keys else "",
    )


def held_lent(words: Words, item: LoanItem) -> Held:
    """Return something that the desk lends, and who has it."""
    house = words.journeys.ledger.house
    loan = house.loans.get(item.loan)
    lost = loan is not None and loan.stage is LoanStage.LOST
    late = loan is not None and loan.late(words.journeys.clock.now()) and words.journeys.lateness.by_clock
    return Held(
        item=item.id,
        kind="loan",
        label=words.item(item.id),
        detail=words.say("attendant.lives_in", place=item.shelf),
        custodian=words.custodian(item.custodian),
        since=item.since,
        tone="bad" if lost else "care" if late or item.withdrawn else "",
        note="loans.state.lost" if lost else "loans.state.withdrawn" if item.withdrawn else "",
        person=seal(item.custodian.id) if item.custodian.kind is CustodianKind.PERSON else "",
    )


def key_gone_home(words: Words, key: str) -> Key | None:
    """Return a key that has left the register, with whoever took it home."""
    known = words.journeys.ledger.key(key)
    last = next(iter(words.journeys.register.movements(item=key, most=1)), None)
    if known is None or last is None:
        return None
    return replace(known, custodian=with_person(last.bearer), since=last.changed, due=None)


def held_parcel(words: Words, parcel: Parcel) -> Held:
    """Return a parcel and where it is."""
    missing = parcel.stage is ParcelStage.MISSING
    disputed = parcel.disputed is not None and parcel.stage in AT_HAND
    note = "attendant.held.missing" if missing else f"attendant.cause.{parcel.disputed}" if disputed else ""
    if parcel.stage is ParcelStage.ARRIVING:
        note = "attendant.held.arriving"
    entrusted = matter_of(words.journeys.ledger.house, parcel.id)
    owner = entrusted.person if entrusted else parcel.recipient
    return Held(
        item=parcel.id,
        kind="parcel",
        label=words.person(owner),
        detail=f"{parcel.barcode}\u2002{parcel.size}",
        custodian=words.custodian(parcel.custodian),
        since=parcel.since,
        tone="bad" if missing else "care" if disputed else "",
        note=note,
        slip=parcel.stage is ParcelStage.WAITING and not parcel.outgoing,
        missing=missing and not entrusted,
        person=seal(owner),
    )
