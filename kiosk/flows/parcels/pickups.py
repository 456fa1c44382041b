"""All parcels of one recipient by one gesture: a door opens once the one before it is done with."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.domain import events as e
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import CustodianKind, Parcel
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels import delegates, parcels
from kiosk.domain.parcels.pickup import (
    Ahead,
    Pickup,
    goes_on,
    next_parcel,
    places_of,
    sorted_out,
    why_left_out,
)
from kiosk.domain.parcels.sharing import behind, one_a_door, taken_along
from kiosk.domain.policy.means import Evidence
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import CollectSigned
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.fees import Fees
from kiosk.flows.parcels.so_far import Wanted
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

RING_S = 3.0
"""So long the screen says which door comes next, and that can be stopped."""
SKIPPED_AFTER_S = 8.0
"""A door that did not open keeps the others waiting for so long."""
MOST_REMEMBERED = 16
STUCK = frozenset({"not_opened", "unreachable"})


@dataclass(frozen=True)
class Due:
    """When the next door opens, and whose visit went on when that was settled."""

    at_s: float
    visit: str


class Pickups:
    """Kept in memory alone: after a power cut the rest simply waits, each with its own slip."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        visits: Visits,
        hub: Hub,
        clock: Clock,
        fees: Fees,
        proofs: Proofs,
        *,
        all_at_once: bool,
    ) -> None:
        self._fees = fees
        self._proofs = proofs
        self._ledger = ledger
        self._doors = doors
        self._visits = visits
        self._hub = hub
        self._clock = clock
        self._all_at_once = all_at_once
        self._lock = threading.RLock()
        self._known: dict[str, Pickup] = {}
        """By the movement that each is at."""
        self._due: dict[str, Due] = {}
        self._stuck: dict[str, float] = {}
        self._agreed = "", ""
        """The last question about a fee that was answered, and the movement that followed."""

    def start(
        self, wanted: Sequence[Parcel], how: str, *, delegation: str = "", taker: str = "", signed: str = ""
    ) -> Movement:
        """Return the movement of the first of `wanted`; the others' doors open after it, one by one.

        Whoever shows the right again while a door is under way goes on with that one.

        Raises:
            Refused: as `parcels.decide_collect`, of the first; `delegate.revoked`; `fee.due` where waiting has its
                price and nobody has agreed to it; `proof.sign`, `proof.more` where one thing more is asked.
        """
        with self._lock:
            first = wanted[0]
            under_way = self._collecting(first)
            if under_way is not None:
                # only a door that has not opened yet is fired again; for all else the screen has a button
                again = under_way.stage is Stage.INTENDED
                return self._doors.again(under_way.id) if again else under_way
            wanted, unpaid = self._fees.checked(wanted, how, delegation, taker, signed)
            (first, *others), unproven = self._proofs.checked(wanted, how, delegation, taker, signed)
            asked = Pickup(how, (), (), (), delegation, taker, signed)
            begun = self._open(asked, first)
            self._due.clear()  # somebody else stands here now: nobody's door opens by itself
            others = one_a_door(others, begun.place)
            ahead, left_out = sorted_out(self._ledger.house, others if self._all_at_once else ())
            left_out = [*left_out, *unpaid, *unproven]
            if ahead or left_out:
                self._keep(
                    replace(asked, movements=(begun.id,), ahead=tuple(ahead), left_out=tuple(left_out))
                )
            return begun

    def start_best(
        self, wanted: Sequence[Parcel], how: str, *, delegation: str = "", taker: str = ""
    ) -> Movement:
        """Return the movement of the first of `wanted` whose door can open; the others follow.

        Raises:
            Refused: `parcel.none`; as `start`.
        """
        house = self._ledger.house
        if not wanted:
            raise Refused("parcel.none")
        for one in wanted:
            if self._collecting(one):
                return self.start([one], how, delegation=delegation, taker=taker)
        able = [one for one in wanted if not why_left_out(house, one)]
        doubtful = [one for one in wanted if why_left_out(house, one) in ("doubt", "disputed")]
        first = next(iter([*able, *doubtful]), wanted[0])
        rest = [one for one in wanted if one is not first]
        return self.start([first, *rest], how, delegation=delegation, taker=taker)

    def agree(self, token: str) -> Movement:
        """Return the movement of what was asked about, once its fees are agreed to.

        Raises:
            Refused: `fee.over`, `fee.desk`; `slip.used`; as `start`.
        """
        if self._agreed[0] == token:
            return self._doors.need(self._agreed[1])  # a second tap on the same button
        asked = self._fees.agree(token)
        house = self._ledger.house
        wanted = [one for name in asked.parcels if (one := house.parcels.get(name)) and one.live]
        if not wanted:
            raise Refused("slip.used")
        begun = self.start(
            wanted, asked.how, delegation=asked.delegation, taker=asked.taker, signed=asked.signed
        )
        self._agreed = token, begun.id
        self._fees.forget()
        return begun

    def sign(self, token: str, strokes: Strokes) -> Movement:
        """Return the movement of what was to be signed for, once it is.

        Raises:
            Refused: `fee.over`, `signature.missing`; `slip.used`; as `start`.
        """
        return self.go_on(self._proofs.sign(token, strokes))

    @property
    def wants_more(self) -> bool:
        """Whether somebody at the lobby is asked for one thing more."""
        return self._proofs.asked() is not None

    def shown(self, person: str, evidence: Evidence) -> Movement | None:
        """Return the movement of what has waited for just this of this person; None where nothing has.

        Raises:
            Refused: as `start`.
        """
        asked = self._proofs.show(person, evidence)
        return self.go_on(asked) if asked else None

    def shown_right(self, parcel: str, evidence: Evidence) -> Movement | None:
        """Return the movement of what has waited for this slip or code as well; None where nothing has.

        Raises:
            Refused: as `start`.
        """
        asked = self._proofs.show_right(parcel, evidence)
        return self.go_on(asked) if asked else None

    def go_on(self, asked: Wanted) -> Movement:
        """Return the movement of what one thing more was asked for, once that was shown.

        Raises:
            Refused: `slip.used`; as `start`.
        """
        house = self._ledger.house
        wanted = [one for name in asked.parcels if (one := house.parcels.get(name)) and one.live]
        if not wanted:
            raise Refused("slip.used")
        begun = self.start(
            wanted, asked.how, delegation=asked.delegation, taker=asked.taker, signed=asked.token
        )
        self._proofs.answered(asked.token)
        return begun

    def ahead_of(self, movement: str) -> Ahead | None:
        """Return where the gesture stands that a movement belongs to, or None for a movement alone."""
        with self._lock:
            pickup = next((one for one in self._known.values() if movement in one.movements), None)
            if pickup is None:
                return None
            house = self._ledger.house
            coming, skipped = next_parcel(house, pickup)
            still = [name for name in pickup.ahead if name not in dict(skipped) and name in house.parcels]
            at = pickup.movements.index(movement)
            due = self._due.get(movement)
            return Ahead(
                number=at + 1,
                of=len(pickup.movements) + (len(still) if coming else 0),
                then=pickup.movements[at + 1] if movement != pickup.last else "",
                next_place=coming.custodian.id if coming else "",
                opens_in_s=max(0.0, due.at_s - self._clock.monotonic_s()) if due else None,
                stopped=pickup.stopped,
                left_out=places_of(house, (*pickup.left_out, *skipped)),
            )

    def with_parcel(self, parcel: str) -> Movement | None:
        """Return where a gesture is that has taken this parcel and is not over yet, if there is one."""
        with self._lock:
            for pickup in self._known.values():
                taken = [self._ledger.find(name) for name in pickup.movements]
                last = taken[-1]
                took = any(one is not None and one.item == parcel for one in taken)
                if last and took and (not last.ended or (pickup.ahead and not pickup.stopped)):
                    return last
        return None

    def next_now(self, movement: str) -> Movement:
        """Return the movement of the next door, opened at once; where there is none, the same movement.

        Raises:
            Refused: `movement.unknown`.
        """
        with self._lock:
            pickup, known = self._known.get(movement), self._doors.need(movement)
            if pickup is None or pickup.stopped:
                return known
            if not known.ended:
                if self._doors.moment(movement).moment not in STUCK:
                    return known  # its door is open: that one first
                pickup = self._skip(pickup, known)
            return self._open_next(pickup) or known

    def later(self, movement: str) -> None:
        """The others later: no door opens any more by itself."""
        with self._lock:
            self._due.pop(movement, None)
            if pickup := self._known.get(movement):
                self._keep(replace(pickup, stopped=True))
        self._hub.changed(f"movement:{movement}")

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Once a door is done with, the next one is due."""
        for entry in recorded:
            name = entry.event.movement if isinstance(entry.event, e.Confirmed) else ""
            pickup, known = self._known.get(name), self._ledger.house.movements.get(name)
            if pickup and known and pickup.ahead and not pickup.stopped and goes_on(known):
                visit = self._visits.current
                self._due[name] = Due(self._clock.monotonic_s() + RING_S, visit.id if visit else "")

    def tick(self) -> None:
        """Open what is due; leave a door that does not open to the desk and go on with the next."""
        with self._lock:
            for name, due in list(self._due.items()):
                if self._clock.monotonic_s() >= due.at_s:
                    self._due.pop(name, None)
                    pickup, visit = self._known.get(name), self._visits.current
                    if pickup and not pickup.stopped and (visit is None or visit.id == due.visit):
                        self._open_next(pickup)
            for name, pickup in list(self._known.items()):
                self._look_at(name, pickup)

    def _look_at(self, name: str, pickup: Pickup) -> None:
        known = self._ledger.house.movements.get(name)
        stuck = known is not None and not known.ended and self._doors.moment(name).moment in STUCK
        if known is None or not stuck or pickup.stopped or not next_parcel(self._ledger.house, pickup)[0]:
            self._stuck.pop(name, None)
            return
        since_s = self._stuck.setdefault(name, self._clock.monotonic_s())
        if self._clock.monotonic_s() - since_s >= SKIPPED_AFTER_S:
            self._stuck.pop(name, None)
            self._open_next(self._skip(pickup, known))

    def _skip(self, pickup: Pickup, known: Movement) -> Pickup:
        """Give up a door that did not open: what it holds still waits, and the desk has a task."""
        self._doors.stop(known.id)
        pickup = replace(pickup, left_out=(*pickup.left_out, (known.item, "not_opened")))
        self._keep(pickup)
        return pickup

    def _open_next(self, pickup: Pickup) -> Movement | None:
        self._due.pop(pickup.last, None)
        while True:
            parcel, skipped = next_parcel(self._ledger.house, pickup)
            at = pickup.ahead.index(parcel.id) + 1 if parcel else len(pickup.ahead)
            pickup = replace(pickup, ahead=pickup.ahead[at:], left_out=(*pickup.left_out, *skipped))
            if parcel is None:
                self._keep(pickup)
                self._hub.changed(f"movement:{pickup.last}")
                return None
            try:
                begun = self._open(pickup, parcel)
            except Refused:
                pickup = replace(pickup, left_out=(*pickup.left_out, (parcel.id, "busy")))
                continue
            self._known.pop(pickup.last, None)
            self._keep(replace(pickup, movements=(*pickup.movements, begun.id)))
            if self._visits.current:
                self._visits.touch()
            self._hub.show("movement", id=begun.id)
            return begun

    def _open(self, pickup: Pickup, parcel: Parcel) -> Movement:
        name = secrets.token_hex(16)
        command = parcels.CollectParcel(name, parcel.id, pickup.how, pickup.delegation, pickup.taker)

        def decide(house: House) -> list[e.Event]:
            if pickup.delegation:
                known = house.parcels.get(parcel.id, parcel)
                for one in (known, *behind(house, known)):
                    delegates.may_take(house, pickup.delegation, one, pickup.taker, self._clock.now())
            intended = parcels.decide_collect(house, command)
            return [*intended[:1], *proof, *intended[1:]] if intended else []

        strokes = self._proofs.of(parcel, pickup.delegation, pickup.signed)
        signatures = [signature_of(pickup.taker or parcel.recipient, name, strokes)] if strokes else []
        proof: list[e.Event] = [CollectSigned(name, one.reference, digest) for one, digest in signatures]
        given = (pickup.how, pickup.delegation, pickup.taker, pickup.signed)
        proof += self._proofs.basis(name, parcel, *given)
        try:
            return self._doors.open_for(name, decide, sealed=[one for one, _ in signatures])
        except Refused as refused:
            other = self._collecting(parcel)
            if refused.code == "movement.unknown" and other:
                return other  # shown twice in the same instant: the first one counts
            raise

    def _collecting(self, parcel: Parcel) -> Movement | None:
        """Return the collection of a parcel that is under way, by its own right or by that of one behind the same door.

        While its courier takes it out again there is none.
        """
        house, here = self._ledger.house, parcel.custodian.kind is CustodianKind.PLACE
        found = house.moving(parcel.id)
        if found is None and here and (beside := house.under_way(parcel.custodian.id)):
            found = beside if parcel in taken_along(house, beside) else None
        return found if found is not None and found.kind is Kind.COLLECT else None

    def _keep(self, pickup: Pickup) -> None:
        self._known.pop(pickup.last, None)
        self._known[pickup.last] = pickup
        while len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
