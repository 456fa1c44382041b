"""What time does to items that nobody fetches, and what of them waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.entrusted.placing import is_staff, lying, missing
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.transfers import events as n
from kiosk.domain.transfers.deciding import WAITING, need, to_put_away
from kiosk.domain.transfers.transfer import BACK_AFTER, REMIND_AFTER, Stage, Transfer

BACK = "transfer_back"
"""What the giver is told once it is theirs to fetch again."""


def here(house: House) -> list[Transfer]:
    """Return the transfers whose item lies here, the oldest first."""
    found = [
        one for one in house.transfers.values() if one.stage is Stage.TAKEN_IN and lying(house, one.item)
    ]
    return sorted(found, key=lambda one: one.made)


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what of transfers waits for somebody at the desk."""
    for one in house.transfers.values():
        if one.stage is not Stage.TAKEN_IN:
            continue
        if gone := missing(house, one.item):
            yield Pending("transfer.missing", gone.since, about=one.id)
        elif to_put_away(house, one):
            yield Pending("transfer.to_place", one.made, about=one.id)
        elif now - one.made >= BACK_AFTER:
            yield Pending("transfer.back", one.made + BACK_AFTER, urgent=False, about=one.id)
        if one.untold:
            yield Pending("transfer.phone", one.untold, about=one.id)


def time_passes(house: House, now: datetime) -> list[e.Event]:
    """Return what time brings about: reminders to who is to fetch it, then word to who gave it."""
    return [event for one in here(house) for event in _of_one(one, now)]


def _of_one(one: Transfer, now: datetime) -> Iterator[e.Event]:
    waited = now - one.made
    due = sum(waited >= after for after in REMIND_AFTER)
    if waited >= BACK_AFTER:
        if one.reminders <= len(REMIND_AFTER):
            back = len(REMIND_AFTER) + 1
            yield n.TransferTold(one.id, back)
            yield e.NoticeQueued(f"tr-{one.id[:12]}-{back}", one.giver, BACK, one.id)
    elif due > one.reminders:
        yield n.TransferTold(one.id, due)
        yield e.NoticeQueued(f"tr-{one.id[:12]}-{due}", one.taker, WAITING, one.id)


def decide_phoned(house: House, transfer: str, by: str) -> list[e.Event]:
    """Return that somebody whom no message reaches was told. Raises `staff.needed`, `transfer.unknown`."""
    one = house.transfers.get(transfer)
    if one is None:
        raise Refused("transfer.unknown")
    if not is_staff(house, by):
        raise Refused("staff.needed")
    return [n.TransferPhoned(one.id, by)] if one.untold else []


def decide_settled(house: House, transfer: str, by: str, reason: str) -> list[e.Event]:
    """Return that a transfer is over though it was handed to nobody: a supervisor says how.

    Raises:
        Refused: `supervisor.needed`, `reason.missing`; as `need`; `transfer.over` while it lies here.
    """
    one, person = need(house, transfer), house.people.get(by)
    if person is None or not person.active or person.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if not reason:
        raise Refused("reason.missing")
    if house.moving(one.item) or lying(house, one.item):
        raise Refused("item.here")
    return [n.TransferSettled(one.id, by, reason)]
