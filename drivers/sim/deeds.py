"""Everything hands can do in the simulated lobby, by name with plain arguments; socket and page share it."""

from __future__ import annotations

import base64
import inspect
import logging
import threading
import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PIL import Image

from drivers.sim import pictures
from drivers.sim.channels import SimSeal
from drivers.sim.hands import Hands
from drivers.sim.id_cards import id_card
from drivers.sim.launcher import Launcher
from drivers.sim.lobby import Impossible
from drivers.sim.memory import remember
from drivers.sim.world import World

log = logging.getLogger(__name__)

ROLLS = ("plenty", "near end", "out")


class Later:
    """One thing to do after some seconds, unless something else is said before."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def set(self, after_s: float | None, action: Callable[[], None]) -> None:
        """Forget what was to be done, and do `action` after so long; never, if None."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if after_s is not None:
            self._timer = threading.Timer(after_s, action)
            self._timer.daemon = True
            self._timer.start()


class Deeds(Hands):
    """All that can be done in one world; every public method is a deed.

    Raises Impossible or ValueError, with words. What is shown `for_s` seconds then goes away by itself.
    """

    def __init__(self, world: World, kiosk: Launcher | None = None) -> None:
        super().__init__(world.lobby)
        self._world = world
        self._kiosk = kiosk
        self._lifting = Later()
        self._clearing = Later()
        self._badge = ""
        self._shown = ""

    # badges
    def tap(self, uid: str, for_s: float | None = None, kind: str = "ntag") -> None:
        """Lay a badge on the reader, until lifted or for some seconds; the one that lay there goes.

        Kinds that prove themselves: "ntag424", "desfire-ev3"; with "-clone", a copy of the number with other keys.
        """
        self._world.counter.lift()
        self._world.counter.lay(bytes.fromhex(uid), kind)
        self._badge = uid
        self._lifting.set(for_s, self.lift)

    def lift(self) -> None:
        """Take the badge away."""
        self._world.counter.lift()
        self._badge = ""

    def tear_badge(self, uid: str) -> None:
        """Lay a badge that leaves in the middle of being read."""
        self._world.counter.tear(bytes.fromhex(uid))

    def badge_keys(self, uid: str, kind: str) -> dict[str, list[int]]:
        """Return which of a secure badge's keys are still the factory's."""
        return {"factory": self._world.counter.factory_keys(bytes.fromhex(uid), kind)}

    # the mechanical override
    def break_seal(self, cabinet: str) -> None:
        """Break the seal of a cabinet's mechanical override; its switch, if it has one, tells."""
        self._seal(cabinet).broken = True
        self._lobby.logbook.say(f"cabinet {cabinet}: seal broken")

    def seal(self, cabinet: str) -> None:
        """Put a new seal on a cabinet's mechanical override."""
        self._seal(cabinet).broken = False
        self._lobby.logbook.say(f"cabinet {cabinet}: sealed")

    def override(self, cabinet: str) -> None:
        """Break the seal and open every slot of the cabinet by hand: no coil is involved."""
        self.break_seal(cabinet)
        for place in self._lobby.slots:
            if place.rstrip("0123456789") == cabinet:
                self._lobby.door(place).force()

    def _seal(self, cabinet: str) -> SimSeal:
        if cabinet not in self._world.seals:
            raise Impossible(f"there is no cabinet {cabinet}; there are {', '.join(self._world.seals)}")
        return self._world.seals[cabinet]

    # scanners
    def scan(self, scanner: str, code: str) -> None:
        """Hold a code (or a badge) before a scanner."""
        if scanner not in self._world.scanners:
            raise Impossible(f"there is no scanner {scanner}; there are {', '.join(self._world.scanners)}")
        self._world.scanners[scanner].scan(code)

    # camera
    def show(self, picture: str, for_s: float | None = None) -> None:
        """Hold a picture file (base64) to the camera."""
        self._hold(base64.b64decode(picture), "a picture", for_s)

    def show_text(self, text: str, symbology: str = "qr", for_s: float | None = None) -> None:
        """Hold a code of a text to the camera."""
        self._hold(pictures.code(text, symbology), f"{symbology} {text}", for_s)

    def show_label(self, number: str, for_s: float | None = None) -> None:
        """Hold a parcel's label to the camera."""
        self._hold(self._world.label(number), f"the label of {number}", for_s)

    def show_piece(self, index: int = -1, for_s: float | None = None) -> None:
        """Hold a printed piece's code to the camera."""
        pieces = self._world.printer.pieces
        if not -len(pieces) <= index < len(pieces):
            raise Impossible("there is no such piece of paper")
        self._hold(pictures.closeup(pieces[index]), "a printed slip", for_s)

    def show_id_card(self, person: str, side: str = "front", for_s: float | None = None) -> None:
        """Hold a specimen of somebody's ID card to the camera; `person`: their id or name."""
        people = self._world.plan.people.get("people", [])
        found = next((one for one in people if person in (one["id"], one["name"])), None)
        if found is None:
            raise Impossible(f"nobody here is called {person}")
        self._hold(id_card(found, side), f"the ID card of {found['name']}, {side}", for_s)

    def clear(self) -> None:
        """Take everything away from the camera."""
        self._world.camera.clear()
        self._shown = ""

    def _hold(self, picture: Image.Image | bytes, words: str, for_s: float | None) -> None:
        self._world.camera.show(picture)
        self._shown = words
        self._clearing.set(for_s, self.clear)

    def camera_sent_s(self) -> float | None:
        """Return when the current picture first went out, monotonic seconds."""
        return self._world.camera.last_sent_s

    # printer
    def paper(self, roll: str) -> None:
        """Change the paper roll."""
        if roll not in ROLLS:
            raise Impossible(f"a roll is one of {', '.join(ROLLS)}")
        self._world.printer.roll = roll

    def paper_left(self, lines: int | None) -> None:
        """Let the paper end after so many dot lines."""
        self._world.printer.lines_left = lines

    def cover(self, opened: bool) -> None:
        """Open or shut the cover."""
        self._world.printer.cover_open = opened

    def cutter_jam(self, jammed: bool = True) -> None:
        """Block or free the cutter."""
        self._world.printer.cutter_jam = jammed

    def printed(self) -> list[str]:
        """Return the cut pieces as base64 PNGs."""
        return [base64.b64encode(piece).decode() for piece in self._world.printer.pieces]

    def hanging(self) -> str | None:
        """Return the uncut paper as a base64 PNG."""
        piece = self._world.printer.hanging
        return base64.b64encode(piece).decode() if piece else None

    def tear(self) -> None:
        """Tear the hanging paper off."""
        self._world.printer.tear()

    # cables, faults, power
    def pull(self, device: str) -> None:
        """Pull a cable."""
        self._world.cable(device).unplug()
        self._lobby.logbook.say(f"cable of {device} pulled")

    def plug(self, device: str) -> None:
        """Put a cable in."""
        self._world.cable(device).plug()
        self._lobby.logbook.say(f"cable of {device} put in")

    def line_fault(self, device: str, faults: dict[str, Any]) -> None:
        """Set named faults of a device; bytes come as {"hex": ".."}."""
        for fault, value in faults.items():
            plain = bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
            self._world.set_fault(device, fault, plain)
        self._lobby.logbook.say(f"{device}: fault {', '.join(faults)}")

    def mend(self, device: str) -> None:
        """Clear a device's faults."""
        self._world.mend(device)
        self._lobby.logbook.say(f"{device}: mended")

    def power_cut(self) -> int:
        """Kill the kiosk at once; return the process id that died."""
        if self._kiosk is None:
            raise Impossible("this world did not start the kiosk, so it cannot cut its power")
        died = self._kiosk.power_cut()
        if died is None:
            raise Impossible("the kiosk is down already")
        self._lobby.logbook.say("power cut: the kiosk is dead")
        return died

    # what is to be heard and seen
    def said(self) -> list[tuple[str, str]]:
        """Return the voice and the words of every utterance, newest last."""
        return [(one.voice, one.text) for one in list(self._world.voice.said)]

    def firings(self) -> list[dict[str, Any]]:
        """Return every coil pulse."""
        with self._lobby.lock:
            return [asdict(firing) for firing in self._lobby.logbook.firings]

    def traffic(self, device: str) -> list[tuple[float, str, str]]:
        """Return what passed on a serial wire, bytes in hex."""
        if device not in self._world.hosts:
            raise Impossible(f"{device} is no serial line")
        entries = list(self._world.hosts[device].traffic.entries)
        return [(at_s, way, frame.hex()) for at_s, way, frame in entries]

    def state(self) -> dict[str, Any]:
        """Return everything to be seen."""
        world, kiosk = self._world, self._kiosk
        with self._lobby.lock:
            lies = remember(self._lobby)
            log_lines = list(self._lobby.logbook.happenings)[-30:]
            fired = len(self._lobby.logbook.firings)
        printer, hanging = world.printer, world.printer.hanging
        return lies | {
            "badge": self._badge,
            "camera": self._shown,
            "printer": {
                "roll": printer.roll,
                "cover_open": printer.cover_open,
                "cutter_jam": printer.cutter_jam,
                "lines_left": printer.lines_left,
                "pieces": len(printer.pieces),
                "hanging": zlib.crc32(hanging) if hanging else 0,
            },
            "cables": {name: cable.plugged for name, cable in world.cables.items()},
            "faults": {name: world.faults(name) for name in world.cables},
            "firings": fired,
            "broken_seals": sorted(name for name, seal in world.seals.items() if seal.broken),
            "lights": sorted(place for place, lamp in world.lamps.items() if lamp.lit),
            "began_s": world.began_s,
            "happenings": log_lines,
            "kiosk": kiosk and {"pid": kiosk.pid, "starts": kiosk.starts, "gave_up": kiosk.gave_up},
        }


def perform(deeds: Deeds, request: object) -> dict[str, Any]:
    """Return {"ok": result} or {"error": words} for one request; never raises."""
    if not isinstance(request, dict) or not isinstance(name := request.pop("do", None), str):
        return {"error": 'a request is a JSON object with "do"'}
    deed = None if name.startswith("_") else getattr(deeds, name, None)
    if deed is None:
        return {"error": f"there is no deed {name}"}
    try:
        inspect.signature(deed).bind(**request)
    except TypeError as cause:
        return {"error": f"{name}: {cause}"}
    try:
        return {"ok": deed(**request)}
    except (Impossible, ValueError) as cause:
        return {"error": str(cause)}
    except Exception as bug:  # one bad request must not end the world
        log.exception("deed %s", name)
        return {"error": f"{type(bug).__name__}: {bug}"}
