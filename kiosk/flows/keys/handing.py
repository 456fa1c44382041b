"""Keys from hand to hand: a colleague takes over what somebody holds, and both sign."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Pen
from kiosk.domain.shifts.handing import HandOverKeys, decide_hand_over, movement_of
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.lateness import taking_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register


class HandingOver:
    """One movement for each key; all of them are on record, or none."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        visits: Visits,
        clock: Clock,
        reasons: Sequence[str],
        time_zone: str,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._visits = visits
        self._clock = clock
        self._reasons = reasons
        self._zone = ZoneInfo(time_zone)

    def takers(self, giver: str) -> list[Person]:
        """Return who of the staff may be given a key."""
        people = self._ledger.house.people.values()
        return [one for one in people if one.role in STAFF and one.active and one.id != giver]

    def hand_over(
        self,
        giver: Person,
        taker: str,
        pin: str,
        keys: Sequence[str],
        act: str,
        signed: tuple[Strokes, Strokes],
        *,
        renewed: bool,
    ) -> None:
        """Record that keys went from the giver's hand into the taker's, whose PIN proves that they are there.

        `signed`: the giver's strokes, the taker's. `renewed`: due as if issued now, else as before.

        Raises:
            Refused: `staff.needed`, `signature.missing`, `pin.wrong`, `pin.paused`; as `handing.decide_hand_over`.
        """
        if keys and self._ledger.find(movement_of(act, keys[0])):
            return
        person = self._ledger.house.people.get(taker)
        if person is None:
            raise Refused("staff.needed")
        if person.id == giver.id:
            raise Refused("hand_over.self")
        given, given_digest = signature_of(giver.id, f"{act}:given", signed[0])
        taken, taken_digest = signature_of(person.id, f"{act}:taken", signed[1])
        self._visits.confirm_pin(person, pin, before=giver.id)
        found = {key: taking_of(self._register, key, giver.id) for key in keys}
        command = HandOverKeys(
            act=act,
            giver=giver.id,
            taker=person.id,
            keys=tuple(keys),
            renewed=renewed,
            issues={key: issue for key, issue in found.items() if issue},
            given=Pen(given.reference, given_digest),
            taken=Pen(taken.reference, taken_digest),
        )
        at = self._clock.now().astimezone(self._zone)
        self._ledger.execute(
            lambda house: decide_hand_over(house, command, self._reasons, at), sealed=[given, taken]
        )
