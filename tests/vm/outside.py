"""A lobby outside the guest: its doors stay as they are when the guest's power fails.

The simulated world runs on this machine; its lock line reaches the guest as a USB serial adapter (`usb-serial` on the
world's pty), with the kernel's own driver and the shipped udev names. So a cut takes the kiosk, its memory and what the
disk had not flushed, and leaves doors, parcels and the count of each latch's firings as they were.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.lobby import Site
from tests.vm.building import image_of
from tests.vm.cuts import RECORD
from tests.vm.cuts import SITE as SITE_FILE
from tests.vm.machine import PATIENCE, Machine, MachineTrouble
from tests.vm.ready import DATA_MB, LOCKS, ROOM
from tests.wire.waiting import until

LINE = "dev/locks"


def lockers_only(text: str) -> str:
    """Return the tower's settings with its lock line and its locker, and nothing that a guest has no socket for."""
    text = re.sub(r"\[one_wire\].*?(?=\[\[lockers\]\])", "", text, flags=re.DOTALL)
    text = re.sub(r"\[badge_reader\].*?(?=\[parcels\])", "", text, flags=re.DOTALL)
    return re.sub(r"  \{ address = 0 \},.*\n", "", text).replace(LOCKS, LINE)


def without_keys(people: str) -> str:
    """Return the tower's people alone."""
    return people[: people.index("[[keys]]")]


class SiteOutside(Site):
    """A world on this machine whose kiosk is in the guest: `file` and `root` are the guest's."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            root, sample="tower", amend=lockers_only, amend_people=without_keys, opens_within_s="4.0"
        )
        self.line = (root / LINE).resolve()
        folder = root / "disk"
        folder.mkdir()
        text = self.file.read_text(encoding="utf-8").replace(f'"{LINE}"', f'"{LOCKS}"')
        text = text.replace(f":{self.port}", ":8410").replace(f":{self.health_port}", ":8411")
        (folder / "site.toml").write_text(text + f"\n[storage]\n{ROOM}", encoding="utf-8")
        shutil.copytree(root / "var", folder / "var")
        image_of(folder, root / "image", DATA_MB)
        self.medium = (root / "image").read_bytes()
        self.file, self.root = Path(SITE_FILE), Path(RECORD)


def plug_in(machine: Machine, line: Path) -> None:
    """Plug the lock line's adapter into the guest, and return when udev has named it."""
    backend = {"type": "serial", "data": {"device": str(line)}}
    machine.qmp("chardev-add", id="locks", backend=backend)
    machine.qmp("device_add", driver="usb-serial", id="adapter", chardev="locks", bus="usb.0", port="1")
    named = f"for i in $(seq 100); do [ -e {LOCKS} ] && exit 0; sleep 0.1; done; exit 1"
    machine.sh(named)


def unplug(machine: Machine) -> None:
    """Pull the adapter out."""
    machine.qmp("device_del", id="adapter")
    until(lambda: _gone(machine), 20 * PATIENCE)


def _gone(machine: Machine) -> bool:
    """Return whether QEMU has let go of the pty: it does so some time after the guest has let go of the device."""
    try:
        machine.qmp("chardev-remove", id="locks")
    except MachineTrouble:
        return False
    return True
