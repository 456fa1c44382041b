"""A badge reader that speaks OSDP: golden frames, the secure channel on a pty, each fault by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.osdp_reader.codec import DEFAULT_KEY, badge_of, crc, is_frame
from drivers.osdp_reader.driver import Light, OsdpReader
from drivers.osdp_reader.sim import OsdpSim
from drivers.pn532.badge import Badge
from drivers.sim.host import LineFaults, Machine, PtyHost
from drivers.trouble import BadReply, LinkLost, NoReply
from tests.wire.waiting import until

KEY = bytes(range(16))
UID = bytes.fromhex("04A1B2C3D4E5F6")
OTHER = bytes.fromhex("04998877665544")
FIRST = bytes.fromhex("FF 53 65 09 00 04 61 00 D9 7A")
HostOf = Callable[[Machine], PtyHost]


# ---- bytes -------------------------------------------------------------------------------------------------


def test_the_check_is_that_of_the_standards_first_frame() -> None:
    assert crc(FIRST[1:-2]) == 0x7AD9
    assert is_frame(FIRST[1:])
    assert is_frame(bytes.fromhex("53000900046100c066"))
    for at in range(1, len(FIRST)):
        spoilt = bytearray(FIRST)
        spoilt[at] ^= 0x04
        assert not is_frame(bytes(spoilt[1:]))
    assert not is_frame(b"")


@pytest.mark.parametrize(
    ("data", "bits", "badge"),
    [
        (UID, 56, Badge(UID, "osdp-56")),
        (bytes.fromhex("04A1B280"), 26, Badge(bytes.fromhex("04A1B280"), "osdp-26")),
        (UID, 55, Badge(UID, "osdp-55")),
        (UID, 64, None),
        (UID, 48, None),
        (UID, 0, None),
        (UID, -56, None),
        (b"", 0, None),
        (bytes(7), 56, None),
        (None, 56, None),
        (bytes(range(65)), 520, None),
    ],
)
def test_a_badge_is_what_its_length_says(data: bytes | None, bits: int, badge: Badge | None) -> None:
    assert badge_of({"data": data, "length": bits}) == badge


def test_a_uid_may_come_the_other_way_round() -> None:
    assert badge_of({"data": UID, "length": 56}, reversed_uid=True) == Badge(UID[::-1], "osdp-56")
    part = {"data": bytes.fromhex("04A1B280"), "length": 26}
    assert badge_of(part, reversed_uid=True) == badge_of(part)


@given(st.binary(max_size=70), st.integers(-5, 600))
def test_no_card_event_upsets_the_driver(octets: bytes, bits: int) -> None:
    badge = badge_of({"data": octets, "length": bits})
    assert badge is None or len(badge.uid) == -(-bits // 8)


# ---- settings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [DEFAULT_KEY, bytes(15), b""])
def test_a_key_that_everybody_knows_is_refused(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        OsdpReader(str(tmp_path / "none"), name="badge reader", key=key)


def test_an_address_beyond_the_last_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="address"):
        OsdpReader(str(tmp_path / "none"), name="badge reader", key=KEY, address=0x7F)


def test_without_the_library_the_reader_is_lost_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osdp", None)
    with pytest.raises(LinkLost, match="libosdp is not installed"):
        OsdpReader(str(tmp_path / "none"), name="badge reader", key=KEY)


# ---- the reader at work ------------------------------------------------------------------------------------

needs_library = pytest.mark.skipif(find_spec("osdp") is None, reason="libosdp is not installed")


@pytest.fixture
def sim() -> OsdpSim:
    return OsdpSim(key=KEY)


@pytest.fixture
def host(sim: OsdpSim, host_of: HostOf) -> PtyHost:
    return host_of(sim)


@pytest.fixture
def reader(host: PtyHost) -> Iterator[OsdpReader]:
    reader = OsdpReader(str(host.path), name="badge reader", key=KEY, opening_s=0.5, silence_s=0.25)
    yield reader
    reader.close()


def frames(host: PtyHost, direction: str) -> list[bytes]:
    """Return what passed in one direction, one write each."""
    return [octets for _, way, octets in host.traffic.entries if way == direction]


def read_again(reader: OsdpReader) -> Badge | None:
    """Return a badge; trouble while the reader comes round counts as none."""
    try:
        return reader.read(0.05)
    except (NoReply, BadReply):
        return None


@needs_library
def test_the_first_frame_is_golden(host_of: HostOf) -> None:
    host = host_of(OsdpSim(address=0x65, key=KEY))
    reader = OsdpReader(str(host.path), name="badge reader", key=KEY, address=0x65)
    assert frames(host, "to")[0] == FIRST
    reader.close()


@needs_library
def test_every_frame_on_the_wire_has_a_good_check(reader: OsdpReader, host: PtyHost, sim: OsdpSim) -> None:
    sim.present(UID)
    assert until(lambda: reader.read(0.05)) == Badge(UID, "osdp-56")
    asked, answered = frames(host, "to"), frames(host, "from")
    assert len(asked) >= 5  # id, capabilities, challenge, proof, polls
    assert [octets[:1] for octets in asked] == [b"\xff"] * len(asked)
    assert all(is_frame(octets[1:]) for octets in asked)
    assert all(is_frame(octets) for octets in answered)


@needs_library
def test_a_badge_is_told_once_and_under_cover(reader: OsdpReader, host: PtyHost, sim: OsdpSim) -> None:
    assert reader.is_secure
    assert reader.read(0.05) is None
    sim.present(UID)
    assert until(lambda: reader.read(0.05)) == Badge(UID, "osdp-56")
    assert reader.read(0.1) is None
    sim.present(bytes.fromhex("04A1B280"), 26)
    sim.present(UID)
    assert until(lambda: reader.read(0.05)) == Badge(bytes.fromhex("04A1B280"), "osdp-26")
    assert until(lambda: reader.read(0.05)) == Badge(UID, "osdp-56")
    assert all(UID not in octets for octets in frames(host, "from"))


@needs_library
def test_lights_and_beeps_reach_the_reader(reader: OsdpReader, sim: OsdpSim) -> None:
    reader.show(Light.GREEN, 1.5)
    reader.beep(2)
    until(lambda: (reader.read(0.02), len(sim.shown) == 2)[1])
    light, beep = sim.shown
    assert (light["temporary"], light["timer_count"], light["on_color"]) == (True, 15, 2)
    assert (beep["rep_count"], beep["on_count"]) == (2, 2)


@needs_library
def test_an_opened_case_is_noticed(reader: OsdpReader, sim: OsdpSim) -> None:
    sim.open_case()
    until(lambda: (reader.read(0.02), reader.tampered)[1])
    sim.open_case(False)
    until(lambda: (reader.read(0.02), not reader.tampered)[1])


@needs_library
def test_another_key_is_a_bad_reply(host: PtyHost) -> None:
    with pytest.raises(BadReply, match="another key"):
        OsdpReader(str(host.path), name="badge reader", key=bytes(range(1, 17)), opening_s=0.6)
    OsdpReader(str(host.path), name="badge reader", key=KEY).close()  # and the port was released


@needs_library
@pytest.mark.parametrize("faults", [LineFaults(silent=True), LineFaults(deaf=True)], ids=["silent", "deaf"])
def test_no_reader_is_no_reply(host: PtyHost, faults: LineFaults) -> None:
    host.faults = faults
    with pytest.raises(NoReply, match="address 0"):
        OsdpReader(str(host.path), name="badge reader", key=KEY, opening_s=0.4, silence_s=9)


@needs_library
def test_another_address_is_no_reply(host: PtyHost) -> None:
    with pytest.raises(NoReply, match="address 3"):
        OsdpReader(str(host.path), name="badge reader", key=KEY, address=3, opening_s=0.4, silence_s=9)


@needs_library
@pytest.mark.parametrize(
    "faults",
    [
        LineFaults(silent=True),
        LineFaults(flip_last=True),
        LineFaults(cut_to=6),
        LineFaults(noise_inside=b"\x53\x80"),
        LineFaults(echo=True),
        LineFaults(late_s=0.4),
    ],
    ids=["silent", "flip_last", "cut_to", "noise_inside", "echo", "late"],
)
def test_a_disturbed_line_tells_no_badge_and_comes_back(
    reader: OsdpReader, sim: OsdpSim, host: PtyHost, faults: LineFaults
) -> None:
    host.faults = faults
    sim.present(OTHER)
    told = {read_again(reader) for _ in range(6)}
    host.faults = LineFaults()

    def secure_again() -> bool:
        told.add(read_again(reader))
        return reader.is_secure

    until(secure_again, within_s=5)
    sim.present(UID)
    while Badge(UID, "osdp-56") not in told:
        told.add(until(lambda: read_again(reader), within_s=5))
    assert told <= {None, Badge(OTHER, "osdp-56"), Badge(UID, "osdp-56")}  # late perhaps, and never spoilt


@needs_library
def test_silence_is_told_and_never_an_answer(reader: OsdpReader, host: PtyHost) -> None:
    host.faults = LineFaults(silent=True)
    with pytest.raises(NoReply, match="silent"):
        reader.read(2.0)
    with pytest.raises(NoReply):
        reader.show(Light.RED, 1)


@needs_library
def test_a_reader_whose_key_was_changed_is_noticed(reader: OsdpReader, sim: OsdpSim) -> None:
    sim.change_key(bytes(range(1, 17)))
    sim.present(UID)
    with pytest.raises(BadReply, match="another key"):
        while True:
            assert reader.read(0.5) is None


@needs_library
@given(st.lists(st.binary(max_size=40), max_size=10))
def test_noise_between_frames_tells_no_badge(noise: list[bytes]) -> None:
    sim = OsdpSim(key=KEY)
    for piece in noise:
        answer = sim.feed(piece)
        assert answer == b"" or is_frame(answer)


@needs_library
@pytest.mark.parametrize("count", [1, 9, 30, 90])
def test_the_cable_comes_out_and_returns(host: PtyHost, sim: OsdpSim, count: int) -> None:
    reader = OsdpReader(str(host.path), name="badge reader", key=KEY)
    host.faults.unplug_after = count
    with pytest.raises(LinkLost):
        reader.read(3.0)
    with pytest.raises(LinkLost):
        reader.read(0.1)
    reader.close()
    until(lambda: not host.plugged)
    host.plug()
    again = OsdpReader(str(host.path), name="badge reader", key=KEY)
    sim.present(UID)
    assert until(lambda: again.read(0.05)) == Badge(UID, "osdp-56")
    again.close()
