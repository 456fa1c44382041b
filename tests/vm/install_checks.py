"""config/install.sh on a bare Debian in a guest: from nothing to the page on the screen, again, and away again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.vm.building import KEPT
from tests.vm.machine import Machine
from tests.vm.outcome import Failed
from tests.vm.unit_checks import waits

MEDIUM = "/mnt/medium"
MOUNT = (
    f"mkdir -p {MEDIUM}; mountpoint -q {MEDIUM} || mount -o ro /dev/disk/by-id/virtio-loge-source {MEDIUM}"
)
INSTALL = f"sh {MEDIUM}/loge/config/install.sh"
OFFLINE = f"--offline {MEDIUM}/media --site {MEDIUM}/loge/config/demo.toml"
HOUR_S = 3600
UNITS = ("kiosk.service", "kiosk-screen.service")
TREE = "cd / && find etc usr/lib opt var/lib -xdev -newer /run/began ! -path '*/__pycache__*' ! -path '*/lib/systemd/*'"
"""What was touched since the mark was made."""


def touches_nothing(machine: Machine) -> str:
    """`--dry-run` on the bare system says what would be done, and touches nothing."""
    machine.sh(f"{MOUNT}; touch /run/began")
    said = machine.sh(f"{INSTALL} --dry-run {OFFLINE}", within_s=600)
    touched = machine.sh(TREE, within_s=300).split()
    found = re.search(r"(\d+) changes would be made; nothing was touched", said)
    if not found or touched:
        raise Failed(f"touched {touched[:8]}: {said[-400:]}")
    return f"{found[1]} changes told, no file touched"


def installs(machine: Machine) -> str:
    """The installation runs to its end without a network and without a question."""
    code, said = machine.status(
        f"time_s=$(date +%s); {INSTALL} {OFFLINE} 2>&1; c=$?; echo took $(($(date +%s)-time_s)); exit $c",
        within_s=HOUR_S,
    )
    (KEPT / "install.log").write_text(said)
    if code:
        raise Failed(f"exit {code}: {said[-900:]}")
    changes, took = re.search(r"(\d+) changes\.", said), re.search(r"took (\d+)", said)
    return f"{changes[1] if changes else '?'} changes in {took[1] if took else '?'} s (emulated)"


def changes_nothing_again(machine: Machine) -> str:
    """A second run finds nothing to do and says so."""
    said = machine.sh(f"{INSTALL} {OFFLINE} --no-start", within_s=HOUR_S)
    if "Nothing had to be changed." not in said:
        raise Failed(said[-600:])
    return "Nothing had to be changed."


def serves(machine: Machine) -> str:
    """The kiosk that was installed answers with its page."""
    machine.sh(waits("[ $(systemctl is-active kiosk) = active ]", 600), within_s=640)
    page = machine.sh("curl -s -m 60 http://127.0.0.1:8410/", within_s=90)
    if "<html" not in page:
        raise Failed(page[:300])
    title = re.search(r"<title>([^<]+)", page)
    enabled = machine.sh(f"systemctl is-enabled {' '.join(UNITS)}", good=None).split()
    if enabled != ["enabled", "enabled"]:
        raise Failed(f"enabled: {enabled}")
    return f"{len(page)} bytes, {title[1].strip() if title else 'no title'}"


def shows(machine: Machine, into: Path) -> str:
    """The page stands on the machine's screen: cage and Chromium, as the unit starts them."""
    chromium = "pgrep -u loge-screen -f type=renderer >/dev/null"
    asked = "journalctl -u kiosk-screen -u seatd --no-pager -o cat -n 40; systemctl --no-pager status kiosk-screen"
    up = f"[ $(systemctl is-active kiosk-screen) = active ] && {chromium}"
    if machine.status(waits(up, 600), within_s=640)[0]:
        raise Failed(f"no page is drawn\n{machine.sh(asked, good=None)[-3000:]}")
    colours = 0
    for _ in range(40):  # each look is a picture; the page is drawn by a processor that is emulated
        machine.qmp("screendump", filename=str(into))
        colours = len(set(_pixels(into)))
        if colours > 40:
            return f"{colours} colours on the screen, {into.name}"
        machine.sh("sleep 5")
    raise Failed(f"{colours} colours on the screen after 200 s\n{machine.sh(asked, good=None)[-3000:]}")


def _pixels(picture: Path) -> list[bytes]:
    """Return every 7th pixel of a picture (PPM, P6)."""
    raw = picture.read_bytes()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", raw)
    assert head, "QEMU writes P6"
    pixels = raw[head.end() :]
    return [pixels[at : at + 3] for at in range(0, len(pixels) - 2, 21)]


def leaves(machine: Machine) -> str:
    """`--uninstall` takes away what was installed; the record, its keys and the settings stay."""
    machine.sh(MOUNT)  # the machine has started anew since it was installed
    said = machine.sh(f"{INSTALL} --uninstall", within_s=1200)
    left = machine.sh("ls -d /opt/loge /etc/systemd/system/kiosk*.service 2>/dev/null", good=None).split()
    kept = machine.sh("ls -d /etc/loge/site.toml /var/lib/loge/var/ledger.db", good=None).split()
    running = machine.sh("systemctl is-active kiosk kiosk-screen", good=None).split()
    if left or len(kept) != 2 or "active" in running:
        raise Failed(f"left {left}, kept {kept}, {running}: {said[-400:]}")
    return "program and units are gone; settings, record and keys are there"
