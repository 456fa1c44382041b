"""The voice's settings and its journey: what is said, and what is refused."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.assembly.speech import LobbyVoice, voices
from kiosk.domain.refusal import Refused
from kiosk.flows.telling.speech import MOST_CHARACTERS, Speech
from kiosk.language.messages import Language
from kiosk.settings import SettingsProblems, load
from kiosk.settings.sound import SoundSettings, SpeechSettings
from tests.wire.waiting import until

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo.toml"


class Parrot:
    """A voice that gives back the words, and knows what it was asked."""

    def say(self, words: str, language: Language) -> bytes:
        """Return the words themselves."""
        return f"{language.value}: {words}".encode()


def test_words_go_to_the_voice_in_their_language() -> None:
    speech = Speech()
    speech.takes_from(Parrot())
    assert speech("门开了", Language.SIMPLIFIED) == "zh_Hans: 门开了".encode()
    assert speech(" ", Language.ENGLISH) == b""


def test_a_site_without_a_voice_says_so() -> None:
    assert not Speech().is_fitted
    with pytest.raises(Refused) as refused:
        Speech()("Door 12", Language.ENGLISH)
    assert refused.value.code == "speech.none"


def test_more_than_a_page_is_refused() -> None:
    speech = Speech()
    speech.takes_from(Parrot())
    assert speech("x" * MOST_CHARACTERS, Language.ENGLISH)
    with pytest.raises(Refused) as refused:
        speech("x" * (MOST_CHARACTERS + 1), Language.ENGLISH)
    assert refused.value.code == "speech.too_long"


class Sluggish:
    """Stands for the voice's own thread: carries out what it was asked when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[Any], bytes]] = []
        self.go_on = threading.Event()

    def call(self, action: Callable[[Any], bytes], *, within_s: float) -> bytes:
        """Return what the action returns, once all may go on."""
        self.waiting.append(action)
        assert self.go_on.wait(within_s)
        return action(self)

    def say(self, text: str, *, voice: str, words_a_minute: int) -> bytes:
        """Return the words themselves."""
        return text.encode()


def test_who_asks_last_is_served_and_nobody_waits_for_what_is_not_wanted() -> None:
    loop = Sluggish()
    voice = LobbyVoice(cast(Any, loop), SpeechSettings())
    with ThreadPoolExecutor(5) as hands:
        asked = []
        for digit in "12345":
            asked.append(hands.submit(voice.say, digit, Language.ENGLISH))
            until(lambda: len(loop.waiting) == len(asked))
        loop.go_on.set()
        assert [one.result() for one in asked] == [b"", b"", b"", b"", b"5"]


def test_each_language_has_its_voice() -> None:
    assert set(voices(SpeechSettings())) == set(Language)
    assert voices(SpeechSettings())[Language.TRADITIONAL] == "cmn-latn-pinyin"
    assert voices(SpeechSettings(traditional="cantonese"))[Language.TRADITIONAL] == "yue"


def test_the_demo_has_a_voice_and_a_site_without_the_table_has_none(tmp_path: Path) -> None:
    text = DEMO.read_text(encoding="utf-8")
    assert load(DEMO).speech == SpeechSettings(engine="dev/espeak-ng", cards="dev/sound")
    bare = tmp_path / "site.toml"
    head, _, rest = text.partition("[speech]")
    bare.write_text(
        f'{head}[sound]\nvolume = 50\nquiet_from = "23:30"\n{rest[rest.index("[notices]") :]}',
        encoding="utf-8",
    )
    assert load(bare).speech is None
    assert load(bare).sound == SoundSettings(volume=50, quiet_from="23:30")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[speech]\nengine = "/usr/bin/festival"\n', "the engine is espeak-ng"),
        ("[speech]\nwords_a_minute = 900\n", "words_a_minute"),
        ("[sound]\nvolume = 101\n", "sound.volume"),
        ('[sound]\nquiet_from = "25:00"\n', "sound.quiet_from"),
        ('[speech]\nvoice = "x"\n', "speech.voice"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, table: str, words: str) -> None:
    site = tomllib.loads(DEMO.read_text(encoding="utf-8"))
    assert "speech" in site
    file = tmp_path / "site.toml"
    text = DEMO.read_text(encoding="utf-8")
    head, _, rest = text.partition("[speech]")
    file.write_text(head + rest[rest.index("[notices]") :] + "\n" + table, encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    assert any(words in problem for problem in wrong.value.problems), wrong.value.problems
