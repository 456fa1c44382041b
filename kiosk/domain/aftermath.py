"""What follows from events without anybody doing anything: who is told, what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.bookings.lapsing import taken_or_back
from kiosk.domain.bringing.bringing import after_bringing, after_failing
from kiosk.domain.contractors.outings import key_slip
from kiosk.domain.deposits import claiming
from kiosk.domain.doubting import left_after_all
from kiosk.domain.entrusted.item import CLAIM, FETCH, GIVE_BACK
from kiosk.domain.hanging.hanging import after_return
from kiosk.domain.house import House
from kiosk.domain.inspections.going import begun_by
from kiosk.domain.keeping import events as k
from kiosk.domain.keeping.keeping import told_of
from kiosk.domain.keys import events as r
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.along import disputed_along, gone_along
from kiosk.domain.parcels.amends import left_open, told_what_was_found
from kiosk.domain.parcels.events import ParcelRecallConfirmed
from kiosk.domain.parcels.recalling import taken_back
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.sending.sending import TAKEN as SENT
from kiosk.domain.sending.sending import UNSENT
from kiosk.domain.sending.taking import taken
from kiosk.domain.transfers import deciding as transfers
from kiosk.domain.upkeep.upkeep import how_it_came
from kiosk.domain.waiting.fees import owed_after
from kiosk.domain.waiting.returning import HOW as TO_SENDER
from kiosk.domain.waiting.returning import returned

_OUT = {
    TO_SENDER: returned,
    SENT: taken,
    UNSENT: taken,
    CLAIM: claiming.claimed,
    FETCH: transfers.handed,
    GIVE_BACK: transfers.handed,
}
"""What follows once something is out of its door again, by how that movement is marked."""


def with_aftermath(house: House, events: Sequence[e.Event]) -> list[e.Event]:
    """Return `events` and what they bring about, to be recorded together. `house` is the state before them."""
    followed: list[e.Event] = []
    for event in events:
        followed.append(event)
        if isinstance(event, e.ParcelDropConfirmed):
            followed += parcel_arrived(house, event.movement)
            followed += transfers.arrived(house, event.movement)
        elif isinstance(event, ParcelRecallConfirmed):
            back = house.movements.get(event.movement)
            follows = _OUT.get(back.how if back else "", taken_back)
            followed += follows(house, event.movement)
            followed += gone_along(house, event)
        elif isinstance(event, e.ParcelCollectConfirmed):
            followed += owed_after(house, event.movement)
            followed += gone_along(house, event)
        elif isinstance(event, e.ParcelDisputed):
            followed += disputed_along(house, event)
        elif isinstance(event, e.KeyIssueConfirmed | e.KeyReturnConfirmed):
            followed += key_went_or_came(house, event.movement)
            followed += taken_or_back(house, event)
            followed += how_it_came(house, event)
            if isinstance(event, e.KeyReturnConfirmed):
                followed += [*after_return(house, event), *after_bringing(house, event)]
            if isinstance(event, e.KeyIssueConfirmed):
                followed += begun_by(house, event.movement)
                followed += key_slip(house, event.movement)
        elif isinstance(event, e.KeyReturnAbandoned):
            followed += after_failing(house, event)
        elif isinstance(event, e.CustodySettled):
            followed += key_went_unseen(house, event)
            followed += told_what_was_found(house, event)
            followed += claiming.after_settling(house, event)
            followed += transfers.after_settling(house, event)
        elif isinstance(event, e.DoorAjar):
            followed += left_open(house, event)
        elif isinstance(event, k.KeyLeaveConfirmed | k.KeyTakeBackConfirmed):
            followed += own_key_slip(house, event)
            followed += key_went_home(house, event)
        elif isinstance(event, k.KeyLeaveAbandoned):
            followed += agreed_for_nothing(house, event)
        elif isinstance(event, k.KeyStruckOff):
            followed += key_went_home_unseen(house, event)
    return followed


def parcel_arrived(house: House, drop: str) -> list[e.Event]:
    """Return the claim slip to print and the notice to send for a parcel that is in."""
    movement = house.movements.get(drop)
    parcel = house.parcels.get(movement.item) if movement else None
    recipient = house.people.get(parcel.recipient) if parcel else None
    if movement is None or parcel is None or recipient is None:
        return []
    told = arrival_notice(movement.place)
    return [
        e.NoticeQueued(f"n-{parcel.slip}", recipient.id, told, parcel.id),
        e.PaperQueued(f"s-{parcel.slip}", "claim slip", drop, recipient.language),
    ]


def arrival_notice(place: str) -> str:
    """Return the template by which somebody is told of a parcel at `place`."""
    return "parcel_at_desk" if is_shelf(place) else "parcel_waiting"


def own_key_slip(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return the slip for a resident who has left the own key, or taken it home."""
    movement = house.movements.get(event.movement)
    person = house.people.get(movement.bearer) if movement else None
    lists = house.move_ins.values()
    listed = any(line.movement == event.movement for one in lists for line in one.lines.values())
    if person is None or listed:  # at a move-in the list itself is printed
        return []
    return [e.PaperQueued(f"r-{event.movement[:16]}", "receipt", event.movement, person.language)]


def agreed_for_nothing(house: House, event: k.KeyLeaveAbandoned) -> list[e.Event]:
    """Return the end of the consent that was signed for a key which was not left after all."""
    movement = house.movements.get(event.movement)
    consent = house.consents.get(f"c-{event.movement[:16]}")
    if movement is None or consent is None or consent.withdrawn_at:
        return []
    return [r.ConsentWithdrawn(consent.id, movement.bearer)]


def key_went_home(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return the notices to those of a key's home who wish to hear of it once a resident has taken it home."""
    movement = house.movements.get(event.movement)
    return _told_it_went_home(house, movement) if movement and movement.kind is Kind.TAKE_BACK else []


def key_went_home_unseen(house: House, event: k.KeyStruckOff) -> list[e.Event]:
    """Return the same where nobody could see it go, and the desk has found the slot empty."""
    moved = [one for one in house.movements.values() if one.item == event.key]
    newest = moved[-1] if moved else None
    doubted = newest is not None and newest.kind is Kind.TAKE_BACK and newest.stage is Stage.DOUBTED
    return _told_it_went_home(house, newest) if newest and doubted else []


def _told_it_went_home(house: House, movement: Movement) -> list[e.Event]:
    """Whoever signed hears of it too: another one may have signed with their name."""
    return [
        e.NoticeQueued(f"h-{movement.id[:16]}-{person.id}", person.id, "key_went_home", movement.item)
        for person in told_of(house, movement.unit)
    ]


def key_went_unseen(house: House, event: e.CustodySettled) -> list[e.Event]:
    """Return what follows once it is known that a key has left by an issue whose end nobody saw."""
    issue = left_after_all(house, event.item, event.custodian)
    known = house.keys.get(event.item)
    if issue is None or known is None or known.custodian == event.custodian:
        return []
    return [
        *key_went_or_came(house, issue.id),
        *begun_by(house, issue.id),
        *key_slip(house, issue.id),
    ]


def key_went_or_came(house: House, name: str) -> list[e.Event]:
    """Return the notices to those residents of the key's home who wish to hear of each outing."""
    movement = house.movements.get(name)
    key = house.keys.get(movement.item) if movement else None
    if movement is None or key is None or not key.unit:
        return []
    template = "key_left" if movement.kind is Kind.ISSUE else "key_came_back"
    return [
        e.NoticeQueued(f"k-{movement.id[:16]}-{person.id}", person.id, template, key.id)
        for person in told_of(house, key.unit)
    ]
