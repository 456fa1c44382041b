"""Readers and scanners in the settings: what does not go together is told in a sentence, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import SettingsProblems, load

DEMO = (Path(__file__).parents[2] / "config" / "demo.toml").read_text(encoding="utf-8")
READER = 'kind = "pn532"\ndevice = "dev/nfc0"'
KEY = "8F3A6C0219D4E75BA1C2334455667788"


def problems(folder: Path, reader: str = READER, more: str = "", secrets: str = "") -> str:
    """Return everything that is wrong with a site whose reader is as said; "" for nothing."""
    assert READER in DEMO
    site = folder / "site.toml"
    site.write_text(DEMO.replace(READER, reader) + more, encoding="utf-8")
    if secrets:
        (folder / "secrets.toml").touch(mode=0o600)
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
    try:
        load(site)
    except SettingsProblems as wrong:
        return "\n".join(wrong.problems)
    return ""


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ('kind = "pn532"', "device: is missing; 'pn532' needs one, for example /dev/nfc0"),
        ('kind = "osdp"\ndevice = "/dev/r"', "write it into secrets.toml as osdp_key"),
        ('kind = "keyboard"', "needs one, for example /dev/input/loge-scanner"),
        ('kind = "acr122u"\naddress = 3', "address: is for kind 'osdp', not for 'acr122u'"),
        (READER + '\nform = "hex"', "form: is for kind 'serial-scanner' or 'keyboard'"),
        ('kind = "osdp"\ndevice = "/dev/r"\nsecure = "ntag424"', "can't ask a badge for its proof"),
        (READER + '\nsecure = "desfire"', "secure = 'desfire' needs it, for example 'F54230'"),
        (READER + '\nsecure = "ntag424"\napplication = "F54230"', "is for secure = 'desfire' alone"),
        (READER + '\nsecure = "desfire"\napplication = "F5423"', "application"),
        ('kind = "wiegand"\ndevice = "/dev/r"', "pn532"),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, reader: str, words: str) -> None:
    assert words in problems(tmp_path, reader)


@pytest.mark.parametrize(
    "reader",
    [
        'kind = "acr122u"',
        'kind = "rc-s380"\nsecure = "ntag424"',
        READER + '\nsecure = "desfire"\napplication = "F54230"',
        'kind = "serial-scanner"\ndevice = "/dev/r"\nbaud = 115200\nform = "decimal"',
        'kind = "keyboard"\ndevice = "/dev/input/r"\nform = "decimal-reversed"',
    ],
)
def test_every_kind_of_reader_may_be_had(tmp_path: Path, reader: str) -> None:
    assert problems(tmp_path, reader) == ""


def test_an_osdp_reader_has_a_key_of_its_own(tmp_path: Path) -> None:
    osdp = 'kind = "osdp"\ndevice = "/dev/r"\naddress = 5'
    assert problems(tmp_path, osdp, secrets=f'osdp_key = "{KEY}"\n') == ""
    known = bytes(range(0x30, 0x40)).hex()
    assert "every new reader has" in problems(tmp_path, osdp, secrets=f'osdp_key = "{known}"\n')


def test_scanners_have_names_of_their_own(tmp_path: Path) -> None:
    one = '\n[[scanners]]\nname = "{}"\nkind = "serial"\ndevice = "/dev/{}"\n'
    told = problems(tmp_path, more=one.format("a", 1) + one.format("a", 2) + one.format("printer", 3))
    assert "the name 'a' is used twice" in told and "'printer' is taken by another device" in told
    assert "form is for badges" in problems(tmp_path, more=one.format("a", 1) + 'form = "hex"\n')
    keyboard = '\n[[scanners]]\nname = "k"\nkind = "keyboard"\ndevice = "/dev/k"\nbaud = 9600\n'
    assert "has no baud" in problems(tmp_path, more=keyboard)
    assert problems(tmp_path, more=one.format("a", 1)) == ""
