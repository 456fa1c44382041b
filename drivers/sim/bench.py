"""`Bench`: hands in a running simulated lobby, over its own Unix socket, for tests and tools."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

Facts = dict[str, Any]


class BenchTrouble(Exception):
    """The world refused a deed (its reason is the text) or is not there."""


class Bench:
    """Hands in a running world. Every method raises BenchTrouble when the world refuses or is gone."""

    def __init__(self, path: Path | str, *, within_s: float = 10.0) -> None:
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(within_s)
        try:
            self._socket.connect(str(path))
        except OSError as cause:
            self._socket.close()
            raise BenchTrouble(f"no world at {path}: {cause}") from cause
        self._replies = self._socket.makefile("rb")

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the world; it runs on."""
        self._replies.close()
        self._socket.close()

    def do(self, deed: str, **facts: Any) -> Any:
        """Return what the deed returns; the methods below are its readable forms."""
        with self._lock:
            try:
                self._socket.sendall(json.dumps({"do": deed, **facts}).encode() + b"\n")
                line = self._replies.readline()
            except (OSError, ValueError) as cause:
                raise BenchTrouble(f"the world is gone: {cause}") from cause
        if not line:
            raise BenchTrouble("the world is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise BenchTrouble(answer["error"])
        return answer["ok"]

    # doors
    def push_shut(self, place: str) -> bool:
        """Push a door; return whether it stayed shut."""
        return bool(self.do("push_shut", place=place))

    def force(self, place: str) -> None:
        """Open a door by crowbar."""
        self.do("force", place=place)

    def jam(self, place: str, jammed: bool = True) -> None:
        """Let a door not move when its latch fires, or free it."""
        self.do("jam", place=place, jammed=jammed)

    def wear_latch(self, place: str, worn: bool = True) -> None:
        """Let a latch not catch: the door springs back when pushed shut; or mend it."""
        self.do("wear_latch", place=place, worn=worn)

    def switch(self, place: str, contact: str) -> None:
        """Make a door switch "good", "stuck shut", "stuck open" or "dead" (keeps what it read)."""
        self.do("switch", place=place, contact=contact)

    def presence(self, place: str, sensor: str) -> None:
        """Make a presence sensor "good", "stuck present" or "stuck empty"."""
        self.do("presence", place=place, sensor=sensor)

    def break_seal(self, cabinet: str) -> None:
        """Break the seal of a cabinet's mechanical override."""
        self.do("break_seal", cabinet=cabinet)

    def seal(self, cabinet: str) -> None:
        """Put a new seal on a cabinet's mechanical override."""
        self.do("seal", cabinet=cabinet)

    def override(self, cabinet: str) -> None:
        """Break the seal of a cabinet and open every slot of it by hand."""
        self.do("override", cabinet=cabinet)

    # keys and parcels
    def take_key(self, place: str) -> str:
        """Take the key out of an open slot; return its tag."""
        return str(self.do("take_key", place=place))

    def put_key(self, place: str, tag: str) -> None:
        """Put a key (from the hand, or a strange one) into an open slot."""
        self.do("put_key", place=place, tag=tag)

    def put_second_key(self, place: str, tag: str) -> None:
        """Hang a key into an open slot beside the one that is there."""
        self.do("put_second_key", place=place, tag=tag)

    def take_second_key(self, place: str) -> str:
        """Take the second key out of an open slot; return its tag."""
        return str(self.do("take_second_key", place=place))

    def mute_tag(self, tag: str, mute: bool = True) -> None:
        """Make a key's tag unreadable wherever it hangs, or clean it."""
        self.do("mute_tag", tag=tag, mute=mute)

    def put_parcel(self, place: str, number: str) -> None:
        """Put a parcel into an open compartment."""
        self.do("put_parcel", place=place, number=number)

    def take_parcel(self, place: str, number: str | None = None) -> str:
        """Take a parcel out of an open compartment; return its number."""
        return str(self.do("take_parcel", place=place, number=number))

    def bring_parcel(self, number: str) -> None:
        """Put a parcel that came from outside on the trolley."""
        self.do("bring_parcel", number=number)

    # badges
    def tap(self, uid: str, *, for_s: float | None = None, kind: str = "ntag") -> None:
        """Lay a badge on the reader until `lift`, or for some seconds; `uid` in hex, `kind` as in `Deeds`."""
        self.do("tap", uid=uid, for_s=for_s, kind=kind)

    def lift(self) -> None:
        """Take the badge away."""
        self.do("lift")

    def tear_badge(self, uid: str) -> None:
        """Lay a badge that leaves between being sensed and being read."""
        self.do("tear_badge", uid=uid)

    def scan(self, scanner: str, code: str) -> None:
        """Hold a code (or a badge) before a scanner."""
        self.do("scan", scanner=scanner, code=code)

    # camera
    def show(self, picture: bytes) -> None:
        """Hold a picture file to the camera."""
        self.do("show", picture=base64.b64encode(picture).decode())

    def show_text(self, text: str, symbology: str = "qr") -> None:
        """Hold a "qr" or "code128" of a text to the camera."""
        self.do("show_text", text=text, symbology=symbology)

    def show_label(self, number: str) -> None:
        """Hold a parcel's label to the camera."""
        self.do("show_label", number=number)

    def show_id_card(self, person: str, side: str = "front") -> None:
        """Hold a specimen of somebody's ID card to the camera, "front" or "back"; `person`: their id or name."""
        self.do("show_id_card", person=person, side=side)

    def show_piece(self, index: int = -1) -> None:
        """Hold a printed piece's code to the camera; the newest unless told."""
        self.do("show_piece", index=index)

    def clear(self) -> None:
        """Take everything away from the camera."""
        self.do("clear")

    def camera_sent_s(self) -> float | None:
        """Monotonic seconds when the current picture first went out; None until it does."""
        sent_s: float | None = self.do("camera_sent_s")
        return sent_s

    # printer
    def paper(self, roll: str) -> None:
        """Make the roll "plenty", "near end" or "out"."""
        self.do("paper", roll=roll)

    def paper_left(self, lines: int | None) -> None:
        """Let the paper run out after so many dot lines; None: it does not."""
        self.do("paper_left", lines=lines)

    def cover(self, opened: bool) -> None:
        """Open or shut the printer's cover."""
        self.do("cover", opened=opened)

    def cutter_jam(self, jammed: bool = True) -> None:
        """Block or free the cutter."""
        self.do("cutter_jam", jammed=jammed)

    def printed(self) -> list[bytes]:
        """Return every cut piece as a PNG, newest last."""
        return [base64.b64decode(piece) for piece in self.do("printed")]

    def hanging(self) -> bytes | None:
        """Return the uncut paper as a PNG, None if there is none."""
        piece = self.do("hanging")
        return base64.b64decode(piece) if piece else None

    def tear(self) -> None:
        """Tear the hanging paper off: it becomes a piece."""
        self.do("tear")

    # cables, faults, power
    def pull(self, device: str) -> None:
        """Pull a device's cable."""
        self.do("pull", device=device)

    def plug(self, device: str) -> None:
        """Put a device's cable in."""
        self.do("plug", device=device)

    def line_fault(self, device: str, **faults: Any) -> None:
        """Set named faults, e.g. silent=True, late_s=0.5, noise_before=b".." (LineFaults, or a sim's own)."""
        plain = {n: {"hex": v.hex()} if isinstance(v, bytes) else v for n, v in faults.items()}
        self.do("line_fault", device=device, faults=plain)

    def mend(self, device: str) -> None:
        """Clear every fault of a device."""
        self.do("mend", device=device)

    def power_cut(self) -> int:
        """SIGKILL the kiosk; return the process id that died."""
        return int(self.do("power_cut"))

    # what is to be heard and seen
    def said(self) -> list[tuple[str, str]]:
        """Return the voice and the words of every utterance, newest last."""
        return [(voice, words) for voice, words in self.do("said")]

    def firings(self) -> list[Facts]:
        """Return every coil pulse: count, place, pulse_ms, monotonic_s, wall_s, opened."""
        found: list[Facts] = self.do("firings")
        return found

    def traffic(self, device: str) -> list[tuple[float, str, bytes]]:
        """Return what passed on a wire: monotonic seconds, "to" or "from" the device, bytes."""
        return [(at_s, way, bytes.fromhex(frame)) for at_s, way, frame in self.do("traffic", device=device)]

    def state(self) -> Facts:
        """Return everything to be seen in the world."""
        found: Facts = self.do("state")
        return found

    def door(self, place: str) -> Facts:
        """Return one door's part of the state."""
        found: Facts = self.state()["doors"][place]
        return found

    def until(self, condition: Callable[[Facts], bool], within_s: float = 5.0) -> Facts:
        """Return the first state that meets the condition; BenchTrouble if none does `within_s`."""
        end_s = time.monotonic() + within_s
        pause = threading.Event()
        while not condition(seen := self.state()):
            if time.monotonic() > end_s:
                raise BenchTrouble(f"not within {within_s} s; the world is: {json.dumps(seen)[:2000]}")
            pause.wait(0.02)
        return seen
