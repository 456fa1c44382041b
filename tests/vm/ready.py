"""A guest that has booted, with the units installed and nothing started: kept, for starts in seconds."""

from __future__ import annotations

import re
import time

from tests.vm.building import HERE, KEPT, Guest
from tests.vm.disk import LossyDisk
from tests.vm.machine import Frozen, Machine
from tests.vm.outcome import say

DATA_MB = 96
ROOM = "low_free_mb = 20\nleast_free_mb = 10\nlow_free_files = 1000\n"
"""Settings of [storage] for so small a disk."""
USB = "pci-0000:00:10.0-usb-0:1:1.0"
"""Where the guest's first USB socket is, in udev's words."""
LOCKS = "/dev/loge-locks-a"


def rules() -> str:
    """Return the shipped udev rules, adapted as the file says: the first lock line's socket is the guest's."""
    shipped = (HERE / "systemd" / "60-loge.rules").read_text(encoding="utf-8")
    socket = r'ENV\{ID_PATH\}=="[^"]+"(, SYMLINK\+="loge-locks-a")'
    adapted, count = re.subn(socket, rf'ENV{{ID_PATH}}=="{USB}"\1', shipped)
    assert count == 1, "the shipped rules name the first lock line once"
    return adapted


def installing() -> str:
    """Return the shell script that installs units, accounts and names in a guest."""
    unit = (HERE / "systemd" / "kiosk.service").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=(/\S+)/bin/python ", unit, re.MULTILINE)
    assert found, "the kiosk's unit runs a Python of its own"
    return f"""set -eu
source=/opt/loge/source/systemd
systemd-sysusers $source/loge-sysusers.conf
cp $source/*.service /etc/systemd/system/
cp $source/loge-modprobe.conf /etc/modprobe.d/loge.conf
[ -e {found[1]} ] || {{ mkdir -p $(dirname {found[1]}); ln -s /opt/loge/venv {found[1]}; }}
cat > /etc/udev/rules.d/60-loge.rules <<'END'
{rules()}
END
mkdir -p /etc/loge /var/lib/loge
chown root:loge /etc/loge; chmod 0750 /etc/loge
modprobe ftdi_sio
udevadm control --reload
systemctl daemon-reload
"""


def ready(guest: Guest) -> Frozen:
    """Return the guest, booted and frozen; from var/vm if this very program was booted before."""
    kept = KEPT / f"ready-{guest.digest}"
    if not (kept / "memory").exists():
        for old in KEPT.glob("ready-*"):
            for file in old.iterdir():
                file.unlink()
            old.rmdir()
        began_s = time.monotonic()
        with Machine(guest, KEPT / "run", LossyDisk(bytes(DATA_MB << 20))) as machine:
            machine.sh(installing())
            say(f"Booted in {time.monotonic() - began_s:.0f} s: {_spent(machine)}")
            machine.freeze(kept)
    return Frozen(kept)


def _spent(machine: Machine) -> str:
    return machine.sh("systemd-analyze | head -1", good=None).strip()
