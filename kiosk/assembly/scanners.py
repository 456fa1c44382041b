"""Opens scanners: codes go where the camera's go, badges where the badge reader's go."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.ailments import Ailment
from drivers.loop import DeviceLoop
from drivers.scanner.codec import BadgeForm, Scan, badge_uid
from drivers.scanner.driver import KeyboardScanner, SerialScanner
from kiosk.assembly.paths import OnHealth, at
from kiosk.domain.badges import ShownBadge
from kiosk.settings import Settings

LOOK_S = 0.2
AGAIN_S = 1.5
"""A scanner in its stand reads what lies before it over and over: a code is new once it has not come for so long."""

AnyScanner = SerialScanner | KeyboardScanner


class Repeats:
    """Tells the moment in which something is scanned: once, however often the scanner repeats it."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._last_s: dict[str, float] = {}

    def is_new(self, text: str) -> bool:
        """Take in one scan; return whether it is not a repetition of one just before."""
        now_s = self._now_s()
        self._last_s = {one: at_s for one, at_s in self._last_s.items() if now_s - at_s < AGAIN_S}
        new = text not in self._last_s
        self._last_s[text] = now_s
        return new


def scanner_loops(
    settings: Settings,
    root: Path,
    on_code: Callable[[str], None],
    on_badge: Callable[[ShownBadge], None],
    on_health: OnHealth,
) -> list[DeviceLoop[Any]]:
    """Return one loop for each scanner of the site."""
    loops = []
    for scanner in settings.scanners:
        badges = scanner.reads == "badges"
        make_round = badge_round(scanner.form, on_badge) if badges else code_round(on_code)
        open_scanner = opened(scanner.kind, at(root, scanner.device), scanner.name, scanner.baud)
        loops.append(DeviceLoop(scanner.name, open_scanner, make_round, every_s=0.0, on_health=on_health))
    return loops


def opened(kind: str, path: str, name: str, baud: int) -> Callable[[], AnyScanner]:
    """Return what opens a scanner; a keyboard is taken for this process alone, so that it types into nobody's form."""
    if kind == "serial":
        return lambda: SerialScanner(path, name=name, baud=baud)
    return lambda: KeyboardScanner(path, name=name)


def code_round(on_code: Callable[[str], None]) -> Callable[[AnyScanner], str]:
    """Return the round of a scanner that reads codes."""

    def tell(scan: Scan) -> None:
        if scan.text:
            on_code(scan.text)

    return _round(tell)


def badge_round(form: str, on_badge: Callable[[ShownBadge], None]) -> Callable[[AnyScanner], str]:
    """Return the round of a scanner-like reader that writes badges' numbers."""
    written = BadgeForm(form)

    def tell(scan: Scan) -> None:
        uid = badge_uid(scan.text, written) if scan.text else None
        if uid is not None:
            on_badge(ShownBadge(uid.hex().upper(), "number"))

    return _round(tell)


def _round(tell: Callable[[Scan], None]) -> Callable[[AnyScanner], str]:
    repeats = Repeats()
    torn = 0

    def make_round(scanner: AnyScanner) -> str:
        nonlocal torn
        torn = min(torn, scanner.half_lines)  # a scanner that came back counts from nothing
        scan = scanner.read(LOOK_S)
        if scan is None:
            lacks_end = scanner.half_lines > torn
        else:
            torn, lacks_end = scanner.half_lines, False
            if scan.text is not None and repeats.is_new(scan.text):
                tell(scan)
        return Ailment("codes come without their end: set the suffix to CR" if lacks_end else "", "limited")

    return make_round
