"""Something is wrong with a parcel that somebody has collected: it is noted at the door, and the desk ends it."""

from __future__ import annotations

from kiosk.domain.complaints import complaining
from kiosk.domain.complaints.complaint import Complaint
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.reasons import said
from kiosk.flows.telling.hub import Hub
from kiosk.ports.record import Ledger


class Complaints:
    """Made by one touch where it happens, ended by the desk, and whoever made it is told."""

    def __init__(self, ledger: Ledger, hub: Hub) -> None:
        self._ledger = ledger
        self._hub = hub

    def make(self, movement: str, kind: str) -> None:
        """Record that something is wrong with what a movement takes out. Raises as `decide_complain`."""
        self._ledger.execute(lambda house: complaining.decide_complain(house, movement, kind))
        self._hub.changed(f"movement:{movement}")

    def end(self, complaint: str, by: Person, outcome: str, reason: str) -> None:
        """Record how a complaint ended (one of `OUTCOMES`) and tell whoever made it.

        Raises:
            Refused: `reason.missing`, `finding.unknown`.
        """
        if not reason.strip():
            raise Refused("reason.missing")
        sealed, why = said(by.id, reason)
        self._ledger.execute(
            lambda house: complaining.decide_end(house, complaint, by.id, outcome, why), sealed=sealed
        )

    def waiting(self) -> list[Complaint]:
        """Return the complaints that the desk has yet to see to, the oldest first."""
        return sorted(self._ledger.house.complaints.values(), key=lambda one: one.at)

    def about(self, movement: str) -> list[Complaint]:
        """Return what was said to be wrong with what a movement took out."""
        return [one for one in self._ledger.house.complaints.values() if one.movement == movement]
