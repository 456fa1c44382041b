"""`python -m tests.ledger.service_kiosk FOLDER POINT DAY`: a paid service up to its delivery, killed at a durable step.

Point 0 is never reached: the run goes through to its end. Every run takes the same steps under the same ids.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import claim_slip
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.people import Person
from kiosk.domain.policy.policy import Policy
from kiosk.domain.services.request import Request
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.visits import Visits
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.services.service_desk import Proof, ServiceDesk
from kiosk.flows.services.services import Services
from kiosk.flows.telling.hub import Hub
from kiosk.ledger.store import SqliteLedger
from kiosk.settings.services import SAMPLE, read_catalogue
from tests.ledger.kiosk_with_kill import Fuse, lay

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ASKED, PAID, DELIVERED, CALLED_OFF = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
CENTS = 19_800
ANSWERS = {"bunch": "bunch", "hour": "18:00", "card": "for Mrs Li"}


class Small:
    """The flows about services over a real ledger, without devices."""

    def __init__(
        self, folder: Path, wall: Callable[[], datetime] | None = None, *, trusted: bool = True
    ) -> None:
        """Open it. `wall`: what a clock on the wall shows; `trusted`: whether it may be believed."""
        clock = SystemClock(wall=wall) if wall else SystemClock()
        self.ledger = SqliteLedger(folder / "ledger.db", clock, bytes(32))
        names = Directory([])
        names.add(Card("r", "Li"))
        visits = Visits(self.ledger, names, Hub(), clock, lambda *said: "", 45)
        demands = Demands(self.ledger, visits, Policy(), two=True)
        catalogue = read_catalogue(SAMPLE)
        self.services = Services(self.ledger, visits, clock, catalogue, "Asia/Shanghai", lambda: trusted)
        self.desk = ServiceDesk(
            self.ledger, self.services, clock, Hub(), KEY.public_key(), "s", demands, Comparing(self.ledger)
        )
        if "r" not in self.ledger.house.people:
            self.ledger.append(
                e.PersonEnrolled("r", "resident", (), "1-1-0802", None, "en", None, True),
                e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
                e.PersonEnrolled("s", "supervisor", ("desk",), None, None, "en", None, True),
            )

    @property
    def by(self) -> Person:
        """The attendant."""
        return self.ledger.house.people["a"]

    def through(self, day: str) -> Request:
        """Return the request, delivered and paid for; each step is taken again where it was taken before."""
        self.services.ask(ASKED, "flowers", "r", {**ANSWERS, "day": day}, "desk", self.by)
        one = self.services.need(ASKED)
        if not one.over:
            self.desk.accept(ASKED, "a", self.by)
            self.desk.prepay(PAID, ASKED, CENTS, "cash", self.by)
            self.desk.begin(ASKED, self.by)
        slip = claim_slip.write(KEY, "s", self.services.need(ASKED).slip, claim_slip.SERVICE)
        if not self.services.need(ASKED).over:
            self.desk.done(DELIVERED, ASKED, Proof(slip=slip), self.by)
        return self.services.need(ASKED)

    def called_off(self, day: str) -> Request:
        """Return another request, paid for and called off in time, its money given back."""
        other = replace_last(ASKED, "e")
        self.services.ask(other, "flowers", "r", {**ANSWERS, "day": day}, "desk", self.by)
        if not self.services.need(other).over:
            self.desk.prepay(replace_last(PAID, "e"), other, CENTS, "cash", self.by)
            self.services.cancel(other, "rain", self.by)
        self.desk.refund(CALLED_OFF, other, "cash", self.by)
        return self.services.need(other)


def replace_last(name: str, letter: str) -> str:
    """Return an id that differs in its last letter."""
    return name[:-1] + letter


def main() -> None:
    """Go through it once."""
    folder, point, day = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    small, fuse = Small(folder), Fuse()
    lay(fuse)
    if point:
        fuse.arm(point)
    small.through(day)
    small.called_off(day)


if __name__ == "__main__":
    main()
