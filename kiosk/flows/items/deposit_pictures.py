"""Pictures of items left at the desk: taken as they come, sealed under their owner's key, gone some days after them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.deposits import events as n
from kiosk.domain.deposits import picturing as d
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

log = logging.getLogger(__name__)

PREFIX = "deposit-photo:"
SWEEP_S = 3600.0
SEEN_S = 600.0
"""A page that loads itself again is no second look."""
AT_ONCE = 50
NEVER, OF_VALUE, ALWAYS = "never", "of_value", "always"


@dataclass(frozen=True)
class PictureRule:
    """Of which items a picture is taken (`NEVER`, `OF_VALUE`, `ALWAYS`), and how long it outlives its item."""

    of: str
    keep: timedelta


@dataclass(frozen=True)
class Shot:
    """What is to be written down with a signature: events, and the picture for the vault; nothing for none."""

    events: tuple[e.Event, ...] = ()
    sealed: tuple[Sealed, ...] = ()


class DepositPictures:
    """A camera that is down keeps nobody from leaving an item: that there is no picture is on record then."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        rule: PictureRule,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        """No picture is taken before `takes_from` was called."""
        self._ledger = ledger
        self._register = register
        self._rule = rule
        self._clock = clock
        self._trusted = trusted
        self._camera: Stills | None = None
        self._swept = Seldom(clock, SWEEP_S)
        self._seen = Seldom(clock, SEEN_S)

    def takes_from(self, camera: Stills) -> None:
        """Have stills from this camera from now on."""
        self._camera = camera

    def wanted(self, one: Deposit) -> bool:
        """Return whether the site asks for a picture of an item."""
        return self._rule.of == ALWAYS or (self._rule.of == OF_VALUE and one.cents > 0)

    def take(self, deposit: str, photo: str, by: Person) -> None:
        """Take a picture in place of an earlier one, while the item is not yet taken in. `photo`: the form's id.

        Raises:
            Refused: `deposit.unknown`, `staff.needed`, `deposit.taken_in`.
            Unavailable: there is no camera, or it is down.
        """
        one = d.to_picture(self._ledger.house, deposit, by.id)
        reference = f"{PREFIX}{one.id}:{photo[:16]}"
        if one.photo == reference:
            return
        content = self._still()

        def decide(house: House) -> list[e.Event]:
            return d.decide_picture(house, deposit, reference, sha256(content).hexdigest(), by.id)

        older = [one.photo] if one.photo else []
        self._ledger.execute(decide, sealed=[Sealed(reference, one.person, content)], erased=older)

    def at_signing(self, one: Deposit, movement: str, by: Person) -> Shot:
        """Return the picture that goes with the signatures where one is wanted and none was taken by hand."""
        if one.photo or not self.wanted(one):
            return Shot()
        try:
            content = self._still()
        except Unavailable as trouble:
            log.warning("no picture of an item left at the desk: %s", trouble)
            return Shot((n.DepositPictured(one.id, "", "", by.id, "camera_down"),))
        reference = f"{PREFIX}{one.id}:{movement[:16]}"
        taken = n.DepositPictured(one.id, reference, sha256(content).hexdigest(), by.id, "")
        return Shot((taken,), (Sealed(reference, one.person, content),))

    def there(self, one: Deposit) -> bool:
        """Return whether there is a picture to be seen."""
        return bool(one.photo) and bool(self._ledger.sealed_between(one.photo, one.photo + "\0"))

    def look(self, deposit: str, by: Person) -> bytes:
        """Return a picture; that somebody looks is on record first, once its item is taken in.

        Raises:
            Refused: `deposit.unknown`, `staff.needed`; `evidence.gone` for none, or not any more.
        """
        one = self._ledger.house.deposits.get(deposit) or self._register.matter(Deposit, deposit)
        if one is None:
            raise Refused("deposit.unknown")
        d.need_staff(self._ledger.house, by.id)
        content = self._ledger.opened(one.photo) if one.photo else None
        if not content:
            raise Refused("evidence.gone")
        seen = (one.photo, by.id)
        if one.stage is not Stage.ASKED and self._seen.is_due(seen):
            self._seen.done(seen)
            self._ledger.execute(lambda house: [e.EvidenceSeen(one.photo, by.id)])
        return content

    def tick(self) -> None:
        """Look once an hour what is kept too long; by a clock that is not believed nothing is."""
        held_back = not self._trusted() or held(self._ledger.house, self._clock.now())
        if not held_back and self._swept.is_due("pictures"):
            self._swept.done("pictures")
            self.sweep()

    def sweep(self) -> None:
        """Take out the pictures whose days are over, and those of what was not left after all."""
        over = [
            one for one in self._ledger.sealed_between(PREFIX, PREFIX + "\U0010ffff") if self._is_over(one)
        ]
        for first in range(0, len(over), AT_ONCE):
            some = over[first : first + AT_ONCE]
            removed = e.EvidenceRemoved(tuple(some), "expired")
            self._ledger.execute(lambda house, gone=removed: [gone], erased=some)  # type: ignore[misc]

    def _is_over(self, reference: str) -> bool:
        name = reference.removeprefix(PREFIX).partition(":")[0]
        one = self._ledger.house.deposits.get(name) or self._register.matter(Deposit, name)
        if one is None:
            return False
        if one.photo != reference or one.stage is Stage.CALLED_OFF:
            return True
        return one.ended is not None and one.ended + self._rule.keep <= self._clock.now()

    def _still(self) -> bytes:
        if self._camera is None:
            raise Unavailable("camera", "camera")
        return self._camera.still()
