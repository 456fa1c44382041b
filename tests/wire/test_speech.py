"""The voice before its engine: the simulated one with each fault by name, and the real one where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from drivers.ailments import code_of
from drivers.sim.fit_speech import SoundCard
from drivers.speech import driver
from drivers.speech.codec import (
    MOST_CHARACTERS,
    asked_of,
    command,
    hum,
    piped,
    seconds_of,
    sound_of,
    voice_list,
    voices_of,
    words_of,
)
from drivers.speech.driver import Voice
from drivers.speech.sim import REAL, VOICES, SpeechSim
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply
from kiosk.language.messages import catalogue

GOLDEN = bytes.fromhex(
    "52494646 24f0ff7f 57415645 666d7420 10000000 01000100 22560000 44ac0000 02001000 64617461 00f0ff7f"
)
"""The first bytes that espeak-ng 1.51 writes to a pipe."""
needs_real = pytest.mark.skipif(not REAL.exists(), reason="espeak-ng is not installed")


class Rig:
    """A simulated engine with its card, and a voice before it."""

    def __init__(self, root: Path) -> None:
        self.sim = SpeechSim(real=None)
        self.engine, self.cards = root / "espeak-ng", root / "sound"
        self.card = SoundCard(self.sim, self.engine, self.cards)
        self.card.plug()

    def voice(self) -> Voice:
        """Return the voice, opened."""
        return Voice(str(self.engine), name="speech", voices=("yue", "en-gb"), cards=str(self.cards))


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.card.remove()


def say(voice: Voice, text: str = "Door 12 is open", name: str = "en-gb") -> bytes:
    return voice.say(text, voice=name, words_a_minute=160)


def test_words_become_a_wav_file_that_says_its_length(rig: Rig) -> None:
    sound = say(rig.voice())
    with wave.open(BytesIO(sound)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, 22_050)
        assert read.getnframes() / 22_050 == pytest.approx(seconds_of(sound)) and seconds_of(sound) > 0.5
    assert [(one.voice, one.words_a_minute, one.text) for one in rig.sim.said] == [
        ("en-gb", 160, "Door 12 is open")
    ]


def test_what_is_no_word_is_not_asked_for(rig: Rig) -> None:
    assert say(rig.voice(), "· → ✓") == b""
    assert list(rig.sim.said) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Call 0571-8765 4321", "Call 0 5 7 1-8765 4321"),
        ("code 4821773095", "code 4 8 2 1 7 7 3 0 9 5"),
        ("12 号门", "12 号门"),
        ("[[k@t]] <b>x</b>", "k@t b x /b"),
        ("Lift · B1 → 3", "Lift ， B1 3"),
        ("a\n\tb\x07", "a b"),
        ("“咔哒”一声。", "“咔哒”一声。"),
    ],
)
def test_nothing_is_spelled_that_is_no_word(text: str, said: str) -> None:
    assert words_of(text).decode() == said


def test_a_page_is_never_longer_than_it_may_be() -> None:
    assert len(words_of("word " * 1000).decode()) <= MOST_CHARACTERS


def test_a_command_line_says_what_is_asked() -> None:
    asked = asked_of(command("x", "yue", 120)[1:], "門".encode())
    assert asked and (asked.voice, asked.words_a_minute, asked.text) == ("yue", 120, "門")
    assert asked_of(["--voices"], b"") is None


def test_the_golden_head_is_read_and_mended() -> None:
    sound = sound_of(GOLDEN + b"\x01\x00" * 100)
    assert sound and int.from_bytes(sound[40:44], "little") == 200 == len(sound) - 44
    assert piped(hum(0.1))[:44] == GOLDEN


@pytest.mark.parametrize("cut", [0, 1, 43, 44])
def test_half_a_head_is_no_speech(cut: int) -> None:
    assert sound_of((GOLDEN + b"\x01\x00")[:cut]) is None


@pytest.mark.parametrize("at", [0, 8, 12, 16, 20, 22, 34, 36])
def test_another_format_is_no_speech(at: int) -> None:
    other = bytearray(GOLDEN + b"\x01\x00")
    other[at] ^= 0x10
    assert sound_of(bytes(other)) is None


def test_voices_are_read_from_the_list() -> None:
    assert voices_of(voice_list(VOICES)) == set(VOICES)
    assert voices_of(b"") == frozenset()


def test_no_sound_card_is_told_and_mends_itself(rig: Rig) -> None:
    voice = rig.voice()
    rig.card.unplug()
    for looking in (voice.look, rig.voice):
        with pytest.raises(LinkLost) as lost:
            looking()
        assert code_of(lost.value) == "no_sound"
    rig.card.plug()
    rig.voice().look()


def test_no_engine_and_no_voice_are_not_installed(rig: Rig) -> None:
    rig.sim.lacks = "yue"
    with pytest.raises(LinkLost, match="no voice yue") as lost:
        rig.voice()
    assert code_of(lost.value) == "not_installed"
    rig.engine.unlink()
    with pytest.raises(LinkLost) as lost:
        rig.voice()
    assert code_of(lost.value) == "not_installed"


def test_an_engine_that_may_not_be_started_is_forbidden(rig: Rig, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(LinkLost) as lost:
        Voice(str(folder), name="speech", voices=(), cards=str(rig.cards))
    assert code_of(lost.value) == "forbidden"


@pytest.mark.parametrize(
    ("fault", "trouble"), [("mute", BadReply), ("torn", BadReply), ("fails", DeviceTrouble)]
)
def test_what_is_no_speech_is_never_played(rig: Rig, fault: str, trouble: type[DeviceTrouble]) -> None:
    voice = rig.voice()
    setattr(rig.sim, fault, True)
    with pytest.raises(trouble):
        say(voice)
    setattr(rig.sim, fault, False)
    assert say(voice)


def test_an_engine_that_hangs_is_ended(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = rig.voice()
    monkeypatch.setattr(driver, "ANSWER_WITHIN_S", 0.5)
    rig.sim.hangs = True
    with pytest.raises(NoReply):
        say(voice)


@needs_real
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cmn-latn-pinyin", "请取走包裹，然后关上 12 号门。"),
        ("yue", "請取走包裹。"),
        ("en-gb", "Please take your parcel."),
    ],
)
def test_the_real_engine_speaks(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "card0").mkdir()
    voice = Voice(str(REAL), name="speech", voices=(name,), cards=str(tmp_path))
    assert 0.6 < seconds_of(say(voice, text, name)) < 8


@needs_real
@pytest.mark.parametrize(
    ("name", "language"), [("cmn-latn-pinyin", "zh_Hans"), ("cmn-latn-pinyin", "zh_Hant"), ("yue", "zh_Hant")]
)
def test_every_character_of_every_text_can_be_read(name: str, language: str) -> None:
    """The engine marks what it reads as another language's letters by "(en)"."""
    used = sorted({one for texts in catalogue().values() for one in texts[language] if "一" <= one <= "鿿"})
    asked = [shutil.which("espeak-ng") or "", "-v", name, "-q", "-x"]
    done = subprocess.run(
        asked, input="。\n".join(used).encode(), capture_output=True, check=True, timeout=30
    )
    read = [line.strip() for line in done.stdout.decode().splitlines() if line.strip()]
    assert len(read) == len(used) > 700
    assert [one for one, phonemes in zip(used, read, strict=True) if "(" in phonemes] == []


@needs_real
def test_the_other_mandarin_voice_would_spell_pinyin_in_english() -> None:
    asked = [str(REAL), "-v", "cmn", "-q", "-x", "取件"]
    assert "(en)" in subprocess.run(asked, capture_output=True, check=True, text=True, timeout=10).stdout
