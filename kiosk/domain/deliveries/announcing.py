"""What becomes of an announcement: taken, known already, or not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.deliveries import events as d
from kiosk.domain.deliveries.delivery import AWAITED_FOR, Delivery
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.people import Person, Role
from kiosk.domain.places import SIZES
from kiosk.domain.waiting.wait import CATEGORIES, ORDINARY

MOST_AT_ONCE = 5000


@dataclass(frozen=True)
class Announcement:
    """One parcel as somebody announces it. `person`: which of the home's residents is meant, if that is known."""

    barcode: str
    unit: str
    person: str = ""
    size: str = ""
    heavy: bool = False
    carrier: str = ""
    category: str = ""


@dataclass(frozen=True)
class Taken:
    """What announcing came to: the events, how many were known already, and the code of what is wrong by number."""

    events: Sequence[d.DeliveryEvent]
    known: int
    wrong: Mapping[int, str]


def announce(house: House, announcements: Sequence[Announcement], source: str, now: datetime) -> Taken:
    """Return what follows from announcements: the good ones count, the wrong ones are named by their number from 1."""
    by_home = homes(house)
    events: list[d.DeliveryEvent] = list(overdue(house, now))
    wrong: dict[int, str] = {}
    known = 0
    for number, asked in enumerate(announcements, start=1):
        if code := why_not(by_home, asked):
            wrong[number] = code
        elif (found := _announced(by_home, asked, source)) and _is_known(house, found):
            known += 1
        elif _is_anothers(house, found):
            wrong[number] = "delivery.announced"
        else:
            events.append(found)
    return Taken(events, known, wrong)


def why_not(by_home: Mapping[str, Sequence[Person]], asked: Announcement) -> str:
    """Return the code of what is wrong with an announcement, or ""."""
    if not re.fullmatch(r"[\x21-\x7e]{1,64}", asked.barcode):
        return "delivery.barcode"
    if home_digits(asked.unit) not in by_home:
        return "delivery.unit"
    if asked.size and asked.size not in SIZES:
        return "delivery.size"
    if asked.category and asked.category not in CATEGORIES:
        return "delivery.category"
    return ""


def homes(house: House) -> Mapping[str, Sequence[Person]]:
    """Return the active residents by the digits of their home."""
    found: dict[str, list[Person]] = {}
    for person in house.people.values():
        if person.role is Role.RESIDENT and person.active and person.unit:
            found.setdefault(home_digits(person.unit), []).append(person)
    return found


def home_digits(unit: str) -> str:
    """Return a home as people type it: "3-2-1201" is "321201"."""
    return re.sub(r"\D", "", unit)


def overdue(house: House, now: datetime) -> Iterator[d.DeliveryWithdrawn]:
    """Yield the end of each announcement whose parcel has not come for too long."""
    for delivery in house.deliveries.values():
        if now - delivery.at > AWAITED_FOR:
            yield d.DeliveryWithdrawn(delivery.barcode, "not_come")


def expected(house: House, barcode: str) -> Delivery | None:
    """Return what was announced of a parcel, if its recipient or home is still there."""
    delivery = house.deliveries.get(barcode)
    if delivery is None:
        return None
    person = house.people.get(delivery.recipient)
    gone = delivery.recipient and (person is None or not person.active or person.unit != delivery.unit)
    return None if gone else delivery


def _announced(
    by_home: Mapping[str, Sequence[Person]], asked: Announcement, source: str
) -> d.DeliveryAnnounced:
    residents = by_home[home_digits(asked.unit)]
    meant = [person for person in residents if person.id == asked.person] or residents
    recipient = meant[0].id if len(meant) == 1 else ""
    carrier = re.sub(r"[^\w .&-]", "", asked.carrier)[:40]
    facts = (asked.barcode, residents[0].unit or "", recipient, asked.size, asked.heavy, carrier, source)
    if asked.category in ("", ORDINARY):
        return d.DeliveryAnnounced(*facts)
    return d.DeliveryAnnouncedAs(*facts, asked.category)


def _is_known(house: House, found: d.DeliveryAnnounced) -> bool:
    delivery = house.deliveries.get(found.barcode)
    if delivery is None:
        return any(parcel.barcode == found.barcode for parcel in _live(house))
    same = (delivery.unit, delivery.recipient, delivery.size, delivery.heavy, delivery.carrier)
    category = found.category if isinstance(found, d.DeliveryAnnouncedAs) else ""
    asked = (found.unit, found.recipient, found.size, found.heavy, found.carrier)
    return same == asked and delivery.category == category


def _is_anothers(house: House, found: d.DeliveryAnnounced) -> bool:
    """Whether a program would change what somebody else has announced: a parcel could be sent astray so."""
    delivery = house.deliveries.get(found.barcode)
    return delivery is not None and found.source.startswith("api:") and delivery.source != found.source


def _live(house: House) -> Iterable[Parcel]:
    return (parcel for parcel in house.parcels.values() if parcel.live)
