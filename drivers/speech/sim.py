"""A simulated voice: answers as espeak-ng does, remembers what was said, and can be at fault by name."""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.speech.codec import Asked, asked_of, hum, piped, voice_list

REAL = Path("/usr/bin/espeak-ng")
"""Where it is installed the simulated voice lends its sound, so that a demonstration can be heard."""
VOICES = ("cmn-latn-pinyin", "yue", "en-gb", "en-us")
S_A_CHARACTER = 0.06


@dataclass(frozen=True)
class Spoken:
    """How one run of the engine ended: its exit status and what it wrote."""

    status: int
    stdout: bytes


class SpeechSim:
    """The engine's other side. Faults: `mute`, `torn`, `fails`, `hangs`, `lacks` (a voice)."""

    def __init__(self, real: Path | None = REAL) -> None:
        self.mute = False
        """Ends well and writes nothing."""
        self.torn = False
        """Ends well after a thirtieth of the speech."""
        self.fails = False
        """Ends with status 1."""
        self.hangs = False
        """Does not end."""
        self.lacks = ""
        """A voice that is not installed."""
        self.said: deque[Asked] = deque(maxlen=1000)
        self.mended = threading.Event()
        """Set: whatever hangs may go on."""
        self._real = real if real and real.exists() else None

    def answer(self, arguments: Sequence[str], stdin: bytes) -> Spoken:
        """Return what the engine answers to this command line, its own name left out."""
        if self.hangs:
            self.mended.wait()
        if self.fails:
            return Spoken(1, b"")
        if "--voices" in arguments:
            return Spoken(0, voice_list([voice for voice in VOICES if voice != self.lacks]))
        asked = asked_of(arguments, stdin)
        if asked is None or asked.voice not in VOICES:
            return Spoken(0, b"")  # as the real one: it complains on stderr, and ends with 0
        self.said.append(asked)
        if self.mute:
            return Spoken(0, b"")
        sound = self._sound(arguments, asked, stdin)
        return Spoken(0, sound[: 44 + len(sound) // 30] if self.torn else sound)

    def _sound(self, arguments: Sequence[str], asked: Asked, stdin: bytes) -> bytes:
        if self._real is None:
            return piped(hum(len(asked.text) * S_A_CHARACTER))
        words = [str(self._real), *arguments]
        return subprocess.run(words, input=stdin, capture_output=True, check=False, timeout=10).stdout
