"""A simulated RDM6300: tells the tag that lies on it every 50 ms, over and over.

It speaks unasked, so it is a `Machine` (deaf, like the chip) with a thread of its own that `speak` feeds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from drivers.rdm6300.codec import frame_of

EVERY_S = 0.05


class Rdm6300Sim:
    """The reader's electronics. Tags come and go from any thread."""

    spoil_each: int = 0
    """Each how many-th frame has a wrong checksum; 0: none."""
    cut_to: int | None = None
    """Only so many bytes of each frame are sent."""
    dead: bool = False
    """The reader says nothing, whatever lies on it."""
    noise: bytes = b""
    """Sent before each frame."""
    turn_frames: int = 8
    """Of several tags in its field it tells one for so many frames, then the next; 0: none of them."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        self.told = 0
        self._every_s = every_s
        self._tags: tuple[str, ...] = ()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def lay(self, tag: str) -> None:
        """Put a tag, ten hex digits, on the reader in place of any that is there."""
        self.lie([tag])

    def lie(self, tags: Sequence[str]) -> None:
        """Have just these tags on the reader; it tells several in turn, as the chip may."""
        for tag in tags:
            frame_of(tag)
        self._tags = tuple(tags)

    def lift(self) -> None:
        """Take the tags away."""
        self._tags = ()

    def feed(self, received: bytes) -> bytes:
        """Return nothing: the chip's input is not even connected."""
        return b""

    def unplugged(self) -> None:
        """Nothing is half received."""

    def frame(self) -> bytes:
        """Return what the reader says next."""
        tags = self._tags
        if not tags or self.dead or (len(tags) > 1 and not self.turn_frames):
            return b""
        self.told += 1
        turn = self.told // self.turn_frames if len(tags) > 1 else 0
        frame = frame_of(tags[turn % len(tags)])
        if self.spoil_each and self.told % self.spoil_each == 0:
            frame = frame[:4] + (b"5" if frame[4:5] != b"5" else b"6") + frame[5:]
        return self.noise + frame[: self.cut_to]

    def speak(self, say: Callable[[bytes], None]) -> None:
        """Begin to tell the tag through `say`, until `hush`."""

        def run() -> None:
            while not self._stopping.wait(self._every_s):
                if frame := self.frame():
                    say(frame)

        self._stopping.clear()
        self._thread = threading.Thread(target=run, name="sim rdm6300", daemon=True)
        self._thread.start()

    def hush(self) -> None:
        """Say nothing more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
            self._thread = None
