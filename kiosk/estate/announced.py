"""What is known of parcels before they come to an invented estate: who brings them, and what was announced."""

from __future__ import annotations

from kiosk.domain.couriers.enrolling import decide_company
from kiosk.domain.deliveries.announcing import Announcement, announce
from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.people import Person
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.upkeep import supervisor

A_DAY = (4, 12)
"""So many parcels are announced in a day, from and to: about a third of those that come."""
COMES = 0.35
"""How often a parcel that a courier has in hand is one of those."""
SIZES = ("", "", "S", "S", "M", "L")
DAY_S = 24 * 3600


def companies(lobby: Lobby) -> Journey:
    """Yield the companies whose couriers come here, each on record once."""
    by = supervisor(lobby)
    for number, name in enumerate(sorted({one.company for one in lobby.couriers if one.company})):
        yield Step(decide_company(lobby.house, f"co-{number + 1}", name, 0, by.id), 5)


def announcing(lobby: Lobby) -> Journey:
    """Yield each morning's list of parcels to come; what does not come for too long is crossed out by the same."""
    while True:
        asked = [_announcement(lobby) for _ in range(lobby.rng.randint(*A_DAY))]
        by = lobby.on_duty("desk")
        taken = announce(lobby.house, asked, f"csv:{by.id}", lobby.at)
        yield Step(list(taken.events), DAY_S)


def one_announced(lobby: Lobby, courier: Person) -> tuple[Delivery, str] | None:
    """Return a parcel that a courier may have in hand today, and whose it is; None for one that nobody announced."""
    if not lobby.house.deliveries or not lobby.likely(COMES):
        return None
    found = lobby.rng.choice(list(lobby.house.deliveries.values()))
    if found.carrier and found.carrier != courier.company:
        return None
    recipient = found.recipient or next((one.id for one in lobby.residents if one.unit == found.unit), "")
    return (found, recipient) if recipient else None


def _announcement(lobby: Lobby) -> Announcement:
    recipient, courier = lobby.rng.choice(lobby.residents), lobby.rng.choice(lobby.couriers)
    number = lobby.rng.randrange(10**12)
    return Announcement(
        barcode=f"YD{number:012}",
        unit=recipient.unit or "",
        person=recipient.id if lobby.likely(0.8) else "",
        size=lobby.rng.choice(SIZES),
        carrier=courier.company or "" if lobby.likely(0.5) else "",
    )
