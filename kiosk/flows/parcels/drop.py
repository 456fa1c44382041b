"""A courier leaves a parcel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.deliveries.announcing import expected
from kiosk.domain.house import House
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels import allocation, parcels
from kiosk.domain.parcels.recalling import can_recall, decide_recall
from kiosk.domain.parcels.sharing import shared_door
from kiosk.domain.people import Role
from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.people.directory import Candidate, Directory
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger, Sealed

MOST_REMEMBERED = 64
UNFIT = ("something_inside", "damaged", "does_not_shut")
"""What may be wrong with a door that has opened, so that nothing can be put there."""


class Drop:
    """Scan, recipient, size, door; next."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        directory: Directory,
        furniture: Furniture,
        codes: Codes,
        may_come: Callable[[House, str], None] = lambda house, recipient: None,
        *,
        shares: bool = True,
        marks: Sequence[str] = (),
    ) -> None:
        """`may_come`: raises `Refused` for a recipient whose parcels go behind no door just now.

        `shares`: several parcels of one home may lie behind one door; `marks`: the categories that a courier is asked
        about at each drop.
        """
        self._shares = shares
        self.marks = tuple(marks)
        self._may_come = may_come
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._directory = directory
        self._furniture = furniture
        self._codes = codes
        self._heavy: deque[str] = deque(maxlen=MOST_REMEMBERED)

    def free_by_size(self) -> Mapping[str, int]:
        """Return how many compartments of each size are free now, smallest size first."""
        return allocation.free_by_size(self._ledger.house, self._furniture, self._sight.readings())

    def out_of_reach(self) -> frozenset[str]:
        """Return the sizes of which no door answers just now."""
        readings = self._sight.readings()
        known = self._furniture.of(PlaceKind.COMPARTMENT)
        reached = {place.size for place in known if readings[place.id].usable}
        return frozenset(place.size for place in known if place.size and place.size not in reached)

    def find_recipients(self, *, unit: str = "", name: str = "", last_four: str = "") -> list[Candidate]:
        """Return who may be meant, masked, at most 6."""
        return self._directory.find(self._ledger.house, unit=unit, name=name, last_four=last_four)

    def announced(self, barcode: str) -> tuple[list[Candidate], str]:
        """Return whose parcel it may be by what was announced of it, masked, and its size; none if nothing was."""
        house = self._ledger.house
        delivery = expected(house, barcode)
        if delivery is None:
            return [], ""
        of_home = self._directory.find(house, unit=delivery.unit)
        meant = [one for one in of_home if one.person == delivery.recipient]
        return meant or of_home, delivery.size

    def announced_heavy(self, barcode: str) -> bool:
        """Return whether a parcel was announced as heavy."""
        delivery = expected(self._ledger.house, barcode)
        return delivery is not None and delivery.heavy

    def scanned(self, barcode: str) -> Movement | None:
        """Keep a parcel's barcode until its recipient is known. The last parcel's door is thereby done with.

        The last parcel's own label says nothing new while its door is not done with: that movement is returned.

        Raises:
            Refused: no courier is here, or the barcode is empty or unusable.
        """
        visit = self._visits.need(Role.COURIER)
        cleaned = barcode.strip()
        if not cleaned or len(cleaned) > 64 or not cleaned.isprintable():
            raise Refused("parcel.barcode_missing")
        if visit.drops:
            last = self._doors.need(visit.drops[-1])
            parcel = self._ledger.house.parcels.get(last.item)
            if not last.ended and parcel is not None and parcel.barcode == cleaned:
                return last
            self.next_parcel(last.id)
        self._visits.note(barcode=cleaned, recipient="")
        return None

    def beside(self, recipient: str) -> Place | None:
        """Return the compartment in which a parcel may lie beside another one of the same home, if there is one."""
        if not self._shares:
            return None
        found = shared_door(self._ledger.house, self._furniture, self._sight.readings(), recipient)
        return self._furniture.places[found] if found else None

    def start(
        self, movement: str, barcode: str, recipient: str, size: str, *, heavy: bool = False, beside: str = "",
        category: str = "",
    ) -> Movement:  # fmt: skip
        """Return the movement: a compartment chosen, the intent on disk, its latch fired.

        `beside`: the door behind which it is to lie with others of its home; `category`: what its courier says of it.

        Raises:
            Refused: no courier's visit, no recipient, no room, `share.not_now`, `courier.unconfirmed`; nothing fired.
        """
        visit = self._visits.need(Role.COURIER)
        self._visits.touch()
        if beside and not self._shares:
            raise Refused("share.not_now")
        said = category if category in self.marks else ""
        begun = self._open(
            movement, visit.person.id, barcode, recipient, size, heavy=heavy, beside=beside, category=said
        )
        self._visits.dropped(visit, movement)
        return begun

    def too_small(self, movement: str, new_movement: str, size: str) -> Movement:
        """Return a new movement for the same parcel into a larger compartment; the first door is to be shut.

        Raises:
            Refused: it is over, or there is no room: then the first door goes on.
        """
        return self._elsewhere(movement, new_movement, size, "too_small")

    def other_door(self, movement: str, new_movement: str) -> Movement:
        """Return a new movement for the same parcel, since the first door did not open (it is taken out of use).

        Raises:
            Refused: it is over, or there is no room.
        """
        return self._elsewhere(movement, new_movement, "", "other_door")

    def unfit(self, movement: str, new_movement: str, why: str) -> Movement:
        """Return a new movement for the same parcel; the first door, which opened, is in doubt for one of `UNFIT`.

        Raises:
            Refused: `statement.unfit`; it is over, or there is no room: then the desk sees to the first door alone.
        """
        first = self._doors.need(movement)
        if self._visits.need(Role.COURIER).person.id != first.bearer:
            raise Refused("courier.needed")
        if why not in UNFIT or (first.stage is not Stage.OPENED and self._ledger.find(new_movement) is None):
            raise Refused("statement.unfit")
        if self._ledger.find(new_movement) is None:
            self._ledger.execute(
                lambda house: [] if house.door(first.place).doubt else [e.DoorDoubted(first.place, why)]
            )
        return self._elsewhere(movement, new_movement, "", "other_door")

    def undoable(self, movement: Movement) -> bool:
        """Return whether this is the last drop of the visit that goes on now, and can be undone."""
        visit = self._visits.current
        last = visit.drops[-1] if visit and visit.role is Role.COURIER and visit.drops else ""
        mine = visit is not None and last == movement.id
        return mine and visit is not None and can_recall(self._ledger.house, movement, visit.person.id)

    def undo(self, drop: str, movement: str) -> Movement:
        """Return the movement that gives the last parcel of this visit back to its courier; its label stays scanned.

        Raises:
            Refused: no courier's visit, not the last drop of it or not there any more (`undo.too_late`); `door.busy`.
        """
        if known := self._ledger.find(movement):
            return known
        visit, last = self._visits.need(Role.COURIER), self._doors.need(drop)
        parcel = self._ledger.house.parcels.get(last.item)
        if parcel is None or not visit.drops or visit.drops[-1] != drop:
            raise Refused("undo.too_late")
        courier = visit.person.id
        begun = self._doors.open_for(movement, lambda house: decide_recall(house, movement, last, courier))
        self._visits.note(barcode=parcel.barcode)
        return begun

    def next_parcel(self, movement: str) -> None:
        """The courier goes on: that is the word that the last parcel is in, where nothing else tells."""
        found = self._doors.need(movement)
        asked = found.stage is Stage.UNCLEAR and found.note == "ask"
        if asked or (
            found.stage is Stage.INTENDED and self._doors.moment(movement).moment == "should_be_open"
        ):
            try:
                self._doors.say(movement, "it_is_in")
            except Refused as refused:
                if refused.code != "movement.ended":  # a second tap on the same button
                    raise

    def _elsewhere(self, movement: str, new_movement: str, size: str, why: str) -> Movement:
        if known := self._ledger.find(new_movement):
            return known
        first = self._doors.need(movement)
        parcel = self._ledger.house.parcels.get(first.item)
        if first.kind is not Kind.DROP or parcel is None or first.stage in (Stage.CONFIRMED, Stage.DOUBTED):
            raise Refused("movement.ended")
        visit = self._visits.need(Role.COURIER)
        if visit.person.id != first.bearer:
            raise Refused("courier.needed")  # the one before has walked away
        unseen = self._doors.moment(movement).moment == "should_be_open"
        if first.stage is Stage.INTENDED and not (unseen and why == "too_small"):
            self._doors.stop(movement)
        heavy = movement in self._heavy
        second = self._open(
            new_movement, first.bearer, parcel.barcode, parcel.recipient, size or parcel.size, heavy=heavy,
            category=parcel.wait.category,
        )  # fmt: skip
        if not self._doors.need(movement).ended:
            self._doors.say(movement, why if why == "too_small" else "not_put_in")
        self._visits.dropped(visit, new_movement)
        return second

    def _open(
        self, movement: str, courier: str, barcode: str, recipient: str, size: str, *, heavy: bool = False,
        beside: str = "", category: str = "",
    ) -> Movement:  # fmt: skip
        if heavy:
            self._heavy.append(movement)
        code = self._codes.fresh(self._ledger.house)
        command = parcels.DropParcel(
            movement=movement,
            courier=courier,
            recipient=recipient,
            barcode=barcode,
            size=size,
            slip=claim_slip.new_number(),
            code_mac=self._codes.digest(code),
            near=self._last_place(),
            heavy=heavy,
            beside=beside,
            category=category,
        )

        def decide(house: House) -> list[e.Event]:
            self._may_come(house, recipient)
            return parcels.decide_drop(house, self._furniture, self._sight.readings(), command)

        secret = Sealed(f"code:{command.slip}", recipient, code.encode())
        return self._doors.open_for(movement, decide, sealed=[secret])

    def _last_place(self) -> str:
        visit = self._visits.current
        last = self._ledger.find(visit.drops[-1]) if visit and visit.drops else None
        return last.place if last else ""
