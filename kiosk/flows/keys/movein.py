"""A home's owner moves in: keys are handed over by a list, tried, promised, signed by both; all of it on record."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.keeping.keeping import Signed, keys_of, resident
from kiosk.domain.movein import listing, signing, standing
from kiosk.domain.movein.listing import BeginMoveIn, ListThing
from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import MOVE_IN
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import Written, name_under
from kiosk.flows.people.directory import Directory
from kiosk.flows.people.newcomers import Newcomer, make_known
from kiosk.language.messages import Language
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST_LABEL, LONGEST_NUMBER = 40, 30


@dataclass(frozen=True)
class Thing:
    """What an attendant typed and ticked about one line."""

    what: str
    label: str
    number: str
    """The lock's or the cut's; "" where there is none."""
    count: int
    condition: str
    tried: bool = False
    key: str = ""
    promised: date | None = None


class MoveIns:
    """One list a home at a time; an interrupted one goes on where it was, since every line of it is on record."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        doors: Doors,
        directory: Directory,
        clock: Clock,
        time_zone: str,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._doors = doors
        self._directory = directory
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    @property
    def open(self) -> list[MoveIn]:
        """The lists that want a signature, or owe something, the oldest first."""
        found = [one for one in self._ledger.house.move_ins.values() if one.under_way or one.owed]
        return sorted(found, key=lambda one: one.begun)

    def of(self, move_in: str) -> MoveIn:
        """Return a list, however long ago it was signed.

        Raises:
            Refused: `movein.unknown`.
        """
        found = self._ledger.house.move_ins.get(move_in) or self._register.move_in(move_in)
        if found is None:
            raise Refused("movein.unknown")
        return found

    def make_known(self, by: Person, person: str, newcomer: Newcomer) -> Person:
        """Return a new resident, known from now on; the same one for the same `person` id.

        Raises:
            Refused: `staff.needed`, `movein.owner` without a name, a home or a language that there is.
        """
        return make_known(self._ledger, self._directory, by, person, newcomer)

    def begin(self, by: Person, command: BeginMoveIn) -> MoveIn:
        """Return the new list; the home's own that nobody has finished goes on instead.

        Raises:
            Refused: as `listing.decide_begin`.
        """
        earlier = self.of(command.follows) if command.follows else None
        owner = resident(self._ledger.house, command.owner)
        going_on = standing.under_way(self._ledger.house, owner.unit or "")
        if going_on is not None and going_on.owner == owner.id:
            return going_on
        self._ledger.execute(lambda house: listing.decide_begin(house, command, by, earlier))
        return self.of(command.move_in)

    def cabinet_keys(self, move_in: str) -> list[Key]:
        """Return the home's keys that hang in the cabinet and stand on no line yet, in the order of their slots."""
        known = self.of(move_in)
        listed = {line.key for line in known.lines.values()}
        return [key for key in keys_of(self._ledger.house, known.unit) if key.id not in listed]

    def put_down(self, by: Person, move_in: str, line: str, thing: Thing) -> None:
        """Put a line on the list; `line` is the form's id: posted twice, it stands there once.

        Raises:
            Refused: `movein.line` without a label; as `listing.decide_line`.
        """
        command, sealed = self._listed(move_in, line, thing)
        today = self._today()
        self._ledger.execute(lambda house: listing.decide_line(house, command, by, today), sealed=[sealed])

    def strike(self, by: Person, move_in: str, line: str) -> None:
        """Take a line off the list. Raises as `listing.decide_strike`."""
        self._ledger.execute(lambda house: listing.decide_strike(house, move_in, line, by))

    def tried(self, by: Person, move_in: str, line: str, tried: bool) -> None:
        """Keep whether a line's things were tried in their lock. Raises as `listing.decide_tried`."""
        self._ledger.execute(lambda house: listing.decide_tried(house, move_in, line, tried, by))

    def promise(self, by: Person, move_in: str, line: str, promised: date | None) -> None:
        """Keep by which day a missing line follows; None: it is here. Raises as `listing.decide_promise`."""
        today = self._today()
        self._ledger.execute(lambda house: listing.decide_promise(house, move_in, line, promised, by, today))

    def meter(self, by: Person, move_in: str, meter: str, shown: str) -> None:
        """Keep what a meter showed. Raises as `listing.decide_meter`."""
        self._ledger.execute(lambda house: listing.decide_meter(house, move_in, meter, shown, by))

    def hand_out(self, by: Person, move_in: str, key: str, movement: str) -> Movement:
        """Return the movement by which a cabinet's key leaves for the owner: listed, its slot's latch fired.

        Raises:
            Refused: as `listing.decide_line` and `listing.decide_hand_out`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        line = next((one for one in self.of(move_in).lines.values() if one.key == key), None)
        name = line.id if line else movement[:16]
        if line is None:
            self.put_down(by, move_in, name, self._of_key(key, self.of(move_in).owner))
        return self._doors.open_for(
            movement, lambda house: listing.decide_hand_out(house, move_in, name, movement, by)
        )

    def owe_key(self, by: Person, move_in: str, key: str, line: str, promised: date) -> None:
        """Put a cabinet's key on the list that can't be handed over now: it follows by a day.

        Raises:
            Refused: as `listing.decide_line`.
        """
        thing = self._of_key(key, self.of(move_in).owner)
        self.put_down(by, move_in, line, replace(thing, promised=promised))

    def owner_signs(self, by: Person, move_in: str, written: Written) -> MoveIn:
        """Return the list with the owner's name under it, written before `by`, or a witness in its place.

        Raises:
            Refused: `staff.needed`, `signature.missing`, `witness.colleague`; as `signing.decide_owner_signs`.
        """
        if by.role not in STAFF:
            raise Refused("staff.needed")
        known = self.of(move_in)
        name = name_under(by, known.owner, f"movein:{move_in}:{os.urandom(4).hex()}", written)
        signed = Signed(known.document, by.id, name.reference, name.digest)

        def decide(house: House) -> list[Event]:
            decided = signing.decide_owner_signs(house, move_in, signed)
            return [*name.said(house, MOVE_IN, move_in), *decided] if decided else []

        self._ledger.execute(decide, sealed=name.sealed)
        return self.of(move_in)

    def attendant_signs(self, by: Person, move_in: str, strokes: Strokes) -> MoveIn:
        """Return the list, over: both names stand under it, and its slip is printed.

        Raises:
            Refused: `signature.missing`; as `signing.decide_attendant_signs`.
        """
        self.of(move_in)
        sealed, digest = signature_of(by.id, f"movein:{move_in}:{os.urandom(4).hex()}", strokes)
        self._ledger.execute(
            lambda house: signing.decide_attendant_signs(house, move_in, by, sealed.reference, digest),
            sealed=[sealed],
        )
        return self.of(move_in)

    def reopen(self, by: Person, move_in: str) -> None:
        """Write on at a list that the owner has signed and nobody else. Raises as `signing.decide_reopen`."""
        self._ledger.execute(lambda house: signing.decide_reopen(house, move_in, by))

    def give_up(self, by: Person, move_in: str, why: str) -> None:
        """Leave a list unfinished. Raises as `signing.decide_give_up`."""
        self._ledger.execute(lambda house: signing.decide_give_up(house, move_in, by, why))

    def words(self, line: Line) -> tuple[str, str]:
        """Return a line's label and its lock's number; "" for what is not kept any more."""
        content = self._ledger.opened(line.words)
        if not content:
            return "", ""
        written = json.loads(content)
        return str(written["label"]), str(written["number"])

    def standing_of(self, line: Line) -> str:
        """Return how a line of a list under way stands: "here", "promised", "hangs", "moving" or "left"."""
        house = self._ledger.house
        if standing.is_moving(house, line):
            return "moving"
        if standing.has_left(house, line):
            return "left"
        if line.promised:
            return "promised"
        return "hangs" if line.key else "here"

    def unready(self, move_in: str) -> str:
        """Return why a list can't be signed yet, as a refusal's code; "" when it can."""
        return signing.unready(self._ledger.house, self.of(move_in))

    def _listed(self, move_in: str, line: str, thing: Thing) -> tuple[ListThing, Sealed]:
        label, number = thing.label.strip()[:LONGEST_LABEL], thing.number.strip()[:LONGEST_NUMBER]
        if not label:
            raise Refused("movein.line")
        salt = os.urandom(8).hex()  # the log keeps a digest: nobody is to find short words by trying
        written = {"label": label, "number": number, "salt": salt}
        content = json.dumps(written, ensure_ascii=False).encode()
        sealed = Sealed(f"movein:{move_in}:{line}", self.of(move_in).owner, content)
        command = ListThing(
            move_in=move_in,
            line=line,
            what=thing.what,
            count=thing.count,
            condition=thing.condition,
            words=sealed.reference,
            words_digest=sha256(content).hexdigest(),
            tried=thing.tried,
            key=thing.key,
            promised=thing.promised,
        )
        return command, sealed

    def _of_key(self, key: str, owner: str) -> Thing:
        """A cabinet's key as a line: by its own label, in the owner's language."""
        house = self._ledger.house
        known = house.keys.get(key)
        if known is None:
            raise Refused("key.not_yours")
        language = house.people[owner].language if owner in house.people else Language.SIMPLIFIED.value
        return Thing("entrance", known.label.in_language(language), "", 1, "good", key=key)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()
