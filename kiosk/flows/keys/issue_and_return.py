"""An attendant takes a key and brings it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.contractors.outings import bearer_for, brought
from kiosk.domain.drafting import Draft, Following
from kiosk.domain.hanging.hanging import decide_no_slot, decide_take_over, slot_for
from kiosk.domain.house import House
from kiosk.domain.keys import issuing as keys
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.signing import Strokes, is_written, note_of, report_of, signature_of
from kiosk.flows.identity.visits import Visit, Visits
from kiosk.flows.keys.offering import KeyOffer, offers_of
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger

LONGEST_REPORT = 2000


class KeyDesk:
    """Issue and return."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        visits: Visits,
        clock: Clock,
        reasons: Sequence[str],
        time_zone: str,
        *,
        furniture: Furniture,
        sight: Sight,
        own_orders: bool = False,
    ) -> None:
        """`own_orders`: every work order is one of ours."""
        self._own_orders = own_orders
        self._furniture = furniture
        self._sight = sight
        self._ledger = ledger
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._doors = doors
        self._visits = visits
        self._reasons = reasons

    def offered(self, person: str) -> list[KeyOffer]:
        """Return the keys this person holds, then those they may ask for; others are not shown at all."""
        return offers_of(self._ledger.house, person, self._now())

    def issue(
        self, movement: str, key: str, reason: str, work_order: str, pin: str, strokes: Strokes
    ) -> Movement:
        """Return the movement: badge proven or PIN right, signature sealed, intent on disk, the slot's latch fired.

        What the visit's asking says of this key and this reason, a note and who agreed, goes on record with it.

        Raises:
            Refused: with the code of the rule that says no; `pin.wrong`, `pin.paused`, `signature.missing`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        visit = self._visits.need(*STAFF)
        signature, digest = signature_of(visit.person.id, movement, strokes)
        if not visit.proven:
            self._visits.confirm_pin(visit.person, pin)
        draft = _asking_of(visit, key, reason)
        notes = [note_of(visit.person.id, movement, draft.note)] if draft.note else []
        command = keys.IssueKey(
            movement=movement,
            bearer=visit.person.id,
            key=key,
            reason=reason,
            work_order=paper_number(work_order),
            signature=signature.reference,
            signature_digest=digest,
            note="".join(note.reference for note in notes),
            authorisers=draft.authorisers,
            beside=draft.beside,
            own_orders=self._own_orders,
        )
        issued = self._doors.open_for(
            movement, lambda house: self._decide(house, command, draft), sealed=[signature, *notes]
        )
        # a colleague's word is good for one issue, and for the keys that go out with it
        self._visits.asks(visit, None, _following(command) if draft.beside else None)
        return issued

    def issue_next(self, movement: str, key: str) -> Movement:
        """Return the movement of the key that goes with the one just taken: one reason, one signature for both.

        Raises:
            Refused: `asking.over` where none follows; with the code of the rule that says no by now.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        visit = self._visits.need(*STAFF)
        following = self.following(visit)
        if following is None or following.keys[0] != key:
            raise Refused("asking.over")
        command = keys.IssueKey(
            movement=movement,
            bearer=visit.person.id,
            key=key,
            reason=following.reason,
            work_order=following.work_order,
            signature=following.signature,
            signature_digest=following.signature_digest,
            note=following.note,
            authorisers=following.authorisers,
            beside=following.keys[1:],
            own_orders=self._own_orders,
        )
        issued = self._doors.open_for(
            movement, lambda house: keys.decide_issue(house, command, self._reasons, self._now())
        )
        self._visits.asks(visit, None, replace(following, asked=movement))
        return issued

    def following(self, visit: Visit) -> Following | None:
        """Return what is still to be taken in this visit on the signature of the first key, if anything is."""
        following = visit.following
        asked = self._ledger.find(following.asked) if following and following.asked else None
        if following and asked and asked.stage is Stage.CONFIRMED:
            return following.rest  # a colleague's word is good for one outing of each
        return following

    def _decide(self, house: House, command: keys.IssueKey, draft: Draft) -> list[e.Event]:
        """Return what an issue puts on record: first who else was there, and how that was proven."""
        decided = keys.decide_issue(house, command, self._reasons, self._now())
        there = [e.PersonIdentified(one.person, one.how) for one in draft.agreed]
        return [*there, *decided] if decided else []

    def report(self, movement: str, by: Person, words: str, strokes: Strokes) -> None:
        """Keep what happened in an emergency, typed or written by hand; the desk's task is done with it.

        Raises:
            Refused: `report.missing` for nothing; `staff.needed`, `report.not_due`.
        """
        typed = words.strip()[:LONGEST_REPORT]
        written = strokes if is_written(strokes) else ()
        if not typed and not written:
            raise Refused("report.missing")
        sealed, digest = report_of(by.id, movement, typed, written)
        self._ledger.execute(
            lambda house: keys.decide_report(house, movement, by, sealed.reference, digest), sealed=[sealed]
        )

    def give_back(self, movement: str, key: str, *, in_reach: bool = False) -> Movement:
        """Return the movement: intent on disk, the slot's latch fired. No rule refuses a return.

        A return of theirs that is under way (the power failed, the page was left) goes on. Where a cabinet takes any
        key in any slot, a free one is proposed; `in_reach`: one that is reached from a wheelchair, if there is one.

        Raises:
            Refused: `key.not_with_you`, `door.busy`; `key.no_slot` where every slot is taken: the desk is called.
        """
        visit = self._visits.need()
        bearer = bearer_for(self._ledger.house, key, visit.person.id)
        self._visits.touch()
        how = "" if bearer == visit.person.id else "sponsor"
        return self.bring(keys.ReturnKey(movement, bearer, key), how, visit.person.id, in_reach=in_reach)

    def bring(self, command: keys.ReturnKey, how: str, by: str, *, in_reach: bool = False) -> Movement:
        """Return the movement by which a key comes back for its bearer; `by` brings it, `how` says as what.

        Raises:
            Refused: as `give_back`.
        """
        going_on = self._ledger.house.moving(command.key)
        if going_on and (going_on.kind, going_on.bearer) == (Kind.RETURN, command.bearer):
            return going_on if going_on.stage is Stage.OPENED else self._doors.again(going_on.id)

        def decide(house: House) -> list[e.Event]:
            return [*brought(house, command, how, by), *self._decide_return(house, command, in_reach)]

        try:
            return self._doors.open_for(command.movement, decide)
        except Refused as refused:
            if refused.code == "movement.unknown":  # none was begun
                raise Refused("key.no_slot") from None
            raise

    def _decide_return(self, house: House, command: keys.ReturnKey, in_reach: bool) -> list[e.Event]:
        """Return what a return puts on record; chosen and recorded in one go, so that two people get two slots."""
        known = house.keys.get(command.key)
        if known is None:
            return keys.decide_return(house, command)
        slot = slot_for(house, self._furniture, self._sight.readings(), known, in_reach=in_reach)
        if slot is None:
            return decide_no_slot(house, command.key, command.bearer)
        return keys.decide_return(house, command, slot)

    def take_over(self, key: str, by: Person) -> None:
        """Take a key that found no slot into the desk's hands; whoever brought it is free of it.

        Raises:
            Refused: `staff.needed`; `key.no_stray` where nobody waits with it.
        """
        self._ledger.execute(lambda house: decide_take_over(house, key, by))

    def _now(self) -> datetime:
        """The present in the site's time zone: rules speak of its hours."""
        return self._clock.now().astimezone(self._zone)


def _following(command: keys.IssueKey) -> Following:
    """Return what is to be taken right after this issue, on its word and signature."""
    return Following(
        command.beside,
        command.reason,
        command.work_order,
        command.signature,
        command.signature_digest,
        command.note,
        command.authorisers,
    )


def _asking_of(visit: Visit, key: str, reason: str) -> Draft:
    """Return what was asked for in this visit, if it was this key for this reason."""
    draft = visit.asking
    return draft if draft and (draft.key, draft.reason) == (key, reason) else Draft(key, reason)
