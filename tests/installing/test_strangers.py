"""Sockets of the case: whatever a stranger plugs in gets nothing from it, what belongs to the lobby works."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.installing.udev_rules import Device, parsed, play

UNITS = Path(__file__).parents[2] / "systemd"
NAMES, STRANGERS = UNITS / "60-loge.rules", UNITS / "62-loge-strangers.rules"
SOCKET = "platform-fd500000.pcie-pci-0000:01:00.0-usb-0:"
SCANNER, KEYPAD, ANY, STICK = f"{SOCKET}1.4.1:1.0", f"{SOCKET}1.4.4:1.0", f"{SOCKET}1.2:1.0", f"{SOCKET}2:1.0"
REPAIR = {"loge.keyboard": "1"}
"""What `loge.keyboard` on the kernel's line comes to."""


def interface(socket: str, kind: str, *, subclass: str = "00", protocol: str = "00", **more: str) -> Device:
    """Return a USB interface of a class, as it stands before any driver has seen it."""
    properties = {"DEVTYPE": "usb_interface", "ID_PATH": socket, **more}
    attributes = {"bInterfaceClass": kind, "bInterfaceSubClass": subclass, "bInterfaceProtocol": protocol}
    return Device("usb", "1-1:1.0", properties, {**attributes, "authorized": "1"})


def keyed(
    socket: str, *kinds: str, kernel: str = "input7", name: str = "USB Keyboard", **more: str
) -> Device:
    """Return an input device of these kinds (ID_INPUT_...), as the system's own rules have called it."""
    properties = {"ID_PATH": socket, "ID_INPUT": "1", **{f"ID_INPUT_{kind}": "1" for kind in kinds}, **more}
    return Device("input", kernel, properties, {"inhibited": "0"}, {"ATTRS name": name})


def settled(device: Device) -> Device:
    """Return the device after both files."""
    return play(device, NAMES, STRANGERS)


@pytest.mark.parametrize(
    ("what", "kind", "subclass", "protocol"),
    [
        ("a stick", "08", "06", "50"),
        ("a disk that streams (UAS)", "08", "06", "62"),
        ("a telephone that gives files", "06", "01", "01"),
        ("a network adapter (ECM)", "02", "06", "00"),
        ("a network adapter (NCM)", "02", "0d", "00"),
        ("a telephone in the guise of a network (RNDIS)", "e0", "01", "03"),
        ("Bluetooth", "e0", "01", "01"),
        ("a keyboard", "03", "01", "01"),
    ],
)
@pytest.mark.parametrize("socket", [ANY, SCANNER], ids=["any socket", "the scanner's"])
def test_a_stranger_gets_no_driver(what: str, kind: str, subclass: str, protocol: str, socket: str) -> None:
    listed = kind == "03" and socket == SCANNER
    assert settled(interface(socket, kind, subclass=subclass, protocol=protocol)).authorized is listed, what


@pytest.mark.parametrize(
    ("what", "kind", "subclass", "protocol"),
    [
        ("a serial adapter", "ff", "00", "00"),
        ("a serial scanner (CDC)", "02", "02", "01"),
        ("its other half", "0a", "00", "00"),
        ("a camera", "0e", "01", "00"),
        ("a printer", "07", "01", "02"),
        ("a touch screen", "03", "00", "00"),
        ("sound", "01", "01", "00"),
        ("a badge reader (CCID)", "0b", "00", "00"),
        ("a hub", "09", "00", "00"),
    ],
)
def test_what_a_lobby_has_is_let_in(what: str, kind: str, subclass: str, protocol: str) -> None:
    assert settled(interface(ANY, kind, subclass=subclass, protocol=protocol)).authorized, what


@pytest.mark.parametrize(
    ("socket", "let_in"), [(STICK, True), (ANY, False), (SCANNER, False), (KEYPAD, False)]
)
def test_a_stick_is_let_in_at_its_one_socket(socket: str, let_in: bool) -> None:
    assert settled(interface(socket, "08", subclass="06", protocol="50")).authorized is let_in


def test_the_backup_stick_is_mounted_and_no_other() -> None:
    path = f"{STICK}-scsi-0:0:0:0-part1"
    ours = settled(Device("block", "sda1", {"ID_PATH": path}, {"partition": "1"}, {"SUBSYSTEMS": "usb"}))
    assert "loge-stick" in ours.links
    assert ours.properties["SYSTEMD_WANTS"] == "media-loge.mount"
    assert "SYSTEMD_READY" not in ours.properties
    other_path = f"{ANY}-scsi-0:0:0:0-part1"
    other = settled(
        Device("block", "sdb1", {"ID_PATH": other_path}, {"partition": "1"}, {"SUBSYSTEMS": "usb"})
    )
    assert other.links == set()
    assert (other.properties["SYSTEMD_READY"], other.properties["UDISKS_IGNORE"]) == ("0", "1")
    card = settled(Device("block", "mmcblk0p2", {"ID_PATH": "platform-fe340000.mmc"}, {"partition": "2"}))
    assert "SYSTEMD_READY" not in card.properties


@pytest.mark.parametrize("kernel", ["input7", "event7"])
@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        ("a keyboard that says it is none to the BIOS", ("KEY", "KEYBOARD")),
        ("a stick that types", ("KEY", "KEYBOARD", "MOUSE")),
        ("media keys, a presenter", ("KEY",)),
        ("a touch screen that types", ("KEY", "KEYBOARD", "TOUCHSCREEN")),
        ("a remote control by the television's cable (CEC)", ("KEY",)),
    ],
)
def test_a_strangers_keys_are_heard_by_nobody(what: str, kinds: tuple[str, ...], kernel: str) -> None:
    device = settled(keyed(ANY, *kinds, kernel=kernel))
    assert device.properties["LIBINPUT_IGNORE_DEVICE"] == "1", what
    if kernel.startswith("input"):
        assert device.attributes["inhibited"] == "1", what
        assert not device.heard


@pytest.mark.parametrize("socket", ["platform-i8042-serio-0", "", "pci-0000:00:14.0-usb-0:3:1.0"])
def test_by_whatever_cable_it_comes(socket: str) -> None:
    assert not settled(keyed(socket, "KEY", "KEYBOARD")).heard


def test_the_touch_screen_is_heard() -> None:
    assert settled(keyed(ANY, "TOUCHSCREEN")).heard
    assert settled(keyed(ANY, "TOUCHSCREEN", "KEY")).heard


def test_the_button_in_the_case_still_switches_off() -> None:
    assert settled(keyed("", "KEY", name="pwr_button")).heard
    assert not settled(keyed("", "KEY", name="Some Button")).heard


def test_the_keypad_is_heard_and_the_scanner_by_the_kiosk_alone() -> None:
    assert settled(interface(KEYPAD, "03", subclass="01", protocol="01")).authorized
    assert settled(keyed(KEYPAD, "KEY", "KEYBOARD")).heard
    scanner = settled(keyed(SCANNER, "KEY", "KEYBOARD", kernel="event3"))
    assert "input/loge-scanner" in scanner.links
    assert scanner.properties["LIBINPUT_IGNORE_DEVICE"] == "1"  # not the screen
    assert settled(keyed(SCANNER, "KEY", "KEYBOARD")).attributes["inhibited"] == "0"  # but the kiosk


def test_a_keyboard_for_repairs_works_when_the_kernels_line_says_so() -> None:
    assert settled(interface(ANY, "03", subclass="01", protocol="01", **REPAIR)).authorized
    assert settled(keyed(ANY, "KEY", "KEYBOARD", **REPAIR)).heard
    assert not settled(interface(ANY, "08", subclass="06", protocol="50", **REPAIR)).authorized


def test_unplugging_writes_nothing() -> None:
    device = interface(ANY, "08")
    device.action = "remove"
    assert settled(device).attributes["authorized"] == "1"


def test_the_names_of_a_lobby_are_still_given() -> None:
    locks = settled(Device("tty", "ttyUSB0", {"ID_PATH": f"{SOCKET}1.1:1.0"}, {"device/latency_timer": "16"}))
    assert locks.links == {"loge-locks-a"}
    assert (locks.given["GROUP"], locks.given["MODE"]) == ("dialout", "0660")
    printer = settled(Device("usbmisc", "lp0"))
    assert printer.links == {"loge-printer"}


def test_what_is_no_rule_is_told() -> None:
    with pytest.raises(ValueError, match="no rule"):
        parsed('SUBSYSTEM="usb" ATTR{authorized')


@pytest.mark.parametrize("file", [NAMES, STRANGERS], ids=lambda path: path.name)
def test_udev_itself_finds_no_fault(file: Path) -> None:
    """From systemd 254 on `udevadm verify` reads rules without a device."""
    udevadm = shutil.which("udevadm")
    said = subprocess.run(
        [udevadm or "false", "verify", "--help"], capture_output=True, text=True, check=False
    )
    if said.returncode:
        pytest.skip("no udevadm that verifies rules on this machine: NOT verified")
    done = subprocess.run(
        [udevadm or "", "verify", "--resolve-names=never", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
