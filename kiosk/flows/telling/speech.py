"""Reading the lobby's pages aloud, for whoever asked for it.

What may be said: what the page says to everybody, the options, and each digit of a code as it is chosen. Never said:
a name, a telephone number of a person, a PIN, a whole code. The page decides (`data-unsaid`, ui/static/ear.js); here
nothing of it is kept, logged or written down, so that what was read to somebody leaves no trace.
"""

from __future__ import annotations

from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language
from kiosk.ports.devices import Speaker

MOST_CHARACTERS = 600
"""A page says less than this; more is none of ours."""


class Speech:
    """Words in, sound out, where the site has a voice."""

    def __init__(self) -> None:
        self._voice: Speaker | None = None

    def takes_from(self, voice: Speaker) -> None:
        """Speak with this voice."""
        self._voice = voice

    @property
    def is_fitted(self) -> bool:
        """Whether the site has a voice, well or not."""
        return self._voice is not None

    def __call__(self, words: str, language: Language) -> bytes:
        """Return `words` as a WAV file; b"" where there is nothing to say.

        Raises:
            Refused: `speech.none` the site has no voice; `speech.too_long`.
            Unavailable: the voice does not work just now.
        """
        if self._voice is None:
            raise Refused("speech.none")
        if len(words) > MOST_CHARACTERS:
            raise Refused("speech.too_long")
        return self._voice.say(words, language) if words.strip() else b""
