"""Fits what reads badges and codes at the lobby's counter, and the badges that people lay on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from drivers.osdp_reader.sim import OsdpSim
from drivers.pn532.card import Answering, Card
from drivers.pn532.sim import Pn532Sim
from drivers.pn532.smart_card import SmartCard
from drivers.scanner.codec import BadgeForm
from drivers.scanner.sim import KeyboardScannerSim, SerialScannerSim
from drivers.secure_badge.codec import FACTORY_KEY
from drivers.secure_badge.sim import SecureApplet
from drivers.sim.host import TalkingHost
from drivers.sim.lobby import Impossible
from drivers.sim.plan import PlanTrouble, Table

if TYPE_CHECKING:
    from drivers.sim.world import World

NAME = "badge-reader"
SECURE = ("ntag424", "desfire-ev3")
CLONE = "-clone"
"""After a secure kind: a chip of that kind that shows another's number and has other keys."""
_KEYS = 5


Chips = dict[str, list[str]]
"""By number and kind: a secure badge's keys in hex."""


class Counter(Protocol):
    """Where badges are laid."""

    def lay(self, uid: bytes, kind: str) -> None:
        """Lay a badge down."""

    def lift(self) -> None:
        """Take every badge away."""

    def tear(self, uid: bytes) -> None:
        """Lay a badge that leaves in the middle of being read."""

    def factory_keys(self, uid: bytes, kind: str) -> list[int]:
        """Return which of a secure badge's keys are still the factory's."""

    def remember(self) -> Chips:
        """Return the keys in the secure badges that were here, as JSON has it."""

    def recall(self, was: Chips) -> None:
        """Have those badges again."""


class NoCounter:
    """A lobby without a badge reader."""

    def lay(self, uid: bytes, kind: str) -> None:
        """Nothing is there to lay it on."""
        raise Impossible("there is no badge reader")

    def lift(self) -> None:
        """Nothing lies there."""

    def factory_keys(self, uid: bytes, kind: str) -> list[int]:
        """There is none."""
        return []

    def remember(self) -> Chips:
        """Nothing is known of any badge's keys."""
        return {}

    def recall(self, was: Chips) -> None:
        """There is nothing to know."""

    def tear(self, uid: bytes) -> None:
        """Nothing is there to lay it on."""
        raise Impossible("there is no badge reader")


class Antenna:
    """Badges in the field of a PN532. Each secure badge is one chip, fresh from the factory when first seen here.

    Fault: `leaves_after`: secure badges laid from now on leave after so many messages.
    """

    def __init__(self, chip: Pn532Sim, application: bytes | None) -> None:
        self.leaves_after: int | None = None
        self._chip = chip
        self._application = application
        self._made: dict[tuple[bytes, str], SecureApplet] = {}

    def lay(self, uid: bytes, kind: str) -> None:
        """Put a badge into the field."""
        self._chip.lay_card(self._card(uid, kind))

    def lift(self) -> None:
        """Take every badge out of the field."""
        self._chip.lift()

    def tear(self, uid: bytes) -> None:
        """Lay a badge that leaves right after it is found."""
        self._chip.lay(uid)
        self._chip.tear_mid_read()

    def factory_keys(self, uid: bytes, kind: str) -> list[int]:
        """Return which of a secure badge's keys are still the factory's."""
        applet = self._made.get((uid, kind))
        return [] if applet is None else [n for n, key in enumerate(applet.keys) if key == FACTORY_KEY]

    def remember(self) -> Chips:
        """Return the keys in the secure badges that were here, as JSON has it."""
        return {
            f"{uid.hex()} {kind}": [key.hex() for key in made.keys]
            for (uid, kind), made in self._made.items()
        }

    def recall(self, was: Chips) -> None:
        """Have those badges again."""
        for name, keys in was.items():
            uid, _, kind = name.partition(" ")
            self._fresh(bytes.fromhex(uid), kind).keys = [bytes.fromhex(key) for key in keys]

    def _fresh(self, uid: bytes, kind: str) -> SecureApplet:
        application = self._application if kind.startswith("desfire") else None
        applet = self._made[uid, kind] = SecureApplet(_KEYS, application=application)
        if kind.endswith(CLONE):
            applet.keys = [os.urandom(16) for _ in range(_KEYS)]
        return applet

    def _card(self, uid: bytes, kind: str) -> Answering:
        if kind.removesuffix(CLONE) not in SECURE:
            return Card(uid, kind)
        applet = self._made.get((uid, kind)) or self._fresh(uid, kind)
        applet.leaves_after = self.leaves_after
        return SmartCard(uid, applet)


class Presented:
    """Badges held before a reader that tells numbers, once each time."""

    def __init__(self, tell: Callable[[bytes], None]) -> None:
        self._tell = tell

    def lay(self, uid: bytes, kind: str) -> None:
        """Hold a badge before it; of whatever kind, it tells the number."""
        self._tell(uid)

    def lift(self) -> None:
        """Such a reader does not see a badge leave."""

    def factory_keys(self, uid: bytes, kind: str) -> list[int]:
        """Such a reader changes no keys."""
        return []

    def remember(self) -> Chips:
        """Nothing is known of any badge's keys."""
        return {}

    def recall(self, was: Chips) -> None:
        """There is nothing to know."""

    def tear(self, uid: bytes) -> None:
        """What leaves half-way is not read."""


class Gun(Protocol):
    """A scanner in somebody's hand."""

    def scan(self, code: str) -> None:
        """Hold a code before it."""


def fit_reader(world: World) -> Counter:
    """Return where badges are laid, its reader on its pty, as the site's plan has it."""
    asked: Table | None = world.plan.site.get("badge_reader")
    if asked is None:
        return NoCounter()
    kind, device = asked.get("kind", "pn532"), asked.get("device", "")
    if not device:
        raise PlanTrouble(f"badge_reader: there is no simulated {kind!r} on USB; give it a device of its own")
    if kind == "osdp":
        reader = OsdpSim(address=asked.get("address", 0), key=_osdp_key(world))
        world.host(NAME, world.plan.path(device), reader)
        return Presented(reader.present)
    if kind in ("serial-scanner", "keyboard"):
        gun = _gun(world, NAME, "serial" if kind == "serial-scanner" else kind, device)
        form = BadgeForm(asked.get("form", "hex"))
        return Presented(lambda uid: gun.scan(_written(uid, form)))
    chip = Pn532Sim()
    world.host(NAME, world.plan.path(device), chip)
    antenna = Antenna(chip, bytes.fromhex(asked.get("application", "")) or None)
    world.faultable[NAME].append(antenna)
    return antenna


def fit_scanners(world: World) -> dict[str, Gun]:
    """Return the site's scanners by name, each on its pty or pipe."""
    return {
        one["name"]: _gun(world, one["name"], one["kind"], one["device"])
        for one in world.plan.site.get("scanners", [])
    }


def _gun(world: World, name: str, kind: str, device: str) -> Gun:
    path = world.plan.path(device)
    if kind == "keyboard":
        path.parent.mkdir(parents=True, exist_ok=True)
        keyboard = KeyboardScannerSim(path)
        world.cables[name] = keyboard
        world.faultable[name] = [keyboard]
        return keyboard
    scanner = SerialScannerSim()
    host = TalkingHost(path, scanner)
    world.hosts[name] = world.cables[name] = host
    world.faultable[name] = [host.faults, scanner]
    return scanner


def _written(uid: bytes, form: BadgeForm) -> str:
    octets = uid[::-1] if form in (BadgeForm.HEX_REVERSED, BadgeForm.DECIMAL_REVERSED) else uid
    if form in (BadgeForm.HEX, BadgeForm.HEX_REVERSED):
        return octets.hex().upper()
    return f"{int.from_bytes(octets, 'big'):010}"


def _osdp_key(world: World) -> bytes:
    try:
        return bytes.fromhex(world.plan.secrets["osdp_key"])
    except (KeyError, ValueError) as cause:
        raise PlanTrouble("secrets: osdp_key is missing: 32 hex digits, the same as in the reader") from cause
