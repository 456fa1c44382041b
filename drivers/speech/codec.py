"""What espeak-ng is asked, and what it answers: a command line and words in, a WAV file and a list of voices out."""

from __future__ import annotations

import re
import struct
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_CHARACTERS = 600
"""More is never said in one go: a minute and a half of speech."""
HERTZ = 22_050
_HEAD = struct.Struct("<4sI4s4sIHHIIHH4sI")
_UNSAID = re.compile(r"[^\w\s.,;:!?%+'’\-–，。；：！？、“”（）()/@]")
_DIGITS = re.compile(r"0\d{2,}|\d{5,}")


@dataclass(frozen=True)
class Asked:
    """One utterance as the engine is asked for it."""

    voice: str
    words_a_minute: int
    text: str


def command(engine: str, voice: str, words_a_minute: int) -> list[str]:
    """Return the command that speaks what it reads from its standard input to its standard output.

    Source: espeak-ng(1), -v -s -b1 (UTF-8), -z (no pause after the last sentence), --stdin, --stdout.
    """
    return [engine, "-v", voice, "-s", str(words_a_minute), "-b", "1", "-z", "--stdin", "--stdout"]


def listing(engine: str) -> list[str]:
    """Return the command that lists the voices."""
    return [engine, "--voices"]


def words_of(text: str) -> bytes:
    """Return `text` as the engine should read it: no marks that it would spell, long numbers digit by digit; b"" where
    nothing is left to be said.

    Square brackets would have it read phonemes, angle brackets marks: both go. Source: espeak-ng, docs/markup.md.
    """
    plain = _UNSAID.sub(" ", unicodedata.normalize("NFC", text.replace("·", "，")))
    spelled = _DIGITS.sub(lambda found: " ".join(found.group()), plain)
    said = " ".join(spelled.split())[:MOST_CHARACTERS]
    return said.encode() if any(one.isalnum() for one in said) else b""


def asked_of(arguments: Sequence[str], stdin: bytes) -> Asked | None:
    """Return what a command line asks for, without its engine; None for anything but an utterance."""
    given = dict(pairwise(arguments))
    if "--stdout" not in arguments or "--stdin" not in arguments or "-v" not in given:
        return None
    return Asked(given["-v"], int(given.get("-s", "175")), stdin.decode("utf-8", "replace"))


def sound_of(answer: bytes) -> bytes | None:
    """Return an answer as a WAV file that says its own length, or None if it is not whole speech.

    The engine writes to a pipe and can't go back to its header: both lengths there are 0x7FFFF000 and a little.
    """
    if len(answer) < _HEAD.size:
        return None
    riff, _, wave, fmt, size, form, channels, hertz, _, _, bits, mark, _ = _HEAD.unpack_from(answer)
    plain = (riff, wave, fmt, size, form, channels, bits, mark) == (
        b"RIFF", b"WAVE", b"fmt ", 16, 1, 1, 16, b"data",
    )  # fmt: skip
    samples = answer[_HEAD.size :]
    samples = samples[: len(samples) // 2 * 2]
    return wav_of(samples, hertz) if plain and any(samples) else None


def wav_of(samples: bytes, hertz: int = HERTZ) -> bytes:
    """Return 16-bit samples of one channel as a WAV file."""
    size = len(samples)
    head = _HEAD.pack(
        b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, hertz, hertz * 2, 2, 16, b"data", size
    )  # fmt: skip
    return head + samples


def piped(sound: bytes) -> bytes:
    """Return a WAV file with the lengths that the engine writes to a pipe."""
    head = list(_HEAD.unpack_from(sound))
    head[1], head[12] = 0x7FFFF024, 0x7FFFF000
    return _HEAD.pack(*head) + sound[_HEAD.size :]


def seconds_of(sound: bytes) -> float:
    """Return how long a WAV file of `wav_of` sounds."""
    return (len(sound) - _HEAD.size) / 2 / int(_HEAD.unpack_from(sound)[7])


def hum(seconds: float, hertz: int = HERTZ) -> bytes:
    """Return a WAV file of a plain 220 Hz square tone."""
    half = hertz // 440
    count = max(1, round(seconds * hertz))
    return wav_of(array("h", (3000 if at // half % 2 else -3000 for at in range(count))).tobytes(), hertz)


def voices_of(listed: bytes) -> frozenset[str]:
    """Return the names by which the listed voices are asked for."""
    lines = listed.decode("utf-8", "replace").splitlines()[1:]
    return frozenset(parts[1] for line in lines if len(parts := line.split()) >= 4)


def voice_list(voices: Sequence[str]) -> bytes:
    """Return a list of voices as the engine prints it."""
    head = "Pty Language       Age/Gender VoiceName          File                 Other Languages"
    rows = [f" 5  {voice:<15} --/M      {voice:<18} x/{voice}" for voice in voices]
    return "\n".join([head, *rows, ""]).encode()
