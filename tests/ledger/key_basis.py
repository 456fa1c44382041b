"""What the random cabinet stands on: one world, one kiosk or none, the oracle's notes, and the log they share."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine

from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import Reason
from kiosk.domain.refusal import Refused
from tests.ledger.key_cabinet import CABINET, KeyKiosk, KeyWorld, boot, furnish
from tests.ledger.key_oracle import Notes, Paper, Reserved, Right
from tests.ledger.small_world import Mains, PowerCut, TurnableClock

_BOOKED, _ENDED = "key.booked/1", (
    "key.booking.cancelled/1", "key.booking.displaced/1", "key.booking.taken/1", "key.booking.over/1",
    "key.booking.released/1",
)  # fmt: skip

_HOME = (
    "key.leave.intended/1", "key.leave.abandoned/1", "key.take_back.intended/1", "key.take_back.confirmed/1",
    "key.struck_off/1",
)  # fmt: skip


class KeyBasis(RuleBasedStateMachine):
    """One cabinet with a few rules to begin with: the desk may take everything, home 0101 has signed."""

    cabinet = CABINET

    def open_house(self) -> None:
        """Furnish the house, switch the kiosk on, and say the first rules."""
        self.clock, self.mains = TurnableClock(), Mains()
        self.world = KeyWorld(self.clock, self.mains, self.cabinet)
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "ledger.db"
        furnish(self.path, self.clock)
        self.kiosk: KeyKiosk | None = boot(self.path, self.world)
        self.house: House = self.kiosk.house
        self.allowed: set[str] = set()
        """Issues that the oracle had nothing against, by their movement."""
        self.passports: dict[str, str] = {}
        """Whose each passport is, once it was seen."""
        self.moved: dict[str, str] = {}
        """Which key a resident's movement is of."""
        self.notes = Notes()
        self.log = sqlite3.connect(self.path)
        self._heard_to = self._ids = 0
        self._first_rules()
        self._look()

    def _first_rules(self) -> None:
        assert self.kiosk
        begins, ends = self.now(), datetime.fromisoformat("2027-01-01T00:00:00+00:00")
        homes = Paper("1-1-0101", ("repair", "cleaning"), (), begins, ends)
        for name, what in (("one", "kind:unit"), ("two", "kind:common"), ("three", "kind:plant")):
            self.notes.rights[name] = Right("group:desk", what, None, None, None)
        self.notes.papers["first"] = homes
        self.notes.reasons = {"private": (True, False, False, False), "emergency": (False, True, True, False)}
        self.kiosk.ledger.append(
            *(
                r.GrantGiven(name, right.who, right.what, None, None, None, "file")
                for name, right in self.notes.rights.items()
            ),
            r.ConsentGiven("first", homes.unit, "r-one", homes.reasons, begins, ends, "paper", (), False),
            r.ReasonSet(Reason("private", private=True), "file"),
            r.ReasonSet(Reason("emergency", emergency=True, needs_note=True), "file"),
        )

    @property
    def there(self) -> KeyKiosk:
        """The kiosk, which is on."""
        assert self.kiosk
        return self.kiosk

    def now(self) -> datetime:
        """Return the present as the kiosk believes it."""
        return self.kiosk.clock.now() if self.kiosk else self.clock.now()

    def new_id(self) -> str:
        """Return an id that is the same in the same story: what is sorted by it keeps its order."""
        self._ids += 1
        return sha256(str(self._ids).encode()).hexdigest()[:32]

    def seq(self) -> int:
        """Return how many events are on disk."""
        return int(self.log.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])

    def _act(self, doing: Callable[[KeyKiosk], object]) -> str:
        """Return "" if it was done, the refusal's code, or "dark" when the power is out or goes out in the middle."""
        if self.kiosk is None:
            return "dark"
        try:
            doing(self.kiosk)
        except Refused as refused:
            return refused.code
        except PowerCut:
            self._lights_out()
            return "dark"
        finally:
            self._hear()
        return ""

    def _hear(self) -> None:
        """Have the oracle note what the log says of bookings, of keys that are left or go home, of stays that end."""
        asked = "SELECT seq, type, body FROM events WHERE seq > ? AND type >= 'c' AND type < 'l' ORDER BY seq"
        for seq, name, body in self.log.execute(asked, (self._heard_to,)).fetchall():
            self._heard_to, told = seq, json.loads(body)
            if name in _HOME:
                self._goes_home(name, told)
            elif name == "contractor.left/1":
                self.notes.guests[told["stay"]].left = True
            elif name == _BOOKED:
                since, until = (datetime.fromisoformat(told[at]) for at in ("since", "until"))
                self.notes.reserved[told["booking"]] = Reserved(told["key"], told["person"], since, until)
            elif name in _ENDED:
                self.notes.reserved.pop(told["booking"], None)

    def _goes_home(self, name: str, told: Mapping[str, str]) -> None:
        """A key is its home's again, and the record's no more."""
        key = told["key"] if "key" in told else self.moved[told["movement"]]
        if name.endswith(".intended/1"):
            self.moved[told["movement"]] = key
        else:
            self.notes.keys.pop(key, None)

    def _lights_out(self) -> None:
        assert self.kiosk
        self.house = self.kiosk.house
        self.kiosk.close()
        self.kiosk = None
        self.mains.left = None

    def _look(self) -> None:
        self._act(lambda kiosk: kiosk.look())
        if self.kiosk:
            self.house = self.kiosk.house
            for key in [one for one in self.world.carried if one not in self.house.keys]:
                self.world.goes_home(key)

    def teardown(self) -> None:
        """Replay what was recorded one last time, and tidy up."""
        if not hasattr(self, "log"):
            return
        try:
            if self.kiosk:
                self._lights_out()
            self.kiosk = boot(self.path, self.world)
        finally:
            if self.kiosk:
                self.kiosk.close()
            self.log.close()
            shutil.rmtree(self.folder)
