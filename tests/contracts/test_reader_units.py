"""The units and rules let the readers be reached: by the groups, the device classes and the names that they need."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.settings.readers import EXAMPLES, USB_READERS

SYSTEMD = Path(__file__).parents[2] / "systemd"


def rules() -> str:
    return (SYSTEMD / "60-loge.rules").read_text(encoding="utf-8")


def test_scanners_that_are_keyboards_can_be_read_and_never_written() -> None:
    unit = (SYSTEMD / "kiosk.service").read_text(encoding="utf-8").splitlines()
    groups = next(line for line in unit if line.startswith("SupplementaryGroups=")).split("=")[1].split()
    assert "input" in groups and "DeviceAllow=char-input r" in unit
    assert re.search(r"^g input\b", (SYSTEMD / "loge-sysusers.conf").read_text("utf-8"), re.MULTILINE)


def test_every_usb_reader_has_its_rule_and_no_driver_of_the_kernel() -> None:
    for name in USB_READERS.values():
        vendor, product = name.removeprefix("usb:").split(":")
        assert re.search(rf'idVendor}}=="{vendor}", ATTR{{idProduct}}=="[^"]*{product}', rules()), name
    blocked = (SYSTEMD / "loge-modprobe.conf").read_text("utf-8").splitlines()
    assert {"blacklist pn533_usb", "blacklist pn533", "blacklist port100"} <= set(blocked)


def test_the_names_that_problems_suggest_are_made() -> None:
    made = {f"/dev/{name}" for name in re.findall(r'SYMLINK\+="([\w/-]+)"', rules())}
    assert {"/dev/nfc0", "/dev/loge-reader", "/dev/input/loge-scanner"} <= set(EXAMPLES.values())
    assert set(EXAMPLES.values()) <= made


def test_the_path_of_a_socket_is_known_before_it_is_asked_for() -> None:
    text = rules()
    assert text.index('IMPORT{builtin}="path_id"') < text.index("ENV{ID_PATH}==")


def test_no_rule_gives_a_keyboard_to_the_screen() -> None:
    (keys,) = [line for line in rules().splitlines() if line.startswith('SUBSYSTEM=="input"')]
    assert 'ENV{LIBINPUT_IGNORE_DEVICE}="1"' in keys and 'GROUP="input"' in keys and 'MODE="0640"' in keys
