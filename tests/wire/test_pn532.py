"""The badge reader: nfcpy's own PN532 driver against a simulated chip on a pty, each fault by name."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.loop import Condition, DeviceLoop, Health
from drivers.pn532 import codec
from drivers.pn532.badge import Badge, kind_of
from drivers.pn532.codec import ACK, NACK, SYNTAX_ERROR, WAKE_UP, Frame, Kind, Parser
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.presence import Presence
from drivers.pn532.sim import Pn532Sim, speed_of
from drivers.sim.host import LineFaults, Machine, PtyHost
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply
from tests.wire.waiting import until

UID = bytes.fromhex("04A1B2C3D4E5F6")
OTHER = bytes.fromhex("04998877665544")
ROOT = Path(__file__).parents[2]
HostOf = Callable[[Machine], PtyHost]


@pytest.fixture
def sim() -> Pn532Sim:
    return Pn532Sim()


@pytest.fixture
def host(sim: Pn532Sim, host_of: HostOf) -> PtyHost:
    return host_of(sim)


@pytest.fixture
def reader(host: PtyHost) -> Iterator[Pn532Reader]:
    reader = opened(host)
    yield reader
    reader.close()


def opened(host: PtyHost) -> Pn532Reader:
    return Pn532Reader(str(host.path), name="badge reader")


def sensed(reader: Pn532Reader) -> Badge | None:
    """One look; a look that failed shows no badge. Only for waiting until the reader has come round."""
    try:
        return reader.sense()
    except NoReply:
        return None


# ---- frames ------------------------------------------------------------------------------------------------


def test_frames_are_the_bytes_of_the_chips_manual() -> None:
    assert codec.command(0x02).hex() == "0000ff02fed4022a00"
    assert codec.response(0x02, bytes.fromhex("32010607")).hex() == "0000ff06fad50332010607e800"
    assert codec.command(0x4A, b"\x01\x00").hex() == "0000ff04fcd44a0100e100"
    assert codec.response(0x4A, b"\x00").hex() == "0000ff03fdd54b00e000"
    assert codec.command(0x14, b"\x01\x00\x00").hex() == "0000ff05fbd4140100001700"
    assert codec.crc_a(b"\x00\x00").hex() == "a01e"
    assert codec.crc_a(b"\x12\x34").hex() == "26cf"


def test_a_long_frame_is_an_extended_one() -> None:
    frame = codec.command(0x00, bytes(263))
    assert frame[:10].hex() == "0000ffffff0109f6d400"
    assert Parser().feed(frame) == [Frame(Kind.COMMAND, 0, bytes(263))]


@pytest.mark.parametrize("size", [0, 1, 251, 252, 253, 254, 262])
def test_frames_of_every_size_class_come_back_whole(size: int) -> None:
    body = bytes(index & 0xFF for index in range(size))
    assert Parser().feed(codec.response(0x42, body)) == [Frame(Kind.RESPONSE, 0x43, body)]


def test_short_frames_are_told_apart() -> None:
    kinds = [frame.kind for frame in Parser().feed(ACK + NACK + SYNTAX_ERROR + ACK)]
    assert kinds == [Kind.ACK, Kind.NACK, Kind.ERROR, Kind.ACK]


def test_a_torn_frame_does_not_swallow_the_next() -> None:
    parser = Parser()
    whole = codec.command(0x02)
    assert parser.feed(codec.command(0x4A, b"\x01\x00")[:7] + whole + whole) == [Frame(Kind.COMMAND, 2)] * 2
    assert parser.skipped > 0


@pytest.mark.parametrize("at", range(3, 10))
def test_a_flipped_byte_costs_only_its_own_frame(at: int) -> None:
    spoilt = bytearray(codec.command(0x4A, b"\x01\x00"))
    spoilt[at] ^= 0x10
    frames = Parser().feed(bytes(spoilt) + codec.command(0x02) * 30)
    assert Frame(Kind.COMMAND, 0x02) in frames
    assert all(frame.code != 0x4A for frame in frames)


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_noise_never_raises_and_is_counted(noise: list[bytes]) -> None:
    parser = Parser()
    for piece in noise:
        parser.feed(piece)
    assert parser.skipped <= sum(map(len, noise))
    whole = Parser()
    assert whole.feed(b"\x55\xaa\x01" + ACK) == [Frame(Kind.ACK)]
    assert whole.skipped == 3


@given(st.binary(max_size=300), st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_where_the_stream_is_cut_makes_no_difference(body: bytes, cuts: list[int]) -> None:
    stream = b"\x01\x02" + ACK + codec.response(0x42, body[:262]) + b"\xff\x00" + SYNTAX_ERROR
    pieces, parser, start = [], Parser(), 0
    for cut in cuts:
        pieces += parser.feed(stream[start : start + cut])
        start += cut
    pieces += parser.feed(stream[start:])
    together = Parser()
    assert pieces == together.feed(stream)
    assert parser.skipped == together.skipped
    assert pieces[1] == Frame(Kind.RESPONSE, 0x43, body[:262])


# ---- what a look means -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("atqa", "sak", "kind"),
    [
        (0x0044, 0x00, "ntag"),
        (0x0344, 0x20, "desfire"),
        (0x0304, 0x20, "desfire"),
        (0x0004, 0x08, "mifare-classic"),
        (0x0002, 0x18, "mifare-classic"),
        (0x0004, 0x09, "mifare-classic"),
        (0x0042, 0x11, "mifare-plus"),
        (0x0004, 0x28, "type4"),
        (0x0048, 0x20, "type4"),
        (0x0004, 0x40, "peer"),
        (0x0801, 0x00, "type2"),
        (0x0004, 0x04, "unknown"),
    ],
)
def test_the_kind_follows_from_atqa_and_sak(atqa: int, sak: int, kind: str) -> None:
    assert kind_of(atqa, sak) == kind


A, B = Badge(UID, "ntag"), Badge(OTHER, "ntag")


@pytest.mark.parametrize(
    ("looks", "laid"),
    [
        ([None, A, A, A], [A]),
        ([A, None, A], [A]),  # one missed look: still the same touch
        ([A, None, None, A], [A, A]),
        ([A, B], [A, B]),  # another badge counts at once
        ([A, B, A, B, A], [A, B]),  # two badges in one wallet: each once
        ([A, B, B, A], [A, B, A]),
        ([None, None], []),
    ],
)
def test_a_badge_held_on_the_reader_counts_once(looks: list[Badge | None], laid: list[Badge]) -> None:
    presence = Presence()
    assert [badge for badge in map(presence.look, looks) if badge] == laid


def test_two_badges_that_take_turns_are_seen_as_two() -> None:
    presence = Presence()
    held = [(presence.look(badge), presence.held)[1] for badge in (A, B, A, B, None, None)]
    assert held == [1, 2, 2, 2, 1, 0]


def test_a_phone_that_makes_up_a_new_uid_each_time_is_laid_once() -> None:
    presence = Presence()
    looks = [Badge(bytes([0x08, 1, 2, turn]), "type4") for turn in range(5)]
    assert looks[0].is_random
    assert not A.is_random
    assert [presence.look(badge) for badge in looks] == [looks[0], None, None, None, None]


# ---- the reader at work ------------------------------------------------------------------------------------


def test_opens_and_sees_no_badge(reader: Pn532Reader, sim: Pn532Sim) -> None:
    assert reader.sense() is None
    assert reader.count() == 0
    assert sim.skipped_bytes == 0


@pytest.mark.parametrize("uid", ["04A1B2C3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F6070809"])
@pytest.mark.parametrize("kind", ["ntag", "desfire", "type4", "mifare-classic", "mifare-plus"])
def test_reads_uids_of_every_size(reader: Pn532Reader, sim: Pn532Sim, uid: str, kind: str) -> None:
    sim.lay(bytes.fromhex(uid), kind)
    assert reader.sense() == Badge(bytes.fromhex(uid), kind)
    assert reader.sense() == Badge(bytes.fromhex(uid), kind)
    sim.lift()
    assert reader.sense() is None


def test_golden_bytes_of_a_look(reader: Pn532Reader, sim: Pn532Sim, host: PtyHost) -> None:
    sim.lay(UID)
    reader.sense()
    wire = [frame.hex() for _, _, frame in host.traffic.entries]
    asked = wire.index("0000ff04fcd44a0100e100")
    assert wire[asked + 1] == "0000ff00ff00" + "0000ff0ff1d54b0101004400" + "0704a1b2c3d4e5f6" + "ca00"
    assert wire[0] == WAKE_UP.hex() + "0000ff02fed4022a00"


def test_talks_to_a_type_2_badge(reader: Pn532Reader, sim: Pn532Sim, host: PtyHost) -> None:
    sim.lay(UID)
    reader.sense()
    memory = reader.exchange(b"\x30\x00")
    assert memory is not None
    assert memory.hex() == "04a1b29fc3d4e5f60448000" + "0e1101200"  # both check bytes as ISO 14443-3 has them
    frames = [frame for entry in host.traffic.entries for frame in Parser().feed(entry[2])]
    answers = [frame.body for frame in frames if frame.kind is Kind.RESPONSE and frame.code == 0x43]
    assert answers == [b"\x00" + memory + codec.crc_a(memory)]


def test_talks_to_a_type_4_badge(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID, "desfire")
    reader.sense()
    assert reader.exchange(b"\xe0\x80") == bytes.fromhex("067577810280")


def test_a_badge_torn_off_mid_read_is_no_trouble_of_the_reader(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID)
    sim.tear_mid_read()
    assert reader.sense() == A
    assert reader.exchange(b"\x30\x00") is None
    assert reader.sense() is None
    sim.lay(UID)
    assert reader.sense() == A
    assert reader.exchange(b"\x30\x00") is not None


def test_nothing_is_exchanged_without_a_badge(reader: Pn532Reader) -> None:
    assert reader.sense() is None
    assert reader.exchange(b"\x30\x00") is None


def test_two_badges_at_once_are_told_on_request(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID)
    assert reader.count() == 1
    sim.lay(OTHER, "desfire")
    assert reader.count() == 2
    first = reader.sense()
    assert first is not None
    assert reader.sense() == first
    sim.lift()
    assert reader.count() == 0


def test_an_answer_without_a_readable_uid_is_no_badge(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID)
    sim.unreadable = True
    assert reader.sense() is None
    sim.unreadable = False
    assert reader.sense() == A


# ---- silence and nonsense ----------------------------------------------------------------------------------

HARMLESS = {
    "twice": LineFaults(twice=True),
    "one_by_one": LineFaults(one_by_one_s=0.0003),
    "late, within patience": LineFaults(late_s=0.03),
}
FAULTS = {
    "silent": LineFaults(silent=True),
    "deaf": LineFaults(deaf=True),
    "late": LineFaults(late_s=0.3),
    "noise_before": LineFaults(noise_before=b"\x55\x01"),
    "long noise_before": LineFaults(noise_before=bytes(range(1, 200))),
    "noise that starts like a frame": LineFaults(noise_before=b"\x00\x00\xff\x09"),
    "noise_inside": LineFaults(noise_inside=b"\x00\xff\x55"),
    "flip_last": LineFaults(flip_last=True),
    "echo": LineFaults(echo=True),
    "echo of a dead chip": LineFaults(echo=True, silent=True),
    **{f"cut_to {most}": LineFaults(cut_to=most) for most in (0, 3, 6, 9, 14, 15)},
}


@pytest.mark.parametrize("faults", HARMLESS.values(), ids=HARMLESS)
def test_sees_the_badge_through_a_harmless_fault(
    reader: Pn532Reader, sim: Pn532Sim, host: PtyHost, faults: LineFaults
) -> None:
    sim.lay(UID)
    host.faults = faults
    assert [reader.sense() for _ in range(3)] == [A, A, A]
    host.faults = LineFaults()
    sim.lift()
    assert reader.sense() is None


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_a_fault_on_the_line_is_never_taken_for_an_answer(
    reader: Pn532Reader, sim: Pn532Sim, host: PtyHost, faults: LineFaults
) -> None:
    sim.lay(UID)
    assert reader.sense() == A
    host.faults = faults
    with pytest.raises(NoReply):
        reader.exchange(b"\x30\x00")
    with pytest.raises(NoReply):
        reader.sense()
    host.faults = LineFaults()
    until(lambda: sensed(reader) == A)
    sim.lift()
    assert [reader.sense(), reader.sense()] == [None, None]  # and no late answer tells of a badge that left


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_opening_through_a_fault_says_so_and_leaves_nothing_open(
    sim: Pn532Sim, host: PtyHost, faults: LineFaults
) -> None:
    gc.collect()
    before = descriptors()
    host.faults = faults
    with pytest.raises(NoReply):
        opened(host)
    assert descriptors() == before
    host.faults = LineFaults()
    sim.lay(UID)
    reader = until(lambda: opened_if_it_answers(host))
    assert reader is not None
    with closing_in_the_end(reader):
        assert reader.sense() == A


@pytest.mark.parametrize("fault", ["mute", "acks_only"])
def test_a_silent_chip_is_not_an_empty_field(reader: Pn532Reader, sim: Pn532Sim, fault: str) -> None:
    sim.lay(UID)
    assert reader.sense() == A
    setattr(sim, fault, True)
    for look in (lambda: reader.exchange(b"\x30\x00"), reader.sense, reader.count):
        with pytest.raises(NoReply):
            look()
    setattr(sim, fault, False)
    assert reader.sense() == A


def test_a_chip_that_falls_silent_while_it_asks_the_badge(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID)
    assert reader.sense() == A
    sim.silent_to_badges = True
    with pytest.raises(NoReply):
        reader.exchange(b"\x30\x00")


def test_after_trouble_the_chip_is_told_to_stop_before_it_is_asked_again(
    reader: Pn532Reader, sim: Pn532Sim, host: PtyHost
) -> None:
    sim.mute = True
    with pytest.raises(NoReply):
        reader.sense()
    sim.mute = False
    seen = len(host.traffic.entries)
    assert reader.sense() is None
    assert host.traffic.entries[seen][1:] == ("to", ACK)


def test_an_error_frame_is_a_bad_reply(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.syntax_errors = True
    with pytest.raises(BadReply, match="badge reader"):
        reader.sense()
    sim.syntax_errors = False
    assert reader.sense() is None


def test_a_missing_acknowledgement_is_forgiven(reader: Pn532Reader, sim: Pn532Sim) -> None:
    sim.lay(UID)
    sim.forgets_ack = True
    assert reader.sense() == A


def test_trouble_is_told_once_and_not_logged_by_the_library(
    reader: Pn532Reader, sim: Pn532Sim, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sim.mute = True
    with pytest.raises(NoReply):
        reader.sense()
    assert [record for record in caplog.records if record.name.startswith("nfc")] == []


# ---- the cable ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5, 6, 9, 15, 16, 21, 30, 35, 50])
def test_the_cable_comes_out_during_a_look(sim: Pn532Sim, host: PtyHost, count: int) -> None:
    sim.lay(UID)
    before = descriptors_of(host)
    reader = opened(host)
    host.faults.unplug_after = count
    with pytest.raises(LinkLost):
        for _ in range(3):  # one look with a badge brings 65 bytes
            reader.sense()
    with pytest.raises(LinkLost):
        reader.sense()
    reader.close()
    assert plugged_again(host, sim) == before
    with closing_in_the_end(opened(host)) as again:
        assert again.sense() == A


@pytest.mark.parametrize("count", [1, 6, 7, 19, 20, 30, 36, 60, 200, 330, 420])
def test_the_cable_comes_out_during_opening(sim: Pn532Sim, host: PtyHost, count: int) -> None:
    before = descriptors_of(host)
    host.faults.unplug_after = count
    with pytest.raises(LinkLost):
        opened(host)
    assert plugged_again(host, sim) == before
    with closing_in_the_end(opened(host)) as again:
        assert again.sense() is None


def test_the_loop_brings_the_reader_back(sim: Pn532Sim, host: PtyHost) -> None:
    presence, laid, healths = Presence(), [], []

    def look(reader: Pn532Reader) -> str:
        if badge := presence.look(reader.sense()):
            laid.append(badge)
        return ""

    def on_health(health: Health) -> None:
        healths.append(health.condition)

    loop = DeviceLoop("badge reader", lambda: opened(host), look, every_s=0.01, on_health=on_health)
    loop.start()
    try:
        until(lambda: loop.health.condition is Condition.UP)
        sim.lay(UID)
        until(lambda: laid == [A])
        host.unplug()
        until(lambda: loop.health.condition is Condition.DOWN)
        sim.lift()
        host.plug()
        until(lambda: loop.health.condition is Condition.UP)
        until(lambda: presence.held == 0)
        sim.lay(UID)
        until(lambda: laid == [A, A])
    finally:
        loop.stop()
    assert loop.health.lost_count == 1


# ---- opening what is not a reader --------------------------------------------------------------------------


class Stranger:
    """Another device: it answers everything with the same bytes."""

    def __init__(self, says: bytes) -> None:
        self._says = says

    def feed(self, received: bytes) -> bytes:
        return self._says

    def unplugged(self) -> None:
        return


STRANGERS = {
    "silence": b"",
    "garbage": bytes(range(256)),
    "a lock board": bytes.fromhex("02003500000000033A"),
    "zeros": bytes(64),
    "ones": b"\xff" * 64,
    "an acknowledgement and no more": ACK,
    "another chip": ACK + codec.response(0x02, b"\x33\x02\x07\x07"),
    "one that jams": ACK + SYNTAX_ERROR,
}


@pytest.mark.parametrize("says", STRANGERS.values(), ids=STRANGERS)
def test_another_device_is_not_a_reader(host_of: HostOf, says: bytes) -> None:
    with pytest.raises(NoReply):
        opened(host_of(Stranger(says)))


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="No such file"):
        Pn532Reader(str(tmp_path / "nfc0"), name="badge reader")


def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "nfc0").touch()
    with pytest.raises(LinkLost, match="not a serial port"):
        Pn532Reader(str(tmp_path / "nfc0"), name="badge reader")


def test_a_name_that_a_shell_would_act_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="shell"):
        Pn532Reader(f"{tmp_path}/tty;touch hit", name="badge reader")


def test_a_port_belongs_to_one_reader(reader: Pn532Reader, sim: Pn532Sim, host: PtyHost) -> None:
    sim.lay(UID)
    with pytest.raises(LinkLost, match="in use"):
        opened(host)
    assert reader.sense() == A  # undisturbed


def test_a_closed_reader_says_so(host: PtyHost, sim: Pn532Sim) -> None:
    reader = opened(host)
    reader.close()
    reader.close()
    until(lambda: sim.asleep)  # put to sleep, at the speed at which it will be woken
    assert sim.speed == 115200
    with pytest.raises(LinkLost):
        reader.sense()


def test_a_chip_left_fast_by_a_killed_kiosk_is_found_again(tmp_path: Path, host_of: HostOf) -> None:
    port = tmp_path / f"tty{Pn532Sim.__name__}"
    sim = Pn532Sim(speed_of(port))
    host = host_of(sim)
    assert host.path == port
    program = (
        "import sys; from drivers.pn532.driver import Pn532Reader; "
        "reader = Pn532Reader(sys.argv[1], name='n'); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(port)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as kiosk:
        assert kiosk.stdout is not None
        assert kiosk.stdout.readline() == b"open\n"
        kiosk.kill()
    assert sim.speed == 921600
    sim.lay(UID)
    with closing_in_the_end(opened(host)) as reader:
        assert reader.sense() == A


def test_imports_without_a_warning_and_the_simulator_without_the_library(tmp_path: Path) -> None:
    program = (
        "import sys, drivers.pn532.sim, drivers.pn532.presence; assert 'nfc' not in sys.modules; "
        "import drivers.pn532.driver"
    )
    fresh = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}  # some warnings come only on compiling
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, env=fresh, check=True)


# ---- for the tests above -----------------------------------------------------------------------------------


@contextmanager
def closing_in_the_end(reader: Pn532Reader) -> Iterator[Pn532Reader]:
    try:
        yield reader
    finally:
        reader.close()


def opened_if_it_answers(host: PtyHost) -> Pn532Reader | None:
    try:
        return opened(host)
    except DeviceTrouble:
        return None


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def descriptors_of(host: PtyHost) -> int:
    gc.collect()
    assert host.plugged
    return descriptors()


def plugged_again(host: PtyHost, sim: Pn532Sim) -> int:
    """Put the cable back once it is wholly out; return how many descriptors are open then."""
    until(lambda: not host.plugged and sim.asleep)
    host.plug()
    return descriptors()
