"""Parcels across the desk: off a shelf, or a new slip for one that was lost, by what the site demands for that."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from kiosk.domain.house import Recorded
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import STAFF, Person
from kiosk.domain.policy.means import SHOWN_AS, Evidence
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.identity.counter import Counter, Offered
from kiosk.flows.parcels.storeroom import Given, Storeroom
from kiosk.ports.record import Ledger

HAND_OUT, REPRINT = "hand-out", "reprint"
"""The two journeys, as the policy names them."""
MOST_REPRINTED = 64
"""Acts that a second tap is known by; after a restart it would make one slip more, and void the one before."""
DID_NOT_COME = (PaperStage.UNKNOWN, PaperStage.NOT_SENT)


class CounterParcels:
    """What an attendant gives a resident who stands there."""

    def __init__(self, ledger: Ledger, storeroom: Storeroom, desk: Desk, counter: Counter) -> None:
        self._ledger = ledger
        self._storeroom = storeroom
        self._desk = desk
        self._counter = counter
        self._reprinted: deque[str] = deque(maxlen=MOST_REPRINTED)

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """A name was judged."""
        self._counter.heard(recorded)

    def waits(self, act: str) -> bool:
        """Return whether a deed goes on once its name was judged."""
        return self._counter.waits(act)

    def tick(self) -> None:
        """Go on with what waited for that."""
        self._counter.tick()

    def hand_out(self, by: Person, offered: Offered) -> Movement:
        """Return the movement of a parcel off its shelf, against the right that was shown and what else is demanded.

        Raises:
            Refused: `handing.right` for a document that is not on file, without a colleague; `slip.used`; as
                `Counter.rests_on` and `Storeroom.give`.
        """
        if known := self._ledger.find(offered.act):
            return known
        parcel = self._need(by, offered)
        right = self._storeroom.shown(parcel.id)
        if right and right.delegation:  # a delegate signs their own name, and shows their own card
            offered = replace(offered, own=False)
        means = SHOWN_AS.get(right.how) if right else None
        already = [Evidence(means)] if means else []
        rested = self._counter.rests_on(
            HAND_OUT, by, offered, already, lambda: self.hand_out(by, offered), category=parcel.wait.category
        )
        how = right.how if right else "id_card" if rested.filed else "id"
        return self._storeroom.give(
            offered.act, parcel.id, by, Given(how, offered.second, rested.sealed, rested.said)
        )

    def reprint(self, by: Person, offered: Offered) -> None:
        """Print a new slip for a lost one, which is void from now on; nothing for an act that was done.

        Raises:
            Refused: `slip.used` for a parcel that does not wait; as `Counter.rests_on`.
        """
        if offered.act in self._reprinted:
            return
        parcel = self._need(by, offered)
        rested = self._counter.rests_on(
            REPRINT, by, offered, (), lambda: self.reprint(by, offered), category=parcel.wait.category
        )
        self._desk.reissue_slip(parcel.id, by, rested.said, rested.sealed)
        self._reprinted.append(offered.act)

    def replace_unprinted(self, parcel: str, by: Person) -> None:
        """Print a new slip for one that did not come out, or of which nobody can tell: nobody has that in hand.

        Raises:
            Refused: `slip.proof` where it did come out: whoever has lost it shows who they are; `slip.used`.
        """
        if not self.came_not(parcel):
            raise Refused("slip.proof")
        self._desk.reissue_slip(parcel, by)

    def came_not(self, parcel: str) -> bool:
        """Return whether a parcel's slip did not come out of the printer, as far as anybody knows."""
        known = self._ledger.house.parcels.get(parcel)
        paper = self._ledger.house.papers.get(f"s-{known.slip}") if known else None
        return paper is not None and paper.stage in DID_NOT_COME

    def _need(self, by: Person, offered: Offered) -> Parcel:
        if not by.active or by.role not in STAFF:
            raise Refused("staff.needed")
        parcel = self._ledger.house.parcels.get(offered.item)
        if parcel is None or parcel.stage is not ParcelStage.WAITING or parcel.recipient != offered.person:
            raise Refused("slip.used")
        return parcel
