"""Opens the voice that reads the lobby's pages."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from drivers.loop import DeviceLoop
from drivers.speech.driver import Voice
from drivers.trouble import DeviceTrouble
from kiosk.assembly.paths import OnHealth, at
from kiosk.language.messages import Language
from kiosk.ports.devices import Unavailable
from kiosk.settings import Settings
from kiosk.settings.sound import SpeechSettings

LOOK_EVERY_S = 2.0
BEGIN_WITHIN_S = 8.0
"""Who hears nothing for longer has pressed the next key."""
MANDARIN, CANTONESE = "cmn-latn-pinyin", "yue"
"""Of espeak-ng's two Mandarin voices only this one reads characters; "cmn" spells their pinyin in English."""


def voices(speech: SpeechSettings) -> Mapping[Language, str]:
    """Return the engine's voice for each language."""
    return {
        Language.SIMPLIFIED: MANDARIN,
        Language.TRADITIONAL: CANTONESE if speech.traditional == "cantonese" else MANDARIN,
        Language.ENGLISH: speech.english,
    }


class LobbyVoice:
    """The voice as the journeys know it: words in, sound out. Whoever asks last is served.

    Somebody who types fast asks ten times a second and listens to the last answer only: what is not wanted any more
    is not spoken, and holds nobody up.
    """

    def __init__(self, loop: DeviceLoop[Any], speech: SpeechSettings) -> None:
        self._loop = loop
        self._pace = speech.words_a_minute
        self._voices = voices(speech)
        self._asked = count()
        self._newest = -1

    def say(self, words: str, language: Language) -> bytes:
        """Return `words` as a WAV file; b"" if something else was asked for before it was their turn.

        Raises:
            Unavailable: there is no sound card, no engine, or it fails.
        """
        name, pace = self._voices[language], self._pace
        mine = self._newest = next(self._asked)

        def speak(voice: Voice) -> bytes:
            if mine != self._newest:
                return b""
            return voice.say(words, voice=name, words_a_minute=pace)

        try:
            return self._loop.call(speak, within_s=BEGIN_WITHIN_S)
        except DeviceTrouble as trouble:
            raise Unavailable("speech", "speech", str(trouble)) from trouble


def speech_loop(settings: Settings, root: Path, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the voice's loop, if the site has one."""
    wanted = settings.speech
    if wanted is None:
        return None
    engine, cards = at(root, wanted.engine), at(root, wanted.cards)
    names = sorted(set(voices(wanted).values()))

    def opened() -> Voice:
        return Voice(engine, name="speech", voices=names, cards=cards)

    def make_round(voice: Voice) -> str:
        voice.look()
        return ""

    return DeviceLoop(
        "speech", opened, make_round, every_s=LOOK_EVERY_S, on_health=on_health, longest_wait_s=10.0
    )
