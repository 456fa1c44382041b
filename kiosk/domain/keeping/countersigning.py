"""The estate's name under an agreement on keeping keys, beside the resident's."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keeping.events import ConsentCountersigned
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused


def decide_countersigned(
    house: House, consent: str, by: Person, signature: str, digest: str
) -> list[e.Event]:
    """Return the estate's signature; nothing for an agreement that bears one.

    Raises:
        Refused: `staff.needed`, `consent.unknown`, also for one that is withdrawn.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = house.consents.get(consent)
    if known is None or known.withdrawn_at is not None:
        raise Refused("consent.unknown")
    if known.countersigned:
        return []
    return [ConsentCountersigned(consent, by.id, signature, digest)]
