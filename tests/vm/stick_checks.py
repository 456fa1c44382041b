"""USB storage in the installed guest: the backup stick in its socket, and a stranger's in any other."""

from __future__ import annotations

from pathlib import Path

from tests.vm.building import KEPT
from tests.vm.machine import Machine, MachineTrouble, in_time
from tests.vm.outcome import Failed
from tests.vm.unit_checks import waits

RULES = "/etc/udev/rules.d/60-loge.rules"
SOCKET = "pci-0000:00:10.0-usb-0:2:1.0"
"""The guest's second USB socket, in udev's words; the shipped rules name a Pi's."""
ADAPT = rf"""sed -i 's#^\(SUBSYSTEM=="usb|block", ENV{{ID_PATH}}=="\)[^"]*#\1{SOCKET}*#' {RULES}
grep -c '{SOCKET}' {RULES}; udevadm control --reload"""
PLACE = "/media/loge"
MOUNTED = f"findmnt -rn {PLACE} >/dev/null"
DISKS = "ls /dev | grep -c '^sd[a-z]$'"
FORMAT = "printf 'label: dos\\n,,c\\n' | sfdisk -q /dev/sda && udevadm settle && mkfs.vfat -n LOGE /dev/sda1"
STICK_MB = 64


class Socket:
    """One of the guest's USB sockets, and the stick that is put into it."""

    def __init__(self, machine: Machine, port: int, image: Path) -> None:
        self._machine, self._port, self._image = machine, port, image
        self._name = f"stick{port}"

    def plug_in(self) -> None:
        """Put the stick in."""
        file = {"driver": "file", "filename": str(self._image)}
        self._machine.qmp("blockdev-add", **{"driver": "raw", "node-name": self._name, "file": file})
        where = {"bus": "usb.0", "port": str(self._port)}
        self._machine.qmp("device_add", driver="usb-storage", id=self._name, drive=self._name, **where)

    def pull_out(self) -> None:
        """Pull it out, whatever is mounted."""
        self._machine.qmp("device_del", id=self._name)
        in_time(self._gone, 30, "QEMU lets go of the stick")

    def _gone(self) -> bool:
        try:
            self._machine.qmp("blockdev-del", **{"node-name": self._name})
        except MachineTrouble:
            return False  # the guest has not let go of it yet
        return True


def blank(name: str) -> Path:
    """Return the file of a stick on which there is nothing."""
    image = KEPT / name
    with image.open("wb") as file:
        file.truncate(STICK_MB << 20)
    return image


def let_in(machine: Machine) -> str:
    """The stick in its socket is mounted for the kiosk alone, also for one that runs since before; no other is seen."""
    if machine.sh(ADAPT).strip() == "0":
        raise Failed("the shipped rules have no line that can be adapted")
    images = blank("stick.img"), blank("stranger.img")
    ours, strangers = Socket(machine, 2, images[0]), Socket(machine, 3, images[1])
    try:
        said = _both(machine, ours, strangers)
    finally:
        for image in images:
            image.unlink()
    return said


def _both(machine: Machine, ours: Socket, strangers: Socket) -> str:
    pid = machine.sh("systemctl show -P MainPID kiosk").strip()
    ours.plug_in()
    machine.sh(waits("[ -e /dev/sda ]", 60))
    machine.sh(FORMAT)
    ours.pull_out()
    machine.sh(waits("! [ -e /dev/sda ]", 60))
    ours.plug_in()
    machine.sh(waits(MOUNTED, 60))
    options = machine.sh(f"findmnt -rno OPTIONS {PLACE}").strip().split(",")
    if lacking := {"nosuid", "nodev", "noexec", "dmask=0077"} - set(options):
        raise Failed(f"mounted without {sorted(lacking)}: {options}")
    _writes(machine, pid)
    # The driver is loaded now: a stranger's stick is bound to it before udev looks.
    before = machine.sh(DISKS).strip()
    strangers.plug_in()
    machine.sh(waits("grep -qs 0 /sys/bus/usb/devices/*-3:1.0/authorized", 60))
    machine.sh("udevadm settle")
    if (now := machine.sh(DISKS).strip()) != before:
        raise Failed(f"a stranger's stick is a disk: {now} instead of {before}")
    strangers.pull_out()
    ours.pull_out()
    machine.sh(waits(f"! {MOUNTED}", 60))
    ours.plug_in()
    machine.sh(waits(MOUNTED, 60))
    _writes(machine, pid)
    ours.pull_out()
    machine.sh(waits(f"! {MOUNTED}", 60))
    if machine.sh("systemctl show -P MainPID kiosk").strip() != pid:
        raise Failed("the kiosk was started again")
    return "mounted twice for a kiosk that ran on (noexec, nosuid, 0700 loge), pulled twice; a stranger's gives no disk"


def _writes(machine: Machine, pid: str) -> None:
    """Leave a file where the kiosk's own mounts are seen, as its account."""
    inside = f"nsenter -t {pid} -m setpriv --reuid loge --regid loge --clear-groups"
    machine.sh(f"{inside} sh -c 'echo backup >{PLACE}/proof && sync -f {PLACE} && rm {PLACE}/proof'")
    if machine.status(f"setpriv --reuid loge-screen --regid loge-screen --clear-groups ls {PLACE}")[0] == 0:
        raise Failed("the browser's account sees what is on the stick")
