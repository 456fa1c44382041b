"""What an attendant does about doubts: look, say what is so, and the place works again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.aftermath import arrival_notice, parcel_arrived, with_aftermath
from kiosk.domain.alarms.deciding import settled_with
from kiosk.domain.doubting import doubted_at, emptied_by
from kiosk.domain.hanging.hanging import at_home, meant_inside
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, Custodian, Parcel, ParcelStage, at_place, with_person
from kiosk.domain.keeping.leaving import struck_off
from kiosk.domain.keymap.issuing import PAPER as KEY_MAP
from kiosk.domain.movements import Kind, Stage
from kiosk.domain.observing import DOUBTED
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.parcels.amends import wants_a_word
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.reasons import said
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger, Sealed

FINDINGS = ("as_recorded", "empty", "item_inside")
"""What an attendant may say of a place: all as the record says; nothing inside; the item is inside."""


HANDED = ("recipient", "courier")
"""Where a parcel that was missing went after all: to its recipient, or back to its courier."""


class Desk:
    """Acts of the attendants' pages; every one carries the attendant's name and a reason."""

    def __init__(
        self, ledger: Ledger, doors: Doors, sight: Sight, furniture: Furniture, codes: Codes
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._furniture = furniture
        self._codes = codes

    def open_door(self, place: str, by: Person, reason: str) -> None:
        """Open a door for a look; custody does not change by it.

        Raises:
            Refused: `place.unknown`, `reason.missing`, `door.busy` while a movement is under way there.
        """
        if place not in self._furniture.places:
            raise Refused("place.unknown")
        if not reason.strip():
            raise Refused("reason.missing")
        sealed, why = said(by.id, reason)

        def decide(house: House) -> list[e.Event]:
            if house.under_way(place):
                raise Refused("door.busy", place=place)
            behind = (place, *self._furniture.places[place].shares)
            if any(house.door(one).seen_open for one in behind) or self._doors.just_asked(house, place):
                return []
            return [e.DoorCommanded(place, "", by.id, why)]

        self._doors.fire(self._ledger.execute(decide, sealed=sealed))

    def settle(self, place: str, by: Person, finding: str, reason: str, *, gone: Sequence[str] = ()) -> None:
        """End the doubt about a place by what the attendant found there.

        `gone`: of several parcels that lie there, those that do not any more, when all else is as recorded.

        Raises:
            Refused: no such place or finding, no reason, the door is not seen shut, or a movement is under way.
        """
        known = self._furniture.places.get(place)
        if known is None or finding not in FINDINGS:
            raise Refused("place.unknown" if known is None else "finding.unknown")
        if not reason.strip():
            raise Refused("reason.missing")
        sealed, why = said(by.id, reason)

        def decide(house: House) -> list[e.Event]:
            lying = self._sight.reading(place).shut is False
            if lying and not house.door(place).ajar_told:
                raise Refused("door.open", place=place)
            slot = known.kind is PlaceKind.SLOT
            settled = (
                _settle_slot(house, known, by.id, finding, why)
                if slot
                else _settle_compartment(house, place, by.id, finding, why, gone)
            )
            return [
                *settled,
                e.DoorSettled(place, by.id, finding),
                *settled_with(house, place, by.id, finding),
                *(
                    [e.DoorDoubted(place, "switch")] if lying else []
                ),  # settled, and not to be used before it is mended
            ]

        self._end_for(place)
        self._ledger.execute(lambda house: with_aftermath(house, decide(house)), sealed=sealed)

    def _end_for(self, place: str) -> None:
        """End a movement that its person has left behind at a door whose switch shows open for too long.

        Raises:
            Refused: `door.busy` while somebody may still stand there.
        """

        def decide(house: House) -> list[e.Event]:
            left = house.under_way(place)
            if left is None:
                return []
            if left.stage is not Stage.OPENED or not house.door(place).ajar_told:
                raise Refused("door.busy", place=place)
            return [DOUBTED[left.kind](left.id, "settled_by_desk")]

        self._ledger.execute(decide)

    def reissue_slip(
        self,
        parcel: str,
        by: Person,
        rests_on: Callable[[House], Sequence[e.Event]] = lambda house: (),
        evidence: Sequence[Sealed] = (),
    ) -> None:
        """Print a new claim slip with a new code; the old slip and the old code are void from now on.

        `rests_on`, `evidence`: what goes on record with it of whoever has lost theirs; see `CounterParcels`.

        Raises:
            Refused: `slip.used` when there is no such parcel waiting.
        """
        known = self._ledger.house.parcels.get(parcel)
        number, code = claim_slip.new_number(), self._codes.fresh(self._ledger.house)

        def decide(house: House) -> list[e.Event]:
            waiting = house.parcels.get(parcel)
            recipient = house.people.get(waiting.recipient) if waiting else None
            if waiting is None or recipient is None or waiting.stage is not ParcelStage.WAITING:
                raise Refused("slip.used")
            return [
                *rests_on(house),
                e.SlipReplaced(parcel, number, self._codes.digest(code), by.id),
                e.NoticeQueued(f"n-{number}", recipient.id, arrival_notice(waiting.custodian.id), parcel),
                e.PaperQueued(f"s-{number}", "claim slip", waiting.movement, recipient.language),
            ]

        sealed = [Sealed(f"code:{number}", known.recipient, code.encode())] if known else []
        self._ledger.execute(decide, sealed=[*sealed, *evidence])

    def settle_missing(self, parcel: str, by: Person, handed_to: str, reason: str) -> None:
        """End the search for a missing parcel: it was handed to somebody (one of `HANDED`).

        Raises:
            Refused: `finding.unknown` for a parcel that is not missing or nobody's name, `reason.missing`.
        """
        if not reason.strip():
            raise Refused("reason.missing")
        sealed, why = said(by.id, reason)

        def decide(house: House) -> list[e.Event]:
            missing = house.parcels.get(parcel)
            if missing is None or missing.stage is not ParcelStage.MISSING or handed_to not in HANDED:
                raise Refused("finding.unknown")
            drop = self._ledger.find(missing.movement)
            taker = missing.recipient if handed_to == "recipient" or drop is None else drop.bearer
            return [e.CustodySettled(parcel, with_person(taker), by.id, why)]

        self._ledger.execute(lambda house: with_aftermath(house, decide(house)), sealed=sealed)

    def print_again(self, paper: str, by: Person) -> None:
        """Queue another copy of a receipt that did not come out, or of which nobody can tell.

        A claim slip is never copied: `reissue_slip` makes a new one and voids the old.

        Raises:
            Refused: `paper.unknown` when there is no such receipt to be printed again.
        """

        def decide(house: House) -> list[e.Event]:
            known = house.papers.get(paper)
            if known is None or known.what in ("claim slip", KEY_MAP) or known.stage in UNDER_WAY:
                raise Refused("paper.unknown")
            copies = [other for other in house.papers.values() if other.movement == known.movement]
            name = f"{known.id.partition('.')[0]}.{len(copies)}"
            return [e.PaperQueued(name, known.what, known.movement, known.language)]

        self._ledger.execute(decide)

    def paper_seen(self, paper: str, by: Person) -> None:
        """Record that somebody has a slip in hand of which nobody could tell whether it came out.

        Raises:
            Refused: `paper.unknown` when there is no such slip.
        """

        def decide(house: House) -> list[e.Event]:
            known = house.papers.get(paper)
            if known is None or known.stage is not PaperStage.UNKNOWN:
                raise Refused("paper.unknown")
            return [e.PaperEnded(paper, PaperStage.PRINTED.value, f"seen:{by.id}")]

        self._ledger.execute(decide)

    def told(self, notice: str, by: Person) -> None:
        """Record that the attendant has told somebody what a notice could not.

        Raises:
            Refused: `notice.unknown` when it has gone out meanwhile.
        """

        def decide(house: House) -> list[e.Event]:
            if notice not in house.notices:
                raise Refused("notice.unknown")
            return [e.NoticeSent(notice, (f"desk:{by.id}",))]

        self._ledger.execute(decide)


UNDER_WAY = (PaperStage.QUEUED, PaperStage.BEGUN)


def _settle_compartment(
    house: House, place: str, by: str, finding: str, reason: str, gone: Sequence[str]
) -> list[e.Event]:
    settled: list[e.Event] = []
    here = house.parcels_at(place)
    if finding == "item_inside" and not here:
        here = _last_collected(house, place)
    for parcel in here:
        arriving = (
            parcel.stage is ParcelStage.ARRIVING
        )  # on record its courier has it: then it is not to come in
        if finding == "as_recorded" and not arriving:
            if parcel.id in gone:
                settled.append(e.CustodySettled(parcel.id, _taken_by(house, place, parcel), by, reason))
            elif wants_a_word(house, parcel):  # it lies where it should, and whoever came for it hears that
                settled.append(e.CustodySettled(parcel.id, at_place(place), by, reason))
            continue
        if finding in ("empty", "as_recorded"):
            settled.append(e.CustodySettled(parcel.id, _if_not_here(parcel), by, reason))
        else:
            settled.append(e.CustodySettled(parcel.id, at_place(place), by, reason))
            if arriving:
                settled += parcel_arrived(house, parcel.movement)
    return settled


def _taken_by(house: House, place: str, parcel: Parcel) -> Custodian:
    """Who has what is gone: its home, or the courier who took it along, if that is in doubt; else nobody knows."""
    left = doubted_at(house, place)
    if left is None or not left.kind.takes_out:
        return UNKNOWN
    return with_person(parcel.recipient if left.kind is Kind.COLLECT else left.bearer)


def _last_collected(house: House, place: str) -> list[Parcel]:
    """The parcel that was last said to have left this compartment: so it has not."""
    for movement in reversed(list(house.movements.values())):
        if movement.place == place and movement.kind is Kind.COLLECT and movement.stage is Stage.CONFIRMED:
            parcel = house.parcels.get(movement.item)
            return [parcel] if parcel and parcel.stage is ParcelStage.COLLECTED else []
    return []


def _if_not_here(parcel: Parcel) -> Custodian:
    """An arriving parcel that is not in stayed with its courier; a waiting one is missing until it is found."""
    return parcel.custodian if parcel.stage is ParcelStage.ARRIVING else UNKNOWN


def _settle_slot(house: House, slot: Place, by: str, finding: str, reason: str) -> list[e.Event]:
    place, own = slot.id, meant_inside(house, slot)
    if finding == "item_inside":
        return [
            *(
                e.CustodySettled(key.id, at_place(place), by, reason)
                for key in own
                if key.custodian != at_place(place)
            ),
            *at_home(house, slot, own),
        ]
    if finding == "empty":
        if gone := struck_off(house, place, by):
            return gone
        last = _last_bearer(house, place)
        custodian = with_person(last) if last else UNKNOWN
        lost = [key for key in own if key.custodian == UNKNOWN]
        return [e.CustodySettled(key.id, custodian, by, reason) for key in (*house.keys_at(place), *lost)]
    return []


def _last_bearer(house: House, place: str) -> str | None:
    """The person of a doubted issue at this slot, if that is why it is in doubt."""
    left = emptied_by(house, place)
    return left.bearer if left and left.kind.takes_out else None
