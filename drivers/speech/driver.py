"""The voice: espeak-ng, one process an utterance. It makes sound; who plays it is not its business."""

from __future__ import annotations

import subprocess
from collections.abc import Collection
from pathlib import Path

from drivers.speech.codec import MOST_CHARACTERS, command, listing, seconds_of, sound_of, voices_of, words_of
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply

ANSWER_WITHIN_S = 5.0
"""A Pi 4 makes speech some thirty times faster than it sounds."""


class Voice:
    """The engine and the machine's sound card. No word of what was said is kept, logged or written to a disk."""

    def __init__(self, engine: str, *, name: str, voices: Collection[str], cards: str) -> None:
        """Look for the engine, its voices and a sound card under `cards` (/sys/class/sound).

        Raises:
            LinkLost: one of them is missing; the code says which ("not_installed", "no_sound").
            NoReply: the engine hangs.
        """
        self.name = name
        self._engine = engine
        self._cards = Path(cards)
        self.look()
        there = voices_of(self._run(listing(engine), b""))
        if lacking := sorted(set(voices) - there):
            raise LinkLost(name, f"no voice {', '.join(lacking)}", code="not_installed")

    def look(self) -> None:
        """Return if there is still a sound card.

        Raises:
            LinkLost: there is none.
        """
        if not any(self._cards.glob("card*")):
            raise LinkLost(self.name, f"no sound card in {self._cards}", code="no_sound")

    def say(self, text: str, *, voice: str, words_a_minute: int) -> bytes:
        """Return `text` as a WAV file; b"" where nothing of it can be said.

        Raises:
            LinkLost: the engine is gone.
            NoReply: it made nothing in time.
            BadReply: what it made is no speech, or not all of it.
        """
        words = words_of(text[:MOST_CHARACTERS])
        if not words:
            return b""
        sound = sound_of(self._run(command(self._engine, voice, words_a_minute), words))
        if sound is None:
            raise BadReply(self.name, "no whole WAV file came")
        if seconds_of(sound) < len(words.decode()) * LEAST_S_A_CHARACTER:
            raise BadReply(self.name, "the speech was cut off")
        return sound

    def close(self) -> None:
        """Nothing is held between two utterances."""

    def _run(self, words: list[str], stdin: bytes) -> bytes:
        try:
            done = subprocess.run(
                words, input=stdin, capture_output=True, timeout=ANSWER_WITHIN_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise NoReply(self.name, f"nothing within {ANSWER_WITHIN_S:g} s") from None
        except PermissionError as cause:
            raise LinkLost(self.name, f"{self._engine}: {cause.strerror}") from cause
        except OSError as cause:
            raise LinkLost(self.name, f"{self._engine}: {cause.strerror}", code="not_installed") from cause
        if done.returncode:
            raise DeviceTrouble(self.name, f"{self._engine} ended with {done.returncode}")
        return done.stdout


LEAST_S_A_CHARACTER = 0.012
"""At the fastest pace allowed a letter of English takes 0.03 s: less than half of that is no whole sentence."""
