"""Lost keys and the locks they open, and the copies of a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kiosk.domain.items import CustodianKind, with_person
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import copying as copying
from kiosk.domain.upkeep import losing as losing
from kiosk.domain.upkeep.losing import LoseKey
from kiosk.domain.upkeep.upkeep import Written, need_staff
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.upkeep import sealed_note
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class DeclaredLost:
    """What somebody says of a lost key, and signs. `act` is the form's id; `owner` "": the first supervisor."""

    act: str
    key: str
    how: str
    strokes: Strokes
    owner: str = ""


class Losses:
    """A lost key's lock counts as compromised until somebody says when, by whom and on which order it was changed."""

    def __init__(self, ledger: Ledger, visits: Visits, clock: Clock, time_zone: str) -> None:
        self._ledger = ledger
        self._visits = visits
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    def today(self) -> date:
        """Return the day by the site's clock."""
        return self._clock.now().astimezone(self._zone).date()

    def declare(self, by: Person, loss: DeclaredLost, words: str, *, in_person: bool, pin: str = "") -> None:
        """Declare at the desk that a key is lost. `in_person`: who had it signs; else `by` does, in their absence.

        One of the staff proves by the own `pin` that they are there: nobody else signs for them.

        Raises:
            Refused: `staff.needed`, `signature.missing`; `pin.wrong`, `pin.paused`; as `losing.decide_loss`.
        """
        need_staff(by)
        known = self._ledger.house.keys.get(loss.key)
        bearer = known.custodian.id if known and known.custodian.kind is CustodianKind.PERSON else ""
        there = self._ledger.house.people.get(bearer) if in_person else None
        if there and there.role in STAFF and there.id != by.id and loss.act not in self._ledger.house.losses:
            self._visits.confirm_pin(there, pin, before=by.id)
        self._declare(loss, by.id, there.id if there else by.id, words)

    def declare_own(self, loss: DeclaredLost) -> None:
        """Declare, at the lobby screen, that a key is lost which the person there has.

        Raises:
            Refused: `visit.ended`, `key.not_with_you`, `signature.missing`; as `losing.decide_loss`.
        """
        person = self._visits.need().person.id
        known = self._ledger.house.keys.get(loss.key)
        told = loss.act in self._ledger.house.losses
        if not told and (known is None or known.custodian != with_person(person)):
            raise Refused("key.not_with_you")
        self._declare(loss, person, person, "")
        self._visits.touch()

    def _declare(self, loss: DeclaredLost, by: str, signer: str, words: str) -> None:
        signature, digest = signature_of(signer, f"lost:{loss.act}", loss.strokes)
        notes, note = sealed_note(signer, f"lost:{loss.act}", words)
        signed = Written(signature.reference, digest)
        command = LoseKey(loss.act, loss.key, by, loss.owner, loss.how, signer, signed, note)
        self._ledger.execute(lambda house: losing.decide_loss(house, command), sealed=[signature, *notes])

    def recovered(self, by: Person, act: str, loss: str, words: str) -> None:
        """Hold a lock for safe whose key has turned up.

        Raises:
            Refused: as `losing.decide_recovered`.
        """
        sealed, written = sealed_note(by.id, f"recovered:{act}", words)
        self._ledger.execute(lambda house: losing.decide_recovered(house, loss, by, written), sealed=sealed)

    def give(self, by: Person, loss: str, owner: str) -> None:
        """Have somebody else see to a lock change.

        Raises:
            Refused: as `losing.decide_owner`.
        """
        self._ledger.execute(lambda house: losing.decide_owner(house, loss, owner, by))

    def changed(self, by: Person, act: str, loss: str, done_on: date, work_order: str, done_by: str) -> None:
        """Record that a lock was changed: when, by whom, on which work order.

        Raises:
            Refused: as `losing.decide_lock_changed`.
        """
        today = self.today()
        order = paper_number(work_order)
        sealed, written = sealed_note(by.id, f"changed:{act}", done_by)
        self._ledger.execute(
            lambda house: losing.decide_lock_changed(house, loss, by, done_on, today, order, written),
            sealed=sealed,
        )

    def strike_off(self, by: Person, key: str) -> None:
        """Take a lost key off the register that nothing replaces.

        Raises:
            Refused: as `losing.decide_strike_off`.
        """
        self._ledger.execute(lambda house: losing.decide_strike_off(house, key, by))

    def fits(self, by: Person, key: str, like: str) -> None:
        """Say that a key opens what another one does.

        Raises:
            Refused: as `copying.decide_fits`.
        """
        self._ledger.execute(lambda house: copying.decide_fits(house, key, like, by))

    def copy_known(
        self, by: Person, act: str, key: str, holder: str, order: str, cut: str, words: str
    ) -> None:
        """Record a copy that does not hang here: with whom (`words` say more), on which work order, which cut.

        Raises:
            Refused: as `copying.decide_copy`.
        """
        sealed, written = sealed_note(by.id, f"copy:{act}", words)
        order, cut = order.strip()[:40], cut.strip()[:40]
        self._ledger.execute(
            lambda house: copying.decide_copy(house, key, act, by, holder, order, cut, written), sealed=sealed
        )

    def copy_over(self, by: Person, key: str, copy: str, why: str) -> None:
        """Record what became of such a copy.

        Raises:
            Refused: as `copying.decide_copy_ended`.
        """
        self._ledger.execute(lambda house: copying.decide_copy_ended(house, key, copy, by, why))

    def count(self, by: Person, act: str, key: str, found: int, words: str) -> None:
        """Record how many copies of a key's lock there are, here and elsewhere.

        Raises:
            Refused: as `copying.decide_count`.
        """
        sealed, written = sealed_note(by.id, f"count:{act}", words)
        self._ledger.execute(
            lambda house: copying.decide_count(house, key, by, found, written), sealed=sealed
        )
