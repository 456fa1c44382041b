"""Key tag readers at 125 kHz: golden bytes, then readers that speak on a pty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.rdm6300.codec import Parser, frame_of
from drivers.rdm6300.driver import GONE_AFTER_S, IN_TURN_S, Rdm6300Reader, Rdm6300Slots
from drivers.rdm6300.sim import Rdm6300Sim
from drivers.sim.host import TalkingHost
from drivers.trouble import LinkLost
from tests.wire.waiting import until

TAG, OTHER = "01000734E0", "0B00A1B2C3"
GOLDEN = bytes.fromhex("02 30313030303733344530 4432 03")


@pytest.fixture
def sim() -> Rdm6300Sim:
    return Rdm6300Sim()


@pytest.fixture
def host(sim: Rdm6300Sim, tmp_path: Path) -> Iterator[TalkingHost]:
    host = TalkingHost(tmp_path / "ttyKeyTag", sim)
    host.plug()
    yield host
    host.close()


@pytest.fixture
def reader(host: TalkingHost) -> Iterator[Rdm6300Reader]:
    reader = Rdm6300Reader(str(host.path), name="slot 1")
    yield reader
    reader.close()


# ---- frames ------------------------------------------------------------------------------------------------


def test_a_frame_is_that_of_the_data_sheet() -> None:
    assert frame_of(TAG) == GOLDEN
    assert Parser().feed(GOLDEN) == [TAG]
    assert Parser().feed(GOLDEN.replace(b"E0D2", b"e0d2")) == [TAG]


@pytest.mark.parametrize("tag", ["", "01000734E", "01000734E0F1", "01 00 07 34", "0100073 4E0", "Z1000734E0"])
def test_a_tag_is_ten_digits(tag: str) -> None:
    with pytest.raises(ValueError):
        frame_of(tag)


@pytest.mark.parametrize("at", range(len(GOLDEN)))
def test_a_spoilt_byte_never_makes_a_tag(at: int) -> None:
    for bit in range(8):
        spoilt = bytearray(GOLDEN)
        spoilt[at] ^= 1 << bit
        parser = Parser()
        told = parser.feed(bytes(spoilt) + frame_of(OTHER))
        if bytes(spoilt).upper() == GOLDEN:
            assert told == [TAG, OTHER]  # a digit in the other case is the same digit
        else:
            assert told == [OTHER]
            assert parser.skipped == len(GOLDEN)


def test_a_wrong_checksum_is_counted() -> None:
    parser = Parser()
    assert parser.feed(GOLDEN.replace(b"D2", b"D3") + GOLDEN) == [TAG]
    assert (parser.bad_checksums, parser.skipped) == (1, 14)


@given(st.lists(st.binary(max_size=20), max_size=10))
def test_noise_never_raises_and_tells_no_tag(noise: list[bytes]) -> None:
    parser = Parser()
    told = [tag for piece in noise for tag in parser.feed(piece)]
    assert [frame_of(tag) in b"".join(noise).upper() for tag in told] == [True] * len(told)
    assert parser.skipped <= sum(map(len, noise))
    parser.forget()
    assert parser.feed(GOLDEN) == [TAG]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=30))
def test_where_the_stream_is_cut_makes_no_difference(cuts: list[int]) -> None:
    stream = b"\x02\x0212" + GOLDEN[:9] + GOLDEN + b"\x03" + frame_of(OTHER)
    parser, told, at = Parser(), [], 0
    for cut in [*cuts, len(stream)]:
        told += parser.feed(stream[at : at + cut])
        at += cut
    assert told == [TAG, OTHER]
    assert parser.skipped == len(stream) - 28


# ---- one reader --------------------------------------------------------------------------------------------


def test_a_tag_comes_and_goes(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    until(lambda: reader.tags() == ())
    sim.lay(TAG)
    until(lambda: reader.tags() == (TAG,))
    sim.lift()
    until(lambda: reader.tags() == ())
    sim.lay(OTHER)
    until(lambda: reader.tags() == (OTHER,))
    sim.lift()
    until(lambda: reader.tags() == ())
    assert reader.skipped_bytes == 0


def test_a_reader_just_opened_does_not_know_yet(reader: Rdm6300Reader) -> None:
    assert reader.tags() is None
    assert not reader.heard
    until(lambda: reader.tags() == ())


def test_a_tag_that_stays_is_there_at_each_look(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    sim.spoil_each = 2
    sim.lay(TAG)
    until(lambda: reader.tags() == (TAG,))
    looks = []

    def told_twelve_times() -> bool:
        looks.append(reader.tags())
        return sim.told >= 12

    until(told_twelve_times)
    assert set(looks) == {(TAG,)}
    assert reader.bad_checksums >= 5
    assert reader.heard


class Clock:
    """A clock that a test moves."""

    now_s = 10.0

    def __call__(self) -> float:
        return self.now_s


class Tape:
    """A link that has already received something, and then nothing more."""

    def __init__(self, received: bytes) -> None:
        self.received = received

    def write(self, frame: bytes) -> None:
        raise AssertionError("the reader has no input")

    def read(self, most: int, within_s: float) -> bytes:
        taken, self.received = self.received[:most], self.received[most:]
        return taken

    def discard(self) -> None:
        self.received = b""

    def close(self) -> None:
        self.received = b""


def test_a_tag_is_gone_after_four_silent_periods() -> None:
    clock, tape = Clock(), Tape(GOLDEN)
    reader = Rdm6300Reader("tape", name="slot 1", open_link=lambda _path: tape, now_s=clock)
    assert reader.tags() == (TAG,)
    clock.now_s += GONE_AFTER_S - 0.001
    assert reader.tags() == (TAG,)
    clock.now_s += 0.002
    assert reader.tags() == ()


def test_tags_that_are_told_in_turn_are_there_together(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    sim.lay(TAG)
    until(lambda: reader.tags() == (TAG,))
    sim.lie([TAG, OTHER])
    until(lambda: reader.tags() == tuple(sorted((TAG, OTHER))))
    looks, told = set(), sim.told

    def told_each_twice() -> bool:
        looks.add(reader.tags())
        return sim.told - told > 4 * sim.turn_frames

    until(told_each_twice, 5)
    assert looks == {tuple(sorted((TAG, OTHER)))}
    sim.lift()
    until(lambda: reader.tags() == ())


def test_of_two_tags_the_one_that_is_taken_is_gone_after_a_while() -> None:
    clock, tape = Clock(), Tape(frame_of(TAG))
    reader = Rdm6300Reader("tape", name="slot 1", open_link=lambda _path: tape, now_s=clock)
    reader.tags()
    looks = []
    for _ in range(int(IN_TURN_S / 0.05) + 4):
        clock.now_s += 0.05
        tape.received = frame_of(OTHER)
        looks.append(reader.tags())
    assert looks[0] == looks[-6] == tuple(sorted((TAG, OTHER)))
    assert looks[-1] == (OTHER,)


def test_a_reader_that_never_stops_does_not_hold_the_thread() -> None:
    class Flood(Tape):
        def read(self, most: int, within_s: float) -> bytes:
            return b"\x02" * most

    reader = Rdm6300Reader("flood", name="slot 1", open_link=lambda _path: Flood(b""), now_s=Clock())
    assert reader.tags() is None
    assert reader.read(0.0) is None


def test_the_hand_reader_waits_for_a_tag(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    assert reader.read(0.01) is None
    sim.lay(TAG)
    assert reader.read(2.0) == TAG


def test_noise_on_the_line_costs_nothing(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    sim.noise = b"\x02\x00\xff0102"
    sim.lay(TAG)
    until(lambda: reader.tags() == (TAG,))
    assert reader.skipped_bytes >= 7


def test_frames_cut_short_are_no_tag(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    sim.cut_to = 13
    sim.lay(TAG)
    until(lambda: sim.told >= 8)
    assert not reader.tags()
    sim.cut_to = None
    until(lambda: reader.tags() == (TAG,))


def test_a_dead_reader_looks_empty_and_is_not_proven(reader: Rdm6300Reader, sim: Rdm6300Sim) -> None:
    sim.dead = True
    sim.lay(TAG)
    until(lambda: reader.tags() == ())
    assert not reader.heard


def test_the_cable_comes_out(reader: Rdm6300Reader, sim: Rdm6300Sim, host: TalkingHost) -> None:
    sim.lay(TAG)
    until(lambda: reader.tags() == (TAG,))
    host.unplug()
    with pytest.raises(LinkLost):
        reader.tags()
    with pytest.raises(LinkLost):
        reader.read(0.1)


def test_a_missing_port_is_lost(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        Rdm6300Reader(str(tmp_path / "ttyNone"), name="slot 1")


# ---- readers in slots --------------------------------------------------------------------------------------


def test_each_slot_has_its_own_reader(tmp_path: Path) -> None:
    sims = {"K01": Rdm6300Sim(), "K02": Rdm6300Sim()}
    hosts = {place: TalkingHost(tmp_path / f"tty{place}", sim) for place, sim in sims.items()}
    for host in hosts.values():
        host.plug()
    slots = Rdm6300Slots({place: str(host.path) for place, host in hosts.items()}, name="key tags")
    assert slots.read() == {"K01": None, "K02": None}
    sims["K02"].lay(TAG)
    until(lambda: slots.read() == {"K01": (), "K02": (TAG,)})
    assert slots.unproven() == ("K01",)
    hosts["K02"].unplug()
    until(lambda: slots.read() == {"K01": (), "K02": None})
    hosts["K02"].plug()
    until(lambda: slots.read() == {"K01": (), "K02": (TAG,)})
    for host in hosts.values():
        host.unplug()
    with pytest.raises(LinkLost, match="key tags"):
        slots.read()
    slots.close()


def test_two_slots_never_share_a_reader() -> None:
    with pytest.raises(ValueError, match="reader of its own"):
        Rdm6300Slots({"K01": "/dev/ttyUSB0", "K02": "/dev/ttyUSB0"}, name="key tags")
