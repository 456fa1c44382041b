"""A late key: its bearer told once more, or the key due later by somebody who may say so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.bookings.standing import overlapping
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.deciding import SUPERVISORS, Why

DUE_REASONS = ("work_goes_on", "night_duty", "way_back", "other")
FURTHEST = timedelta(days=7)
"""No key is due later than so long from now; whoever needs it longer asks again."""


def decide_reminder(house: House, key: str, by: Person, notice: str, now: datetime) -> list[e.Event]:
    """Return the notice that goes to a late key's bearer now; nothing for one that was sent by this touch already.

    Raises:
        Refused: `staff.needed`, `key.not_late`.
    """
    if by.role not in STAFF:
        raise Refused("staff.needed")
    known = _need_out(house, key)
    if any(one.notice == notice for one in known.told):
        return []
    if known.due is None or known.due > now:
        raise Refused("key.not_late")
    bearer = known.custodian.id
    return [s.KeyReminded(key, bearer, notice, by.id), e.NoticeQueued(notice, bearer, "key_due", key)]


def may_move_due(key: Key, by: Person, authorisers: Collection[str]) -> bool:
    """Return whether `by` may say that a key is due later: a supervisor, or who agreed to the issue; no bearer."""
    if not by.active or by.role not in STAFF or by.id == key.custodian.id:
        return False
    return by.role in SUPERVISORS or by.id in authorisers


def decide_due(
    house: House, key: str, by: Person, authorisers: Collection[str], due: datetime, why: Why, now: datetime
) -> list[e.Event]:
    """Return the new time at which a key that is out is due; nothing for one that is due then already.

    `authorisers`: who agreed to its issue.

    Raises:
        Refused: `key.not_out`, `due.not_yours`, `reason.missing`; `due.not_later` for a time that is past or no later
            than before; `due.too_far`; `due.booked` when somebody else has booked the key before that.
    """
    known = _need_out(house, key)
    if not may_move_due(known, by, authorisers):
        raise Refused("due.not_yours")
    if why.reason not in DUE_REASONS or (why.reason == "other" and not why.note):
        raise Refused("reason.missing")
    if known.due == due:
        return []
    if due <= now or (known.due is not None and due <= known.due):
        raise Refused("due.not_later")
    if due - now > FURTHEST:
        raise Refused("due.too_far", days=FURTHEST.days)
    waiting = overlapping(house, key, now, due)
    if others := [one for one in waiting if one.person != known.custodian.id]:
        raise Refused("due.booked", by=others[0].person, since=others[0].since)
    return [s.KeyDueMoved(key, known.custodian.id, known.due, due, by.id, why.reason, why.note)]


def _need_out(house: House, key: str) -> Key:
    known = house.keys.get(key)
    if known is None or known.custodian.kind is not CustodianKind.PERSON:
        raise Refused("key.not_out")
    return known
