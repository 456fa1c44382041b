"""Opens the badge reader, of whatever kind: each tells of the badges laid on it in the same words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from drivers.ailments import Ailment
from drivers.loop import Device, DeviceLoop
from drivers.osdp_reader.driver import OsdpReader
from drivers.pn532.badge import Badge
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.presence import Presence
from drivers.secure_badge.driver import SecureBadges, Verdict
from drivers.secure_badge.driver import Site as BadgeSite
from drivers.secure_badge.reader import SecureReader
from drivers.trouble import LinkLost
from kiosk.assembly.paths import OnHealth, at
from kiosk.assembly.scanners import badge_round, opened
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.settings import Settings
from kiosk.settings.readers import TALKING, BadgeReader

NAME = "badge-reader"
OSDP_LOOK_S = 0.2
PROOFS = {
    None: Proof.NONE,
    Verdict.PROVEN: Proof.PROVEN,
    Verdict.WRONG_KEY: Proof.WRONG_KEY,
    Verdict.NOT_OURS: Proof.NOT_OURS,
    Verdict.BLOCKED: Proof.BLOCKED,
    Verdict.GONE: Proof.GONE,
}


class Hears(Protocol):
    """Who wants to know of badges, and of which one should be made the site's own."""

    def badge(self, shown: ShownBadge) -> None:
        """A badge was laid on the reader."""

    def to_adopt(self) -> str | None:
        """Return the number of the badge to put the site's keys into now, if any."""


@dataclass(frozen=True)
class ReaderKeys:
    """What readers and badges share with the site in secret."""

    badges: bytes
    """Secure badges' keys are made from it (16 bytes)."""
    osdp: bytes | None = None


def badge_loop(
    settings: Settings, root: Path, keys: ReaderKeys, hears: Hears, on_health: OnHealth
) -> DeviceLoop[Any] | None:
    """Return the loop that listens for badges, if the site has a reader."""
    reader = settings.badge_reader
    if reader is None:
        return None
    path = reader.path if reader.path.startswith("usb:") else at(root, reader.path)
    if reader.kind in TALKING:
        every_s, way = 0.05, _talking(settings, reader, path, keys, hears)
    elif reader.kind == "osdp":
        every_s, way = 0.0, _osdp(reader, path, keys.osdp, hears)
    else:
        kind = "serial" if reader.kind == "serial-scanner" else "keyboard"
        every_s, way = 0.0, (opened(kind, path, NAME, reader.baud), badge_round(reader.form, hears.badge))
    open_device, make_round = way
    return DeviceLoop(NAME, open_device, make_round, every_s=every_s, on_health=on_health)


Way = tuple[Callable[[], Device], Callable[[Any], str]]
"""How a device is opened, and the round that its loop makes."""


def badge_site(settings: Settings, key: bytes) -> BadgeSite:
    """Return what the site's secure badges have in common."""
    reader = settings.badge_reader
    application = bytes.fromhex(reader.application) if reader and reader.application else None
    # a name of 5 to 20 bytes that never changes: the site's id does not, and may be longer
    return BadgeSite(key, sha256(settings.site.id.encode()).digest()[:16], application)


def _talking(settings: Settings, reader: BadgeReader, path: str, keys: ReaderKeys, hears: Hears) -> Way:
    if reader.secure == "off":
        return lambda: Pn532Reader(path, name=NAME), _plain_round(hears)
    badges = SecureBadges(badge_site(settings, keys.badges))

    def open_reader() -> SecureReader:
        return SecureReader(Pn532Reader(path, name=NAME), badges)

    return open_reader, _secure_round(hears)


def _plain_round(hears: Hears) -> Callable[[Pn532Reader], str]:
    presence = Presence()

    def make_round(reader: Pn532Reader) -> str:
        if (laid := presence.look(reader.sense())) is not None:
            hears.badge(_shown(laid))
        return ""

    return make_round


def _secure_round(hears: Hears) -> Callable[[SecureReader], str]:
    presence = Presence()
    told: tuple[bytes, Verdict] | None = None

    def make_round(reader: SecureReader) -> str:
        nonlocal told
        if wanted := hears.to_adopt():
            badge, verdict = reader.adopt(bytes.fromhex(wanted))
            news = None if badge is None else (badge.uid, verdict)
            if badge is not None:
                presence.look(badge)  # it lies there: once it is the site's, that is no new tap
                if news != told:  # once, not at every look
                    hears.badge(_shown(badge, verdict))
            told = news
            return ""
        told = None
        if (laid := presence.look(reader.sense())) is not None:
            hears.badge(_shown(laid, reader.verdict))
        return ""

    return make_round


def _osdp(reader: BadgeReader, path: str, key: bytes | None, hears: Hears) -> Way:
    def open_reader() -> OsdpReader:
        if key is None:
            raise LinkLost(NAME, "no osdp_key in the secrets file", code="wrong_key")
        return OsdpReader(
            path,
            name=NAME,
            key=key,
            address=reader.address,
            baud=reader.baud,
            reversed_uid=reader.reversed_uid,
        )

    def make_round(osdp: OsdpReader) -> str:
        if (badge := osdp.read(OSDP_LOOK_S)) is not None:
            hears.badge(_shown(badge))
        return Ailment("the reader's case is open", "tampered") if osdp.tampered else ""

    return open_reader, make_round


def _shown(badge: Badge, verdict: Verdict | None = None) -> ShownBadge:
    return ShownBadge(badge.uid.hex().upper(), badge.kind, PROOFS[verdict], badge.is_random)
