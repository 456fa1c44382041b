"""Every device that is no lock line as the conformance kit sees it: its cable, its driver's rounds, what hands do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from operator import xor as exclusive_or
from pathlib import Path
from typing import Any, Protocol

from drivers.camera.driver import Camera
from drivers.camera.sim import CameraSim, serve
from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience
from drivers.escpos_printer.sim import EscposSim
from drivers.ibutton.codec import LIST_FILE
from drivers.ibutton.driver import OneWireSlots
from drivers.ibutton.sim import OneWireSim
from drivers.link import SerialLink
from drivers.loop import Device, DeviceLoop, Health
from drivers.osdp_reader.driver import OsdpReader
from drivers.osdp_reader.sim import OsdpSim
from drivers.pn532.badge import Badge
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.presence import Presence
from drivers.pn532.sim import Pn532Sim
from drivers.pn532.smart_card import SmartCard
from drivers.rdm6300.driver import Rdm6300Slots
from drivers.rdm6300.sim import Rdm6300Sim
from drivers.scanner.driver import KeyboardScanner, SerialScanner
from drivers.scanner.keys import EVENT, typed
from drivers.scanner.sim import KeyboardScannerSim, SerialScannerSim
from drivers.secure_badge.driver import SecureBadges, Site
from drivers.secure_badge.reader import SecureReader
from drivers.secure_badge.sim import SecureApplet
from drivers.sim.host import PtyHost, TalkingHost
from tests.wire.printer.bench import piece

ENDS = (28, 96)
"""Enter, and Enter on the number pad. Source: Linux, include/uapi/linux/input-event-codes.h."""
UID = bytes.fromhex("04A1B2C3D4E5F6")
TAG, ROM = "01000734E0", "01-000001a1b2c3"
CODE = "SF1029384756"
OSDP_KEY = bytes(range(16))
SITE = Site(bytes(range(16)), b"Plane Court")


class Cable(Protocol):
    """Anything that can be pulled out and put back."""

    def plug(self) -> None: ...

    def unplug(self) -> None: ...


@dataclass
class DeviceRig:
    """A device under test: hands on one side, its driver's rounds on the other, and what these told."""

    kind: str
    cable: Cable
    open_device: Callable[[], Device]
    look: Callable[[Any, Callable[[str], None]], str]
    """One round of the driver; tells each event, and returns what is degraded."""
    act: Callable[[], None]
    """What a hand does so that the driver tells `genuine`."""
    genuine: str
    rest: Callable[[], None]
    """What a hand does so that nothing is there any more."""
    disturb: Callable[[bytes], None]
    """Have these bytes come to the driver, before or within what the device says."""
    calm: Callable[[], None] = lambda: None
    """End the disturbance."""
    provable: Callable[[bytes], set[str]] = lambda stream: set()
    """What such bytes alone may make the driver tell, found without the driver's codec."""
    hush: Callable[[], None] | None = None
    """Have the device say nothing; None where silence is no trouble."""
    wake: Callable[[], None] = lambda: None
    cut_after: Callable[[int], None] | None = None
    """Have the cable pulled after so many more bytes of what the device says."""
    clean: Callable[[], None] = lambda: None
    every_s: float = 0.05
    lost_within_s: float = 2.0
    silent_within_s: float = 8.0
    told: list[str] = field(default_factory=list)

    def round(self, device: Any) -> str:
        """Make one round, as the kiosk's loop does."""
        return self.look(device, self.told.append)

    @contextmanager
    def looped(self, heard: list[Health] | None = None) -> Iterator[DeviceLoop[Any]]:
        """Run the device's loop."""
        loop: DeviceLoop[Any] = DeviceLoop(
            self.kind,
            self.open_device,
            self.round,
            every_s=self.every_s,
            on_health=(heard if heard is not None else []).append,
        )
        loop.start()
        try:
            yield loop
        finally:
            loop.stop()


def badge_look(presence: Presence) -> Callable[[Any, Callable[[str], None]], str]:
    """Return the round of a reader that senses badges."""

    def look(reader: Any, tell: Callable[[str], None]) -> str:
        laid: Badge | None = presence.look(reader.sense())
        if laid is not None:
            tell(laid.uid.hex() + (" proven" if laid.proven else ""))
        return ""

    return look


def pty_faults(host: PtyHost) -> dict[str, Any]:
    """Return what can go wrong on the pty of a device that answers questions."""

    def disturb(octets: bytes) -> None:
        half = len(octets) // 2
        host.faults.noise_before, host.faults.noise_inside = octets[:half], octets[half:]

    def calm() -> None:
        host.faults.noise_before = host.faults.noise_inside = b""

    return {
        "disturb": disturb,
        "calm": calm,
        "hush": lambda: setattr(host.faults, "silent", True),
        "wake": lambda: setattr(host.faults, "silent", False),
        "cut_after": lambda count: setattr(host.faults, "unplug_after", count),
        "clean": host.close,
    }


def pn532(folder: Path) -> DeviceRig:
    """Return a plain badge reader with nothing on it."""
    sim = Pn532Sim()
    host = PtyHost(folder / "nfc0", sim)
    return DeviceRig(
        "badge_reader",
        host,
        lambda: Pn532Reader(str(host.path), name="badge_reader"),
        badge_look(Presence()),
        lambda: sim.lay(UID),
        UID.hex(),
        sim.lift,
        **pty_faults(host),
    )


def secure_badge(folder: Path) -> DeviceRig:
    """Return a badge reader that asks badges for their proof."""
    sim = Pn532Sim()
    host = PtyHost(folder / "nfc0", sim)
    applet = SecureApplet()
    for number in (0, SITE.key_number):
        applet.keys[number] = SITE.badge_key(UID, number)

    def opened() -> SecureReader:
        return SecureReader(Pn532Reader(str(host.path), name="badge_reader"), SecureBadges(SITE))

    return DeviceRig(
        "badge_reader",
        host,
        opened,
        badge_look(Presence()),
        lambda: sim.lay_card(SmartCard(UID, applet)),
        UID.hex() + " proven",
        sim.lift,
        **pty_faults(host),
    )


def osdp(folder: Path) -> DeviceRig:
    """Return an OSDP reader with its secure channel."""
    sim = OsdpSim(key=OSDP_KEY)
    host = PtyHost(folder / "osdp", sim)

    def look(reader: OsdpReader, tell: Callable[[str], None]) -> str:
        badge = reader.read(0.05)
        if badge is not None:
            tell(badge.uid.hex())
        return ""

    return DeviceRig(
        "badge_reader",
        host,
        lambda: OsdpReader(str(host.path), name="badge_reader", key=OSDP_KEY, opening_s=3.0, silence_s=0.8),
        look,
        lambda: sim.present(UID),
        UID.hex(),
        lambda: None,
        every_s=0.0,
        **pty_faults(host),
    )


def printer(folder: Path) -> DeviceRig:
    """Return a receipt printer; its event is a slip that it has proven printed."""
    sim = EscposSim()
    host = PtyHost(folder / "printer", sim)
    wanted = threading.Event()
    hasty = Patience(reply_s=0.2, probe_s=0.3, stopped_s=0.2, proof_s=0.4)

    def look(device: EscposPrinter, tell: Callable[[str], None]) -> str:
        if wanted.is_set() and device.print([piece(1, 24)]) is Outcome.PRINTED:
            wanted.clear()
            tell("printed")
        if device.lost:
            raise device.lost
        return device.status().hindrance

    return DeviceRig(
        "printer",
        host,
        lambda: EscposPrinter(SerialLink(str(host.path), 115_200), name="printer", patience=hasty),
        look,
        wanted.set,
        "printed",
        wanted.clear,
        **pty_faults(host),
    )


def scanner_look(scanner: Any, tell: Callable[[str], None]) -> str:
    """Make a scanner's round."""
    if (scan := scanner.read(0.05)) is not None and scan.text is not None:
        tell(scan.text)
    return ""


def lines_in(stream: bytes) -> set[str]:
    """Return every line of a stream in any of the encodings that scanners use."""
    lines = stream.replace(b"\n", b"\r").split(b"\r")
    ways = ("utf-8", "utf-8-sig", "gb18030")
    return {line.decode(way, "replace") for line in lines for way in ways}


def serial_scanner(folder: Path) -> DeviceRig:
    """Return a scanner on a serial port: it has no checksum, so that each whole line is a code."""
    sim = SerialScannerSim()
    host = TalkingHost(folder / "scanner", sim)

    def cut_after(count: int) -> None:
        sim.send((CODE.encode() + b"\r")[:count])
        host.unplug()

    return DeviceRig(
        "scanner",
        host,
        lambda: SerialScanner(str(host.path), name="scanner"),
        scanner_look,
        lambda: sim.scan(CODE),
        CODE,
        lambda: None,
        disturb=lambda octets: sim.send(
            octets + b"\x00\r"
        ),  # the end belongs to the noise, not to the next code
        provable=lines_in,
        cut_after=cut_after,
        clean=host.close,
        every_s=0.0,
    )


def strange_keys(octets: bytes) -> bytes:
    """Return events of any keys but those that end a code, pressed, held and let go in no order."""
    pairs = zip(octets[::2], octets[1::2], strict=False)
    return b"".join(EVENT.pack(0, 0, 1, key, how % 3) for key, how in pairs if key not in ENDS)


def keyboard_scanner(folder: Path) -> DeviceRig:
    """Return a scanner in the guise of a keyboard."""
    sim = KeyboardScannerSim(folder / "event-kbd")

    def cut_after(count: int) -> None:
        sim.send(typed(CODE)[: 24 * count])
        sim.unplug()

    return DeviceRig(
        "scanner",
        sim,
        lambda: KeyboardScanner(str(sim.path), name="scanner", grab=lambda line: None),
        scanner_look,
        lambda: sim.scan(CODE),
        CODE,
        lambda: None,
        disturb=lambda octets: sim.send(strange_keys(octets)),
        calm=lambda: sim.send(typed("")),  # the end belongs to the noise, not to the next code
        cut_after=cut_after,
        clean=sim.close,
        every_s=0.0,
    )


def tags_look(slots: Any, tell: Callable[[str], None]) -> str:
    """Make the round of what senses key tags: each tag that is there is told."""
    for found in slots.read().values():
        for tag in found or ():
            tell(tag)
    return ""


def rdm6300(folder: Path) -> DeviceRig:
    """Return a slot with a 125 kHz reader."""
    sim = Rdm6300Sim()
    host = TalkingHost(folder / "tag0", sim)

    def provable(stream: bytes) -> set[str]:
        frames = [stream[at : at + 14] for at in range(len(stream) - 13)]
        return {frame[1:11].decode() for frame in frames if _is_tag_frame(frame)}

    def cut_after(count: int) -> None:
        sim.cut_to = count
        sim.lay(TAG)
        _until_told(sim)
        host.unplug()
        sim.cut_to = None

    return DeviceRig(
        "tag_readers",
        host,
        lambda: Rdm6300Slots({"K01": str(host.path)}, name="tag_readers"),
        tags_look,
        lambda: sim.lay(TAG),
        TAG,
        sim.lift,
        disturb=host.say,
        provable=provable,
        cut_after=cut_after,
        clean=host.close,
    )


def _until_told(sim: Rdm6300Sim) -> None:
    from tests.wire.waiting import until

    before = sim.told
    until(lambda: sim.told > before)


def _is_tag_frame(frame: bytes) -> bool:
    digits = frame[1:13]
    if frame[0] != 0x02 or frame[13] != 0x03 or any(digit not in b"0123456789ABCDEF" for digit in digits):
        return False
    return reduce(exclusive_or, bytes.fromhex(digits.decode())) == 0


def ibutton(folder: Path) -> DeviceRig:
    """Return a slot with an iButton contact, as the kernel shows it."""
    buses = folder / "w1"
    sim = OneWireSim(buses, {"K01": "w1_bus_master1"})
    sim.unplug()
    listed = buses / "w1_bus_master1" / LIST_FILE

    def disturb(octets: bytes) -> None:
        fresh = listed.with_suffix(".new")
        fresh.write_bytes(octets)
        fresh.replace(listed)

    return DeviceRig(
        "one_wire",
        sim,
        lambda: OneWireSlots(buses, {"K01": "w1_bus_master1"}, name="one_wire"),
        tags_look,
        lambda: sim.put("K01", ROM),
        ROM,
        lambda: sim.take("K01"),
        disturb=disturb,
        calm=lambda: sim.take("K01"),
        provable=lambda stream: {
            line for line in stream.decode("ascii", "replace").split("\n") if line.startswith("01-")
        },
    )


class RudeCamera(CameraSim):
    """A camera that says rubbish before each of its pictures, and leaves out the end of every second one."""

    def __init__(self) -> None:
        super().__init__()
        self.rubbish = b""

    def stream(self) -> Iterator[bytes]:
        """Yield the parts, spoilt if there is rubbish."""
        for turn, part in enumerate(super().stream()):
            whole = not self.rubbish or turn % 2
            yield self.rubbish + (part if whole else part[: len(part) // 2])


def camera(folder: Path) -> DeviceRig:
    """Return a camera that streams pictures; its event is one in which something is held up."""
    sim = RudeCamera()
    sim.unplug()
    server = serve(sim)

    def look(device: Camera, tell: Callable[[str], None]) -> str:
        frame = device.frame()
        if frame.grey[360, 640] < 16:  # a black card in the middle of the view
            tell("black")
        return ""

    def hold_up() -> None:
        from PIL import Image

        sim.show(Image.new("RGB", (1280, 720)), fills_view=True)

    return DeviceRig(
        "camera",
        sim,
        lambda: Camera(server.url, name="camera"),
        look,
        hold_up,
        "black",
        sim.clear,
        disturb=lambda octets: setattr(sim, "rubbish", octets),
        calm=lambda: setattr(sim, "rubbish", b""),
        hush=lambda: setattr(sim, "frozen", True),
        wake=lambda: setattr(sim, "frozen", False),
        clean=server.close,
        every_s=0.0,
    )


RIGS: dict[str, Callable[[Path], DeviceRig]] = {
    "pn532": pn532,
    "secure-badge": secure_badge,
    "osdp": osdp,
    "printer": printer,
    "serial-scanner": serial_scanner,
    "keyboard-scanner": keyboard_scanner,
    "rdm6300": rdm6300,
    "ibutton": ibutton,
    "camera": camera,
}
"""Every device of a lobby that is no lock line."""
